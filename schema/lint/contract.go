package lint

import (
	"slices"

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
		Enforced: []diag.Code{diag.UnknownReference, diag.ExprField},
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
	return diag.Join(out, "and")
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
