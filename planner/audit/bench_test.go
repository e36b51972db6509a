package audit_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// crowd is a CRM that makes its records as they are read: contacts of ten events and ten values each, five of them at one company.
type crowd struct {
	silent
	n int
}

func (c *crowd) Records(_ context.Context, a *schema.Architecture, _ providers.Target, ask providers.RecordAsk) (*providers.Records, error) {
	out := &providers.Records{Kept: providers.Kept{Moves: map[schema.Address]bool{"lifecycle.lead": true}, Activities: true, Raised: true,
		Fields: map[string]bool{"owner": true, "touched_at": true, "segment": true}}}
	out.Each = func(yield func(*providers.LiveRecord, error) bool) {
		for i := range c.n {
			if ask.Object != "contact" || !yield(c.contact(i), nil) {
				break
			}
		}
		for _, id := range ask.IDs {
			if !yield(made(ask.Object, id, "", map[string]any{"industry": "Pumps"}), nil) {
				return
			}
		}
	}
	if ask.Object == "contact" {
		out.Total = int64(c.n)
	}
	return out, nil
}

func (c *crowd) contact(i int) *providers.LiveRecord {
	id := fmt.Sprint(i)
	r := made("contact", id, "ann@example.com", map[string]any{"email": "somebody-" + id + "@example.com", "budget": float64(i), "touched_at": hour(3),
		"moved_by": "ann@example.com", "moved_at": hour(2), "basis": "they called us", "segment": "large", "created_at": day, "updated_at": now, "last_activity_at": hour(9)})
	if i%50 == 0 {
		delete(r.Fields, "budget")
	}
	r.Links["company"] = []string{"of-" + fmt.Sprint(i/5)}
	moved(moved(moved(r, fresh, hour(0)), working, hour(1)), qualified, hour(2))
	set(r, "touched_at", hour(3), hour(3))
	set(r, "segment", "small", hour(4))
	for k := range 4 {
		at := hour(5 + float64(k))
		r.Events = append(r.Events, providers.RecordEvent{Kind: providers.Logged, At: at, Name: "call"})
	}
	return r
}

// BenchmarkRun audits 100,000 records of ten events each. "heap-MB" is the most memory that the heap has had.
func BenchmarkRun(b *testing.B) {
	c := &crowd{silent{"Crowd"}, 100_000}
	a := arch(b, touch+care)
	for b.Loop() {
		r, diags := audit.Run(b.Context(), audit.Options{Environment: "test", Arch: a, Now: now, Samples: 20, Objects: []string{"contact"},
			CRMs: []audit.CRM{{Target: target("crowd"), View: providers.ReadOnly(c)}}})
		if diags.HasErrors() || check(b, r, "facts").Broken != c.n/50 || check(b, r, "clocks").Looked != c.n || check(b, r, "transitions").Looked != 3*c.n {
			b.Fatal(diags.Err(), r.Checks)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapSys)/(1<<20), "heap-MB")
}
