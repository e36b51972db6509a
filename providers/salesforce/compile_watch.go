package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// watch makes the reports on where records are, and on what is late, stale or incomplete. It gives the names of those that a
// dashboard shows.
func (r *reports) watch() (shown []string) {
	for _, t := range r.a.Tracks() {
		for _, h := range r.homeOf[t.Address] {
			shown = append(shown, r.population(t, h))
		}
	}
	for _, t := range r.a.Tracks() {
		for _, h := range r.homeOf[t.Address] {
			shown = append(shown, r.stale(t, h)...)
			r.incomplete(t, h)
		}
	}
	for _, s := range r.a.SLAs {
		shown = append(shown, r.breached(s)...)
	}
	for _, q := range r.a.Queues {
		shown = append(shown, r.waiting(q)...)
	}
	return shown
}

// isOpen tells whether records in a stage have something before them.
func isOpen(s *schema.Stage) bool { return s.Outcome == "" || s.Outcome == "holding" }

// quotedValue is a value as a filter has it: commas separate values.
func quotedValue(v string) string {
	if strings.Contains(v, ",") {
		return `"` + v + `"`
	}
	return v
}

// population counts the records in each open stage.
func (r *reports) population(t *schema.Track, h home) string {
	var values []string
	for i, s := range t.Stages {
		if isOpen(s) && !slices.Contains(values, quotedValue(h.values[i])) {
			values = append(values, quotedValue(h.values[i]))
		}
	}
	s := sheet{name: reportName(t.Address, h.sobject) + "_stages", label: r.labelOn("Stages of "+t.Label(), t, h), sobject: h.sobject, description: "How many records are in each open stage of " + trackLabel(t) + " now.",
		columns: []string{r.sinceField(t, h.sobject)}, groups: []grouping{{field: h.field}}, filters: []condition{{h.field, "equals", strings.Join(values, ",")}}}
	if len(values) == 0 {
		s.filters = nil
	}
	if h.sobject == opportunity {
		s.columns, s.sums = append(s.columns, "Amount", "CloseDate"), []string{"Amount"}
	}
	return r.report(t.Block.Base(), "report.stages."+h.sobject, s)
}

// days are the whole days of a length of time, at least one.
func days(d schema.Duration) int {
	return max(1, d.Months*30+d.Days+(d.Minutes+1439)/1440)
}

// staleAfter is how long a record may be in a stage: the stage's own time, or that of the hygiene of its records.
func (c *compiler) staleAfter(t *schema.Track, s *schema.Stage) schema.Duration {
	if !s.StaleAfter.IsZero() || !isOpen(s) {
		return s.StaleAfter
	}
	for _, h := range c.a.Hygienes {
		if h.Object.Name() == t.Object && !h.StaleAfter.IsZero() {
			return h.StaleAfter
		}
	}
	return schema.Duration{}
}

// stale lists the records that are in a stage for longer than they may be. Stages with the same time share a pair of filters.
func (r *reports) stale(t *schema.Track, h home) []string {
	var order []int
	values, labels, stages := map[int][]string{}, map[int][]string{}, map[int][]*schema.Stage{}
	for i, s := range t.Stages {
		after := r.staleAfter(t, s)
		if after.IsZero() {
			continue
		}
		n := days(after)
		if values[n] == nil {
			order = append(order, n)
		}
		values[n], labels[n], stages[n] = append(values[n], quotedValue(h.values[i])), append(labels[n], h.labels[i]), append(stages[n], s)
	}
	label := r.labelOn("Stale: "+t.Label(), t, h)
	var filters []condition
	var logic, words []string
	for _, n := range order {
		if len(filters)+2 >= maxReportFilters {
			r.step(t.Address, false, "Complete the report of stale records", fmt.Sprintf("A report has at most %d filters.", maxReportFilters),
				fmt.Sprintf("Make another report like “%s” for the stages %s, older than %d days.", "Stale: "+t.Label(), strings.Join(labels[n], ", "), n))
			continue
		}
		filters = append(filters, condition{h.field, "equals", strings.Join(values[n], ",")}, condition{r.sinceField(t, h.sobject), "lessThan", fmt.Sprintf("N DAYS AGO:%d", n)})
		logic = append(logic, fmt.Sprintf("(%d AND %d)", len(filters)-1, len(filters)))
		words = append(words, fmt.Sprintf("%s: %d days.", strings.Join(labels[n], ", "), n))
		for _, s := range stages[n] {
			if s.StaleAfter.Minutes%1440 == 0 { // a report counts whole days
				r.detects(staleClaim(s), label)
			}
		}
	}
	if filters == nil {
		return nil
	}
	return []string{r.report(t.Block.Base(), "report.stale."+h.sobject, sheet{name: reportName(t.Address, h.sobject) + "_stale", label: label, sobject: h.sobject,
		description: "Records that are in a stage for longer than it allows. " + strings.Join(words, " "), columns: []string{r.sinceField(t, h.sobject)},
		groups: []grouping{{field: h.field}}, filters: filters, logic: strings.Join(logic, " OR ")})}
}

