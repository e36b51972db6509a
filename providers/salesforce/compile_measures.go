package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// measures makes reports and dashboards of the measurement framework. What no report computes becomes a manual step, and
// never a number that is only nearly right.
func (c *compiler) measures() {
	r := &reports{compiler: c}
	for _, t := range c.a.Tracks() {
		for _, h := range c.homeOf[t.Address] {
			c.stageDates(t, h)
		}
	}
	watch := r.watch()
	made := map[schema.Address][]string{}
	for _, m := range compiling.Metrics(c.a, c.owns) {
		made[m.Address] = r.metric(m)
	}
	for _, g := range compiling.Goals(c.a, c.owns) {
		r.goal(g)
	}
	for _, d := range c.a.Dashboards {
		r.boardOf(d, made)
	}
	r.board(c.info(), "watch", c.info().Address.Key()+"_watch", c.title()+": what to look at", "Where records are, and what is late, stale or incomplete.", watch)
	r.types()
}

// granularities are how dates are grouped, by how often a metric is looked at.
var granularities = map[string]string{"daily": "Day", "weekly": "Week", "monthly": "Month", "quarterly": "Quarter", "half_yearly": "Quarter", "yearly": "Year"}

// metric makes the reports of a metric, one for each object of the org that its records are, and gives their names.
func (r *reports) metric(m *schema.Metric) (made []string) {
	switch {
	case m.Category == "drop_off":
		if made = r.dropOffs(m); made != nil {
			return made
		}
		r.byHand(m, "No list of reasons is kept on records of this org.")
	case m.Stage != "" && counted(m):
		t, s := r.a.Track(m.Stage), schema.Find[schema.Stage](r.a, m.Stage)
		if m.Category == "segmentation" && !r.splitsAnywhere(m, t) {
			r.byHand(m, "By what it is split stands in its words, or on other records.")
			return nil
		}
		for _, h := range r.homeOf[t.Address] {
			made = append(made, r.production(m, t, s, h))
		}
	case m.From != "" && m.To != "" && !r.sameTrack(m.From, m.To):
		r.byHand(m, "It begins on records of one flow and ends on those of another; a report sees the dates of one record.")
	case stretched(m):
		t := r.a.Track(m.From)
		if other := r.sameStretch(m); other != nil {
			r.byHand(m, fmt.Sprintf("“%s” goes from and to the same stages; what tells this one apart stands in its words alone.", schema.Title(other)))
			return nil
		}
		for _, h := range r.homeOf[t.Address] {
			made = append(made, r.stretch(m, t, h))
		}
	default:
		r.byHand(m, cmp.Or(unreported[m.Category], "It takes more than the records of one object, as they are now."))
	}
	return made
}

// stretched tells whether a metric is the share of records that get from one stage to another, or the time that it takes.
func stretched(m *schema.Metric) bool {
	units := map[string][]string{"conversion": {"percent"}, "time_in_stage": {"days", "hours", "minutes"}, "speed": {"days", "hours", "minutes"}}
	return m.From != "" && m.To != "" && slices.Contains(units[m.Category], m.Unit)
}

// sameStretch is the metric before this one that measures the same between the same stages; nil for none.
func (r *reports) sameStretch(m *schema.Metric) *schema.Metric {
	for _, o := range r.a.Metrics {
		switch {
		case o.Address == m.Address:
			return nil
		case stretched(o) && o.From == m.From && o.To == m.To && (o.Category == "conversion") == (m.Category == "conversion"):
			return o
		}
	}
	return nil
}

func (r *reports) splitsAnywhere(m *schema.Metric, t *schema.Track) bool {
	return slices.ContainsFunc(r.homeOf[t.Address], func(h home) bool {
		by, _ := r.splits(m, t, h)
		return by != nil
	})
}

// unreported says why there are no reports of some categories.
var unreported = map[string]string{
	"production":    "It counts the records that entered several stages, or something else than records; reports see records as they are. The reports by stage show how many are there now.",
	"conversion":    "It names no two stages between which records are counted, or is no percentage.",
	"time_in_stage": "It names no two stages; how long records were in stages that they have left stands in their history alone.",
	"speed":         "It names no two stages between which time is measured, or is no time.",
	"cost_to_enter": "What was spent is not in the org.",
	"segmentation":  "It splits the other reports, and is no number of its own.",
}

