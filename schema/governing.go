package schema

// Metric is a measured number of the measurement framework.
type Metric struct {
	Meta
	// Name is the identifier of the metric.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Category is the part of the measurement framework.
	Category string `sc:"category,required,enum=production|conversion|time_in_stage|drop_off|cost_to_enter|segmentation|speed|revenue|quality"`
	// Priority orders the framework; 1 comes first.
	Priority float64 `sc:"priority,min=0"`
	// Formula says how it is computed.
	Formula string `sc:"formula"`
	// Source says where the data come from.
	Source string `sc:"source"`
	// Stage is the stage that is measured.
	Stage Address `sc:"stage,ref=stage"`
	// From is the stage that a conversion or time starts at.
	From Address `sc:"from,ref=stage"`
	// To is the stage that a conversion or time ends at.
	To Address `sc:"to,ref=stage"`
	// Unit is what the number counts.
	Unit string `sc:"unit,enum=percent|count|days|hours|minutes|currency|ratio,default=percent"`
	// By lists the dimensions by which the number is always split.
	By []Address `sc:"by,ref=segment"`
	// Cadence is how often it is looked at.
	Cadence string `sc:"cadence,enum=daily|weekly|monthly|quarterly|half_yearly|yearly,default=monthly"`
	// RedFlag says in words what is alarming.
	RedFlag string `sc:"red_flag"`
	// Owner answers for it.
	Owner Address `sc:"owner,ref=role|team"`
	// Benchmarks are numbers of others, each with its source.
	Benchmarks []*Benchmark `sc:"benchmark,block"`
	// Alarms raise the red flag by themselves.
	Alarms []*Alarm `sc:"alarm,block"`
}

// Benchmark is a range that others reach.
type Benchmark struct {
	Meta
	// Name is the identifier of the benchmark.
	Name string `sc:"name,label"`
	// Low is the low end.
	Low *float64 `sc:"low"`
	// High is the high end.
	High *float64 `sc:"high"`
	// Source says who measured it.
	Source string `sc:"source"`
}

// Alarm raises a red flag when a metric falls.
type Alarm struct {
	Meta
	// Drop is how far it may fall.
	Drop float64 `sc:"drop,required,min=0"`
	// Unit tells whether drop is in percentage points or percent of the baseline.
	Unit string `sc:"unit,enum=percentage_points|percent,default=percent"`
	// Sustained is how long the drop must last.
	Sustained Duration `sc:"sustained"`
	// Action says what is done then.
	Action string `sc:"action"`
}

// Dashboard is a view of metrics for an audience.
type Dashboard struct {
	Meta
	// Name is the identifier of the dashboard.
	Name string `sc:"name,label"`
	// Title is what people call it.
	Title string `sc:"title"`
	// Audience is who looks at it.
	Audience []Address `sc:"audience,ref=role|team"`
	// Metrics are shown in order.
	Metrics []Address `sc:"metrics,required,ref=metric"`
	// Description says which questions it answers.
	Description string `sc:"description"`
	// RACI says who is accountable, responsible, consulted, informed.
	RACI *RACI `sc:"raci,block"`
}

// Goal is a target on a metric for a period.
type Goal struct {
	Meta
	// Name is the identifier of the goal.
	Name string `sc:"name,label"`
	// Title is the goal in words.
	Title string `sc:"title"`
	// Metric is what is counted.
	Metric Address `sc:"metric,ref=metric"`
	// Target is the number to reach.
	Target float64 `sc:"target,required"`
	// Period is the time it must be reached in.
	Period string `sc:"period,enum=week|month|quarter|half_year|year,default=month"`
	// Stage is the stage whose new records count.
	Stage Address `sc:"stage,ref=stage"`
	// When limits the records that count.
	When Criterion `sc:"when"`
	// Object is the record type that counts.
	Object Address `sc:"object,ref=object"`
	// Owner answers for it.
	Owner Address `sc:"owner,ref=role|team"`
}

