package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Kind is the kind of rule that refuses.
type Kind string

const (
	Unknown    Kind = "unknown"      // the stage does not exist, or not for such records
	Terminal   Kind = "terminal"     // the record has left the flow for good
	Backward   Kind = "forward_only" // back in a flow that only goes forward
	Skipped    Kind = "no_skip"      // stages left out in a flow that leaves none out
	Entry      Kind = "entry"        // an entry criterion of the stage
	Exit       Kind = "exit"         // the exit criterion that leads to the stage
	Required   Kind = "required"     // a fact is missing
	HandoffIf  Kind = "handoff"      // the condition of a handoff
	Owner      Kind = "owner"        // no owner, or one who is not there
	Reason     Kind = "reason"       // no reason code, or none of the list
	Revisit    Kind = "revisit"      // no date to look again
	Approve    Kind = "approval"     // the deal desk has not approved
	Validation Kind = "validation"   // a value does not meet its field's condition
	Type       Kind = "type"         // a value has the wrong type
	Option     Kind = "option"       // a value is none of the options
	ClosePush  Kind = "close_date"   // a close date moved out without a reason
)

// Refusal is one rule that forbids a change.
type Refusal struct {
	// Address is the criterion, stage, handoff, field, list of reasons or policy that holds the rule.
	Address schema.Address
	// Name is what a person calls the rule: the criterion's or handoff's name, the missing
	// fact as "contact.email", or the kind.
	Name string
	Kind Kind
	// Message says in sentences what is wrong and what would help.
	Message string
	// Missing are the fields without a value, where that is the matter.
	Missing []schema.Address
}

// MoveOptions say under which circumstances a record is to move.
type MoveOptions struct {
	Now time.Time
	// Reason is the code given with the move.
	Reason string
	// Approved are the approval policies that have agreed. A policy has agreed too when the record's
	// field KEY_approval is "approved", where KEY is the policy's Address.Key.
	Approved []schema.Address
	// Prior are the values of fields before a change that is part of the move; see Env.WithPrior.
	Prior map[string]any
}

// Move tells why a record may not move to a stage; no refusals mean that it may. Nothing is changed.
//
// What must hold:
//
//   - every entry criterion of the stage that has an expression; one without is for people to judge;
//   - of the exit criteria of the stage left whose then names this stage, one, unless people judge
//     one of them. Exit criteria without then, or to other stages, say what advances a record and forbid nothing;
//   - the facts that the stage requires and the handoff owes, on the record itself, on a related record or through
//     a carry of the handoff; and the handoff's own condition;
//   - an owner, when the stage or handoff has one: a person of the directory who is active, a queue, a role or a
//     team. A record without one may still enter a stage whose entering triggers routing, or along a handoff to
//     a queue. When nobody who could take a handed-over record is active, it stays;
//   - no way back in a forward_only flow and nothing left out in a no_skip flow, but along a handoff (for the
//     way back: one that recycles) or an outcome of a handoff. Lost, disqualified and holding stages are beside the
//     path, wherever they stand: a record may go there from any stage that it may leave, and passes them without leaving
//     anything out. The way out of a holding stage is judged by its place like that of any other;
//   - a won, lost or disqualified record stays, but along a handoff: forward any, backward one that recycles;
//   - a reason code where the stage asks for one, or the handoff does and the move recycles or is one of its
//     other outcomes; given with the move, or standing in the list's field;
//   - a future date to look again, where the stage names the field;
//   - the deal desk's approval, where a policy guards the stage.
//
// The handoff is the one from the record's stage to this one. On entering a flow it is one whose from is a stage of
// another flow in which the record, or a record that it belongs to, is at that time.
// Moving to the stage that the record is in changes nothing and is not refused.
func Move(a *schema.Architecture, rec *Record, to schema.Address, opts MoveOptions) []Refusal {
	track := a.Track(to)
	target := schema.Find[schema.Stage](a, to)
	if track == nil || target == nil {
		return []Refusal{{Address: to, Name: "stage", Kind: Unknown, Message: fmt.Sprintf("There is no stage %s.", to)}}
	}
	if track.Object != rec.Object {
		return []Refusal{{Address: to, Name: "stage", Kind: Unknown, Message: fmt.Sprintf(
			"%s is a stage for a %s; this record is a %s.", stageLabel(target), objectLabel(a, track.Object), objectLabel(a, rec.Object))}}
	}
	if rec.Stages[track.Address] == to {
		return nil
	}
	m := newMover(a, rec, track, target, opts)
	m.order()
	m.entry()
	m.exit()
	m.conditions()
	m.facts()
	m.owner()
	m.reason()
	m.revisit()
	m.approval()
	return m.out
}

