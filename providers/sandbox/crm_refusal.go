package sandbox

import "strings"

// Refusal is one rule that forbids a change.
type Refusal struct {
	// Criterion is the address of the rule: a stage's criterion, a field, a list of reasons.
	Criterion string `json:"criterion"`
	// Name is the rule's own name.
	Name string `json:"name"`
	// Kind says what kind of rule it is: entry, fact, owner, forward_only, reason, required, validation …
	Kind string `json:"kind"`
	// Message says in a sentence what is wrong and what would help.
	Message string `json:"message"`
	// Missing lists the fields without a value, where that is the matter.
	Missing []string `json:"missing,omitempty"`
}

// Refused is the error of a change that the applied configuration forbids. Nothing was changed.
type Refused struct{ Refusals []Refusal }

func (e *Refused) Error() string {
	s := make([]string, len(e.Refusals))
	for i, r := range e.Refusals {
		s[i] = r.Message + " (" + r.Criterion + ")"
	}
	return "refused: " + strings.Join(s, "; ")
}
