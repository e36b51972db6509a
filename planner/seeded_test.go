package planner_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var seedNow = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// Every example can be seeded once the planner has applied it, the same each time, and time can pass afterwards.
func TestExamplesSeedAndTick(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("../examples/*/tests")
	if err != nil || len(dirs) < 4 {
		t.Fatal("too few examples", dirs, err)
	}
	for _, dir := range dirs {
		dir = filepath.Dir(dir)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			r := hclschema.Load(dir, hclschema.Options{})
			if err := r.Diags.Err(); err != nil {
				t.Fatal(err)
			}
			var seen []string
			for range 2 {
				p := newPlace(t)
				p.apply(r.Architecture)
				res, err := p.crm.Seed(t.Context(), sandbox.SeedOptions{N: 300, Seed: 7, Now: seedNow})
				if err != nil || res.Records != 300 {
					t.Fatal(res, err)
				}
				for _, at := range []time.Time{seedNow.Add(time.Hour), seedNow.AddDate(0, 2, 0)} {
					tick, err := p.crm.Tick(t.Context(), at)
					if err != nil {
						t.Fatal(err)
					}
					if again, err := p.crm.Tick(t.Context(), at); err != nil || *again != (sandbox.TickResult{}) {
						t.Errorf("the same time passes twice: %+v, %v", again, err)
					}
					seen = append(seen, fmt.Sprintf("%+v", *tick))
				}
				records, err := p.crm.Records(t.Context(), sandbox.Filter{Limit: 1000})
				if err != nil || len(records) < 300 {
					t.Fatal(len(records), err)
				}
				for _, rec := range records {
					seen = append(seen, fmt.Sprint(rec.ID, rec.Object, rec.Owner, rec.Properties, rec.Stages, rec.CreatedAt))
				}
				if plan, diags := p.plan(r.Architecture); diags.HasErrors() || !plan.Empty() {
					t.Errorf("records make a plan: %+v, %v", plan.Changes, diags.Err())
				}
			}
			if d := cmp.Diff(seen[:len(seen)/2], seen[len(seen)/2:]); d != "" {
				t.Error("the same seed gives other records:", d)
			}
		})
	}
}

// Plans count the records that they concern, and refuse to lose any.
func TestSeededImpact(t *testing.T) {
	t.Parallel()
	r := hclschema.Load("../examples/simple-pipeline", hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	p := newPlace(t)
	p.apply(r.Architecture)
	if _, err := p.crm.Seed(t.Context(), sandbox.SeedOptions{N: 400, Seed: 3, Now: seedNow}); err != nil {
		t.Fatal(err)
	}
	records, err := p.crm.Records(t.Context(), sandbox.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	// next loads the example anew, since a test alters it.
	next := func(change func(*schema.Architecture)) *schema.Architecture {
		a := hclschema.Load("../examples/simple-pipeline", hclschema.Options{}).Architecture
		change(a)
		a.Index()
		return a
	}
	flow := r.Architecture.Lifecycles[0]
	field := func(a *schema.Architecture) schema.Address {
		for _, f := range a.Fields {
			if f.Object == flow.Object.Name() && !slices.ContainsFunc(flow.Stages, func(s *schema.Stage) bool { return slices.Contains(s.Requires, f.Address) }) {
				return f.Address
			}
		}
		return ""
	}(r.Architecture)
	if field == "" {
		t.Fatal("every field is required already")
	}
	stage := flow.Stages[1]
	in, lacking := int64(0), int64(0)
	for _, rec := range records {
		if rec.Stages[string(flow.Address)] == string(stage.Address) {
			in++
			if rec.Properties[field.Name()] == nil {
				lacking++
			}
		}
	}
	if in == 0 {
		t.Fatal("the seed put nothing into", stage.Address)
	}

	plan, diags := p.plan(next(func(a *schema.Architecture) {
		s := schema.Find[schema.Stage](a, stage.Address)
		s.Requires = append(s.Requires, field)
	}))
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	want := planner.MissingFact{In: flow.Name + "/" + stage.Name, Property: flow.Object.Name() + "/" + field.Name(), Records: lacking}
	if !slices.ContainsFunc(plan.Changes, func(c *planner.Change) bool { return c.Impact != nil && slices.Contains(c.Impact.Missing, want) }) {
		t.Errorf("no change tells of %+v", want)
	}

	gone := func(a *schema.Architecture) {
		l := a.Lifecycles[0]
		l.Stages = slices.DeleteFunc(l.Stages, func(s *schema.Stage) bool { return s.Address == stage.Address })
		refers := func(x schema.Address) bool { return x == stage.Address }
		for _, s := range l.Stages {
			s.Exit = slices.DeleteFunc(s.Exit, func(g *schema.Gate) bool { return refers(g.Then) })
		}
		a.Handoffs = slices.DeleteFunc(a.Handoffs, func(h *schema.Handoff) bool { return refers(h.From) || refers(h.To) })
	}
	_, diags = p.plan(next(gone))
	if err := diags.Err(); err == nil || !strings.Contains(err.Error(), "SC0407") || !strings.Contains(err.Error(), fmt.Sprintf("%d records", in)) {
		t.Fatalf("%d records would be lost: %v", in, err)
	}
	to := flow.Stages[0].Address
	before := countIn(t, p, flow.Address, to)
	p.apply(next(func(a *schema.Architecture) {
		gone(a)
		a.Retired = append(a.Retired, &schema.Retired{What: stage.Address, To: to})
	}))
	if after := countIn(t, p, flow.Address, to); after != before+in {
		t.Errorf("%d records are in %s, and %d came to %d", after, to, in, before)
	}
}

func countIn(t *testing.T, p *place, flow, stage schema.Address) (n int64) {
	t.Helper()
	records, err := p.crm.Records(t.Context(), sandbox.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range records {
		if rec.Stages[string(flow)] == string(stage) {
			n++
		}
	}
	return n
}