// Outcome is one of the other answers to a handoff's decision.
type Outcome struct {
	Handoff *schema.Handoff
	*schema.HandoffOutcome
}

// HandoffsFor finds the handoffs along which a record would move to a stage, or, when there is
// none, the outcomes of handoffs that lead there.
func HandoffsFor(a *schema.Architecture, rec *Record, to schema.Address, now time.Time) ([]*schema.Handoff, []Outcome) {
	track := a.Track(to)
	if track == nil {
		return nil, nil
	}
	from := rec.Stages[track.Address]
	env := NewEnv(a, rec, now)
	starts := func(h *schema.Handoff) bool {
		if from != "" {
			return h.From == from
		}
		t := a.Track(h.From)
		return t != nil && t.Address != track.Address && env.StageOf(string(t.Address)) == string(h.From)
	}
	var hs []*schema.Handoff
	var os []Outcome
	for _, h := range a.Handoffs {
		leads := h.To == to || slices.ContainsFunc(h.Outcomes, func(o *schema.HandoffOutcome) bool { return o.To == to })
		if !leads || !starts(h) {
			continue
		}
		if h.To == to {
			hs = append(hs, h)
		}
		for _, o := range h.Outcomes {
			if o.To == to {
				os = append(os, Outcome{h, o})
			}
		}
	}
	if len(hs) > 0 {
		os = nil
	}
	return hs, os
}

type mover struct {
	a        *schema.Architecture
	rec      *Record
	opts     MoveOptions
	env      *Env
	track    *schema.Track
	from, to *schema.Stage
	handoffs []*schema.Handoff
	outcomes []Outcome
	out      []Refusal
}

func newMover(a *schema.Architecture, rec *Record, track *schema.Track, to *schema.Stage, opts MoveOptions) *mover {
	m := &mover{a: a, rec: rec, opts: opts, track: track, to: to,
		from: schema.Find[schema.Stage](a, rec.Stages[track.Address]), env: NewEnv(a, rec, opts.Now).WithPrior(opts.Prior)}
	m.handoffs, m.outcomes = HandoffsFor(a, rec, to.Address, opts.Now)
	return m
}

func (m *mover) refuse(at schema.Address, name string, k Kind, missing []schema.Address, format string, args ...any) {
	m.out = append(m.out, Refusal{Address: at, Name: name, Kind: k, Missing: missing, Message: fmt.Sprintf(format, args...)})
}

func (m *mover) entry() {
	for _, g := range m.to.Entry {
		if holds(g.When, m.env) {
			continue
		}
		why, gone := m.failing(g.When, g.Description != "")
		m.refuse(g.Address, g.Name, Entry, gone, "%s needs: %s%s",
			stageLabel(m.to), stop(capital(sentence(m.a, g.When, g.Description))), why)
	}
}

func (m *mover) exit() {
	if m.from == nil {
		return
	}
	var failed []*schema.Gate
	for _, g := range m.from.Exit {
		if g.Then != m.to.Address {
			continue
		}
		if holds(g.When, m.env) {
			return
		}
		failed = append(failed, g)
	}
	for _, g := range failed {
		if slices.ContainsFunc(m.to.Entry, func(e *schema.Gate) bool { return sameCondition(e.When, g.When) }) {
			continue // the entry criterion refuses in the same words
		}
		why, gone := m.failing(g.When, g.Description != "")
		m.refuse(g.Address, g.Name, Exit, gone, "Leaving %s for %s needs: %s%s",
			stageLabel(m.from), stageLabel(m.to), stop(capital(sentence(m.a, g.When, g.Description))), why)
	}
}

func sameCondition(a, b schema.Criterion) bool {
	return !a.IsZero() && !b.IsZero() && expr.Format(a.Expr) == expr.Format(b.Expr)
}

// failing says, after the condition itself, what is missing or else does not hold, and which fields have no
// value. described tells that the condition was told in words of its own before.
func (m *mover) failing(c schema.Criterion, described bool) (string, []schema.Address) {
	var parts, names []string
	var gone []schema.Address
	for _, e := range expr.Failing(c.Expr, m.env) {
		lacks := false
		for _, f := range expr.Fields(e) {
			addr := schema.FieldAddress(f.Object, f.Name)
			if !Missing(m.env.Field(f.Object, f.Name)) {
				continue
			}
			lacks = true
			if !slices.Contains(gone, addr) {
				gone = append(gone, addr)
				names = append(names, m.fact(addr))
			}
		}
		if _, either := e.(*expr.Logic); !lacks || either { // what is missing says enough, unless one of several would do
			parts = append(parts, inWords(m.a, e))
		}
	}
	s := ""
	switch said := strings.Join(parts, "; "); {
	case said != "" && (described || said != inWords(m.a, c.Expr)):
		s = " Not so here: " + stop(said)
	case said != "" && len(names) == 0:
		s = " That is not so."
	}
	if len(names) > 0 {
		s += fmt.Sprintf(" Missing: %s.", diag.Join(names, "and"))
	}
	return s, gone
}

