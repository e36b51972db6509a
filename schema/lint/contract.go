package lint

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var contractRules = []*Rule{
	{
		Code: "L-23", Name: "Transition without a contract", Severity: diag.Warning,
		Reason: "Where a record passes to other people, somebody has to say which facts come with it. Without that, the receiver starts " +
			"again from nothing; a contract that is kept on other facts than those that the receiver needs is as good as none.",
		Fix:   "Declare a `handoff` between the two stages and list in `owes` the facts that the receiving stage works with.",
		Check: checkContracts,
	},
	{
		Code: "L-24", Name: "No owner, or several", Severity: diag.Error,
		Reason:   "Co-ownership is what every leaky lifecycle has in common: where two answer for a record, each believes that the other one has called.",
		Fix:      "Name one role, queue or team as `owner`. Everybody else who takes part stands in a `raci` block.",
		Enforced: []diag.Code{diag.OneOwner},
	},
	{
		Code: "L-25", Name: "Owner who is no longer there", Severity: diag.Warning,
		Reason: "A record that goes to somebody who has left waits until a customer complains.",
		Fix:    "Give the role to somebody who works here, or name another owner. A role, queue or team of which no members are listed is not looked at.",
		Check:  checkActiveOwners,
	},
	{
		Code: "L-26", Name: "Fact that nobody supplies, or nobody uses", Severity: diag.Warning,
		Reason: "A stage that asks for a fact which nothing supplies before stops every record, or teaches people to type a dot. A fact that " +
			"is written and never read costs work and tells nothing.",
		Fix: "Say where the value comes from: `source` of the field, `fills` of a source, an automation, or a handoff with a `producer` on the way " +
			"to the stage. Ask for a fact that is there, or stop writing it.",
		Check: checkFacts,
	},
	{
		Code: "L-27", Name: "Fact in free text or an attachment only", Severity: diag.Warning,
		Reason: "What stands in prose or in a file can be neither checked nor routed, counted or copied to the next record. A side letter surfaces when the customer quotes it.",
		Fix:    "Keep the fact in a field of its own, with options, a number, a date or a person; the text or the file may stay beside it.",
		Check:  checkFreeText,
	},
	{
		Code: "L-28", Name: "Fact without a field", Severity: diag.Error,
		Reason:   "A fact that the catalog does not know has no type, no owner and no place on the record, so nobody can tell whether it is there.",
		Fix:      "Declare the `field`, or name one that is declared.",
		Enforced: []diag.Code{diag.UnknownReference},
	},
	{
		Code: "L-29", Name: "Qualified lead without its three ways on", Severity: diag.Warning,
		Reason: "A qualified lead becomes a deal, is archived with a reason, or waits for a day on which it is decided again. There is no " +
			"third kind of waiting: what is neither closed nor dated rots in the queue.",
		Fix: "Give the handoff to the deal an outcome that closes the lead with `reasons`, and one that holds it: to a stage with " +
			"`revisit`, with a date in `requires`, or with reasons of which each has a `retry_after`.",
		Check: checkThreeWays,
	},
	{
		Code: "L-31", Name: "Refusal without a reason code", Severity: diag.Warning,
		Reason: "Why leads are rejected is what marketing learns from. Without a code, the same lead comes back next month.",
		Fix:    "Add `reasons` to the outcome, to the handoff, to the status, or to the stage that receives the record.",
		Check:  checkRefusals,
	},
	{
		Code: "L-32", Name: "Move without who, when and why", Severity: diag.Warning,
		Reason: "When a handoff is disputed, the record itself has to say who moved it, when, and on what basis. The history of a CRM keeps the first two, never the third.",
		Fix:    "Add an `audit` block with `by`, `at` and `basis` to the lifecycle or pipeline, or say in `tracking` how the handoff is followed.",
		Check:  checkAuditFields,
	},
	{
		Code: "L-33", Name: "Won deal that nobody takes over", Severity: diag.Warning,
		Reason: "A handoff to Customer Success is done when the project record exists, the new owner has accepted, the first action is queued, and the seller is no longer the one whom the customer calls.",
		Fix:    "Let the handoff from won have `creates`, `demotes`, and owe two facts: that the account was accepted, and when the first action is due.",
		Check:  checkTakeover,
	},
	{
		Code: "L-42", Name: "Handoff without a clock, tracking or an accountable owner", Severity: diag.Warning,
		Reason: "Between two teams a record belongs to nobody. A clock says when it is late, tracking shows it, one accountable role acts on it.",
		Fix:    "Give the handoff an `sla` and say in `tracking` how it is followed; a `raci` block names one accountable role. Handoffs inside a team and a flow are not looked at.",
		Check:  checkHandoffTerms,
	},
}

