package planner

import (
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Wanted is what one CRM should have, and what it should have no longer.
type Wanted struct {
	Target    string
	Resources []*providers.Resource
	Deletes   []*providers.Operation
}

// WantedOf gives what the CRMs of a plan should have, for those who carry it out by other means.
func WantedOf(ctx context.Context, opts BuildOptions) ([]Wanted, diag.List) {
	b := newBuild(ctx, opts)
	if b.diags.HasErrors() {
		return nil, b.diags
	}
	var out []Wanted
	for _, c := range b.crms {
		w := Wanted{Target: c.name}
		for _, work := range c.works {
			if work.want != nil {
				w.Resources = append(w.Resources, work.want)
			}
		}
		for i, change := range b.plan.Changes {
			if change.Target == c.name && change.Action == Delete {
				s := &step{Change: change, index: i, id: change.ID}
				w.Deletes = append(w.Deletes, s.operation())
			}
		}
		out = append(out, w)
	}
	return out, b.diags
}