// incomplete lists the records in each stage that lack a fact which the stage asks for.
func (r *reports) incomplete(t *schema.Track, h home) {
	for i, s := range t.Stages {
		label := r.labelOn("Incomplete: "+schema.Title(s), t, h)
		filters := []condition{{h.field, "equals", quotedValue(h.values[i])}}
		var blanks, titles []string
		for _, a := range s.Requires {
			f := schema.Find[schema.Field](r.a, a)
			if f == nil {
				continue
			}
			name := r.blankable(f, t, h)
			if name == "" || len(filters)+1 >= maxReportFilters {
				continue
			}
			filters = append(filters, condition{name, "equals", ""})
			blanks, titles = append(blanks, fmt.Sprint(len(filters))), append(titles, schema.Title(f))
			if a != s.Revisit { // which must lie ahead as well
				r.detects(r.knownClaim(s.Address, a), label)
			}
		}
		if blanks == nil {
			continue
		}
		var columns []string
		for _, f := range filters[1:] {
			columns = append(columns, f.field)
		}
		logic := "1 AND " + blanks[0]
		if len(blanks) > 1 {
			logic = "1 AND (" + strings.Join(blanks, " OR ") + ")"
		}
		sh := sheet{name: reportName(s.Address, h.sobject) + "_incomplete", label: label, sobject: h.sobject,
			description: fmt.Sprintf("Records in “%s” of %s that lack one of: %s.", schema.Title(s), trackLabel(t), strings.Join(titles, ", ")), columns: columns, filters: filters, logic: logic}
		for _, o := range r.ownerOf(h.sobject) {
			sh.groups = []grouping{{field: o}}
		}
		r.report(&s.Meta, "report.incomplete."+h.sobject, sh)
	}
}

// blankable is the field of a fact on an object of the org which a report can look for records without; "" for none. Checkboxes
// are never blank, and long texts cannot be filtered for it.
func (r *reports) blankable(f *schema.Field, t *schema.Track, h home) string {
	if f.Object != t.Object && !(h.sobject == lead && f.Object == "company") || !slices.Contains(r.objectsOf(f), h.sobject) {
		return ""
	}
	name := r.fieldOn(h.sobject, f)
	switch r.typeOf(h.sobject, name, f) {
	case formula.Checkbox, formula.LongTextArea, formula.HTML:
		return ""
	}
	if !r.has(typeField, key(h.sobject, name)) {
		return ""
	}
	return name
}

// breached lists the records whose clock has run out.
func (r *reports) breached(s *schema.SLA) (made []string) {
	object, f := r.clockObject(s), fieldsOf(s)
	if !r.owns(object) {
		return nil
	}
	all := r.names.all(object)
	for _, sobject := range all {
		if !r.has(typeField, key(sobject, f.breached)) {
			continue
		}
		label := "Late: " + schema.Title(s)
		if in := " (" + sobject + ")"; len(all) > 1 {
			label = cut(label, maxReportLabel-len(in)) + in
		}
		sh := sheet{name: reportName(s.Address, sobject), label: label, sobject: sobject, description: fmt.Sprintf("Records on which the clock “%s” (%s) ran out.", schema.Title(s), s.Within),
			columns: []string{f.started, f.due}, filters: []condition{{f.breached, "equals", "1"}}}
		for _, o := range r.ownerOf(sobject) {
			sh.groups = []grouping{{field: o}}
		}
		made = append(made, r.report(&s.Meta, "report."+sobject, sh))
	}
	return made
}

// waiting lists the records that a queue owns, by when they were created.
func (r *reports) waiting(q *schema.Queue) (made []string) {
	name := r.queueName(q.Address)
	if !r.has(typeQueue, name) {
		return nil
	}
	label := text(r.made[queueRef(name)].Values["label"])
	objects := r.queueObjects(q)
	for _, sobject := range objects {
		for _, o := range r.ownerOf(sobject) {
			title := "Waiting: " + schema.Title(q)
			if in := " (" + objectPage(sobject) + ")"; len(objects) > 1 {
				title = cut(title, maxReportLabel-len(in)) + in
			}
			made = append(made, r.report(&q.Meta, "report."+sobject, sheet{name: reportName(q.Address, sobject), label: title, sobject: sobject,
				description: fmt.Sprintf("Records that the queue “%s” owns, by the day on which they were created.", label), columns: []string{"CreatedDate", "LastModifiedDate"},
				groups: []grouping{{"CreatedDate", "Week"}}, filters: []condition{{o, "equals", quotedValue(label)}}}))
		}
	}
	return made
}
