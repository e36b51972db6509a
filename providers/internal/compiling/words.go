package compiling

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Stop ends a sentence.
func Stop(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

// Titles lists blocks by what people call them: "Sales, Marketing". What is not there is left out.
func Titles(a *schema.Architecture, list ...schema.Address) string {
	var names []string
	for _, addr := range list {
		if b := a.Lookup(addr); b != nil {
			names = append(names, schema.Title(b))
		}
	}
	return strings.Join(names, ", ")
}

// Measured tells whether a CRM has records in any of the stages, or none is named: "" names none. owns tells whether it has the
// records of an object.
func Measured(a *schema.Architecture, owns func(object string) bool, stages ...schema.Address) bool {
	none := true
	for _, s := range stages {
		if t := a.Track(s); t != nil && owns(t.Object) {
			return true
		}
		none = none && s == ""
	}
	return none
}

// Metrics are those about records that a CRM has, see Measured.
func Metrics(a *schema.Architecture, owns func(object string) bool) []*schema.Metric {
	return slices.DeleteFunc(slices.Clone(a.Metrics), func(m *schema.Metric) bool { return !Measured(a, owns, m.Stage, m.From, m.To) })
}

// Goals are those about records that a CRM has.
func Goals(a *schema.Architecture, owns func(object string) bool) []*schema.Goal {
	return slices.DeleteFunc(slices.Clone(a.Goals), func(g *schema.Goal) bool {
		return !Measured(a, owns, g.Stage) || g.Object != "" && !owns(g.Object.Name())
	})
}

// Metric says in words what a report shows. split is how one asks for dimensions in the CRM: "Group by".
func Metric(a *schema.Architecture, m *schema.Metric, split string) string {
	w := "“" + schema.Title(m) + "”:"
	if m.Formula != "" {
		w += " " + Stop(m.Formula)
	}
	if m.From != "" && m.To != "" {
		w += fmt.Sprintf(" From “%s” to “%s”.", Titles(a, m.From), Titles(a, m.To))
	}
	if len(m.By) > 0 {
		w += fmt.Sprintf(" %s %s.", split, Titles(a, m.By...))
	}
	return w + fmt.Sprintf(" Show it %s, as %s.", strings.ReplaceAll(m.Cadence, "_", "-"), strings.ReplaceAll(m.Unit, "_", " "))
}

// ReportStep is the title of the manual step that a report is made in: that of the first dashboard that shows it.
func ReportStep(a *schema.Architecture, m *schema.Metric) string {
	for _, d := range a.Dashboards {
		if slices.Contains(d.Metrics, m.Address) {
			return DashboardStep(d)
		}
	}
	return "Make the reports that no dashboard shows"
}

// DashboardStep is the title of the manual step that a dashboard is made in.
func DashboardStep(d *schema.Dashboard) string {
	return "Build the dashboard “" + schema.Title(d) + "”"
}

// Goal says in words what is to be reached. records is what the CRM calls records of an object.
func Goal(a *schema.Architecture, g *schema.Goal, records func(object string) string) string {
	what := Titles(a, g.Metric)
	switch {
	case a.Lookup(g.Stage) != nil:
		what = "new records in “" + Titles(a, g.Stage) + "”"
	case what == "":
		what = records(g.Object.Name())
	}
	w := fmt.Sprintf("“%s”: %g a %s. Count %s", schema.Title(g), g.Target, strings.ReplaceAll(g.Period, "_", " "), what)
	if !g.When.IsZero() {
		w += ", only where " + strings.TrimSuffix(expr.Sentence(g.When.Expr, a.Namer()), ".")
	}
	w += "."
	if g.Owner != "" {
		w += " Owner: " + Titles(a, g.Owner) + "."
	}
	return w
}

// Queue says in words which records are in a queue, and in which order. owner is what the CRM calls who has a record;
// capacity is a sentence about how many records a person has at most, with %g for the number.
func Queue(a *schema.Architecture, q *schema.Queue, owner, capacity string) string {
	people := "those who work the queue"
	switch {
	case len(q.Members) > 0:
		people = Titles(a, q.Members...)
	case q.Team != "":
		people = "the members of the team “" + Titles(a, q.Team) + "”"
	case q.Role != "":
		people = "those who are " + Titles(a, q.Role)
	}
	w := fmt.Sprintf("“%s”: the %s is any of %s", schema.Title(q), owner, people)
	for i, o := range q.Order {
		w += fmt.Sprintf("%s %s, %s", []string{". Sort by", ", then by"}[min(i, 1)], Titles(a, o.By), o.Direction)
	}
	w += "."
	if q.Capacity > 0 {
		w += " " + fmt.Sprintf(capacity, q.Capacity)
	}
	return w
}

// Tier says in words who approves, and in what time; words are its condition, a sentence.
func Tier(a *schema.Architecture, t *schema.ApprovalTier, words string) string {
	if len(t.Approvers) == 0 {
		return words
	}
	words += " Approved by " + Titles(a, t.Approvers...)
	if !t.Within.IsZero() {
		words += " within " + t.Within.String()
	}
	return words + "."
}

// Survivor says which record wins a merge.
func Survivor(h *schema.Hygiene) string {
	return map[string]string{"crm": "the one that people work with", "newest": "the newest", "oldest": "the oldest", "most_complete": "the most complete"}[h.Survivor]
}
