package salesforce

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// way is what leads from one stage to another: handoffs, or else outcomes of handoffs.
type stageWay struct {
	from     schema.Address
	track    *schema.Track // of from
	handoffs []*schema.Handoff
	outcomes []answer
	// eclipsed are outcomes that handoffs lead the same way as.
	eclipsed []answer
}

type answer struct {
	of *schema.Handoff
	*schema.HandoffOutcome
}

// waysInto are the ways into a stage, by where they start. Where handoffs lead there, outcomes are no way of their own.
func (k *gatekeeper) waysInto(to schema.Address) []*stageWay {
	var out []*stageWay
	at := func(from schema.Address) *stageWay {
		for _, w := range out {
			if w.from == from {
				return w
			}
		}
		out = append(out, &stageWay{from: from, track: k.a.Track(from)})
		return out[len(out)-1]
	}
	for _, h := range k.a.Handoffs {
		if k.a.Track(h.From) == nil {
			continue
		}
		if h.To == to {
			at(h.From).handoffs = append(at(h.From).handoffs, h)
		}
		for _, o := range h.Outcomes {
			if o.To == to {
				at(h.From).outcomes = append(at(h.From).outcomes, answer{h, o})
			}
		}
	}
	for _, w := range out {
		if len(w.handoffs) > 0 {
			w.outcomes, w.eclipsed = nil, w.outcomes
		}
	}
	return out
}

// recycles tells whether a way may lead backward.
func (w *stageWay) recycles() bool {
	return len(w.outcomes) > 0 || slices.ContainsFunc(w.handoffs, func(h *schema.Handoff) bool { return h.Recycle })
}

// taking demands a criterion of records that take a way.
func (m moment) taking(t *schema.Track, w *stageWay, to schema.Address, e expr.Expr) formula.Gate {
	if w.track.Address == t.Address {
		return m.within(e, m.along(t, w, to)...)
	}
	return m.must(e, m.along(t, w, to)...)
}

// along is true of records that take a way: from a stage of the same track, or into the track while the record, or one that
// it belongs to, is in a stage of another.
func (m moment) along(t *schema.Track, w *stageWay, to schema.Address) []formula.Guard {
	if w.track.Address == t.Address {
		return []formula.Guard{m.Moving(string(t.Address), string(w.from), string(to))}
	}
	return []formula.Guard{m.Coming(string(t.Address), string(to)), m.When(atStage(w.track, expr.Eq, w.from))}
}

// beside tells whether a stage is beside the path rather than a step of it.
func beside(s *schema.Stage) bool {
	return s.Outcome == "lost" || s.Outcome == "disqualified" || s.Outcome == "holding"
}

// order makes the rules about the order of stages.
func (k *gatekeeper) order(t *schema.Track) {
	in := string(t.Address)
	back, skip, open := formula.Order{Flow: in}, formula.Order{Flow: in}, formula.Order{Flow: in}
	var ended []string
	coming := map[schema.Address][]expr.Expr{} // from where records may come into a stage that is not the first
	for _, s := range t.Stages {
		to := string(s.Address)
		if beside(s) {
			back.Aside, skip.Aside = append(back.Aside, to), append(skip.Aside, to)
		}
		if s.Outcome != "" && s.Outcome != "holding" {
			ended = append(ended, to)
		}
		for _, w := range k.waysInto(s.Address) {
			if w.track.Address != t.Address {
				coming[s.Address] = append(coming[s.Address], atStage(w.track, expr.Eq, w.from))
				continue
			}
			move := formula.Move{From: string(w.from), To: to}
			skip.Allowed = append(skip.Allowed, move)
			if w.recycles() {
				back.Allowed = append(back.Allowed, move)
			}
			if w.recycles() || t.Rank(s.Address) > t.Rank(w.from) {
				open.Allowed = append(open.Allowed, move)
			}
		}
		if coming[s.Address] != nil {
			skip.Allowed = append(skip.Allowed, formula.Move{To: to})
		}
	}
	meta := t.Block.Base()
	d := demand{meta: meta, object: t.Object, track: t}
	if t.ForwardOnly {
		d.claims, d.part, d.name, d.what = []*ruling{k.claim(t.Address, providers.NoWayBack)}, "forward_only", "Forward_Only", "Direction"
		d.ask = fmt.Sprintf("“%s” only goes forward. The way back is a handoff that recycles", t.Label())
		d.gates = func(m moment) []formula.Gate { return []formula.Gate{m.Backward(back, m.bypass())} }
		k.demand(d)
	}
	if t.NoSkip {
		d.claims, d.part, d.name, d.what = []*ruling{k.claim(t.Address, "no stage left out")}, "no_skip", "No_Skip", "Order of the stages"
		d.ask = fmt.Sprintf("“%s” leaves no stage out, but along a handoff", t.Label())
		d.gates = func(m moment) []formula.Gate {
			out := []formula.Gate{m.Skipping(skip, m.pass...)}
			steps := 0
			for _, s := range t.Stages {
				if !beside(s) {
					if from := coming[s.Address]; from != nil && steps > 0 {
						out = append(out, m.must(eitherOf(from...), m.Coming(in, string(s.Address))))
					}
					steps++
				}
			}
			return out
		}
		k.demand(d)
	}
	if ended != nil {
		d.claims, d.part, d.name, d.what = []*ruling{k.claim(t.Address, "what has ended stays")}, "ended", "Ended", "End"
		d.ask = fmt.Sprintf("What has ended in “%s” stays there, but along a handoff", t.Label())
		d.gates = func(m moment) []formula.Gate { return []formula.Gate{m.Reopening(open, ended, m.bypass())} }
		k.demand(d)
	}
}

