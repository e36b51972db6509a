package planner

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// FormatVersion is the version of the JSON form of a Plan. The part after
// the dot grows with additions, the part before it with anything else.
const FormatVersion = "1.0"

// Plan is what an apply would do. Its JSON form is the documented output of
// plan --json; secrets are masked in it.
type Plan struct {
	FormatVersion string       `json:"format_version"`
	ToolVersion   string       `json:"tool_version,omitempty"`
	Architecture  Architecture `json:"architecture"`
	Environment   string       `json:"environment"`
	// Targeted lists the addresses that the plan was limited to; empty for a full plan.
	Targeted []string `json:"targeted,omitempty"`
	// Pruned lists the patterns of unmanaged objects to delete.
	Pruned []string `json:"pruned,omitempty"`
	// Required lists what was demanded of the definitions; an apply of the plan demands it again.
	Required []string `json:"required,omitempty"`
	// Rollback is the serial of the earlier apply that the architecture was taken from; 0 for that of the files.
	Rollback int `json:"rollback,omitempty"`
	// Targets are the CRMs of the environment, in the order in which they are declared.
	Targets []*Target `json:"targets"`
	// Changes are in the order in which they are carried out. No-ops are counted, not listed.
	Changes []*Change `json:"changes"`
	// Unmanaged are live objects that nobody declared. They stay as they are.
	Unmanaged []Object `json:"unmanaged,omitempty"`
	// Ignored are live objects that an ignore pattern leaves out.
	Ignored []Object `json:"ignored,omitempty"`
	// Guards are the limits that the plan exceeds; each needs its flag at apply.
	Guards []Tripped `json:"guards,omitempty"`
	// Findings are what a person should know: conflicts, warnings, errors.
	Findings diag.List `json:"findings,omitempty"`
	Summary  Summary   `json:"summary"`
	// Accepted are the CRMs that checked the changes on their server and would take them.
	Accepted []string `json:"accepted,omitempty"`
	// Paper tells that no CRM was contacted; nil for an ordinary plan.
	Paper *Paper `json:"paper,omitempty"`
	// Errored plans cannot be applied; Findings say why.
	Errored bool `json:"errored,omitempty"`
}

// Architecture says what the plan was made from.
type Architecture struct {
	Name    string `json:"name,omitempty"`
	Version string `json:"version,omitempty"`
	Digest  string `json:"digest"`
	Commit  string `json:"commit,omitempty"`
	// SignedBy are the people whose signatures the definitions have; the state keeps them as the trail of who approved.
	SignedBy []signoff.Approver `json:"signed_by,omitempty"`
}

// Target is one CRM of the environment.
type Target struct {
	Name     string `json:"name"` // the label of its crm block
	Provider string `json:"provider"`
	Title    string `json:"title"`
	// Live is how many live objects are ours or become ours.
	Live        int                     `json:"live"`
	Summary     Summary                 `json:"summary"`
	Digests     Digests                 `json:"digests"`
	Manual      []providers.ManualStep  `json:"manual,omitempty"`
	Enforcement []providers.Enforcement `json:"enforcement,omitempty"`
}

// Digests are sha256 sums of what a target's part of the plan was made from.
type Digests struct {
	Desired string `json:"desired"`
	State   string `json:"state"`
	Live    string `json:"live"`
}

// Action is what a change does.
type Action string

const (
	Create  Action = "create"
	Update  Action = "update"
	Replace Action = "replace" // an immutable attribute changes: delete and create
	Delete  Action = "delete"
	Adopt   Action = "adopt" // it exists already; from now on it is ours
	// Forget drops it from the state: it is gone from the CRM, or not ours to delete. With
	// diffs, it stays and lets go of what is deleted.
	Forget Action = "forget"
	Move   Action = "move" // it has a new address or name and stays the same object
	NoOp   Action = "no-op"
)

// Actions lists all actions in the order in which they are shown.
var Actions = []Action{Create, Update, Replace, Delete, Adopt, Forget, Move, NoOp}

