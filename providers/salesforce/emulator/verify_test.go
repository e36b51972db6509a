package emulator

import "testing"

// funnel is a report type, reports in folders and a dashboard.
func funnel() map[string]string {
	return map[string]string{
		"package.xml":                            manifest("CustomField: Lead.Fit__c", "ReportType: Leads", "Report: Lifecycle, Lifecycle/Funnel, Lifecycle/Funnel/By_Fit, Lifecycle/Own", "Dashboard: Board, Board/Funnel"),
		"objects/Lead.object":                    doc("CustomObject", "<fields><fullName>Fit__c</fullName><label>Fit</label><precision>3</precision><scale>0</scale><type>Number</type></fields>"),
		"reportTypes/Leads.reportType":           doc("ReportType", "<baseObject>Lead</baseObject><category>leads</category><deployed>true</deployed><label>Leads</label><sections><columns><checkedByDefault>true</checkedByDefault><field>Fit__c</field><table>Lead</table></columns><columns><checkedByDefault>true</checkedByDefault><field>Owner</field><table>Lead</table></columns><masterLabel>Leads</masterLabel></sections>"),
		"reports/Lifecycle-meta.xml":             doc("ReportFolder", "<name>Lifecycle</name>"),
		"reports/Lifecycle/Funnel-meta.xml":      doc("ReportFolder", "<name>Funnel</name>"),
		"reports/Lifecycle/Funnel/By_Fit.report": doc("Report", "<columns><field>LAST_NAME</field></columns><format>Summary</format><groupingsDown><dateGranularity>Day</dateGranularity><field>Lead.Fit__c</field><sortOrder>Asc</sortOrder></groupingsDown><name>By fit</name><reportType>LeadList</reportType>"),
		"reports/Lifecycle/Own.report":           doc("Report", "<columns><field>Lead$Fit__c</field></columns><format>Tabular</format><name>Own</name><reportType>Leads__c</reportType>"),
		"dashboards/Board-meta.xml":              doc("DashboardFolder", "<name>Board</name>"),
		"dashboards/Board/Funnel.dashboard":      doc("Dashboard", "<backgroundEndColor>#FFFFFF</backgroundEndColor><backgroundFadeDirection>Diagonal</backgroundFadeDirection><backgroundStartColor>#FFFFFF</backgroundStartColor><dashboardGridLayout><dashboardGridComponents><colSpan>6</colSpan><columnIndex>0</columnIndex><dashboardComponent><componentType>Metric</componentType><report>Lifecycle/Funnel/By_Fit</report></dashboardComponent><rowIndex>0</rowIndex><rowSpan>4</rowSpan></dashboardGridComponents><numberOfColumns>12</numberOfColumns><rowHeight>36</rowHeight></dashboardGridLayout><dashboardType>SpecifiedUser</dashboardType><isGridLayout>true</isGridLayout><runningUser>admin@example.com</runningUser><textColor>#000000</textColor><title>Funnel</title><titleColor>#000000</titleColor><titleSize>12</titleSize>"),
	}
}