// handoff makes rules of what a handoff owes, and of its condition.
func (k *gatekeeper) handoff(h *schema.Handoff) {
	from, t := k.a.Track(h.From), k.a.Track(h.To)
	if from == nil || t == nil || !k.owns(from.Object) && !k.owns(t.Object) {
		return
	}
	if !k.owns(from.Object) || !k.owns(t.Object) {
		k.claim(h.Address, "what it owes is handed over").byHand("One of its stages lives in another CRM; people look after it.")
		return
	}
	s := schema.Find[schema.Stage](k.a, h.To)
	way := &stageWay{from: h.From, track: from}
	for _, fact := range h.Owes {
		d := k.fact(t, s, &h.Meta, fact, "owes_", h.Name+"_Owes_", "Fact that a handoff owes", fmt.Sprintf("The handoff “%s”", schema.Title(h)))
		d.gates = func(m moment) []formula.Gate {
			return []formula.Gate{m.taking(t, way, h.To, eitherOf(append(k.carries(t.Object, h, fact), k.known(t.Object, fact))...))}
		}
		k.demand(d)
	}
	if !h.When.IsZero() {
		k.demand(demand{claims: []*ruling{k.claim(h.Address, expr.Format(h.When.Expr))}, meta: &h.Meta, part: "when", name: h.Name + "_When", what: "Condition of a handoff",
			ask: fmt.Sprintf("The handoff “%s” needs it", schema.Title(h)), golden: s.Golden, object: t.Object, track: t,
			gates: func(m moment) []formula.Gate { return []formula.Gate{m.taking(t, way, h.To, h.When.Expr)} }})
	}
	for _, o := range h.Outcomes {
		k.outcome(h, o)
	}
	if h.Reasons != "" {
		c := k.claim(h.Address, providers.ReasonIfNo)
		switch {
		case len(c.rules) > 0 || len(c.gaps) > 0:
		case len(h.Outcomes) > 0:
			c.byHand("Its outcomes ask for codes of their own; beside them people give the code.")
		default:
			c.byHand("It leads forward and has no other outcome that a move could be refused for; people give the code.")
		}
	}
}

// outcome makes rules of the facts that another answer needs. Its reason is asked for by reasonsInto.
func (k *gatekeeper) outcome(h *schema.Handoff, o *schema.HandoffOutcome) {
	t := k.a.Track(o.To)
	why := ""
	if t == nil {
		why = "The outcome leads to no stage, so there is no move to refuse; people look after it."
	} else if !k.owns(t.Object) {
		why = "The stage that it leads to lives in another CRM; people look after it."
	} else if slices.ContainsFunc(k.a.Handoffs, func(x *schema.Handoff) bool { return x.From == h.From && x.To == o.To }) {
		why = "A handoff leads the same way, and what that one demands holds."
	}
	for _, fact := range o.Requires {
		if why != "" {
			k.factClaim(o.Address, fact).byHand(why)
			continue
		}
		s := schema.Find[schema.Stage](k.a, o.To)
		d := k.fact(t, s, &o.Meta, fact, "requires_", h.Name+"_"+o.Name+"_Needs_", "Fact that an outcome requires", fmt.Sprintf("The outcome “%s”", o.Name))
		d.gates = func(m moment) []formula.Gate {
			return []formula.Gate{m.taking(t, &stageWay{from: h.From, track: k.a.Track(h.From)}, o.To, eitherOf(append(k.carries(t.Object, h, fact), k.known(t.Object, fact))...))}
		}
		k.demand(d)
	}
	if o.Reasons == "" {
		return
	}
	if c := k.claim(o.Address, providers.ReasonGiven); len(c.rules) == 0 && len(c.gaps) == 0 {
		c.byHand(why)
	}
}
