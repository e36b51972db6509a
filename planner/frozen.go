package planner

import (
	"context"
	"errors"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Freeze reads CRMs once. What it gives answers from that as often as it is asked: plans can be compared without a CRM that moves
// in between. Nothing can be applied to it.
func Freeze(ctx context.Context, crms []LiveCRM) ([]TargetProvider, diag.List) {
	var diags diag.List
	out := make([]TargetProvider, 0, len(crms))
	for _, c := range crms {
		live, err := c.View.Read(ctx, nil)
		if err != nil {
			diags.Add(providerError(c.View.Info(), "cannot be read", err))
			continue
		}
		f := frozen{c.View, live}
		if c.View.Imports() {
			out = append(out, TargetProvider{c.Target, frozenImporter{f}})
		} else {
			out = append(out, TargetProvider{c.Target, f})
		}
	}
	return out, diags
}

// frozen is a CRM as it was read once.
type frozen struct {
	view providers.View
	live []*providers.Live
}

type frozenImporter struct{ frozen }

var _ providers.Importer = frozenImporter{}

func (f frozen) Info() *providers.Info { return f.view.Info() }

func (f frozen) Compile(a *schema.Architecture, t providers.Target) (*providers.Compiled, diag.List) {
	return f.view.Compile(a, t)
}

func (f frozen) Read(_ context.Context, types []string) ([]*providers.Live, error) {
	return slices.DeleteFunc(slices.Clone(f.live), func(l *providers.Live) bool { return types != nil && !slices.Contains(types, l.Type) }), nil
}

func (f frozen) Apply(context.Context, []*providers.Operation, func(providers.Progress) error) error {
	return errors.New("planner: what was read once cannot be changed")
}

func (f frozen) Close() error { return nil }

func (f frozenImporter) Decompile(live []*providers.Live) (*schema.Architecture, diag.List) {
	a, diags, _ := f.view.Decompile(live)
	return a, diags
}
