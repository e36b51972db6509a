package emulator

import (
	"fmt"
	"net/http"
	"strings"
)

// apiError is an answer that refuses. Its JSON is HubSpot's error body.
type apiError struct {
	status int
	header http.Header
	empty  bool // answered without a body
	Body   errorBody
}

type errorBody struct {
	Status        string              `json:"status"`
	Message       string              `json:"message"`
	CorrelationID string              `json:"correlationId"`
	Category      string              `json:"category,omitempty"`
	SubCategory   string              `json:"subCategory,omitempty"`
	ErrorType     string              `json:"errorType,omitempty"`
	PolicyName    string              `json:"policyName,omitempty"`
	Context       map[string][]string `json:"context,omitempty"`
	Errors        []errorDetail       `json:"errors,omitempty"`
	Links         map[string]string   `json:"links,omitempty"`
}

type errorDetail struct {
	Message     string              `json:"message"`
	Code        string              `json:"code,omitempty"`
	In          string              `json:"in,omitempty"`
	SubCategory string              `json:"subCategory,omitempty"`
	Context     map[string][]string `json:"context,omitempty"`
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %s", e.status, e.Body.Message) }

func refuse(status int, category, sub, format string, args ...any) *apiError {
	return &apiError{status: status, Body: errorBody{Category: category, SubCategory: sub, Message: fmt.Sprintf(format, args...)}}
}

// invalid is a 400 VALIDATION_ERROR; sub may be empty.
func invalid(sub, format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "VALIDATION_ERROR", sub, format, args...)
}

func conflict(category, sub, format string, args ...any) *apiError {
	return refuse(http.StatusConflict, category, sub, format, args...)
}

func notFound(format string, args ...any) *apiError {
	return refuse(http.StatusNotFound, "OBJECT_NOT_FOUND", "", format, args...)
}

func (e *apiError) with(context map[string][]string) *apiError {
	e.Body.Context = context
	return e
}

func (e *apiError) detail(d ...errorDetail) *apiError {
	e.Body.Errors = append(e.Body.Errors, d...)
	return e
}

// missingScopes is the refusal of a token that has none of the scopes that would do.
func missingScopes(scopes []string) *apiError {
	return refuse(http.StatusForbidden, "MISSING_SCOPES", "", "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.").
		detail(errorDetail{
			Message: "One or more of the following scopes are required.",
			Context: map[string][]string{"missingScopes": scopes, "requiredGranularScopes": scopes},
		})
}

func unauthorized() *apiError {
	return refuse(http.StatusUnauthorized, "INVALID_AUTHENTICATION", "", "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview")
}

// Policies of the limits, as they stand in the policyName of a 429.
const (
	PolicyBurst  = "TEN_SECONDLY_ROLLING"
	PolicySearch = "SECONDLY"
	PolicyDaily  = "DAILY"
)

func tooMany(policy string) *apiError {
	e := refuse(http.StatusTooManyRequests, "RATE_LIMITS", "", "You have reached your %s limit.", strings.ToLower(policy))
	e.Body.ErrorType, e.Body.PolicyName = "RATE_LIMIT", policy
	return e
}