func TestReportsAndDashboards(t *testing.T) {
	o := Empty()
	deployed(t, o, funnel())
	got := retrieveFiles(t, o, types("Report", "Lifecycle/Funnel", "Lifecycle/Funnel/By_Fit")+types("Dashboard", "Board/Funnel"))
	for _, name := range []string{"reports/Lifecycle/Funnel-meta.xml", "reports/Lifecycle/Funnel/By_Fit.report", "dashboards/Board/Funnel.dashboard"} {
		if got[name] == nil {
			t.Errorf("%s did not come back", name)
		}
	}
	listed := soapCall(t, o, "listMetadata", "<queries><folder>Lifecycle/Funnel</folder><type>Report</type></queries>").all("result")
	if len(listed) != 1 || listed[0].str("fullName") != "Lifecycle/Funnel/By_Fit" {
		t.Errorf("listed %v", listed)
	}
	gone := func(line string) map[string]string {
		return map[string]string{"package.xml": manifest(), "destructiveChanges.xml": manifest(line)}
	}
	refused(t, o, gone("Report: Lifecycle/Funnel/By_Fit"), "dashboard - Board/Funnel")
	refused(t, o, gone("CustomField: Lead.Fit__c"), "referenced elsewhere")
	refused(t, o, gone("ReportType: Leads"), "report - Lifecycle/Own")
	by, own, board := "reports/Lifecycle/Funnel/By_Fit.report", "reports/Lifecycle/Own.report", "dashboards/Board/Funnel.dashboard"
	for name, c := range map[string]struct{ file, from, to, problem string }{
		"a field of nobody":             {by, "Lead.Fit__c", "Lead.Fti__c", "field-Invalid value specified: Lead.Fti__c"},
		"a field of another object":     {by, "Lead.Fit__c", "Contact.Fit__c", "field-Invalid value specified"},
		"a column by the field's name":  {by, "LAST_NAME", "LastName", "field-Invalid value specified: LastName"},
		"an unknown standard type":      {by, "LeadList", "LeedList", "reportType-Invalid value specified: LeedList"},
		"an unknown custom type":        {own, "Leads__c", "Leeds__c", "no ReportType named Leeds found"},
		"a column the type has not":     {own, "Lead$Fit__c", "Lead$Rating", "Invalid value specified: Lead$Rating"},
		"a summary of nothing":          {own, "Tabular", "Summary", "needs a grouping"},
		"a field that the type has not": {"reportTypes/Leads.reportType", "<field>Fit__c", "<field>Fti__c", "Lead.Fti__c"},
		"a report that is not there":    {board, "By_Fit", "By_Fti", "no Report named Lifecycle/Funnel/By_Fti found"},
		"a user who is not there":       {board, "admin@", "nobody@", "no User named nobody@example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, Empty(), edit(funnel(), c.file, c.from, c.to), c.problem)
		})
	}
	refused(t, Empty(), with(funnel(), "reports/Lifecycle/Funnel-meta.xml", ""), "Cannot find folder:Lifecycle/Funnel")
}

func TestConversionOfLeads(t *testing.T) {
	fields := doc("CustomObject", "<fields><fullName>Note__c</fullName><label>X</label><length>80</length><type>Text</type></fields><fields><fullName>Day__c</fullName><label>Day</label><type>Date</type></fields>")
	files := map[string]string{
		"package.xml":            manifest("CustomField: Lead.Note__c, Lead.Day__c, Contact.Note__c, Contact.Day__c", "LeadConvertSettings: LeadConvertSettings"),
		"objects/Lead.object":    fields,
		"objects/Contact.object": fields,
		"LeadConvertSettings/LeadConvertSettings.LeadConvertSetting": doc("LeadConvertSettings", "<allowOwnerChange>true</allowOwnerChange><objectMapping><inputObject>Lead</inputObject><mappingFields><inputField>Note__c</inputField><outputField>Note__c</outputField></mappingFields><outputObject>Contact</outputObject></objectMapping>"),
	}
	deployed(t, Empty(), files)
	at := "LeadConvertSettings/LeadConvertSettings.LeadConvertSetting"
	refused(t, Empty(), edit(files, at, "<outputField>Note__c", "<outputField>Title"), "Only custom fields")
	refused(t, Empty(), edit(files, at, "<outputField>Note__c", "<outputField>Day__c"), "cannot be mapped to Contact field Day__c")
	refused(t, Empty(), edit(files, at, "<outputField>Note__c", "<outputField>Nope__c"), "no CustomField named Contact.Nope__c")
	refused(t, Empty(), edit(files, at, "<outputObject>Contact", "<outputObject>Task"), "not Lead to Task")
}

func TestSettingsAndQueues(t *testing.T) {
	files := lifecycle()
	refused(t, Empty(), with(files, "settings/Nope.settings", doc("NopeSettings", "")), "no Settings named Nope")
	refused(t, Empty(), with(files, "settings/LeadConfig.settings", doc("OpportunitySettings", "")), "where LeadConfigSettings was expected")
	refused(t, Empty(), edit(files, "queues/Inbound.queue", "<queueSobject>", "<queueMembers><users><user>nobody@example.com</user></users></queueMembers><queueSobject>"), "no User named nobody@example.com")
	refused(t, Empty(), edit(files, "queues/Inbound.queue", ">Lead<", ">Task<"), "does not support the object Lead")
	refused(t, Empty(), edit(files, "assignmentRules/Lead.assignmentRules", "<assignedTo>Inbound</assignedTo><assignedToType>Queue", "<assignedTo>nobody@example.com</assignedTo><assignedToType>User"), "no User named nobody@example.com")
	refused(t, Empty(), edit(files, "assignmentRules/Lead.assignmentRules", "<field>Lead.Country", "<field>Lead.Land"), "no CustomField named Lead.Land")
}
