package schema

// Flow is what a lifecycle and a pipeline have in common: an ordered set of
// stages held in one property of one object.
type Flow struct {
	// Title is what documents call it.
	Title string `sc:"title"`
	// Description says what it covers.
	Description string `sc:"description"`
	// Property is the internal name of the property that holds the stage; the name with "_stage" if not given.
	Property string `sc:"property"`
	// ForwardOnly forbids moves to an earlier stage, except along a handoff marked as recycling.
	ForwardOnly bool `sc:"forward_only"`
	// NoSkip forbids leaving stages out, except along a handoff.
	NoSkip bool `sc:"no_skip"`
	// CRM names the flow's property or pipeline in each CRM.
	CRM map[string]string `sc:"crm"`
	// Audit names the fields that keep the last move on the record itself.
	Audit *Audit `sc:"audit,block"`
	// Stages are the stages, in order.
	Stages []*Stage `sc:"stage,block,required"`
}

// Audit names the fields of the flow's object in which a CRM keeps the last
// move: who made it, when, and on what basis. The history of the CRM holds
// every move, with or without them; scenarios do not fill them.
type Audit struct {
	Meta
	// By is the text field for who moved the record: a person or an automation.
	By Address `sc:"by,required,ref=field"`
	// At is the field for when it was moved.
	At Address `sc:"at,required,ref=field"`
	// Basis is the text field for the basis of the decision; empty when none was given.
	Basis Address `sc:"basis,ref=field"`
}

// Lifecycle is an ordered set of stages that says how far a record has come.
type Lifecycle struct {
	Meta
	// Name is the identifier of the lifecycle; lifecycles and pipelines share one set of names.
	Name string `sc:"name,label"`
	// Domain is the part of the journey.
	Domain string `sc:"domain,required,enum=lead|sales|customer|company"`
	// Object is the record type whose records move.
	Object Address `sc:"object,required,ref=object"`
	// Rollup makes the stage follow the most advanced related record of another lifecycle; stages are matched by name or by follows.
	Rollup Address `sc:"rollup,ref=lifecycle"`
	Flow
}

// Pipeline is an ordered set of deal, project or ticket stages.
type Pipeline struct {
	Meta
	// Name is the identifier of the pipeline; lifecycles and pipelines share one set of names.
	Name string `sc:"name,label"`
	// Domain is the part of the journey.
	Domain string `sc:"domain,enum=lead|sales|customer|company,default=sales"`
	// Object is the record type whose records move.
	Object Address `sc:"object,ref=object,default=object.deal"`
	// Type is what the pipeline sells.
	Type string `sc:"type,enum=new_business|renewal|expansion|proof_of_concept|delivery|support|other,default=new_business"`
	Flow
}

