package emulator

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"
)

// property is a definition, in the form in which it is answered.
type property struct {
	Name                 string       `json:"name"`
	Label                string       `json:"label"`
	Type                 string       `json:"type"`
	FieldType            string       `json:"fieldType"`
	Description          string       `json:"description"`
	GroupName            string       `json:"groupName"`
	Options              []option     `json:"options"`
	DisplayOrder         int          `json:"displayOrder"`
	Calculated           bool         `json:"calculated"`
	CalculationFormula   string       `json:"calculationFormula,omitempty"`
	ExternalOptions      bool         `json:"externalOptions"`
	ReferencedObjectType string       `json:"referencedObjectType,omitempty"`
	HasUniqueValue       bool         `json:"hasUniqueValue"`
	Hidden               bool         `json:"hidden"`
	HubspotDefined       bool         `json:"hubspotDefined"`
	FormField            bool         `json:"formField"`
	DataSensitivity      string       `json:"dataSensitivity"`
	NumberDisplayHint    string       `json:"numberDisplayHint,omitempty"`
	TextDisplayHint      string       `json:"textDisplayHint,omitempty"`
	ShowCurrencySymbol   bool         `json:"showCurrencySymbol,omitempty"`
	CurrencyPropertyName string       `json:"currencyPropertyName,omitempty"`
	Metadata             modification `json:"modificationMetadata"`
	Archived             bool         `json:"archived"`
	ArchivedAt           string       `json:"archivedAt,omitempty"`
	CreatedAt            string       `json:"createdAt,omitempty"`
	UpdatedAt            string       `json:"updatedAt,omitempty"`
	CreatedUserID        string       `json:"createdUserId,omitempty"`
	UpdatedUserID        string       `json:"updatedUserId,omitempty"`
}

type option struct {
	Label        string `json:"label"`
	Value        string `json:"value"`
	Description  string `json:"description,omitempty"`
	DisplayOrder int    `json:"displayOrder"`
	Hidden       bool   `json:"hidden"`
}

type modification struct {
	Archivable         bool  `json:"archivable"`
	ReadOnlyDefinition bool  `json:"readOnlyDefinition"`
	ReadOnlyOptions    *bool `json:"readOnlyOptions,omitempty"`
	ReadOnlyValue      bool  `json:"readOnlyValue"`
}

// purgeAfter is how long an archived property can be brought back.
const purgeAfter = 90 * 24 * time.Hour

