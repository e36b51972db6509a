package directory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// OnPaper gives the CRMs of the environment without contacting any, as an apply of another architecture, nil for none, would have left
// them. The error is a *Problem.
func (d *Directory) OnPaper(a, was *schema.Architecture) ([]planner.TargetProvider, *planner.State, error) {
	if diags := d.checkEnvironment(a); len(diags) > 0 {
		return nil, nil, &Problem{Diags: diags}
	}
	var before []providers.Target
	if was != nil && (d.Environment(was) != nil || d.EnvName() == DefaultEnvironment) {
		before = d.Targets(was, d.EnvName())
	}
	var crms []planner.PaperCRM
	for _, t := range d.Targets(a, d.EnvName()) {
		f := d.factory(t.CRM.Provider)
		if f == nil {
			return nil, nil, d.problem(t.CRM, fmt.Sprintf("there is no provider %q", t.CRM.Provider),
				"This version of stagecraft can apply to: "+strings.Join(d.names(), ", ")+".")
		}
		crm := planner.PaperCRM{Factory: f, Target: t}
		if i := slices.IndexFunc(before, func(b providers.Target) bool { return b.CRM.Provider == t.CRM.Provider }); i >= 0 {
			compiled, diags := f.Compile(was, before[i])
			if diags.HasErrors() {
				return nil, nil, &Problem{Diags: diags}
			}
			crm.Was = compiled.Resources
		}
		crms = append(crms, crm)
	}
	ts, state := planner.OnPaper(d.EnvName(), was, crms)
	return ts, state, nil
}

// untrusted is the error of what is not done for an architecture that nobody has vetted.
func untrusted(at diag.Range, what string) error {
	return &Problem{Diags: diag.List{{Code: diag.Untrusted, Severity: diag.Error, Subject: at, Summary: what,
		Detail: "The architecture is untrusted: it could name any host and any secret of the machine. Have somebody vet it, and read it without --untrusted."}}}
}
