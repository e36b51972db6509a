package emulator

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// checkRule is a validation rule of a property, as the settings pages have it.
type checkRule struct {
	Property  string   `json:"property"`
	Type      string   `json:"ruleType"`
	Arguments []string `json:"ruleArguments"`
	Normalize bool     `json:"shouldApplyNormalization"`
}

// ruleTypes are those that HubSpot publishes. None makes a property required: the API is about form alone.
var ruleTypes = strings.Fields(`AFTER_DATETIME_DURATION AFTER_DURATION ALPHANUMERIC BEFORE_DATETIME_DURATION BEFORE_DURATION
	DAYS_OF_WEEK DECIMAL DOMAIN EMAIL EMAIL_ALLOWED_DOMAINS EMAIL_BLOCKED_DOMAINS END_DATE END_DATETIME FORMAT MAX_LENGTH MAX_NUMBER
	MIN_LENGTH MIN_NUMBER PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE REGEX SPECIAL_CHARACTERS START_DATE START_DATETIME URL
	URL_ALLOWED_DOMAINS URL_BLOCKED_DOMAINS WHITESPACE`)

var validationRoutes = []route{
	{method: http.MethodGet, rest: "{objectType}", scopes: definitionScopes(false), handle: listValidations},
	{method: http.MethodGet, rest: "{objectType}/{name}", scopes: definitionScopes(false), handle: readValidations},
	{method: http.MethodGet, rest: "{objectType}/{name}/rule-type/{ruleType}", scopes: definitionScopes(false), handle: readValidation},
	{method: http.MethodPut, rest: "{objectType}/{name}/rule-type/{ruleType}", scopes: definitionScopes(true), handle: putValidation},
}

type validationView struct {
	RuleType                 string   `json:"ruleType"`
	RuleArguments            []string `json:"ruleArguments"`
	ShouldApplyNormalization bool     `json:"shouldApplyNormalization"`
}

func (r checkRule) view() validationView { return validationView{r.Type, r.Arguments, r.Normalize} }

func listValidations(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		type row struct {
			PropertyName            string           `json:"propertyName"`
			PropertyValidationRules []validationView `json:"propertyValidationRules"`
		}
		out := results[row]{Results: []row{}}
		for _, p := range o.Properties.all() {
			r := row{PropertyName: p.Name}
			for _, rule := range c.st.Validation[o.ID] {
				if rule.Property == p.Name {
					r.PropertyValidationRules = append(r.PropertyValidationRules, rule.view())
				}
			}
			if r.PropertyValidationRules != nil {
				out.Results = append(out.Results, r)
			}
		}
		return out, nil
	})
}

func readValidations(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		if o.active(c.params["name"]) == nil {
			return nil, noProperty(c.params["name"])
		}
		out := results[validationView]{Results: []validationView{}}
		for _, r := range c.st.Validation[o.ID] {
			if r.Property == c.params["name"] {
				out.Results = append(out.Results, r.view())
			}
		}
		return out, nil
	})
}

func readValidation(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		for _, r := range c.st.Validation[o.ID] {
			if r.Property == c.params["name"] && r.Type == c.params["ruleType"] {
				return r.view(), nil
			}
		}
		return nil, notFound("Property %s has no rule of type %s", c.params["name"], c.params["ruleType"])
	})
}

// putValidation sets a rule. There is no way to delete one; empty arguments leave a rule that checks nothing.
func putValidation(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		p := o.active(c.params["name"])
		if p == nil {
			return nil, noProperty(c.params["name"])
		}
		rule := checkRule{Property: p.Name, Type: c.params["ruleType"]}
		if !slices.Contains(ruleTypes, rule.Type) {
			return nil, invalid("", "%q is not a rule type", rule.Type)
		}
		var in struct {
			RuleArguments            *[]string `json:"ruleArguments"`
			ShouldApplyNormalization bool      `json:"shouldApplyNormalization"`
		}
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if in.RuleArguments == nil {
			return nil, missing("ruleArguments")
		}
		rule.Arguments, rule.Normalize = append([]string{}, *in.RuleArguments...), in.ShouldApplyNormalization
		for _, a := range rule.Arguments {
			if _, err := strconv.ParseFloat(a, 64); err != nil && slices.Contains([]string{"MAX_LENGTH", "MIN_LENGTH", "MAX_NUMBER", "MIN_NUMBER"}, rule.Type) {
				return nil, invalid("", "The argument of %s must be a number, not %q", rule.Type, a)
			}
			if _, err := regexp.Compile(a); err != nil && rule.Type == "REGEX" {
				return nil, invalid("", "The argument of REGEX is not a regular expression: %q", a)
			}
		}
		rules := slices.DeleteFunc(c.st.Validation[o.ID], func(r checkRule) bool { return r.Property == p.Name && r.Type == rule.Type })
		c.st.Validation[o.ID] = append(rules, rule)
		return nil, nil
	})
}

// broken names the first rule that a value breaks, "" when none is. Rules about lengths, numbers, letters and
// expressions are held; the others are kept and not held.
func (s *state) broken(o *object, property, value string) string {
	for _, r := range s.Validation[o.ID] {
		if r.Property == property && !r.holds(value) {
			return r.Type
		}
	}
	return ""
}

func (r checkRule) holds(value string) bool {
	if r.Type == "ALPHANUMERIC" {
		return !strings.ContainsFunc(value, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	}
	if len(r.Arguments) == 0 {
		return true
	}
	bound, _ := strconv.ParseFloat(r.Arguments[0], 64)
	number, err := strconv.ParseFloat(value, 64)
	length := float64(len([]rune(value)))
	switch r.Type {
	case "MAX_LENGTH":
		return length <= bound
	case "MIN_LENGTH":
		return length >= bound
	case "MAX_NUMBER":
		return err == nil && number <= bound
	case "MIN_NUMBER":
		return err == nil && number >= bound
	case "REGEX":
		re, err := regexp.Compile("^(?:" + r.Arguments[0] + ")$")
		return err != nil || re.MatchString(value)
	}
	return true
}
