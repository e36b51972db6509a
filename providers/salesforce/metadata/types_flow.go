package metadata

// Flow is an automation. What is modelled is what record-triggered flows need; screens, waits and the like stay in the
// file as they are.
type Flow struct {
	Rest
	ActionCalls     []FlowActionCall    `md:"actionCalls"`
	APIVersion      float64             `md:"apiVersion"`
	Assignments     []FlowAssignment    `md:"assignments"`
	Constants       []FlowConstant      `md:"constants"`
	CustomErrors    []FlowCustomError   `md:"customErrors"`
	Decisions       []FlowDecision      `md:"decisions"`
	Description     string              `md:"description"`
	Environments    []string            `md:"environments"`
	Formulas        []FlowFormula       `md:"formulas"`
	InterviewLabel  string              `md:"interviewLabel"`
	Label           string              `md:"label"`
	Loops           []FlowLoop          `md:"loops"`
	ProcessMetadata []FlowMetadataValue `md:"processMetadataValues"`
	ProcessType     string              `md:"processType"` // AutoLaunchedFlow where a record triggers it
	RecordCreates   []FlowRecordCreate  `md:"recordCreates"`
	RecordDeletes   []FlowRecordDelete  `md:"recordDeletes"`
	RecordLookups   []FlowRecordLookup  `md:"recordLookups"`
	RecordUpdates   []FlowRecordUpdate  `md:"recordUpdates"`
	RunInMode       string              `md:"runInMode"`
	Start           *FlowStart          `md:"start"`
	Status          string              `md:"status"` // Active, Draft, Obsolete
	Subflows        []FlowSubflow       `md:"subflows"`
	TextTemplates   []FlowTextTemplate  `md:"textTemplates"`
	TriggerOrder    int                 `md:"triggerOrder"`
	Variables       []FlowVariable      `md:"variables"`
}

// FlowNode is what all elements on a flow's canvas have.
type FlowNode struct {
	Description string `md:"description"`
	Name        string `md:"name"`
	Label       string `md:"label"`
	LocationX   int    `md:"locationX"`
	LocationY   int    `md:"locationY"`
}

// FlowMetadataValue is a note of the builder, such as the canvas mode.
type FlowMetadataValue struct {
	Rest
	Name  string                       `md:"name"`
	Value *FlowElementReferenceOrValue `md:"value"`
}

// FlowDefinition says which version of a flow is the active one, whatever the versions say of themselves; 0: none. It is the
// only way to deactivate a flow: one that is deployed with another status leaves the active version at work.
type FlowDefinition struct {
	Rest
	ActiveVersionNumber *int `md:"activeVersionNumber"`
}

// FlowStart says what starts a flow.
type FlowStart struct {
	Rest
	FlowNode
	Connector                      *FlowConnector      `md:"connector"`
	RequireRecordChangedToMeetThem bool                `md:"doesRequireRecordChangedToMeetCriteria"`
	FilterFormula                  string              `md:"filterFormula"`
	FilterLogic                    string              `md:"filterLogic"`
	Filters                        []FlowRecordFilter  `md:"filters"`
	Object                         string              `md:"object"`
	RecordTriggerType              string              `md:"recordTriggerType"` // Create, Update, CreateAndUpdate, Delete
	Schedule                       *FlowSchedule       `md:"schedule"`
	ScheduledPaths                 []FlowScheduledPath `md:"scheduledPaths"`
	TriggerType                    string              `md:"triggerType"` // RecordAfterSave, RecordBeforeSave, Scheduled
}

// FlowSchedule is when a flow without a record starts.
type FlowSchedule struct {
	Rest
	Frequency string `md:"frequency"`
	StartDate string `md:"startDate"`
	StartTime string `md:"startTime"`
}

