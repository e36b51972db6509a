package metadata

import "slices"

// sample is a package with every type that we model, as a compiler would make it.
func sample() *Package {
	return &Package{
		DestroyFirst: []Member{{"BusinessProcess", "Lead.Old Process"}},
		Destroy:      []Member{{"ValidationRule", "Opportunity.Old_Gate"}, {"ReportFolder", "Old"}, {"CustomField", "Lead.Old__c"}},
		Components:   slices.Concat(values(), object(), process(), access(), reports(), []Component{New("Flow", "Lead_SLA", flow())}),
	}
}

func values() []Component {
	return []Component{
		New("StandardValueSet", "OpportunityStage", &StandardValueSet{StandardValue: []StandardValue{
			{FullName: "Qualification", Label: "Qualification", Default: true, ForecastCategory: "Pipeline", Probability: new(10)},
			{FullName: "Negotiation/Review", Label: "Negotiation & Review", ForecastCategory: "MostLikely", Probability: new(60)},
			{FullName: "Closed Won", Label: "Closed Won", Closed: true, Won: true, ForecastCategory: "Closed", Probability: new(100)},
			{FullName: "Closed Lost", Label: "Closed Lost", Closed: true, ForecastCategory: "Omitted", Probability: new(0), IsActive: new(false)},
		}}),
		New("StandardValueSet", "LeadStatus", &StandardValueSet{StandardValue: []StandardValue{
			{FullName: "New", Default: true}, {FullName: "Qualified", Converted: true}}}),
		New("GlobalValueSet", "Loss_Reason", &GlobalValueSet{MasterLabel: "Loss reason", Sorted: true,
			CustomValue: []CustomValue{{FullName: "Price", Label: "Price"}, {FullName: "O'Neill's \"offer\"", Label: "<Other> & more"}}}),
	}
}

func object() []Component {
	return []Component{
		New("CustomObject", "Lead", &CustomObject{EnableHistory: new(true)}),
		New("CustomObject", "Policy__mdt", &CustomObject{Label: "Policy", PluralLabel: "Policies", Visibility: "Public"}),
		New("CustomField", "Policy__mdt.Hours__c", &CustomField{FullName: "Hours__c", FieldManageability: "DeveloperControlled",
			Label: "Hours", Type: "Number", Precision: new(5), Scale: new(0), Required: new(false), Unique: new(false)}),
		New("CustomField", "Lead.Lifecycle_Stage__c", &CustomField{FullName: "Lifecycle_Stage__c", BusinessStatus: "Active",
			Description: "Where the lead is", InlineHelpText: "Set by stages", Label: "Lifecycle stage", SecurityClassification: "Internal",
			TrackHistory: new(true), Type: "Picklist", ValueSet: &ValueSet{Restricted: true, ControllingField: "LeadSource",
				ValueSetDefinition: &ValueSetValuesDefinition{Value: []CustomValue{{FullName: "MQL", Default: true, Label: "MQL"}}},
				ValueSettings:      []ValueSettings{{ControllingFieldValue: []string{"Web"}, ValueName: "MQL"}}}}),
		New("CustomField", "Lead.Fit__c", &CustomField{FullName: "Fit__c", Formula: `IF(ISPICKVAL(Industry, "Energy"), 10, 0)`,
			FormulaTreatBlanksAs: "BlankAsZero", Label: "Fit", Precision: new(18), Scale: new(0), Type: "Number", Unique: new(false)}),
		New("CustomField", "Opportunity.Loss_Reason__c", &CustomField{FullName: "Loss_Reason__c", Label: "Loss reason", Type: "Picklist",
			Required: new(false), ValueSet: &ValueSet{Restricted: true, ValueSetName: "Loss_Reason"}}),
		New("ValidationRule", "Opportunity.Amount_at_Proposal", &ValidationRule{FullName: "Amount_at_Proposal", Active: true,
			ErrorConditionFormula: "AND(\n  ISPICKVAL(StageName, \"Proposal\"),\n  ISBLANK(Amount)\n)", ErrorDisplayField: "Amount", ErrorMessage: "Amount is needed from Proposal on."}),
		New("BusinessProcess", "Opportunity.New Business", &BusinessProcess{FullName: "New Business", IsActive: true,
			Values: []PicklistValue{{FullName: "Qualification", Default: true}, {FullName: "Negotiation/Review"}, {FullName: "Größe 100%"}}}),
		New("RecordType", "Opportunity.New_Business", &RecordType{FullName: "New_Business", Active: true, BusinessProcess: "New Business", Label: "New business",
			PicklistValues: []RecordTypePicklistValue{{Picklist: "Loss_Reason__c", Values: []PicklistValue{{FullName: "Mr."}}}}}),
	}
}

