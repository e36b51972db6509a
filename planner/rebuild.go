package planner

import (
	"context"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Rebuild puts into an empty state what the CRMs themselves say was made by Stagecraft. A CRM that keeps nothing of the kind is
// an error before anything is read: nobody should take half of a state for the whole.
func Rebuild(ctx context.Context, crms []TargetProvider, s *State) (diag.List, error) {
	var diags diag.List
	if !s.Empty() {
		diags.Errorf(diag.State, diag.Range{}, fmt.Sprintf("The state of %s is not empty", s.Environment),
			"A state is rebuilt only where it is lost. Adopt single objects with import blocks, or move the state away first.")
		return diags, nil
	}
	for _, c := range crms {
		if _, ok := c.Provider.(providers.Identifier); !ok {
			diags.Errorf(diag.Unsupported, c.Target.Range(), fmt.Sprintf("%s does not keep what belongs to Stagecraft", c.Provider.Info().Title),
				"A lost state cannot be rebuilt from it. Plan without one: what is declared is found by name and adopted; what is not declared any more must be deleted by hand.")
		}
	}
	if diags.HasErrors() {
		return diags, nil
	}
	for _, c := range crms {
		live, err := c.Provider.Read(ctx, nil)
		if err != nil {
			return nil, err
		}
		addresses, err := c.Provider.(providers.Identifier).Identify(ctx, live)
		if err != nil {
			return nil, err
		}
		t := s.Target(c.name())
		t.Provider = c.Provider.Info().Name
		for _, l := range live {
			if addr := addresses[l]; addr != "" {
				t.Resources[addr] = &StateResource{Type: l.Type, Key: l.Key, ID: l.ID, Values: seal(c.Provider.Info().Type(l.Type), addr, l.Values)}
			}
		}
	}
	return diags, nil
}
