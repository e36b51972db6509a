package providertest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Walker is the least driver that makes the suite self-contained: it compares
// by natural key and orders by references. It knows no drift and no renames.
type Walker struct {
	ours map[string]bool // type and key of what it applied
}

// NewWalker gives a driver that has applied nothing.
func NewWalker() *Walker { return &Walker{map[string]bool{}} }

func name(typ, key string) string { return typ + " " + key }

// Plan gives the operations that take the CRM to the architecture.
func (w *Walker) Plan(ctx context.Context, p providers.Provider, a *schema.Architecture, t providers.Target, moves map[string]string) ([]*providers.Operation, error) {
	c, diags := p.Compile(a, t)
	if err := diags.Err(); err != nil {
		return nil, err
	}
	list, err := p.Read(ctx, nil)
	if err != nil {
		return nil, err
	}
	live, wanted := map[string]*providers.Live{}, map[string]bool{}
	for _, l := range list {
		live[name(l.Type, l.Key)] = l
	}
	var ops []*providers.Operation
	placed := inPlace(p.Info(), c.Resources, live)
	for _, r := range order(p.Info(), c.Resources) {
		n := name(r.Type, r.Key)
		wanted[n] = true
		op := &providers.Operation{Action: providers.Create, Address: r.Address(), Type: r.Type, Key: r.Key, After: r.Values}
		if l := live[n]; l != nil {
			ty, was, want, differs := p.Info().Type(r.Type), l.Values, r.Values, false
			if placed[name(r.Type, ty.ParentOf(r.Values))] {
				was, want = unordered(ty, was), unordered(ty, want)
			}
			if op.Action, differs = compare(ty, was, want); !differs {
				w.ours[n] = true
				continue
			}
			op.ID, op.Before = l.ID, l.Values
			if op.Action == providers.Replace {
				op.MoveRecordsTo = r.Key
			}
		}
		ops = append(ops, op)
	}
	var gone []*providers.Resource
	for _, l := range list {
		if n := name(l.Type, l.Key); w.ours[n] && !wanted[n] && !l.BuiltIn && p.Info().Type(l.Type).CanDelete {
			gone = append(gone, &providers.Resource{Type: l.Type, Key: l.Key, Values: l.Values})
		}
	}
	gone = order(p.Info(), gone)
	slices.Reverse(gone)
	for _, r := range gone {
		n := name(r.Type, r.Key)
		ops = append(ops, &providers.Operation{Action: providers.Delete, Address: r.Type + "." + r.Key, Type: r.Type, Key: r.Key,
			ID: live[n].ID, Before: r.Values, MoveRecordsTo: moves[n]})
	}
	for i, op := range ops {
		op.Index = i
	}
	return ops, nil
}

// Converge plans and applies once.
func (w *Walker) Converge(ctx context.Context, p providers.Provider, a *schema.Architecture, t providers.Target, moves map[string]string) (int, error) {
	ops, err := w.Plan(ctx, p, a, t, moves)
	if err != nil {
		return 0, err
	}
	var failed []error
	err = p.Apply(ctx, ops, func(r providers.Progress) error {
		switch {
		case r.Phase == providers.Starting && r.Op.Action == providers.Create:
			w.ours[name(r.Op.Type, r.Op.Key)] = true // even when the reply is lost
		case r.Phase == providers.Done && r.Err != nil:
			failed = append(failed, fmt.Errorf("%s %s %q: %w", r.Op.Action, r.Op.Type, r.Op.Key, r.Err))
		case r.Phase == providers.Done:
			w.ours[name(r.Op.Type, r.Op.Key)] = r.Op.Action != providers.Delete
		}
		return nil
	})
	return len(ops), errors.Join(append(failed, err)...)
}

// inPlace gives the siblings, by type and parent, that are all live and in the wanted order: their numbers are as good as any.
func inPlace(info *providers.Info, rs []*providers.Resource, live map[string]*providers.Live) map[string]bool {
	out := map[string]bool{}
	for _, ty := range info.Types {
		for _, a := range ty.Attributes {
			if !a.Ordinal {
				continue
			}
			at := func(v providers.Values) float64 { n, _ := v[a.Name].(float64); return n }
			var siblings []*providers.Resource
			for _, r := range rs {
				if r.Type == ty.Name {
					siblings = append(siblings, r)
				}
			}
			slices.SortStableFunc(siblings, func(x, y *providers.Resource) int { return cmp.Compare(at(x.Values), at(y.Values)) })
			last := map[string]float64{}
			for _, r := range siblings {
				group, l := name(ty.Name, ty.ParentOf(r.Values)), live[name(r.Type, r.Key)]
				before, some := last[group]
				out[group] = l != nil && (!some || out[group] && at(l.Values) > before)
				last[group] = -1
				if l != nil {
					last[group] = at(l.Values)
				}
			}
		}
	}
	return out
}

// compare tells whether live values differ from wanted ones, and what to do then.
func compare(t *providers.ResourceType, live, want providers.Values) (providers.Action, bool) {
	action, differs := providers.Update, false
	for i := range t.Attributes {
		a := &t.Attributes[i]
		if a.Secret() || !a.Differs(want[a.Name], live[a.Name]) {
			continue
		}
		differs = true
		if a.Immutable {
			action = providers.Replace
		}
	}
	return action, differs
}

// order puts what is referred to before what refers; the order of types settles the rest.
func order(info *providers.Info, rs []*providers.Resource) []*providers.Resource {
	rank := map[string]int{}
	for i, t := range info.Types {
		rank[t.Name] = i
	}
	rs = slices.Clone(rs)
	slices.SortStableFunc(rs, func(a, b *providers.Resource) int { return rank[a.Type] - rank[b.Type] })
	at := map[string]*providers.Resource{}
	for _, r := range rs {
		at[name(r.Type, r.Key)] = r
	}
	var out []*providers.Resource
	seen := map[*providers.Resource]bool{}
	var visit func(r *providers.Resource)
	visit = func(r *providers.Resource) {
		if seen[r] {
			return
		}
		seen[r] = true
		for _, ref := range info.Type(r.Type).References(r.Values) {
			if to := at[name(ref.Type, ref.Key)]; to != nil {
				visit(to)
			}
		}
		out = append(out, r)
	}
	for _, r := range rs {
		visit(r)
	}
	return out
}