func process() []Component {
	return []Component{
		New("Queue", "Inbound", &Queue{Name: "Inbound", DoesSendEmailToMembers: true, Email: "inbound@example.com",
			QueueMembers: &QueueMembers{Users: &Users{User: []string{"rep@example.com"}}, Roles: &Roles{Role: []string{"SDR"}},
				PublicGroups: &PublicGroups{PublicGroup: []string{"Sales"}}}, QueueSobject: []QueueSobject{{SobjectType: "Lead"}}}),
		New("AssignmentRules", "Lead", &AssignmentRules{AssignmentRule: []AssignmentRule{{FullName: "Routing", Active: true, RuleEntry: []RuleEntry{
			{AssignedTo: "Inbound", AssignedToType: "Queue", BooleanFilter: "1 AND 2", CriteriaItems: []FilterItem{
				{Field: "Lead.Country", Operation: "equals", Value: "DE,AT"}, {Field: "Lead.Rating", Operation: "notEqual", Value: "Cold"}}},
			{AssignedTo: "rep@example.com", AssignedToType: "User"}}}}}),
		New("PathAssistant", "New_Business", &PathAssistant{Active: true, EntityName: "Opportunity", FieldName: "StageName", MasterLabel: "New business",
			RecordTypeName: MasterRecordType, PathAssistantSteps: []PathAssistantStep{
				{FieldNames: []string{"Amount", "CloseDate"}, Info: "<p>Find the <b>budget</b>.</p>", PicklistValueName: "Qualification"}}}),
		New("LeadConvertSettings", "LeadConvertSettings", &LeadConvertSettings{AllowOwnerChange: new(true), OpportunityCreationOptions: "VisibleOptional",
			ObjectMapping: []ObjectMapping{{InputObject: "Lead", OutputObject: "Contact", MappingFields: []ObjectMappingField{
				{InputField: "Lifecycle_Stage__c", OutputField: "Lifecycle_Stage__c"}}}}}),
		New("Settings", "LeadConfig", &LeadConfigSettings{ShouldLeadConvertRequireValidation: new(true)}),
		New("Settings", "Opportunity", &OpportunitySettings{EnableOpportunityFieldHistoryTracking: new(true), PushCountEnabled: new(false)}),
		New("Settings", "PathAssistant", &PathAssistantSettings{PathAssistantEnabled: new(true)}),
	}
}

func access() []Component {
	return []Component{
		New("CustomPermission", "Lifecycle_Bypass", &CustomPermission{Label: "Passes by lifecycle gates"}),
		New("PermissionSet", "Lifecycle", &PermissionSet{Label: "Lifecycle",
			CustomPermissions: []PermissionSetCustomPermissions{{Enabled: true, Name: "Lifecycle_Bypass"}},
			FieldPermissions: []PermissionSetFieldPermissions{{Field: "Lead.Fit__c", Readable: true},
				{Field: "Lead.Lifecycle_Stage__c", Readable: true, Editable: true}},
			ObjectPermissions:          []PermissionSetObjectPermissions{{Object: "Lead", AllowRead: true, AllowEdit: true}},
			RecordTypeVisibilities:     []PermissionSetRecordTypeVisibility{{RecordType: "Opportunity.New_Business", Visible: true}},
			CustomMetadataTypeAccesses: []PermissionSetCustomMetadataTypeAccess{{Enabled: true, Name: "Policy__mdt"}}}),
		New("CustomMetadata", "Policy.First_Touch", &CustomMetadata{Label: "First touch", Values: []CustomMetadataValue{
			{Field: "Hours__c", Value: Any{Type: "xsd:double", Text: "24.0"}}, {Field: "Note__c", Value: Any{Nil: true}}}}),
	}
}

