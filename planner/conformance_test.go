package planner_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// driver lets the conformance suite plan and apply with the real planner and a state file.
type driver struct{ store planner.Store }

func newDriver(t *testing.T) providertest.Driver {
	return &driver{planner.NewLocalStore(filepath.Join(t.TempDir(), "state.json"), "test")}
}

func (d *driver) Converge(ctx context.Context, p providers.Provider, a *schema.Architecture, t providers.Target, moves map[string]string) (int, error) {
	state, err := d.store.Load(ctx)
	if err != nil {
		return 0, err
	}
	if len(moves) > 0 {
		if a, err = retire(p, a, t, state, moves); err != nil {
			return 0, err
		}
	}
	opts := planner.BuildOptions{Arch: a, Environment: "test", Guard: &schema.Guard{DeletePercent: 100, ChangePercent: 100},
		State: state, CRMs: []planner.TargetProvider{{Target: t, Provider: p}}}
	plan, diags := planner.Build(ctx, opts)
	if err := diags.Err(); err != nil {
		return 0, err
	}
	planned := 0
	for _, c := range plan.Changes {
		if c.Touches() {
			planned++
		}
	}
	// One attempt, so that the suite sees what fails, and no waiting.
	res, diags := planner.Apply(ctx, planner.ApplyOptions{Plan: plan, Build: opts, Store: d.store, Attempts: 1,
		Sleep: func(context.Context, time.Duration) error { return nil }})
	if res == nil {
		return planned, diags.Err()
	}
	errs := []error{diags.Err(), ctx.Err()}
	for _, o := range res.Failed {
		errs = append(errs, fmt.Errorf("%s: %w", o.Why, &providers.Error{Kind: providers.Unavailable, Message: o.Address}))
	}
	if ctx.Err() == nil && len(res.Failed) == 0 && !res.Complete() {
		errs = append(errs, fmt.Errorf("%d skipped and %d remaining, and nothing failed", len(res.Skipped), len(res.Remaining)))
	}
	return planned, errors.Join(errs...)
}

// retire writes the moves, by type and key, as retired blocks.
func retire(p providers.Provider, a *schema.Architecture, t providers.Target, state *planner.State, moves map[string]string) (*schema.Architecture, error) {
	c, diags := p.Compile(a, t)
	if err := diags.Err(); err != nil {
		return nil, err
	}
	next := *a
	for addr, r := range state.Target(p.Info().Name).Resources {
		key, ok := moves[r.Type+" "+r.Key]
		if !ok {
			continue
		}
		_, what, _ := providers.SplitAddress(addr)
		for _, to := range c.Resources {
			if to.Type == r.Type && to.Key == key {
				next.Retired = append(next.Retired, &schema.Retired{What: what, To: to.Origin})
			}
		}
	}
	if len(next.Retired) != len(a.Retired)+len(moves) {
		return nil, errors.New("a move names what is not there")
	}
	next.Index()
	return &next, nil
}

func TestSandboxConformance(t *testing.T) {
	t.Parallel()
	providertest.Run(t, providertest.Options{
		Open: func(t *testing.T) providers.Provider {
			crm, err := sandbox.Open(filepath.Join(t.TempDir(), "crm.db"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { crm.Close() })
			return crm.Provider()
		},
		Driver: newDriver,
		Enter: func(t *testing.T, p providers.Provider, _, key string, n int) {
			crm := p.(*sandbox.Provider).CRM()
			for range n {
				id, _, err := crm.CreateRecord(t.Context(), sandbox.NewRecord{Object: "contact", Actor: "test", Owner: "ana",
					Properties: map[string]any{"score": 20.0, "band": "A"}})
				if err != nil {
					t.Fatal(err)
				}
				res, err := crm.Move(t.Context(), id, key, sandbox.MoveRequest{Actor: "test"})
				if err != nil || !res.Allowed {
					t.Fatal(err, res)
				}
				// The suite moves stages; values of the fields that it removes would be in the way.
				if _, err := crm.UpdateRecord(t.Context(), id, map[string]any{"score": nil}, sandbox.Change{Actor: "test"}); err != nil {
					t.Fatal(err)
				}
			}
		},
	})
}
