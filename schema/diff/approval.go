package diff

import (
	"cmp"
	"maps"
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// decision is who decides a class of changes in an organisation.
type decision struct {
	to        []schema.Address
	handledBy string
}

// decides reads the escalations of the reviews that name a class; where the older architecture
// has one for a class, the newer one does not count.
func decides(before, after *schema.Architecture) map[string]decision {
	out := decisions(after)
	maps.Copy(out, decisions(before))
	return out
}

func decisions(a *schema.Architecture) map[string]decision {
	out := map[string]decision{}
	for _, r := range a.Reviews {
		for _, e := range r.Escalations {
			if e.Class == "" {
				continue
			}
			d := out[e.Class]
			if e.To != "" && !slices.Contains(d.to, e.To) {
				d.to = append(d.to, e.To)
			}
			d.handledBy = e.HandledBy
			out[e.Class] = d
		}
	}
	return out
}

// approval tells who works a change out and who must agree to it. Those who were in charge before the change count; an
// architecture that had nobody in charge takes those of the newer one.
func (c *comparer) approval(ch Change) (handledBy string, approvers []schema.Address) {
	k, here := ClassNamed(ch.Class), c.decides[ch.Class]
	handledBy = cmp.Or(here.handledBy, k.HandledBy)
	steward, council := inCharge(c.old.a)
	if steward == "" && len(council) == 0 {
		steward, council = inCharge(c.new.a)
	}
	was := ch.Address
	if f, renamed := c.former[was]; renamed {
		was = f
	}
	list := slices.Clone(here.to)
	switch {
	case k.Approval == ByAligning:
		list = slices.Concat(list, council, accountable(c.old.a, was), accountable(c.new.a, ch.Address))
	case len(list) > 0:
	case k.Approval == ByOwner:
		list = []schema.Address{owner(c.old.a, was), owner(c.new.a, ch.Address)}
	case k.Approval == ByReview:
		list = council
	}
	var out []schema.Address
	for _, r := range list {
		if r != "" && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	if len(out) == 0 && steward != "" {
		out = []schema.Address{steward}
	}
	return handledBy, out
}

func inCharge(a *schema.Architecture) (steward schema.Address, council []schema.Address) {
	if a.Info == nil {
		return "", nil
	}
	return a.Info.Steward, a.Info.Council
}

// accountable are the roles that answer for the stages that a block is about: its own stage, or
// the two of a handoff.
func accountable(a *schema.Architecture, addr schema.Address) []schema.Address {
	var out []schema.Address
	of := func(r *schema.RACI, owner schema.Address) {
		switch {
		case r != nil && r.Accountable != "":
			out = append(out, r.Accountable)
		case owner.Kind() == "role":
			out = append(out, owner)
		}
	}
	for ; addr != ""; addr = addr.Holder() {
		switch x := a.Lookup(addr).(type) {
		case *schema.Stage:
			of(x.RACI, x.Owner)
			return out
		case *schema.Handoff:
			of(x.RACI, "")
			for _, end := range []schema.Address{x.From, x.To} {
				if s := schema.Find[schema.Stage](a, end); s != nil {
					of(s.RACI, s.Owner)
				}
			}
			return out
		}
	}
	return out
}

// owner is who owns a block, or the block around it; "" when nobody does.
func owner(a *schema.Architecture, addr schema.Address) schema.Address {
	for ; addr != ""; addr = addr.Holder() {
		x := a.Lookup(addr)
		if x == nil {
			continue
		}
		if f := reflect.ValueOf(x).Elem().FieldByName("Owner"); f.IsValid() {
			if o, ok := f.Interface().(schema.Address); ok && o != "" {
				return o
			}
		}
	}
	return ""
}

// Agreement is who must agree to the changes of one class.
type Agreement struct {
	Class     string           `json:"class"`
	Title     string           `json:"title"`
	HandledBy string           `json:"handled_by"`
	Approvers []schema.Address `json:"approvers"`
	Changes   int              `json:"changes"`
}

// Agreements are the classes of the changes with who must agree to each, in the order of Classes.
func (d *Diff) Agreements() []Agreement {
	var out []Agreement
	for _, class := range Classes {
		a := Agreement{Class: class.Name, Title: class.Title, Approvers: []schema.Address{}}
		for _, ch := range d.Changes {
			if ch.Class != class.Name {
				continue
			}
			a.HandledBy = ch.HandledBy
			a.Changes++
			for _, r := range ch.Approvers {
				if !slices.Contains(a.Approvers, r) {
					a.Approvers = append(a.Approvers, r)
				}
			}
		}
		if a.Changes > 0 {
			out = append(out, a)
		}
	}
	return out
}