// byHand asks people to make what no report computes.
func (r *reports) byHand(m *schema.Metric, why string) {
	what := "“" + schema.Title(m) + "”: "
	if m.Formula != "" {
		what += strings.TrimSuffix(m.Formula, ".") + ". "
	}
	r.step(m.Address, false, "Compute what no report can", "A report of Salesforce shows the records of an org as they are. What is asked of it here is more, and a number that is nearly right would mislead.",
		"Reports > New Report, with a history report type where the org has one; or compute it outside of Salesforce, for each of these:", what+why)
}

// heading is the description of a metric's reports.
func heading(m *schema.Metric, words string, lost []string) string {
	if lost != nil {
		words += " Not split by " + strings.Join(lost, ", ") + ", which other records hold."
	}
	return sentences(m.Formula, words, m.RedFlag)
}

// labelOn is a label for the reports of one object among several.
func (r *reports) labelOn(title string, t *schema.Track, h home) string {
	if len(r.homeOf[t.Address]) < 2 {
		return cut(title, maxReportLabel)
	}
	in := " (" + h.sobject + ")"
	return cut(title, maxReportLabel-len(in)) + in
}

func reportName(a schema.Address, sobject string) string {
	return a.Kind() + "_" + a.Key() + "_" + strings.TrimSuffix(sobject, "__c")
}

// production counts the records that reached a stage.
func (r *reports) production(m *schema.Metric, t *schema.Track, s *schema.Stage, h home) string {
	reached := reachedField(t, s)
	by, lost := r.splits(m, t, h)
	return r.report(&m.Meta, h.sobject, sheet{name: reportName(m.Address, h.sobject), label: r.labelOn(schema.Title(m), t, h), sobject: h.sobject,
		description: heading(m, fmt.Sprintf("Records by when they first reached “%s”, since the flow keeps it.", schema.Title(s)), lost),
		columns:     []string{h.field, reached}, groups: append([]grouping{{reached, granularities[m.Cadence]}}, by...), filters: []condition{{reached, "notEqual", ""}}})
}

// stretch measures the records that reached one stage, as to when they reached another: how many did, or how long it took.
func (r *reports) stretch(m *schema.Metric, t *schema.Track, h home) string {
	from, to := schema.Find[schema.Stage](r.a, m.From), schema.Find[schema.Stage](r.a, m.To)
	start, end := reachedField(t, from), reachedField(t, to)
	v := providers.Values{"label": cut(schema.Title(m), maxLabel), "blanks": formula.Blanks, "description": cut(schema.Title(m)+". "+m.Formula, maxDescription)}
	title, words, known := schema.Title(m), "", start
	if m.Category == "conversion" {
		v["type"], v["precision"], v["scale"], v["formula"] = "Percent", precision, scale, fmt.Sprintf("IF(ISBLANK(%s), 0, 1)", end)
		words = fmt.Sprintf("Of the records that first reached “%s” in a period, the share that has reached “%s” by now.", schema.Title(from), schema.Title(to))
	} else {
		known = end
		unit, per := "days", ""
		switch m.Unit {
		case "hours":
			unit, per = m.Unit, " * 24"
		case "minutes":
			unit, per = m.Unit, " * 1440"
		}
		v["type"], v["precision"], v["scale"], v["formula"] = "Number", precision, scale, fmt.Sprintf("(%s - %s)%s", end, start, per)
		title += ", average"
		words = fmt.Sprintf("Average %s from first reaching “%s” to first reaching “%s”, in all hours.", unit, schema.Title(from), schema.Title(to))
	}
	name := customName("metric_" + m.Address.Key())
	r.kept(&m.Meta, "measure", h.sobject, name, v)
	by, lost := r.splits(m, t, h)
	filters := []condition{{start, "notEqual", ""}}
	if known == end {
		filters = append(filters, condition{end, "notEqual", ""})
	}
	return r.report(&m.Meta, h.sobject, sheet{name: reportName(m.Address, h.sobject), label: r.labelOn(title, t, h), sobject: h.sobject, description: heading(m, words, lost),
		columns: []string{start, end, name}, averages: []string{name}, groups: append([]grouping{{known, granularities[m.Cadence]}}, by...), filters: filters})
}

