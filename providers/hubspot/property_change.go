package hubspot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// update changes what the plan changes and leaves all else as it is.
func (w *propertyWriter) update(ctx context.Context, c *propertyChange) outcome {
	if c.Action == providers.Create { // it came with its object
		l, err := propertyLive(w.plural, c.live)
		if err != nil {
			return outcome{err: err}
		}
		op := *c.Operation
		op.Before, c.Operation = l.Values, &op
	}
	t := kindOf(typeProperty).typ
	var patch api.PropertyPatch
	differs := false
	for i := range t.Attributes {
		a := &t.Attributes[i]
		if !a.Differs(c.After[a.Name], c.Before[a.Name]) {
			continue
		}
		if fixed(c.live) {
			return outcome{err: invalidAttribute(a.Name, c.Key+" is HubSpot's own property, and its definition cannot be changed")}
		}
		if err := w.set(&patch, a.Name, c); err != nil {
			return outcome{err: err}
		}
		differs = true
	}
	if !differs {
		return w.finish(c.live, nil)
	}
	p, err := w.client.UpdateProperty(ctx, w.path, c.name, patch)
	if err == nil && patch.Options != nil {
		w.settleOptions(c.Key, p)
	}
	return w.finish(p, err)
}

// set puts one attribute into a patch.
func (w *propertyWriter) set(patch *api.PropertyPatch, name string, c *propertyChange) error {
	s := text(c.After[name])
	switch name {
	case "label":
		patch.Label = &s
	case "type":
		options := slices.Clone(w.optionsFor(c.Key, s))
		patch.Type, patch.Options = &s, &options
		field := cmp.Or(text(c.After["field_type"]), fieldTypes[s])
		patch.FieldType = &field
	case "field_type":
		patch.FieldType = &s
	case "description":
		patch.Description = &s
	case "formula":
		patch.CalculationFormula = &s
	case "hidden":
		hidden, _ := c.After[name].(bool)
		patch.Hidden = &hidden
	case "group":
		g, err := w.group(c.After)
		patch.GroupName = &g
		return err
	default:
		return invalidAttribute(name, "HubSpot cannot change it on the property "+c.Key)
	}
	return nil
}

// replace makes a property under another name, with the options and the values of the old one, and archives the old one.
func (w *propertyWriter) replace(ctx context.Context, c *propertyChange) outcome {
	from, name := text(c.Before["object"]), text(c.Before["name"])
	old := &propertyWriter{w.writing, from, w.portal.pathName(from)}
	if from == w.plural && name == c.name {
		return outcome{err: invalidAttribute("unique", "HubSpot cannot change whether values of a live property are unique, and keeps the name of one that is removed; give the field another name")}
	}
	var err error
	if c.live, err = w.client.Property(ctx, old.path, name); err != nil {
		return outcome{err: err}
	}
	if err := removable(c.live, key(from, name)); err != nil {
		return outcome{err: err}
	}
	if from != w.plural && !c.Discard {
		if err := old.vacant(ctx, c.live); err != nil {
			return outcome{err: err}
		}
	}
	in, err := w.input(c)
	if err != nil {
		return outcome{err: err}
	}
	if in.Type == "enumeration" && len(c.live.Options) > 0 && !in.ExternalOptions {
		in.Options = c.live.Options
	}
	p, err := w.client.CreateProperty(ctx, w.path, in)
	if err != nil {
		c.done.err = err
		w.explainTaken(ctx, []*propertyChange{c})
		return c.done
	}
	done := w.finish(p, nil)
	if from == w.plural && !c.live.Calculated {
		if done.moved, done.err = w.copyValues(ctx, name, c.name); done.err != nil {
			return done
		}
	}
	if err := w.client.ArchiveProperty(ctx, old.path, name); !providers.IsKind(err, providers.NotFound) {
		done.err = stillUsed(err)
	}
	return done
}

// remove archives properties in one batch, after a look at the records that have values.
func (w *propertyWriter) remove(ctx context.Context, changes []*propertyChange) {
	var wg sync.WaitGroup
	for _, c := range changes {
		wg.Go(func() { c.done = w.release(ctx, c) })
	}
	wg.Wait()
	changes = slices.DeleteFunc(changes, func(c *propertyChange) bool { return c.done.err != nil })
	names := make([]string, len(changes))
	for i, c := range changes {
		names[i] = c.name
	}
	for i, item := range w.client.ArchiveProperties(ctx, w.path, names) {
		changes[i].done.err = stillUsed(item.Err)
	}
}

// removable refuses what HubSpot does not let go.
func removable(p *api.Property, property string) error {
	if fixed(p) || !p.Modification.Archivable {
		return invalidAttribute("name", property+" is HubSpot's own property and cannot be removed")
	}
	return nil
}

// release sees to the values of a property that goes.
func (w *propertyWriter) release(ctx context.Context, c *propertyChange) (done outcome) {
	if done.err = removable(c.live, c.Key); done.err != nil || c.Discard {
		return done
	}
	if c.MoveRecordsTo == "" {
		done.err = w.vacant(ctx, c.live)
		return done
	}
	plural, heir := under(c.MoveRecordsTo)
	if plural != w.plural {
		done.err = conflict("values of %s cannot go to %s: that is another object", c.Key, c.MoveRecordsTo)
		return done
	}
	done.moved, done.err = w.copyValues(ctx, c.name, heir)
	return done
}

// vacant is a Conflict when records have a value. Those of a calculated property are none of their own.
func (w *propertyWriter) vacant(ctx context.Context, p *api.Property) error {
	if p.Calculated {
		return nil
	}
	n, err := w.client.Count(ctx, w.path, matching(api.Filter{Property: p.Name, Operator: "HAS_PROPERTY"}))
	if err == nil && n > 0 {
		err = conflict("%d records of %s have a value of %s; say which property gets the values, or that they are discarded", n, w.plural, p.Name)
	}
	return err
}

// copyValues writes the values of a property into another one, on records that have none there yet.
func (w *propertyWriter) copyValues(ctx context.Context, from, to string) (int64, error) {
	s := api.Search{Properties: []string{from}, Groups: []api.FilterGroup{{Filters: []api.Filter{
		{Property: from, Operator: "HAS_PROPERTY"}, {Property: to, Operator: "NOT_HAS_PROPERTY"}}}}}
	return rewriteRecords(ctx, w.client, w.path, s, func(r api.Record) map[string]string { return map[string]string{to: valueOf(r, from)} })
}

// stillUsed says what uses a property that HubSpot does not archive for that reason.
func stillUsed(err error) error {
	var p *api.Problem
	if !errors.As(err, &p) || !strings.Contains(p.SubCategory, "IN_USE") {
		return err
	}
	var uses []string
	for _, d := range p.Details {
		if names := d.Context["parentName"]; len(names) > 0 {
			uses = append(uses, fmt.Sprintf("%s %q", strings.ToLower(strings.Join(d.Context["parentType"], "")), names[0]))
		}
	}
	return &providers.Error{Kind: providers.Conflict, Err: err, Message: "HubSpot does not remove a property that is in use: " + strings.Join(uses, ", ")}
}
