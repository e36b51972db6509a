package planner

import (
	"context"
	"errors"
	"maps"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Paper says that a plan was made on paper: nothing was contacted, and CRMs were taken to be as an architecture describes them. Such a
// plan tells what a proposal would change, without the counts of records and without what is live otherwise. It cannot be applied.
type Paper struct {
	// Against is the revision whose architecture stands for what is live; "" when nothing does, so that everything is new.
	Against string `json:"against,omitempty"`
	// Why is the reason, a sentence without its full stop.
	Why string `json:"why"`
}

// finding is what people are told with such a plan.
func (p *Paper) finding() diag.Diagnostic {
	as := "as if the CRM were empty"
	if p.Against != "" {
		as = "as if the CRM were what " + p.Against + " describes"
	}
	return diag.Diagnostic{Code: diag.Untrusted, Severity: diag.Warning, Summary: "This plan was made on paper",
		Detail: "No CRM and no state was read: " + p.Why + ". It shows what would change " + as + ": without counts of records, drift, unmanaged objects and import blocks, and it cannot be applied. " +
			"Who may reach the CRM makes the plan that counts."}
}

// PaperCRM is a CRM that is not contacted.
type PaperCRM struct {
	Factory *providers.Factory
	Target  providers.Target
	// Was is what it is taken to hold.
	Was []*providers.Resource
}

// OnPaper gives the CRMs of an environment, and the state after an apply of what they are taken to hold. The architecture that this comes
// from, nil for none, tells which of the moved blocks were carried out.
func OnPaper(env string, was *schema.Architecture, crms []PaperCRM) ([]TargetProvider, *State) {
	state := NewState(env)
	if was != nil {
		for _, m := range was.Moved {
			state.Moves = append(state.Moves, (&move{Moved: m}).String())
		}
	}
	var out []TargetProvider
	for _, c := range crms {
		t := TargetProvider{Target: c.Target, Provider: paperProvider{c}}
		out = append(out, t)
		s := state.Target(t.name())
		s.Provider = c.Factory.Info.Name
		for _, r := range c.Was {
			if rt := c.Factory.Info.Type(r.Type); rt != nil {
				s.Resources[r.Address()] = &StateResource{Type: r.Type, Key: r.Key, ID: r.Address(), Label: r.Label, Golden: r.Golden,
					Values: seal(rt, r.Address(), r.Values)}
			}
		}
	}
	return out, state
}

// paperProvider is the provider of a PaperCRM.
type paperProvider struct{ PaperCRM }

func (p paperProvider) Info() *providers.Info { return p.Factory.Info }

func (p paperProvider) Compile(a *schema.Architecture, t providers.Target) (*providers.Compiled, diag.List) {
	return p.Factory.Compile(a, t)
}

func (p paperProvider) Read(context.Context, []string) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, r := range p.Was {
		out = append(out, &providers.Live{Type: r.Type, ID: r.Address(), Key: r.Key, Values: maps.Clone(r.Values)})
	}
	return out, nil
}

func (p paperProvider) Apply(context.Context, []*providers.Operation, func(providers.Progress) error) error {
	return errors.New("a plan on paper cannot be applied")
}

func (p paperProvider) Close() error { return nil }
