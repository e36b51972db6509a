package hubspot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// translator puts placeholders in the place of HubSpot's ids. Ids that nobody knows stay.
type translator struct {
	dir *directory
	// holdsOwner tells whether the values of a property are owners.
	holdsOwner func(ctx context.Context, object, property string) (bool, error)
	// hidden are the sorts of names that the account does not let be read.
	hidden map[refKind]bool
}

// translate gives a document of HubSpot with placeholders.
func (t *translator) translate(ctx context.Context, doc any, object string) (any, error) {
	return look(doc, object, func(s spot, v any) (any, error) {
		kind := s.kind
		if s.value {
			kind = valueKind(s.object, s.property)
		}
		switch {
		case s.named || kind == "" && !s.value || kind == refObject && standardOf(idText(v)) != nil:
			return v, nil
		case kind == "" && s.object == "":
			return v, nil
		case kind == "": // one more property that may hold an owner
			r, ok, err := t.ref(ctx, refOwner, s.object, idText(v))
			if err != nil || !ok {
				return v, err
			}
			if is, err := t.holdsOwner(ctx, s.object, s.property); err != nil || !is {
				return v, err
			}
			return r, nil
		}
		r, ok, err := t.ref(ctx, kind, s.object, idText(v))
		if err != nil || !ok {
			return v, err
		}
		return r, nil
	})
}

// ref finds the placeholder of an id. Stages and pipelines of different objects may have the same id.
func (t *translator) ref(ctx context.Context, kind refKind, object, id string) (string, bool, error) {
	if t.hidden[kind] || id == "" {
		return "", false, nil
	}
	ids := []string{id}
	if object != "" && (kind == refStage || kind == refPipeline) {
		ids = []string{key(object, id), id}
	}
	for _, id := range ids {
		name, ok, err := t.dir.key(ctx, kind, id)
		switch {
		case err != nil && refused(err):
			t.hidden[kind] = true
			return "", false, nil
		case err != nil:
			return "", false, err
		case ok && name != "" && (len(ids) == 1 || strings.HasPrefix(name, object+"/")):
			return ref(kind, name), true, nil
		}
	}
	return "", false, nil
}

// translator translates what is read, with what the read knows of properties.
func (r *reading) translator() *translator {
	return &translator{r.dir, func(ctx context.Context, object, property string) (bool, error) {
		list, err := r.properties(ctx, object)
		if err != nil {
			return false, unlessRefused(err)
		}
		return slices.ContainsFunc(list, func(p api.Property) bool { return p.Name == property && p.ReferencedObjectType == "OWNER" }), nil
	}, map[refKind]bool{}}
}

// translator translates what was written; the apply may have made properties that were not there when the account was opened.
func (w *writing) translator() *translator {
	return &translator{w.dir, func(ctx context.Context, object, property string) (bool, error) {
		p, err := w.client.Property(ctx, object, property)
		if err != nil {
			return false, unlessRefused(err)
		}
		return p.ReferencedObjectType == "OWNER", nil
	}, map[refKind]bool{}}
}

func unlessRefused(err error) error {
	if refused(err) {
		return nil
	}
	return err
}

// decode reads JSON less some members; nil for what is no JSON object.
func decode(raw json.RawMessage, without ...string) map[string]any {
	var m map[string]any
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	for _, k := range without {
		delete(m, k)
	}
	return m
}

// objectName is the natural key of an object; its type id for objects that are not read.
func (t *translator) objectName(ctx context.Context, id string) (string, error) {
	if o := standardOf(id); o != nil {
		return o.plural, nil
	}
	r, ok, err := t.ref(ctx, refObject, "", id)
	if err != nil || !ok {
		return id, err
	}
	return objectAt(r), nil
}

// objectID is the type id of an object, which the same apply may have created.
func (w *writing) objectID(ctx context.Context, plural string) (string, error) {
	if o := standardOf(plural); o != nil {
		return o.id, nil
	}
	id, err := w.dir.id(ctx, refObject, plural)
	if providers.IsKind(err, providers.NotFound) {
		return w.portal.objectID(plural), nil
	}
	return id, err
}

// resolved is a document with ids. A name that the account does not have is a fault of the document: it is not the
// object itself that is gone.
func (w *writing) resolved(ctx context.Context, doc any) (any, error) {
	out, err := w.dir.resolve(ctx, doc)
	var e *providers.Error
	if errors.As(err, &e) && e.Kind == providers.NotFound {
		err = &providers.Error{Kind: providers.Invalid, Message: e.Message, Err: err}
	}
	return out, err
}

// found is a live object that is to be changed, as it is now. It is a Conflict when it is not what the change was planned for.
func (w *writing) found(op *providers.Operation, read func(*translator) (*providers.Live, error), attributes ...string) (*providers.Live, error) {
	l, err := read(w.translator())
	if err == nil && unchanged(op, l.Values, attributes...) != nil {
		w.dir.forget() // what it refers to may be newer than the names that we know
		l, err = read(w.translator())
	}
	if err == nil {
		err = unchanged(op, l.Values, attributes...)
	}
	return l, err
}

// written is the outcome of a write that gave an object.
func (w *writing) written(l *providers.Live, err error) outcome {
	if err != nil {
		return outcome{err: err}
	}
	return outcome{id: l.ID, values: l.Values}
}

// unchanged is a Conflict when attributes are no longer what the change was planned for. Names of what a document refers to
// do not count: the same apply may have changed them.
func unchanged(op *providers.Operation, now providers.Values, attributes ...string) error {
	for _, name := range attributes {
		if before := op.Before[name]; op.Before != nil && !reflect.DeepEqual(anonymous(before), anonymous(now[name])) {
			return &providers.Error{Kind: providers.Conflict, Attribute: name, Message: fmt.Sprintf("%s of %s was changed by somebody else", name, op.Key)}
		}
	}
	return nil
}

func anonymous(doc any) any {
	out, _ := mapTexts(doc, func(s string) (any, error) { // fn does not fail
		if k, _, ok := parseRef(s); ok {
			return ref(k, ""), nil
		}
		return s, nil
	})
	return out
}
