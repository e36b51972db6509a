package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// sheet is a report on records of one object of the org. Fields are named by their API names.
type sheet struct {
	name, label, description string
	sobject                  string
	columns                  []string
	// averages and sums are columns of which that is shown as well.
	averages, sums []string
	groups         []grouping
	filters        []condition
	logic          string // of the filters, by number; all of them without one
}

// grouping groups records by a field; by is the granularity of a date.
type grouping struct{ field, by string }

// condition is one filter.
type condition struct{ field, operator, value string }

// reports makes reports, and then the report types that they are made with.
type reports struct {
	*compiler
	objects []string // of the org, in the order of their first report
}

// Report types of the org's own have columns by names that differ from the API names of fields, and not for all fields; with
// a report type of the architecture's, every column is OBJECT$FIELD. Source: Metadata API Developer Guide, Report.
func (r *reports) column(sobject, field string) string { return sobject + "$" + reportField(field) }

// reportField is the name of a field in report types, where standard lookups are without Id.
func reportField(field string) string {
	if isCustom(field) {
		return field
	}
	return strings.TrimSuffix(field, "Id")
}

// reportTypeName is the name of the architecture's report type of an object: one that others have columns of cannot be shared,
// as its columns stand in an order.
func (c *compiler) reportTypeName(sobject string) string {
	return developerName(c.info().Address.Key()+"_"+strings.TrimSuffix(sobject, "__c"), maxName)
}

// folders makes the folders of reports and dashboards, once.
func (r *reports) folder(of string) string {
	name := r.settings.folder
	if !r.has(typeFolder, key(of, name)) {
		r.resource(typeFolder, r.info(), of+"s", fmt.Sprintf("folder of %ss “%s”", of, name), false, providers.Values{"kind": of, "name": name, "label": strings.ReplaceAll(name, "_", " ")})
	}
	return key(of, name)
}

// report makes a report of a block, and gives its name with the folder as dashboards name it.
func (r *reports) report(m *schema.Meta, part string, s sheet) string {
	if !slices.Contains(r.objects, s.sobject) {
		r.objects = append(r.objects, s.sobject)
	}
	out := &metadata.Report{Name: s.label, Format: "Tabular", ReportType: r.reportTypeName(s.sobject) + "__c", Scope: "organization", ShowDetails: new(true),
		TimeFrameFilter: &metadata.ReportTimeFrameFilter{DateColumn: r.column(s.sobject, "CreatedDate"), Interval: "INTERVAL_CUSTOM"}}
	var columns []string
	for _, f := range append(append([]string{"Name"}, r.ownerOf(s.sobject)...), s.columns...) {
		if !slices.Contains(columns, f) && !slices.ContainsFunc(s.groups, func(g grouping) bool { return g.field == f }) {
			columns = append(columns, f)
		}
	}
	for _, f := range columns {
		c := metadata.ReportColumn{Field: r.column(s.sobject, f)}
		if slices.Contains(s.averages, f) {
			c.AggregateTypes = []string{"Average"}
		} else if slices.Contains(s.sums, f) {
			c.AggregateTypes = []string{"Sum"}
		}
		out.Columns = append(out.Columns, c)
	}
	for _, g := range s.groups {
		out.Format = "Summary"
		out.ShowGrandTotal, out.ShowSubTotals = new(true), new(true)
		out.GroupingsDown = append(out.GroupingsDown, metadata.ReportGrouping{DateGranularity: cmp.Or(g.by, "Day"), Field: r.column(s.sobject, g.field), SortOrder: "Asc"})
	}
	if filters := slices.Concat(s.filters, r.open(s.sobject)); len(filters) > 0 {
		out.Filter = &metadata.ReportFilter{BooleanFilter: s.logic}
		if s.logic != "" && len(filters) > len(s.filters) {
			out.Filter.BooleanFilter = fmt.Sprintf("(%s) AND %d", s.logic, len(filters))
		}
		for _, f := range filters {
			out.Filter.CriteriaItems = append(out.Filter.CriteriaItems, metadata.ReportFilterItem{Column: r.column(s.sobject, f.field), Operator: f.operator, Value: f.value})
		}
	}
	name := developerName(s.name, maxReportName)
	v := providers.Values{"folder": r.folder("report"), "name": name, "label": cut(s.label, maxReportLabel), "description": orNil(cut(s.description, maxReportDescription)), "definition": documentAs(out)}
	r.resource(typeReport, m, part, fmt.Sprintf("report “%s”", s.label), false, v)
	return r.settings.folder + "/" + name
}

// Limits of reports. Source: Metadata API Developer Guide, Report.
const (
	maxReportName        = 80
	maxReportLabel       = 40
	maxReportDescription = 255
	maxReportFilters     = 20
)

// open leaves out leads that were converted: they are contacts now, and counted there.
func (r *reports) open(sobject string) []condition {
	if sobject == lead {
		return []condition{{"IsConverted", "equals", "0"}}
	}
	return nil
}

// ownerOf is the owner of records, where they have one of their own: details of a master have none.
func (r *reports) ownerOf(sobject string) []string {
	for name := range r.liveFields(sobject) {
		if r.liveType(sobject, name) == formula.MasterDetail {
			return nil
		}
	}
	return []string{"OwnerId"}
}

// categories of report types. Source: Metadata API Developer Guide, ReportType.
var categories = map[string]string{lead: "leads", contact: "accounts", account: "accounts", opportunity: "opportunities"}

// types makes the report types: what every record has, and every field that is made.
func (r *reports) types() {
	for _, sobject := range r.objects {
		label := cut(r.title()+": "+objectPage(sobject), maxLabel)
		fields := append(append([]string{"Name"}, r.ownerOf(sobject)...), "CreatedDate", "LastModifiedDate")
		if sobject == lead {
			fields = append(fields, "IsConverted")
		}
		if sobject == opportunity {
			fields = append(fields, "StageName", "Amount", "CloseDate")
		}
		for _, x := range r.out.Resources {
			if name := text(x.Values["name"]); x.Type == typeField && text(x.Values["object"]) == sobject && !slices.Contains(fields, name) {
				fields = append(fields, name)
			}
		}
		section := metadata.ReportLayoutSection{MasterLabel: objectPage(sobject)}
		for i, f := range fields {
			section.Columns = append(section.Columns, metadata.ReportTypeColumn{CheckedByDefault: i < 2, Field: reportField(f), Table: sobject})
		}
		t := &metadata.ReportType{BaseObject: sobject, Category: cmp.Or(categories[sobject], "other"), Deployed: true, Label: label, Sections: []metadata.ReportLayoutSection{section}}
		r.resource(typeReportType, r.info(), sobject, fmt.Sprintf("report type “%s”", label), false, providers.Values{"name": r.reportTypeName(sobject), "label": label, "object": sobject,
			"description": "What the reports of the lifecycle architecture are made with.", "definition": documentAs(t)})
	}
}
