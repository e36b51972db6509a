package provider

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/stagecraft-dev/stagecraft/planner"
)

// private is the private state of a resource, as the framework has it.
type private interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// What the private state of an architecture holds.
const (
	privateState   = "state"   // what was applied: planner.State
	privatePlan    = "plan"    // between plan and destroy: the fingerprint of the plan
	privateAdopted = "adopted" // live objects that were there before: a list of marks
	privatePartial = "partial" // true after a first apply that failed half way
)

// stateOf is what was applied, nil for nothing; it reports a state that cannot be read.
func stateOf(ctx context.Context, p private, diags *diag.Diagnostics) *planner.State {
	data, more := p.GetKey(ctx, privateState)
	diags.Append(more...)
	if len(data) == 0 {
		return nil
	}
	s, err := planner.DecodeState(data, "the resource's private state")
	if err != nil {
		tellError(diags, "", err)
	}
	return s
}

func saveState(ctx context.Context, p private, s *planner.State, diags *diag.Diagnostics) {
	data, err := s.Encode()
	if err != nil {
		diags.AddError("The state of the architecture cannot be written", err.Error())
		return
	}
	diags.Append(p.SetKey(ctx, privateState, data)...)
}

// approved is the fingerprint of the deletions that were planned; "" when no plan of them was made.
func approved(ctx context.Context, p private) (fingerprint string) {
	data, _ := p.GetKey(ctx, privatePlan)
	_ = json.Unmarshal(data, &fingerprint) // written by approve
	return fingerprint
}

func approve(ctx context.Context, p private, plan *planner.Plan, diags *diag.Diagnostics) {
	data, _ := json.Marshal(plan.Fingerprint())
	diags.Append(p.SetKey(ctx, privatePlan, data)...)
}

// adoptedOf are the marks of what was there before; see mark.
func adoptedOf(ctx context.Context, p private) map[string]bool {
	out := map[string]bool{}
	data, _ := p.GetKey(ctx, privateAdopted)
	var list []string
	_ = json.Unmarshal(data, &list) // written by adopt
	for _, m := range list {
		out[m] = true
	}
	return out
}

func saveAdopted(ctx context.Context, p private, marks map[string]bool, s *planner.State, diags *diag.Diagnostics) {
	list := []string{}
	for target, t := range s.Targets {
		for _, r := range t.Resources {
			if marks[mark(target, r)] {
				list = append(list, mark(target, r))
			}
		}
	}
	slices.Sort(list)
	data, _ := json.Marshal(list) // texts have a form
	diags.Append(p.SetKey(ctx, privateAdopted, data)...)
}

// mark names a live object: moves and renames leave it as it is.
func mark(target string, r *planner.StateResource) string {
	return target + " " + r.Type + " " + r.ID
}

// created is the state without what was there before this resource took it over.
func created(s *planner.State, adopted map[string]bool) *planner.State {
	out := s.Clone()
	for target, t := range out.Targets {
		for addr, r := range t.Resources {
			if adopted[mark(target, r)] {
				delete(t.Resources, addr)
			}
		}
	}
	return out
}

func count(s *planner.State) (n int) {
	if s != nil {
		for _, t := range s.Targets {
			n += len(t.Resources)
		}
	}
	return n
}

// memory is a store for the time of one apply: Terraform locks the state, and keeps it when the apply is over. A run that is killed
// leaves the state of before; what it created is found again by its natural key.
type memory struct{ state *planner.State }

func (m *memory) Load(context.Context) (*planner.State, error) { return m.state.Clone(), nil }

func (m *memory) Lock(context.Context, planner.LockInfo) (func() error, error) {
	return func() error { return nil }, nil
}

// Append implements planner.Store. Nothing outlives the process, and the run itself knows what it did.
func (m *memory) Append(context.Context, planner.Entry) error { return nil }

func (m *memory) Commit(_ context.Context, s *planner.State, _ *planner.Record) error {
	s.Serial++
	m.state = s
	return nil
}
