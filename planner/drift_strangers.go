package planner

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/lint"
)

// strangers files the live objects that nobody applied and nobody declared. Those among declared ones are drift, and so are lists that
// say the same as a declared one.
func (s *survey) strangers(rep *DriftReport) {
	known := map[[2]string]bool{}
	homes := map[string]schema.Address{} // of orders in which ours stand: the block that has them, by type and parent
	home := func(typ string, v providers.Values, origin schema.Address, part string) {
		if t := s.info.Type(typ); t != nil && t.Ordered() {
			homes[typ+"\x00"+t.ParentOf(v)] = s.homeOf(origin, part)
		}
	}
	for _, addr := range slices.Sorted(maps.Keys(s.known)) { // of several blocks that an order is made of, the same one each time
		r := s.known[addr]
		known[[2]string{r.Type, r.ID}] = true
		_, origin, part := providers.SplitAddress(addr)
		home(r.Type, r.Values, origin, part)
	}
	for _, addr := range slices.Sorted(maps.Keys(s.wanted)) {
		r := s.wanted[addr]
		home(r.Type, r.Values, r.Origin, r.Part)
	}
	var others []*providers.Live
	for _, l := range s.live {
		if known[[2]string{l.Type, l.ID}] || l.BuiltIn || s.keys[[2]string{l.Type, l.Key}] != nil {
			continue
		}
		if s.ignores(l.Type, l.Key) {
			rep.Ignored++
			continue
		}
		t := s.info.Type(l.Type)
		if t != nil && t.Ordered() {
			if block, ok := homes[l.Type+"\x00"+t.ParentOf(l.Values)]; ok {
				s.rogue(l, block, "stands among declared ones")
				continue
			}
		}
		others = append(others, l)
	}
	doubles := s.doubles(others)
	for _, l := range others {
		if d, ok := doubles[l]; ok {
			s.rogue(l, d.of, d.why)
		} else {
			rep.Unmanaged = append(rep.Unmanaged, Object{Target: s.name, Type: l.Type, Key: l.Key, ID: l.ID})
		}
	}
	slices.SortStableFunc(s.drifted, func(x, y DriftedObject) int { // what is ours first
		return cmp.Compare(rank(x.Kind), rank(y.Kind))
	})
}

func rank(k DriftKind) int {
	if k == DriftUnmanaged {
		return 1
	}
	return 0
}

// homeOf is the block in whose list a resource stands: the field of an option, the flow of a stage, the stage of a criterion. What
// stands in none is its own home.
func (s *survey) homeOf(origin schema.Address, part string) schema.Address {
	if part != "" && origin.Kind() != "stage" || s.arch == nil {
		return origin
	}
	if b := HolderOf(s.arch, origin); b != nil {
		return b.Base().Address
	}
	return origin
}

func (s *survey) rogue(l *providers.Live, of schema.Address, why string) {
	o := DriftedObject{Kind: DriftUnmanaged, Target: s.name, Address: l.Type + "." + l.Key, Type: l.Type, Key: l.Key, ID: l.ID, Label: labelOf(l), Why: why, Block: of}
	var at *providers.Resource // what is made of the block itself, else the first of its parts
	for _, r := range s.wanted {
		if r.Origin == of && (at == nil || cmp.Or(cmp.Compare(r.Part, at.Part), cmp.Compare(r.Type, at.Type)) < 0) {
			at = r
		}
	}
	if at != nil {
		o.Source = rangeOf(at)
	}
	s.drifted = append(s.drifted, o)
}

// labelOf is what people call a live object.
func labelOf(l *providers.Live) string {
	for _, attr := range []string{"label", "title", "name"} {
		if text, ok := l.Values[attr].(string); ok && text != "" {
			_, kind, _ := strings.Cut(l.Type, "_")
			return fmt.Sprintf("%s “%s”", strings.ReplaceAll(kind, "_", " "), text)
		}
	}
	return ""
}

// double is why a list that nobody declared counts as drift.
type double struct {
	of  schema.Address
	why string
}

// doubles finds lists that track the same as a declared one: what L-10 finds in an architecture, found in the one that describes
// the CRM. Which live objects a block of that describes, compiling it tells.
func (s *survey) doubles(others []*providers.Live) map[*providers.Live]double {
	out := map[*providers.Live]double{}
	if len(others) == 0 || s.compiled == nil {
		return out
	}
	a, _, ok := s.View.Decompile(s.live)
	if !ok {
		return out
	}
	overlaps := lint.Overlaps(a)
	if len(overlaps) == 0 {
		return out
	}
	compiled, diags := s.View.Compile(a, providers.Target{Environment: s.Target.Environment, CRM: &schema.CRM{Provider: s.info.Name}, Dir: s.Target.Dir})
	if compiled == nil || diags.HasErrors() {
		return out
	}
	ours := map[schema.Address]schema.Address{} // of the imported block to the declared one
	theirs := map[schema.Address][]*providers.Live{}
	for _, r := range compiled.Resources {
		if want := s.keys[[2]string{r.Type, r.Key}]; want != nil && r.Part == "" {
			ours[r.Origin] = want.Origin
		}
		for _, l := range others {
			if l.Type == r.Type && l.Key == r.Key && r.Part == "" {
				theirs[r.Origin] = append(theirs[r.Origin], l)
			}
		}
	}
	for _, x := range overlaps {
		for _, pair := range [][2]schema.Address{{x.Block, x.With}, {x.With, x.Block}} {
			declared, isOurs := ours[pair[1]]
			if _, also := ours[pair[0]]; also || !isOurs {
				continue
			}
			for _, l := range theirs[pair[0]] {
				if _, seen := out[l]; !seen {
					out[l] = double{declared, fmt.Sprintf("tracks the same as what is declared: both have %s", strings.Join(x.Shared, ", "))}
				}
			}
		}
	}
	return out
}
