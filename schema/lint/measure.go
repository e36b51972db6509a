package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

var measureRules = []*Rule{
	{
		Code:     "L-09",
		Name:     "Metric that is not segmented",
		Severity: diag.Warning,
		Reason: "An average hides what happens: one segment, region or person that collapses is made up for by another. " +
			"Every number has to be split by segment, region and individual contributor before anybody can act on it.",
		Fix:   "Declare the dimensions as `segment` blocks and name them in the metric's `by`. Where a number cannot be split by person, such as marketing spend, split it by the others.",
		Check: checkSegmentation,
	},
	{
		Code:     "L-50",
		Name:     "Metric that cannot be judged",
		Severity: diag.Warning,
		Reason: "A conversion rate or a speed says nothing without a number to hold it against; one that nobody can reach, such as a conversion of 120 percent, is worse than none. " +
			"A formula with a stage that this architecture does not have measures something else than its readers think.",
		Fix: "Give conversions and speeds a `benchmark`, or a `goal` of your own. Conversions and drop-offs lie between 0 and 100 percent, counts and times are not negative. " +
			"Write formulas with the stages as they are called here.",
		Check: checkMetrics,
	},
	{
		Code:     "L-51",
		Name:     "Definition that is still assumed",
		Severity: diag.Warning,
		Reason: "An assumed definition is one person's guess. What is built on it has to be taken apart when the council decides otherwise. " +
			"A release is refused while anything is assumed, unless a policy gives this rule another severity.",
		Fix: "Agree on it and write `state = \"confirmed\"`; or add a `question` whose `blocks` names the definition, which says that it is being worked on. " +
			"While nothing at all is confirmed, this is reported once, for the whole architecture.",
		Check: checkAssumed,
	},
}

func checkSegmentation(p *Pass) {
	var dimensions []string
	for _, s := range p.Segments {
		dimensions = append(dimensions, string(s.Address))
	}
	how := "Declare segment blocks for segment, region and individual contributor, and name them in by."
	if dimensions != nil {
		how = fmt.Sprintf("Name in by the dimensions by which it is looked at. There are %s.", strings.Join(dimensions, ", "))
	}
	for _, m := range p.Metrics {
		if len(m.By) == 0 {
			p.Report(m, "", fmt.Sprintf("“%s” is not split by any segment", schema.Title(m)), "%s", how)
		}
	}
}

func checkMetrics(p *Pass) {
	aimed := map[schema.Address]bool{} // metrics with a goal
	for _, g := range p.Goals {
		aimed[g.Metric] = true
	}
	names := stageWords(p.Architecture)
	for _, m := range p.Metrics {
		if (m.Category == "conversion" || m.Category == "speed") && len(m.Benchmarks) == 0 && !aimed[m.Address] {
			p.Report(m, "", fmt.Sprintf("“%s” has no benchmark and no goal", schema.Title(m)),
				"Nobody can tell whether the number is good. Add a benchmark block with its source, or a goal on %s.", m.Address)
		}
		for _, b := range m.Benchmarks {
			checkBenchmark(p, m, b)
		}
		if m.Formula != "" {
			checkFormula(p, m, names)
		}
	}
}

// checkBenchmark reports ends that the metric can never reach.
func checkBenchmark(p *Pass, m *schema.Metric, b *schema.Benchmark) {
	share := m.Category == "conversion" || m.Category == "drop_off"
	amount := slices.Contains([]string{"count", "days", "hours", "minutes"}, m.Unit) || m.Category == "cost_to_enter"
	for _, end := range []struct {
		attr  string
		value *float64
	}{{"low", b.Low}, {"high", b.High}} {
		switch v := end.value; {
		case v == nil:
		case *v < 0 && (share || amount):
			p.Report(b, end.attr, fmt.Sprintf("Benchmark of %v is out of range", *v), "“%s” cannot be less than 0.", schema.Title(m))
		case share && m.Unit == "percent" && *v > 100:
			p.Report(b, end.attr, fmt.Sprintf("Benchmark of %v percent is out of range", *v), "“%s” is a share, and cannot be more than 100 percent.", schema.Title(m))
		case share && m.Unit == "ratio" && *v > 1:
			p.Report(b, end.attr, fmt.Sprintf("Benchmark of %v is out of range", *v), "“%s” is a share, and cannot be more than 1. Is the unit percent?", schema.Title(m))
		}
	}
}

