package metadata

// Dashboard is a dashboard in a folder.
type Dashboard struct {
	Rest
	BackgroundEndColor      string               `md:"backgroundEndColor"`
	BackgroundFadeDirection string               `md:"backgroundFadeDirection"`
	BackgroundStartColor    string               `md:"backgroundStartColor"`
	ChartTheme              string               `md:"chartTheme"`
	ColorPalette            string               `md:"colorPalette"`
	GridLayout              *DashboardGridLayout `md:"dashboardGridLayout"`
	DashboardType           string               `md:"dashboardType"`
	Description             string               `md:"description"`
	IsGridLayout            bool                 `md:"isGridLayout"`
	RunningUser             string               `md:"runningUser"`
	TextColor               string               `md:"textColor"`
	Title                   string               `md:"title"`
	TitleColor              string               `md:"titleColor"`
	TitleSize               int                  `md:"titleSize"`
}

// DashboardGridLayout places components in columns.
type DashboardGridLayout struct {
	Rest
	Components      []DashboardGridComponent `md:"dashboardGridComponents"`
	NumberOfColumns int                      `md:"numberOfColumns"`
	RowHeight       int                      `md:"rowHeight"`
}

// DashboardGridComponent is a component in its place.
type DashboardGridComponent struct {
	Rest
	ColSpan     int                 `md:"colSpan"`
	ColumnIndex int                 `md:"columnIndex"`
	Component   *DashboardComponent `md:"dashboardComponent"`
	RowIndex    int                 `md:"rowIndex"`
	RowSpan     int                 `md:"rowSpan"`
}

// DashboardComponent shows a report.
type DashboardComponent struct {
	Rest
	AutoselectColumns    bool           `md:"autoselectColumnsFromReport"`
	ChartAxisRange       string         `md:"chartAxisRange"`
	ChartSummary         []ChartSummary `md:"chartSummary"`
	ComponentType        string         `md:"componentType"`
	DecimalPrecision     *int           `md:"decimalPrecision"`
	DisplayUnits         string         `md:"displayUnits"`
	DrillEnabled         bool           `md:"drillEnabled"`
	DrillToDetailEnabled bool           `md:"drillToDetailEnabled"`
	EnableHover          bool           `md:"enableHover"`
	ExpandOthers         bool           `md:"expandOthers"`
	Footer               string         `md:"footer"`
	GaugeMax             *float64       `md:"gaugeMax"`
	GaugeMin             *float64       `md:"gaugeMin"`
	GroupingColumn       []string       `md:"groupingColumn"`
	Header               string         `md:"header"`
	IndicatorBreakpoint1 *float64       `md:"indicatorBreakpoint1"`
	IndicatorBreakpoint2 *float64       `md:"indicatorBreakpoint2"`
	IndicatorHighColor   string         `md:"indicatorHighColor"`
	IndicatorLowColor    string         `md:"indicatorLowColor"`
	IndicatorMiddleColor string         `md:"indicatorMiddleColor"`
	LegendPosition       string         `md:"legendPosition"`
	MaxValuesDisplayed   int            `md:"maxValuesDisplayed"`
	MetricLabel          string         `md:"metricLabel"`
	Report               string         `md:"report"` // "Folder/Report"
	ShowPercentage       bool           `md:"showPercentage"`
	ShowTotal            bool           `md:"showTotal"`
	ShowValues           bool           `md:"showValues"`
	SortBy               string         `md:"sortBy"`
	Title                string         `md:"title"`
	UseReportChart       bool           `md:"useReportChart"`
}

// ReportFolder holds reports. Sub-folders are named with their parents: "Parent/Child".
type ReportFolder struct {
	Rest
	AccessType         string        `md:"accessType"`
	FolderShares       []FolderShare `md:"folderShares"`
	Name               string        `md:"name"` // its label
	PublicFolderAccess string        `md:"publicFolderAccess"`
}

// DashboardFolder holds dashboards.
type DashboardFolder struct {
	Rest
	AccessType         string        `md:"accessType"`
	FolderShares       []FolderShare `md:"folderShares"`
	Name               string        `md:"name"` // its label
	PublicFolderAccess string        `md:"publicFolderAccess"`
}

// FolderShare grants a folder to a group, role or user.
type FolderShare struct {
	Rest
	AccessLevel  string `md:"accessLevel"`
	SharedTo     string `md:"sharedTo"`
	SharedToType string `md:"sharedToType"`
}
