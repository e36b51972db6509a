package hubspot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// fieldTypes are how people enter values of a type, unless something else is said.
var fieldTypes = map[string]string{"bool": "booleancheckbox", "date": "date", "datetime": "date", "enumeration": "select",
	"number": "number", "phone_number": "phonenumber", "string": "text"}

// boolOptions are the options that HubSpot demands of a bool.
var boolOptions = []api.Option{{Label: "Yes", Value: "true"}, {Label: "No", Value: "false", DisplayOrder: 1}}

// archivedFor is how long an archived property can be restored, and how long its name was reported to stay taken.
// Sources: knowledge.hubspot.com on restoring properties; reports of other projects differ about the name.
const archivedFor = 90 * 24 * time.Hour

// create creates properties in batches, each enumeration together with the options that the same apply creates.
func (w *propertyWriter) create(ctx context.Context, changes []*propertyChange) {
	var in []api.PropertyInput
	var sent []*propertyChange
	for _, c := range changes {
		p, err := w.input(c)
		if c.done.err = err; err == nil {
			in, sent = append(in, p), append(sent, c)
		}
	}
	for i, item := range w.client.CreateProperties(ctx, w.path, in) {
		c := sent[i]
		if c.done = w.finish(item.Value, item.Err); c.done.err == nil {
			w.settleOptions(c.Key, item.Value)
		}
	}
	w.explainTaken(ctx, sent)
}

// input is the property that an operation wants.
func (w *propertyWriter) input(c *propertyChange) (api.PropertyInput, error) {
	v := c.After
	p := api.PropertyInput{Name: c.name, Label: cmp.Or(text(v["label"]), c.name), Type: cmp.Or(text(v["type"]), "string"), FieldType: text(v["field_type"]),
		Description: text(v["description"]), CalculationFormula: text(v["formula"]), ReferencedObjectType: text(v["references"])}
	p.HasUniqueValue, _ = v["unique"].(bool)
	p.Hidden, _ = v["hidden"].(bool)
	p.ExternalOptions = p.ReferencedObjectType != ""
	if p.FieldType == "" {
		p.FieldType = fieldTypes[p.Type]
		if p.CalculationFormula != "" {
			p.FieldType = "calculation_equation"
		}
	}
	var err error
	if p.GroupName, err = w.group(v); err != nil {
		return p, err
	}
	if p.CalculationFormula == "" && !p.ExternalOptions {
		p.Options = w.optionsFor(c.Key, p.Type)
	}
	return p, nil
}

// group is the group that values name; without one, that of HubSpot's own properties.
func (w *propertyWriter) group(v providers.Values) (string, error) {
	g := text(v["group"])
	if g == "" {
		return w.portal.properties[w.plural]["hs_object_id"].GroupName, nil
	}
	plural, name := under(g)
	if plural != w.plural {
		return "", invalidAttribute("group", fmt.Sprintf("the group %s is not one of %s", g, w.plural))
	}
	return name, nil
}

// optionsFor are the options that a property of a type begins with: HubSpot takes no enumeration without any.
func (w *propertyWriter) optionsFor(property, typ string) []api.Option {
	switch typ {
	case "bool":
		return boolOptions
	case "enumeration":
		var edits []*optionEdit
		for _, op := range w.optionCreates(property) {
			edits = append(edits, &optionEdit{Operation: op})
		}
		return orPlaceholder(mergeOptions(nil, edits, nil))
	}
	return nil
}

// optionCreates are the operations of the apply that create options of a property.
func (w *writing) optionCreates(property string) (out []*providers.Operation) {
	for _, op := range w.all {
		if op.Type == typeOption && op.Action == providers.Create && op.After["property"] == property {
			out = append(out, op)
		}
	}
	return out
}

// settleOptions reports the options that were created with their property when their turn comes. Those that could not be are
// left to it.
func (w *propertyWriter) settleOptions(property string, p *api.Property) {
	if !choosable(w.plural, p) {
		return
	}
	for _, op := range w.optionCreates(property) {
		if l, err := optionOf(property, p, text(op.After["value"])); err == nil {
			w.early.Settle(op, made(l, nil))
		}
	}
}

// explainTaken says of changes that met a Conflict whether an archived property has the name. A name may be among the
// archived ones and those in use at the same time.
func (w *propertyWriter) explainTaken(ctx context.Context, changes []*propertyChange) {
	var names []string
	changes = slices.DeleteFunc(changes, func(c *propertyChange) bool { return !providers.IsKind(c.done.err, providers.Conflict) })
	for _, c := range changes {
		names = append(names, c.name)
	}
	if len(names) == 0 {
		return
	}
	archived, err := w.client.Properties(ctx, w.path, true)
	if err != nil {
		return // the refusal stands
	}
	for i, item := range w.client.ReadProperties(ctx, w.path, names) {
		if !providers.IsKind(item.Err, providers.NotFound) {
			continue
		}
		for _, p := range slices.Backward(archived) {
			if p.Name != names[i] {
				continue
			}
			until := "for 90 days after it was archived"
			if at, err := time.Parse(time.RFC3339, p.ArchivedAt); err == nil {
				until = "until " + at.Add(archivedFor).UTC().Format(time.DateOnly)
			}
			changes[i].done.err = &providers.Error{Kind: providers.Conflict, Err: changes[i].done.err, Message: fmt.Sprintf(
				"HubSpot keeps the name of the archived property %s %s. Restore it in Settings > Properties > Archived properties and apply again, or give the field another name",
				changes[i].Key, until)}
			break
		}
	}
}
