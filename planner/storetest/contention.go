package storetest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var unlockCommand = regexp.MustCompile(`stagecraft state unlock --env (\S+) (\S+)`)

// breakLock: somebody breaks the lock of a run that is not dead. It cannot write over what others did, and what it did is not lost.
func breakLock(t *testing.T, p Place) {
	if !p.Breaks {
		if _, err := p.Open("prod").Unlock(t.Context(), "x"); !is(err, diag.State) {
			t.Errorf("%v", err)
		}
		return
	}
	if _, err := p.Open("prod").Holder(t.Context(), "x"); !is(err, diag.State, "no lock") {
		t.Errorf("without a lock: %v", err)
	}
	if _, err := p.Open("prod").Unlock(t.Context(), "x"); !is(err, diag.State, "no lock") {
		t.Errorf("without a lock: %v", err)
	}
	a := p.Open("prod")
	unlock, err := a.Lock(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	st := load(t, a)
	for _, e := range []planner.Entry{entry(planner.Started, "a"), entry(planner.Ended, "a"), entry(planner.Started, "b")} {
		if err := a.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	b := elsewhere(p, "prod")
	_, err = b.Lock(t.Context(), planner.LockInfo{Owner: "ben"})
	if !is(err, diag.Locked) {
		t.Fatal(err)
	}
	said := unlockCommand.FindStringSubmatch(err.Error() + " " + diagText(err))
	if said == nil || said[1] != "prod" {
		t.Fatalf("the error does not say how to break the lock: %v", diagText(err))
	}
	if _, err := b.Holder(t.Context(), said[2]+"0"); !is(err, diag.State, said[2]+"0") {
		t.Errorf("a wrong name: %v", err)
	}
	if by, err := b.Holder(t.Context(), said[2]); err != nil || by.Owner != "ana" {
		t.Errorf("%+v, %v", by, err)
	}
	if _, err := b.Unlock(t.Context(), said[2]+"0"); !is(err, diag.State, said[2]+"0") {
		t.Errorf("a wrong name: %v", err)
	}
	if _, err := b.Lock(t.Context(), planner.LockInfo{Owner: "ben"}); !is(err, diag.Locked) {
		t.Fatalf("a wrong name broke the lock: %v", err)
	}
	if by, err := b.Unlock(t.Context(), said[2]); err != nil || by.Owner != "ana" {
		t.Fatalf("%+v, %v", by, err)
	}
	theirs := add(t, b, "theirs", record())

	st.Target("crm").Resources["thing.field.a"] = resource("a")
	if err := a.Commit(t.Context(), st, record()); !is(err, diag.Locked) {
		t.Fatalf("a run without its lock wrote the state: %v", err)
	}
	_ = unlock() // it may say that the lock was broken
	got := load(t, p.Open("prod"))
	if got.Serial < theirs.Serial || got.Target("crm").Resources["thing.field.theirs"] == nil {
		t.Fatalf("what others did is lost: %s", text(t, got))
	}
	for _, key := range []string{"a", "b"} {
		open := false
		for _, e := range got.Pending {
			open = open || e.Address == "thing.field."+key && e.Resource != nil
		}
		if !open && got.Target("crm").Resources["thing.field."+key] == nil {
			t.Errorf("what was done to %s is lost: %s", key, text(t, got))
		}
	}
	mustLock(t, p.Open("prod"))()
}

func diagText(err error) string {
	var d diag.Diagnostic
	errors.As(err, &d)
	return d.Detail
}

// concurrent: of many runs at once each gets its turn, and none is lost.
func concurrent(t *testing.T, p Place) {
	const runs = 8
	var wg sync.WaitGroup
	errs := make([]error, runs)
	for i := range runs {
		s := elsewhere(p, "prod")
		wg.Go(func() { errs[i] = turn(t.Context(), s, fmt.Sprint(i)) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	st := load(t, p.Open("prod"))
	list, err := p.Open("prod").History(t.Context())
	if err != nil || st.Serial != runs || len(list) != runs || len(st.Target("crm").Resources) != runs {
		t.Errorf("%d commits, %d records, %d resources, %v", st.Serial, len(list), len(st.Target("crm").Resources), err)
	}
}

func turn(ctx context.Context, s planner.Ledger, key string) error {
	for {
		unlock, err := s.Lock(ctx, who)
		if is(err, diag.Locked) && ctx.Err() == nil {
			continue
		}
		if err != nil {
			return err
		}
		st, err := s.Load(ctx)
		if err == nil {
			st.Target("crm").Resources["thing.field."+key] = resource(key)
			err = s.Commit(ctx, st, record())
		}
		return errors.Join(err, unlock())
	}
}
