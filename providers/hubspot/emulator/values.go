package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// wrongValue is one property of a record that may not be written as asked.
type wrongValue struct {
	IsValid bool   `json:"isValid"`
	Message string `json:"message"`
	Error   string `json:"error"`
	Name    string `json:"name"`
}

// wrongValues is the refusal of a record: the values as JSON inside the message, and as details.
func wrongValues(wrong []wrongValue) error {
	inner, _ := json.Marshal(wrong)
	e := invalid("", "Property values were not valid: %s", inner)
	for _, w := range wrong {
		e.detail(errorDetail{Message: w.Message, Code: w.Error, Context: map[string][]string{"propertyName": {w.Name}}})
	}
	return e
}

func (c *call) create(o *object, in recordInput) (*crmRecord, error) {
	r := &crmRecord{ID: c.st.id(), Values: map[string]string{}, History: map[string][]version{}, CreatedAt: c.stamp()}
	stageProp, pipelineProp := o.placed()
	values := map[string]any{}
	for k, v := range in.Properties {
		values[k] = v
	}
	if len(o.Pipelines) > 0 {
		if values[pipelineProp] == nil {
			p := o.Pipelines[0]
			if held, _ := o.stageOf(fmt.Sprint(values[stageProp])); held != nil {
				p = held
			}
			values[pipelineProp] = p.ID
		}
		if p := o.pipeline(fmt.Sprint(values[pipelineProp])); p != nil && values[stageProp] == nil && !o.lifecycle() {
			values[stageProp] = p.ordered()[0].ID
		}
	}
	if err := c.write(o, r, values); err != nil {
		return nil, err
	}
	for _, a := range in.Associations {
		for _, other := range c.st.Objects.all() {
			if to, ok := other.Records.get(a.To.ID); ok {
				before := maps.Clone(to.Associations)
				c.undo = append(c.undo, func() { to.Associations = before })
				associate(r, o, to, other)
			}
		}
	}
	created := map[string]string{"hs_object_id": r.ID, "hs_createdate": r.CreatedAt}
	if slices.Contains(o.defaultProperties(), "createdate") {
		created["createdate"] = r.CreatedAt
	}
	for k, v := range created {
		if _, ok := r.Values[k]; !ok {
			r.Values[k] = v
		}
	}
	o.Records.set(r.ID, r)
	c.undo = append(c.undo, func() { o.Records.del(r.ID) })
	return r, nil
}

// associate links two records in both directions.
func associate(a *crmRecord, ao *object, b *crmRecord, bo *object) {
	link := func(from *crmRecord, fo *object, to *crmRecord, too *object) {
		if from.Associations == nil {
			from.Associations = map[string][]associated{}
		}
		kind := strings.ToLower(strings.ReplaceAll(fo.Singular+"_to_"+too.Singular, " ", "_"))
		from.Associations[too.ID] = append(from.Associations[too.ID], associated{ID: to.ID, Type: kind})
	}
	link(a, ao, b, bo)
	link(b, bo, a, ao)
}

// write checks and sets values of a record, with history; nothing is set when one is wrong.
func (c *call) write(o *object, r *crmRecord, values map[string]any) error {
	var wrong []wrongValue
	next := map[string]string{}
	for _, name := range sortedKeys(values) {
		text := ""
		switch v := values[name].(type) {
		case nil:
		case string:
			text = v
		case float64:
			text = strconv.FormatFloat(v, 'f', -1, 64)
		case bool:
			text = strconv.FormatBool(v)
		default:
			wrong = append(wrong, wrongValue{Message: "A value must be a string, a number or a boolean", Error: "INVALID_VALUE", Name: name})
			continue
		}
		value, w := c.checkValue(o, name, text)
		if w != nil {
			wrong = append(wrong, *w)
		}
		next[name] = value
	}
	wrong = append(wrong, c.checkPlace(o, r, next)...)
	if wrong != nil {
		return wrongValues(wrong)
	}
	if err := c.unique(o, r, next); err != nil {
		return err
	}
	c.set(o, r, next)
	return nil
}

// set writes values with their history and the time stamps that follow from them.
func (c *call) set(o *object, r *crmRecord, next map[string]string) {
	values, history, updated := maps.Clone(r.Values), maps.Clone(r.History), r.UpdatedAt
	c.undo = append(c.undo, func() { r.Values, r.History, r.UpdatedAt = values, history, updated })
	stageProp, _ := o.placed()
	for _, name := range sortedKeys(next) {
		old, value := r.Values[name], next[name]
		if old == value {
			continue
		}
		if value == "" {
			delete(r.Values, name)
		} else {
			r.Values[name] = value
		}
		r.History[name] = append([]version{{Value: value, Timestamp: c.stamp(), SourceType: "INTEGRATION"}}, r.History[name]...)
		if name != "" && name == stageProp {
			if old != "" {
				r.Values["hs_v2_date_exited_"+old] = c.stamp()
			}
			if value != "" {
				r.Values["hs_v2_date_entered_"+value] = c.stamp()
			}
		}
	}
	r.UpdatedAt = c.stamp()
	for _, name := range []string{"lastmodifieddate", "hs_lastmodifieddate"} {
		if o.active(name) != nil {
			r.Values[name] = r.UpdatedAt
		}
	}
}