// Review is an entry of the maintenance schedule.
type Review struct {
	Meta
	// Name is the identifier of the review.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Cadence is how often it takes place.
	Cadence string `sc:"cadence,required,enum=once|weekly|monthly|quarterly|half_yearly|yearly"`
	// Check says what is looked at.
	Check []string `sc:"check,required"`
	// RedFlag says what is alarming.
	RedFlag string `sc:"red_flag"`
	// Action says what is done when the red flag is up.
	Action string `sc:"action"`
	// Owner does it.
	Owner Address `sc:"owner,ref=role|team"`
	// HandledBy says who may act on what is found.
	HandledBy string `sc:"handled_by,enum=customer|architect|specialist,default=architect"`
	// LeadTime is how long before it the preparation starts.
	LeadTime Duration `sc:"lead_time"`
	// Escalations say which findings go to whom.
	Escalations []*ReviewEscalation `sc:"escalation,block"`
}

// ReviewEscalation says who decides a kind of change.
type ReviewEscalation struct {
	Meta
	// Name is the identifier of the kind of change.
	Name string `sc:"name,label"`
	// On says what was found or asked for.
	On string `sc:"on,required"`
	// To is the role that decides.
	To Address `sc:"to,ref=role|team"`
	// HandledBy is the kind of expert.
	HandledBy string `sc:"handled_by,enum=customer|architect|specialist,default=specialist"`
	// Class is the class of changes that the role decides; diff then names the role as the approver of such changes.
	Class string `sc:"class,enum=wording|picklist|stage|criteria|pipeline|sla|scoring|field|people|automation|measurement|governance|document"`
}

// Term is a glossary entry that is no stage.
type Term struct {
	Meta
	// Name is the identifier of the term.
	Name string `sc:"name,label"`
	// Label is the term as people write it.
	Label string `sc:"label,required"`
	// Definition is what it means here.
	Definition string `sc:"definition"`
	// Typical is what it usually means elsewhere.
	Typical string `sc:"typical"`
	// State tells whether the definition is agreed.
	State string `sc:"state,enum=assumed|confirmed,default=assumed"`
	// Owner answers for the definition.
	Owner Address `sc:"owner,ref=role|team"`
	// Domain is the part of the journey.
	Domain string `sc:"domain,enum=lead|sales|customer|company|general,default=general"`
}

// Question is something still to be answered or done.
type Question struct {
	Meta
	// Name is the identifier of the question.
	Name string `sc:"name,label"`
	// Text is the question or the task.
	Text string `sc:"text,required"`
	// Kind tells a question from homework.
	Kind string `sc:"kind,enum=question|homework,default=question"`
	// Ask is who must answer.
	Ask Address `sc:"ask,ref=role|team"`
	// Blocks are the definitions that wait for the answer.
	Blocks []Address `sc:"blocks,ref=any"`
	// Due is the day by which it is needed, as "2026-03-31".
	Due string `sc:"due"`
	// Status tells whether it is settled.
	Status string `sc:"status,enum=open|answered,default=open"`
	// Answer is what was answered.
	Answer string `sc:"answer"`
}

// FAQ is a question that people ask, with its answer.
type FAQ struct {
	Meta
	// Name is the identifier of the entry.
	Name string `sc:"name,label"`
	// Question is what people ask.
	Question string `sc:"question,required"`
	// Answer is the answer, in Markdown.
	Answer string `sc:"answer,required"`
	// Order places the entry among the others.
	Order float64 `sc:"order"`
}

