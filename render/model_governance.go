package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Governance is how the architecture is kept, changed and agreed.
type Governance struct {
	Steward      Seat
	Council      []Seat
	ReleaseCycle string // "every month"
	Methodology  string
	Classes      []ChangeClass
	Escalations  []GovernanceEscalation
	Triggers     []Trigger
	Gates        []PhaseGate
	Checkpoint   []Checked
	Maintained   []Pair // who may act on the findings of which reviews
	Policies     []PolicyRule
	Environments []GuardedEnvironment
}

// Seat is a role of the council, or the steward, with who holds it.
type Seat struct {
	Role, Description string
	Holders           []string
}

// ChangeClass is a kind of change with who works it out and who must agree.
type ChangeClass struct{ Title, Covers, WorkedOutBy, Agreed string }

// GovernanceEscalation says who decides on a finding or a request.
type GovernanceEscalation struct{ On, To, HandledBy, Review string }

// Trigger is a reason to open a refinement outside the schedule.
type Trigger struct {
	What   string
	Raised []string // what watches for it
}

// Checked is one condition with whether it is met, and why.
type Checked struct {
	What, Why string
	Met       bool
}

// PhaseGate is what must be true before the next phase begins.
type PhaseGate struct {
	Phase string
	Items []Checked
}

// PolicyRule is a rule with another severity than usual.
type PolicyRule struct {
	Policy, Why string
	Rules       []Pair // rule and severity
}

// GuardedEnvironment is a place to apply to with what guards it.
type GuardedEnvironment struct{ Title, Guards string }

var methodologies = map[string]string{
	"foundation":              "Foundation only: definitions, without depth in any part",
	"foundation_single_depth": "Foundation, and one part of the journey in depth",
	"foundation_all_depth":    "Foundation, and every part of the journey in depth",
	"reunification":           "Reunification: two architectures become one",
}

// Governance is the rules by which the architecture is kept.
func (m *Model) Governance() *Governance {
	a := m.arch
	g := &Governance{Classes: m.changeClasses(), Triggers: m.triggers(), Gates: m.gates()}
	if i := a.Info; i != nil {
		g.Steward = m.seat(i.Steward)
		g.ReleaseCycle = strings.ToLower(cadenceWords[i.ReleaseCycle])
		g.Methodology = methodologies[i.Methodology]
	}
	for _, r := range m.signoffs.Council {
		g.Council = append(g.Council, m.seat(r.Address))
	}
	for _, i := range signoff.Checkpoint(a, m.signoffs) {
		g.Checkpoint = append(g.Checkpoint, Checked{i.Name, i.Detail, i.Done})
	}
	for _, r := range a.Reviews {
		for _, e := range r.Escalations {
			g.Escalations = append(g.Escalations, GovernanceEscalation{e.On, m.titleOf(e.To), handlers[e.HandledBy], schema.Title(r)})
		}
	}
	for _, by := range []string{"customer", "architect", "specialist"} {
		var titles []string
		for _, r := range a.Reviews {
			if r.HandledBy == by {
				titles = append(titles, schema.Title(r))
			}
		}
		if len(titles) > 0 {
			g.Maintained = append(g.Maintained, Pair{upperFirst(handlers[by]), strings.Join(titles, ", ")})
		}
	}
	for _, p := range a.Policies {
		rule := PolicyRule{Policy: schema.Title(p), Why: p.Description}
		for name, severity := range p.Severity {
			rule.Rules = append(rule.Rules, Pair{name, severity})
		}
		slices.SortFunc(rule.Rules, func(x, y Pair) int { return cmp.Compare(x.Name, y.Name) })
		for _, r := range p.Rules {
			rule.Rules = append(rule.Rules, Pair{r.Description, r.Severity})
		}
		g.Policies = append(g.Policies, rule)
	}
	for _, e := range a.Environments {
		g.Environments = append(g.Environments, GuardedEnvironment{schema.Title(e), guardWords(e)})
	}
	return g
}

func (m *Model) seat(addr schema.Address) Seat {
	s := Seat{Role: m.titleOf(addr)}
	if r := schema.Find[schema.Role](m.arch, addr); r != nil {
		s.Description, s.Holders = r.Description, r.Holders
	}
	return s
}