// Change is one thing to do.
type Change struct {
	Action  Action         `json:"action"`
	Target  string         `json:"target"`
	Address string         `json:"address"` // resource address: type, origin, part
	Origin  schema.Address `json:"origin"`  // the block
	Type    string         `json:"type"`
	Key     string         `json:"key"` // natural key after the change; before it, for a delete
	OldKey  string         `json:"old_key,omitempty"`
	ID      string         `json:"id,omitempty"`
	Label   string         `json:"label,omitempty"`
	// Before is what is live, After what is wanted. Diffs tell the two apart, for
	// every action but create, delete and forget.
	Before providers.Values `json:"before,omitempty"`
	After  providers.Values `json:"after,omitempty"`
	Diffs  []AttrDiff       `json:"diffs,omitempty"`
	// Drift: the live object is not what was applied last. Conflict: and the
	// architecture changed the same attribute.
	Drift    bool `json:"drift,omitempty"`
	Conflict bool `json:"conflict,omitempty"`
	// Follows marks a change that does nothing but keep up with a rename elsewhere in the plan.
	Follows bool `json:"follows,omitempty"`
	// Reason says why the change is planned, Source where it was asked for.
	Reason string      `json:"reason"`
	Source *diag.Range `json:"source,omitempty"`
	Risk   Risk        `json:"risk"`
	Why    []string    `json:"why,omitempty"` // what makes the risk
	Impact *Impact     `json:"impact,omitempty"`
	// MovedFrom is the resource address that the object had.
	MovedFrom string `json:"moved_from,omitempty"`
	// MoveRecordsTo is the natural key of the object that gets the records of this one.
	MoveRecordsTo string `json:"move_records_to,omitempty"`
	// Discard tells that the values of records are dropped with what is deleted, as a retired block says.
	Discard bool `json:"discard,omitempty"`
	// DependsOn are indexes of changes that must be carried out before.
	DependsOn []int `json:"depends_on,omitempty"`
	// Documents marks a change that only writes down what the architecture says.
	Documents bool `json:"documents,omitempty"`
	// Golden marks a change of something that belongs to a golden stage.
	Golden bool `json:"golden,omitempty"`

	w *work // what it was made from; nil in a plan that was read from a file
}

// Touches tells whether the change alters the CRM; otherwise only the state.
func (c *Change) Touches() bool {
	switch c.Action {
	case Create, Update, Replace, Delete:
		return true
	case Adopt, Move, Forget:
		return len(c.Diffs) > 0
	}
	return false
}

// AttrDiff is the difference of one attribute, or of a part of it ("options[2].label"). Of a list that others add to as well,
// Before is what goes and After what comes.
type AttrDiff struct {
	Path   string `json:"path"`
	Before any    `json:"before"` // live; null when there is none
	After  any    `json:"after"`  // wanted; null when there is none
	// Base is what was applied last; given when the live value drifted from it.
	Base     any  `json:"base,omitempty"`
	Drift    bool `json:"drift,omitempty"`
	Conflict bool `json:"conflict,omitempty"`
	// Replaces marks an attribute that cannot be changed on a live object.
	Replaces bool `json:"replaces,omitempty"`
	// Technical marks an attribute that is for the CRM: another one says for people what is in it.
	Technical bool `json:"technical,omitempty"`
}

// Risk of a change.
type Risk string

const (
	Low    Risk = "low"
	Medium Risk = "medium"
	High   Risk = "high"
)

// Impact counts live records that a change concerns. -1 means that the CRM cannot say.
type Impact struct {
	// Records hang on an object that is removed or replaced.
	Records *int64 `json:"records,omitempty"`
	// Missing are facts that become required, with how many records lack each.
	Missing []MissingFact `json:"missing,omitempty"`
	// MovedTo says where the records go.
	MovedTo string `json:"moved_to,omitempty"`
}

// MissingFact counts the records in a stage (or of an object) that lack a newly required fact.
type MissingFact struct {
	In       string `json:"in"`       // natural key of the stage, pipeline or object
	Property string `json:"property"` // natural key of the property
	Records  int64  `json:"records"`
}

// Object is a live object that the plan leaves alone.
type Object struct {
	Target string `json:"target"`
	Type   string `json:"type"`
	Key    string `json:"key"`
	ID     string `json:"id"`
	// Among tells that it stands in one order with declared objects: an option that a
	// declared property has besides its own, a stage of a declared pipeline.
	Among bool `json:"among,omitempty"`
}

// Tripped is a guard that the plan exceeds.
type Tripped struct {
	Name   string  `json:"name"` // deletes, changes, golden
	Target string  `json:"target"`
	What   string  `json:"what"` // a sentence
	Limit  float64 `json:"limit"`
	Actual float64 `json:"actual"`
	Unit   string  `json:"unit"` // percent, objects
	Flag   string  `json:"flag"` // what allows it: --allow-deletes
}

// Summary counts changes by action.
type Summary struct {
	Create    int `json:"create"`
	Update    int `json:"update"`
	Replace   int `json:"replace"`
	Delete    int `json:"delete"`
	Adopt     int `json:"adopt"`
	Forget    int `json:"forget"`
	Move      int `json:"move"`
	NoOp      int `json:"no_op"`
	Drift     int `json:"drift"`
	Conflict  int `json:"conflict"`
	Unmanaged int `json:"unmanaged"`
	Ignored   int `json:"ignored"`
}

// Of gives the count of an action.
func (s Summary) Of(a Action) int { return *s.count(a) }

func (s *Summary) count(a Action) *int {
	switch a {
	case Create:
		return &s.Create
	case Update:
		return &s.Update
	case Replace:
		return &s.Replace
	case Delete:
		return &s.Delete
	case Adopt:
		return &s.Adopt
	case Forget:
		return &s.Forget
	case Move:
		return &s.Move
	}
	return &s.NoOp
}

func (s *Summary) add(c *Change) {
	*s.count(c.Action)++
	if c.Drift {
		s.Drift++
	}
	if c.Conflict {
		s.Conflict++
	}
}

// Empty tells whether there is nothing to do.
func (p *Plan) Empty() bool { return len(p.Changes) == 0 }
