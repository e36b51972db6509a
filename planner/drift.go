package planner

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// DriftReport says what changed in the CRMs since the last apply, whatever the
// architecture says now.
type DriftReport struct {
	FormatVersion string          `json:"format_version"`
	Environment   string          `json:"environment"`
	Drifted       []DriftedObject `json:"drifted"`
	Checked       int             `json:"checked"` // objects that are ours
}

// DriftKind is what happened to an object.
type DriftKind string

const (
	DriftChanged DriftKind = "changed"
	DriftDeleted DriftKind = "deleted"
	DriftRenamed DriftKind = "renamed"
)

// DriftedObject is one object of ours that is not as it was applied.
type DriftedObject struct {
	Target  string    `json:"target"`
	Address string    `json:"address"`
	Type    string    `json:"type"`
	Key     string    `json:"key"`
	ID      string    `json:"id"`
	Label   string    `json:"label,omitempty"`
	Kind    DriftKind `json:"kind"`
	// Diffs go from what was applied (before) to what is live (after).
	Diffs []AttrDiff `json:"diffs,omitempty"`
}

// Drift compares the live objects with the state. It reads the CRMs once and changes nothing.
// Only CRMs, Environment and State of the options are used.
func Drift(ctx context.Context, opts BuildOptions) (*DriftReport, diag.List) {
	var diags diag.List
	state := NewState(opts.Environment)
	if opts.State != nil {
		state = opts.State.Clone()
	}
	rep := &DriftReport{FormatVersion: FormatVersion, Environment: opts.Environment, Drifted: []DriftedObject{}}
	for _, t := range opts.CRMs {
		live, err := t.Provider.Read(ctx, nil)
		if err != nil {
			diags.Add(providerError(t.Provider.Info(), "cannot be read", err))
			continue
		}
		name := t.name()
		state.resolve(name, live)
		byID := make(map[[2]string]*providers.Live, len(live))
		for _, l := range live {
			byID[[2]string{l.Type, l.ID}] = l
		}
		resources := state.Target(name).Resources
		for _, addr := range slices.Sorted(maps.Keys(resources)) {
			r := resources[addr]
			rep.Checked++
			o := DriftedObject{Target: name, Address: addr, Type: r.Type, Key: r.Key, ID: r.ID, Label: r.Label}
			l := byID[[2]string{r.Type, r.ID}]
			switch {
			case l == nil:
				o.Kind = DriftDeleted
			default:
				o.Diffs = drifted(t.Provider.Info().Type(r.Type), r.Values, l.Values)
				o.Kind = DriftChanged
				if l.Key != r.Key {
					o.Kind = DriftRenamed
				} else if len(o.Diffs) == 0 {
					continue
				}
			}
			rep.Drifted = append(rep.Drifted, o)
		}
	}
	return rep, diags
}

// drifted compares attributes of base and live, but for secrets, which a CRM does not tell,
// and what the CRM sets itself.
func drifted(t *providers.ResourceType, base, live providers.Values) []AttrDiff {
	if t == nil {
		return nil
	}
	var out []AttrDiff
	for i := range t.Attributes {
		a := &t.Attributes[i]
		was, is := base[a.Name], live[a.Name]
		if a.Secret() || a.Computed && was == nil || reflect.DeepEqual(was, is) {
			continue
		}
		for _, d := range expand(AttrDiff{Path: a.Name, Before: was, After: is}) {
			d.Drift = true
			out = append(out, d)
		}
	}
	return out
}
