package render

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// IntakeSection are the questions on one subject.
type IntakeSection struct {
	Title     string
	Questions []IntakeQuestion
}

// IntakeQuestion is a question with the answer that was given, or room for one.
type IntakeQuestion struct {
	Text string
	// Hint helps to answer.
	Hint string
	// Answers are what was said; empty when nothing was.
	Answers []string
	// Choices are the possible answers, when there are few.
	Choices []Choice
}

// Choice is a possible answer.
type Choice struct {
	Text   string
	Chosen bool
}

// Open tells whether the question waits for an answer.
func (q IntakeQuestion) Open() bool {
	return len(q.Answers) == 0 && !slices.ContainsFunc(q.Choices, func(c Choice) bool { return c.Chosen })
}

// ask is a question with free answers.
func ask(text, hint string, answers ...string) IntakeQuestion {
	return IntakeQuestion{Text: text, Hint: hint, Answers: slices.DeleteFunc(slices.Clone(answers), func(s string) bool { return s == "" })}
}

// choose is a question with a few possible answers, of which one may be chosen already; options are value and words in turn.
func choose(text, hint, chosen string, options ...string) IntakeQuestion {
	q := IntakeQuestion{Text: text, Hint: hint}
	for i := 0; i < len(options); i += 2 {
		q.Choices = append(q.Choices, Choice{options[i+1], options[i] == chosen})
	}
	return q
}

// IntakeForm is what is asked before an architecture is drawn, with the answers that are known.
func (m *Model) IntakeForm() []IntakeSection {
	a := m.arch
	info := a.Info
	if info == nil {
		info = &schema.Info{}
	}
	in, answered := info.Intake, true
	if in == nil {
		in, answered = &schema.Intake{}, false
	}
	yesNo := func(yes bool) string {
		switch {
		case !answered:
			return ""
		case yes:
			return "yes"
		}
		return "no"
	}
	var systems, truth []string
	for _, s := range a.Systems {
		systems = append(systems, schema.Title(s)+" ("+strings.Replace(words(s.Type), "crm", "CRM", 1)+")")
		if s.SourceOfTruth {
			truth = append(truth, schema.Title(s))
		}
	}
	var sources []string
	for _, s := range a.Sources {
		sources = append(sources, schema.Title(s))
	}
	var teams []string
	for _, name := range slices.Sorted(maps.Keys(in.TeamSizes)) {
		title := schema.Label("", name)
		if t := schema.Find[schema.Team](a, schema.NewAddress("", "team", name)); t != nil {
			title = schema.Title(t)
		}
		teams = append(teams, fmt.Sprintf("%s: %s", title, number(in.TeamSizes[name])))
	}
	if len(teams) == 0 {
		for _, t := range a.Teams {
			teams = append(teams, schema.Title(t))
		}
	}
	return []IntakeSection{
		{"The business", []IntakeQuestion{
			choose("How do we sell?", "", info.Motion, "sales_led", "sales-led", "plg", "product-led", "hybrid", "hybrid"),
			ask("What is a customer worth in a year?", "The usual range of the annual contract value.", info.AnnualContractValue),
			ask("How long does a sale take?", "", info.SalesCycle),
			ask("What should be better afterwards?", "In one sentence that can be measured.", info.Objective),
			choose("How deep do we go?", "Up to 5 million of revenue and fifteen people, definitions are enough; from 5 million, one part of the journey in depth; from 10 million, all; after a merger or a re-organisation, reunification.",
				info.Methodology, "foundation", "definitions only", "foundation_single_depth", "one part in depth", "foundation_all_depth", "every part in depth", "reunification", "reunification"),
		}},
		{"People", []IntakeQuestion{
			ask("Which go-to-market teams are there, and how large are they?", "", teams...),
			ask("Who keeps the architecture?", "The steward.", m.Steward),
			ask("Who signs the definitions?", "Usually the heads of Revenue Operations, Marketing, Sales and Customer Success.", m.Council...),
		}},
		{"Systems", []IntakeQuestion{
			ask("Which CRM do we use?", "", in.CRM),
			ask("Which other tools hold data or run steps?", "Marketing automation, enrichment, sales engagement, support, billing, spreadsheets.", systems...),
			ask("When two systems disagree, which one wins?", "", truth...),
			ask("How do leads enter?", "Forms, lists, events, partners, outbound, the product.", sources...),
		}},
		{"Today", []IntakeQuestion{
			ask("How does it work today?", "", info.CurrentState),
			ask("Which stages are in use, and what does each mean?", "", in.CurrentStages...),
			ask("Which pipelines are in use, with which stages?", "", in.CurrentPipelines...),
			ask("What hurts?", "", in.PainPoints...),
			choose("Is there a proof of concept or of value?", "If so: how is it entered, which steps does it have, who judges it?", yesNo(in.ProofOfConcept), "yes", "yes", "no", "no"),
			choose("Is there a formal renewal process?", "If so: which steps does it have?", yesNo(in.Renewal), "yes", "yes", "no", "no"),
			choose("How are leads scored?", "", in.Scoring, "none", "not at all", "action", "by actions", "simple", "with a simple score", "matrix", "by fit and engagement"),
		}},
		{"Awkward cases", m.edgeQuestions()},
		{"First value", []IntakeQuestion{
			ask("What is the first value of the product, as an event that can be measured?", "Customer Success answers.", m.firstValue()...),
		}},
	}
}

// edgeQuestions are the three awkward cases that every architecture must answer, and those that this one adds.
func (m *Model) edgeQuestions() []IntakeQuestion {
	usual := []struct {
		key  *regexp.Regexp // of the name of an edge case
		text string
	}{
		{regexp.MustCompile(`product_led|plg|self_serv`), "What happens when somebody signs up without talking to us?"},
		{regexp.MustCompile(`churn|win_?back|react`), "What happens when a customer who left comes back?"},
		{regexp.MustCompile(`multi|second_product`), "What happens when a customer looks at another product?"},
	}
	var out []IntakeQuestion
	used := map[string]bool{}
	var cases []*schema.EdgeCase
	if m.arch.Info != nil {
		cases = m.arch.Info.EdgeCases
	}
	for _, u := range usual {
		q := ask(u.text, "")
		for _, e := range cases {
			if u.key.MatchString(e.Name) {
				q.Answers = append(q.Answers, e.Handling)
				used[e.Name] = true
			}
		}
		out = append(out, q)
	}
	for _, e := range cases {
		if !used[e.Name] {
			out = append(out, ask(schema.Title(e), "", e.Handling))
		}
	}
	return out
}

// firstValue is the definition of the term that says what the first value is.
func (m *Model) firstValue() []string {
	var out []string
	for _, t := range m.arch.Terms {
		if l := strings.ToLower(t.Label); strings.Contains(l, "time to value") || strings.Contains(l, "first value") {
			out = append(out, t.Definition)
		}
	}
	return out
}

// Blank counts the questions of the intake form without an answer.
func (m *Model) Blank() int {
	n := 0
	for _, s := range m.IntakeForm() {
		for _, q := range s.Questions {
			if q.Open() {
				n++
			}
		}
	}
	return n
}