// dropOffs count the codes of each list of reasons, on each object that keeps them.
func (r *reports) dropOffs(m *schema.Metric) (made []string) {
	for _, x := range r.a.Reasons {
		for _, object := range r.reasonObjects(x) {
			for _, sobject := range r.names.all(object) {
				field := r.reasonField(x, sobject)
				if f := schema.Find[schema.Field](r.a, x.Field); f != nil {
					field = r.fieldOn(sobject, f)
				}
				if !r.owns(object) || !r.has(typeField, key(sobject, field)) {
					continue
				}
				label := cut(schema.Title(x), maxReportLabel-len(sobject)-3) + " (" + objectPage(sobject) + ")"
				groups := []grouping{{field: field}}
				for _, o := range r.ownerOf(sobject) {
					groups = append(groups, grouping{field: o})
				}
				made = append(made, r.report(&m.Meta, x.Address.Key()+"."+sobject, sheet{name: reportName(x.Address, sobject), label: label, sobject: sobject,
					description: heading(m, "Records by the code that they have now.", nil), columns: []string{field}, groups: groups, filters: []condition{{field, "notEqual", ""}}}))
			}
		}
	}
	return made
}

// maxGroups is how many groupings a report has. Source: Salesforce Help, Group Your Report Data.
const maxGroups = 3

// splits are the groupings by the dimensions of a metric that records of the object hold themselves; lost are the others.
func (r *reports) splits(m *schema.Metric, t *schema.Track, h home) (by []grouping, lost []string) {
	for _, a := range m.By {
		seg := schema.Find[schema.Segment](r.a, a)
		if seg == nil {
			continue
		}
		name := r.groupable(seg.Field, t, h)
		if name == "" || len(by) == maxGroups-1 {
			lost = append(lost, lowerFirst(schema.Title(seg)))
			continue
		}
		by = append(by, grouping{field: name})
	}
	return by, lost
}

// groupable is the field of a fact on an object of the org; "" when records do not hold it, or cannot be grouped by it.
func (r *reports) groupable(a schema.Address, t *schema.Track, h home) string {
	if a.Name() == "owner" || strings.HasSuffix(string(a), ".owner") {
		return strings.Join(r.ownerOf(h.sobject), "")
	}
	f := schema.Find[schema.Field](r.a, a)
	if f == nil || f.Object != t.Object && !(h.sobject == lead && f.Object == "company") || !slices.Contains(r.objectsOf(f), h.sobject) {
		return ""
	}
	name := r.fieldOn(h.sobject, f)
	switch r.typeOf(h.sobject, name, f) {
	case formula.Picklist, formula.Text, formula.Lookup, formula.Checkbox:
		if r.has(typeField, key(h.sobject, name)) {
			return name
		}
	}
	return ""
}

// periods are the time frames of goals. Source: UserDateInterval in the Metadata API Developer Guide.
var periods = map[string]string{"week": "Week", "month": "Month", "quarter": "Quarter", "year": "Year"}

// goal makes a report of what a goal counts, where that is records that reach a stage; else people set it.
func (r *reports) goal(g *schema.Goal) {
	s := schema.Find[schema.Stage](r.a, g.Stage)
	goal := compiling.Goal(r.a, g, r.pluralIn)
	if s != nil && g.When.IsZero() && periods[g.Period] != "" {
		t := r.a.Track(g.Stage)
		for _, h := range r.homeOf[t.Address] {
			reached := reachedField(t, s)
			r.report(&g.Meta, h.sobject, sheet{name: reportName(g.Address, h.sobject), label: r.labelOn("Goal: "+schema.Title(g), t, h), sobject: h.sobject, description: goal,
				columns: []string{reached}, groups: []grouping{{reached, periods[g.Period]}}, filters: []condition{{reached, "notEqual", ""}}})
		}
		goal += " The reports of the goal count."
	}
	r.step(g.Address, false, "Set the goals", "Targets are not part of reports.", "On a dashboard: + Component > the report > Gauge, with the target as its maximum, for each of these.", goal)
}