func reports() []Component {
	return []Component{
		New("ReportType", "Leads_with_Tasks", &ReportType{BaseObject: "Lead", Category: "leads", Deployed: true, Label: "Leads with tasks",
			Join:     &ObjectRelationship{OuterJoin: true, Relationship: "Tasks"},
			Sections: []ReportLayoutSection{{MasterLabel: "Leads", Columns: []ReportTypeColumn{{Field: "Owner", Table: "Lead"}}}}}),
		New("ReportFolder", "Lifecycle", &ReportFolder{AccessType: "Shared", Name: "Lifecycle",
			FolderShares: []FolderShare{{AccessLevel: "View", SharedTo: "AllInternalUsers", SharedToType: "Group"}}}),
		New("ReportFolder", "Lifecycle/Funnel", &ReportFolder{Name: "Funnel"}),
		New("Report", "Lifecycle/Funnel/Leads_by_Stage", &Report{Name: "Leads by stage", Format: "Summary", ReportType: "LeadList",
			Columns:       []ReportColumn{{Field: "LEAD_SOURCE"}, {Field: "Lead.Fit__c", AggregateTypes: []string{"Average"}}},
			Aggregates:    []ReportAggregate{{CalculatedFormula: "RowCount", Datatype: "number", DeveloperName: "FORMULA1", IsActive: true, MasterLabel: "Leads", Scale: new(0)}},
			Filter:        &ReportFilter{BooleanFilter: "1", CriteriaItems: []ReportFilterItem{{Column: "STATUS", Operator: "notEqual", Value: "Lost"}}},
			GroupingsDown: []ReportGrouping{{Field: "Lead.Lifecycle_Stage__c", DateGranularity: "Day", SortOrder: "Asc"}},
			Chart: &ReportChart{ChartType: "HorizontalBar", ChartSummaries: []ChartSummary{{AxisBinding: "x", Column: "RowCount"}},
				GroupingColumn: "Lead.Lifecycle_Stage__c", LegendPosition: "Right", Location: "CHART_TOP", Size: "Medium"},
			Scope: "org", ShowDetails: new(false), ShowGrandTotal: new(true), ShowSubTotals: new(true),
			TimeFrameFilter: &ReportTimeFrameFilter{DateColumn: "CREATED_DATE", Interval: "INTERVAL_CUSTOM", StartDate: "2026-01-01"}}),
		New("DashboardFolder", "Lifecycle", &DashboardFolder{Name: "Lifecycle"}),
		New("Dashboard", "Lifecycle/Overview", &Dashboard{BackgroundEndColor: "#FFFFFF", BackgroundFadeDirection: "Diagonal", BackgroundStartColor: "#FFFFFF",
			DashboardType: "SpecifiedUser", IsGridLayout: true, RunningUser: "admin@example.com", TextColor: "#000000", Title: "Lifecycle", TitleColor: "#000000", TitleSize: 12,
			GridLayout: &DashboardGridLayout{NumberOfColumns: 12, RowHeight: 36, Components: []DashboardGridComponent{{ColSpan: 6, RowSpan: 8,
				Component: &DashboardComponent{AutoselectColumns: true, ComponentType: "Gauge", Report: "Lifecycle/Funnel/Leads_by_Stage",
					GaugeMin: new(0.0), GaugeMax: new(100.0), IndicatorBreakpoint1: new(33.5), IndicatorHighColor: "#54C254", Header: "Leads"}}}}}),
	}
}

func text(s string) *FlowElementReferenceOrValue {
	return &FlowElementReferenceOrValue{StringValue: new(s)}
}

func to(name string) *FlowConnector { return &FlowConnector{TargetReference: name} }

