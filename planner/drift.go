package planner

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// DriftFormat is the version of the JSON form of a DriftReport; see FormatVersion.
const DriftFormat = "2.0"

// DriftReport says what changed in the CRMs since the last apply, whatever the
// architecture says now. Its JSON form is the documented output of drift --json.
type DriftReport struct {
	FormatVersion string `json:"format_version"`
	Environment   string `json:"environment"`
	// Checked counts the objects that are ours.
	Checked int `json:"checked"`
	// Drifted is what is not as it was applied, and what nobody declared among what is declared.
	Drifted []DriftedObject `json:"drifted"`
	// Accepted is what changed as well, and what the files say already: the next apply takes note of it.
	Accepted []DriftedObject `json:"accepted,omitempty"`
	// Unmanaged are other objects that nobody declared. They are no drift.
	Unmanaged []Object `json:"unmanaged,omitempty"`
	// Ignored counts objects that an ignore pattern leaves out.
	Ignored int `json:"ignored,omitempty"`
	// Unseen counts objects of ours that cannot be seen with these credentials, so that nothing is known of them.
	Unseen int `json:"unseen,omitempty"`
	// Unknown says what keeps a CRM from telling who changed things.
	Unknown []string `json:"unknown,omitempty"`
}

// DriftKind is what happened to an object.
type DriftKind string

const (
	DriftChanged   DriftKind = "changed"
	DriftRenamed   DriftKind = "renamed"   // its natural key is another one
	DriftMissing   DriftKind = "missing"   // it is not there any more
	DriftUnmanaged DriftKind = "unmanaged" // nobody declared it, and it stands among what is declared or doubles it
)

// DriftedObject is one object that is not as it was applied, or that nobody applied.
type DriftedObject struct {
	Kind   DriftKind `json:"kind"`
	Target string    `json:"target"`
	// Address is the resource address; "type.key" of what nobody declared.
	Address string `json:"address"`
	Type    string `json:"type"`
	Key     string `json:"key"`                // natural key when it was applied; the live one of what nobody declared
	LiveKey string `json:"live_key,omitempty"` // of what was renamed
	ID      string `json:"id"`
	Label   string `json:"label,omitempty"`
	// Diffs go from what was applied (before) to what is live (after).
	Diffs []AttrDiff `json:"diffs,omitempty"`
	// Why says of what nobody declared what it has to do with what is declared.
	Why string `json:"why,omitempty"`
	// Block is the block that it comes from, or that it stands among; "" when the architecture has it no more.
	Block schema.Address `json:"block,omitempty"`
	// Source is where that block stands.
	Source *diag.Range `json:"source,omitempty"`
	// Changed says who did it, where the CRM tells.
	Changed *providers.LastChange `json:"changed,omitempty"`
}

// DriftOptions are what drift depends on.
type DriftOptions struct {
	Environment string
	// Arch tells where things are declared; may be nil.
	Arch *schema.Architecture
	CRMs []LiveCRM
	// State is what was applied last; nil for nothing. It is not changed.
	State *State
	// Who asks the CRMs who made the changes. The names are for people to read, and must not be kept.
	Who bool
}

// LiveCRM is a CRM that is looked at and cannot be changed.
type LiveCRM struct {
	Target providers.Target
	View   providers.View
}

// LookAt takes the means to change CRMs away.
func LookAt(crms []TargetProvider) []LiveCRM {
	out := make([]LiveCRM, len(crms))
	for i, t := range crms {
		out[i] = LiveCRM{t.Target, providers.ReadOnly(t.Provider)}
	}
	return out
}

// Name is the label of the crm block; the provider's own name for the built-in sandbox.
func (c LiveCRM) Name() string { return targetName(c.Target, c.View.Info()) }

// Drift compares the live objects with the state. It reads the CRMs once and can change nothing.
func Drift(ctx context.Context, opts DriftOptions) (*DriftReport, diag.List) {
	var diags diag.List
	state := NewState(opts.Environment)
	if opts.State != nil {
		state = opts.State.Clone()
	}
	rep := &DriftReport{FormatVersion: DriftFormat, Environment: opts.Environment, Drifted: []DriftedObject{}}
	for _, t := range opts.CRMs {
		live, err := t.View.Read(ctx, nil)
		if err != nil {
			diags.Add(providerError(t.View.Info(), "cannot be read", err))
			continue
		}
		state.resolve(t.Name(), live)
		s := newSurvey(t, live, state.Target(t.Name()).Resources)
		diags.Add(s.declare(opts.Arch)...)
		s.ours(rep)
		s.strangers(rep)
		if opts.Who {
			s.changes(ctx, rep)
		}
		rep.Drifted = append(rep.Drifted, s.drifted...)
	}
	sortObjects(rep.Unmanaged)
	return rep, diags
}

