package providers

import (
	"context"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"github.com/zclconf/go-cty/cty"
)

// Provider is one CRM. All methods may be called from several goroutines.
type Provider interface {
	// Info says what the provider is and can do; it contacts nothing.
	Info() *Info
	// Compile turns the part of an architecture that lives in this CRM into
	// desired resources and manual steps. It contacts nothing.
	Compile(*schema.Architecture, Target) (*Compiled, diag.List)
	// Read returns every live object of the given types, in bulk; nil means all types.
	Read(ctx context.Context, types []string) ([]*Live, error)
	// Apply carries operations out. They come in dependency order; a provider may run
	// neighbours at once when neither refers to the other. report is called with
	// Starting before the CRM is touched and with Done after, for each operation, never
	// concurrently; when it returns an error Apply stops as soon as it can. Apply returns
	// nil when every operation was attempted; failures are in the results.
	Apply(ctx context.Context, ops []*Operation, report func(Progress) error) error
	// Close releases what the provider holds.
	Close() error
}

// RecordReader is implemented by providers that can look at live records.
type RecordReader interface {
	// CountRecords answers queries, in order. -1 means that the CRM cannot say.
	CountRecords(ctx context.Context, qs []RecordQuery) ([]int64, error)
}

// Importer is implemented by providers that can turn live objects back into an architecture.
type Importer interface {
	// Decompile gives the blocks that describe the live objects, and findings
	// about what no block can say.
	Decompile(live []*Live) (*schema.Architecture, diag.List)
}

// Identifier is implemented by providers whose CRM keeps which objects Stagecraft made, so that a lost state can be made again.
type Identifier interface {
	// Identify gives the resource addresses of those live objects that have one.
	Identify(ctx context.Context, live []*Live) (map[*Live]string, error)
}

// Reviewer is implemented by providers that can tell when live configuration
// that nobody declared gets in the way of what is declared. It contacts nothing.
type Reviewer interface {
	Review(c *Compiled, unmanaged []*Live) diag.List
}

// Validator is implemented by providers whose CRM can check operations without carrying them out.
type Validator interface {
	// Validate gives what the CRM would refuse; none for operations that it would carry out.
	Validate(ctx context.Context, ops []*Operation) ([]Refusal, error)
}

// Foreseer is implemented by providers that look before a move of records or their values whether it would lose something, and
// carry it out only when it would not.
type Foreseer interface {
	// Foresee gives what Apply would refuse because of what records hold now. It changes nothing.
	Foresee(ctx context.Context, ops []*Operation) ([]Refusal, error)
}

// Refusal is what a CRM, or its provider, would refuse.
type Refusal struct {
	Op  *Operation // that causes it; nil when it is none in particular
	Why string     // in the CRM's words
}

// RecordQuery asks how many records there are that hang on a live object, or lack a fact.
type RecordQuery struct {
	Type, Key string // a stage, option …: the records that are in it; or a pipeline, property: those that have a value
	// Missing, when set, counts only records without a value in that property (natural key).
	Missing string
}

// Target is one crm block of an environment.
type Target struct {
	Environment string
	CRM         *schema.CRM // never nil; the built-in sandbox target has an empty one
	// Dir is the architecture's directory; relative paths in settings start there.
	Dir string
	// ReadOnly asks for a provider that only reads: opening it changes nothing either, and needs no right to.
	ReadOnly bool
}

// Range is where the crm block stands.
func (t Target) Range() diag.Range {
	if t.CRM == nil {
		return diag.Range{}
	}
	return t.CRM.Range
}

// Owns tells whether records of an object live in the target.
func (t Target) Owns(object string) bool {
	if t.CRM == nil || len(t.CRM.Objects) == 0 {
		return true
	}
	for _, o := range t.CRM.Objects {
		if o.Name() == object {
			return true
		}
	}
	return false
}

// Compiled is what a provider makes of an architecture.
type Compiled struct {
	Resources []*Resource
	Manual    []ManualStep
	// Enforcement classifies every criterion, required fact and rule.
	Enforcement []Enforcement
	// Keep has patterns ("type.key" with * and ?) of objects that are to stay although no resource is: what they need is
	// not there yet, or the credentials do not show them. What is known of them stays known.
	Keep []string
}

// ManualStep is something the CRM's API cannot do, in the words of its settings screens.
type ManualStep struct {
	Origin schema.Address `json:"origin"`
	Title  string         `json:"title"`
	Steps  []string       `json:"steps"`
	Why    string         `json:"why"`
	// Before marks a step that must be done before the apply.
	Before bool `json:"before,omitempty"`
	// Also are further blocks that ask for it.
	Also []schema.Address `json:"also,omitempty"`
}

// Class says how a CRM makes a criterion hold.
type Class string

const (
	Prevented Class = "prevented" // the CRM refuses a record that breaks it
	Corrected Class = "corrected" // an automation puts it right afterwards
	Detected  Class = "detected"  // a report or an audit finds it
	Manual    Class = "manual"    // only people look after it
)

// Enforcement says how one criterion holds in one CRM.
type Enforcement struct {
	Address   schema.Address `json:"address"` // the criterion, field or rule
	Criterion string         `json:"criterion"`
	Class     Class          `json:"class"`
	How       string         `json:"how"`
	// Screens tells that the CRM holds people to it who work on its screens, and perhaps not programs.
	Screens bool `json:"screens,omitempty"`
}

// Criteria of Enforcement that all providers word alike.
const (
	NoWayBack    = "no move to an earlier stage"
	ReasonGiven  = "a reason code is given"
	ReasonIfNo   = "a reason code is given when the answer is no"
	ReceiverOwns = "the receiver becomes the owner"
	FactsCarried = "facts are carried over"
)