// fact is a field in words: "Email", or "Industry of the company" on another record than the one that moves.
func (m *mover) fact(f schema.Address) string {
	name := titleOf(m.a, f)
	if _, _, l := f.Split(); len(l) == 2 && l[0] != m.rec.Object {
		name += " of the " + lowerFirst(objectLabel(m.a, l[0]))
	}
	return name
}

// facts asks for what the stage requires and the handoffs owe, each fact once, and none that a criterion misses already.
func (m *mover) facts() {
	need := func(f, at schema.Address, who string, carries []*schema.Carry) {
		if m.lacks(f) || m.known(f, carries) {
			return
		}
		object := ""
		if _, _, l := f.Split(); len(l) == 2 && l[0] != m.rec.Object && len(m.rec.Related[l[0]]) == 0 {
			object = fmt.Sprintf(" The record has no %s.", lowerFirst(objectLabel(m.a, l[0])))
		}
		m.refuse(at, written(f), Required, []schema.Address{f}, "%s needs %s, which is missing.%s", who, m.fact(f), object)
	}
	for _, f := range m.to.Requires {
		var carries []*schema.Carry
		for _, h := range m.handoffs {
			carries = append(carries, h.Carries...)
		}
		need(f, m.to.Address, stageLabel(m.to), carries)
	}
	for _, h := range m.handoffs {
		for _, f := range h.Owes {
			need(f, h.Address, "The handoff "+titleOf(m.a, h.Address), h.Carries)
		}
	}
	for _, o := range m.outcomes {
		for _, f := range o.Requires {
			need(f, o.HandoffOutcome.Address, fmt.Sprintf("The outcome %s of %s", o.HandoffOutcome.Name, titleOf(m.a, o.Handoff.Address)), o.Handoff.Carries)
		}
	}
}

// lacks tells whether a refusal says already that a fact is missing.
func (m *mover) lacks(f schema.Address) bool {
	return slices.ContainsFunc(m.out, func(r Refusal) bool { return slices.Contains(r.Missing, f) })
}

// known tells whether a fact has a value: here, on a related record, or where a carry takes it from.
func (m *mover) known(f schema.Address, carries []*schema.Carry) bool {
	if factValue(m.env, f) != nil {
		return true
	}
	return slices.ContainsFunc(carries, func(c *schema.Carry) bool { return c.To == f && factValue(m.env, c.From) != nil })
}

// factValue is the value of a field on the record or on any record related to it; nil for none.
func factValue(env *Env, f schema.Address) any {
	_, kind, l := f.Split()
	if kind != "field" || len(l) != 2 {
		return nil
	}
	if v := env.Field(l[0], l[1]); !Missing(v) {
		return v
	}
	for _, r := range env.rec.Related[l[0]] {
		if v := env.on(r).Field(l[0], l[1]); !Missing(v) {
			return v
		}
	}
	return nil
}

func (m *mover) conditions() {
	for _, h := range m.handoffs {
		if !holds(h.When, m.env) {
			why, gone := m.failing(h.When, false)
			m.refuse(h.Address, h.Name, HandoffIf, gone, "The handoff %s needs: %s%s",
				titleOf(m.a, h.Address), stop(capital(sentence(m.a, h.When, ""))), why)
		}
	}
}

func (m *mover) approval() {
	for _, p := range m.a.Approvals {
		if p.Before != m.to.Address || slices.Contains(m.opts.Approved, p.Address) || m.rec.Fields[p.Address.Key()+"_approval"] == "approved" {
			continue
		}
		r := approvalsIn(m.a, p, m.env)
		if !r.Needed {
			continue
		}
		var who []string
		for _, x := range r.Approvers {
			who = append(who, titleOf(m.a, x))
		}
		m.refuse(p.Address, p.Name, Approve, nil, "%s needs the approval of %s: %s",
			stageLabel(m.to), diag.Join(who, "and"), r.Reason)
	}
}

func objectLabel(a *schema.Architecture, name string) string {
	if o := a.Object(name); o != nil {
		return schema.Label(o.Label, o.Name)
	}
	return schema.Label("", name)
}
