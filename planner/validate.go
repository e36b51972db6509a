package planner

import (
	"context"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// validate has the CRMs check the changes. What they refuse is an error at the block that asks for it.
func (b *build) validate(ctx context.Context) {
	for _, c := range b.crms {
		v, ok := c.Provider.(providers.Validator)
		if !ok {
			b.diags.Warnf(diag.Unsupported, diag.Range{}, fmt.Sprintf("%s cannot check changes", c.info.Title),
				"It has no dry run on its server, so its part of the plan is checked by its provider alone.")
			continue
		}
		ops := b.operations(c)
		if len(ops) == 0 {
			continue
		}
		refusals, err := v.Validate(ctx, ops)
		switch {
		case err != nil:
			b.diags.Add(providerError(c.info, "could not check the changes", err))
		case len(refusals) == 0:
			b.plan.Accepted = append(b.plan.Accepted, c.info.Title)
		}
		b.refused(c, refusals, "Nothing was changed: this was a check. Correct the declaration, or what it meets in the CRM, and plan again.")
	}
}

// foresee asks the CRMs whether records would lose something by the changes.
func (b *build) foresee(ctx context.Context) {
	for _, c := range b.crms {
		f, ok := c.Provider.(providers.Foreseer)
		if !ok {
			continue
		}
		ops := b.operations(c)
		if len(ops) == 0 {
			continue
		}
		refusals, err := f.Foresee(ctx, ops)
		if err != nil {
			b.diags.Add(providerError(c.info, "cannot look at records", err))
		}
		b.refused(c, refusals, "It is refused before anything is changed, since records would lose something.")
	}
}

// refused says what a CRM would refuse, at the blocks that ask for it.
func (b *build) refused(c *crm, refusals []providers.Refusal, hint string) {
	for _, r := range refusals {
		at := diag.Range{}
		what := "the changes"
		if r.Op != nil {
			change := b.plan.Changes[r.Op.Index]
			if what = change.Origin.Written(); change.Label != "" {
				what = fmt.Sprintf("%s (%s)", change.Label, what)
			}
			if change.Source != nil {
				at = *change.Source
			}
		}
		b.diags.Errorf(diag.ProviderError, at, fmt.Sprintf("%s would refuse %s", c.info.Title, what), "%s. %s", r.Why, hint)
	}
}