var dateOnly = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// checkValue gives a value in the spelling in which it is kept, and what is wrong with it.
func (c *call) checkValue(o *object, name, value string) (string, *wrongValue) {
	bad := func(code, format string, args ...any) (string, *wrongValue) {
		return value, &wrongValue{Message: fmt.Sprintf(format, args...), Error: code, Name: name}
	}
	p := o.active(name)
	switch {
	case p == nil:
		return bad("PROPERTY_DOESNT_EXIST", "Property %q does not exist", name)
	case p.Metadata.ReadOnlyValue:
		return bad("READ_ONLY_VALUE", "%q is a read only property; its value cannot be set.", name)
	case value == "":
		return "", nil
	}
	switch p.Type {
	case "number":
		if n, err := strconv.ParseFloat(value, 64); err != nil || n != n {
			return bad("INVALID_NUMBER", "%s was not a valid number.", value)
		}
	case "bool":
		if value = strings.ToLower(value); value != "true" && value != "false" {
			return bad("INVALID_OPTION", "%s was not one of the allowed options: [true, false]", value)
		}
	case "date", "datetime":
		at, ok := parseInstant(value)
		if !ok {
			return bad("INVALID_DATE", "%s was not a valid %s.", value, p.Type)
		}
		if value = instant(at); p.Type == "date" {
			value = at.UTC().Format(time.DateOnly)
		}
	case "enumeration":
		if w := c.checkOption(o, p, value); w != nil {
			return value, w
		}
	}
	if c.dated("2026-09") {
		if rule := c.st.broken(o, name, value); rule != "" {
			return bad("VALIDATION_RULE", "%s breaks the validation rule %s of property %q", value, rule, name)
		}
	}
	return value, nil
}

func (c *call) checkOption(o *object, p *property, value string) *wrongValue {
	if p.ExternalOptions {
		if p.ReferencedObjectType == "OWNER" && c.st.owner(value) == nil {
			return &wrongValue{Message: fmt.Sprintf("The owner %s does not exist", value), Error: "INVALID_OWNER_ID", Name: p.Name}
		}
		return nil
	}
	values := []string{value}
	if p.FieldType == "checkbox" {
		values = strings.Split(strings.Trim(value, ";"), ";")
	}
	var allowed []string
	for _, opt := range p.view(o).Options {
		allowed = append(allowed, opt.Value)
	}
	for _, v := range values {
		if !slices.Contains(allowed, v) {
			return &wrongValue{Message: fmt.Sprintf("%s was not one of the allowed options: [%s]", v, strings.Join(allowed, ", ")), Error: "INVALID_OPTION", Name: p.Name}
		}
	}
	return nil
}

// checkPlace looks at the stage that a record comes into: it must be of the record's pipeline, and from version
// 2026-09 on what the settings pages require there must have a value.
func (c *call) checkPlace(o *object, r *crmRecord, next map[string]string) []wrongValue {
	stageProp, pipelineProp := o.placed()
	at := func(name string) string {
		if v, ok := next[name]; ok {
			return v
		}
		return r.Values[name]
	}
	stageID, moved := next[stageProp]
	if stageProp == "" || !moved || stageID == "" {
		return nil
	}
	p, s := o.stageOf(stageID)
	if s == nil {
		return nil // refused as an option already
	}
	var wrong []wrongValue
	if held := at(pipelineProp); held != p.ID && held != "" && !o.lifecycle() {
		wrong = append(wrong, wrongValue{Message: fmt.Sprintf("%s is not a stage of the pipeline %s", stageID, held), Error: "INVALID_OPTION", Name: stageProp})
	}
	if c.dated("2026-09") && r.Values[stageProp] != stageID {
		for _, name := range c.st.Required[o.ID+"/"+stageID] {
			if at(name) == "" {
				wrong = append(wrong, wrongValue{Message: fmt.Sprintf("Property %q is required in the stage %q", name, s.Label), Error: "REQUIRED_FIELD", Name: name})
			}
		}
	}
	return wrong
}

// unique refuses the e-mail address of another contact, and values of unique properties that another record has.
func (c *call) unique(o *object, r *crmRecord, next map[string]string) error {
	for _, name := range sortedKeys(next) {
		email := o.ID == "0-1" && name == "email"
		if next[name] == "" || !email && !o.active(name).HasUniqueValue {
			continue
		}
		for _, other := range o.Records.all() {
			if other.ID == r.ID || other.Archived || !strings.EqualFold(other.Values[name], next[name]) {
				continue
			}
			if email {
				return conflict("CONFLICT", "", "Contact already exists. Existing ID: %s", other.ID)
			}
			return wrongValues([]wrongValue{{Message: fmt.Sprintf("The value %s is used by %s", next[name], other.ID), Error: "CONFLICTING_UNIQUE_VALUE", Name: name}})
		}
	}
	return nil
}

// parseInstant reads a time as HubSpot takes it: ISO 8601, a date, or milliseconds since 1970.
func parseInstant(s string) (time.Time, bool) {
	if ms, err := strconv.ParseInt(s, 10, 64); err == nil {
		at := time.UnixMilli(ms).UTC()
		return at, at.Year() > 0 && at.Year() < 10000
	}
	if dateOnly.MatchString(s) {
		at, err := time.Parse(time.DateOnly, s)
		return at, err == nil
	}
	at, err := time.Parse(time.RFC3339, s)
	return at, err == nil
}
