package audit

import (
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// FormatVersion is the version of the JSON form of a Report: the first number changes when something is taken away or means
// something else.
const FormatVersion = "1.0"

// Report is the outcome of an audit. Its JSON form is the documented output of audit --json.
type Report struct {
	FormatVersion string `json:"format_version"`
	Environment   string `json:"environment"`
	Architecture  string `json:"architecture"` // digest
	// Applied is the digest of what was applied last, completely; "" for nothing. Whoever knows the state fills it in.
	Applied string    `json:"applied"`
	At      time.Time `json:"at"`
	// Failed tells that records could not be read, or not all of them. Whoever has the errors fills it in.
	Failed  bool     `json:"failed,omitempty"`
	Objects []Object `json:"objects"`
	Checks  []Check  `json:"checks"`
	Stages  []Stage  `json:"stages"`
}

// Clean tells whether nothing was found.
func (r *Report) Clean() bool {
	for _, c := range r.Checks {
		if len(c.Findings) > 0 {
			return false
		}
	}
	return true
}

// Object is a type of record of which records were looked at, or could not be.
type Object struct {
	Name   string `json:"name"`
	Target string `json:"target"` // address of the crm block
	Total  int64  `json:"total"`
	Read   int    `json:"read"`
	// Limits are sentences about what the CRM does not tell of these records.
	Limits []string `json:"limits,omitempty"`
}

// Check is one question that is asked of every record.
type Check struct {
	// Name is owner, facts, transitions or clocks.
	Name string `json:"name"`
	// Title asks the question: "Has each record one active owner?"
	Title string `json:"title"`
	// Looked is how many records, moves or clocks were looked at, What says which of them; Broken is of how many something was found.
	Looked int    `json:"looked"`
	What   string `json:"what"`
	Broken int    `json:"broken"`
	// Figures are further counts that are worth knowing, in order: clocks met, moves back that were permitted.
	Figures  []Figure  `json:"figures,omitempty"`
	Findings []Finding `json:"findings"`
	// Untold are sentences about what could not be judged, each with how many it concerns and why.
	Untold []string `json:"untold,omitempty"`
}

// Figure is a count with its name.
type Figure struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// Finding is one thing that is not as it is to be, with all records of which it is so.
type Finding struct {
	Kind Kind `json:"kind"`
	// Address is the block that demands it: a stage, lifecycle, handoff or SLA.
	Address schema.Address `json:"address"`
	Range   diag.Range     `json:"range"`
	// What says it in one sentence, without a number: "Qualified needs Budget, which is missing."
	What string `json:"what"`
	// Todo says how it is put right.
	Todo string `json:"todo"`
	// Count is how many there are; Records names them, the first of many.
	Count   int         `json:"count"`
	Records []RecordRef `json:"records"`
}

// Kind is the kind of a finding.
type Kind string

const (
	NoOwner       Kind = "no_owner"
	OwnerGone     Kind = "owner_gone"     // cannot log in any more, or is inactive in the directory
	OwnerUnlisted Kind = "owner_unlisted" // nobody of the directory
	FactMissing   Kind = "fact_missing"
	NoLog         Kind = "no_log"        // how it came to its stage is not in the history
	LogGap        Kind = "log_gap"       // a move starts elsewhere than the last one ended
	NobodyMoved   Kind = "no_actor"      // the history does not say who
	NoBasis       Kind = "no_basis"      // a basis or a reason is demanded and none was given
	Backward      Kind = "backward"      // a move back that nothing permits
	Skipped       Kind = "skipped"       // stages were left out that none may leave out
	LeftEnd       Kind = "left_end"      // it left a stage that ends the flow, and no handoff permits it
	UnknownStage  Kind = "unknown_stage" // it stands in a stage that nobody declared
	Breached      Kind = "breached"      // the clock ran out, and somebody was told
	Unraised      Kind = "unraised"      // the clock ran out, and nobody was told
)

// RecordRef names a record.
type RecordRef struct {
	Object string `json:"object"`
	ID     string `json:"id"`
	URL    string `json:"url,omitempty"`
	// Detail says what is particular to it: when, from where to where, by how long. It names nobody.
	Detail string `json:"detail,omitempty"`
}

// Stage is how many records stand in a stage, and how long records stay there.
type Stage struct {
	Address schema.Address `json:"address"`
	Label   string         `json:"label"`
	Track   string         `json:"track"` // its lifecycle or pipeline, as people call it
	Records int            `json:"records"`
	// Median and Longest are of the finished and running stays that are known, in seconds; Stays is how many they are.
	Stays   int   `json:"stays"`
	Median  int64 `json:"median_seconds,omitempty"`
	Longest int64 `json:"longest_seconds,omitempty"`
}
