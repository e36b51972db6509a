package qa_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner/qa"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

func all(t *testing.T) *schema.Architecture {
	t.Helper()
	r := hclschema.Load("testdata/all", hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}

// alter changes a live object behind our back: nil values delete it, an unknown key makes it.
func (x *trial) alter(typ, key string, values providers.Values) {
	x.t.Helper()
	p := x.crm.Provider()
	live, err := p.Read(x.t.Context(), []string{typ})
	if err != nil {
		x.t.Fatal(err)
	}
	op := &providers.Operation{Action: providers.Create, Address: typ + "." + key, Type: typ, Key: key, After: values}
	if i := slices.IndexFunc(live, func(l *providers.Live) bool { return l.Key == key }); i >= 0 {
		op.Action, op.ID, op.Before = providers.Update, live[i].ID, live[i].Values
		if values == nil {
			op.Action, op.Discard = providers.Delete, true
		} else {
			op.After = maps.Clone(live[i].Values)
			for name, v := range values {
				if op.After[name] = v; v == nil {
					delete(op.After, name)
				}
			}
		}
	}
	err = p.Apply(x.t.Context(), []*providers.Operation{op}, func(r providers.Progress) error { return r.Err })
	if err != nil {
		x.t.Fatal(err)
	}
}

// check finds a check of a report, with its words.
func check(t *testing.T, r *qa.Report, key string) (qa.CheckResult, string) {
	t.Helper()
	i := slices.IndexFunc(r.Checks, func(c qa.CheckResult) bool { return c.Key == key })
	if i < 0 {
		t.Fatalf("there is no check %s", key)
	}
	var b strings.Builder
	for _, x := range r.Checks[i].Cases {
		b.WriteString(string(x.Outcome) + ": " + x.Title + ": " + x.Detail + "\n")
	}
	return r.Checks[i], b.String()
}

func TestAllPass(t *testing.T) {
	x := applied(t, all(t))
	r := x.run()
	for _, c := range r.Checks {
		if c.Outcome != qa.Pass {
			t.Errorf("%s: %s", c.Key, c.Outcome)
		}
	}
	if !r.Passed || r.Made == 0 || r.Made != r.Removed || len(r.Left) > 0 {
		t.Errorf("passed %v, made %d, removed %d, left %v\n%s", r.Passed, r.Made, r.Removed, r.Left, text(r))
	}
	if len(r.Checkpoint) != 5 {
		t.Errorf("the checkpoint has %d points", len(r.Checkpoint))
	}
	for _, i := range r.Checkpoint {
		if !i.Done {
			t.Errorf("%s: %s", i.Name, i.Detail)
		}
	}
}

// What no check looks at counts as well: what is live must be what was applied.
func TestConfiguredOtherwise(t *testing.T) {
	x := applied(t, all(t))
	x.alter("sandbox_property", "contact/email", providers.Values{"label": "Post"})
	r := x.run()
	if r.Passed || r.Differs != 1 || r.Checkpoint[0].Done {
		t.Errorf("passed %v, differs %d, %v", r.Passed, r.Differs, r.Checkpoint[0])
	}
	if says := r.Record().Summary(); says != "not as applied: 1" {
		t.Error(says)
	}
}

// Each check fails in a CRM that is broken in its way, and says what is wrong.
func TestBrokenCRM(t *testing.T) {
	for _, c := range []struct {
		name, check, says string
		broken            func(*trial)
	}{
		{"a stage is missing", qa.Values, "fail: Lead: New", func(x *trial) {
			x.alter("sandbox_gate", "lead/welcomed/entry/any", nil)
			x.alter("sandbox_automation", "welcome", nil)
			x.alter("sandbox_gate", "lead/customer/exit/told", nil)
			x.alter("sandbox_stage", "lead/welcomed", nil)
		}},
		{"an option is missing", qa.Values, "Option “B” of Band is missing", func(x *trial) { x.alter("sandbox_option", "contact/band/B", nil) }},
		{"a stage that nobody declared", qa.Values, "There is more than was declared: rogue", func(x *trial) {
			x.alter("sandbox_stage", "lead/rogue", providers.Values{"name": "rogue", "lifecycle": "lead", "track": "lead", "order": 9.0})
		}},
		{"a gate that nobody can pass", qa.Transitions, "was refused in “Qualified” of Lead", func(x *trial) {
			x.alter("sandbox_gate", "lead/qualified/entry/band", providers.Values{"when": `contact.band == "C"`})
		}},
		{"an automation is off", qa.Transitions, "fail: Welcome: the record goes to “Welcomed” of Lead: Automation “Welcome” is missing", func(x *trial) { x.alter("sandbox_automation", "welcome", nil) }},
		{"the owner stays", qa.Transitions, "then owned by Account executive: The owner did not change", func(x *trial) {
			x.alter("sandbox_transition", "accept", providers.Values{"owner_role": nil})
		}},
		{"the way back is open", qa.Backward, "Nothing stood in the way: The record is in “New” of Lead now", func(x *trial) {
			x.alter("sandbox_lifecycle", "lead", providers.Values{"forward_only": nil})
		}},
		{"the company stays", qa.Rollup, "It did not follow: It is in no stage", func(x *trial) {
			x.alter("sandbox_lifecycle", "company", providers.Values{"rollup": nil})
		}},
		{"a weight is wrong", qa.Probabilities, "probability is 99 instead of 20", func(x *trial) {
			x.alter("sandbox_stage", "sales/open", providers.Values{"probability": 99.0})
		}},
		{"a report is missing", qa.Dashboards, "Report “Leads” is missing", func(x *trial) {
			x.alter("sandbox_dashboard", "funnel", nil)
			x.alter("sandbox_report", "leads", nil)
		}},
		{"no reason is asked for", qa.Reasons, "Into “Lost” of Sales without a code from “Lost”: Nothing stood in the way", func(x *trial) {
			x.alter("sandbox_stage", "sales/lost", providers.Values{"reasons": nil})
		}},
		{"an automation from before", qa.Conflicts, `fail: Automation "legacy", which nobody declared`, func(x *trial) {
			x.alter("sandbox_automation", "legacy", providers.Values{"name": "legacy", "trigger": "entering(stage.lead.working)",
				"actions": []any{map[string]any{"name": "back", "do": "move_to", "stage": "lead/customer", "approval": "none"}}})
		}},
		{"recycling is shut", qa.EdgeCases, "fail: Again: from “Qualified” of Lead to “New” of Lead", func(x *trial) {
			x.alter("sandbox_transition", "recycle", nil)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := applied(t, all(t))
			c.broken(x)
			r := x.run(func(o *qa.Options) { o.Done = qa.Keys() }) // what people say they did mends no failure
			res, words := check(t, r, c.check)
			if res.Outcome != qa.Fail || !strings.Contains(words, c.says) || r.Passed {
				t.Errorf("%s: %s, passed %v:\n%s", c.check, res.Outcome, r.Passed, words)
			}
			if r.Checkpoint[1].Done {
				t.Errorf("the checkpoint has the checks as passed: %s", r.Checkpoint[1].Detail)
			}
			x.clean()
		})
	}
}

// clean wants no test record to be left.
func (x *trial) clean() {
	x.t.Helper()
	records, err := x.crm.Provider().TestRecords(x.a, x.p.Target, "look")
	if err != nil {
		x.t.Fatal(err)
	}
	if left, err := records.Marked(x.t.Context()); err != nil || len(left) > 0 {
		x.t.Errorf("test records are left: %v, %v", left, err)
	}
}

// faulty breaks the records side of a CRM.
type faulty struct {
	providers.Provider
	providers.RecordTester
	wrap func(providers.TestRecords) providers.TestRecords
}

func (f faulty) TestRecords(a *schema.Architecture, t providers.Target, run string) (providers.TestRecords, error) {
	r, err := f.RecordTester.TestRecords(a, t, run)
	return f.wrap(r), err
}

// records breaks some of its methods.
type records struct {
	providers.TestRecords
	created int
	create  func(n int) error
	remove  func() error
	removed func() error // after they are gone
}

func (r *records) Create(ctx context.Context, rec providers.TestRecord) (providers.Written, error) {
	w, err := r.TestRecords.Create(ctx, rec)
	r.created++
	if r.create != nil && err == nil {
		err = r.create(r.created)
	}
	return w, err
}

func (r *records) Remove(ctx context.Context, refs []providers.TestRef) error {
	if r.remove != nil {
		if err := r.remove(); err != nil {
			return err
		}
	}
	err := r.TestRecords.Remove(ctx, refs)
	if r.removed != nil && err == nil {
		err = r.removed()
	}
	return err
}

// break makes the trial's records go wrong.
func (x *trial) breaks(r *records) {
	p := x.crm.Provider()
	x.p.Provider = faulty{p, p, func(inner providers.TestRecords) providers.TestRecords {
		r.TestRecords = inner
		return r
	}}
}

// A run that fails, or is stopped, in the middle of it removes what it made, also the record whose making was not answered.
func TestStoppedRunLeavesNothing(t *testing.T) {
	lost := errors.New("the answer was lost")
	for name, stop := range map[string]func(cancel func()) error{
		"fault":  func(func()) error { return lost },
		"Ctrl-C": func(cancel func()) error { cancel(); return context.Canceled },
	} {
		t.Run(name, func(t *testing.T) {
			x := applied(t, all(t))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			x.breaks(&records{create: func(n int) error {
				if n == 3 {
					return stop(cancel)
				}
				return nil
			}})
			r, _, err := qa.Run(ctx, qa.Options{Build: x.build(), Run: "r1", Now: time.Now()})
			if err == nil || r != nil {
				t.Errorf("the run gave %v, %v", r, err)
			}
			x.clean()
		})
	}
}

// What a killed run left behind is removed by the next one, which says so. What cannot be removed is told, and is no pass.
func TestRemoval(t *testing.T) {
	x := applied(t, all(t))
	killed, err := x.crm.Provider().TestRecords(x.a, x.p.Target, "killed")
	if err != nil {
		t.Fatal(err)
	}
	if w, err := killed.Create(t.Context(), providers.TestRecord{Object: "contact"}); err != nil || !w.Done() {
		t.Fatal(w, err)
	}
	if r := x.run(); r.Swept != 1 || !r.Passed {
		t.Errorf("swept %d, passed %v", r.Swept, r.Passed)
	}
	x.clean()

	// A removal that was carried out and did not do all leaves no record behind.
	x.breaks(&records{removed: func() error { return errors.New("the write that leaves the stage was refused") }})
	r := x.run()
	if r.Made == 0 || r.Removed != r.Made || len(r.Left) > 0 || !r.Checkpoint[4].Done {
		t.Errorf("%d of %d removed, left %v, %v", r.Removed, r.Made, r.Left, r.Checkpoint[4])
	}
	for _, says := range append(r.Traces, r.Checkpoint[4].Detail) {
		if !strings.Contains(says, "the test records are gone") || !strings.Contains(says, "leaves the stage was refused") || strings.Contains(says, "could not be removed") {
			t.Error(says)
		}
	}
	if len(r.Traces) != 1 {
		t.Errorf("%q", r.Traces)
	}
	x.clean()

	x.breaks(&records{remove: func() error { return errors.New("the CRM is away") }})
	r = x.run()
	if r.Passed || len(r.Left) != 1 || !strings.Contains(r.Left[0], "the CRM is away") || !strings.Contains(r.Left[0], "are still there: ") || r.Removed != 0 || r.Checkpoint[4].Done {
		t.Errorf("passed %v, removed %d, left %v, %v", r.Passed, r.Removed, r.Left, r.Checkpoint[4])
	}
	x.p.Provider = x.crm.Provider()
	if r := x.run(); r.Swept == 0 || !r.Passed {
		t.Errorf("the next run swept %d, passed %v", r.Swept, r.Passed)
	}
}