// survey is one CRM while it is compared.
type survey struct {
	LiveCRM
	name     string
	info     *providers.Info
	arch     *schema.Architecture
	live     []*providers.Live
	byID     map[[2]string]*providers.Live
	known    map[string]*StateResource // by resource address
	compiled *providers.Compiled       // nil without an architecture
	wanted   map[string]*providers.Resource
	keys     map[[2]string]*providers.Resource // wanted, by type and natural key
	places   map[[2]string]standing
	drifted  []DriftedObject
}

func newSurvey(t LiveCRM, live []*providers.Live, known map[string]*StateResource) *survey {
	s := &survey{LiveCRM: t, name: t.Name(), info: t.View.Info(), live: live, known: known, byID: make(map[[2]string]*providers.Live, len(live)),
		wanted: map[string]*providers.Resource{}, keys: map[[2]string]*providers.Resource{}}
	for _, l := range live {
		s.byID[[2]string{l.Type, l.ID}] = l
	}
	return s
}

// declare learns what the architecture wants. Without that, drift is found all the same.
func (s *survey) declare(a *schema.Architecture) (diags diag.List) {
	if a == nil {
		return nil
	}
	s.arch = a
	compiled, problems := s.View.Compile(a, s.Target)
	if problems.HasErrors() || compiled == nil {
		diags.Warnf(diag.ProviderError, s.Target.Range(), "Drift cannot say where things are declared",
			"%s cannot be compiled for: %s", s.info.Title, problems.Err())
		return diags
	}
	s.compiled = compiled
	for _, r := range compiled.Resources {
		s.wanted[r.Address()], s.keys[[2]string{r.Type, r.Key}] = r, r
	}
	return nil
}

func (s *survey) ignores(typ, key string) bool {
	return s.Target.CRM != nil && globAny(s.Target.CRM.Ignore, typ+"."+key)
}

// ours compares what was applied with what is live.
func (s *survey) ours(rep *DriftReport) {
	s.places = s.order()
	for _, addr := range slices.Sorted(maps.Keys(s.known)) {
		r := s.known[addr]
		if s.ignores(r.Type, r.Key) {
			rep.Ignored++
			continue
		}
		l := s.byID[[2]string{r.Type, r.ID}]
		if l == nil && s.compiled != nil && globAny(s.compiled.Keep, r.Type+"."+r.Key) {
			rep.Unseen++
			continue
		}
		rep.Checked++
		_, origin, _ := providers.SplitAddress(addr)
		o := DriftedObject{Target: s.name, Address: addr, Type: r.Type, Key: r.Key, ID: r.ID, Label: r.Label}
		want := s.wanted[addr]
		if want != nil {
			o.Block, o.Source = origin, rangeOf(want)
		}
		accepted := false
		switch {
		case l == nil:
			o.Kind = DriftMissing
			accepted = s.compiled != nil && want == nil
		default:
			o.Kind = DriftChanged
			var open []AttrDiff
			o.Diffs, open = s.compare(s.info.Type(r.Type), r, want, l)
			accepted = want != nil && len(open) == 0 && want.Key == l.Key
			if l.Key != r.Key {
				o.Kind, o.LiveKey = DriftRenamed, l.Key
			} else if len(o.Diffs) == 0 {
				continue
			}
			if !accepted {
				o.Diffs = open
			}
		}
		if accepted {
			rep.Accepted = append(rep.Accepted, o)
		} else {
			s.drifted = append(s.drifted, o)
		}
	}
}

