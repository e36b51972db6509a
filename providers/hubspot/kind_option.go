package hubspot

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// placeholder is the option of an enumeration that has none yet, or none any more: HubSpot takes no empty list.
var placeholder = api.Option{Label: "No option yet", Value: "stagecraft_no_option_yet", Hidden: true}

func orPlaceholder(options []api.Option) []api.Option {
	if len(options) == 0 {
		return []api.Option{placeholder}
	}
	return options
}

// choosable tells whether the options of a property are resources. Lifecycle stages, pipelines and stages are resources of
// other types; those of a yes or no, and those that HubSpot takes from elsewhere, are none.
func choosable(plural string, p *api.Property) bool {
	if p.Type != "enumeration" || p.FieldType == "booleancheckbox" || p.ExternalOptions || p.ReferencedObjectType != "" {
		return false
	}
	return !p.HubSpotDefined || !slices.Contains([]string{lifecycleProperty, "hs_pipeline", stageProperty(plural), pipelineProperty(plural)}, p.Name)
}

// optionsInOrder gives options as people see them, without the placeholder. A negative number is behind all others.
// Source: developers.hubspot.com/docs/api-reference/crm-properties, displayOrder.
func optionsInOrder(options []api.Option) []api.Option {
	out := slices.DeleteFunc(slices.Clone(options), func(o api.Option) bool { return o.Value == placeholder.Value })
	at := func(o api.Option) int {
		if o.DisplayOrder < 0 {
			return math.MaxInt
		}
		return o.DisplayOrder
	}
	slices.SortStableFunc(out, func(a, b api.Option) int { return cmp.Compare(at(a), at(b)) })
	return out
}

// optionLive is the option at a place in the order as a resource.
func optionLive(property string, p *api.Property, at int, o api.Option) (*providers.Live, error) {
	l, err := live(typeOption, key(property, o.Value), providers.Values{"property": property, "value": o.Value, "label": cmp.Or(o.Label, o.Value),
		"description": o.Description, "hidden": o.Hidden, "order": at})
	if err == nil {
		l.BuiltIn = p.Modification.ReadOnlyOptions
	}
	return l, err
}

// optionOf finds an option of a property by its value.
func optionOf(property string, p *api.Property, value string) (*providers.Live, error) {
	for i, o := range optionsInOrder(p.Options) {
		if o.Value == value {
			return optionLive(property, p, i, o)
		}
	}
	return nil, missing("the property %s has no option %q", property, value)
}

func readOptions(ctx context.Context, r *reading) ([]*providers.Live, error) {
	return r.ofObjects(func(plural string) ([]*providers.Live, error) {
		list, err := r.properties(ctx, plural)
		if err != nil {
			return nil, err
		}
		var out []*providers.Live
		for i := range list {
			p := &list[i]
			if !choosable(plural, p) {
				continue
			}
			for at, o := range optionsInOrder(p.Options) {
				if o.Value == "" {
					continue // HubSpot's own way to say "none"
				}
				l, err := optionLive(key(plural, p.Name), p, at, o)
				if err != nil {
					return nil, err
				}
				out = append(out, l)
			}
		}
		return out, nil
	})
}

// propertyBefore and propertyAfter are the properties that have an option before and after an operation; "" for none.
func propertyBefore(op *providers.Operation) string { return text(op.Before["property"]) }
func propertyAfter(op *providers.Operation) string  { return text(op.After["property"]) }

// optionLock is the property: its list of options is written as a whole.
func optionLock(op *providers.Operation) string {
	return cmp.Or(propertyAfter(op), propertyBefore(op))
}

// writeOptions writes the options of each property as one list. A replaced option is put into its place first; then records
// move, and the old one goes.
func writeOptions(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	edits := make([]*optionEdit, len(ops))
	var put []*optionEdit
	for i, op := range ops {
		edits[i] = &optionEdit{Operation: op}
		if op.Action != providers.Delete {
			put = append(put, edits[i])
		}
	}
	w.editOptions(ctx, put, propertyAfter)
	var remove []*optionEdit
	for _, e := range edits {
		if e.done.err == nil && (e.Action == providers.Delete || e.Action == providers.Replace) {
			e.remove = true
			remove = append(remove, e)
		}
	}
	w.editOptions(ctx, remove, propertyBefore)
	out := make([]outcome, len(ops))
	for i, e := range edits {
		out[i] = e.done
	}
	return out
}

// editOptions writes edits, those of each property together.
func (w *writing) editOptions(ctx context.Context, edits []*optionEdit, property func(*providers.Operation) string) {
	by := map[string][]*optionEdit{}
	for _, e := range edits {
		by[property(e.Operation)] = append(by[property(e.Operation)], e)
	}
	var wg sync.WaitGroup
	for property, list := range by {
		wg.Go(func() { w.editList(ctx, property, list) })
	}
	wg.Wait()
}

