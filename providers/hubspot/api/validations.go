package api

import (
	"context"
	"net/http"
)

// ValidationRule restricts the values of a property to a format. There is none that demands a value.
type ValidationRule struct {
	RuleType      string   `json:"ruleType"` // MAX_LENGTH, REGEX, EMAIL_ALLOWED_DOMAINS …
	RuleArguments []string `json:"ruleArguments"`
	Normalize     bool     `json:"shouldApplyNormalization"`
}

// PropertyRules are the rules of one property.
type PropertyRules struct {
	PropertyName string           `json:"propertyName"`
	Rules        []ValidationRule `json:"propertyValidationRules"`
}

// ValidationRules reads the rules of every property of an object type in one request.
func (c *Client) ValidationRules(ctx context.Context, objectTypeID string) ([]PropertyRules, error) {
	return all[PropertyRules](ctx, c, op{method: http.MethodGet, api: Validations, path: []string{objectTypeID}})
}

// ValidationRule reads the rule of a type; NotFound when the property has none.
func (c *Client) ValidationRule(ctx context.Context, objectTypeID, property, ruleType string) (*ValidationRule, error) {
	return fetch[ValidationRule](ctx, c, op{method: http.MethodGet, api: Validations, path: []string{objectTypeID, property, "rule-type", ruleType}})
}

// SetValidationRule sets the rule of a type. The API has no way to take one away again.
func (c *Client) SetValidationRule(ctx context.Context, objectTypeID, property string, r ValidationRule) error {
	if r.RuleArguments == nil {
		r.RuleArguments = []string{}
	}
	body := struct {
		RuleArguments []string `json:"ruleArguments"`
		Normalize     bool     `json:"shouldApplyNormalization"`
	}{r.RuleArguments, r.Normalize}
	return c.do(ctx, op{method: http.MethodPut, api: Validations, path: []string{objectTypeID, property, "rule-type", r.RuleType}, body: body})
}
