package sandbox

import (
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Every scenario of every example turns out in the sandbox as it does in the
// engine: the same moves are refused by the same rules, records are routed to the same people, have the
// same owners and stand in the same stages, and clocks run out at the same time.
func TestScenariosAgreeWithTheEngine(t *testing.T) {
	dirs, err := filepath.Glob("../../examples/*/tests")
	if err != nil || len(dirs) < 4 {
		t.Fatal("too few examples with scenarios", dirs, err)
	}
	for _, dir := range dirs {
		dir = filepath.Dir(dir)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			loaded := hclschema.Load(dir, hclschema.Options{})
			if err := loaded.Diags.Err(); err != nil {
				t.Fatal(err)
			}
			for i, s := range loaded.Architecture.Scenarios {
				t.Run(s.Name, func(t *testing.T) {
					t.Parallel()
					a := hclschema.Load(dir, hclschema.Options{}).Architecture
					letScoresStand(a, a.Scenarios[i])
					want := engine.RunScenarios(a)[i]
					if !want.Passed() {
						t.Fatal(want.Diags.Err())
					}
					r := &replay{t: t, a: a, crm: openTest(t), ids: map[string]int64{}}
					target := providers.Target{CRM: &schema.CRM{}}
					if _, err := providertest.NewWalker().Converge(t.Context(), r.crm.Provider(), a, target, nil); err != nil {
						t.Fatal(err)
					}
					r.scenario(a.Scenarios[i], want)
				})
			}
		})
	}
}

// letScoresStand takes the fields whose values the scenario states off the score models. The
// engine computes a score where a record has none; the CRM would write its own over what is stated.
func letScoresStand(a *schema.Architecture, s *schema.Scenario) {
	stated := func(f schema.Address) bool {
		return slices.ContainsFunc(s.Records, func(r *schema.ScenarioRecord) bool {
			_, ok := r.Fields[f.Name()]
			return ok && f == schema.FieldAddress(r.Object.Name(), f.Name())
		})
	}
	for _, m := range a.Scorings {
		for _, d := range m.Dimensions {
			if stated(d.Field) {
				d.Field = ""
			}
		}
		if stated(m.Total) {
			m.Total = ""
		}
		for _, b := range m.Bands {
			if stated(b.Field) {
				b.Field = ""
			}
		}
	}
}

// replay plays a scenario through the methods of a CRM.
type replay struct {
	t   *testing.T
	a   *schema.Architecture
	crm *CRM
	ids map[string]int64
	now time.Time
}

func (r *replay) scenario(s *schema.Scenario, want engine.ScenarioResult) {
	r.crm.SetClock(func() time.Time { return r.now })
	r.at(s.At)
	for _, rec := range s.Records {
		r.record(rec)
	}
	for i, st := range s.Steps {
		if st.At != "" {
			r.at(st.At)
		}
		r.step(st, want.Steps[i])
	}
}

func (r *replay) at(s string) {
	now, err := time.Parse(time.RFC3339, s)
	if err != nil {
		r.t.Fatal(err)
	}
	r.now = now
}

func (r *replay) do(fn func(*work) error) {
	r.t.Helper()
	if _, err := r.crm.changeAt(r.t.Context(), r.now, "test", "", fn); err != nil {
		r.t.Fatal(err)
	}
}

