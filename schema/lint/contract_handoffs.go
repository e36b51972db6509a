package lint

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func checkThreeWays(p *Pass) {
	at := spots(p.Architecture)
	leaving := map[schema.Address][]*schema.Handoff{}
	for _, h := range p.Handoffs {
		leaving[h.From] = append(leaving[h.From], h)
	}
	for _, h := range p.Handoffs {
		from, to := at[h.From], at[h.To]
		if from.Stage == nil || to.Stage == nil || from.track.Domain != "lead" || to.track.Domain != "sales" || h.Recycle {
			continue
		}
		archived, held := p.refuses(h.Reasons), p.dated(h.Reasons)
		look := func(to spot, reasons schema.Address, requires []schema.Address) {
			archived = archived || closes(to) || p.refuses(reasons)
			held = held || to.Stage != nil && to.Stage.Revisit != "" || p.dated(reasons) || slices.ContainsFunc(requires, func(f schema.Address) bool {
				field := schema.Find[schema.Field](p.Architecture, f)
				return !closes(to) && !p.refuses(reasons) && field != nil && (field.Type.Kind == "date" || field.Type.Kind == "datetime")
			})
		}
		for _, o := range h.Outcomes {
			look(at[o.To], o.Reasons, o.Requires)
		}
		for _, other := range leaving[h.From] {
			if other != h {
				look(at[other.To], other.Reasons, nil)
			}
		}
		for _, e := range from.Stage.Exit {
			look(at[e.Then], "", nil)
		}
		if !archived {
			p.Report(h, "", "No way to close the lead", "When %s answers no, nothing says that the lead is archived with a reason. Add an outcome with reasons, or one that leads to a disqualified stage.", schema.Title(h))
		}
		if !held {
			p.Report(h, "", "No day on which a waiting lead is decided again", "When the answer of %s is not now, no date brings the lead back. Add an outcome to a holding stage with revisit, or reasons with a retry_after for each code.", schema.Title(h))
		}
	}
	for _, t := range p.Tracks() {
		if t.Domain != "lead" {
			continue
		}
		for _, s := range t.Stages {
			if s.Outcome == "holding" && s.Revisit == "" && !p.dated(s.Reasons) {
				p.Report(s, "", "Holding stage without a day to look again", "%s keeps leads, and nothing says until when. Add revisit with the date field that must be filled.", schema.Title(s))
			}
		}
	}
}

// refuses tells whether a list of reasons explains a final no.
func (p *Pass) refuses(reasons schema.Address) bool {
	r := schema.Find[schema.Reasons](p.Architecture, reasons)
	return r != nil && slices.Contains([]string{"rejection", "disqualification", "drop_off", "loss"}, r.Kind)
}

// dated tells whether every code of a list of reasons says when the record may come back.
func (p *Pass) dated(reasons schema.Address) bool {
	r := schema.Find[schema.Reasons](p.Architecture, reasons)
	return r != nil && !slices.ContainsFunc(r.Codes, func(c *schema.ReasonCode) bool { return c.RetryAfter.IsZero() })
}

// refusalWords are words by which people call a final or temporary no.
var refusalWords = []string{"disqualified", "unqualified", "rejected", "declined", "recycled", "archived"}

func checkRefusals(p *Pass) {
	at := spots(p.Architecture)
	coded := map[route]bool{} // answers that are given with a reason
	for _, h := range p.Handoffs {
		if h.Reasons != "" {
			coded[route{h.From, h.To}] = true
		}
		for _, o := range h.Outcomes {
			if o.Reasons != "" || h.Reasons != "" {
				coded[route{h.From, o.To}] = true
			}
		}
	}
	for _, h := range p.Handoffs {
		for _, o := range h.Outcomes {
			to := at[o.To]
			no := o.To == "" || closes(to) || before(to, at[h.From])
			if no && o.Reasons == "" && h.Reasons == "" && (to.Stage == nil || to.Stage.Reasons == "") && !coded[route{h.From, o.To}] {
				p.Report(o, "", "Refusal without a reason code", "Nobody learns why %s is answered with %q. Add reasons to the outcome.", schema.Title(h), schema.Title(o))
			}
		}
	}
	for _, t := range p.Tracks() {
		for i, s := range t.Stages {
			if hasWord(schema.Title(s), refusalWords) && s.Reasons == "" && !closes(spot{s, t, i}) && s.SameAs == "" {
				p.Report(s, "", "Stage of refused records without reason codes", "%s receives records that somebody turned down. Add reasons, so that each says why.", schema.Title(s))
			}
			for _, e := range s.Exit {
				if to := at[e.Then]; before(to, at[s.Address]) && to.Stage.Reasons == "" && !coded[route{s.Address, e.Then}] {
					p.Report(e, "then", "Way back without a reason code", "Records go back from %s to %s without saying why. Declare a handoff with recycle = true and reasons.", schema.Title(s), schema.Title(to.Stage))
				}
			}
		}
	}
	for _, s := range p.Statuses {
		if hasWord(schema.Title(s), refusalWords) && s.Reasons == "" {
			p.Report(s, "", "Status of refused records without reason codes", "A %s becomes %s without saying why. Add reasons.", s.Object, schema.Title(s))
		}
	}
}

