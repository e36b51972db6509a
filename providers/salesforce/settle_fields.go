package salesforce

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// settleFields takes fields that go out of what would keep them, or name them once they are gone.
func settleFields(w *change, ops []*providers.Operation) error {
	for _, op := range ops {
		if op.Before == nil || !w.removed("CustomField", childName(op.Before)) {
			continue
		}
		w.op = op
		err := w.letGo(text(op.Before["object"]), text(op.Before["name"]))
		w.op = nil
		if err != nil {
			return &writeError{op, err}
		}
	}
	return nil
}

func (w *change) letGo(object, field string) error {
	err := revise(w, "PathAssistant", func(_ string, p *metadata.PathAssistant) (changed bool) {
		for i := range p.PathAssistantSteps {
			s := &p.PathAssistantSteps[i]
			changed = without(&s.FieldNames, func(f string) bool { return p.EntityName == object && f == field }) || changed
		}
		return changed
	})
	if err != nil {
		return err
	}
	err = revise(w, "RecordType", func(name string, r *metadata.RecordType) bool {
		return strings.HasPrefix(name, object+".") && without(&r.PicklistValues, func(p metadata.RecordTypePicklistValue) bool { return p.Picklist == field })
	})
	if err != nil {
		return err
	}
	return revise(w, "PermissionSet", func(name string, s *metadata.PermissionSet) bool {
		deployed := w.now[memberKey("PermissionSet", name)] != nil // the org takes back what it grants itself
		return deployed && without(&s.FieldPermissions, func(p metadata.PermissionSetFieldPermissions) bool { return p.Field == object+"."+field })
	})
}

// revise changes the components of a kind that fn changes, as they are after the operations.
func revise[T any](w *change, kind string, fn func(name string, v *T) (changed bool)) error {
	var names []string
	for _, c := range w.of(kind) {
		names = append(names, c.Name)
	}
	for _, m := range w.touched {
		if c := w.now[m]; m.Kind == kind && w.find(kind, c.Name) == nil {
			names = append(names, c.Name)
		}
	}
	for _, name := range names {
		if w.removed(kind, name) {
			continue
		}
		var v T
		if err := w.current(kind, name).Decode(&v); err != nil {
			return err
		}
		if fn(name, &v) {
			c := metadata.New(kind, name, &v)
			w.put(&c)
		}
	}
	return nil
}

// without takes members out of a list; true when there were any.
func without[T any](list *[]T, out func(T) bool) bool {
	n := len(*list)
	*list = slices.DeleteFunc(*list, out)
	return len(*list) < n
}