// Playbook is guidance for one role.
type Playbook struct {
	Meta
	// Role is the name of the role.
	Role string `sc:"role,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Audience is the training audience.
	Audience string `sc:"audience,enum=leadership|technical|end_user,default=end_user"`
	// Body is the guidance, in Markdown.
	Body string `sc:"body"`
	// Steps are what the role does, in order.
	Steps []string `sc:"steps"`
}

// Moved says that a block has a new address; the live object is renamed, not replaced.
type Moved struct {
	Meta
	// From is the address that it had.
	From Address `sc:"from,required,ref=gone"`
	// To is the address that it has.
	To Address `sc:"to,required,ref=any"`
}

// Retired says that a block is removed, and where its records go.
type Retired struct {
	Meta
	// What is the address that it had.
	What Address `sc:"what,required,ref=gone"`
	// To is the stage or option that its records get.
	To Address `sc:"to,ref=any"`
	// Discard drops the values that records hold in the field or option, or in the fields of an sla and the like, for good. It takes the place of to.
	Discard bool `sc:"discard"`
	// Reason says why.
	Reason string `sc:"reason"`
}

// Import takes over an object that exists in the CRM.
type Import struct {
	Meta
	// To is the block that describes it.
	To Address `sc:"to,required,ref=any"`
	// ID is the object's id or internal name in the CRM.
	ID string `sc:"id,required"`
	// Type is the resource type, when the block makes several.
	Type string `sc:"type"`
}

// ChangeRecord says why something was changed, by whose decision, and how it will show that it was right.
// The changelog shows it with the changes that it covers.
type ChangeRecord struct {
	Meta
	// Name is the identifier of the record.
	Name string `sc:"name,label"`
	// Title is the change in words.
	Title string `sc:"title,required"`
	// Why is the reason, or what is expected to be better afterwards.
	Why string `sc:"why,required"`
	// Metric is what shows whether it worked.
	Metric Address `sc:"metric,ref=metric"`
	// Expect says what the metric should do, and by when.
	Expect string `sc:"expect"`
	// Changes are the blocks that the change is about, also those that are gone. A block stands for everything in it.
	Changes []Address `sc:"changes,required,ref=any|gone"`
	// DecidedBy are the roles that decided it.
	DecidedBy []Address `sc:"decided_by,ref=role"`
	// Version is the version of the architecture that brought it.
	Version string `sc:"version"`
}

// Environment is a place to apply to.
type Environment struct {
	Meta
	// Name is the identifier of the environment.
	Name string `sc:"name,label"`
	// Title is what people call it.
	Title string `sc:"title"`
	// Protected asks for a saved plan, or for the environment's name to be typed, before anything is applied; --auto-approve is not enough.
	Protected bool `sc:"protected"`
	// After is the environment that comes first: an apply here waits until the architecture was applied there and has passed stagecraft qa.
	After Address `sc:"after,ref=environment"`
	// CRMs are the systems of the environment.
	CRMs []*CRM `sc:"crm,block,required"`
	// Guard limits what one apply may change without being told to.
	Guard *Guard `sc:"guard,block"`
	// State is where it is kept what was applied last; a file beside the architecture if not given.
	State *StateStore `sc:"state,block"`
}

// StateStore is a place that keeps the state of an environment, its lock and the trail of its applies.
type StateStore struct {
	Meta
	// Kind is the kind of place: local (a file), git (a ref of the repository's remote), postgres (a table).
	Kind string `sc:"kind,label"`
	// Settings say where it is: path of local, remote or url of git, url and schema of postgres. env.NAME reads an environment variable.
	Settings map[string]Setting `sc:"SETTING,rest"`
}

// CRM is one system of an environment.
type CRM struct {
	Meta
	// Provider is the kind of CRM: sandbox, hubspot, salesforce.
	Provider string `sc:"provider,label"`
	// Objects are the record types that live in it; all if not given.
	Objects []Address `sc:"objects,ref=object"`
	// Ignore lists patterns of live objects to leave out of every plan, such as "sandbox_property.contact/legacy_*".
	Ignore []string `sc:"ignore"`
	// Settings are what the provider needs to connect; env.NAME reads an environment variable.
	Settings map[string]Setting `sc:"SETTING,rest"`
}

// Guard limits what one apply may change without an explicit flag.
type Guard struct {
	Meta
	// DeletePercent is the largest share of live objects that may be deleted.
	DeletePercent float64 `sc:"delete_percent,min=0,max=100,default=30"`
	// ChangePercent is the largest share of live objects that may be changed.
	ChangePercent float64 `sc:"change_percent,min=0,max=100,default=50"`
	// MinimumSize is how many live objects there must be for the shares to count.
	MinimumSize float64 `sc:"minimum_size,min=0,default=10"`
	// MaxDeletes is the largest number of deletions; 0 is no limit.
	MaxDeletes float64 `sc:"max_deletes,min=0"`
	// Golden guards golden stages against any change.
	Golden bool `sc:"golden,default=true"`
}