// flow has an example of every element that we model.
func flow() *Flow {
	ref := func(s string) *FlowElementReferenceOrValue { return &FlowElementReferenceOrValue{ElementReference: s} }
	node := func(name string) FlowNode { return FlowNode{Name: name, Label: name, LocationX: 50, LocationY: 100} }
	return &Flow{
		APIVersion: 66, Description: "Due dates and reminders", Environments: []string{"Default"}, InterviewLabel: "Lead SLA {!$Flow.CurrentDateTime}",
		Label: "Lead SLA", ProcessType: "AutoLaunchedFlow", Status: "Active", TriggerOrder: 100, RunInMode: "SystemModeWithoutSharing",
		ProcessMetadata: []FlowMetadataValue{{Name: "CanvasMode", Value: text("AUTO_LAYOUT_CANVAS")}},
		Start: &FlowStart{FlowNode: FlowNode{LocationX: 50}, Connector: to("Which"), Object: "Lead", RecordTriggerType: "CreateAndUpdate",
			TriggerType: "RecordAfterSave", RequireRecordChangedToMeetThem: true, FilterLogic: "and",
			Filters: []FlowRecordFilter{{Field: "Status", Operator: "EqualTo", Value: text("New")}},
			ScheduledPaths: []FlowScheduledPath{{Name: "Late", Label: "Late", Connector: to("Tell"), OffsetNumber: new(-2), OffsetUnit: "Hours",
				RecordField: "Due__c", TimeSource: "RecordField", MaxBatchSize: 50}}},
		Decisions: []FlowDecision{{FlowNode: node("Which"), DefaultConnector: to("Each"), DefaultConnectorLabel: "Other", Rules: []FlowRule{{Name: "Hot",
			Label: "Hot", ConditionLogic: "and", Connector: to("Set"), Conditions: []FlowCondition{{LeftValueReference: "$Record.Fit__c",
				Operator: "GreaterThanOrEqualTo", RightValue: &FlowElementReferenceOrValue{NumberValue: new(10.0)}}}}}}},
		Assignments: []FlowAssignment{{FlowNode: node("Set"), Connector: to("Save"), AssignmentItems: []FlowAssignmentItem{
			{AssignToReference: "$Record.Due__c", Operator: "Assign", Value: ref("Due")}}}},
		RecordUpdates: []FlowRecordUpdate{{FlowNode: node("Save"), InputReference: "$Record", FaultConnector: to("Refuse"),
			InputAssignments: []FlowInputFieldAssignment{{Field: "Note__c", Value: text("")}}}},
		RecordCreates: []FlowRecordCreate{{FlowNode: node("Task"), Object: "Task", StoreOutputAutomatically: true,
			InputAssignments: []FlowInputFieldAssignment{{Field: "WhoId", Value: ref("$Record.Id")},
				{Field: "IsReminderSet", Value: &FlowElementReferenceOrValue{BooleanValue: new(false)}}}}},
		RecordLookups: []FlowRecordLookup{{FlowNode: node("Find"), Object: "Group", GetFirstRecordOnly: new(true), StoreOutputAutomatically: true, FilterLogic: "and",
			Filters: []FlowRecordFilter{{Field: "DeveloperName", Operator: "EqualTo", Value: ref("Queue_Name")}}}},
		RecordDeletes: []FlowRecordDelete{{FlowNode: node("Drop"), InputReference: "Found"}},
		Loops:         []FlowLoop{{FlowNode: node("Each"), CollectionReference: "Found", IterationOrder: "Asc", NextValueConnector: to("Task"), NoMoreValuesConnector: to("Sub")}},
		Subflows: []FlowSubflow{{FlowNode: node("Sub"), FlowName: "Score", InputAssignments: []FlowSubflowInputAssignment{
			{Name: "lead", Value: ref("$Record")}}}},
		ActionCalls: []FlowActionCall{{FlowNode: node("Tell"), ActionName: "emailSimple", ActionType: "emailSimple", FlowTransactionModel: "CurrentTransaction",
			NameSegment: "emailSimple", InputParameters: []FlowActionCallInputParameter{{Name: "emailBody", Value: ref("Body")}}}},
		CustomErrors:  []FlowCustomError{{FlowNode: node("Refuse"), CustomErrorMessages: []FlowCustomErrorMessage{{ErrorMessage: "No \"owner\" yet"}}}},
		Formulas:      []FlowFormula{{Name: "Due", DataType: "DateTime", Expression: "{!$Flow.CurrentDateTime} + 1 / 24"}},
		Constants:     []FlowConstant{{Name: "Queue_Name", DataType: "String", Value: text("Inbound")}},
		Variables:     []FlowVariable{{Name: "Found", DataType: "SObject", IsCollection: true, ObjectType: "Task"}},
		TextTemplates: []FlowTextTemplate{{Name: "Body", IsViewedAsPlainText: true, Text: "Call {!$Record.Name} <today>"}},
	}
}
