package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// apiError is an answer that refuses: [{"errorCode", "message", "fields"}] over REST, a fault over SOAP.
type apiError struct {
	status  int
	code    string
	message string
	fields  []string
	more    []errorBody // when several rules refuse
	oauth   bool        // answered as {"error", "error_description"}
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

func (e *apiError) json() []byte {
	if e.oauth {
		return mustJSON(map[string]string{"error": e.code, "error_description": e.message})
	}
	return mustJSON(append([]errorBody{e.body()}, e.more...))
}

type errorBody struct {
	Message   string   `json:"message"`
	ErrorCode string   `json:"errorCode"`
	Fields    []string `json:"fields,omitempty"`
}

func (e *apiError) body() errorBody {
	return errorBody{Message: e.message, ErrorCode: e.code, Fields: e.fields}
}

func (e *apiError) on(fields ...string) *apiError {
	e.fields = fields
	return e
}

func refuse(status int, code, format string, args ...any) *apiError {
	return &apiError{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

func bad(code, format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, code, format, args...)
}

func notFound() *apiError {
	return refuse(http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
}

// asAPIError is an error as REST words it, whatever it was.
func asAPIError(err error) *apiError {
	var e *apiError
	if !errors.As(err, &e) {
		e = refuse(http.StatusInternalServerError, "UNKNOWN_EXCEPTION", "%v", err)
	}
	return e
}

func oauthError(status int, code, description string) *apiError {
	return &apiError{status: status, code: code, message: description, oauth: true}
}

func noSession() *apiError {
	return refuse(http.StatusUnauthorized, "INVALID_SESSION_ID", "Session expired or invalid")
}

// mustJSON writes values that are built here, which always can be written.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("emulator: %v", err))
	}
	return b
}
