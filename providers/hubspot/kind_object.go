package hubspot

import (
	"cmp"
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// primaryProperty names the records of a custom object unless told otherwise.
const primaryProperty = "name"

func readObjects(ctx context.Context, r *reading) ([]*providers.Live, error) {
	schemas, err := r.schemas(ctx)
	if err != nil {
		return nil, err
	}
	var out []*providers.Live
	for _, s := range schemas {
		l, err := objectLive(&s)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

func objectLive(s *api.Schema) (*providers.Live, error) {
	return live(typeObject, s.ObjectTypeID, providers.Values{"name": s.Name, "label": s.Labels.Singular, "plural": s.Labels.Plural,
		"description": s.Description, "primary_property": s.PrimaryProperty})
}

// writeObject creates an object with the property that names its records, which HubSpot demands; see bornWith.
func writeObject(ctx context.Context, w *writing, op *providers.Operation) outcome {
	if op.Action == providers.Delete {
		if op.MoveRecordsTo != "" {
			return outcome{err: &providers.Error{Kind: providers.Invalid, Message: "records of a custom object cannot become records of another one"}}
		}
		err := w.client.DeleteSchema(ctx, op.ID)
		if err == nil {
			w.portal.deleted(op.ID)
			w.dir.forget(refObject)
		}
		return outcome{id: op.ID, err: err}
	}
	var s *api.Schema
	var err error
	names := api.Labels{Singular: text(op.After["label"]), Plural: text(op.After["plural"])}
	if op.Action == providers.Create {
		primary := cmp.Or(text(op.After["primary_property"]), primaryProperty)
		s, err = w.client.CreateSchema(ctx, api.SchemaInput{Name: text(op.After["name"]), Labels: names, Description: text(op.After["description"]),
			PrimaryProperty: primary, RequiredProperties: []string{primary}, SearchedProperties: []string{primary},
			Properties: []api.PropertyInput{{Name: primary, Label: w.labelOf(op.Key, primary), Type: "string", FieldType: "text"}}})
	} else {
		patch := api.SchemaPatch{Labels: &names}
		for name, to := range map[string]**string{"description": &patch.Description, "primary_property": &patch.PrimaryProperty} {
			if text := text(op.After[name]); text != "" {
				*to = &text
			}
		}
		s, err = w.client.UpdateSchema(ctx, op.ID, patch)
	}
	if err != nil {
		return outcome{err: err}
	}
	w.portal.wrote(*s)
	w.dir.learn(refObject, s.Name, s.ObjectTypeID)
	return outcomeOf(objectLive(s))
}

// labelOf is the label of the property that an object is created with: what the apply gives it later, if it does.
func (w *writing) labelOf(object, property string) string {
	for _, op := range w.all {
		if op.Type == typeProperty && op.Key == key(object, property) && text(op.After["label"]) != "" {
			return text(op.After["label"])
		}
	}
	return "Name"
}

// bornWith tells whether an apply creates a property together with its object, so that its own operation finds it there.
func (w *writing) bornWith(property *providers.Operation) bool {
	object, name := under(property.Key)
	for _, op := range w.all {
		if op.Type == typeObject && op.Action == providers.Create && op.Key == object {
			return name == cmp.Or(text(op.After["primary_property"]), primaryProperty)
		}
	}
	return false
}