var propertyName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,99}$`)

// fieldTypes lists which field types suit a type.
var fieldTypes = map[string][]string{
	"bool":         {"booleancheckbox", "calculation_equation"},
	"enumeration":  {"booleancheckbox", "checkbox", "radio", "select", "calculation_equation"},
	"date":         {"date"},
	"datetime":     {"date"},
	"number":       {"number", "calculation_equation"},
	"phone_number": {"phonenumber"},
	"string":       {"file", "html", "phonenumber", "text", "textarea", "calculation_equation"},
}

// property finds an active or archived definition; archived ones older than 90 days are gone.
func (o *object) property(name string, now time.Time) *property {
	p, ok := o.Properties.get(name)
	if !ok {
		return nil
	}
	if at, err := time.Parse(time.RFC3339, p.ArchivedAt); p.Archived && err == nil && now.Sub(at) >= purgeAfter {
		o.Properties.del(name)
		return nil
	}
	return p
}

func (o *object) active(name string) *property {
	if p, ok := o.Properties.get(name); ok && !p.Archived {
		return p
	}
	return nil
}

// check says what is wrong with a definition on an object, nil when nothing is.
func (p *property) check(o *object, now time.Time) error {
	if g, ok := o.Groups.get(p.GroupName); !ok || g.Archived {
		return invalid("PropertyValidationError.GROUP_DOES_NOT_EXIST", "Property group %q does not exist", p.GroupName)
	}
	if p.Label == "" {
		return missing("label")
	}
	if len(p.Label) > 250 {
		return invalid("", "label is longer than 250 characters")
	}
	suits, ok := fieldTypes[p.Type]
	if !ok {
		return invalid("", "%q is not a valid type. Valid types: %s", p.Type, strings.Join(sortedKeys(fieldTypes), ", "))
	}
	if !slices.Contains(suits, p.FieldType) {
		return invalid("", "The field type %q is not valid for the type %q. Valid field types: %s", p.FieldType, p.Type, strings.Join(suits, ", "))
	}
	if p.ShowCurrencySymbol && p.Type != "number" {
		return invalid("", "showCurrencySymbol is only valid for numbers")
	}
	if p.CurrencyPropertyName != "" && !p.ShowCurrencySymbol {
		return invalid("PropertyValidationError.ONLY_CURRENCY_PROPERTIES_CAN_SPECIFY_CURRENCY", "currencyPropertyName needs showCurrencySymbol")
	}
	if p.HasUniqueValue && (p.Type == "enumeration" || p.Type == "bool") {
		return invalid("", "hasUniqueValue is not valid for the type %q", p.Type)
	}
	if err := p.checkOptions(); err != nil {
		return err
	}
	return p.checkFormula(o, now)
}

func missing(field string) *apiError {
	return invalid("", "Invalid input JSON: the required field %s is missing", field).detail(errorDetail{Message: field + " must not be null", In: field})
}

func (p *property) checkOptions() error {
	values, labels := map[string]bool{}, map[string]bool{}
	for _, o := range p.Options {
		if o.Value == "" || o.Label == "" {
			return invalid("", "Option needs a label and a value")
		}
		if values[o.Value] {
			return invalid("PropertyValidationError.DUPLICATE_OPTION_VALUE", "Property option values must be unique; %q is used more than once", o.Value)
		}
		if key := strings.ToLower(o.Label); labels[key] {
			return invalid("PropertyValidationError.DUPLICATE_OPTION_LABEL", "Property option labels must be unique; %q is used more than once", o.Label)
		}
		values[o.Value], labels[strings.ToLower(o.Label)] = true, true
	}
	switch {
	case p.ExternalOptions && (p.ReferencedObjectType == "" || len(p.Options) > 0):
		return invalid("", "externalOptions needs referencedObjectType and no options")
	case p.CalculationFormula != "":
		return nil
	case p.Type == "bool" && !(len(values) == 2 && values["true"] && values["false"]):
		return invalid("PropertyValidationError.INVALID_BOOLEAN_OPTION", "Boolean properties must have exactly two options, true and false")
	case p.Type == "enumeration" && len(p.Options) == 0 && !p.ExternalOptions && !p.HubspotDefined:
		return invalid("PropertyValidationError.ENUMERATION_NEEDS_OPTIONS", "Enumeration properties must have at least one option")
	case len(p.Options) > 0 && p.Type != "bool" && p.Type != "enumeration":
		return invalid("", "Only enumerations have options; the type is %q", p.Type)
	}
	return nil
}

var (
	formulaString = regexp.MustCompile(`'[^']*'|"[^"]*"`)
	formulaName   = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*\s*\(?`)
	formulaWords  = []string{"if", "then", "elseif", "else", "endif", "and", "or", "not", "true", "false", "equals", "is_present", "concatenate"}
)

// formulaUses lists the properties that a formula names.
func formulaUses(formula string) []string {
	var names []string
	for _, m := range formulaName.FindAllString(formulaString.ReplaceAllString(formula, ""), -1) {
		if name := strings.TrimSpace(m); !strings.HasSuffix(name, "(") && !slices.Contains(formulaWords, strings.ToLower(name)) {
			names = append(names, name)
		}
	}
	return names
}

func (p *property) checkFormula(o *object, now time.Time) error {
	if p.CalculationFormula == "" {
		if p.FieldType == "calculation_equation" {
			return invalid("", "calculationFormula is required for calculation_equation")
		}
		return nil
	}
	if strings.ContainsAny(p.CalculationFormula, "[]") {
		return invalid("", "The formula could not be parsed")
	}
	for _, name := range formulaUses(p.CalculationFormula) {
		if used := o.property(name, now); used == nil || used.Archived {
			return notFound("Property %s of the formula does not exist", name)
		}
	}
	return nil
}

// view is the definition as it is answered: the options of stage and pipeline properties are those there are.
func (p *property) view(o *object) *property {
	out := *p
	if out.Options == nil {
		out.Options = []option{}
	}
	if !p.HubspotDefined {
		return &out
	}
	stageProp, pipelineProp := o.placed()
	switch p.Name {
	case stageProp:
		out.Options = []option{}
		for _, pl := range o.Pipelines {
			for _, s := range pl.ordered() {
				out.Options = append(out.Options, option{Label: s.Label, Value: s.ID, DisplayOrder: len(out.Options)})
			}
		}
	case pipelineProp:
		out.Options = []option{}
		for _, pl := range o.Pipelines {
			out.Options = append(out.Options, option{Label: pl.Label, Value: pl.ID, DisplayOrder: len(out.Options)})
		}
	}
	return &out
}

// given tells whether a field of a body has a value other than null.
func given(fields map[string]json.RawMessage, name string) bool {
	v, ok := fields[name]
	return ok && string(v) != "null"
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
