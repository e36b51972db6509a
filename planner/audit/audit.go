package audit

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// CRM is one CRM of the environment.
type CRM struct {
	Target providers.Target
	View   providers.View
}

// Options say what is audited.
type Options struct {
	Environment string
	Arch        *schema.Architecture
	CRMs        []CRM
	// Now is the time at which the audit looks.
	Now time.Time
	// Objects are the names of the record types to look at; nil for all that have a stage or a clock.
	Objects []string
	// Limit is how many records of each object are read at most, those first that were made last; 0 is no limit.
	Limit int
	// Samples is how many records each finding names at most; 0 names all.
	Samples int
}

// Run reads the live records and judges them; it changes nothing. The architecture must be indexed and without errors. What a CRM does
// not tell is no error but stands in the report, as a limit of its object and among what a check leaves untold. A CRM that cannot be
// read is an error in the list; the report has what could be read.
func Run(ctx context.Context, o Options) (*Report, diag.List) {
	a := o.Arch
	clocks := clocksOf(a)
	began := map[*schema.SLA][]string{}
	for _, k := range clocks {
		began[k.sla] = k.objects
	}
	reach := newReach(a, began)
	objects, diags := o.objects(clocks)
	r := &Report{FormatVersion: FormatVersion, Environment: o.Environment, Architecture: a.Digest(), At: o.Now.UTC(), Objects: []Object{}}
	owner := newTally(a, o.Samples, "owner", "Has each record one active owner?", "records in a stage")
	facts := newTally(a, o.Samples, "facts", "Are the facts there that the stage of each record needs?", "records in a stage, once for each lifecycle and pipeline")
	moves := newTally(a, o.Samples, "transitions", "Is it known how each record came to its stage, and was it a permitted way?", "moves between stages")
	times := newTally(a, o.Samples, "clocks", "Were the clocks kept, and was somebody told when not?", "clocks that started")
	stages, read := newStays(), map[string]bool{}
	crms := make([]*crm, len(o.CRMs))
	for i, c := range o.CRMs {
		crms[i] = newCRM(c, &o, clocks, reach)
	}
	for i, c := range crms {
		for _, name := range objects {
			p := c.populations[name]
			if p == nil {
				continue
			}
			x, more := c.read(ctx, p, o.Limit)
			r.Objects, diags = append(r.Objects, x), append(diags, more...)
			read[name] = true
		}
		diags = append(diags, c.follow(ctx)...)
		for _, name := range objects {
			if p := c.populations[name]; p != nil {
				c.owners(owner, p)
				c.facts(facts, p)
				c.transitions(moves, p)
				c.judge(times, p)
				stages.count(p, o.Now.UnixMilli())
			}
		}
		crms[i] = nil // its records need no room any more
	}
	r.Objects = append(r.Objects, homeless(objects, read)...)
	slices.SortStableFunc(r.Objects, func(x, y Object) int { return slices.Index(objects, x.Name) - slices.Index(objects, y.Name) })
	r.Checks = []Check{owner.check(), facts.check(), moves.check(movesBack, leavesOut),
		times.check(clocksMet, clocksRunning, clocksLate, clocksUnheard, clocksDropped)}
	r.Stages = stages.list(a.Tracks(), read)
	return r, diags
}

// objects are the record types that are looked at, in the order of the architecture.
func (o *Options) objects(clocks []*clock) (out []string, diags diag.List) {
	names := o.Arch.ObjectNames()
	for _, name := range o.Objects {
		if !slices.Contains(names, name) {
			diags.Errorf(diag.Usage, diag.Range{}, fmt.Sprintf("There is no record type %q", name), "Name one of the architecture.%s", diag.DidYouMean(name, names))
		}
	}
	for _, name := range names {
		concerned := slices.ContainsFunc(o.Arch.Tracks(), func(t *schema.Track) bool { return t.Object == name }) ||
			slices.ContainsFunc(clocks, func(k *clock) bool { return slices.Contains(k.objects, name) })
		asked := slices.Contains(o.Objects, name)
		if asked && !concerned {
			diags.Errorf(diag.Usage, diag.Range{}, fmt.Sprintf("There is nothing to audit of the record type %q", name), "It has no lifecycle, no pipeline and no clock.")
		}
		if concerned && (asked || o.Objects == nil) {
			out = append(out, name)
		}
	}
	return out, diags
}

// homeless are the objects that no CRM of the environment holds.
func homeless(objects []string, read map[string]bool) []Object {
	var out []Object
	for _, name := range objects {
		if !read[name] {
			out = append(out, Object{Name: name, Limits: []string{"No CRM of the environment holds its records."}})
		}
	}
	return out
}
