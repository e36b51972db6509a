package emulator

import (
	"slices"
	"strings"
)

// standardReports are the report types that Salesforce brings for the objects held here, with their objects [know].
var standardReports = map[string][]string{
	"LeadList": {"Lead"}, "LeadHistory": {"Lead"}, "ContactList": {"Contact", "Account"}, "AccountList": {"Account"},
	"Opportunity": {"Opportunity", "Account"}, "OpportunityHistory": {"Opportunity"}, "OpportunityTrend": {"Opportunity"},
	"OpportunityFieldHistory": {"Opportunity"}, "OpportunityContact": {"Opportunity", "Contact"}, "Activity": {"Task"},
}

// verifyReports checks report types, reports, dashboards and their folders.
func (d *deployment) verifyReports(p placed) {
	if i := strings.LastIndex(p.name, "/"); i >= 0 {
		folder := strings.TrimSuffix(p.kind, "Folder") + "Folder"
		if d.store.get(folder, p.name[:i]) == nil {
			d.fail(p, nil, "Cannot find folder:%s", p.name[:i])
		}
	} else if p.kind == "Report" || p.kind == "Dashboard" {
		d.fail(p, nil, "Cannot find folder: %s stands in none", p.name)
	}
	switch p.kind {
	case "ReportType":
		for _, section := range p.doc.all("sections") {
			for _, c := range section.all("columns") {
				if object := c.str("table"); stdObjects[object].name != "" && d.store.reportField(object, c.str("field")) == nil {
					d.fail(p, c.child("field"), "Invalid value specified: %s.%s", object, c.str("field"))
				}
			}
		}
	case "Report":
		d.verifyReport(p)
	case "Dashboard":
		for _, n := range p.doc.all("runningUser") {
			if d.o.state.user(func(u *User) bool { return u.Username == n.Text }) == nil {
				d.fail(p, n, "In field: runningUser - no User named %s found", n.Text)
			}
		}
	}
}

// reportField finds a field by the name that columns have: of a reference its name without Id, such as Owner.
func (s store) reportField(object, name string) *field {
	if f := s.path(object, name); f != nil {
		return f
	}
	return s.path(object, name+"Id")
}

// computed are columns that a report brings itself.
var computed = []string{"RowCount", "RECORDTYPE", "FULL_NAME", "CURRENCY"}

func (d *deployment) verifyReport(p placed) {
	kind := p.doc.str("reportType")
	base, custom := strings.CutSuffix(kind, "__c")
	if !custom && standardReports[kind] == nil {
		d.fail(p, p.doc.child("reportType"), "reportType-Invalid value specified: %s", kind)
		return
	}
	if custom && d.store.get("ReportType", base) == nil {
		return // said by verifyReferences
	}
	for _, at := range reportColumns(p.doc) {
		if !d.store.isColumn(kind, d.store.doc("ReportType", base), at.Text) {
			d.fail(p, at, "%s-Invalid value specified: %s", at.Name, at.Text)
		}
	}
	for _, f := range p.doc.all("filter") {
		if text := f.str("booleanFilter"); text != "" {
			if err := filterLogic(text, len(f.all("criteriaItems"))); err != nil {
				d.fail(p, f.child("booleanFilter"), "%v", err)
			}
		}
	}
	groups := len(p.doc.all("groupingsDown")) + len(p.doc.all("groupingsAcross"))
	switch p.doc.str("format") {
	case "Tabular":
		if groups > 0 {
			d.fail(p, p.doc.child("format"), "A tabular report has no groupings")
		}
	case "Summary", "Matrix":
		if groups == 0 {
			d.fail(p, p.doc.child("format"), "A report of this format needs a grouping")
		}
	}
	if p.doc.child("chart") != nil && groups == 0 {
		d.fail(p, p.doc.child("chart"), "A chart needs a report with groupings")
	}
}

// reportColumns are the elements that name a column of a report.
func reportColumns(doc *node) []*node {
	var out []*node
	take := func(nodes []*node, name string) {
		for _, n := range nodes {
			if c := n.child(name); c != nil {
				out = append(out, c)
			}
		}
	}
	take(doc.all("columns"), "field")
	take(doc.all("groupingsDown"), "field")
	take(doc.all("groupingsAcross"), "field")
	take(doc.all("timeFrameFilter"), "dateColumn")
	for _, f := range doc.all("filter") {
		take(f.all("criteriaItems"), "column")
	}
	return append(out, doc.all("sortColumn")...)
}

// isColumn tells whether a report of a type can show a column. A field of a customer is Object.Field__c in reports of standard
// types; in those of custom types every field is Object$Field, behind it others after dots. The standard types' own columns are
// in capitals, and which there are is not known here: any will do.
func (s store) isColumn(kind string, custom *node, name string) bool {
	if strings.HasPrefix(name, "BucketField_") || strings.HasPrefix(name, "FORMULA") || strings.HasPrefix(name, "CDF") || slices.Contains(computed, name) {
		return true
	}
	if custom != nil {
		object, field, ok := strings.Cut(name, "$")
		return ok && custom.child("sections") != nil && slices.ContainsFunc(custom.all("sections"), func(section *node) bool {
			return slices.ContainsFunc(section.all("columns"), func(c *node) bool { return c.str("table") == object && c.str("field") == field })
		})
	}
	if object, field, ok := strings.Cut(name, "."); ok && strings.HasSuffix(name, "__c") {
		return slices.Contains(standardReports[kind], object) && s.field(object, field) != nil
	}
	return name != "" && strings.ToUpper(name) == name
}

// reportReferences lists what report types, reports and dashboards name.
func reportReferences(s store, doc *node) []reference {
	var out []reference
	add := func(at *node, kind, name string) { out = append(out, reference{ref{kind, name}, at}) }
	switch doc.Name {
	case "ReportType":
		if base := doc.child("baseObject"); base != nil {
			add(base, "CustomObject", base.Text)
		}
		for _, section := range doc.all("sections") {
			for _, c := range section.all("columns") {
				if at := c.child("field"); at != nil && strings.HasSuffix(at.Text, "__c") {
					add(at, "CustomField", c.str("table")+"."+at.Text)
				}
			}
		}
	case "Report":
		if at := doc.child("reportType"); at != nil && strings.HasSuffix(at.Text, "__c") {
			add(at, "ReportType", strings.TrimSuffix(at.Text, "__c"))
		}
		for _, at := range reportColumns(doc) {
			if name := strings.Replace(at.Text, "$", ".", 1); strings.HasSuffix(name, "__c") && s.get("CustomField", name) != nil {
				add(at, "CustomField", name)
			}
		}
	case "Dashboard":
		doc.walk(func(n *node) {
			if n.Name == "report" {
				add(n, "Report", n.Text)
			}
		})
	}
	return out
}
