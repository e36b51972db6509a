package metadata

// ReportType is what reports are made of: an object and those related to it.
type ReportType struct {
	Rest
	BaseObject  string                `md:"baseObject"`
	Category    string                `md:"category"`
	Deployed    bool                  `md:"deployed"`
	Description string                `md:"description"`
	Join        *ObjectRelationship   `md:"join"`
	Label       string                `md:"label"`
	Sections    []ReportLayoutSection `md:"sections"`
}

// ObjectRelationship joins a related object.
type ObjectRelationship struct {
	Rest
	Join         *ObjectRelationship `md:"join"`
	OuterJoin    bool                `md:"outerJoin"`
	Relationship string              `md:"relationship"`
}

// ReportLayoutSection groups the columns that a report may show.
type ReportLayoutSection struct {
	Rest
	Columns     []ReportTypeColumn `md:"columns"`
	MasterLabel string             `md:"masterLabel"`
}

// ReportTypeColumn is a field that a report may show.
type ReportTypeColumn struct {
	Rest
	CheckedByDefault    bool   `md:"checkedByDefault"`
	DisplayNameOverride string `md:"displayNameOverride"`
	Field               string `md:"field"`
	Table               string `md:"table"`
}

// Report is a report in a folder.
type Report struct {
	Rest
	Aggregates      []ReportAggregate      `md:"aggregates"`
	Chart           *ReportChart           `md:"chart"`
	Columns         []ReportColumn         `md:"columns"`
	Description     string                 `md:"description"`
	Filter          *ReportFilter          `md:"filter"`
	Format          string                 `md:"format"` // Tabular, Summary, Matrix, MultiBlock
	GroupingsAcross []ReportGrouping       `md:"groupingsAcross"`
	GroupingsDown   []ReportGrouping       `md:"groupingsDown"`
	Name            string                 `md:"name"`
	ReportType      string                 `md:"reportType"`
	Scope           string                 `md:"scope"`
	ShowDetails     *bool                  `md:"showDetails"`
	ShowGrandTotal  *bool                  `md:"showGrandTotal"`
	ShowSubTotals   *bool                  `md:"showSubTotals"`
	TimeFrameFilter *ReportTimeFrameFilter `md:"timeFrameFilter"`
}

// ReportAggregate is a summary formula.
type ReportAggregate struct {
	Rest
	CalculatedFormula   string `md:"calculatedFormula"`
	Datatype            string `md:"datatype"`
	Description         string `md:"description"`
	DeveloperName       string `md:"developerName"`
	DownGroupingContext string `md:"downGroupingContext"`
	IsActive            bool   `md:"isActive"`
	IsCrossBlock        bool   `md:"isCrossBlock"`
	MasterLabel         string `md:"masterLabel"`
	Scale               *int   `md:"scale"`
}

// ReportColumn is a column, with what is summed up in it.
type ReportColumn struct {
	Rest
	AggregateTypes []string `md:"aggregateTypes"`
	Field          string   `md:"field"`
}

// ReportFilter says which records a report is of.
type ReportFilter struct {
	Rest
	BooleanFilter string             `md:"booleanFilter"`
	CriteriaItems []ReportFilterItem `md:"criteriaItems"`
	Language      string             `md:"language"`
}

// ReportFilterItem is one condition of a report.
type ReportFilterItem struct {
	Rest
	Column         string `md:"column"`
	ColumnToColumn bool   `md:"columnToColumn"`
	IsUnlocked     bool   `md:"isUnlocked"`
	Operator       string `md:"operator"`
	Value          string `md:"value"`
}

// ReportGrouping groups by a field.
type ReportGrouping struct {
	Rest
	DateGranularity string `md:"dateGranularity"`
	Field           string `md:"field"`
	SortOrder       string `md:"sortOrder"`
}

// ReportTimeFrameFilter says of which time a report is.
type ReportTimeFrameFilter struct {
	Rest
	DateColumn string `md:"dateColumn"`
	EndDate    string `md:"endDate"`
	Interval   string `md:"interval"`
	StartDate  string `md:"startDate"`
}

// ReportChart is the chart of a report.
type ReportChart struct {
	Rest
	ChartSummaries    []ChartSummary `md:"chartSummaries"`
	ChartType         string         `md:"chartType"`
	GroupingColumn    string         `md:"groupingColumn"`
	LegendPosition    string         `md:"legendPosition"`
	Location          string         `md:"location"`
	SecondaryGrouping string         `md:"secondaryGroupingColumn"`
	ShowAxisLabels    bool           `md:"showAxisLabels"`
	ShowPercentage    bool           `md:"showPercentage"`
	ShowTotal         bool           `md:"showTotal"`
	ShowValues        bool           `md:"showValues"`
	Size              string         `md:"size"`
	Title             string         `md:"title"`
}

// ChartSummary is what a chart measures.
type ChartSummary struct {
	Rest
	Aggregate   string `md:"aggregate"`
	AxisBinding string `md:"axisBinding"`
	Column      string `md:"column"`
}