// compare gives the differences between what was applied and what is live, but for secrets, which a CRM does not tell, and what
// the CRM sets itself. open are those that the architecture does not say, too.
func (s *survey) compare(t *providers.ResourceType, base *StateResource, want *providers.Resource, live *providers.Live) (all, open []AttrDiff) {
	if t == nil {
		return nil, nil
	}
	for i := range t.Attributes {
		a := &t.Attributes[i]
		was, is := base.Values[a.Name], live.Values[a.Name]
		settled := want != nil && !a.Differs(want.Values[a.Name], is)
		switch {
		case a.Ordinal:
			p := s.places[[2]string{live.Type, live.ID}]
			if !p.moved {
				continue
			}
			settled = p.settled
		case a.Secret() || a.Computed && was == nil || reflect.DeepEqual(was, is) || !a.Differs(was, is):
			continue
		}
		for _, d := range expand(AttrDiff{Path: a.Name, Before: was, After: is}) {
			d.Drift = true
			all = append(all, d)
			if !settled {
				open = append(open, d)
			}
		}
	}
	return all, open
}

// standing says of a sibling whether it stands elsewhere than where it was applied, and whether the architecture says so, too.
type standing struct{ moved, settled bool }

// order finds the siblings that somebody moved. The numbers themselves mean nothing, and others shift when one comes in between.
func (s *survey) order() map[[2]string]standing {
	type sibling struct {
		live        *providers.Live
		base, wants float64
		wanted      bool
	}
	groups := map[string][]sibling{}
	attrs := map[string]string{}
	for addr, r := range s.known {
		t, l := s.info.Type(r.Type), s.byID[[2]string{r.Type, r.ID}]
		if t == nil || l == nil || !t.Ordered() {
			continue
		}
		i := slices.IndexFunc(t.Attributes, func(a providers.Attribute) bool { return a.Ordinal })
		attr := t.Attributes[i].Name
		if r.Values[attr] == nil && t.Attributes[i].Computed {
			continue
		}
		g := r.Type + "\x00" + t.ParentOf(r.Values)
		one := sibling{live: l, base: number(r.Values[attr])}
		if want := s.wanted[addr]; want != nil {
			one.wants, one.wanted = number(want.Values[attr]), true
		}
		attrs[g], groups[g] = attr, append(groups[g], one)
	}
	rises := func(list []sibling, attr string, by func(sibling) float64) []sibling {
		slices.SortFunc(list, func(x, y sibling) int {
			return cmp.Or(cmp.Compare(by(x), by(y)), cmp.Compare(number(x.live.Values[attr]), number(y.live.Values[attr])), cmp.Compare(x.live.ID, y.live.ID))
		})
		numbers := make([]*float64, len(list))
		for i, x := range list {
			n := number(x.live.Values[attr])
			numbers[i] = &n
		}
		keep := longestRise(numbers)
		var out []sibling
		for i, x := range list {
			if !slices.Contains(keep, i) {
				out = append(out, x)
			}
		}
		return out
	}
	places := map[[2]string]standing{}
	for g, list := range groups {
		moved := rises(list, attrs[g], func(x sibling) float64 { return x.base })
		if len(moved) == 0 {
			continue
		}
		settled := !slices.ContainsFunc(list, func(x sibling) bool { return !x.wanted }) &&
			len(rises(list, attrs[g], func(x sibling) float64 { return x.wants })) == 0
		for _, x := range moved {
			places[[2]string{x.live.Type, x.live.ID}] = standing{true, settled}
		}
	}
	return places
}

func rangeOf(r *providers.Resource) *diag.Range {
	if r.Source.IsZero() {
		return nil
	}
	at := r.Source
	return &at
}

// changes asks the CRM who did what was found.
func (s *survey) changes(ctx context.Context, rep *DriftReport) {
	if len(s.drifted) == 0 {
		return
	}
	subjects := make([]providers.Subject, len(s.drifted))
	for i, o := range s.drifted {
		subjects[i] = providers.Subject{Type: o.Type, Key: o.Key, ID: o.ID, Gone: o.Kind == DriftMissing}
		if o.LiveKey != "" {
			subjects[i].Key = o.LiveKey
		}
	}
	changes, unknown, err, ok := s.View.LastChanges(ctx, subjects)
	switch {
	case !ok:
		unknown = []string{s.info.Title + " keeps no record of who changes its configuration."}
	case err != nil:
		unknown = append(unknown, fmt.Sprintf("%s could not be asked who changed it: %v.", s.info.Title, err))
	}
	for i := range s.drifted {
		if i < len(changes) && !changes[i].IsZero() {
			s.drifted[i].Changed = changes[i]
		}
	}
	rep.Unknown = append(rep.Unknown, unknown...)
}
