package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Meeting is one of the four meetings in which an architecture is agreed.
type Meeting struct {
	Name    string
	Purpose string
	Output  string // what exists afterwards
	Next    bool   // it is the one to hold now
	Agenda  []string
}

// meetings are the usual four with what each brings, and what is on its agenda whatever the architecture says.
var meetings = []struct{ name, purpose, output string }{
	{"Kickoff", "Everybody tells how it works today and what should become better.", "what is needed to write version v1"},
	{"Refinement 1", "The council goes through the proposal, definition by definition.", "v2: corrected definitions"},
	{"Refinement 2", "What is still contested is settled; handoffs and clocks are agreed.", "v3: everything confirmed or with somebody who will"},
	{"Final review", "The council signs.", "vFinal: signed off"},
}

// Assumption is a definition that is not agreed yet, with who has to say something.
type Assumption struct {
	Title, Kind, Domain, Owner string
	Golden                     bool
	Needs                      []string // whose word is needed: who is asked, or else who owns it, or the council
	Why                        []string // the questions that it waits for
}

// MeetingPack is what the council needs on the table.
type MeetingPack struct {
	Meetings []Meeting
	// Confirmed and Reopened are the definitions that changed their state since the last version.
	Confirmed, Reopened []string
	Assumptions         []Assumption
	Questions, Homework []Question
	Answered            []Pair
	Decisions           []string
	// Agreements are the kinds of changes since the last version with who must agree.
	Agreements []Pair
}

// MeetingPack collects what a meeting of the council is about.
func (m *Model) MeetingPack() *MeetingPack {
	p := &MeetingPack{Assumptions: m.assumptions()}
	for _, q := range m.arch.Questions {
		x := Question{Text: q.Text, Ask: m.titleOf(q.Ask), Due: q.Due, Kind: q.Kind, Blocks: strings.Join(m.titlesOf(q.Blocks), ", ")}
		switch {
		case q.Status == "answered":
			p.Answered = append(p.Answered, Pair{q.Text, q.Answer})
		case q.Kind == "homework":
			p.Homework = append(p.Homework, x)
		default:
			p.Questions = append(p.Questions, x)
		}
	}
	if m.Changes != nil {
		p.changes(m)
	}
	p.decisions(m)
	p.meetings(m)
	return p
}

