package sandbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// at is a moment in Berlin, where the test architecture's office is. 2 March 2026 is a Monday.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	x, err := time.ParseInLocation("2006-01-02 15:04", s, berlin)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// clock is a time that a test moves.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

// testCRM is a new sandbox with the configuration of testdata/crm.hcl applied, on Monday at ten.
func testCRM(t testing.TB) (*CRM, *clock) {
	t.Helper()
	c, err := Open(filepath.Join(t.TempDir(), "crm.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	k := &clock{at(t, "2026-03-02 10:00")}
	c.SetClock(k.now)
	src, err := os.ReadFile("testdata/crm.hcl")
	if err != nil {
		t.Fatal(err)
	}
	applyHCL(t, c, string(src))
	return c, k
}

// applyHCL makes everything that an architecture compiles to.
func applyHCL(t testing.TB, c *CRM, src string) {
	t.Helper()
	res := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, hclschema.Options{})
	if err := res.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	applyAll(t, c, res.Architecture)
}

// applyAll makes everything that an architecture compiles to.
func applyAll(t testing.TB, c *CRM, a *schema.Architecture) {
	t.Helper()
	compiled, diags := c.Provider().Compile(a, providers.Target{CRM: &schema.CRM{}})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	rest := compiled.Resources
	for len(rest) > 0 { // whatever refers to something else waits for it
		var ops []*providers.Operation
		for _, r := range rest {
			op := &providers.Operation{Action: providers.Create, Type: r.Type, Key: r.Key, After: r.Values}
			if isBuiltin(r.Type, r.Key) {
				op.Action, op.ID = providers.Update, liveObject(t, c, r.Type, r.Key).ID
			}
			ops = append(ops, op)
		}
		failed := map[string]error{}
		err := c.Provider().Apply(context.Background(), ops, func(p providers.Progress) error {
			if p.Phase == providers.Done && p.Err != nil {
				failed[p.Op.Type+" "+p.Op.Key] = p.Err
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(failed) == len(rest) {
			t.Fatalf("nothing more can be applied: %v", failed)
		}
		rest = slices.DeleteFunc(rest, func(r *providers.Resource) bool { return failed[r.Type+" "+r.Key] == nil })
	}
}

var ctx = context.Background()

var me = Change{Actor: "ana@acme.example", Basis: "call"}

// newRecord makes a record and fails the test when it cannot.
func newRecord(t testing.TB, c *CRM, n NewRecord) int64 {
	t.Helper()
	if n.Actor == "" {
		n.Actor = me.Actor
	}
	id, _, err := c.CreateRecord(ctx, n)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// lead makes a company in an industry and a contact of it.
func lead(t testing.TB, c *CRM, industry string, props map[string]any) (company, contact int64) {
	t.Helper()
	company = newRecord(t, c, NewRecord{Object: "company", Properties: map[string]any{"name": "Bluepeak", "industry": industry}})
	all := map[string]any{"email": "kim@bluepeak.example"}
	for k, v := range props {
		all[k] = v
	}
	return company, newRecord(t, c, NewRecord{Object: "contact", Properties: all, Links: []int64{company}})
}

func move(t testing.TB, c *CRM, id int64, stage string, m MoveRequest) *MoveResult {
	t.Helper()
	if m.Actor == "" {
		m.Actor = me.Actor
	}
	res, err := c.Move(ctx, id, stage, m)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// must moves and fails the test when it is refused.
func must(t testing.TB, c *CRM, id int64, stage string, m MoveRequest) *MoveResult {
	t.Helper()
	res := move(t, c, id, stage, m)
	if !res.Allowed {
		t.Fatalf("move to %s refused: %+v", stage, res.Refusals)
	}
	return res
}

func show(t testing.TB, c *CRM, id int64) *Details {
	t.Helper()
	d, err := c.Record(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// kinds lists the kinds of a record's history.
func historyKinds(d *Details) []string {
	var out []string
	for _, h := range d.History {
		out = append(out, h.Kind)
	}
	return out
}

func criteria(list []Refusal) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.Kind+" "+r.Criterion)
	}
	slices.Sort(out)
	return out
}

func refusedBy(t testing.TB, err error) []string {
	t.Helper()
	var refused *Refused
	if !errors.As(err, &refused) {
		t.Fatalf("got %v, want a refusal", err)
	}
	return criteria(refused.Refusals)
}