// FlowScheduledPath runs some time after the start, or before or after a date of the record.
type FlowScheduledPath struct {
	Rest
	Description  string         `md:"description"`
	Name         string         `md:"name"`
	Connector    *FlowConnector `md:"connector"`
	Label        string         `md:"label"`
	MaxBatchSize int            `md:"maxBatchSize"`
	OffsetNumber *int           `md:"offsetNumber"` // negative: before
	OffsetUnit   string         `md:"offsetUnit"`
	PathType     string         `md:"pathType"` // AsyncAfterCommit, or empty
	RecordField  string         `md:"recordField"`
	TimeSource   string         `md:"timeSource"` // RecordField, RecordTriggerEvent
}

// FlowConnector leads to the next element.
type FlowConnector struct {
	Rest
	IsGoTo          bool   `md:"isGoTo"`
	TargetReference string `md:"targetReference"`
}

// FlowRecordFilter is one condition on a record's field.
type FlowRecordFilter struct {
	Rest
	Field    string                       `md:"field"`
	Operator string                       `md:"operator"`
	Value    *FlowElementReferenceOrValue `md:"value"`
}

// FlowElementReferenceOrValue is a value: one of its fields is set.
type FlowElementReferenceOrValue struct {
	Rest
	BooleanValue     *bool    `md:"booleanValue"`
	DateTimeValue    string   `md:"dateTimeValue"`
	DateValue        string   `md:"dateValue"`
	ElementReference string   `md:"elementReference"`
	NumberValue      *float64 `md:"numberValue"`
	StringValue      *string  `md:"stringValue"` // may be empty
}

// FlowDecision takes the first rule that holds, else its default.
type FlowDecision struct {
	Rest
	FlowNode
	DefaultConnector      *FlowConnector `md:"defaultConnector"`
	DefaultConnectorLabel string         `md:"defaultConnectorLabel"`
	Rules                 []FlowRule     `md:"rules"`
}

// FlowRule is one outcome of a decision.
type FlowRule struct {
	Rest
	Description                    string          `md:"description"`
	Name                           string          `md:"name"`
	ConditionLogic                 string          `md:"conditionLogic"` // and, or, or numbers: "1 AND (2 OR 3)"
	Conditions                     []FlowCondition `md:"conditions"`
	Connector                      *FlowConnector  `md:"connector"`
	RequireRecordChangedToMeetThem bool            `md:"doesRequireRecordChangedToMeetCriteria"`
	Label                          string          `md:"label"`
}

// FlowCondition is one condition of a rule.
type FlowCondition struct {
	Rest
	LeftValueReference string                       `md:"leftValueReference"`
	Operator           string                       `md:"operator"`
	RightValue         *FlowElementReferenceOrValue `md:"rightValue"`
}

// FlowFormula is a value that is computed.
type FlowFormula struct {
	Rest
	Description string `md:"description"`
	Name        string `md:"name"`
	DataType    string `md:"dataType"`
	Expression  string `md:"expression"`
	Scale       *int   `md:"scale"`
}

// FlowConstant is a value with a name.
type FlowConstant struct {
	Rest
	Description string                       `md:"description"`
	Name        string                       `md:"name"`
	DataType    string                       `md:"dataType"`
	Value       *FlowElementReferenceOrValue `md:"value"`
}

// FlowVariable is a value that elements set.
type FlowVariable struct {
	Rest
	Description  string                       `md:"description"`
	Name         string                       `md:"name"`
	DataType     string                       `md:"dataType"`
	IsCollection bool                         `md:"isCollection"`
	IsInput      bool                         `md:"isInput"`
	IsOutput     bool                         `md:"isOutput"`
	ObjectType   string                       `md:"objectType"`
	Scale        *int                         `md:"scale"`
	Value        *FlowElementReferenceOrValue `md:"value"`
}

// FlowTextTemplate is a text with references in it.
type FlowTextTemplate struct {
	Rest
	Description         string `md:"description"`
	Name                string `md:"name"`
	IsViewedAsPlainText bool   `md:"isViewedAsPlainText"`
	Text                string `md:"text"`
}
