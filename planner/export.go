package planner

import (
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Operations are what makes one CRM as it should be.
type Operations struct {
	Target string
	// Changes are those of an apply, in its order. Same are updates of what is as it should be already.
	Changes, Same []*providers.Operation
}

// OperationsOf gives what would make the CRMs of a plan as they should be, for those who carry it out by other means.
func OperationsOf(ctx context.Context, opts BuildOptions) ([]Operations, diag.List) {
	b := newBuild(ctx, opts)
	if b.diags.HasErrors() {
		return nil, b.diags
	}
	var out []Operations
	for _, c := range b.crms {
		o := Operations{Target: c.name, Changes: b.operations(c)}
		changed := map[*work]bool{}
		for _, change := range b.plan.Changes {
			changed[change.w] = change.Touches()
		}
		for _, w := range c.works {
			if w.want != nil && w.live != nil && !changed[w] {
				o.Same = append(o.Same, &providers.Operation{Index: -1, Action: providers.Update, Address: w.addr, Type: w.typ.Name,
					Key: w.want.Key, ID: w.live.ID, Before: w.live.Values, After: w.want.Values})
			}
		}
		out = append(out, o)
	}
	return out, b.diags
}

// operations are what a provider is asked to do for its part of the plan.
func (b *build) operations(c *crm) (ops []*providers.Operation) {
	for i, change := range b.plan.Changes {
		if change.Target == c.name && change.Touches() {
			s := &step{Change: change, index: i, id: change.ID}
			ops = append(ops, s.operation())
		}
	}
	return ops
}
