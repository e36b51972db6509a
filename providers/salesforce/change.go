package salesforce

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// change is a package in the making: the components that operations change, with all that the org has in them.
type change struct {
	*snapshot
	touched []metadata.Member // in the order in which they were first changed
	now     map[metadata.Member]*metadata.Component
	destroy []metadata.Member
	// by are the operations that changed a component, which a refusal of the component is told to.
	by map[metadata.Member][]*providers.Operation
	op *providers.Operation // that is written
	// live are the natural keys of what the org has, by kind, as far as they were asked for.
	live map[*kind]map[string]bool
	// versions are the numbers of the versions of flows that are deleted, by name in small letters; nil before flows have ended.
	versions map[string][]int
	// kept says why what an operation was to delete stays; see spare.
	kept map[*providers.Operation]string
}

func newChange(s *snapshot) *change {
	return &change{snapshot: s, now: map[metadata.Member]*metadata.Component{}, by: map[metadata.Member][]*providers.Operation{}, live: map[*kind]map[string]bool{}, kept: map[*providers.Operation]string{}}
}

// edit lets fn change a component, which is read into its Go type: as the org has it, as earlier operations made it, or new.
// Elements that the type does not have stay.
func edit[T any](w *change, kind, name string, fn func(v *T, exists bool) error) error {
	var v T
	old := w.current(kind, name)
	if old != nil {
		if err := old.Decode(&v); err != nil {
			return err
		}
		name = old.Name
	}
	if err := fn(&v, old != nil); err != nil {
		return err
	}
	c := metadata.New(kind, name, &v)
	w.put(&c)
	return nil
}

// current is a component as earlier operations made it, or as the org has it; nil when there is none.
func (w *change) current(kind, name string) *metadata.Component {
	if c := w.now[memberKey(kind, name)]; c != nil {
		return c
	}
	return w.find(kind, name)
}

// put makes a component what is deployed.
func (w *change) put(c *metadata.Component) {
	m := memberKey(c.Kind, c.Name)
	if w.now[m] == nil {
		w.touched = append(w.touched, m)
	}
	w.now[m] = c
	w.blame(m)
}

// remove deletes a component after all else is deployed. What was to change of it does not matter any more.
func (w *change) remove(kind, name string) {
	if c := w.find(kind, name); c != nil {
		name = c.Name
	}
	delete(w.now, memberKey(kind, name))
	w.touched = slices.DeleteFunc(w.touched, func(m metadata.Member) bool { return m == memberKey(kind, name) })
	w.destroy = append(w.destroy, metadata.Member{Kind: kind, Name: name})
	w.blame(memberKey(kind, name))
}

// removed tells whether a component is deleted.
func (w *change) removed(kind, name string) bool {
	return slices.ContainsFunc(w.destroy, func(m metadata.Member) bool { return memberKey(m.Kind, m.Name) == memberKey(kind, name) })
}

func (w *change) blame(m metadata.Member) {
	if w.op != nil && !slices.Contains(w.by[m], w.op) {
		w.by[m] = append(w.by[m], w.op)
	}
}

// write makes the changes of operations.
func (w *change) write(ops []*providers.Operation) error {
	mine := map[*kind][]*providers.Operation{}
	for _, op := range ops {
		k := kindOf(op.Type)
		mine[k] = append(mine[k], op)
		w.op = op
		err := w.fits(k, op)
		if err == nil {
			err = k.write(w, op)
		}
		if err != nil {
			return &writeError{op, err}
		}
	}
	w.op = nil
	for _, k := range kinds() {
		if k.settle != nil && len(mine[k]) > 0 {
			if err := k.settle(w, mine[k]); err != nil {
				return err
			}
		}
	}
	w.spare()
	return nil
}

// fits tells whether the org has what an operation changes, and does not have what it makes.
func (w *change) fits(k *kind, op *providers.Operation) error {
	if w.live[k] == nil {
		live, err := k.read(w.snapshot)
		if err != nil {
			return err
		}
		w.live[k] = map[string]bool{}
		for _, l := range live {
			w.live[k][l.Key] = true
		}
	}
	if op.Action == providers.Create && w.live[k][op.Key] {
		return &providers.Error{Kind: providers.Conflict, Message: op.Key + " is there already"}
	}
	if op.Action != providers.Create && !w.live[k][k.typ.KeyOf(op.Before)] {
		return &providers.Error{Kind: providers.NotFound, Message: k.typ.KeyOf(op.Before) + " is not there any more"}
	}
	return nil
}

// writeError says which operation cannot be written.
type writeError struct {
	op  *providers.Operation
	err error
}

func (e *writeError) Error() string { return e.err.Error() }
func (e *writeError) Unwrap() error { return e.err }

// pack is the package to deploy.
func (w *change) pack() *metadata.Package {
	p := &metadata.Package{Destroy: w.destroy}
	for _, m := range w.touched {
		p.Components = append(p.Components, *w.now[m])
	}
	return p
}
