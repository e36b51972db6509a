package qa

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Options are what a run needs.
type Options struct {
	// Build is the plan of the environment, as for an apply.
	Build planner.BuildOptions
	// Run names the run in the marks of its test records.
	Run string
	// Now is the time of the run.
	Now time.Time
	// By is who runs it.
	By string
	// Done names the checks of which a person has done the cases by hand; ManualDone says so of the manual steps.
	Done       []string
	ManualDone bool
	// Told is called with each case when it is known; may be nil.
	Told func(Check, CaseResult)
	// Sleep waits for what follows from a write; nil is a real wait that ends early with the context.
	Sleep func(context.Context, time.Duration) error
}

// manualSteps is what Done calls the manual steps of the plan.
const manualSteps = "manual_steps"

// DoneNames are the names that Done takes on a command line.
func DoneNames() []string { return append(Keys(), manualSteps) }

// Split sorts names of a command line into Done and ManualDone.
func (o *Options) Split(names []string) {
	for _, n := range names {
		if n == manualSteps {
			o.ManualDone = true
			continue
		}
		o.Done = append(o.Done, n)
	}
}

type run struct {
	o      Options
	ctx    context.Context
	a      *schema.Architecture
	plan   *planner.Plan
	crms   []*crm
	report *Report
}

// crm is one system of the environment.
type crm struct {
	name, title string
	target      providers.Target
	provider    providers.Provider
	compiled    *providers.Compiled
	tests       providers.TestRecords // nil where no program can make records
	made        []providers.TestRef
}

// Run makes the checks. The environment must be as it was applied: what differs keeps it from passing. An error says why there is no
// report; test records are removed then, too, and those that could not be are named in it, as is what their removal left behind.
func Run(ctx context.Context, o Options) (*Report, diag.List, error) {
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	plan, diags := planner.Build(ctx, o.Build)
	if diags.HasErrors() {
		return nil, diags, nil
	}
	r := &run{o: o, ctx: ctx, a: o.Build.Arch, plan: plan}
	r.report = &Report{FormatVersion: "1.0", ToolVersion: o.Build.ToolVersion, Environment: o.Build.Environment, Architecture: plan.Architecture,
		Run: o.Run, Time: o.Now.UTC(), By: o.By, Differs: len(plan.Changes)}
	for _, t := range o.Build.CRMs {
		c := &crm{name: t.Name(), title: t.Provider.Info().Title, target: t.Target, provider: t.Provider}
		if c.compiled, diags = t.Provider.Compile(r.a, t.Target); diags.HasErrors() {
			return nil, diags, nil
		}
		if p, ok := t.Provider.(providers.RecordTester); ok {
			var err error
			if c.tests, err = p.TestRecords(r.a, t.Target, o.Run); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", c.title, err)
			}
		}
		r.crms = append(r.crms, c)
	}
	if err := r.sweep(ctx); err != nil {
		return nil, nil, errors.Join(err, r.traces())
	}
	r.report.Swept, r.report.Removed = r.report.Removed, 0
	err := r.checks()
	// What was made is removed whatever happened, also when the person has stopped the run.
	gone := r.sweep(context.WithoutCancel(ctx))
	if err != nil {
		return nil, nil, errors.Join(err, gone, r.traces())
	}
	if gone != nil {
		r.report.Left = append(r.report.Left, gone.Error())
	}
	r.report.Checkpoint = r.checkpoint()
	r.report.settle()
	return r.report, nil, nil
}

