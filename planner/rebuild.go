package planner

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Rebuild puts into an empty state what the CRMs themselves say was made by Stagecraft, as far as the architecture declares it or
// names it in a moved or retired block. All else may have been let go, or be another architecture's, and a plan would delete it: it
// is told, and stays unmanaged. A CRM that keeps nothing of the kind is an error before anything is read: nobody should take half
// of a state for the whole.
func Rebuild(ctx context.Context, a *schema.Architecture, crms []TargetProvider, s *State) (diag.List, error) {
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
		compiled, found := c.Provider.Compile(a, c.Target)
		if found.HasErrors() {
			return found, nil
		}
		declared := map[string]bool{}
		for _, r := range compiled.Resources {
			declared[r.Address()] = true
		}
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
		var left []string
		for _, l := range live {
			switch addr := addresses[l]; {
			case addr == "":
			case declared[addr] || spokenOf(a, addr):
				t.Resources[addr] = &StateResource{Type: l.Type, Key: l.Key, ID: l.ID, Values: seal(c.Provider.Info().Type(l.Type), addr, l.Values)}
			default:
				left = append(left, addr)
			}
		}
		if slices.Sort(left); len(left) > 0 {
			diags.Warnf(diag.State, diag.Range{}, fmt.Sprintf("%s has %d objects of Stagecraft's that nobody declares", c.Provider.Info().Title, len(left)),
				"They were let go, or belong to another architecture, and stay as they are:\n%s\nDeclare what is yours and rebuild the state once more, or delete it with stagecraft plan --prune.", strings.Join(left, "\n"))
		}
	}
	return diags, nil
}

// spokenOf tells whether a moved or retired block is about a resource.
func spokenOf(a *schema.Architecture, addr string) bool {
	_, origin, part := providers.SplitAddress(addr)
	about := func(what schema.Address) bool {
		_, _, ok := rewrite(origin, part, what, what)
		return ok
	}
	return slices.ContainsFunc(a.Moved, func(m *schema.Moved) bool { return about(m.From) }) ||
		slices.ContainsFunc(a.Retired, func(r *schema.Retired) bool { return about(r.What) })
}