// Action is what an operation does.
type Action string

const (
	Create  Action = "create"
	Update  Action = "update"
	Replace Action = "replace"
	Delete  Action = "delete"
)

// Operation is one change to carry out.
type Operation struct {
	Index   int // place in the plan, for reports
	Action  Action
	Address string // resource address
	Type    string
	Key     string // natural key after the change (before it, for a delete)
	ID      string // remote id; "" for a create
	Before  Values // live values; nil for a create
	After   Values // desired values; nil for a delete
	// MoveRecordsTo is the natural key of the object of the same type that gets the records of a
	// deleted or replaced one; "" when there are none to move.
	MoveRecordsTo string
	// Discard drops the values of records with what is deleted. With neither this nor
	// MoveRecordsTo, what records hang on is not deleted.
	Discard bool
}

// Creates are the operations that make resources where nothing is yet.
func Creates(resources []*Resource) []*Operation {
	var out []*Operation
	for i, r := range resources {
		out = append(out, &Operation{Index: i, Action: Create, Address: r.Address(), Type: r.Type, Key: r.Key, After: r.Values})
	}
	return out
}

// Phase of an operation.
type Phase string

const (
	Starting Phase = "starting"
	Done     Phase = "done"
	Waiting  Phase = "waiting" // held up by a rate limit or retry
)

// Progress reports on one operation.
type Progress struct {
	Op    *Operation
	Phase Phase
	// ID and Values are what the CRM now holds; Done without Err. Values is nil for a delete.
	ID     string
	Values Values
	Moved  int64 // records moved along
	Err    error
	Wait   time.Duration // Waiting
	Note   string
}

// State of a capability.
type State string

const (
	Supported   State = "supported"
	Partial     State = "partial" // with a note
	NotPossible State = "not possible"
	NotBuilt    State = "not yet built"
)

// Capability says how far a provider can do something.
type Capability struct {
	Name  string `json:"name"` // one of Capabilities
	State State  `json:"state"`
	Note  string `json:"note,omitempty"`
}

// Capabilities are what every provider must take a position on, in the order of the matrix.
var Capabilities = []struct{ Name, Doc string }{
	{"objects", "custom objects"},
	{"fields", "fields with types and options"},
	{"field validation", "conditions on field values"},
	{"lifecycles", "lifecycle stages"},
	{"pipelines", "pipelines with probability and forecast"},
	{"statuses", "working states apart from the lifecycle"},
	{"entry criteria", "conditions to enter a stage"},
	{"required facts", "facts demanded before a stage"},
	{"forward only", "no backward moves"},
	{"reasons", "reason codes demanded on rejection and loss"},
	{"owner required", "no record without an owner"},
	{"handoffs", "contracts between stages, with change of owner"},
	{"queues", "queues with members"},
	{"routing", "assignment rules"},
	{"slas", "clocks with escalation"},
	{"scoring", "score models"},
	{"automations", "triggered actions"},
	{"sequences", "nurture sequences"},
	{"approvals", "deal-desk approvals"},
	{"rollups", "company stage from contact stages"},
	{"metrics", "reports and dashboards"},
	{"teams", "teams and users"},
	{"record counts", "impact from live records"},
	{"record moves", "moving records when a stage is retired"},
	{"import", "writing HCL from the live CRM"},
	{"test records", "trying a live environment out with records that are removed again"},
	{"last changes", "who changed configuration last, and when"},
	{"record history", "where live records are and how they came there, for audits"},
}

// Info describes a provider.
type Info struct {
	Name         string // "sandbox"
	Title        string // "Sandbox CRM"
	Doc          string
	Types        []*ResourceType
	Capabilities []Capability
	// Settings are what a crm block may give.
	Settings []SettingDoc
}

// SettingDoc documents one setting of a crm block.
type SettingDoc struct {
	Name, Doc, Env      string
	Required, Sensitive bool
	// Type of the value; cty.NilType is a text.
	Type cty.Type
	// Secrets and Files name the attributes of an object that are secret, or paths seen from the architecture's directory.
	Secrets, Files []string
	// File tells that the setting is such a path, and gives the one that is used without it; "" is none.
	File func(Target) string
}

// Type finds a resource type, or returns nil.
func (i *Info) Type(name string) *ResourceType {
	for _, t := range i.Types {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Factory opens a provider for a target. getenv reads environment variables.
type Factory struct {
	Info *Info
	// Compile is Provider.Compile, for those who only want to know what would be configured.
	Compile func(*schema.Architecture, Target) (*Compiled, diag.List)
	Open    func(ctx context.Context, t Target, getenv func(string) string) (Provider, error)
	// Criterion says a criterion in the CRM's own language: a formula, a filter. It is exact, or the error says why there is
	// none that is. May be nil.
	Criterion func(*schema.Architecture, Target, Criterion) (string, error)
	// Exports are the formats in which configuration can be written as files for other tools of the CRM; may be empty.
	Exports []ExportFormat
}

// Criterion is a condition on records.
type Criterion struct {
	Object string // name of the record type
	When   expr.Expr
	// Track is the lifecycle or pipeline in which it decides about a move; "" for a condition on the record alone.
	Track schema.Address
}

// ExportFormat is a kind of project that other tools of a CRM work with.
type ExportFormat struct {
	Name, Doc string
	// Write gives the files, by path, of a project that carries operations out. p is the CRM that it is for; nil when
	// nobody asked it, and what is in it is not known.
	Write func(p Provider, t Target, ops []*Operation) (map[string][]byte, error)
}
