package schema

// Queue receives records; it may own them.
type Queue struct {
	Meta
	// Name is the identifier of the queue.
	Name string `sc:"name,label"`
	// Title is what people call it.
	Title string `sc:"title"`
	// Object is the record type that waits here.
	Object Address `sc:"object,ref=object"`
	// Team is the team that works the queue.
	Team Address `sc:"team,ref=team"`
	// Role limits the team's members to those with the role.
	Role Address `sc:"role,ref=role"`
	// Members are the people who take from the queue, if not the whole team.
	Members []Address `sc:"members,ref=member"`
	// Capacity is the most open records for each member without a capacity of their own; 0 is no limit.
	Capacity float64 `sc:"capacity,min=0"`
	// Description says what waits here.
	Description string `sc:"description"`
	// Order says what is worked first.
	Order []*SortKey `sc:"order,block"`
}

// SortKey is one key of an order.
type SortKey struct {
	Meta
	// By is the field that is compared.
	By Address `sc:"by,required,ref=field"`
	// Direction is the direction of the order.
	Direction string `sc:"direction,enum=ascending|descending,default=descending"`
}

// Routing decides who receives a record: the first rule that matches, else the fallback.
type Routing struct {
	Meta
	// Name is the identifier of the policy.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Object is the record type that is routed.
	Object Address `sc:"object,required,ref=object"`
	// Trigger is when routing runs.
	Trigger Event `sc:"trigger"`
	// Method chooses the person in the queue, unless a rule says otherwise.
	Method string `sc:"method,enum=round_robin|territory|account_based|skill_based,default=round_robin"`
	// By is the field that territory and skill-based routing match.
	By Address `sc:"by,ref=field"`
	// SLA is the clock that an assignment starts.
	SLA Address `sc:"sla,ref=sla"`
	// AssignedAt is the date and time field that receives the time of the assignment.
	AssignedAt Address `sc:"assigned_at,ref=field"`
	// Basis is the text field that receives the name of the rule that decided, or "fallback".
	Basis Address `sc:"basis,ref=field"`
	// Fallback receives what no rule matches or nobody has room for.
	Fallback Address `sc:"fallback,ref=queue|role|member"`
	// Description says what the policy is for.
	Description string `sc:"description"`
	// Rules are tried in order, most specific first.
	Rules []*RoutingRule `sc:"rule,block"`
	// RACI says who is accountable, responsible, consulted, informed.
	RACI *RACI `sc:"raci,block"`
}

// RoutingRule sends the records that meet a condition to somebody.
type RoutingRule struct {
	Meta
	// Name is the identifier of the rule.
	Name string `sc:"name,label"`
	// Description says in words what it does.
	Description string `sc:"description"`
	// When is the condition; a rule without one matches every record.
	When Criterion `sc:"when"`
	// To is who receives the record.
	To Address `sc:"to,required,ref=queue|role|member"`
	// Method chooses the person in the queue.
	Method string `sc:"method,enum=round_robin|territory|account_based|skill_based"`
	// By is the field that territory and skill-based routing match.
	By Address `sc:"by,ref=field"`
}

// Scoring is a score model: dimensions of signals, bands and thresholds.
type Scoring struct {
	Meta
	// Name is the identifier of the model.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Object is the record type that is scored.
	Object Address `sc:"object,required,ref=object"`
	// Total is the field that holds the sum of all dimensions.
	Total Address `sc:"total,ref=field"`
	// Recalibrate is how often the points are reviewed.
	Recalibrate string `sc:"recalibrate,enum=monthly|quarterly|half_yearly|yearly,default=quarterly"`
	// Owner answers for the model.
	Owner Address `sc:"owner,ref=role|team"`
	// Description says what the score means.
	Description string `sc:"description"`
	// State tells whether the model is agreed.
	State string `sc:"state,enum=assumed|confirmed,default=assumed"`
	// Dimensions are summed one by one.
	Dimensions []*Dimension `sc:"dimension,block,required"`
	// Bands name ranges of a dimension or of the total.
	Bands []*Band `sc:"band,block"`
	// Thresholds are what stages ask for: scoring.NAME.meets.THRESHOLD.
	Thresholds []*Threshold `sc:"threshold,block"`
	// RACI says who is accountable, responsible, consulted, informed.
	RACI *RACI `sc:"raci,block"`
}

// Dimension is one side of a score, such as fit or engagement.
type Dimension struct {
	Meta
	// Name is the identifier of the dimension.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Field holds the dimension's score on a record.
	Field Address `sc:"field,ref=field"`
	// Cap is the highest score.
	Cap *float64 `sc:"cap"`
	// Floor is the lowest score.
	Floor *float64 `sc:"floor"`
	// Signals give and take points.
	Signals []*Signal `sc:"signal,block,required"`
}

