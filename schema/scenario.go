package schema

// Scenario is a test of the architecture: given records and moves, what must happen.
type Scenario struct {
	Meta
	// Name is the identifier of the scenario.
	Name string `sc:"name,label"`
	// Description says what is tested.
	Description string `sc:"description"`
	// At is the time at which it starts, as "2026-03-02T09:00:00-05:00"; steps without a time of their own happen then.
	At string `sc:"at,required"`
	// Records are the records that exist.
	Records []*ScenarioRecord `sc:"record,block"`
	// Steps happen in order.
	Steps []*ScenarioStep `sc:"step,block,required"`
}

// ScenarioRecord is a record at the start.
type ScenarioRecord struct {
	Meta
	// Name is the identifier of the record in the scenario.
	Name string `sc:"name,label"`
	// Object is the record type.
	Object Address `sc:"object,required,ref=object"`
	// Owner is who owns it: an identity, or the name of a queue or role.
	Owner string `sc:"owner"`
	// Stages are the stages that it is in, one for each lifecycle or pipeline.
	Stages []Address `sc:"stages,ref=stage"`
	// Related are the names of the records that it is associated with.
	Related []string `sc:"related"`
	// Fields are the values, by field name.
	Fields map[string]any `sc:"fields"`
	// Activities are the events logged before the start: { name = time }.
	Activities map[string]string `sc:"activities"`
}

// ScenarioStep is one thing that happens, and what must come of it.
type ScenarioStep struct {
	Meta
	// Name is the identifier of the step.
	Name string `sc:"name,label"`
	// Record is the record concerned.
	Record string `sc:"record,required"`
	// At is when it happens.
	At string `sc:"at"`
	// Set changes fields first.
	Set map[string]any `sc:"set"`
	// Log logs a named activity.
	Log string `sc:"log"`
	// Owner changes the owner.
	Owner string `sc:"owner"`
	// Move tries to move the record to a stage.
	Move Address `sc:"move,ref=stage"`
	// Reason is the reason code given with the move.
	Reason string `sc:"reason"`
	// Route runs a routing policy.
	Route Address `sc:"route,ref=routing"`
	// Clock looks at a clock that the scenario's moves started.
	Clock Address `sc:"clock,ref=sla"`
	// Expect says what must come of it.
	Expect *Expectation `sc:"expect,block,required"`
}

// Expectation says what must come of a step.
type Expectation struct {
	Meta
	// Allowed tells whether the move succeeds.
	Allowed *bool `sc:"allowed"`
	// BlockedBy are the names of the criteria, facts or rules that refuse the move.
	BlockedBy []string `sc:"blocked_by"`
	// RoutedTo is who receives the record: an identity, or the name of a queue or role.
	RoutedTo string `sc:"routed_to"`
	// Rule is the routing rule that decided.
	Rule string `sc:"rule"`
	// Scores are the values by dimension, such as { "lead.fit" = 60 }.
	Scores map[string]float64 `sc:"scores"`
	// Meets are the thresholds reached, such as "lead.mql".
	Meets []string `sc:"meets"`
	// Misses are the thresholds not reached.
	Misses []string `sc:"misses"`
	// Bands are the bands, by scoring or "SCORING.DIMENSION".
	Bands map[string]string `sc:"bands"`
	// Due is when the clock runs out.
	Due string `sc:"due"`
	// Breached tells whether the clock has run out.
	Breached *bool `sc:"breached"`
	// Escalated are the roles that have been told by then.
	Escalated []string `sc:"escalated"`
	// Fields are values that the record must have.
	Fields map[string]any `sc:"fields"`
}