// assumptions lists what is not confirmed, golden stages and contested definitions first.
func (m *Model) assumptions() []Assumption {
	var out []Assumption
	for i := range m.signoffs.Definitions {
		e := &m.signoffs.Definitions[i]
		if e.Confirmed {
			continue
		}
		a := Assumption{Title: e.Title, Kind: words(e.Kind), Why: e.Contested}
		switch b := m.arch.Lookup(e.Address).(type) {
		case *schema.Stage:
			a.Owner, a.Golden = m.titleOf(b.Owner), b.Golden
			if t := m.arch.Track(b.Address); t != nil {
				a.Domain = t.Label()
			}
		case *schema.Handoff:
			a.Owner = m.titleOf(b.Owner)
			if t := m.arch.Track(b.From); t != nil {
				a.Domain = t.Label()
			}
		case *schema.Term:
			a.Owner = m.titleOf(b.Owner)
		case *schema.Scoring:
			a.Owner = m.titleOf(b.Owner)
		case *schema.Automation:
			a.Owner = m.titleOf(b.Owner)
		case *schema.Status:
			a.Domain = m.n.Object(b.Object)
		}
		a.Needs = m.askedAbout(e.Address)
		if len(a.Needs) == 0 && a.Owner != "" {
			a.Needs = []string{a.Owner}
		}
		if len(a.Needs) == 0 {
			a.Needs = m.Council
		}
		out = append(out, a)
	}
	weight := func(a Assumption) int {
		switch {
		case a.Golden:
			return 0
		case len(a.Why) > 0:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(out, func(x, y Assumption) int { return weight(x) - weight(y) })
	return out
}

// askedAbout are the roles that an open question on a definition is put to.
func (m *Model) askedAbout(def schema.Address) []string {
	var out []string
	for _, q := range m.arch.Questions {
		if q.Status != "answered" && slices.ContainsFunc(q.Blocks, func(b schema.Address) bool { return b.Within(def) }) {
			out = appendNew(out, m.titleOf(q.Ask))
		}
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// changes reads what the difference to the last version means for a meeting.
func (p *MeetingPack) changes(m *Model) {
	d := m.Changes.diff
	for _, c := range d.Changes {
		switch {
		case c.Attr == "state" && c.After == "confirmed":
			p.Confirmed = append(p.Confirmed, c.Title)
		case c.Attr == "state" && c.After == "assumed":
			p.Reopened = append(p.Reopened, c.Title)
		}
	}
	for _, a := range d.Agreements() {
		p.Agreements = append(p.Agreements, Pair{fmt.Sprintf("%s (%s)", a.Title, plural(a.Changes, "change")), strings.Join(m.titlesOf(a.Approvers), ", ")})
	}
}

// decisions are what the council is asked to decide, the weightiest first.
func (p *MeetingPack) decisions(m *Model) {
	for _, q := range p.Questions {
		p.Decisions = append(p.Decisions, q.Text)
	}
	for _, a := range p.Assumptions {
		if a.Golden && len(a.Why) == 0 {
			p.Decisions = append(p.Decisions, "Is the golden stage "+a.Title+" defined as we mean it?")
		}
	}
	for _, a := range p.Agreements {
		p.Decisions = append(p.Decisions, "Agree to the changes: "+a.Name+", by "+a.Text+".")
	}
	for _, c := range m.Signing() {
		if c.Lapsed > 0 {
			p.Decisions = append(p.Decisions, fmt.Sprintf("%s: %s of yours lapsed. Do you sign again?", c.Role, plural(c.Lapsed, "signature")))
		}
	}
	if n := len(p.Assumptions); n > 0 {
		p.Decisions = append(p.Decisions, fmt.Sprintf("Which of the %s can be confirmed today?", plural(n, "assumed definition")))
	}
}

// meetings writes the four agendas and marks the meeting that the state of the definitions asks for.
func (p *MeetingPack) meetings(m *Model) {
	sum := m.signoffs.Summary
	agendas := [][]string{p.kickoff(m), p.refinement1(m), p.refinement2(m), p.final(m)}
	next := 3
	switch {
	case sum.Confirmed == 0:
		next = 0
	case sum.Confirmed*2 < sum.Definitions:
		next = 1
	case sum.Confirmed < sum.Definitions:
		next = 2
	case sum.Complete == sum.Definitions:
		next = -1 // all is signed
	}
	for i, x := range meetings {
		p.Meetings = append(p.Meetings, Meeting{x.name, x.purpose, x.output, i == next, agendas[i]})
	}
}

func (p *MeetingPack) kickoff(m *Model) []string {
	out := []string{"Who is here: steward, council, and what each of them signs."}
	if i := m.arch.Info; i != nil {
		out = appendNew(out, pointsOf("What we want: ", i.Objective), pointsOf("How it works today: ", i.CurrentState))
		if in := i.Intake; in != nil {
			out = appendNew(out, pointsOf("What hurts: ", strings.Join(in.PainPoints, " ")),
				pointsOf("Today's stages and pipelines, one by one: ", strings.Join(slices.Concat(in.CurrentStages, in.CurrentPipelines), ", ")))
		}
	}
	var golden []string
	for _, t := range m.arch.Tracks() {
		for _, s := range t.Stages {
			if s.Golden {
				golden = appendNew(golden, schema.Title(s))
			}
		}
	}
	out = appendNew(out, pointsOf("The golden stages, which matter most: ", strings.Join(golden, ", ")))
	out = append(out, "The questions of the intake form that are still blank, and who answers them by when.")
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func pointsOf(what, text string) string { return prefixed(what, closed(text)) }

func (p *MeetingPack) refinement1(m *Model) []string {
	out := []string{"Homework since the kickoff: " + counted(len(p.Homework), "open item") + "."}
	for _, d := range m.Domains {
		var names []string
		for _, t := range d.Tracks {
			for _, s := range t.Stages {
				if !s.Confirmed {
					names = append(names, s.Title)
				}
			}
		}
		if len(names) > 0 {
			out = append(out, fmt.Sprintf("%s stages to confirm or correct: %s.", d.Title, strings.Join(names, ", ")))
		}
	}
	if n := p.count("term"); n > 0 {
		out = append(out, "Words that we use differently: "+plural(n, "assumed term")+".")
	}
	return append(out, "Open questions: "+counted(len(p.Questions), "question")+".")
}

func (p *MeetingPack) refinement2(m *Model) []string {
	out := []string{}
	if m.Changes != nil {
		out = append(out, fmt.Sprintf("What changed since %s: %s, %s confirmed.", m.Changes.Since(), plural(len(m.Changes.diff.Changes), "change"), counted(len(p.Confirmed), "definition")))
	}
	out = append(out, "What is still assumed: "+counted(len(p.Assumptions), "definition")+", the contested ones first.")
	if n := p.count("handoff"); n > 0 {
		out = append(out, "Handoffs with their facts and clocks: "+plural(n, "assumed contract")+".")
	}
	if n := len(m.EdgeCases); n > 0 {
		out = append(out, "Edge cases: "+plural(n, "case")+", each read out.")
	}
	return append(out, "How success is measured: "+counted(len(m.arch.Metrics), "metric")+".")
}

func (p *MeetingPack) final(m *Model) []string {
	out := []string{"What is still assumed: " + counted(len(p.Assumptions), "definition") + "."}
	for _, i := range signoff.Checkpoint(m.arch, m.signoffs) {
		if !i.Done {
			out = append(out, "Not met yet: "+lowerFirst(i.Name)+" ("+i.Detail+").")
		}
	}
	for _, c := range m.Signing() {
		if !c.Complete() {
			out = append(out, c.Role+" signs: "+c.Progress()+" so far.")
		}
	}
	return append(out, "What happens next: configuration, training, the maintenance schedule.")
}

// count counts the assumptions of a kind.
func (p *MeetingPack) count(kind string) int {
	n := 0
	for _, a := range p.Assumptions {
		if a.Kind == kind {
			n++
		}
	}
	return n
}

// counted is plural with a word for none.
func counted(n int, word string) string {
	if n == 0 {
		return "no " + strings.TrimPrefix(plural(0, word), "0 ")
	}
	return plural(n, word)
}