// record puts a record there as a scenario states it, without asking any rule.
func (r *replay) record(s *schema.ScenarioRecord) {
	r.do(func(w *work) error {
		res, err := w.tx.ExecContext(w.ctx, `INSERT INTO records(object, owner, created_at, updated_at) VALUES (?, ?, ?, ?)`,
			s.Object.Name(), orNull(engine.Identity(r.a, s.Owner)), w.now.UnixMilli(), w.now.UnixMilli())
		if err != nil {
			return err
		}
		id, err := res.LastInsertId()
		if err != nil {
			return err
		}
		r.ids[s.Name] = id
		for name, at := range s.Activities {
			when, err := time.Parse(time.RFC3339, at)
			if err != nil {
				when, err = time.Parse(time.DateOnly, at)
			}
			if err != nil {
				return err
			}
			if _, err := w.tx.ExecContext(w.ctx, `INSERT INTO activities(record_id, name, at) VALUES (?, ?, ?)`, id, name, when.UnixMilli()); err != nil {
				return err
			}
			if _, err := w.tx.ExecContext(w.ctx, `UPDATE records SET last_activity_at = max(coalesce(last_activity_at, 0), ?) WHERE id = ?`, when.UnixMilli(), id); err != nil {
				return err
			}
		}
		for _, st := range s.Stages {
			if _, err := w.tx.ExecContext(w.ctx, `INSERT INTO positions VALUES (?, ?, ?, ?)`,
				id, w.ids[w.a.Track(st).Address], w.ids[st], w.now.UnixMilli()); err != nil {
				return err
			}
		}
		row, err := w.row(id)
		if err != nil {
			return err
		}
		for name, v := range s.Fields {
			f := property(w.a, row.object, name)
			if f == nil {
				r.t.Fatalf("%s has no property %q", s.Name, name)
			}
			if row.props[name], err = w.fit(f, r.id(w, f, v)); err != nil {
				return err
			}
		}
		for _, other := range s.Related {
			if to := r.ids[other]; to != 0 {
				if _, err := w.tx.ExecContext(w.ctx, `INSERT OR IGNORE INTO links VALUES (?, ?)`, id, to); err != nil {
					return err
				}
			}
		}
		if err := w.save(row); err != nil {
			return err
		}
		for _, st := range s.Stages {
			if err := w.clocks(occurrence{row: row, kind: "entering", target: st}); err != nil {
				return err
			}
		}
		return nil
	})
}

// id gives the id of the record that a reference names; one that the scenario does not have is made up.
func (r *replay) id(w *work, f *schema.Field, v any) any {
	name, ok := v.(string)
	if f == nil || !ok || f.Type.Kind != "reference" {
		return v
	}
	if r.ids[name] == 0 {
		res, err := w.tx.ExecContext(w.ctx, `INSERT INTO records(object, created_at, updated_at) VALUES (?, ?, ?)`, f.Type.Object, w.now.UnixMilli(), w.now.UnixMilli())
		if err != nil {
			r.t.Fatal(err)
		}
		if r.ids[name], err = res.LastInsertId(); err != nil {
			r.t.Fatal(err)
		}
	}
	return strconv.FormatInt(r.ids[name], 10)
}

func (r *replay) step(st *schema.ScenarioStep, want engine.StepResult) {
	t, ctx, id, by := r.t, r.t.Context(), r.ids[st.Record], Change{Actor: "test", Reason: st.Reason}
	var routed *engine.Assignment
	note := func(out *Outcome) {
		if out != nil && out.Routed != nil {
			routed = out.Routed
		}
	}
	var refusals []Refusal
	impossible := false // a value that is no such thing: the engine refuses it, the CRM does not even try
	if len(st.Set) > 0 {
		set := map[string]any{}
		r.do(func(w *work) error {
			row, err := w.row(id)
			if err != nil {
				return err
			}
			for name, v := range st.Set {
				set[name] = r.id(w, property(w.a, row.object, name), v)
			}
			return nil
		})
		out, err := r.crm.UpdateRecord(ctx, id, set, by)
		note(out)
		var refused *Refused
		switch {
		case errors.As(err, &refused):
			refusals = refused.Refusals
		case isInvalid(err):
			impossible = true
		case err != nil:
			t.Fatal(st.Name, err)
		}
	}
	if st.Log != "" {
		out, err := r.crm.Log(ctx, id, st.Log, by)
		if err != nil {
			t.Fatal(st.Name, err)
		}
		note(out)
	}
	if st.Owner != "" {
		out, err := r.crm.SetOwner(ctx, id, st.Owner, by)
		if err != nil {
			t.Fatal(st.Name, err)
		}
		note(out)
	}
	if st.Move != "" && len(refusals) == 0 && !impossible {
		res, err := r.crm.Move(ctx, id, string(st.Move), MoveRequest{Actor: "test", Reason: st.Reason})
		if err != nil {
			t.Fatal(st.Name, err)
		}
		refusals = res.Refusals
		note(&res.Outcome)
	}
	if st.Route != "" {
		as, err := r.crm.Route(ctx, id, string(st.Route), by)
		if err != nil {
			t.Fatal(st.Name, err)
		}
		routed = as
	}
	if impossible != (len(want.Refusals) > 0 && len(refusals) == 0) {
		t.Errorf("step %s: refused as impossible is %v; the engine refuses %v", st.Name, impossible, want.Refusals)
	}
	if !impossible {
		if d := cmp.Diff(refusalsOf(want.Refusals), slices.Clip(append([]Refusal{}, refusals...))); d != "" {
			t.Errorf("step %s: refusals (-engine +sandbox):\n%s", st.Name, d)
		}
	}
	if d := cmp.Diff(want.Assignment, routed); d != "" {
		t.Errorf("step %s: routing (-engine +sandbox):\n%s", st.Name, d)
	}
	r.after(st, want)
}

