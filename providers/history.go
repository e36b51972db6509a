package providers

import (
	"context"
	"iter"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// RecordHistory is implemented by providers that can tell where live records are and how they came there. It only reads.
type RecordHistory interface {
	// Records gives records of one object in the words of an architecture. The number of requests grows with pages, never with
	// records one by one.
	Records(ctx context.Context, a *schema.Architecture, t Target, ask RecordAsk) (*Records, error)
}

// RecordAsk says which records are asked for.
type RecordAsk struct {
	Object string
	// IDs asks for these records alone; nil for all. Those that are gone are left out.
	IDs []string
	// Limit is how many are given at most, those first that were made last; 0 is no limit.
	Limit int
	// Bare leaves the history out.
	Bare bool
}

// Records are live records.
type Records struct {
	// Total is how many of those that are asked for there are, whatever the limit.
	Total int64
	Kept  Kept
	// Each gives them one after the other; an error ends it.
	Each iter.Seq2[*LiveRecord, error]
}

// Kept says what a CRM keeps of the history of an object's records. What it does not keep never shows as an event.
type Kept struct {
	// Moves are the lifecycles and pipelines in which moves are kept, Fields the fields of which changes are; "owner" is one.
	Moves  map[schema.Address]bool
	Fields map[string]bool
	// Absent are the fields of the architecture that these records cannot show: the CRM has none such, or does not let them be read.
	Absent map[string]bool
	// Since says from when on moves of a lifecycle or pipeline are kept, changes of a field (schema.FieldAddress), or an SLA is in force:
	// of the time before, records tell nothing that is sure. Of what is not in it that is so at all times.
	Since map[schema.Address]time.Time
	// Activities and Raised tell whether activities and clocks that rang are kept.
	Activities, Raised bool
	// Notes are sentences about what is not kept and why.
	Notes []string
}

// LiveRecord is a record of a CRM. Its name and other personal data are not among what is read, but for the fields of the architecture.
type LiveRecord struct {
	// Record has the fields that the CRM holds, the owner in the words of the directory where it is somebody of it, stages, and
	// when they were entered where that is known. Related is empty.
	*engine.Record
	// Strange names, in the CRM's words, the stage that it is in where nobody declared it, by lifecycle or pipeline.
	Strange map[schema.Address]string
	// Links are the ids of the records that it belongs to and has, by object.
	Links map[string][]string
	// URL is where people open it; "" where there is no such place.
	URL     string
	Created time.Time
	// Archived is when it was put away: nobody works on it, and no clock of the CRM runs on. Zero where people do. Where that is not
	// logged it is the latest time at which that can have been, and Active is until when it was surely at work; else Active is zero.
	Archived, Active time.Time
	// Doubts are what makes its history unsure.
	Doubts []Doubt
	// OwnerGone tells that the owner cannot log in any more.
	OwnerGone bool
	// Events are oldest first. Those of one write have one time.
	Events []RecordEvent
	// Spent is how long it has been in each stage by the CRM's own count; nil where it has none.
	Spent map[schema.Address]time.Duration
}

// Doubt is a reason for which what the history of a record tells of the time until then may be wrong.
type Doubt struct {
	Until time.Time // the time itself among it
	// Track is the lifecycle or pipeline that it concerns; "" is all that is told.
	Track schema.Address
	// Why is a clause after "because": "the history has stages that are called “Waiting”, which several are".
	Why string
}

// EventKind is what happened to a record.
type EventKind string

const (
	Made    EventKind = "made"    // it was created; with Track and To in a stage, once for each lifecycle or pipeline
	Moved   EventKind = "moved"   // to another stage
	Changed EventKind = "changed" // a field or the owner
	Logged  EventKind = "logged"  // an activity
	Raised  EventKind = "raised"  // somebody was told that the time of a clock is up
)

// RecordEvent is something that happened to a record.
type RecordEvent struct {
	Kind EventKind
	At   time.Time // UTC
	// Who did it, in the words of the directory where it is somebody of it, else in the CRM's; "" is unknown.
	Who string
	// From and To are the stages of a move; "" is none, or one that the architecture does not know, which Was and Is name then.
	// Where a CRM logs changes alone, a record was made in the stage that its first move leaves, or that it is in.
	From, To schema.Address
	// Track is the lifecycle or pipeline of a move.
	Track schema.Address
	// Field is what changed, "owner" for the owner, from Was to Is; nil is empty. Texts as the CRM has them.
	Field   string
	Was, Is any
	// Name is that of an activity, Clock that of the SLA that rang.
	Name  string
	Clock schema.Address
	// Basis is what was given as the reason: a code, a rule, a sentence. "" is none.
	Basis string
}
