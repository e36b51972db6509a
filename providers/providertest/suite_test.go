package providertest_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
)

func open(t *testing.T) providers.Provider {
	t.Helper()
	c, err := sandbox.Open(filepath.Join(t.TempDir(), "sandbox.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c.Provider()
}

var target = providers.Target{CRM: &schema.CRM{}}

// TestWalkerSeesDifferences: the driver of the suite must notice what a CRM does wrong, or nothing would be tested.
func TestWalkerSeesDifferences(t *testing.T) {
	p := open(t)
	w := providertest.NewWalker()
	if n, err := w.Converge(t.Context(), p, providertest.State(t, "small"), target, nil); err != nil || n == 0 {
		t.Fatalf("%d operations, %v", n, err)
	}
	// A CRM that forgets labels: the next plan is not empty.
	if ops, err := w.Plan(t.Context(), &forgetful{p}, providertest.State(t, "small"), target, nil); err != nil || len(ops) == 0 {
		t.Errorf("a CRM that forgets labels gives a plan with %d operations, %v", len(ops), err)
	}
	ops, err := w.Plan(t.Context(), p, providertest.State(t, ""), target, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if op.Action != providers.Delete {
			t.Errorf("taking everything away plans to %s %s", op.Action, op.Key)
		}
	}
}

// forgetful reads objects without their labels.
type forgetful struct{ providers.Provider }

func (f *forgetful) Read(ctx context.Context, types []string) ([]*providers.Live, error) {
	live, err := f.Provider.Read(ctx, types)
	for _, l := range live {
		delete(l.Values, "label")
	}
	return live, err
}

func TestFaults(t *testing.T) {
	kinds := map[providertest.Fault]providers.ErrorKind{
		providertest.Limited: providers.RateLimited, providertest.Down: providers.Unavailable,
		providertest.Dropped: providers.Ambiguous, providertest.Lost: providers.Ambiguous,
	}
	for fault, kind := range kinds {
		p := open(t)
		before, err := p.Read(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		faulty := &providertest.Faults{Provider: p, Next: func(*providers.Operation, int) providertest.Fault { return fault }}
		ops, err := providertest.NewWalker().Plan(t.Context(), p, providertest.State(t, "small"), target, nil)
		if err != nil {
			t.Fatal(err)
		}
		failed := 0
		err = faulty.Apply(t.Context(), ops[:1], func(r providers.Progress) error {
			if providers.IsKind(r.Err, kind) {
				failed++
			}
			return nil
		})
		if err != nil || failed != 1 {
			t.Errorf("%s: %d failures, %v", fault, failed, err)
		}
		after, err := p.Read(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if done := len(after) > len(before); done != (fault == providertest.Lost) {
			t.Errorf("%s: carried out is %v", fault, done)
		}
	}
}
