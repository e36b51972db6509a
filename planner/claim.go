package planner

import "context"

// Claim gives the state in which all that is live already, as the architecture wants it, is ours. It reads the CRMs and
// changes nothing. Live objects that an apply would have to change are left to it.
func Claim(ctx context.Context, opts BuildOptions) (*State, *Plan) {
	b := newBuild(ctx, opts)
	state := b.state.Clone()
	for _, c := range b.plan.Changes {
		if c.Action == Adopt && !c.Touches() {
			e := c.w.journal(c, Ended)
			e.Resource = c.w.entry(c.w.live.ID, nil)
			state.apply(e)
		}
	}
	return state, b.plan
}
