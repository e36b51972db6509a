package metadata

// CustomObject is an object, standard or custom, without the children that have files of their own: fields, rules,
// processes, record types.
type CustomObject struct {
	Rest
	DeploymentStatus     string       `md:"deploymentStatus"`
	Description          string       `md:"description"`
	EnableActivities     *bool        `md:"enableActivities"`
	EnableFeeds          *bool        `md:"enableFeeds"`
	EnableHistory        *bool        `md:"enableHistory"`
	EnableReports        *bool        `md:"enableReports"`
	EnableSearch         *bool        `md:"enableSearch"`
	ExternalSharingModel string       `md:"externalSharingModel"`
	Label                string       `md:"label"`
	NameField            *CustomField `md:"nameField"`
	PluralLabel          string       `md:"pluralLabel"`
	SharingModel         string       `md:"sharingModel"`
	Visibility           string       `md:"visibility"` // of custom metadata types: Public, Protected
}

// CustomField is a field of an object.
type CustomField struct {
	Rest
	FullName               string       `md:"fullName"`
	BusinessOwnerGroup     string       `md:"businessOwnerGroup"`
	BusinessOwnerUser      string       `md:"businessOwnerUser"`
	BusinessStatus         string       `md:"businessStatus"`
	ComplianceGroup        string       `md:"complianceGroup"` // several with ";" between them
	DefaultValue           string       `md:"defaultValue"`
	DeleteConstraint       string       `md:"deleteConstraint"`
	Description            string       `md:"description"`
	DisplayFormat          string       `md:"displayFormat"`
	ExternalID             *bool        `md:"externalId"`
	FieldManageability     string       `md:"fieldManageability"` // of fields of custom metadata types
	Formula                string       `md:"formula"`
	FormulaTreatBlanksAs   string       `md:"formulaTreatBlanksAs"`
	InlineHelpText         string       `md:"inlineHelpText"`
	Label                  string       `md:"label"`
	Length                 int          `md:"length"`
	Precision              *int         `md:"precision"`
	ReferenceTo            string       `md:"referenceTo"`
	RelationshipLabel      string       `md:"relationshipLabel"`
	RelationshipName       string       `md:"relationshipName"`
	Required               *bool        `md:"required"`
	Scale                  *int         `md:"scale"`
	SecurityClassification string       `md:"securityClassification"`
	SummarizedField        string       `md:"summarizedField"`
	SummaryFilterItems     []FilterItem `md:"summaryFilterItems"`
	SummaryForeignKey      string       `md:"summaryForeignKey"`
	SummaryOperation       string       `md:"summaryOperation"`
	TrackHistory           *bool        `md:"trackHistory"`
	Type                   string       `md:"type"`
	Unique                 *bool        `md:"unique"`
	ValueSet               *ValueSet    `md:"valueSet"`
	VisibleLines           int          `md:"visibleLines"`
}

// ValidationRule refuses to save a record where its formula is true.
type ValidationRule struct {
	Rest
	FullName              string `md:"fullName"`
	Active                bool   `md:"active"`
	Description           string `md:"description"`
	ErrorConditionFormula string `md:"errorConditionFormula"`
	ErrorDisplayField     string `md:"errorDisplayField"`
	ErrorMessage          string `md:"errorMessage"`
}

// BusinessProcess chooses the stages that record types use. The order of its values means nothing.
type BusinessProcess struct {
	Rest
	FullName    string          `md:"fullName"`
	Description string          `md:"description"`
	IsActive    bool            `md:"isActive"`
	Values      []PicklistValue `md:"values"`
}

// RecordType is a kind of records of an object.
type RecordType struct {
	Rest
	FullName        string                    `md:"fullName"`
	Active          bool                      `md:"active"`
	BusinessProcess string                    `md:"businessProcess"`
	Description     string                    `md:"description"`
	Label           string                    `md:"label"`
	PicklistValues  []RecordTypePicklistValue `md:"picklistValues"`
}

// RecordTypePicklistValue lists the values of a field that records of a type may have.
type RecordTypePicklistValue struct {
	Rest
	Picklist string          `md:"picklist"`
	Values   []PicklistValue `md:"values"`
}

// FilterItem is one condition of a rule.
type FilterItem struct {
	Rest
	Field      string `md:"field"`
	Operation  string `md:"operation"`
	Value      string `md:"value"`
	ValueField string `md:"valueField"`
}