// spot is a stage at its place.
type spot struct {
	Stage *schema.Stage
	track *schema.Track
	rank  int
}

// spots finds stages by address.
func spots(a *schema.Architecture) map[schema.Address]spot {
	out := map[schema.Address]spot{}
	for _, t := range a.Tracks() {
		for i, s := range t.Stages {
			out[s.Address] = spot{s, t, i}
		}
	}
	return out
}

// closes tells whether the stage is an end without success.
func closes(s spot) bool {
	return s.Stage != nil && (s.Stage.Outcome == "lost" || s.Stage.Outcome == "disqualified")
}

// before tells whether a stage comes earlier in the same flow than another.
func before(s, other spot) bool {
	return s.Stage != nil && other.Stage != nil && s.track.Address == other.track.Address && s.rank < other.rank
}

// ownerOf is the owner of a stage, or of the one that it is the same as.
func ownerOf(at map[schema.Address]spot, s *schema.Stage) schema.Address {
	if same := at[s.SameAs]; s.Owner == "" && same.Stage != nil {
		return same.Stage.Owner
	}
	return s.Owner
}

// roleAndTeam are the role and the team behind an owner, as far as they are said.
func roleAndTeam(a *schema.Architecture, owner schema.Address) (role, team schema.Address) {
	switch b := a.Lookup(owner).(type) {
	case *schema.Queue:
		role, team = b.Role, b.Team
	case *schema.Team:
		team = owner
	case *schema.Role:
		role = owner
	}
	if r := schema.Find[schema.Role](a, role); r != nil && team == "" {
		team = r.Team
	}
	return role, team
}

// samePeople tells whether two owners may well be the same people: the same role, or a team and a role of it.
func samePeople(a *schema.Architecture, x, y schema.Address) bool {
	xr, xt := roleAndTeam(a, x)
	yr, yt := roleAndTeam(a, y)
	return x == y || xr == yr && xr != "" || (xr == "" || yr == "") && xt == yt && xt != ""
}

// joined makes a list for a sentence.
func joined(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

type route struct{ from, to schema.Address }

func checkContracts(p *Pass) {
	at := spots(p.Architecture)
	covered := map[route]bool{}
	for _, h := range p.Handoffs {
		covered[route{h.From, h.To}] = true
		for _, o := range h.Outcomes {
			covered[route{h.From, o.To}] = true
		}
	}
	for _, t := range p.Tracks() {
		if l, ok := t.Block.(*schema.Lifecycle); ok && l.Rollup != "" {
			continue // its records move by themselves
		}
		for _, s := range t.Stages {
			for _, e := range s.Exit {
				to := at[e.Then]
				switch {
				case to.Stage == nil, covered[route{s.Address, e.Then}], len(to.Stage.Requires) > 0:
				case closes(to), to.Stage.Outcome == "holding", before(to, at[s.Address]):
				case !p.changesHands(ownerOf(at, s), ownerOf(at, to.Stage), t.Address == to.track.Address):
				default:
					p.Report(e, "then", "Transition without a contract",
						"From %s to %s the record passes from %s to %s, and nothing says which facts come with it. Declare a handoff between them, with owes.",
						schema.Title(s), schema.Title(to.Stage), p.titleOf(ownerOf(at, s)), p.titleOf(ownerOf(at, to.Stage)))
				}
			}
		}
	}
	for _, h := range p.Handoffs {
		to := at[h.To]
		if to.Stage == nil || h.Recycle || closes(to) {
			continue
		}
		switch {
		case len(h.Owes) == 0 && len(to.Stage.Requires) == 0:
			p.Report(h, "", "Contract that asks for no fact",
				"%s owes nothing, and %s requires nothing. List in owes what %s needs to begin.", schema.Title(h), schema.Title(to.Stage), p.titleOf(h.Owner))
		case len(h.Owes) > 0 && len(to.Stage.Requires) > 0 && !slices.ContainsFunc(supplied(h), func(f schema.Address) bool { return used(to.Stage)[f] }):
			p.Report(h, "owes", "Contract on the wrong facts",
				"%s owes %s, and %s works with none of them: it asks for %s. Owe what the next stage uses.", schema.Title(h), fieldNames(h.Owes), schema.Title(to.Stage), fieldNames(to.Stage.Requires))
		}
	}
}

// supplied are the facts that are there after a handoff.
func supplied(h *schema.Handoff) []schema.Address {
	out := slices.Clone(h.Owes)
	for _, c := range h.Carries {
		out = append(out, c.To)
	}
	return out
}

func fieldNames(fields []schema.Address) string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Written())
	}
	return joined(out)
}

