// Package qa tests an environment after an apply: nine checks on the live CRMs, with test records that it removes again.
//
// What is expected comes from the architecture, from package engine and from what each provider says about enforcement: a rule that
// the CRM refuses to break is tried, one that it puts right is waited for, and one that only people look after is left to them,
// with what to do. No check passes that was not made.
package qa

import "slices"

// Check is one of the nine checks after an apply.
type Check struct {
	// Key is its name on command lines and in records.
	Key string
	// Title is what people call it, How what a person does to make it.
	Title, How string
}

// The nine checks of an implementation's quality assurance, in the order in which they are made.
const (
	Values        = "values"
	Transitions   = "transitions"
	Backward      = "backward"
	Rollup        = "rollup"
	Probabilities = "probabilities"
	Dashboards    = "dashboards"
	Reasons       = "reasons"
	Conflicts     = "conflicts"
	EdgeCases     = "edge_cases"
)

// Checks lists the nine.
func Checks() []Check {
	return []Check{
		{Values, "Every value is there", "Open a record and compare what the property offers with this list: no value more, none less, in this order."},
		{Transitions, "Transitions happen", "Take a test record along each way and see the stage change, the owner change and the task appear."},
		{Backward, "Nothing moves backward", "Try to move a test record back. It must be refused, or put right and reported."},
		{Rollup, "Companies follow their contacts", "Move a contact and look at its company."},
		{Probabilities, "Probabilities are right", "Open each pipeline's settings and compare."},
		{Dashboards, "Dashboards count right", "Compare each number with a list of the records that it should count."},
		{Reasons, "Reasons are demanded", "Try to move a test record in without a code. It must be refused."},
		{Conflicts, "Automations do not fight", "Trigger each one alone, then together with the others that write the same field."},
		{EdgeCases, "Edge cases are handled", "Play each case through with test records."},
	}
}

// Keys are the names of the checks.
func Keys() []string {
	var out []string
	for _, c := range Checks() {
		out = append(out, c.Key)
	}
	return out
}

// IsCheck tells whether there is a check of a name.
func IsCheck(key string) bool { return slices.Contains(Keys(), key) }
