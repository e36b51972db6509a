package hubspot

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

func readLists(ctx context.Context, r *reading) ([]*providers.Live, error) {
	var ids []string
	for l, err := range r.client.AllLists(ctx) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, l.ID)
	}
	found, err := r.client.ReadLists(ctx, ids)
	if err != nil {
		return nil, err
	}
	t := r.translator()
	var out []*providers.Live
	for _, x := range found {
		l, err := t.list(ctx, &x)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// list is a list as a live object.
func (t *translator) list(ctx context.Context, l *api.List) (*providers.Live, error) {
	object, err := t.objectName(ctx, l.ObjectTypeID)
	if err != nil {
		return nil, err
	}
	v := providers.Values{"name": l.Name, "object": object, "processing": l.Processing}
	if filters := decode(l.Filters); filters != nil {
		if v["filters"], err = t.translate(ctx, any(filters), object); err != nil {
			return nil, err
		}
	}
	return live(typeList, l.ID, derive(typeList, v))
}

func writeList(ctx context.Context, w *writing, op *providers.Operation) outcome {
	switch op.Action {
	case providers.Create:
		return createList(ctx, w, op)
	case providers.Update:
		return updateList(ctx, w, op)
	}
	err := w.client.DeleteList(ctx, op.ID)
	w.dir.forget(refList)
	if err == nil && op.Action == providers.Replace {
		return createList(ctx, w, op)
	}
	return outcome{err: err}
}

func createList(ctx context.Context, w *writing, op *providers.Operation) outcome {
	filters, err := w.filters(ctx, op.After)
	if err != nil {
		return outcome{err: err}
	}
	id, err := w.objectID(ctx, text(op.After["object"]))
	if err != nil {
		return outcome{err: err}
	}
	in := api.ListInput{Name: text(op.After["name"]), ObjectTypeID: id, Processing: "DYNAMIC", Filters: filters}
	if p := text(op.After["processing"]); p != "" {
		in.Processing = p
	}
	l, err := w.client.CreateList(ctx, in)
	if err != nil {
		return outcome{err: err}
	}
	// After a lost answer the list was found by its name, and may be somebody else's.
	if l.Processing != in.Processing || !contains(any(decode(filters)), any(decode(l.Filters))) {
		return outcome{err: &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf("the account has another list %q", in.Name)}}
	}
	w.dir.learn(refList, l.Name, l.ID)
	return w.written(w.translator().list(ctx, l))
}

// updateList renames and filters anew. Records that come into the list by new filters are not enrolled in workflows that
// wait for it: a change of architecture is no event of theirs.
func updateList(ctx context.Context, w *writing, op *providers.Operation) outcome {
	l, err := w.client.List(ctx, op.ID)
	if err != nil {
		return outcome{err: err}
	}
	if l.Name == w.setAside(op) {
		l.Name = text(op.Before["name"]) // another list of this apply has taken it
	}
	if _, err = w.found(op, func(t *translator) (*providers.Live, error) { return t.list(ctx, l) }, "filters", "name"); err != nil {
		return outcome{err: err}
	}
	filters, err := w.filters(ctx, op.After)
	if err != nil {
		return outcome{err: err}
	}
	if name := text(op.After["name"]); name != l.Name {
		if err := w.giveAway(ctx, name); err != nil {
			return outcome{err: err}
		}
		if err := w.client.RenameList(ctx, op.ID, name); err != nil {
			return outcome{err: err}
		}
		w.dir.forget(refList)
	}
	if filters != nil && !contains(any(decode(filters)), any(decode(l.Filters))) {
		if err := w.client.SetListFilters(ctx, op.ID, filters, false); err != nil {
			return outcome{err: err}
		}
	}
	if l, err = w.client.List(ctx, op.ID); err != nil {
		return outcome{err: err}
	}
	return w.written(w.translator().list(ctx, l))
}

// setAside is the name that a list has for the time being when another one of the apply gets its name first.
func (w *writing) setAside(op *providers.Operation) string {
	return text(op.Before["name"]) + " (" + op.ID + ")"
}

// giveAway sets a list aside that has a name now and gets another one later in the apply: lists can exchange names.
func (w *writing) giveAway(ctx context.Context, name string) error {
	for _, op := range w.all {
		if op.Type != typeList || op.Action != providers.Update || op.Before["name"] != name || op.After["name"] == name {
			continue
		}
		l, err := w.client.List(ctx, op.ID)
		if err != nil || l.Name != name { // renamed already, or gone: then nothing is in the way
			return notFoundIsFine(err)
		}
		return w.client.RenameList(ctx, op.ID, w.setAside(op))
	}
	return nil
}

func notFoundIsFine(err error) error {
	if providers.IsKind(err, providers.NotFound) {
		return nil
	}
	return err
}

// filters are those of a list with ids; nil for none.
func (w *writing) filters(ctx context.Context, after providers.Values) (json.RawMessage, error) {
	doc, err := w.resolved(ctx, after["filters"])
	m, _ := doc.(map[string]any)
	if err != nil || m == nil {
		return nil, err
	}
	return encode(m)
}
