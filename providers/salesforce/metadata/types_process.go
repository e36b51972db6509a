package metadata

// Queue owns records until somebody takes them.
type Queue struct {
	Rest
	Description            string         `md:"description"`
	DoesSendEmailToMembers bool           `md:"doesSendEmailToMembers"`
	Email                  string         `md:"email"`
	Name                   string         `md:"name"` // its label
	QueueMembers           *QueueMembers  `md:"queueMembers"`
	QueueSobject           []QueueSobject `md:"queueSobject"`
}

// QueueMembers are who may take from a queue.
type QueueMembers struct {
	Rest
	PublicGroups *PublicGroups `md:"publicGroups"`
	Roles        *Roles        `md:"roles"`
	Users        *Users        `md:"users"`
}

// PublicGroups are members of a queue by the names of their groups.
type PublicGroups struct {
	Rest
	PublicGroup []string `md:"publicGroup"`
}

// Roles are members of a queue by the names of their roles.
type Roles struct {
	Rest
	Role []string `md:"role"`
}

// Users are members of a queue by their user names, which differ between orgs.
type Users struct {
	Rest
	User []string `md:"user"`
}

// QueueSobject is an object whose records a queue may own.
type QueueSobject struct {
	Rest
	SobjectType string `md:"sobjectType"`
}

// AssignmentRules are all assignment rules of one object, in one file.
type AssignmentRules struct {
	Rest
	AssignmentRule []AssignmentRule `md:"assignmentRule"`
}

// AssignmentRule gives new records to whom its first fitting entry names. One rule of an object is active.
type AssignmentRule struct {
	Rest
	FullName  string      `md:"fullName"`
	Active    bool        `md:"active"`
	RuleEntry []RuleEntry `md:"ruleEntry"`
}

// RuleEntry is one entry of an assignment rule. Fields of its conditions carry the object: "Lead.Country".
type RuleEntry struct {
	Rest
	AssignedTo     string       `md:"assignedTo"`
	AssignedToType string       `md:"assignedToType"` // User or Queue
	BooleanFilter  string       `md:"booleanFilter"`
	CriteriaItems  []FilterItem `md:"criteriaItems"`
	Formula        string       `md:"formula"`
	Template       string       `md:"template"`
}

// PathAssistant is the path of one record type: guidance at each stage. Object and field cannot be changed later.
type PathAssistant struct {
	Rest
	Active             bool                `md:"active"`
	EntityName         string              `md:"entityName"`
	FieldName          string              `md:"fieldName"`
	MasterLabel        string              `md:"masterLabel"`
	PathAssistantSteps []PathAssistantStep `md:"pathAssistantSteps"`
	RecordTypeName     string              `md:"recordTypeName"` // MasterRecordType where there is none
}

// MasterRecordType is the record type of a path where the object has none.
const MasterRecordType = "__Master__"

// PathAssistantStep is the guidance of one stage.
type PathAssistantStep struct {
	Rest
	FieldNames        []string `md:"fieldNames"`
	Info              string   `md:"info"` // HTML
	PicklistValueName string   `md:"picklistValueName"`
}

// LeadConvertSettings say which fields of a lead go where at conversion.
type LeadConvertSettings struct {
	Rest
	AllowOwnerChange           *bool           `md:"allowOwnerChange"`
	ObjectMapping              []ObjectMapping `md:"objectMapping"`
	OpportunityCreationOptions string          `md:"opportunityCreationOptions"`
}

// ObjectMapping maps fields of leads to those of one object.
type ObjectMapping struct {
	Rest
	InputObject   string               `md:"inputObject"`
	MappingFields []ObjectMappingField `md:"mappingFields"`
	OutputObject  string               `md:"outputObject"`
}

// ObjectMappingField maps one field to another.
type ObjectMappingField struct {
	Rest
	InputField  string `md:"inputField"`
	OutputField string `md:"outputField"`
}

// LeadConfigSettings are the settings of leads. Nil leaves a setting as it is.
type LeadConfigSettings struct {
	Rest
	DoesPreserveLeadStatus             *bool `md:"doesPreserveLeadStatus"`
	DoesTrackHistory                   *bool `md:"doesTrackHistory"`
	ShouldLeadConvertRequireValidation *bool `md:"shouldLeadConvertRequireValidation"` // false: conversion passes by all validation rules
}

// OpportunitySettings are the settings of opportunities. Nil leaves a setting as it is.
type OpportunitySettings struct {
	Rest
	EnableOpportunityFieldHistoryTracking *bool `md:"enableOpportunityFieldHistoryTracking"`
	PushCountEnabled                      *bool `md:"pushCountEnabled"`
}

// PathAssistantSettings switch paths on. Nil leaves a setting as it is.
type PathAssistantSettings struct {
	Rest
	PathAssistantEnabled *bool `md:"pathAssistantEnabled"`
}
