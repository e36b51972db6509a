package directory

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Recorded reads the architecture of a record, with the values of variables and the modules that it had.
func (d *Directory) Recorded(rec *planner.Record) *hclschema.Result {
	opts := d.Load
	opts.Env, opts.Recorded, opts.Getenv, opts.Cache = d.Env, true, nil, nil
	opts.Vars, opts.VarFiles = rec.Vars, rec.VarFiles
	return hclschema.LoadFiles(rec.Sources, opts)
}

// Back is the architecture that an earlier apply applied, ready to be planned again. a is that of the files, now and then are the states of
// now and after that apply. Where it is applied, and under which guards, is still what the files say: the environments are those of a, and
// its retired blocks count too, since they say where the records of what goes away again are to go. What was renamed since gets its name
// back. The diagnostics are warnings about the record; the error is a *Problem.
func (d *Directory) Back(a *schema.Architecture, rec *planner.Record, now, then *planner.State) (*hclschema.Result, diag.List, error) {
	var told diag.List
	if len(rec.Sources) == 0 {
		return nil, nil, &Problem{Diags: diag.List{{Code: diag.State, Severity: diag.Error, Summary: fmt.Sprintf("There is nothing to go back to in entry %d", rec.Serial),
			Detail: fmt.Sprintf("It is no apply (%s), so it has no architecture. Name an apply that stagecraft history lists.", rec.Kind)}}}
	}
	res := d.Recorded(rec)
	if res.Diags.HasErrors() {
		return nil, nil, &Problem{res.Diags, res.Sources}
	}
	// The digest of a rollback is that of what was made of the files, as below.
	if rec.Rollback == 0 && rec.Architecture.Digest != res.Architecture.Digest() {
		told.Warnf(diag.State, diag.Range{}, fmt.Sprintf("Apply %d is read otherwise than it was then", rec.Serial),
			"Its files give another architecture with this version of stagecraft. Look at the plan with that in mind, or use the version that applied it.")
	}
	if !rec.Complete {
		told.Warnf(diag.State, diag.Range{}, fmt.Sprintf("Apply %d did not apply everything", rec.Serial),
			"Going back to it applies all of its architecture, also what was left out then.")
	}
	back := res.Architecture
	back.Environments = a.Environments
	back.Moved = nil
	for _, m := range planner.Renamed(now, then) {
		if back.Lookup(m.To) != nil && back.Lookup(m.From) == nil {
			back.Moved = append(back.Moved, m)
		}
	}
	for _, r := range a.Retired {
		if back.Lookup(r.What) == nil {
			back.Retired = append(back.Retired, r)
		}
	}
	back.Index() // it found nothing wrong before
	return res, told, nil
}
