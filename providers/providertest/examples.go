package providertest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// examples takes one object of each type through its life: all are created together; then, one type after the other and
// first those to which nothing refers any more, each is changed or replaced by its further examples and deleted.
func (s *suite) examples(t *testing.T) {
	p := s.Open(t)
	info, before := p.Info(), read(t, p)
	var firsts []*providers.Resource
	for _, ty := range info.Types {
		if exemplary(t, ty) {
			for _, v := range slices.Concat(ty.Examples[:1], ty.Beside) {
				firsts = append(firsts, example(ty, v))
			}
		}
	}
	firsts = order(info, firsts)
	var ops []*providers.Operation
	for _, r := range firsts {
		ops = append(ops, making(t, r, before[name(r.Type, r.Key)]))
	}
	carry(t, p, ops)
	for _, r := range firsts {
		shows(t, p, r, read(t, p, r.Type))
	}
	kept := map[string]bool{}
	for _, r := range slices.Backward(firsts) {
		l := read(t, p, r.Type)[name(r.Type, r.Key)]
		for _, v := range furtherOf(info.Type(r.Type), r) {
			if l == nil {
				t.Fatalf("%s %q has gone before its time", r.Type, r.Key)
			}
			l = become(t, p, l, v, kept)
		}
		if l != nil {
			remove(t, p, l, kept)
		}
	}
	after := read(t, p)
	for n, l := range after {
		if before[n] == nil && removable(info.Type(l.Type), l) && !kept[n] {
			t.Errorf("%s is left over", n)
		}
	}
	for n := range before {
		if after[n] == nil {
			t.Errorf("%s is gone, which the CRM had", n)
		}
	}
}

// furtherOf are the examples of what becomes of a resource; none of those that are beside the first example.
func furtherOf(ty *providers.ResourceType, r *providers.Resource) []providers.Values {
	if r.Key != ty.KeyOf(ty.Examples[0]) {
		return nil
	}
	return ty.Examples[1:]
}

// become changes a live object to the values of an example, or replaces it where it must, and gives what is live then.
func become(t *testing.T, p providers.Provider, l *providers.Live, v providers.Values, kept map[string]bool) *providers.Live {
	t.Helper()
	ty := p.Info().Type(l.Type)
	next := example(ty, v)
	if replaces(ty, v, l.Values) {
		remove(t, p, l, kept)
		carry(t, p, []*providers.Operation{making(t, next, read(t, p, l.Type)[name(l.Type, next.Key)])})
	} else {
		op := operation(providers.Update, l.Type, next.Key)
		op.ID, op.Before, op.After = l.ID, l.Values, next.Values
		carry(t, p, []*providers.Operation{op})
	}
	now := read(t, p, l.Type)
	shows(t, p, next, now)
	if old := now[name(l.Type, l.Key)]; old != nil && old.Key != next.Key && removable(ty, old) && !kept[name(l.Type, l.Key)] {
		t.Errorf("%s %q is still there after it became %q", old.Type, old.Key, next.Key)
	}
	return now[name(l.Type, next.Key)]
}

// exemplary checks the examples of a type by themselves, and tells whether there are any.
func exemplary(t *testing.T, ty *providers.ResourceType) bool {
	t.Helper()
	if len(ty.Examples) < 2 {
		t.Errorf("%s has %d examples; one to create and one to change it are needed", ty.Name, len(ty.Examples))
	}
	for i, v := range slices.Concat(ty.Examples, ty.Beside) {
		norm, err := ty.Normalize(v)
		if err != nil {
			t.Errorf("example %d of %s: %v", i+1, ty.Name, err)
			return false
		}
		if d := cmp.Diff(v, norm); d != "" {
			t.Errorf("example %d of %s is not normalized (-is +should be):\n%s", i+1, ty.Name, d)
		}
		if i > 0 && i < len(ty.Examples) && len(ty.Differing(v, ty.Examples[i-1])) == 0 {
			t.Errorf("example %d of %s changes nothing", i+1, ty.Name)
		}
	}
	fixed := slices.ContainsFunc(ty.Attributes, func(a providers.Attribute) bool { return a.Immutable })
	if n := len(ty.Examples); fixed && n > 1 && !replaces(ty, ty.Examples[n-1], ty.Examples[n-2]) {
		t.Errorf("the last example of %s changes no attribute that is immutable, and some are", ty.Name)
	}
	return len(ty.Examples) > 0
}