// after compares what the record looks like after a step, and the clock that the step looks at.
func (r *replay) after(st *schema.ScenarioStep, want engine.StepResult) {
	t, id := r.t, r.ids[st.Record]
	rec, err := r.crm.Record(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if rec.Owner != want.Owner {
		t.Errorf("step %s: the owner is %q; for the engine %q", st.Name, rec.Owner, want.Owner)
	}
	stages := map[string]string{}
	for flow, s := range want.Stages {
		stages[string(flow)] = string(s)
	}
	if d := cmp.Diff(stages, rec.Stages); d != "" {
		t.Errorf("step %s: stages (-engine +sandbox):\n%s", st.Name, d)
	}
	if want.Clock == nil {
		return
	}
	for _, c := range slices.Backward(rec.Clocks) {
		if c.SLA != string(st.Clock) {
			continue
		}
		if !c.Due.Equal(want.Clock.Limit.Due) || (c.Stopped != nil) == want.Clock.Stopped.IsZero() {
			t.Errorf("step %s: the clock is due at %s (stopped %v); for the engine at %s (stopped %v)", st.Name, c.Due, c.Stopped, want.Clock.Limit.Due, want.Clock.Stopped)
		}
		return
	}
	t.Errorf("step %s: the clock %s does not run in the sandbox", st.Name, st.Clock)
}

// What a record is created with is set, and has not changed, as in the engine.
func TestCreationSetsAndChangesNothing(t *testing.T) {
	const src = `
architecture "t" {
  title   = "T"
  version = "1.0.0"
}
role "sdr" { title = "SDR" }
field "contact" "email" {
  type  = email
  owner = role.sdr
}
field "contact" "seen" {
  type  = multi_enum("set", "changed", "if_changed")
  owner = role.sdr
}
automation "on_set" {
  purpose = "A test."
  outcome = "A test."
  owner   = role.sdr
  trigger = set(contact.email)
  action "a" {
    do    = "set_field"
    field = contact.seen
    value = ["set"]
  }
}
automation "on_changed" {
  purpose = "A test."
  outcome = "A test."
  owner   = role.sdr
  trigger = changed(contact.email)
  action "a" {
    do    = "set_field"
    field = contact.seen
    value = ["changed"]
  }
}
automation "if_changed" {
  purpose = "A test."
  outcome = "A test."
  owner   = role.sdr
  trigger = created(object.contact)
  when    = changed(contact.email)
  action "a" {
    do    = "set_field"
    field = contact.seen
    value = ["if_changed"]
  }
}
`
	r := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	c := openTest(t)
	if _, err := providertest.NewWalker().Converge(t.Context(), c.Provider(), r.Architecture, providers.Target{CRM: &schema.CRM{}}, nil); err != nil {
		t.Fatal(err)
	}
	id, out, err := c.CreateRecord(t.Context(), NewRecord{Object: "contact", Actor: "test", Properties: map[string]any{"email": "x@acme.example"}})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"automation.on_set"}, out.AutomationsRun); d != "" {
		t.Errorf("on creation (-want +got): %s", d)
	}
	out, err = c.UpdateRecord(t.Context(), id, map[string]any{"email": "y@acme.example"}, Change{Actor: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"automation.on_changed", "automation.on_set"}, out.AutomationsRun); d != "" {
		t.Errorf("on change (-want +got): %s", d)
	}
}
