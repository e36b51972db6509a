package planner

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// marked is a CRM that keeps the addresses of what was made in it.
type marked struct {
	*fake
	marks map[string]string // address by id
}

func (m marked) Identify(_ context.Context, live []*providers.Live) (map[*providers.Live]string, error) {
	out := map[*providers.Live]string{}
	for _, l := range live {
		if addr := m.marks[l.ID]; addr != "" {
			out[l] = addr
		}
	}
	return out, nil
}

// A lost state comes back with what is declared, moved or retired. What was let go, or is another architecture's, stays as it is.
func TestRebuild(t *testing.T) {
	w := newWorld(t, stage("a"), stage("b"), prop("p", "label", "P"))
	w.apply()
	theirs := w.add("fake_property", providers.Values{"name": "theirs"})
	before, err := w.store.Load(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	m := marked{w.fake, map[string]string{}}
	for addr, r := range before.Target("fake").Resources {
		m.marks[r.ID] = addr
	}
	crms := func(p providers.Provider) []TargetProvider {
		return []TargetProvider{{Target: providers.Target{CRM: w.crm}, Provider: p}}
	}
	if diags, err := Rebuild(w.ctx, w.arch, crms(m), before); err != nil {
		t.Fatal(err)
	} else {
		wantError(t, diags, diag.State, "is not empty")
	}
	if diags, err := Rebuild(w.ctx, w.arch, crms(w.fake), NewState("test")); err != nil {
		t.Fatal(err)
	} else {
		wantError(t, diags, diag.Unsupported, "does not keep what belongs to Stagecraft")
	}
	w.store = &memoryStore{} // the state is lost
	lost, err := w.store.Load(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diags, err := Rebuild(w.ctx, w.arch, crms(m), lost); err != nil || diags.HasErrors() {
		t.Fatal(err, diags)
	}
	if got := len(lost.Target("fake").Resources); got != 3 {
		t.Fatalf("%d resources came back: %+v", got, lost.Target("fake").Resources)
	}
	data, err := lost.Encode()
	if err != nil {
		t.Fatal(err)
	}
	w.store = &memoryStore{state: data}
	w.settled()
	w.want = w.want[:2]
	for _, spoken := range []bool{false, true} {
		w.arch.Retired = nil
		if spoken {
			w.arch.Retired = []*schema.Retired{{What: "field.contact.p", Discard: true}}
		}
		again := NewState("test")
		diags, err := Rebuild(w.ctx, w.arch, crms(m), again)
		if err != nil || diags.HasErrors() {
			t.Fatal(err, diags)
		}
		if told := len(diags) == 1 && strings.Contains(diags[0].Detail, "fake_property.field.contact.p"); told == spoken {
			t.Errorf("spoken of: %v, and it is said: %v", spoken, diags)
		}
		if data, err = again.Encode(); err != nil {
			t.Fatal(err)
		}
		w.store = &memoryStore{state: data}
		p := w.mustPlan()
		if spoken {
			if len(p.Changes) != 1 || p.Changes[0].Action != Delete || p.Changes[0].Address != "fake_property.field.contact.p" {
				t.Errorf("with a retired block the plan is %+v", p.Changes)
			}
			continue
		}
		if len(p.Changes) != 0 {
			t.Errorf("the plan touches what is not declared: %+v", p.Changes)
		}
		if len(p.Unmanaged) != 2 || !slices.ContainsFunc(p.Unmanaged, func(o Object) bool { return o.ID == theirs.ID }) {
			t.Errorf("unmanaged: %+v", p.Unmanaged)
		}
	}
}
