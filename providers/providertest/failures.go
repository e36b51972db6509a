package providertest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// operations plans a state on an empty CRM with the built-in driver.
func (s *suite) operations(t *testing.T, p providers.Provider, state string) []*providers.Operation {
	t.Helper()
	ops, err := NewWalker().Plan(t.Context(), p, State(t, state), s.Target, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(ops) < 3 {
		t.Fatalf("only %d operations to test with", len(ops))
	}
	return ops
}

func (s *suite) reports(t *testing.T) {
	p := s.Open(t)
	ops := s.operations(t, p, "full")
	phase := map[*providers.Operation]providers.Phase{}
	busy := make(chan struct{}, 1)
	err := p.Apply(t.Context(), ops, func(r providers.Progress) error {
		select {
		case busy <- struct{}{}:
			defer func() { <-busy }()
		default:
			t.Error("two reports at once")
		}
		switch {
		case r.Phase == providers.Starting && phase[r.Op] != "":
			t.Errorf("%s starts after it was %s", r.Op.Address, phase[r.Op])
		case r.Phase == providers.Done && phase[r.Op] != providers.Starting:
			t.Errorf("%s is done without having started", r.Op.Address)
		case r.Phase == providers.Done && r.Err != nil:
			t.Errorf("%s: %v", r.Op.Address, r.Err)
		case r.Phase == providers.Done && (r.ID == "" || r.Values == nil):
			t.Errorf("%s is done, but its report has no id or no values", r.Op.Address)
		}
		if r.Phase != providers.Waiting {
			phase[r.Op] = r.Phase
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range ops {
		if phase[op] != providers.Done {
			t.Errorf("%s was never done", op.Address)
		}
	}
}

// one applies a single operation and gives its failure.
func one(t *testing.T, p providers.Provider, op *providers.Operation) (done providers.Progress, failure error) {
	t.Helper()
	err := p.Apply(t.Context(), []*providers.Operation{op}, func(r providers.Progress) error {
		if r.Phase == providers.Done {
			failure, done = r.Err, r
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return done, failure
}

func (s *suite) kinds(t *testing.T) {
	p := s.Open(t)
	first := s.operations(t, p, "small")[0]
	made, err := one(t, p, first)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one(t, p, first); !providers.IsKind(err, providers.Conflict) {
		t.Errorf("creating it twice gives %v, not a conflict", err)
	}
	if !p.Info().Type(first.Type).CanDelete {
		return
	}
	del := &providers.Operation{Action: providers.Delete, Address: first.Address, Type: first.Type, Key: first.Key, ID: made.ID, Before: made.Values}
	if _, err := one(t, p, del); err != nil {
		t.Fatal(err)
	}
	if _, err := one(t, p, del); !providers.IsKind(err, providers.NotFound) {
		t.Errorf("deleting it twice gives %v, not not found", err)
	}
	up := *first
	up.Action, up.ID, up.Before = providers.Update, made.ID, made.Values
	if _, err := one(t, p, &up); !providers.IsKind(err, providers.NotFound) {
		t.Errorf("changing what is gone gives %v, not not found", err)
	}
}

// finish applies until nothing fails; each apply must get further.
func (s *suite) finish(t *testing.T, d Driver, p providers.Provider, state string) {
	t.Helper()
	a := State(t, state)
	left := -1
	for {
		n, err := d.Converge(t.Context(), p, a, s.Target, nil)
		if err == nil {
			break
		}
		if left >= 0 && n >= left {
			t.Fatalf("an apply got nowhere: %d operations left after %d: %v", n, left, err)
		}
		left = n
	}
	s.settled(t, d, p, a)
	holds(t, p, s.compile(t, p, a))
}

func (s *suite) faults(t *testing.T) {
	// What is refused never reaches the CRM, whatever the reason; what is lost does.
	for name, faults := range map[string][]Fault{"refused": {Limited, Down, Dropped}, "lost": {Lost}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, d := s.Open(t), s.Driver(t)
			for _, state := range []string{"small", "full", ""} {
				faulty := &Faults{Provider: p, Next: func(_ *providers.Operation, n int) Fault {
					if n%5 == 2 {
						return faults[n/5%len(faults)]
					}
					return None
				}}
				if _, err := d.Converge(t.Context(), faulty, State(t, state), s.Target, nil); err == nil {
					t.Fatal("no operation failed")
				}
				s.finish(t, d, p, state)
			}
		})
	}
}

func (s *suite) partial(t *testing.T) {
	p, d := s.Open(t), s.Driver(t)
	last := len(s.operations(t, p, "small")) - 1
	faulty := &Faults{Provider: p, Next: func(_ *providers.Operation, n int) Fault {
		if n == last {
			return Down
		}
		return None
	}}
	_, err := d.Converge(t.Context(), faulty, State(t, "small"), s.Target, nil)
	if err == nil || !transient(err) {
		t.Fatalf("the last operation should have failed alone, and this came of it: %v", err)
	}
	if n := len(read(t, p)); n < last {
		t.Errorf("only %d objects are there, although only one operation failed", n)
	}
	s.finish(t, d, p, "small")
}

func (s *suite) cancel(t *testing.T) {
	for _, after := range []int{0, 1, 7} {
		t.Run(fmt.Sprintf("after %d", after), func(t *testing.T) {
			t.Parallel()
			p, d := s.Open(t), s.Driver(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			faulty := &Faults{Provider: p, Cancel: cancel, Next: func(_ *providers.Operation, n int) Fault {
				if n == after {
					return Canceled
				}
				return None
			}}
			if _, err := d.Converge(ctx, faulty, State(t, "full"), s.Target, nil); !errors.Is(err, context.Canceled) {
				t.Errorf("the apply gave %v", err)
			}
			s.finish(t, d, p, "full")
		})
	}
}

func (s *suite) stop(t *testing.T) {
	p := s.Open(t)
	ops := s.operations(t, p, "full")
	enough := errors.New("the journal is full")
	started := 0
	err := p.Apply(t.Context(), ops, func(r providers.Progress) error {
		if r.Phase == providers.Starting {
			if started++; started == 2 {
				return enough
			}
		}
		return nil
	})
	if !errors.Is(err, enough) {
		t.Errorf("the apply gave %v, not the error of the report", err)
	}
	if started == len(ops) {
		t.Error("the apply went on")
	}
	s.finish(t, s.Driver(t), p, "full")
}

func (s *suite) records(t *testing.T) {
	p, d := s.Open(t), s.Driver(t)
	reader, ok := p.(providers.RecordReader)
	if !ok || s.Enter == nil {
		t.Skip("the suite cannot make or count records here")
	}
	s.apply(t, d, p, State(t, "small"))
	var from, to *providers.Resource
	for _, r := range s.compile(t, p, State(t, "small")).Resources {
		switch {
		case p.Info().Type(r.Type).Records && r.Origin == "stage.lead.working":
			from = r
		case p.Info().Type(r.Type).Records && r.Origin == "stage.lead.new":
			to = r
		}
	}
	if from == nil || to == nil {
		t.Fatal("no resource holds the records of a stage")
	}
	s.Enter(t, p, from.Type, from.Key, 5)
	s.Enter(t, p, to.Type, to.Key, 2)
	if _, err := d.Converge(t.Context(), p, State(t, "shorter"), s.Target, nil); err == nil {
		t.Error("a stage with records was deleted")
	}
	qs := []providers.RecordQuery{{Type: from.Type, Key: from.Key}, {Type: to.Type, Key: to.Key}}
	count := func(want ...int64) {
		t.Helper()
		got, err := reader.CountRecords(t.Context(), qs)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("records in the stages (-want +got): %s", d)
		}
	}
	count(5, 2)
	moves := map[string]string{name(from.Type, from.Key): to.Key}
	if _, err := d.Converge(t.Context(), p, State(t, "shorter"), s.Target, moves); err != nil {
		t.Fatal(err)
	}
	count(0, 7)
	s.settled(t, d, p, State(t, "shorter"))
}
