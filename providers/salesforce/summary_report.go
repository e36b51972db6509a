package salesforce

import "strings"

// reportSummary says what a report shows. Charts and the like, which people add to see the same in another way, are left out.
func reportSummary(doc map[string]any) []any {
	var columns []string
	for _, c := range parts(doc, "columns") {
		w := columnWords(text(c["field"]))
		if sums := list(c["aggregateTypes"]); len(sums) > 0 {
			w += " (" + strings.ToLower(strings.Join(sums, ", ")) + ")"
		}
		columns = append(columns, w)
	}
	line := "Shows " + plain(strings.TrimSuffix(text(doc["reportType"]), "__c"))
	if len(columns) > 0 {
		line += ": " + strings.Join(columns, ", ")
	}
	out := []any{line}
	var groups []string
	for _, name := range []string{"groupingsDown", "groupingsAcross"} {
		for _, g := range parts(doc, name) {
			w := columnWords(text(g["field"]))
			if by := text(g["dateGranularity"]); by != "" && by != "Day" && by != "None" {
				w += " by " + plain(by)
			}
			groups = append(groups, w)
		}
	}
	if len(groups) > 0 {
		out = append(out, "Grouped by "+strings.Join(groups, ", "))
	}
	filter := part(doc, "filter")
	var conditions []string
	for _, c := range parts(filter, "criteriaItems") {
		value := text(c["value"])
		if text(c["columnToColumn"]) == "true" {
			value = columnWords(value)
		}
		if value == "" {
			value = "empty"
		}
		conditions = append(conditions, columnWords(text(c["column"]))+" "+operatorWords(text(c["operator"]))+" "+strings.Join(strings.Split(value, ","), " or "))
	}
	if len(conditions) > 0 {
		out = append(out, "Where "+logic(text(filter["booleanFilter"]), conditions))
	}
	if w := timeWords(part(doc, "timeFrameFilter")); w != "" {
		out = append(out, w)
	}
	return out
}

// timeWords says of which time a report is; "" for all. Without one, an org gives reports an open interval.
func timeWords(f map[string]any) string {
	column := upper(columnWords(text(f["dateColumn"])))
	if i := text(f["interval"]); i != "" && i != "INTERVAL_CUSTOM" {
		return column + ": " + intervalWords(i)
	}
	var span []string
	if s := text(f["startDate"]); s != "" {
		span = append(span, "from "+s)
	}
	if s := text(f["endDate"]); s != "" {
		span = append(span, "until "+s)
	}
	if len(span) == 0 {
		return ""
	}
	return column + " " + strings.Join(span, " ")
}

// intervals whose names do not tell. Source: UserDateInterval in the Metadata API Developer Guide, and the names in the report
// builder.
var intervals = map[string]string{"INTERVAL_CURRENT": "this fiscal quarter", "INTERVAL_PREV1": "last fiscal quarter", "INTERVAL_NEXT1": "next fiscal quarter",
	"INTERVAL_CURFY": "this fiscal year", "INTERVAL_PREVFY": "last fiscal year", "INTERVAL_NEXTFY": "next fiscal year",
	"INTERVAL_CURRENTQ": "this quarter", "INTERVAL_PREVQ": "last quarter", "INTERVAL_NEXTQ": "next quarter",
	"INTERVAL_CURY": "this year", "INTERVAL_PREVY": "last year", "INTERVAL_NEXTY": "next year"}

// intervalWords says an interval: INTERVAL_THISMONTH is "this month", INTERVAL_LAST7 "last 7 days".
func intervalWords(name string) string {
	if w := intervals[name]; w != "" {
		return w
	}
	name = strings.NewReplacer("LAST", "last ", "THIS", "this ", "NEXT", "next ", "FISCAL", "fiscal ", "_", " ").Replace(strings.TrimPrefix(name, "INTERVAL_"))
	if n := len(name); n > 0 && isDigit(name[n-1]) {
		name += " days"
	}
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

func columnWords(name string) string {
	if name == "RowCount" {
		return "number of records"
	}
	return fieldWords(name)
}

// dashboardSummary says what the components of a dashboard show, in their order.
func dashboardSummary(doc map[string]any) []any {
	var out []any
	for _, c := range dashboardComponents(doc) {
		title := text(c["header"])
		if title == "" {
			title = text(c["title"])
		}
		line := upper(plain(text(c["componentType"])))
		if title != "" {
			line += " “" + title + "”"
		}
		if r := text(c["report"]); r != "" {
			line += " of report " + r
		}
		out = append(out, line)
	}
	return out
}

// dashboardComponents are the components of a dashboard, in either layout.
func dashboardComponents(doc map[string]any) []map[string]any {
	var out []map[string]any
	for _, at := range parts(part(doc, "dashboardGridLayout"), "dashboardGridComponents") {
		out = append(out, part(at, "dashboardComponent"))
	}
	for _, section := range []string{"leftSection", "middleSection", "rightSection"} {
		out = append(out, parts(part(doc, section), "components")...)
	}
	return out
}