// Signal gives points, or takes them when negative: for a fact (when) or for each occurrence of an activity (event).
type Signal struct {
	Meta
	// Name is the identifier of the signal.
	Name string `sc:"name,label"`
	// Description says why it counts.
	Description string `sc:"description"`
	// Points are added; negative points count against the record.
	Points float64 `sc:"points,required"`
	// When is the fact that counts.
	When Criterion `sc:"when"`
	// Event is the activity that counts.
	Event string `sc:"event"`
	// MaxCount is how many occurrences of the activity count at most; 0 is all.
	MaxCount float64 `sc:"max_count,min=0"`
	// Decay makes points fade: { half_life = "30d" }, { per = "30d", points = 10 } or { expires = "90d" }.
	Decay *Decay `sc:"decay"`
}

// Decay makes the points of an activity fade with its age.
type Decay struct {
	HalfLife Duration `sc:"half_life" json:"half_life,omitzero"`
	Per      Duration `sc:"per" json:"per,omitzero"`
	Points   float64  `sc:"points" json:"points,omitempty"`
	Expires  Duration `sc:"expires" json:"expires,omitzero"`
}

// Band names a range of scores. The band with the highest minimum that is reached applies.
type Band struct {
	Meta
	// Name is the band: A, B, C, out.
	Name string `sc:"name,label"`
	// Dimension is what is banded; "total" if not given.
	Dimension string `sc:"dimension,default=total"`
	// Min is the lowest score of the band.
	Min *float64 `sc:"min"`
	// Field receives the band's name.
	Field Address `sc:"field,ref=field"`
	// Meaning says what to do with such records.
	Meaning string `sc:"meaning"`
}

// Threshold names the scores that a record must reach, dimension by dimension.
type Threshold struct {
	Meta
	// Name is the identifier of the threshold.
	Name string `sc:"name,label"`
	// Description says what reaching it means.
	Description string `sc:"description"`
	// Minimum gives the score for each dimension, or for "total".
	Minimum map[string]float64 `sc:"DIMENSION,rest"`
}

// Automation is something that the CRM does by itself.
type Automation struct {
	Meta
	// Name is the identifier of the automation.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Purpose says why it exists.
	Purpose string `sc:"purpose"`
	// Trigger is what starts it.
	Trigger Event `sc:"trigger,required"`
	// Object is the record type that it looks at, where the trigger does not say: every("1d").
	Object Address `sc:"object,ref=object"`
	// When limits it to records that meet a condition.
	When Criterion `sc:"when"`
	// Outcome says what is true afterwards.
	Outcome string `sc:"outcome"`
	// Owner answers for it.
	Owner Address `sc:"owner,ref=role|team"`
	// State tells whether it is agreed.
	State string `sc:"state,enum=assumed|confirmed,default=assumed"`
	// System runs it, unless the CRM does.
	System Address `sc:"system,ref=system"`
	// Native says in each CRM's words how it is built.
	Native map[string]string `sc:"native"`
	// Condition marks what the inventory found.
	Condition string `sc:"condition,enum=ok|duplicate|dead_end|workaround,default=ok"`
	// Note explains the condition.
	Note string `sc:"note"`
	// Actions are done in order.
	Actions []*Action `sc:"action,block,required"`
	// RACI says who is accountable, responsible, consulted, informed.
	RACI *RACI `sc:"raci,block"`
}

// Action is one step of an automation or sequence.
type Action struct {
	Meta
	// Name is the identifier of the action.
	Name string `sc:"name,label"`
	// Do is what is done.
	Do string `sc:"do,required,enum=set_field|clear_field|move_to|set_status|assign|route|create_task|notify|create_record|enroll|reset_score|send|wait|webhook|enrich"`
	// Description says it in words.
	Description string `sc:"description"`
	// Field is what set_field and clear_field change.
	Field Address `sc:"field,ref=field"`
	// Value is what set_field writes.
	Value any `sc:"value"`
	// Stage is where move_to moves.
	Stage Address `sc:"stage,ref=stage"`
	// Status is what set_status sets.
	Status Address `sc:"status,ref=status"`
	// To is who gets the record, task or message.
	To Address `sc:"to,ref=role|queue|team|member"`
	// Routing is the policy that route runs.
	Routing Address `sc:"routing,ref=routing"`
	// SLA is the clock of a task.
	SLA Address `sc:"sla,ref=sla"`
	// Sequence is what enroll starts.
	Sequence Address `sc:"sequence,ref=sequence"`
	// Scoring is what reset_score resets.
	Scoring Address `sc:"scoring,ref=scoring"`
	// Dimension limits reset_score to one dimension.
	Dimension string `sc:"dimension"`
	// Object is the record type that create_record makes.
	Object Address `sc:"object,ref=object"`
	// Message is the text of a task, notice, mail or the address of a webhook.
	Message string `sc:"message"`
	// After is how long to wait first.
	After Duration `sc:"after"`
	// Approval says whether a person must release the action.
	Approval string `sc:"approval,enum=none|required,default=none"`
}

