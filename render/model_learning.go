package render

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// Answer is an entry of the FAQ; the text is the author's Markdown.
type Answer struct{ Question, Text string }

// FAQ lists questions and answers in their order.
func (m *Model) FAQ() []Answer {
	entries := slices.Clone(m.arch.FAQs)
	slices.SortStableFunc(entries, func(x, y *schema.FAQ) int { return cmp.Compare(x.Order, y.Order) })
	var out []Answer
	for _, f := range entries {
		out = append(out, Answer{f.Question, f.Answer})
	}
	return out
}

// Playbook is the guidance for one role, with what the architecture asks of it.
type Playbook struct {
	Title, Audience, Team string
	Body                  string // the author's Markdown
	Steps                 []string
	Stages                []Stage   // that the role owns
	Receives, Gives       []Handoff // whose record it owns afterwards, or before
	Clocks                []Pair    // that it answers for or that call it
	Accountable           []string  // what it is accountable for
	Reviews               []string  // that it carries out
	Definitions           int       // that it signs as a member of the council
}

var audiences = map[string]string{"leadership": "Leadership", "technical": "Technical", "end_user": "Everyday users"}

// Playbooks are those that are declared, leadership first, then technical, then everyday users.
func (m *Model) Playbooks() []Playbook {
	a := m.arch
	list := slices.Clone(a.Playbooks)
	order := []string{"leadership", "technical", "end_user"}
	slices.SortStableFunc(list, func(x, y *schema.Playbook) int {
		return cmp.Compare(slices.Index(order, x.Audience), slices.Index(order, y.Audience))
	})
	var out []Playbook
	for _, p := range list {
		role := schema.NewAddress("", "role", p.Role)
		b := Playbook{Title: schema.Title(p), Audience: audiences[p.Audience], Body: p.Body, Steps: p.Steps}
		if r := schema.Find[schema.Role](a, role); r != nil {
			b.Team = m.titleOf(r.Team)
		}
		for _, t := range a.Tracks() {
			for _, s := range t.Stages {
				if s.Owner == role {
					b.Stages = append(b.Stages, m.Stage(s.Address))
				}
			}
		}
		for _, h := range a.Handoffs {
			if h.Owner == role {
				b.Receives = append(b.Receives, m.Handoff(h.Address))
			}
			from, _ := a.Lookup(h.From).(*schema.Stage)
			if h.Producer == role || h.Producer == "" && from != nil && from.Owner == role {
				b.Gives = append(b.Gives, m.Handoff(h.Address))
			}
		}
		for _, c := range a.SLAs {
			if c.Owner == role {
				b.Clocks = append(b.Clocks, Pair{schema.Title(c), "you answer for it: " + m.limit(c, c.Within)})
			}
			for _, e := range c.Escalations {
				if slices.Contains(e.Notify, role) {
					b.Clocks = append(b.Clocks, Pair{schema.Title(c), "you are told after " + diff.Duration(e.After)})
				}
				if e.Reassign == role {
					b.Clocks = append(b.Clocks, Pair{schema.Title(c), "you get the record after " + diff.Duration(e.After)})
				}
			}
		}
		for kind, x := range a.Blocks() {
			v := reflect.Indirect(reflect.ValueOf(x)).FieldByName("RACI")
			if !v.IsValid() {
				continue
			}
			if r, _ := v.Interface().(*schema.RACI); r != nil && r.Accountable == role {
				b.Accountable = append(b.Accountable, fmt.Sprintf("%s (%s)", schema.Title(x), strings.ReplaceAll(kind, "_", " ")))
			}
		}
		for _, r := range a.Reviews {
			if r.Owner == role {
				b.Reviews = append(b.Reviews, schema.Title(r)+" ("+strings.ToLower(cadenceWords[r.Cadence])+")")
			}
		}
		if a.Info != nil && slices.Contains(a.Info.Council, role) {
			b.Definitions = m.Confirmed + m.Assumed
		}
		out = append(out, b)
	}
	return out
}

// Stage finds a stage by its address; an empty one when there is none.
func (m *Model) Stage(addr schema.Address) Stage { return m.stages[addr] }

// Handoff finds a handoff by its address; an empty one when there is none.
func (m *Model) Handoff(addr schema.Address) Handoff { return m.handoffs[addr] }

// Script is the outline of a training video.
type Script struct {
	Title, Audience, Goal string
	Scenes                []Pair // what is said, and what is shown
}

// Scripts are the three videos that introduce an architecture: what it is, how the CRM is used, what the dashboards
// show. They are outlines for a person to fill; each scene names what of the architecture to show.
func (m *Model) Scripts() []Script {
	var tracks, kept, goldenStages, required, dashboards, flags []string
	for _, d := range m.Domains {
		for _, t := range d.Tracks {
			tracks = append(tracks, fmt.Sprintf("%s (%s)", t.Title, plural(len(t.Stages), "stage")))
			kept = append(kept, t.Title+" on the "+lowerFirst(t.Object))
			for _, s := range t.Stages {
				if s.Golden {
					goldenStages = append(goldenStages, t.Title+": "+s.Title)
				}
				if len(s.Requires) > 0 && (s.Golden || len(required) == 0) { // one, and those that matter most
					required = append(required, s.Title+": "+strings.Join(s.Requires, ", "))
				}
			}
		}
	}
	for _, d := range m.arch.Dashboards {
		dashboards = append(dashboards, fmt.Sprintf("%s: %s", schema.Title(d), strings.Join(m.titlesOf(d.Metrics), ", ")))
	}
	for _, x := range m.arch.Metrics {
		if x.RedFlag != "" {
			flags = append(flags, schema.Title(x)+": "+strings.TrimRight(x.RedFlag, "."))
		}
	}
	architecture := Script{"The architecture", "Everybody who works with leads, deals or customers", "Know the stages, who owns each, and where to look a definition up.", []Pair{
		{"Why one set of definitions", m.arch.Info.Objective}, {"The journey, from left to right", strings.Join(tracks, "; ")},
		{"The stages that matter most", strings.Join(goldenStages, "; ")}, {"Who decides on a change", strings.Join(m.Council, ", ")},
		{"Where to find it", "The diagram, the reference card and the Definition Alignment Document"}}}
	usage := Script{"Working in the CRM", "People who own records", "Move a record, fill what a stage asks for, and know why a move is refused.", []Pair{
		{"Open a record and find its stage", strings.Join(kept, "; ")}, {"What a stage asks for, by example", strings.Join(required, "; ")},
		{"Accept, reject, recycle: the reason codes", strings.Join(titlesOf(m.arch.Reasons), ", ")},
		{"The clocks that run", strings.Join(titlesOf(m.arch.SLAs), ", ")}, {"Where to ask", m.Steward}}}
	numbers := Script{"Reading the dashboards", "Leadership and team leads", "Read the numbers by segment and know when to raise a flag.", []Pair{
		{"The dashboards", strings.Join(dashboards, "; ")}, {"Red flags", strings.Join(flags, "; ")},
		{"What to do when a number falls", "Tell the owner of the stage; a definition may need a review"}}}
	out := []Script{architecture, usage}
	if len(dashboards) > 0 {
		out = append(out, numbers)
	}
	return out
}

// titlesOf are the titles of blocks.
func titlesOf[T schema.Block](list []T) []string {
	var out []string
	for _, x := range list {
		out = append(out, schema.Title(x))
	}
	return out
}
