package engine

import (
	"fmt"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// ScenarioResult is how a scenario turned out.
type ScenarioResult struct {
	Scenario *schema.Scenario
	Name     string
	Steps    []StepResult
	// Diags say what turned out otherwise than expected, each at the expectation concerned.
	Diags diag.List
}

// Passed tells whether everything turned out as expected.
func (r ScenarioResult) Passed() bool { return len(r.Diags) == 0 }

// StepResult is what one step of a scenario did.
type StepResult struct {
	Name string
	At   time.Time
	// Refusals are the rules that forbade the step's changes or its move.
	Refusals []Refusal
	// Assignment is the routing decision, if the step routed or its move did; Routing is the policy that made it.
	Assignment *Assignment
	Routing    schema.Address
	// Record is a copy of the record as the step left it, with those related to it.
	Record *Record
	// Owner and Stages are those of the record afterwards.
	Owner  string
	Stages map[schema.Address]schema.Address
	// Clock and Status are the clock that the step looked at.
	Clock  *RunningClock
	Status ClockStatus
	// Mismatches are what turned out otherwise than expected.
	Mismatches []Mismatch
}

// Passed tells whether the step turned out as expected.
func (s StepResult) Passed() bool { return len(s.Mismatches) == 0 }

// Mismatch is one expectation that was not met.
type Mismatch struct {
	// Attr is the attribute of the expect block.
	Attr      string
	Want, Got string
	// Why adds what helps to understand it: refusals, reasons of a score, who was skipped.
	Why []string
}

// String says it in a line.
func (m Mismatch) String() string {
	return fmt.Sprintf("%s: expected %s, got %s", m.Attr, m.Want, m.Got)
}

// RunScenarios runs every scenario of an architecture, each in a World of its own.
//
// A step changes fields, logs an activity, changes the owner, moves, routes and looks at a clock, in this
// order, at its time. Fields that may not change, or a move that is refused, change nothing; what comes after
// in the step still happens, but no move after refused fields. Clocks of the stages that records start in run from the scenario's time.
// A step without a time of its own happens at the time of the step before.
func RunScenarios(a *schema.Architecture) []ScenarioResult {
	out := make([]ScenarioResult, len(a.Scenarios))
	for i, s := range a.Scenarios {
		out[i] = runScenario(a, s)
	}
	return out
}

func runScenario(a *schema.Architecture, s *schema.Scenario) ScenarioResult {
	res := ScenarioResult{Scenario: s, Name: s.Name}
	now, err := time.Parse(time.RFC3339, s.At)
	if err != nil {
		res.Diags.Errorf(diag.Scenario, s.Meta.At("at"), fmt.Sprintf("%q is not a time", s.At), "Write date, time and offset, as in \"2026-03-02T09:00:00-05:00\".")
		return res
	}
	w := &World{A: a}
	records := scenarioRecords(a, s, &res.Diags)
	for _, r := range s.Records {
		w.Add(now, records[r.Name])
	}
	if len(res.Diags) > 0 {
		return res
	}
	for _, st := range s.Steps {
		if st.At != "" {
			if now, err = time.Parse(time.RFC3339, st.At); err != nil {
				res.Diags.Errorf(diag.Scenario, st.Meta.At("at"), fmt.Sprintf("%q is not a time", st.At), "Write date, time and offset, as in \"2026-03-02T09:00:00-05:00\".")
				return res
			}
		}
		rec := records[st.Record]
		if rec == nil {
			res.Diags.Errorf(diag.Scenario, st.Meta.At("record"), fmt.Sprintf("there is no record %q", st.Record), "Declare it in a record block of the scenario.")
			return res
		}
		sr := runStep(w, st, rec, now)
		for _, m := range sr.Mismatches {
			res.report(st, m)
		}
		res.Steps = append(res.Steps, sr)
	}
	return res
}

func (r *ScenarioResult) report(st *schema.ScenarioStep, m Mismatch) {
	d := diag.Diagnostic{Code: diag.TestFailed, Severity: diag.Error, Subject: st.Expect.Meta.At(m.Attr),
		Summary: fmt.Sprintf("scenario %s, step %s: %s", r.Name, st.Name, m),
		Address: string(r.Scenario.Address)}
	for _, w := range m.Why {
		if d.Detail != "" {
			d.Detail += "\n"
		}
		d.Detail += w
	}
	r.Diags.Add(d)
}

// scenarioRecords makes the records of a scenario; related ones know each other both ways.
func scenarioRecords(a *schema.Architecture, s *schema.Scenario, diags *diag.List) map[string]*Record {
	out := map[string]*Record{}
	for _, r := range s.Records {
		rec := &Record{ID: r.Name, Object: r.Object.Name(), Owner: r.Owner, Fields: cloneMap(r.Fields),
			Stages: map[schema.Address]schema.Address{}, EnteredAt: map[schema.Address]time.Time{}, Related: map[string][]*Record{}}
		for _, st := range r.Stages {
			if t := a.Track(st); t != nil {
				rec.Stages[t.Address] = st
			}
		}
		for _, name := range sorted(r.Activities) {
			at, ok := timeOf(r.Activities[name])
			if !ok {
				diags.Errorf(diag.Scenario, r.Meta.At("activities"), fmt.Sprintf("%q is not a time", r.Activities[name]), "Write a date, or date, time and offset, as in \"2026-03-02T09:00:00-05:00\".")
				continue
			}
			rec.Activities = append(rec.Activities, Activity{name, at})
		}
		out[r.Name] = rec
	}
	for _, r := range s.Records {
		for _, name := range r.Related {
			if other := out[name]; other != nil {
				relate(out[r.Name], other)
				relate(other, out[r.Name])
			}
		}
	}
	return out
}

func relate(a, b *Record) {
	for _, r := range a.Related[b.Object] {
		if r == b {
			return
		}
	}
	a.Related[b.Object] = append(a.Related[b.Object], b)
}

func runStep(w *World, st *schema.ScenarioStep, rec *Record, now time.Time) StepResult {
	res := StepResult{Name: st.Name, At: now}
	decided := len(w.Assignments)
	if len(st.Set) > 0 {
		res.Refusals = w.Set(rec, st.Set, UpdateOptions{Now: now, Reason: st.Reason})
	}
	if st.Log != "" {
		w.Log(rec, st.Log, now)
	}
	if st.Owner != "" {
		w.SetOwner(rec, st.Owner, now)
	}
	if st.Move != "" && len(res.Refusals) == 0 {
		res.Refusals = w.Move(rec, st.Move, MoveOptions{Now: now, Reason: st.Reason})
	}
	if p := schema.Find[schema.Routing](w.A, st.Route); p != nil {
		as := w.Route(rec, p, now)
		res.Assignment, res.Routing = &as, p.Address
	} else if len(w.Assignments) > decided {
		last := &w.Assignments[len(w.Assignments)-1]
		res.Assignment, res.Routing = &last.Assignment, last.Routing
	}
	if st.Clock != "" {
		if res.Clock = w.Clock(rec, st.Clock); res.Clock != nil {
			res.Status = res.Clock.Limit.Status(now, res.Clock.Stopped)
		}
	}
	res.Owner, res.Stages, res.Record = rec.Owner, cloneMap(rec.Stages), rec.Snapshot()
	if st.Expect != nil {
		c := &comparer{w: w, step: st, rec: rec, now: now, res: &res}
		c.compare(st.Expect)
	}
	return res
}
