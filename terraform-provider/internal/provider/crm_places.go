package provider

import "github.com/stagecraft-dev/stagecraft/providers"

// places remembers the objects that were written in this run and have a place in an order. CRMs number siblings from the first to the
// last, so that a place holds only once all that come before are there: Terraform writes siblings one by one, in any order. Each
// one that is written therefore takes along those that were written before it, to the places that they are to have.
type places map[family]map[string]*providers.Operation // by natural key

// family are the siblings of an order.
type family struct{ typ, parent string }

// familyOf is what an operation gives a place in; ok is false when it gives none.
func familyOf(info *providers.Info, op *providers.Operation) (f family, ok bool) {
	if op.Action == providers.Delete {
		return f, false
	}
	t := info.Type(op.Type)
	for _, a := range t.Attributes {
		if a.Ordinal && op.After[a.Name] != nil {
			return family{t.Name, t.ParentOf(op.After)}, true
		}
	}
	return f, false
}

// along are orders for the siblings of those that are to be written, which nobody waits for.
func (p places) along(info *providers.Info, orders []*order) []*order {
	wanted := map[string]bool{}
	families := map[family]bool{}
	for _, o := range orders {
		wanted[o.op.ID], wanted[o.op.Type+" "+o.op.Key] = true, true
		if f, ok := familyOf(info, o.op); ok {
			families[f] = true
		}
	}
	var out []*order
	for f := range families {
		for key, op := range p[f] {
			if !wanted[op.ID] && !wanted[op.Type+" "+key] {
				again := *op
				out = append(out, &order{op: &again})
			}
		}
	}
	return out
}

// note remembers what was written, and forgets what is gone.
func (p places) note(info *providers.Info, o *order) {
	for _, siblings := range p {
		for key, op := range siblings {
			if op.Type == o.op.Type && op.ID == o.op.ID {
				delete(siblings, key)
			}
		}
	}
	f, ok := familyOf(info, o.op)
	if !ok {
		return
	}
	if p[f] == nil {
		p[f] = map[string]*providers.Operation{}
	}
	op := operation(info.Type(o.op.Type), providers.Update, o.op.Key)
	op.ID, op.Before, op.After = o.outcome.ID, o.outcome.Values, o.op.After
	p[f][o.op.Key] = op
}

// seat is the place of an object in the state and in the CRM.
type seat struct{ state, live float64 }

// displaced notes the place at which a refresh finds an object, and tells whether that contradicts another object found before: the
// state has the two in one order, and the CRM in the other. Numbers alone tell nothing, because a CRM counts siblings, too, that
// Terraform does not manage.
func (c *crm) displaced(t *providers.ResourceType, live *providers.Live, was, is float64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := family{t.Name, t.ParentOf(live.Values)}
	if c.seats[f] == nil {
		c.seats[f] = map[string]seat{}
	}
	delete(c.seats[f], live.ID)
	out := false
	for _, o := range c.seats[f] {
		out = out || (was-o.state)*(is-o.live) < 0
	}
	c.seats[f][live.ID] = seat{was, is}
	return out
}