func checkAuditFields(p *Pass) {
	silent := map[schema.Address]*schema.Handoff{} // by flow, the first handoff that leaves no trace
	for _, h := range p.Handoffs {
		if from := p.Track(h.From); from != nil && h.Tracking == "" && silent[from.Address] == nil {
			silent[from.Address] = h
		}
	}
	for _, t := range p.Tracks() {
		switch h := silent[t.Address]; {
		case t.Audit != nil && t.Audit.Basis == "":
			p.Report(t.Audit, "", "Moves are recorded without their basis", "%s keeps who moved a record and when, and not why. Add basis with a text field.", t.Label())
		case t.Audit == nil && h != nil:
			p.Report(t.Block, "", "Nobody can tell who moved a record, when and why",
				"%s has no audit block, and %s does not say how it is tracked. Add audit { by = …, at = …, basis = … }.", t.Label(), schema.Title(h))
		}
	}
}

func checkTakeover(p *Pass) {
	at := spots(p.Architecture)
	begun := map[schema.Event][]*schema.Action{} // what automations do by themselves
	for _, x := range p.Automations {
		begun[x.Trigger] = append(begun[x.Trigger], x.Actions...)
	}
	for _, h := range p.Handoffs {
		from, to := at[h.From], at[h.To]
		if from.Stage == nil || to.Stage == nil || from.Stage.Outcome != "won" || from.track.Domain != "sales" || to.track.Domain != "customer" {
			continue
		}
		done := slices.Concat(begun[schema.Event{Kind: "leaving", Target: h.From}], begun[schema.Event{Kind: "entering", Target: h.From}],
			begun[schema.Event{Kind: "entering", Target: h.To}], begun[schema.Event{Kind: "created", Target: schema.NewAddress("", "object", to.track.Object)}])
		does := func(kinds ...string) bool {
			return slices.ContainsFunc(done, func(x *schema.Action) bool { return slices.Contains(kinds, x.Do) })
		}
		var missing []string
		if h.Creates == "" && !does("create_record") {
			missing = append(missing, "a record of the delivery (creates)")
		}
		if !p.mentions(h, to.Stage, "accept", "accepts", "accepted", "acceptance") {
			missing = append(missing, "the new owner's acceptance (a fact in owes)")
		}
		if !p.mentions(h, to.Stage, "action", "task", "kickoff", "step") && !does("create_task", "enroll") {
			missing = append(missing, "a first delivery action (a fact in owes)")
		}
		if h.Demotes == "" {
			missing = append(missing, "the role that steps back (demotes)")
		}
		if len(missing) > 0 {
			p.Report(h, "", "Won deal that is not wholly handed over", "%s lacks %s.", schema.Title(h), diag.Join(missing, "and"))
		}
	}
}

// mentions tells whether a fact, a criterion or the clock of a handoff into a stage has one of the words in its name.
func (p *Pass) mentions(h *schema.Handoff, to *schema.Stage, words ...string) bool {
	fields := slices.Concat(supplied(h), to.Requires)
	if s := schema.Find[schema.SLA](p.Architecture, h.SLA); s != nil && s.Stops.Kind == "set" {
		fields = append(fields, s.Stops.Target)
	}
	for _, g := range slices.Concat(to.Entry, to.Exit) {
		if g.When.IsZero() && hasWord(g.Description, words) {
			return true
		}
		fields = append(fields, reads(g.When)...)
	}
	return slices.ContainsFunc(fields, func(f schema.Address) bool {
		return hasWord(strings.ReplaceAll(f.Name(), "_", " "), words) || p.Lookup(f) != nil && hasWord(p.titleOf(f), words)
	})
}

func checkHandoffTerms(p *Pass) {
	at := spots(p.Architecture)
	timed, measured := map[schema.Event]bool{}, map[route]bool{}
	for _, s := range p.SLAs {
		timed[s.Starts] = true
		if s.Stops.Kind == "entering" {
			timed[s.Stops] = true
		}
	}
	for _, r := range p.Routings {
		timed[r.Trigger] = timed[r.Trigger] || r.SLA != ""
	}
	for _, m := range p.Metrics {
		measured[route{m.From, m.To}] = true
	}
	for _, h := range p.Handoffs {
		from, to := at[h.From], at[h.To]
		if from.Stage == nil || to.Stage == nil {
			continue
		}
		var missing []string
		if p.changesHands(ownerOf(at, from.Stage), h.Owner, from.track.Address == to.track.Address) {
			clock := h.SLA != "" || slices.ContainsFunc([]schema.Event{{Kind: "leaving", Target: h.From}, {Kind: "entering", Target: h.From}, {Kind: "entering", Target: h.To}},
				func(e schema.Event) bool { return timed[e] })
			if !clock {
				missing = append(missing, "a clock (sla)")
			}
			if h.Tracking == "" && !measured[route{h.From, h.To}] && from.track.Audit == nil {
				missing = append(missing, "tracking")
			}
		}
		if h.RACI != nil && h.RACI.Accountable == "" {
			missing = append(missing, "an accountable role (raci)")
		}
		if len(missing) > 0 {
			p.Report(h, "", "Handoff without "+diag.Join(missing, "and"), "%s passes records from %s to %s. Say who answers for it, within which time, and how it is followed: here, %s is missing.",
				schema.Title(h), p.titleOf(ownerOf(at, from.Stage)), p.titleOf(h.Owner), diag.Join(missing, "and"))
		}
	}
}

// changesHands tells whether records pass from team to team, or, where they go on in another flow, from role to role.
func (p *Pass) changesHands(from, to schema.Address, sameFlow bool) bool {
	_, x := roleAndTeam(p.Architecture, from)
	_, y := roleAndTeam(p.Architecture, to)
	return from != "" && !samePeople(p.Architecture, from, to) && !(sameFlow && x == y && x != "")
}
