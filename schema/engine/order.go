package engine

import (
	"fmt"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Step is what a move means for the order of a flow.
type Step struct {
	// Back tells that the stage comes before the one left, and is no stage beside the path.
	Back bool
	// Left are the stages on the path that the move leaves out, in order.
	Left []*schema.Stage
	// Refusal is the rule of the order that forbids the move, as Move has it; nil when none does.
	Refusal *Refusal
}

// Order tells how a move of a record from the stage that it is in stands to the order of its flow: to forward_only,
// no_skip and stages that end the flow, and to the handoffs that permit what those forbid. It is zero where Move knows no such stage
// or the record is in it already. Of a record in a stage nothing else is looked at; of one in none, the stages in other flows, its own
// and those of related records.
func Order(a *schema.Architecture, rec *Record, to schema.Address, now time.Time) Step {
	track := a.Track(to)
	target := schema.Find[schema.Stage](a, to)
	if track == nil || target == nil || track.Object != rec.Object || rec.Stages[track.Address] == to {
		return Step{}
	}
	return newMover(a, rec, track, target, MoveOptions{Now: now}).step()
}

// aside tells whether a stage is beside the path rather than a step of it.
func aside(s *schema.Stage) bool {
	return s.Outcome == "lost" || s.Outcome == "disqualified" || s.Outcome == "holding"
}

// order keeps the direction: terminal stages, the way back, stages left out.
func (m *mover) order() {
	if r := m.step().Refusal; r != nil {
		m.out = append(m.out, *r)
	}
}

func (m *mover) step() Step {
	var s Step
	rank, was := m.track.Rank(m.to.Address), -1
	if m.from != nil {
		was = m.track.Rank(m.from.Address)
	}
	s.Back = rank < was && !aside(m.to)
	if rank > was && !aside(m.to) {
		for _, x := range m.track.Stages[was+1 : rank] {
			if !aside(x) {
				s.Left = append(s.Left, x)
			}
		}
	}
	recycles := len(m.outcomes) > 0 || slices.ContainsFunc(m.handoffs, func(h *schema.Handoff) bool { return h.Recycle })
	along := recycles || len(m.handoffs) > 0
	ended := m.from != nil && m.from.Outcome != "" && m.from.Outcome != "holding"
	switch {
	case ended && !recycles && !(rank > was && along):
		s.refuse(m.from.Address, Terminal, "%s ends %s; a record leaves it only along a handoff that recycles, and there is none to %s.",
			stageLabel(m.from), m.track.Label(), stageLabel(m.to))
	case s.Back && m.track.ForwardOnly && !recycles:
		s.refuse(m.track.Address, Backward, "%s only goes forward, and %s comes before %s. A handoff with recycle = true would permit it.",
			m.track.Label(), stageLabel(m.to), stageLabel(m.from))
	case len(s.Left) > 0 && m.track.NoSkip && !along:
		var labels []string
		for _, x := range s.Left {
			labels = append(labels, stageLabel(x))
		}
		s.refuse(m.track.Address, Skipped, "%s leaves no stage out; before %s comes %s.", m.track.Label(), stageLabel(m.to), diag.Join(labels, "and"))
	}
	return s
}

func (s *Step) refuse(at schema.Address, k Kind, format string, args ...any) {
	s.Refusal = &Refusal{Address: at, Name: string(k), Kind: k, Message: fmt.Sprintf(format, args...)}
}