// Stage is one position in a lifecycle or pipeline.
type Stage struct {
	Meta
	// Name is the identifier of the stage.
	Name string `sc:"name,label"`
	// Label is what people see.
	Label string `sc:"label"`
	// Short is the abbreviation.
	Short string `sc:"short"`
	// Number is the stage number that people use, such as 0 for "Stage 0".
	Number *float64 `sc:"number"`
	// Definition says in one or two sentences what it means to be here.
	Definition string `sc:"definition"`
	// State tells whether the definition is agreed.
	State string `sc:"state,enum=assumed|confirmed,default=assumed"`
	// Golden marks one of the most critical transition points.
	Golden bool `sc:"golden"`
	// Owner is the one role, queue or team that answers for records in the stage.
	Owner Address `sc:"owner,ref=role|queue|team"`
	// Entry are the criteria of which all must hold to enter.
	Entry []*Gate `sc:"entry,block"`
	// Exit are the criteria that end the stage.
	Exit []*Gate `sc:"exit,block"`
	// Requires are the facts without which a record cannot enter.
	Requires []Address `sc:"requires,ref=field"`
	// RACI says who is accountable, responsible, consulted, informed.
	RACI *RACI `sc:"raci,block"`
	// StaleAfter is how long a record may stay before it counts as stale.
	StaleAfter Duration `sc:"stale_after"`
	// Aliases are other names in use for the stage.
	Aliases []string `sc:"aliases"`
	// Outcome ends the flow: the record is won, lost or disqualified.
	Outcome string `sc:"outcome,enum=won|lost|disqualified|holding"`
	// Reasons lists the codes of which one must be given to enter.
	Reasons Address `sc:"reasons,ref=reasons"`
	// Revisit is the date field that must say when a record in a holding stage is looked at again.
	Revisit Address `sc:"revisit,ref=field"`
	// SameAs is the stage of another flow that means the same.
	SameAs Address `sc:"same_as,ref=stage"`
	// Follows are the stages that a rollup maps to this one.
	Follows []Address `sc:"follows,ref=stage"`
	// Customised says how the definition departs from the usual one.
	Customised string `sc:"customised"`
	// Guidance helps people who work in the stage.
	Guidance string `sc:"guidance"`
	// Probability is the chance to win, 0 to 100 percent; pipelines only.
	Probability *float64 `sc:"probability,min=0,max=100"`
	// Forecast is the forecast category; pipelines only.
	Forecast string `sc:"forecast,enum=omitted|pipeline|best_case|commit|closed"`
	// CRM names the stage in each CRM.
	CRM map[string]string `sc:"crm"`
}

// Called is what people call the stage where there is little room: its abbreviation, or its label.
func (s *Stage) Called() string {
	if s.Short != "" {
		return s.Short
	}
	return Title(s)
}

// Gate is one entry or exit criterion.
type Gate struct {
	Meta
	// Name is the identifier of the criterion; refusals name it.
	Name string `sc:"name,label"`
	// Description is the criterion in words.
	Description string `sc:"description"`
	// When is the condition; without one, people judge.
	When Criterion `sc:"when"`
	// Then is where the record goes; exit criteria only.
	Then Address `sc:"then,ref=stage|lifecycle|pipeline"`
}

// RACI says who is accountable, responsible, consulted and informed.
type RACI struct {
	Meta
	// Accountable answers for the result.
	Accountable Address `sc:"accountable,ref=role"`
	// Responsible do the work.
	Responsible []Address `sc:"responsible,ref=role"`
	// Consulted are asked before.
	Consulted []Address `sc:"consulted,ref=role"`
	// Informed are told after.
	Informed []Address `sc:"informed,ref=role"`
}

// Handoff is the data contract between two stages.
type Handoff struct {
	Meta
	// Name is the identifier of the handoff.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// From is the stage that hands over.
	From Address `sc:"from,required,ref=stage"`
	// To is the stage that receives.
	To Address `sc:"to,required,ref=stage"`
	// Decision is the question that is answered here.
	Decision string `sc:"decision"`
	// Owes are the facts that must exist before the move.
	Owes []Address `sc:"owes,ref=field"`
	// Promise says in words what this stage owes the next.
	Promise string `sc:"promise"`
	// Owner owns the record after the move.
	Owner Address `sc:"owner,required,ref=role|queue|team"`
	// Producer is the role that supplies the facts.
	Producer Address `sc:"producer,ref=role|team"`
	// SLA is the clock of the handoff.
	SLA Address `sc:"sla,ref=sla"`
	// Tracking says how the handoff is followed.
	Tracking string `sc:"tracking"`
	// Reasons lists the codes of which one must be given when the answer is no.
	Reasons Address `sc:"reasons,ref=reasons"`
	// FailureMode is what goes wrong when the stage is sloppy.
	FailureMode string `sc:"failure_mode"`
	// When is a condition beside the owed facts.
	When Criterion `sc:"when"`
	// Recycle permits the move although it leads backward.
	Recycle bool `sc:"recycle"`
	// State tells whether the contract is agreed.
	State string `sc:"state,enum=assumed|confirmed,default=assumed"`
	// Creates is the record type of which the move makes a record.
	Creates Address `sc:"creates,ref=object"`
	// Demotes is the role that turns from primary to supporting.
	Demotes Address `sc:"demotes,ref=role"`
	// Signals are the ways in which a record gets here.
	Signals []Address `sc:"signals,ref=source"`
	// Carries are the facts copied to another record.
	Carries []*Carry `sc:"carry,block"`
	// Outcomes are the other answers to the decision.
	Outcomes []*HandoffOutcome `sc:"outcome,block"`
	// RACI says who is accountable, responsible, consulted, informed.
	RACI *RACI `sc:"raci,block"`
	// Condition marks what the inventory found.
	Condition string `sc:"condition,enum=ok|duplicate|dead_end|workaround,default=ok"`
	// Note explains the condition.
	Note string `sc:"note"`
}

