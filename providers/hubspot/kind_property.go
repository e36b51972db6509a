package hubspot

import (
	"context"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// propertyLive is a property as a resource.
func propertyLive(plural string, p *api.Property) (*providers.Live, error) {
	v := providers.Values{"object": plural, "name": p.Name, "label": p.Label, "type": p.Type, "field_type": p.FieldType, "description": p.Description,
		"unique": p.HasUniqueValue, "hidden": p.Hidden, "references": p.ReferencedObjectType, "formula": p.CalculationFormula}
	if p.GroupName != "" {
		v["group"] = key(plural, p.GroupName)
	}
	l, err := live(typeProperty, key(plural, p.Name), v)
	if err == nil {
		l.BuiltIn = fixed(p)
	}
	return l, err
}

// fixed tells whether a property is HubSpot's own or an app's, whose definition cannot be changed.
func fixed(p *api.Property) bool { return p.HubSpotDefined || p.Modification.ReadOnlyDefinition }

func readProperties(ctx context.Context, r *reading) ([]*providers.Live, error) {
	return r.ofObjects(func(plural string) ([]*providers.Live, error) {
		list, err := r.properties(ctx, plural)
		if err != nil {
			return nil, err
		}
		out := make([]*providers.Live, len(list))
		for i := range list {
			if out[i], err = propertyLive(plural, &list[i]); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// propertyChange is an operation on a property on its way.
type propertyChange struct {
	*providers.Operation
	name string
	live *api.Property // before; nil for a create
	done outcome
}

// writeProperties writes the properties of each object at the same time: in batches where HubSpot has them.
func writeProperties(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	changes := make([]*propertyChange, len(ops))
	byObject := map[string][]*propertyChange{}
	for i, op := range ops {
		plural, name := under(op.Key)
		changes[i] = &propertyChange{Operation: op, name: name}
		byObject[plural] = append(byObject[plural], changes[i])
	}
	var wg sync.WaitGroup
	for plural, list := range byObject {
		o := &propertyWriter{w, plural, w.portal.pathName(plural)}
		wg.Go(func() { o.write(ctx, list) })
	}
	wg.Wait()
	out := make([]outcome, len(ops))
	for i, c := range changes {
		out[i] = c.done
	}
	return out
}

// propertyWriter writes properties of one object.
type propertyWriter struct {
	*writing
	plural, path string
}

func (w *propertyWriter) write(ctx context.Context, changes []*propertyChange) {
	by := map[providers.Action][]*propertyChange{}
	for _, c := range changes {
		action := c.Action
		if action == providers.Create && w.bornWith(c.Operation) {
			action = providers.Update
		}
		by[action] = append(by[action], c)
	}
	w.create(ctx, by[providers.Create])
	each := func(list []*propertyChange, one func(context.Context, *propertyChange) outcome) {
		var wg sync.WaitGroup
		for _, c := range list {
			wg.Go(func() { c.done = one(ctx, c) })
		}
		wg.Wait()
	}
	each(w.lookUp(ctx, by[providers.Update]), w.update)
	each(by[providers.Replace], w.replace)
	w.remove(ctx, w.lookUp(ctx, by[providers.Delete]))
}

// lookUp reads the properties in bulk, and gives the changes of those that are there.
func (w *propertyWriter) lookUp(ctx context.Context, changes []*propertyChange) (there []*propertyChange) {
	names := make([]string, len(changes))
	for i, c := range changes {
		names[i] = c.name
	}
	for i, item := range w.client.ReadProperties(ctx, w.path, names) {
		c := changes[i]
		if c.live, c.done.err = item.Value, item.Err; item.Err == nil {
			there = append(there, c)
		}
	}
	return there
}

// finish is the outcome of a write that HubSpot answered with the property.
func (w *propertyWriter) finish(p *api.Property, err error) outcome {
	if err != nil {
		return outcome{err: err}
	}
	return made(propertyLive(w.plural, p))
}

// invalidAttribute refuses a value before anything is written.
func invalidAttribute(name, message string) error {
	return &providers.Error{Kind: providers.Invalid, Attribute: name, Message: message}
}
