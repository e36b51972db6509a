package schema

import (
	"fmt"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var measurementRules = []func(*checker){checkMetrics, checkGoals, checkQuestions, checkPolicies}

func checkMetrics(c *checker) {
	for _, m := range c.Metrics {
		if m.From != "" && m.From == m.To {
			c.fail(diag.BadValue, m, "to", fmt.Sprintf("%s goes from a stage to itself", m.Address), "Name the stage at which the measured stretch ends.")
		}
		for _, b := range m.Benchmarks {
			switch {
			case b.Low == nil && b.High == nil:
				c.fail(diag.MissingAttribute, b, "", fmt.Sprintf("%s has no numbers", b.Address), "Give low, high or both.")
			case b.Low != nil && b.High != nil && *b.Low > *b.High:
				c.fail(diag.BadValue, b, "low", fmt.Sprintf("%s ends before it begins", b.Address), "low, %v, is more than high, %v.", *b.Low, *b.High)
			}
		}
	}
}

func checkGoals(c *checker) {
	for _, g := range c.Goals {
		if g.Metric == "" && g.Stage == "" && g.Object == "" {
			c.fail(diag.MissingAttribute, g, "", fmt.Sprintf("%s does not say what is counted", g.Address),
				"Name a metric, the stage whose new records count, or an object.")
		}
	}
}

func checkQuestions(c *checker) {
	for _, q := range c.Questions {
		if q.Due != "" && !parses(time.DateOnly, q.Due) {
			c.fail(diag.BadValue, q, "due", fmt.Sprintf("%q is not a day", q.Due), "Write year, month and day, as in \"2026-03-31\".")
		}
		if q.Status == "answered" && q.Answer == "" {
			c.fail(diag.MissingAttribute, q, "status", fmt.Sprintf("%s is answered without an answer", q.Address), "Add answer = \"…\".")
		}
	}
}

var ruleSeverities = []string{"error", "warning", "off"}

func checkPolicies(c *checker) {
	for _, p := range c.Policies {
		for _, rule := range sortedKeys(p.Severity) {
			switch p.Severity[rule] {
			case "error", "warning", "off":
			default:
				c.fail(diag.BadValue, p, "severity", fmt.Sprintf("%q is not a severity", p.Severity[rule]),
					"Rule %s can be %s.%s", rule, oneOf(ruleSeverities), diag.DidYouMean(p.Severity[rule], ruleSeverities))
			}
		}
	}
}