// Sequence is a series of messages with delays.
type Sequence struct {
	Meta
	// Name is the identifier of the sequence.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Purpose says why it exists.
	Purpose string `sc:"purpose"`
	// Object is the record type that is enrolled.
	Object Address `sc:"object,required,ref=object"`
	// Starts is the event that enrolls a record.
	Starts Event `sc:"starts"`
	// Approval says whether a person must release each message.
	Approval string `sc:"approval,enum=none|required,default=none"`
	// Owner answers for it.
	Owner Address `sc:"owner,ref=role|team"`
	// Steps are taken in order.
	Steps []*Action `sc:"step,block,required"`
	// Exits end or pause the sequence.
	Exits []*SequenceExit `sc:"exit,block"`
}

// SequenceExit ends or pauses a sequence.
type SequenceExit struct {
	Meta
	// Name is the identifier of the exit: reply, converted, disqualified.
	Name string `sc:"name,label"`
	// On is the event that ends it.
	On Event `sc:"on"`
	// When is a condition that ends it.
	When Criterion `sc:"when"`
	// Effect is what happens.
	Effect string `sc:"effect,enum=exit|pause,default=exit"`
	// Description says it in words.
	Description string `sc:"description"`
}

// Approval is a deal-desk policy: which terms need whose approval.
type Approval struct {
	Meta
	// Name is the identifier of the policy.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Object is the record type that is approved.
	Object Address `sc:"object,ref=object,default=object.deal"`
	// Before is the stage that cannot be entered without the approval.
	Before Address `sc:"before,ref=stage"`
	// Triggers send a record to the deal desk.
	Triggers []*ApprovalTrigger `sc:"trigger,block"`
	// Tiers are tried in order; the first that applies names the approvers.
	Tiers []*ApprovalTier `sc:"tier,block,required"`
	// Review is how often exceptions are reviewed.
	Review string `sc:"review,enum=monthly|quarterly|half_yearly|yearly,default=quarterly"`
	// RepeatLimit is how often the same exception may repeat before it becomes standard.
	RepeatLimit float64 `sc:"repeat_limit,min=0"`
	// Owner answers for the policy.
	Owner Address `sc:"owner,ref=role|team"`
}

// ApprovalTrigger sends a record to the deal desk.
type ApprovalTrigger struct {
	Meta
	// Name is the identifier of the trigger.
	Name string `sc:"name,label"`
	// Description says it in words.
	Description string `sc:"description"`
	// When is the condition.
	When Criterion `sc:"when"`
}

// ApprovalTier says who approves what.
type ApprovalTier struct {
	Meta
	// Name is the identifier of the tier.
	Name string `sc:"name,label"`
	// Description says it in words.
	Description string `sc:"description"`
	// When is the condition.
	When Criterion `sc:"when"`
	// Approvers must all agree; none means approved at once.
	Approvers []Address `sc:"approvers,ref=role|team"`
	// Within is how long they may take.
	Within Duration `sc:"within"`
}

// Hygiene says how the data of an object are kept clean.
type Hygiene struct {
	Meta
	// Name is the identifier of the policy.
	Name string `sc:"name,label"`
	// Title is what documents call it.
	Title string `sc:"title"`
	// Object is the record type.
	Object Address `sc:"object,required,ref=object"`
	// DuplicateKeys are the fields that together recognise a duplicate.
	DuplicateKeys []Address `sc:"duplicate_keys,ref=field"`
	// Survivor is the record that wins a merge.
	Survivor string `sc:"survivor,enum=crm|newest|oldest|most_complete,default=crm"`
	// StaleFactor raises an alert at that multiple of the average time in a stage.
	StaleFactor float64 `sc:"stale_factor,min=0"`
	// StaleAfter raises an alert after that time in any stage.
	StaleAfter Duration `sc:"stale_after"`
	// ArchiveAfter is how long a record may be inactive.
	ArchiveAfter Duration `sc:"archive_after"`
	// CloseDatePush lists the reasons of which one is needed to move a close date out.
	CloseDatePush Address `sc:"close_date_push,ref=reasons"`
	// CloseDate is the field that close_date_push guards.
	CloseDate Address `sc:"close_date,ref=field"`
	// Audit is how often the data are audited.
	Audit string `sc:"audit,enum=weekly|monthly|quarterly|half_yearly|yearly,default=quarterly"`
	// Checks are what an audit looks at.
	Checks []string `sc:"checks"`
	// Owner answers for it.
	Owner Address `sc:"owner,ref=role|team"`
}