// changeClasses is the table of change classes with the roles of this architecture: those that an escalation of a review
// names for the class, or else those that the class asks for.
func (m *Model) changeClasses() []ChangeClass {
	agreed := map[diff.Approval]string{diff.BySteward: cmp.Or(m.Steward, "the steward"), diff.ByOwner: "the owner of what is changed",
		diff.ByReview:   "the council" + prefixed(": ", strings.Join(m.Council, ", ")),
		diff.ByAligning: "the council and whoever is accountable for the stages concerned"}
	var out []ChangeClass
	for _, c := range diff.Classes {
		row := ChangeClass{c.Title, c.Meaning, c.HandledBy, agreed[c.Approval]}
		var to []string
		for _, r := range m.arch.Reviews {
			for _, e := range r.Escalations {
				if e.Class == c.Name {
					to = appendNew(to, m.titleOf(e.To))
					row.WorkedOutBy = e.HandledBy
				}
			}
		}
		switch {
		case len(to) > 0 && c.Approval == diff.ByAligning:
			row.Agreed = listing(to, "and") + ", " + row.Agreed
		case len(to) > 0:
			row.Agreed = listing(to, "and")
		}
		out = append(out, row)
	}
	return out
}

// triggers are the five reasons to open a refinement, each with what raises it in this architecture.
func (m *Model) triggers() []Trigger {
	out := []Trigger{
		{What: "A conversion falls by more than 10 percent for two months or longer"},
		{What: "We start to sell in another way"},
		{What: "A team is restructured"},
		{What: "A CRM is migrated or added"},
		{What: "Stakeholders dispute a definition"},
	}
	for _, x := range m.arch.Metrics {
		for _, alarm := range x.Alarms {
			if x.Category == "conversion" && alarm.Unit == "percent" && !alarm.Sustained.IsZero() {
				out[0].Raised = append(out[0].Raised, "the alarm of "+schema.Title(x))
			}
		}
	}
	keywords := []string{"conversion", "sell", "team", "crm", "dispute"}
	for _, r := range m.arch.Reviews {
		for _, e := range r.Escalations {
			for i, k := range keywords {
				if strings.Contains(strings.ToLower(e.On), k) {
					out[i].Raised = appendNew(out[i].Raised, schema.Title(r))
				}
			}
		}
	}
	return out
}

// gates are the four phases with what must be true before each is closed; what only people can tell is not met until
// they say so, and has no answer here.
func (m *Model) gates() []PhaseGate {
	a, sum := m.arch, m.signoffs.Summary
	has := func(met bool, what, yes, no string) Checked {
		if met {
			return Checked{what, yes, true}
		}
		return Checked{what, no, false}
	}
	var audience []string
	for _, p := range a.Playbooks {
		audience = appendNew(audience, words(p.Audience))
	}
	var by []string
	for _, c := range m.CRMs {
		by = append(by, c.Title)
	}
	cadences := map[string]bool{}
	for _, r := range a.Reviews {
		cadences[r.Cadence] = true
	}
	return []PhaseGate{
		{"1: Definitions", []Checked{
			has(sum.Definitions > 0 && sum.Confirmed == sum.Definitions, "Every definition is confirmed", "all are", fmt.Sprintf("%d of %d are", sum.Confirmed, sum.Definitions)),
			has(sum.Definitions > 0 && sum.Complete == sum.Definitions, "Every department lead has approved", "the whole council has signed", fmt.Sprintf("%d of %d are signed by the whole council", sum.Complete, sum.Definitions)),
		}},
		{"2: Configuration", []Checked{
			has(len(a.Environments) > 0, "There is a place to configure", counted(len(a.Environments), "environment"), "no environment is declared"),
			has(len(by) > 0, "There is a configuration specification", strings.Join(by, ", "), "the documents were made without a CRM"),
			has(len(a.Scenarios) > 0, "Transitions are proven with sample records", counted(len(a.Scenarios), "scenario"), "no scenario is declared"),
		}},
		{"3: Training", []Checked{
			has(len(a.Playbooks) > 0, "Each audience has its playbook", strings.Join(audience, ", "), "no playbook is declared"),
			has(len(a.FAQs) > 0, "The usual questions are answered", plural(len(a.FAQs), "answer"), "no faq is declared"),
		}},
		{"4: Handoff", []Checked{
			has(cadences["monthly"] && cadences["quarterly"], "There is a maintenance schedule, monthly and quarterly", counted(len(a.Reviews), "review"), counted(len(a.Reviews), "review")+", not both monthly and quarterly"),
			has(m.Steward != "", "Somebody keeps the architecture", m.Steward, "no steward is named"),
		}},
	}
}

// guardWords says what guards an environment.
func guardWords(e *schema.Environment) string {
	var out []string
	if e.Protected {
		out = append(out, "a reviewed plan is needed before anything is applied")
	}
	if g := e.Guard; g != nil {
		out = append(out, fmt.Sprintf("no more than %s percent of what is there may be deleted and %s percent changed at once", number(g.DeletePercent), number(g.ChangePercent)))
		if g.MaxDeletes > 0 {
			out = append(out, "at most "+plural(int(g.MaxDeletes), "deletion"))
		}
		if g.Golden {
			out = append(out, "golden stages are guarded against any change")
		}
	}
	return strings.Join(out, "; ")
}