// Carry copies a fact from one record to another at a handoff.
type Carry struct {
	Meta
	// From is the field that holds the fact.
	From Address `sc:"from,required,ref=field"`
	// To is the field that receives it.
	To Address `sc:"to,required,ref=field"`
}

// HandoffOutcome is another answer to the decision of a handoff.
type HandoffOutcome struct {
	Meta
	// Name is the identifier of the outcome.
	Name string `sc:"name,label"`
	// Description says when it is chosen.
	Description string `sc:"description"`
	// To is where the record goes.
	To Address `sc:"to,ref=stage"`
	// Reasons lists the codes of which one must be given.
	Reasons Address `sc:"reasons,ref=reasons"`
	// Requires are the facts that the outcome needs, such as a date to look again.
	Requires []Address `sc:"requires,ref=field"`
}

// SLA is a clock: what starts it, what stops it, how long it may run, and who is told when it runs out.
type SLA struct {
	Meta
	// Name is the identifier of the clock.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Starts is the event that starts the clock.
	Starts Event `sc:"starts,required"`
	// Stops is the event that stops it.
	Stops Event `sc:"stops,required"`
	// Within is the limit. Minutes and hours run in business hours when the clock has a calendar; days and longer are working days of it.
	Within Duration `sc:"within,required"`
	// Target is the time to aim at, shorter than the limit.
	Target Duration `sc:"target"`
	// Clock is "business" to run on a calendar, "elapsed" to run all the time.
	Clock string `sc:"clock,enum=business|elapsed,default=business"`
	// Calendar is the calendar of a business clock; the architecture's if not given.
	Calendar Address `sc:"calendar,ref=calendar"`
	// When limits the clock to records that meet a condition.
	When Criterion `sc:"when"`
	// Owner answers for the clock.
	Owner Address `sc:"owner,ref=role|team"`
	// Description says why the limit is what it is.
	Description string `sc:"description"`
	// Variants are other limits for some records; the first that applies wins.
	Variants []*SLAVariant `sc:"variant,block"`
	// Escalations say what happens as time passes.
	Escalations []*Escalation `sc:"escalate,block"`
}

// SLAVariant is another limit for some records.
type SLAVariant struct {
	Meta
	// Name is the identifier of the variant.
	Name string `sc:"name,label"`
	// When says for which records.
	When Criterion `sc:"when,required"`
	// Within is the limit for them.
	Within Duration `sc:"within,required"`
	// Calendar is the calendar for them.
	Calendar Address `sc:"calendar,ref=calendar"`
}

// Escalation is a step taken when a clock has run for a time.
type Escalation struct {
	Meta
	// After is the time since the start.
	After Duration `sc:"after,required"`
	// Notify are told.
	Notify []Address `sc:"notify,ref=role|team|queue"`
	// Reassign is who gets the record.
	Reassign Address `sc:"reassign,ref=role|queue"`
	// Action says in words what else happens.
	Action string `sc:"action"`
}
