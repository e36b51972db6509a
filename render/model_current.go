package render

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// CurrentState is how things work today: what there is, what is wrong with it, and what becomes of it.
type CurrentState struct {
	Words, Objective string
	PainPoints       []string
	Problems         []ProblemGroup
	Systems          []InventorySystem
	Sources          []InventorySource
	Queues           []Pair
	Automations      []InventoryAutomation
	Handoffs         []Pair // those that do not work as they should
	Stages           []Compared
	Pipelines        []Compared
	// Mapped tells whether there is a drawing: of systems, ways in or answers of the intake form.
	Mapped bool
	// New are the declared stages that nobody named among today's, by lifecycle or pipeline.
	New []Pair
}

// ProblemGroup are the problems of one part of the journey.
type ProblemGroup struct {
	Domain   string
	Problems []Problem
}

// Problem is something that an inventory found, or that the names of today's stages and pipelines give away.
type Problem struct {
	Where, Kind, Note string
}

// InventorySystem is a tool in use.
type InventorySystem struct {
	Title, Type, Description, Found string
	Truth                           bool // its records win
	Objects                         []string
}

// InventorySource is a way in which leads enter.
type InventorySource struct {
	Title, Type, Creates, System, Owner, Description, Found string
	Fills                                                   []string
}

// InventoryAutomation is something that a system does by itself.
type InventoryAutomation struct{ Title, Starts, System, Owner, Purpose, Found string }

// Compared is a stage or pipeline of today with what the architecture has in its place.
type Compared struct{ Today, Recommended string }

// CurrentState is today's state, or nil when nothing was recorded of it.
func (m *Model) CurrentState() *CurrentState {
	a := m.arch
	out := &CurrentState{}
	problems := map[string][]Problem{}
	note := func(domain, where, condition, text string) {
		if conditions[condition] != "" {
			problems[domain] = append(problems[domain], Problem{where, conditions[condition], text})
		}
	}
	for _, s := range a.Systems {
		out.Systems = append(out.Systems, InventorySystem{schema.Title(s), strings.Replace(words(s.Type), "crm", "CRM", 1), s.Description, conditions[s.Condition], s.SourceOfTruth, m.titlesOf(s.Objects)})
		note("systems", schema.Title(s), s.Condition, s.Note)
	}
	for _, s := range a.Sources {
		out.Sources = append(out.Sources, InventorySource{schema.Title(s), words(s.Type), m.titleOf(s.Creates), m.titleOf(s.System), m.titleOf(s.Owner),
			s.Description, conditions[s.Condition], m.titlesOf(s.Fills)})
		note("lead", schema.Title(s), s.Condition, s.Note)
	}
	for _, q := range a.Queues {
		out.Queues = append(out.Queues, Pair{schema.Title(q), paragraph(q.Description, prefixed("Worked by ", cmp.Or(m.titleOf(q.Role), m.titleOf(q.Team))))})
	}
	for _, x := range a.Automations {
		out.Automations = append(out.Automations, InventoryAutomation{schema.Title(x), m.happens(x.Trigger), cmp.Or(m.titleOf(x.System), "the CRM"),
			m.titleOf(x.Owner), x.Purpose, conditions[x.Condition]})
		note(m.domainOf(x.Trigger.Target, x.Object.Name()), schema.Title(x), x.Condition, x.Note)
	}
	for _, h := range a.Handoffs {
		if f := found(h.Condition, h.Note); f != "" {
			out.Handoffs = append(out.Handoffs, Pair{schema.Title(h), f})
		}
		note(m.domainOf(h.From, ""), schema.Title(h), h.Condition, h.Note)
	}
	if i := a.Info; i != nil {
		out.Words, out.Objective = i.CurrentState, i.Objective
		out.Mapped = len(a.Systems)+len(a.Sources) > 0 || i.Intake != nil
		if in := i.Intake; in != nil {
			out.PainPoints = in.PainPoints
			m.compare(out, in, problems)
		}
	}
	for _, domain := range append(slices.Clone(schema.Domains), "systems") {
		if len(problems[domain]) > 0 {
			out.Problems = append(out.Problems, ProblemGroup{schema.Label("", domain), problems[domain]})
		}
	}
	if out.Words == "" && len(out.PainPoints)+len(out.Systems)+len(out.Sources)+len(out.Stages)+len(out.Pipelines)+len(out.Problems) == 0 {
		return nil
	}
	return out
}

// prefixed puts words before a text, unless it is empty.
func prefixed(words, text string) string {
	if text == "" {
		return ""
	}
	return words + text
}

// domainOf is the part of the journey that a stage, or else an object, belongs to; "lead" when none is known.
func (m *Model) domainOf(stage schema.Address, object string) string {
	if t := m.arch.Track(stage); t != nil {
		return t.Domain
	}
	for _, t := range m.arch.Tracks() {
		if t.Object == object {
			return t.Domain
		}
	}
	return "lead"
}