var (
	// the stages that revenue teams know by their initials.
	initials = regexp.MustCompile(`\b(MEL|MQL|AQL|PQL|SAL|SQL|SAO|SQO)s?\b`)
	stageRef = regexp.MustCompile(`(?:\bmodule\.[\w.\[\]"-]+\.)?\bstage\.[\w-]+\.[\w-]+`)
)

// checkFormula reports stages that a formula speaks of and the architecture does not have.
func checkFormula(p *Pass, m *schema.Metric, names map[string]bool) {
	var unknown []string
	for _, found := range initials.FindAllStringSubmatch(m.Formula, -1) {
		if !names[strings.ToLower(found[1])] && !slices.Contains(unknown, found[1]) {
			unknown = append(unknown, found[1])
		}
	}
	for _, address := range stageRef.FindAllString(m.Formula, -1) {
		if p.Lookup(schema.Address(address)) == nil && !slices.Contains(unknown, address) {
			unknown = append(unknown, address)
		}
	}
	if unknown != nil {
		p.Report(m, "formula", fmt.Sprintf("The formula of “%s” speaks of %s, and there is no such stage", schema.Title(m), strings.Join(unknown, ", ")),
			"Write it with stages of this architecture; or declare the stage, give its name to the stage that means it (aliases), or define the word in a term block.")
	}
}

// stageWords are the words by which stages, terms and thresholds are known.
func stageWords(a *schema.Architecture) map[string]bool {
	out := map[string]bool{}
	add := func(texts ...string) {
		for _, t := range texts {
			for _, w := range labelWords(t) {
				out[w] = true
			}
		}
	}
	for _, t := range a.Tracks() {
		for _, s := range t.Stages {
			add(s.Name, s.Label, s.Short)
			add(s.Aliases...)
		}
	}
	for _, t := range a.Terms {
		add(t.Name, t.Label)
	}
	for _, s := range a.Scorings {
		for _, t := range s.Thresholds {
			add(t.Name)
		}
	}
	return out
}

func checkAssumed(p *Pass) {
	asked := map[schema.Address]*schema.Question{}
	for _, q := range p.Questions {
		if q.Status == "open" {
			for _, b := range q.Blocks {
				asked[b] = q
			}
		}
	}
	var assumed []schema.Block
	confirmed := 0
	for _, b := range p.Blocks() {
		switch state, _ := signoff.StateOf(b); state {
		case "confirmed":
			confirmed++
		case "assumed":
			assumed = append(assumed, b)
		}
	}
	if confirmed == 0 {
		if len(assumed) > 0 && p.Info != nil {
			p.Report(p.Info, "", "No definition is confirmed yet",
				"Assumed so far: %s. Go through what is assumed with those who work by it, and write state = \"confirmed\" where they agree; a release needs it.", diag.Count(len(assumed), "definition"))
		}
		return
	}
	for _, b := range assumed {
		if beingAsked(asked, b.Base().Address) {
			continue
		}
		p.Report(b, "state", fmt.Sprintf("“%s” is assumed, and no question about it is open", schema.Title(b)),
			"Agree on it and write state = \"confirmed\", or ask: question \"NAME\" { blocks = [%s], … }.", b.Base().Address.Written())
	}
}

// beingAsked tells whether an open question is about a block or about the flow that holds it.
func beingAsked(asked map[schema.Address]*schema.Question, addr schema.Address) bool {
	module, kind, labels := addr.Split()
	if kind == "stage" && len(labels) == 2 {
		for _, flow := range []string{"lifecycle", "pipeline"} {
			if asked[schema.NewAddress(module, flow, labels[0])] != nil {
				return true
			}
		}
	}
	return asked[addr] != nil
}
