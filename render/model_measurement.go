package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// MetricGroup are the metrics of one category of the measurement framework.
type MetricGroup struct {
	Title, Question string
	Metrics         []Metric
}

// Metric is a measured number in words.
type Metric struct {
	Title, Category, Formula, Source, Unit string
	Priority                               string
	// Measures says which stages it is about.
	Measures         string
	SplitBy          []string
	Cadence, RedFlag string
	Owner            string
	Benchmarks       []BenchmarkRange
	Alarms           []Alarm
	Goals            []Goal
	Dashboards       []string
}

// BenchmarkRange is what others reach.
type BenchmarkRange struct{ Range, Source string }

// Alarm says when the red flag goes up by itself.
type Alarm struct {
	When string
	// Example shows the limit in numbers, so that percent and percentage points are not mixed up.
	Example string
	Action  string
}

// Goal is a target.
type Goal struct{ Title, Target, Counts, Owner string }

// categories are those of the measurement framework, in its order, with what each answers.
var categories = []struct{ name, title, question string }{
	{"production", "Production by stage", "How many records enter each stage?"},
	{"conversion", "Stage conversion", "Which share of them goes on to the next stage?"},
	{"time_in_stage", "Time in stage", "How long do they stay?"},
	{"drop_off", "Drop-off reasons", "Why do they leave?"},
	{"cost_to_enter", "Cost to enter a stage", "What does it cost to get a record there?"},
	{"segmentation", "Segmentation", "For whom is it different?"},
	{"speed", "Speed", "How fast do we answer?"},
	{"revenue", "Revenue", "What comes out at the end?"},
	{"quality", "Quality", "How far can the numbers be trusted?"},
}

