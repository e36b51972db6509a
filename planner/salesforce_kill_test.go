package planner_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// deadlyTransport kills a run before a request leaves: number left of those about deploys and records. Nothing of the run goes on
// until the test is over.
type deadlyTransport struct {
	http.RoundTripper
	dead, over chan struct{}

	mu     sync.Mutex
	left   int
	killed bool
}

var errOver = errors.New("the test is over")

func (d *deadlyTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	d.mu.Lock()
	if d.left > 0 && (strings.Contains(r.URL.Path, "/deployRequest") || strings.Contains(r.URL.Path, "/composite")) {
		if d.left--; d.left == 0 {
			d.killed = true
			close(d.dead)
		}
	}
	killed := d.killed
	d.mu.Unlock()
	if !killed {
		return d.RoundTripper.RoundTrip(r)
	}
	<-d.over
	return nil, errOver
}

// applyUntilKilled applies a plan, and is killed at a request of the apply, numbered from 1. It tells whether it was; then the
// org goes on with what is on the disk.
func (p *killable) applyUntilKilled(a *schema.Architecture, request int) bool {
	p.t.Helper()
	inner := &http.Transport{}
	deadly := &deadlyTransport{RoundTripper: inner, dead: make(chan struct{}), over: make(chan struct{})}
	target := providers.Target{Environment: "test", CRM: &schema.CRM{Provider: "salesforce", Settings: p.settings}}
	env := map[string]string{"SF_ACCESS_TOKEN": p.token(), "SF_INSTANCE_URL": p.url}
	prov, err := salesforce.FactoryWith(salesforce.Options{Clock: p.clock, Transport: deadly, Poll: time.Second, Attempts: 1}).
		Open(context.Background(), target, func(name string) string { return env[name] })
	if err != nil {
		p.t.Fatal(err)
	}
	dir := p.t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(p.dir)); err != nil {
		p.t.Fatal(err)
	}
	store := planner.NewLocalStore(filepath.Join(dir, "s.json"), "test")
	build := p.options(a)
	build.CRMs = []planner.TargetProvider{{Target: target, Provider: prov}}
	plan, diags := planner.Build(context.Background(), build)
	if diags.HasErrors() {
		p.t.Fatal(diags.Err())
	}
	deadly.left = request
	ended := make(chan bool, 1)
	go func() {
		res, diags := planner.Apply(context.Background(), planner.ApplyOptions{Plan: plan, Build: build, Store: store, Attempts: 1, Sleep: p.clock.Sleep})
		ended <- !diags.HasErrors() && res.Complete()
	}()
	select {
	case whole := <-ended:
		if !whole {
			p.t.Fatal("an apply in peace did not end well")
		}
		return false
	case <-deadly.dead:
	}
	p.dir = p.t.TempDir()
	if err := os.CopyFS(p.dir, os.DirFS(dir)); err != nil {
		p.t.Fatal(err)
	}
	p.store = planner.NewLocalStore(filepath.Join(p.dir, "s.json"), "test")
	p.t.Cleanup(func() { close(deadly.over); <-ended; _ = prov.Close(); inner.CloseIdleConnections() })
	return true
}

// killable is an org whose state is in a directory of which the files can be taken.
type killable struct {
	*org
	dir string
}

// Whoever is killed at any request of an apply for a deploy or records, also between its two deploys, when flows have ended and records have moved,
// applies again: that ends where an apply in peace would have, with nothing left to plan.
func TestSalesforceKilledAnywhere(t *testing.T) {
	t.Parallel()
	for name, less := range map[string]*schema.Architecture{
		"flows":   soldBut(t, `sla "answer"`, "retired {\n what = sla.answer\n discard = true\n}\n"),
		"records": soldBut(t, `stage "talk"`, "retired {\n what = stage.sales.talk\n to = stage.sales.offer\n}\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := &killable{newOrg(t, emulator.Empty, nil), t.TempDir()}
			first.store = planner.NewLocalStore(filepath.Join(first.dir, "s.json"), "test")
			first.apply(soldBut(t, "", ""))
			first.put("Opportunity", map[string]any{"Name": "o", "StageName": "sales_talk", "CloseDate": "2026-01-01", "Sla_Answer_Due__c": "2026-01-01T00:00:00.000+0000"})
			asItWas := edited(t, first.org.org, func(map[string]any) {})
			start := func() *killable {
				p := &killable{newOrg(t, asItWas, nil), t.TempDir()}
				if err := os.CopyFS(p.dir, os.DirFS(first.dir)); err != nil {
					t.Fatal(err)
				}
				p.store = planner.NewLocalStore(filepath.Join(p.dir, "s.json"), "test")
				return p
			}
			records := func(p *killable) int64 { return p.counts(valueOf("OpportunityStage/sales_offer"))[0] }
			calm := start()
			calm.apply(less)
			want, moved := calm.inventory(), records(calm)
			n := 1
			for ; ; n++ {
				p := start()
				if !p.applyUntilKilled(less, n) {
					break
				}
				p.apply(less)
				if got := p.inventory(); got != want {
					t.Errorf("killed at request %d: got\n%s\nwant\n%s", n, got, want)
				}
				if got := records(p); got != moved {
					t.Errorf("killed at request %d: %d records moved, want %d", n, got, moved)
				}
			}
			if n < 5 { // two deploys, each asked for and looked after
				t.Errorf("an apply makes only %d requests", n-1)
			}
		})
	}
}