// editList reads the options of a property, carries edits out on the list and writes it back.
func (w *writing) editList(ctx context.Context, property string, edits []*optionEdit) {
	plural, name := under(property)
	path := w.portal.pathName(plural)
	p, err := w.client.Property(ctx, path, name)
	switch {
	case err != nil:
	case !choosable(plural, p):
		err = invalidAttribute("property", "the values of "+property+" are not options that can be written")
	case p.Modification.ReadOnlyOptions:
		err = invalidAttribute("property", "HubSpot lets nobody change the options of "+property)
	}
	if err != nil {
		fail(edits, err)
		return
	}
	options := optionsInOrder(p.Options)
	for _, e := range edits {
		if e.remove {
			e.done.moved, e.done.err = w.releaseOption(ctx, path, p, property, options, e)
		}
	}
	next := orPlaceholder(mergeOptions(options, edits, w.doomed(property)))
	if slices.ContainsFunc(edits, func(e *optionEdit) bool { return e.done.err == nil }) {
		p, err = w.client.UpdateProperty(ctx, path, name, api.PropertyPatch{Options: &next})
		if err != nil {
			fail(edits, err)
			return
		}
	}
	for _, e := range edits {
		if e.done.err == nil && propertyAfter(e.Operation) == property {
			moved := e.done.moved
			e.done = made(optionOf(property, p, text(e.After["value"])))
			e.done.moved = moved
		}
	}
}

// fail gives an error to all edits that have none yet.
func fail(edits []*optionEdit, err error) {
	for _, e := range edits {
		if e.done.err == nil {
			e.done.err = err
		}
	}
}

// doomed are the values of options that the apply deletes.
func (w *writing) doomed(property string) []string {
	var out []string
	for _, op := range w.all {
		if op.Type == typeOption && (op.Action == providers.Delete || op.Action == providers.Replace) && propertyBefore(op) == property {
			out = append(out, text(op.Before["value"]))
		}
	}
	return out
}

// releaseOption sees to the records that have an option that goes.
func (w *writing) releaseOption(ctx context.Context, path string, p *api.Property, property string, options []api.Option, e *optionEdit) (int64, error) {
	value := text(e.Before["value"])
	if indexOf(options, value) < 0 {
		return 0, missing("the property %s has no option %q", property, value)
	}
	heir, within := strings.CutPrefix(e.MoveRecordsTo, property+"/")
	switch {
	case within && indexOf(options, heir) < 0:
		return 0, conflict("records of the option %q cannot go to %q, which %s does not have", value, heir, property)
	case within:
		return w.moveOption(ctx, path, p, value, heir)
	case e.Discard:
		return 0, nil
	}
	n, err := w.countOption(ctx, path, p, value)
	if err == nil && n > 0 {
		err = conflict("%d records have the option %q of %s; say which other option they get, or that the value is discarded", n, value, property)
	}
	return 0, err
}

// holders searches for records with an option. How a search compares several chosen options is not documented, so that
// all records with any are looked at there.
func holders(p *api.Property, value string) api.Search {
	f := api.Filter{Property: p.Name, Operator: "EQ", Value: value}
	if p.FieldType == "checkbox" {
		f = api.Filter{Property: p.Name, Operator: "HAS_PROPERTY"}
	}
	s := matching(f)
	s.Properties = []string{p.Name}
	return s
}

// countOption tells how many records have an option.
func (p *Provider) countOption(ctx context.Context, path string, of *api.Property, value string) (n int64, err error) {
	if of.FieldType != "checkbox" {
		return p.client.Count(ctx, path, holders(of, value))
	}
	for r, err := range p.client.Search(ctx, path, holders(of, value)) {
		if err != nil {
			return 0, err
		}
		if slices.Contains(strings.Split(valueOf(r, of.Name), ";"), value) {
			n++
		}
	}
	return n, nil
}

// moveOption gives records another option.
func (w *writing) moveOption(ctx context.Context, path string, p *api.Property, from, to string) (int64, error) {
	return rewriteRecords(ctx, w.client, path, holders(p, from), func(r api.Record) map[string]string {
		chosen := strings.Split(valueOf(r, p.Name), ";")
		i := slices.Index(chosen, from)
		if i < 0 {
			return nil
		}
		chosen[i] = to
		if first := slices.Index(chosen, to); first < i || slices.Contains(chosen[i+1:], to) {
			chosen = slices.Delete(chosen, i, i+1)
		}
		return map[string]string{p.Name: strings.Join(chosen, ";")}
	})
}
