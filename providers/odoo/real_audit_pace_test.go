package odoo

import (
	"fmt"
	"net/http"
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// requests counts them.
type requests struct{ n atomic.Int64 }

func (r *requests) RoundTrip(req *http.Request) (*http.Response, error) {
	r.n.Add(1)
	return http.DefaultTransport.RoundTrip(req)
}

// The requests of an audit grow with pages of records, not with records. STAGECRAFT_ODOO_RECORDS is how many leads there are, each
// with three moves; 450 if it is not set.
func TestRealAuditPace(t *testing.T) {
	n := 450
	if s := os.Getenv("STAGECRAFT_ODOO_RECORDS"); s != "" {
		if _, err := fmt.Sscan(s, &n); err != nil {
			t.Fatal(err)
		}
	}
	counter := &requests{}
	w := auditReal(t, exampleArch(t, "data-contract"), Options{Transport: counter})
	begin := time.Now()
	w.unruled(func() {
		for left := n; left > 0; left -= 500 {
			list := make([]map[string]any, min(left, 500))
			for i := range list {
				list[i] = w.odoo("lead", map[string]any{"name": "Lead", "type": "lead", "stage": "signal", "owner": "sam", "source": "form", "role": "owner"})
			}
			ids, err := w.p.client.Create(t.Context(), leadModel, list)
			w.must(err)
			for _, stage := range []string{"scored", "assigned", "disqualified"} {
				w.must(w.p.client.Write(t.Context(), leadModel, ids, w.odoo("lead", map[string]any{"stage": stage, "move_basis": "To " + stage})))
			}
		}
	})
	t.Logf("%d leads were made in %v", n, time.Since(begin).Round(time.Second))
	counter.n.Store(0)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begin = time.Now()
	r := w.audit("lead")
	took := time.Since(begin)
	runtime.ReadMemStats(&after)
	t.Logf("an audit of %d leads: %d requests, %v, %d MB allocated in all", n, counter.n.Load(), took.Round(100*time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20)
	for _, c := range r.Checks {
		t.Logf("%s: %d %s, %d broken", c.Name, c.Looked, c.What, c.Broken)
		if c.Name == "transitions" && c.Looked != 3*n {
			t.Errorf("%d moves of %d are looked at", c.Looked, 3*n)
		}
	}
	if got, most := counter.n.Load(), int64(30+n/50); got > most {
		t.Errorf("%d requests for %d leads, at most %d are wanted", got, n, most)
	}
}