func (p *Pass) titleOf(a schema.Address) string { return schema.Title(p.Lookup(a)) }

func checkActiveOwners(p *Pass) {
	gone := gonePeople(p.Architecture)
	report := func(b schema.Block, attr string, who schema.Address) {
		if why := gone[who]; why != "" {
			p.Report(b, attr, "Owner who is no longer there", "%s %s Name somebody who works here.", p.titleOf(who), why)
		}
	}
	for kind, b := range p.Blocks() {
		for _, attr := range []string{"owner", "fallback", "to", "reassign"} {
			if v, ok := attrOf(b, attr).(schema.Address); ok {
				report(b, attr, v)
			}
		}
		if kind == "queue" {
			for _, m := range b.(*schema.Queue).Members {
				report(b, "members", m)
			}
		}
	}
}

// gonePeople says of members who left, and of roles, teams and queues whose members all have, that they did.
func gonePeople(a *schema.Architecture) map[schema.Address]string {
	listed, here := map[schema.Address]int{}, map[schema.Address]int{}
	gone := map[schema.Address]string{}
	for _, t := range a.Teams {
		for _, m := range t.Members {
			for _, x := range []schema.Address{t.Address, m.Role} {
				listed[x]++
				if m.Active {
					here[x]++
				}
			}
			if !m.Active {
				gone[m.Address] = "is not active any more."
			}
		}
	}
	delete(listed, "")
	for x := range listed {
		if here[x] == 0 {
			gone[x] = "has no active member."
		}
	}
	for _, q := range a.Queues {
		left := len(q.Members) > 0 && !slices.ContainsFunc(q.Members, func(m schema.Address) bool { return gone[m] == "" })
		if left || len(q.Members) == 0 && (gone[q.Team] != "" || gone[q.Role] != "") {
			gone[q.Address] = "has nobody active who takes from it."
		}
	}
	return gone
}

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
				return to.Stage != nil && !closes(to) && field != nil && (field.Type.Kind == "date" || field.Type.Kind == "datetime")
			})
		}
		for _, o := range h.Outcomes {
			look(at[o.To], o.Reasons, o.Requires)
		}
		for _, other := range leaving[h.From] {
			if other != h {
				look(at[other.To], other.Reasons, other.Owes)
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
			p.Report(h, "", "Won deal that is not wholly handed over", "%s lacks %s.", schema.Title(h), joined(missing))
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
			p.Report(h, "", "Handoff without "+joined(missing), "%s passes records from %s to %s. Say who answers for it, within which time, and how it is followed: here, %s is missing.",
				schema.Title(h), p.titleOf(ownerOf(at, from.Stage)), p.titleOf(h.Owner), joined(missing))
		}
	}
}

// changesHands tells whether records pass from team to team, or, where they go on in another flow, from role to role.
func (p *Pass) changesHands(from, to schema.Address, sameFlow bool) bool {
	_, x := roleAndTeam(p.Architecture, from)
	_, y := roleAndTeam(p.Architecture, to)
	return from != "" && !samePeople(p.Architecture, from, to) && !(sameFlow && x == y && x != "")
}