// patterns are the mistakes that names of stages and pipelines give away, each with its remedy: the audit patterns of the
// usual lifecycle implementation ("Gotchas": outcomes in the lifecycle, countdowns, signals, tasks, activities).
var patterns = []struct {
	name                 *regexp.Regexp
	pipelines, stages    bool
	domain, kind, remedy string
}{
	{regexp.MustCompile(`(?i)\b(won|lost|churned)\b`), false, true, "lead", "Outcome in the lifecycle", "How a deal ends belongs to the deal; the lifecycle says how far a person has come."},
	{regexp.MustCompile(`(?i)^(demo|call|meeting|e-?mail|discovery|presentation|proposal|contract|follow[- ]?up)s?$`), true, true, "lead", "Named after an activity", "Name the stage by what is then true, such as “Demo completed”."},
	{regexp.MustCompile(`(?i)\d+(\s*[/–-]\s*\d+){2,}|\b\d{2,3}[ -]?days?\b`), true, true, "sales", "Countdown instead of stages", "Days to a date say nothing of what was agreed; use commercial steps."},
	{regexp.MustCompile(`(?i)\btrending\b|\bat risk\b|\bhealthy\b`), true, true, "sales", "Signal instead of a stage", "A judgement about a deal belongs in a field; a stage says what has happened."},
	{regexp.MustCompile(`\d\s*%`), true, true, "sales", "Task progress instead of a stage", "Shares of work done are tasks; a stage says what is agreed."},
	{regexp.MustCompile(`(?i)onboarding|implementation|adoption|customer success|delivery`), true, false, "customer", "Customer work in a sales pipeline", "Delivery gets a pipeline of its own, so that the forecast does not count it."},
}

// maxPipelines is how many sales pipelines are enough: new business, renewal, expansion.
const maxPipelines = 3

var (
	acceptance = regexp.MustCompile(`(?i)\bSAL\b|accept`)
	aftersale  = regexp.MustCompile(`(?i)onboard|implement|adopt|deliver|live|customer`)
)

// compare sets today's stages and pipelines beside the declared ones and looks for the usual mistakes.
func (m *Model) compare(out *CurrentState, in *schema.Intake, problems map[string][]Problem) {
	add := func(domain string, p Problem) { problems[domain] = append(problems[domain], p) }
	named := map[schema.Address]bool{}
	look := func(kind string, list []string, pipelines bool) (rows []Compared) {
		for _, name := range list {
			rows = append(rows, Compared{name, m.successor(name, pipelines, named)})
			for _, p := range patterns {
				if p.name.MatchString(name) && (pipelines && p.pipelines || !pipelines && p.stages) {
					add(p.domain, Problem{kind + " “" + name + "”", p.kind, p.remedy})
				}
			}
		}
		return rows
	}
	out.Stages = look("Stage", in.CurrentStages, false)
	out.Pipelines = look("Pipeline", in.CurrentPipelines, true)
	if len(in.CurrentStages) > 0 && !slices.ContainsFunc(in.CurrentStages, acceptance.MatchString) {
		add("lead", Problem{"The stages", "No acceptance", "Without a stage in which Sales accepts a lead, nobody can measure how fast and how often it does."})
	}
	if n := len(in.CurrentPipelines); n > maxPipelines {
		add("sales", Problem{"The pipelines", "Too many", plural(n, "pipeline") + ". Three are enough: New Business, Renewal, Expansion."})
	}
	if both := slices.Concat(in.CurrentStages, in.CurrentPipelines); len(both) > 0 && !slices.ContainsFunc(both, aftersale.MatchString) {
		add("customer", Problem{"The stages", "Nothing after the sale", "No stage says how a customer comes to use the product."})
	}
	if len(in.CurrentStages)+len(in.CurrentPipelines) == 0 {
		return
	}
	for _, t := range m.arch.Tracks() {
		var fresh []string
		for _, s := range t.Stages {
			if !named[s.Address] && !named[t.Address] {
				fresh = append(fresh, schema.Title(s))
			}
		}
		if len(fresh) > 0 {
			out.New = append(out.New, Pair{t.Label(), strings.Join(fresh, ", ")})
		}
	}
}

// successor says what the architecture has in the place of a stage or pipeline of today, found by its name, abbreviation
// or an alias. It marks what it finds in named.
func (m *Model) successor(name string, pipeline bool, named map[schema.Address]bool) string {
	if pipeline {
		for _, t := range m.arch.Tracks() {
			if t.Pipeline && sharesWord(name, t.Label()) {
				named[t.Address] = true
				return "Pipeline " + t.Label()
			}
		}
	}
	var found []string
	for _, t := range m.arch.Tracks() {
		for _, s := range t.Stages {
			if slices.ContainsFunc(append([]string{schema.Title(s), s.Short, s.Name}, s.Aliases...), func(known string) bool { return strings.EqualFold(known, name) }) {
				named[s.Address] = true
				found = append(found, schema.Title(s)+" of "+t.Label())
			}
		}
	}
	if len(found) == 0 {
		return "Nothing of this name: given up, or renamed"
	}
	return "Stage " + listing(found, "and")
}

// sharesWord tells whether two names have a word in common, in singular or plural: "Renewals 120/90" and "Renewal".
func sharesWord(x, y string) bool {
	stems := func(s string) []string {
		list := strings.Fields(strings.ToLower(s))
		for i, w := range list {
			list[i] = strings.TrimSuffix(w, "s")
		}
		return list
	}
	other := stems(y)
	return slices.ContainsFunc(stems(x), func(w string) bool { return len(w) > 3 && slices.Contains(other, w) })
}
