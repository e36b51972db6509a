package planner

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// large makes n desired resources: properties, stages that require them, and gates.
func large(n int) []*providers.Resource {
	out := make([]*providers.Resource, 0, n)
	for i := 0; len(out) < n; i++ {
		p := fmt.Sprintf("field_%05d", i)
		s := fmt.Sprintf("s%05d", i)
		out = append(out, prop(p, "label", "Field "+p, "kind", "text", "options", []any{
			map[string]any{"value": "a", "label": "A"}, map[string]any{"value": "b", "label": "B"}}))
		if len(out) < n {
			out = append(out, stage(s, "label", "Stage", "order", i, "requires", []any{p}))
		}
		if len(out) < n {
			out = append(out, gate(s, "fit", "when", "x"))
		}
	}
	return out
}

func benchmarkPlan(b *testing.B, w *world, changes int) {
	s, err := w.store.Load(w.ctx)
	if err != nil {
		b.Fatal(err)
	}
	o := w.build()
	o.State = s
	var after runtime.MemStats
	b.ReportAllocs()
	for b.Loop() {
		p, diags := Build(context.Background(), o)
		if diags.HasErrors() || len(p.Changes) != changes {
			b.Fatal(len(p.Changes), diags)
		}
		runtime.ReadMemStats(&after)
	}
	b.ReportMetric(float64(after.Sys)/1e6, "MB-of-process")
}

// BenchmarkPlan10k plans 10,000 resources: the first time, when all must be made, and when nothing is left to do.
func BenchmarkPlan10k(b *testing.B) {
	b.Run("first", func(b *testing.B) {
		benchmarkPlan(b, newMemoryWorld(b, large(10_000)...), 10_000)
	})
	b.Run("noop", func(b *testing.B) {
		w := newMemoryWorld(b, large(10_000)...)
		s := NewState("test")
		for _, r := range w.want {
			l := w.add(r.Type, r.Values)
			s.Target("fake").Resources[r.Address()] = &StateResource{Type: r.Type, Key: r.Key, ID: l.ID, Label: r.Label, Values: r.Values}
		}
		if err := w.store.Commit(w.ctx, s, &Record{}); err != nil {
			b.Fatal(err)
		}
		benchmarkPlan(b, w, 0)
	})
	b.Run("teardown", func(b *testing.B) {
		w := newMemoryWorld(b, large(10_000)...)
		s := NewState("test")
		for _, r := range w.want {
			l := w.add(r.Type, r.Values)
			s.Target("fake").Resources[r.Address()] = &StateResource{Type: r.Type, Key: r.Key, ID: l.ID, Label: r.Label, Values: r.Values}
		}
		w.want = nil
		if err := w.store.Commit(w.ctx, s, &Record{}); err != nil {
			b.Fatal(err)
		}
		benchmarkPlan(b, w, 10_000)
	})
}