// traces are those of the report, where there will be none.
func (r *run) traces() error {
	if len(r.report.Traces) == 0 {
		return nil
	}
	return errors.New(strings.Join(r.report.Traces, "; "))
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// sweep removes the test records of this run, and those that runs before have left behind. The error names those that are still there.
func (r *run) sweep(ctx context.Context) error {
	var errs []error
	for _, c := range r.crms {
		if c.tests == nil {
			continue
		}
		refs, err := c.tests.Marked(ctx)
		if err != nil {
			errs = append(errs, fmt.Errorf("test records of %s could not be looked for: %w", c.title, err))
		}
		for _, m := range c.made { // a search may not find them yet
			if !slices.ContainsFunc(refs, func(x providers.TestRef) bool { return x.Object == m.Object && x.ID == m.ID }) {
				refs = append(refs, m)
			}
		}
		if len(refs) == 0 {
			continue
		}
		slices.Reverse(refs) // what belongs to others goes first
		why := c.tests.Remove(ctx, refs)
		c.made = nil
		if why != nil {
			var unknown error
			if c.made, unknown = c.remaining(ctx, refs); len(c.made) > 0 {
				errs = append(errs, c.stillThere(why, unknown))
			} else {
				r.report.Traces = append(r.report.Traces, fmt.Sprintf("%s: the test records are gone, but not all that was to happen with their removal did: %s", c.title, why))
			}
		}
		r.report.Removed += len(refs) - len(c.made)
	}
	return errors.Join(errs...)
}

// remaining are the records that are still there, and those of which that is not known, with the reason.
func (c *crm) remaining(ctx context.Context, refs []providers.TestRef) (left []providers.TestRef, unknown error) {
	for _, ref := range refs {
		switch _, err := c.tests.Read(ctx, ref); {
		case providers.IsKind(err, providers.NotFound):
			continue
		case err != nil:
			unknown = err
		}
		left = append(left, ref)
	}
	return left, unknown
}

// stillThere is the error of a removal that left records behind, or may have.
func (c *crm) stillThere(why, unknown error) error {
	var names []string
	for _, ref := range c.made[:min(len(c.made), 5)] {
		names = append(names, ref.Object+" "+ref.ID)
	}
	if n := len(c.made) - len(names); n > 0 {
		names = append(names, fmt.Sprintf("%d more", n))
	}
	what := "are still there"
	if unknown != nil {
		what = fmt.Sprintf("may still be there (%s)", unknown)
	}
	return fmt.Errorf("test records of %s could not be removed: %w. These %s: %s. The next run finds them by their name, “%s”",
		c.title, why, what, strings.Join(names, ", "), providers.TestPrefix)
}

// checks makes all checks.
func (r *run) checks() error {
	does := map[string]func() ([]CaseResult, error){
		Values: r.values, Transitions: r.transitions, Backward: r.backward, Rollup: r.rollup, Probabilities: r.probabilities,
		Dashboards: r.dashboards, Reasons: r.reasons, Conflicts: r.conflicts, EdgeCases: r.edgeCases,
	}
	for _, check := range Checks() {
		cases, err := does[check.Key]()
		if err != nil {
			return err
		}
		res := CheckResult{Key: check.Key, Title: check.Title, Cases: cases, Done: slices.Contains(r.o.Done, check.Key)}
		res.settle()
		r.report.Checks = append(r.report.Checks, res)
		for _, x := range cases {
			if r.o.Told != nil {
				r.o.Told(check, x)
			}
		}
	}
	return nil
}

// of is the CRM where records of an object live; nil when none is.
func (r *run) of(object string) *crm {
	for _, c := range r.crms {
		if c.target.Owns(object) {
			return c
		}
	}
	return nil
}

// rules are what a CRM says about how something holds.
func (c *crm) rule(at schema.Address, criterion string) *providers.Enforcement {
	for i, e := range c.compiled.Enforcement {
		if e.Address == at && (criterion == "" || e.Criterion == criterion) {
			return &c.compiled.Enforcement[i]
		}
	}
	return nil
}

// manual are the steps that people take for a block.
func (c *crm) manual(at schema.Address) []string {
	var out []string
	for _, m := range c.compiled.Manual {
		if m.Origin == at || slices.Contains(m.Also, at) {
			out = append(append(out, m.Title+":"), m.Steps...)
		}
	}
	return out
}

// firstByHand are the manual steps of blocks without which an apply cannot make all of them.
func (c *crm) firstByHand(blocks []schema.Address) []string {
	var out []string
	for _, m := range c.compiled.Manual {
		if m.Before && slices.Contains(blocks, m.Origin) {
			out = append(append(out, m.Title+":"), m.Steps...)
		}
	}
	return out
}

// configured tells of how many live objects a block is made, and what of them is otherwise than it should be; with attr, only what
// concerns an attribute with that in its name.
func (r *run) configured(c *crm, attr string, origins ...schema.Address) (n int, wrong []string) {
	for _, x := range c.compiled.Resources {
		if slices.Contains(origins, x.Origin) && (attr == "" || has(x.Values, attr)) {
			n++
		}
	}
	for _, x := range r.plan.Changes {
		if x.Target != c.name || !slices.Contains(origins, x.Origin) || !x.Touches() {
			continue
		}
		if what := difference(x, attr); what != "" {
			wrong = append(wrong, what)
		}
	}
	return n, wrong
}
