package planner

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// StateFormat is the version of the state file that this package writes.
const StateFormat = 1

// State remembers, for one environment, which live object belongs to which
// resource address and what was applied last. It holds no secret: sensitive
// values are kept as salted sha256 sums.
type State struct {
	Format      int    `json:"format"`
	Environment string `json:"environment"`
	// Lineage tells unrelated states of the same name apart; Serial counts commits.
	Lineage string `json:"lineage,omitempty"`
	Serial  int    `json:"serial"`
	// Architecture is what was applied last, completely.
	Architecture Architecture `json:"architecture"`
	// Targets by name of the crm block.
	Targets map[string]*TargetState `json:"targets"`
	// Moves are the moved blocks that were carried out or had nothing to move.
	Moves []string `json:"moves,omitempty"`
	// Pending operations were started; whether they were carried out is not known.
	Pending []Entry `json:"pending,omitempty"`
	// Replayed: entries of a journal are in it that no commit has.
	Replayed bool `json:"-"`
}

// TargetState is the part of a state that belongs to one CRM.
type TargetState struct {
	Provider  string                    `json:"provider"`
	Resources map[string]*StateResource `json:"resources"` // by resource address
}

// StateResource is one object that is ours.
type StateResource struct {
	Type   string           `json:"type"`
	Key    string           `json:"key"`
	ID     string           `json:"id"`
	Label  string           `json:"label,omitempty"`
	Golden bool             `json:"golden,omitempty"`
	Values providers.Values `json:"values"`
}

// NewState is the state of an environment to which nothing was applied.
func NewState(env string) *State {
	return &State{Format: StateFormat, Environment: env, Targets: map[string]*TargetState{}}
}

// Target is the part of a CRM; never nil. A new one is added.
func (s *State) Target(name string) *TargetState {
	t := s.Targets[name]
	if t == nil {
		t = &TargetState{Resources: map[string]*StateResource{}}
		s.Targets[name] = t
	}
	return t
}

// Empty tells whether nothing is ours.
func (s *State) Empty() bool {
	for _, t := range s.Targets {
		if len(t.Resources) > 0 {
			return false
		}
	}
	return len(s.Pending) == 0
}

// Clone copies the state; values and resources are shared, and never changed in place.
func (s *State) Clone() *State {
	c := *s
	c.Targets = make(map[string]*TargetState, len(s.Targets))
	for n, t := range s.Targets {
		c.Targets[n] = &TargetState{Provider: t.Provider, Resources: maps.Clone(t.Resources)}
	}
	c.Moves = slices.Clone(s.Moves)
	c.Pending = slices.Clone(s.Pending)
	return &c
}

// Encode gives the bytes of a state file: JSON with a line for each resource, so
// that two states can be compared line by line and a large one is quick to read.
func (s *State) Encode() ([]byte, error) {
	head := *s
	head.Targets = nil
	top, err := json.Marshal(struct {
		*State
		Targets any `json:"targets,omitempty"` // written below
	}{State: &head})
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(bytes.TrimSuffix(top, []byte("}")))
	b.WriteString(`,"targets":{`)
	for i, name := range slices.Sorted(maps.Keys(s.Targets)) {
		t := s.Targets[name]
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(b, "\n%s:{%s:%s,%s:{", quoted(name), quoted("provider"), quoted(t.Provider), quoted("resources"))
		for j, addr := range slices.Sorted(maps.Keys(t.Resources)) {
			r, err := json.Marshal(t.Resources[addr])
			if err != nil {
				return nil, err
			}
			if j > 0 {
				b.WriteString(",")
			}
			fmt.Fprintf(b, "\n%s:%s", quoted(addr), r)
		}
		b.WriteString("}}")
	}
	b.WriteString("}}\n")
	return b.Bytes(), nil
}

// Next makes the state the one that a store commits next, with a record of what made it so: it raises the serial, and begins a
// lineage where there is none. It gives the bytes to keep.
func (s *State) Next(r *Record) ([]byte, error) {
	s.Serial++
	r.Serial, s.Replayed = s.Serial, false
	if s.Lineage == "" {
		var b [12]byte
		_, _ = rand.Read(b[:]) // never fails
		s.Lineage = hex.EncodeToString(b[:])
	}
	data, err := s.Encode()
	if err != nil {
		return nil, fmt.Errorf("state of %s: %w", s.Environment, err)
	}
	return data, nil
}

func quoted(s string) []byte {
	b, _ := json.Marshal(s) // text always has a form
	return b
}

// DecodeState reads the bytes of a state file. The error is a diag.Diagnostic
// that names the file and says what to do.
func DecodeState(data []byte, file string) (*State, error) {
	s := &State{}
	if err := strict(data, s); err != nil || s.Format != StateFormat {
		return nil, notState(data, file, err)
	}
	if s.Targets == nil {
		s.Targets = map[string]*TargetState{}
	}
	for name, t := range s.Targets {
		if t == nil {
			return nil, stateError(file, "The state file is damaged", "Target %q is null.", name)
		}
		if t.Resources == nil {
			t.Resources = map[string]*StateResource{}
		}
		for addr, r := range t.Resources {
			if r == nil || r.Type == "" {
				return nil, stateError(file, "The state file is damaged", "Resource %q has no type.", addr)
			}
		}
	}
	return s, nil
}

// notState says why data is no state that this version reads; err is what the strict reading found.
func notState(data []byte, file string, err error) error {
	var v struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return stateError(file, "The state file is damaged",
			"It is not valid JSON (%v). It was not touched. Restore it from a backup, or move it away and adopt the live objects again with a plan.", err)
	}
	if v.Format != StateFormat {
		return stateError(file, fmt.Sprintf("The state file has format %d", v.Format),
			"This version of stagecraft reads format %d. Use the version that wrote the file, or a newer one.", StateFormat)
	}
	return stateError(file, "The state file cannot be read", "%v. It was not touched. A newer version of stagecraft may have written it.", err)
}

func stateError(file, summary, detail string, args ...any) diag.Diagnostic {
	var l diag.List
	l.Errorf(diag.State, diag.Range{File: file, Start: diag.Pos{Line: 1, Column: 1}, End: diag.Pos{Line: 1, Column: 1}}, summary, detail, args...)
	return l[0]
}

// seal replaces sensitive values by salted sums, for state and journal.
func seal(t *providers.ResourceType, addr string, v providers.Values) providers.Values {
	return replaceSensitive(t, v, func(a string, x any) any { return sealed(addr, a, x) })
}

func sealed(addr, attr string, x any) any {
	if x == nil {
		return nil
	}
	b, _ := json.Marshal([]any{addr, attr, x})
	s := sha256.Sum256(b)
	return sum(s[:])
}

// Masked stands for a sensitive value wherever values are shown.
const Masked = "(sensitive)"

func mask(t *providers.ResourceType, v providers.Values) providers.Values {
	return replaceSensitive(t, v, func(string, any) any { return Masked })
}

func replaceSensitive(t *providers.ResourceType, v providers.Values, f func(attr string, x any) any) providers.Values {
	copied := false
	for i := range t.Attributes {
		a := &t.Attributes[i]
		if !a.Secret() || v[a.Name] == nil {
			continue
		}
		if !copied {
			v, copied = maps.Clone(v), true
		}
		v[a.Name] = f(a.Name, v[a.Name])
	}
	return v
}
