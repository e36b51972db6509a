package metadata

// StandardValueSet holds the values of a standard picklist, such as OpportunityStage; their order is that of the stages.
type StandardValueSet struct {
	Rest
	GroupingStringEnum string          `md:"groupingStringEnum"`
	Sorted             bool            `md:"sorted"`
	StandardValue      []StandardValue `md:"standardValue"`
}

// StandardValue is one value of a StandardValueSet. Its full name is plain text here.
type StandardValue struct {
	Rest
	FullName         string `md:"fullName"`
	Color            string `md:"color"`
	Default          bool   `md:"default"`
	Description      string `md:"description"`
	IsActive         *bool  `md:"isActive"` // nil means active
	Label            string `md:"label"`
	Closed           bool   `md:"closed"`
	Converted        bool   `md:"converted"`
	ForecastCategory string `md:"forecastCategory"` // Forecast is the category that people see as Commit
	Probability      *int   `md:"probability"`
	Won              bool   `md:"won"`
}

// GlobalValueSet holds values that several fields share.
type GlobalValueSet struct {
	Rest
	CustomValue []CustomValue `md:"customValue"`
	Description string        `md:"description"`
	MasterLabel string        `md:"masterLabel"`
	Sorted      bool          `md:"sorted"`
}

// CustomValue is a value of a global value set or of a field's own. Its full name is plain text here.
type CustomValue struct {
	Rest
	FullName    string `md:"fullName"`
	Color       string `md:"color"`
	Default     bool   `md:"default"`
	Description string `md:"description"`
	IsActive    *bool  `md:"isActive"` // nil means active
	Label       string `md:"label"`
}

// ValueSet says where the values of a picklist field come from.
type ValueSet struct {
	Rest
	ControllingField   string                    `md:"controllingField"`
	Restricted         bool                      `md:"restricted"`
	ValueSetDefinition *ValueSetValuesDefinition `md:"valueSetDefinition"`
	ValueSetName       string                    `md:"valueSetName"`
	ValueSettings      []ValueSettings           `md:"valueSettings"`
}

// ValueSetValuesDefinition lists the values of a field of its own.
type ValueSetValuesDefinition struct {
	Rest
	Sorted bool          `md:"sorted"`
	Value  []CustomValue `md:"value"`
}

// ValueSettings says for which values of the controlling field a value is there.
type ValueSettings struct {
	Rest
	ControllingFieldValue []string `md:"controllingFieldValue"`
	ValueName             string   `md:"valueName"`
}

// PicklistValue names a value in a business process or record type. The name is plain text here, percent-encoded in files.
type PicklistValue struct {
	Rest
	FullName string `md:"fullName,percent"`
	Default  bool   `md:"default"`
}