// MetricGroups are the metrics by category.
func (m *Model) MetricGroups() []MetricGroup {
	var out []MetricGroup
	for _, c := range categories {
		g := MetricGroup{Title: c.title, Question: c.question}
		for _, x := range m.arch.Metrics {
			if x.Category == c.name {
				g.Metrics = append(g.Metrics, m.metric(x))
			}
		}
		if len(g.Metrics) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func (m *Model) metric(x *schema.Metric) Metric {
	out := Metric{Title: schema.Title(x), Category: words(x.Category), Formula: x.Formula, Source: x.Source, Unit: words(x.Unit),
		Measures: m.measures(x), SplitBy: m.titlesOf(x.By), Cadence: cadence(x.Cadence), RedFlag: x.RedFlag, Owner: m.titleOf(x.Owner)}
	if x.Priority > 0 {
		out.Priority = number(x.Priority)
	}
	for _, b := range x.Benchmarks {
		out.Benchmarks = append(out.Benchmarks, BenchmarkRange{benchmarkRange(b, x.Unit, m.currency()), b.Source})
	}
	for _, al := range x.Alarms {
		out.Alarms = append(out.Alarms, alarm(al, x.Unit))
	}
	for _, g := range m.arch.Goals {
		if g.Metric == x.Address {
			out.Goals = append(out.Goals, m.goal(g))
		}
	}
	for _, d := range m.arch.Dashboards {
		if slices.Contains(d.Metrics, x.Address) {
			out.Dashboards = append(out.Dashboards, schema.Title(d))
		}
	}
	return out
}

func (m *Model) currency() string {
	if m.arch.Info == nil {
		return ""
	}
	return m.arch.Info.Currency
}

// measures says which stages a metric is about.
func (m *Model) measures(x *schema.Metric) string {
	var parts []string
	if x.Stage != "" {
		parts = append(parts, m.stageWords(x.Stage))
	}
	if x.From != "" || x.To != "" {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s → %s", m.stageWords(x.From), m.stageWords(x.To))))
	}
	return strings.Join(parts, ", ")
}

// amount is a number with its unit.
func amount(f float64, unit, currency string) string {
	switch unit {
	case "percent":
		return number(f) + " %"
	case "currency":
		return strings.TrimSpace(number(f) + " " + currency)
	case "days", "hours", "minutes":
		return number(f) + " " + unit
	case "ratio":
		return number(f) + ":1"
	}
	return number(f)
}

func benchmarkRange(b *schema.Benchmark, unit, currency string) string {
	switch {
	case b.Low != nil && b.High != nil && *b.Low == 0:
		return "up to " + amount(*b.High, unit, currency)
	case b.Low != nil && b.High != nil:
		if unit == "ratio" {
			return amount(*b.Low, unit, currency) + " to " + amount(*b.High, unit, currency)
		}
		return number(*b.Low) + " to " + amount(*b.High, unit, currency)
	case b.Low != nil:
		return amount(*b.Low, unit, currency) + " and more"
	case b.High != nil:
		return "up to " + amount(*b.High, unit, currency)
	}
	return ""
}

// alarm says when a metric of a unit raises the red flag.
func alarm(x *schema.Alarm, unit string) Alarm {
	out := Alarm{Action: x.Action}
	switch {
	case x.Unit == "percentage_points":
		out.When = fmt.Sprintf("falls by more than %s percentage %s below the baseline", number(x.Drop), map[bool]string{true: "point", false: "points"}[x.Drop == 1])
		if x.Drop < 40 {
			out.Example = fmt.Sprintf("at a baseline of 40 %%, below %s %%", number(40-x.Drop))
		}
	case unit == "percent":
		out.When = fmt.Sprintf("falls by more than %s percent of the baseline", number(x.Drop))
		out.Example = fmt.Sprintf("at a baseline of 40 %%, below %s %%", number(40*(1-x.Drop/100)))
	default:
		out.When = fmt.Sprintf("falls by more than %s percent of the baseline", number(x.Drop))
		out.Example = fmt.Sprintf("at a baseline of 200, below %s", number(200*(1-x.Drop/100)))
	}
	if !x.Sustained.IsZero() {
		out.When += " and stays there for " + diff.Duration(x.Sustained)
	}
	return out
}

func (m *Model) goal(g *schema.Goal) Goal {
	unit := ""
	if x := schema.Find[schema.Metric](m.arch, g.Metric); x != nil {
		unit = x.Unit
	}
	var counts []string
	if g.Metric != "" {
		counts = append(counts, m.titleOf(g.Metric))
	}
	object := "records"
	if g.Object != "" {
		object = lowerFirst(plurals(m, g.Object.Name()))
	}
	if g.Stage != "" {
		if t := m.arch.Track(g.Stage); t != nil && g.Object == "" {
			object = lowerFirst(plurals(m, t.Object))
		}
		counts = append(counts, object+" that enter "+m.stageWords(g.Stage))
	} else if g.Object != "" {
		counts = append(counts, object)
	}
	if c := m.sentence(g.When); c != "" {
		counts = append(counts, "where "+lowerFirst(c))
	}
	return Goal{Title: schema.Title(g), Target: amount(g.Target, unit, m.currency()) + " each " + words(g.Period), Counts: upperFirst(strings.Join(counts, ", ")),
		Owner: m.titleOf(g.Owner)}
}

// plurals is the plural of a record type.
func plurals(m *Model, object string) string {
	if o := m.arch.Object(object); o != nil && o.Plural != "" {
		return o.Plural
	}
	return strings.TrimPrefix(plural(2, m.n.Object(object)), "2 ")
}

// Goals are all targets.
func (m *Model) Goals() []Goal {
	var out []Goal
	for _, g := range m.arch.Goals {
		out = append(out, m.goal(g))
	}
	return out
}

// Dashboard is a view of metrics for an audience.
type Dashboard struct {
	Title, Question string
	Audience        []string
	RACI            []Pair
	Metrics         []Metric
}

// Dashboards are the views.
func (m *Model) Dashboards() []Dashboard {
	var out []Dashboard
	for _, d := range m.arch.Dashboards {
		x := Dashboard{Title: schema.Title(d), Question: d.Description, Audience: m.titlesOf(d.Audience), RACI: m.raci(d.RACI)}
		for _, addr := range d.Metrics {
			if metric := schema.Find[schema.Metric](m.arch, addr); metric != nil {
				x.Metrics = append(x.Metrics, m.metric(metric))
			}
		}
		out = append(out, x)
	}
	return out
}

// Sources lists where the data come from, each with its metrics.
func (d Dashboard) Sources() []Pair {
	var out []Pair
	at := map[string]int{}
	for _, x := range d.Metrics {
		switch i, ok := at[x.Source]; {
		case x.Source == "":
		case ok:
			out[i].Text += ", " + x.Title
		default:
			at[x.Source] = len(out)
			out = append(out, Pair{x.Source, x.Title})
		}
	}
	return out
}

// DashboardRow is a metric with a mark for each dashboard that shows it.
type DashboardRow struct {
	Metric Metric
	Shown  []bool
}

// DashboardMatrix are all metrics with the dashboards that show them, in the order of Dashboards.
func (m *Model) DashboardMatrix() []DashboardRow {
	var out []DashboardRow
	for _, g := range m.MetricGroups() {
		for _, x := range g.Metrics {
			row := DashboardRow{Metric: x}
			for _, d := range m.arch.Dashboards {
				row.Shown = append(row.Shown, slices.Contains(x.Dashboards, schema.Title(d)))
			}
			out = append(out, row)
		}
	}
	return out
}

// Unseen are the metrics that no dashboard shows.
func (m *Model) Unseen() []string {
	var out []string
	for _, r := range m.DashboardMatrix() {
		if !slices.Contains(r.Shown, true) {
			out = append(out, r.Metric.Title)
		}
	}
	return out
}