// example is a resource with the values of an example.
func example(ty *providers.ResourceType, v providers.Values) *providers.Resource {
	return &providers.Resource{Type: ty.Name, Key: ty.KeyOf(v), Values: v, Origin: "example"}
}

// replaces tells whether live values can only become wanted ones in a new object.
func replaces(ty *providers.ResourceType, want, live providers.Values) bool {
	return slices.ContainsFunc(ty.Attributes, func(a providers.Attribute) bool { return a.Immutable && a.Differs(want[a.Name], live[a.Name]) })
}

func operation(do providers.Action, typ, key string) *providers.Operation {
	return &providers.Operation{Action: do, Address: typ + "." + key, Type: typ, Key: key}
}

// making is the operation that gives a CRM a resource: what is built in is taken over, and what is there of others is in the way.
func making(t *testing.T, r *providers.Resource, l *providers.Live) *providers.Operation {
	t.Helper()
	op := operation(providers.Create, r.Type, r.Key)
	op.After = r.Values
	switch {
	case l != nil && l.BuiltIn:
		op.Action, op.ID, op.Before = providers.Update, l.ID, l.Values
	case l != nil:
		t.Errorf("%s %q is in every CRM and not built in, so it is no example of what is created", r.Type, r.Key)
	}
	return op
}

// carry applies operations together, and wants them all to succeed with what they asked for. It gives the notes on what was
// to be deleted and stays.
func carry(t *testing.T, p providers.Provider, ops []*providers.Operation) (notes []string) {
	t.Helper()
	for i, op := range ops {
		op.Index = i
	}
	failed := false
	err := p.Apply(t.Context(), ops, func(r providers.Progress) error {
		ty := p.Info().Type(r.Op.Type)
		switch {
		case r.Phase != providers.Done:
		case r.Err != nil:
			failed = true
			t.Errorf("%s %s %q: %v", r.Op.Action, r.Op.Type, r.Op.Key, r.Err)
		case r.Op.Action != providers.Delete && r.ID == "":
			t.Errorf("%s %s %q has no id", r.Op.Action, r.Op.Type, r.Op.Key)
		case r.Op.Action == providers.Delete && r.Note != "":
			notes = append(notes, r.Note)
		case r.Op.Action != providers.Delete:
			same(t, ty, r.Op.Key, r.Op.After, r.Values)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if failed {
		t.FailNow()
	}
	return notes
}

// removable tells whether a live object can be deleted; others stay.
func removable(ty *providers.ResourceType, l *providers.Live) bool { return ty.CanDelete && !l.BuiltIn }

// remove deletes a live object that can be. What stays all the same, because the CRM says that others use it, is kept.
func remove(t *testing.T, p providers.Provider, l *providers.Live, kept map[string]bool) {
	t.Helper()
	if !removable(p.Info().Type(l.Type), l) {
		return
	}
	op := operation(providers.Delete, l.Type, l.Key)
	op.ID, op.Before = l.ID, l.Values
	if notes := carry(t, p, []*providers.Operation{op}); len(notes) > 0 {
		kept[name(l.Type, l.Key)] = true
	} else if read(t, p, l.Type)[name(l.Type, l.Key)] != nil {
		t.Errorf("%s %q is still there after it was deleted", l.Type, l.Key)
	}
}

// shows wants a resource to be live with its values.
func shows(t *testing.T, p providers.Provider, r *providers.Resource, live map[string]*providers.Live) {
	t.Helper()
	l := live[name(r.Type, r.Key)]
	if l == nil {
		t.Errorf("%s %q is not there", r.Type, r.Key)
		return
	}
	same(t, p.Info().Type(r.Type), r.Key, r.Values, l.Values)
}

// same wants values to be as they were asked for, as far as a CRM gives them back.
func same(t *testing.T, ty *providers.ResourceType, key string, want, got providers.Values) {
	t.Helper()
	for _, attribute := range ty.Differing(want, got) {
		if !ty.Attribute(attribute).WriteOnly {
			t.Errorf("%s of %s %q (-wanted +read):\n%s", attribute, ty.Name, key, cmp.Diff(want[attribute], got[attribute]))
		}
	}
}
