package filter

// The JSON of list and workflow filters and of searches, as HubSpot's published
// schema of the lists API (2026-09) and its guides have it.

// Branch is a filterBranch: the root is OR, below it stand AND, and in these ASSOCIATION.
type Branch struct {
	FilterBranchType     string           `json:"filterBranchType"`
	FilterBranchOperator string           `json:"filterBranchOperator"`
	ObjectTypeID         string           `json:"objectTypeId,omitempty"`
	Operator             string           `json:"operator,omitempty"`
	AssociationTypeID    int              `json:"associationTypeId,omitempty"`
	AssociationCategory  string           `json:"associationCategory,omitempty"`
	FilterBranches       []Branch         `json:"filterBranches"`
	Filters              []PropertyFilter `json:"filters"`
}

// PropertyFilter tests one property.
type PropertyFilter struct {
	FilterType string    `json:"filterType"`
	Property   string    `json:"property"`
	Operation  Operation `json:"operation"`
}

// Operation is what a PropertyFilter demands of the value.
type Operation struct {
	OperationType string   `json:"operationType"`
	Operator      string   `json:"operator"`
	Value         any      `json:"value,omitempty"` // number or bool
	Values        []string `json:"values,omitempty"`
	// IncludeBlank lets records without a value pass.
	IncludeBlank bool `json:"includeObjectsWithNoValueSet"`

	// Of TIME_POINT and TIME_RANGED, for which Type repeats OperationType.
	Type           string `json:"type,omitempty"`
	PropertyParser string `json:"propertyParser,omitempty"`
	Point          any    `json:"timePoint,omitempty"` // DatePoint or IndexedPoint
	Endpoint       string `json:"endpointBehavior,omitempty"`
	Lower          any    `json:"lowerBoundTimePoint,omitempty"`
	LowerEndpoint  string `json:"lowerBoundEndpointBehavior,omitempty"`
	Upper          any    `json:"upperBoundTimePoint,omitempty"`
	UpperEndpoint  string `json:"upperBoundEndpointBehavior,omitempty"`
}

// DatePoint is a moment on the calendar.
type DatePoint struct {
	TimeType       string `json:"timeType"` // DATE
	TimezoneSource string `json:"timezoneSource"`
	ZoneID         string `json:"zoneId"`
	Year           int    `json:"year"`
	Month          int    `json:"month"`
	Day            int    `json:"day"`
	Hour           int    `json:"hour"`
	Minute         int    `json:"minute"`
	Second         int    `json:"second"`
	Millisecond    int    `json:"millisecond"`
}

// IndexedPoint is a moment that moves with the clock.
type IndexedPoint struct {
	TimeType       string    `json:"timeType"` // INDEXED
	TimezoneSource string    `json:"timezoneSource"`
	ZoneID         string    `json:"zoneId"`
	Reference      Reference `json:"indexReference"`
	Offset         *Offset   `json:"offset,omitempty"`
}

// Reference is TODAY, from its start unless a time of day is given, or NOW.
type Reference struct {
	ReferenceType string `json:"referenceType"`
	Hour          int    `json:"hour,omitempty"`
	Minute        int    `json:"minute,omitempty"`
	Second        int    `json:"second,omitempty"`
	Millisecond   int    `json:"millisecond,omitempty"`
}

// Offset is added to a Reference.
type Offset struct {
	Days         int64 `json:"days,omitempty"`
	Hours        int64 `json:"hours,omitempty"`
	Minutes      int64 `json:"minutes,omitempty"`
	Seconds      int64 `json:"seconds,omitempty"`
	Milliseconds int64 `json:"milliseconds,omitempty"`
}

// Group is one of the filterGroups of a search, any of which a record may pass.
type Group struct {
	Filters []SearchFilter `json:"filters"`
}

// SearchFilter tests one property in a search.
type SearchFilter struct {
	PropertyName string   `json:"propertyName"`
	Operator     string   `json:"operator"`
	Value        string   `json:"value,omitempty"`
	Values       []string `json:"values,omitempty"`
}
