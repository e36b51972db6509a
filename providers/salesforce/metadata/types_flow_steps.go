package metadata

// FlowAssignment sets values.
type FlowAssignment struct {
	Rest
	FlowNode
	AssignmentItems []FlowAssignmentItem `md:"assignmentItems"`
	Connector       *FlowConnector       `md:"connector"`
}

// FlowAssignmentItem sets one value.
type FlowAssignmentItem struct {
	Rest
	AssignToReference string                       `md:"assignToReference"`
	Operator          string                       `md:"operator"`
	Value             *FlowElementReferenceOrValue `md:"value"`
}

// FlowInputFieldAssignment sets one field of a record.
type FlowInputFieldAssignment struct {
	Rest
	Field string                       `md:"field"`
	Value *FlowElementReferenceOrValue `md:"value"`
}

// FlowOutputFieldAssignment keeps one field of a record that was found.
type FlowOutputFieldAssignment struct {
	Rest
	AssignToReference string `md:"assignToReference"`
	Field             string `md:"field"`
}

// FlowRecordCreate makes a record.
type FlowRecordCreate struct {
	Rest
	FlowNode
	AssignRecordIDToReference string                     `md:"assignRecordIdToReference"`
	Connector                 *FlowConnector             `md:"connector"`
	FaultConnector            *FlowConnector             `md:"faultConnector"`
	InputAssignments          []FlowInputFieldAssignment `md:"inputAssignments"`
	InputReference            string                     `md:"inputReference"`
	Object                    string                     `md:"object"`
	StoreOutputAutomatically  bool                       `md:"storeOutputAutomatically"`
}

// FlowRecordUpdate changes records.
type FlowRecordUpdate struct {
	Rest
	FlowNode
	Connector        *FlowConnector             `md:"connector"`
	FaultConnector   *FlowConnector             `md:"faultConnector"`
	FilterLogic      string                     `md:"filterLogic"`
	Filters          []FlowRecordFilter         `md:"filters"`
	InputAssignments []FlowInputFieldAssignment `md:"inputAssignments"`
	InputReference   string                     `md:"inputReference"` // "$Record" for the one that started the flow
	Object           string                     `md:"object"`
}

// FlowRecordDelete deletes records.
type FlowRecordDelete struct {
	Rest
	FlowNode
	Connector      *FlowConnector     `md:"connector"`
	FaultConnector *FlowConnector     `md:"faultConnector"`
	FilterLogic    string             `md:"filterLogic"`
	Filters        []FlowRecordFilter `md:"filters"`
	InputReference string             `md:"inputReference"`
	Object         string             `md:"object"`
}

// FlowRecordLookup finds records.
type FlowRecordLookup struct {
	Rest
	FlowNode
	AssignNullValuesIfNoRecordsFound bool                        `md:"assignNullValuesIfNoRecordsFound"`
	Connector                        *FlowConnector              `md:"connector"`
	FaultConnector                   *FlowConnector              `md:"faultConnector"`
	FilterLogic                      string                      `md:"filterLogic"`
	Filters                          []FlowRecordFilter          `md:"filters"`
	GetFirstRecordOnly               *bool                       `md:"getFirstRecordOnly"`
	Object                           string                      `md:"object"`
	OutputAssignments                []FlowOutputFieldAssignment `md:"outputAssignments"`
	OutputReference                  string                      `md:"outputReference"`
	QueriedFields                    []string                    `md:"queriedFields"`
	SortField                        string                      `md:"sortField"`
	SortOrder                        string                      `md:"sortOrder"`
	StoreOutputAutomatically         bool                        `md:"storeOutputAutomatically"`
}

// FlowLoop goes through a collection.
type FlowLoop struct {
	Rest
	FlowNode
	AssignNextValueToReference string         `md:"assignNextValueToReference"`
	CollectionReference        string         `md:"collectionReference"`
	IterationOrder             string         `md:"iterationOrder"`
	NextValueConnector         *FlowConnector `md:"nextValueConnector"`
	NoMoreValuesConnector      *FlowConnector `md:"noMoreValuesConnector"`
}

// FlowCustomError refuses the save of the record that started the flow.
type FlowCustomError struct {
	Rest
	FlowNode
	Connector           *FlowConnector           `md:"connector"`
	CustomErrorMessages []FlowCustomErrorMessage `md:"customErrorMessages"`
}

// FlowCustomErrorMessage is what a person reads, at a field or above the page.
type FlowCustomErrorMessage struct {
	Rest
	ErrorMessage   string `md:"errorMessage"`
	FieldSelection string `md:"fieldSelection"`
	IsFieldError   bool   `md:"isFieldError"`
}

// FlowSubflow runs another flow.
type FlowSubflow struct {
	Rest
	FlowNode
	Connector        *FlowConnector               `md:"connector"`
	FlowName         string                       `md:"flowName"`
	InputAssignments []FlowSubflowInputAssignment `md:"inputAssignments"`
}

// FlowSubflowInputAssignment gives a subflow a value.
type FlowSubflowInputAssignment struct {
	Rest
	Name  string                       `md:"name"`
	Value *FlowElementReferenceOrValue `md:"value"`
}

// FlowActionCall runs an action, such as emailSimple or customNotificationAction.
type FlowActionCall struct {
	Rest
	FlowNode
	ActionName           string                         `md:"actionName"`
	ActionType           string                         `md:"actionType"`
	Connector            *FlowConnector                 `md:"connector"`
	FaultConnector       *FlowConnector                 `md:"faultConnector"`
	FlowTransactionModel string                         `md:"flowTransactionModel"`
	InputParameters      []FlowActionCallInputParameter `md:"inputParameters"`
	NameSegment          string                         `md:"nameSegment"`
	StoreOutput          bool                           `md:"storeOutputAutomatically"`
}

// FlowActionCallInputParameter gives an action a value.
type FlowActionCallInputParameter struct {
	Rest
	Name  string                       `md:"name"`
	Value *FlowElementReferenceOrValue `md:"value"`
}
