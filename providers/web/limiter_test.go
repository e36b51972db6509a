package web

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// However many ask at once, no span of the budget's length sees more requests than it allows, and the budget is used well.
func TestBudgetIsNeverExceeded(t *testing.T) {
	for _, b := range []Budget{{100, 10 * time.Second}, {190, 10 * time.Second}, {5, time.Second}, {4, time.Second}, {1, time.Second}, {2, time.Second}} {
		synctest.Test(t, func(t *testing.T) {
			const all = 300
			var mu sync.Mutex
			var sent []time.Time
			c, err := New(Config{
				BaseURL: "http://localhost", Budgets: map[string]Budget{"p": b}, Concurrency: 10,
				Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					mu.Lock()
					sent = append(sent, time.Now())
					mu.Unlock()
					time.Sleep(50 * time.Millisecond)
					return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("{}")), Header: http.Header{}}, nil
				}),
			})
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			var wg sync.WaitGroup
			for range all {
				wg.Go(func() { c.Do(context.Background(), &Request{Method: "GET", Path: "/", Pools: []string{"p"}}) })
			}
			wg.Wait()
			for i := range sent {
				n := 0
				for _, s := range sent[i:] {
					if s.Sub(sent[i]) < b.Per {
						n++
					}
				}
				if n > b.Max {
					t.Fatalf("%v: %d requests within %v", b, n, b.Per)
				}
			}
			if took, most := time.Since(start), time.Duration(float64(all)/float64(b.Max)*2.3*float64(b.Per)); took > most {
				t.Errorf("%v: %d requests took %v, more than %v", b, all, took, most)
			}
		})
	}
}

func TestLimiter(t *testing.T) {
	clock := testclock.New()
	l := NewLimiter(clock, map[string]Budget{"a": {100, 10 * time.Second}})
	var told []string
	waitFor := func(pools ...string) time.Duration {
		t.Helper()
		start := clock.Now()
		if err := l.wait(t.Context(), pools, func(p string, d time.Duration) { told = append(told, p) }); err != nil {
			t.Fatal(err)
		}
		return clock.Now().Sub(start)
	}
	near := func(got, want time.Duration, what string) {
		t.Helper()
		if got < want-time.Microsecond || got > want+time.Microsecond {
			t.Errorf("%s: waited %v, want %v", what, got, want)
		}
	}
	for i := range 20 {
		near(waitFor("a"), 0, "burst "+string(rune('a'+i)))
	}
	tick := time.Second * 10 / 75
	near(waitFor("a"), tick, "after the burst")
	near(waitFor("free"), 0, "a pool that nobody knows")
	clock.Move(time.Hour)
	near(waitFor("a"), 0, "full again")
	l.Left("a", 0)
	near(waitFor("a"), tick, "the server said that nothing is left")
	l.Left("a", -3)
	l.Left("free", 3)
	clock.Move(time.Hour)
	l.Pause("a", 5*time.Second)
	l.Pause("a", time.Second)
	near(waitFor("a"), 5*time.Second, "a longer pause is not made shorter")
	l.Pause("free", 3*time.Second)
	near(waitFor("free", "a"), 3*time.Second, "a paused pool without budget")
	l.Set("b", Budget{1, time.Minute})
	near(waitFor("a", "b"), 0, "two pools")
	near(waitFor("a", "b"), time.Minute*10/9, "the slower of two pools")
	if told[len(told)-1] != "b" {
		t.Errorf("told of pool %q", told[len(told)-1])
	}
	l.Set("a", Budget{0, time.Second})
	l.Set("a", Budget{3, 0})
	if b := l.Budget("a"); b.Max != 100 {
		t.Errorf("a budget without sense was taken: %v", b)
	}
	l.Set("a", Budget{10, 10 * time.Second})
	if p := l.pools["a"]; p.tokens > 2 {
		t.Errorf("%v tokens are more than the smaller bucket holds", p.tokens)
	}
	if b := l.Budget("c"); b != (Budget{}) {
		t.Error(b)
	}
}

// A request that is given up while it waits leaves its token to others.
func TestLimiterGivesBack(t *testing.T) {
	clock := testclock.New()
	l := NewLimiter(clock, map[string]Budget{"a": {5, time.Second}})
	ctx, cancel := context.WithCancel(t.Context())
	report := func(string, time.Duration) {}
	l.wait(ctx, []string{"a"}, report)
	before := l.pools["a"].tokens
	cancel()
	if err := l.wait(ctx, []string{"a"}, report); err == nil || l.pools["a"].tokens != before {
		t.Errorf("%v; %v tokens, %v before", err, l.pools["a"].tokens, before)
	}
}

// After one request was told that there were too many, all wait.
func TestPauseHoldsEverybody(t *testing.T) {
	srv := serve(t, status(429, "Retry-After", "10"), ok("{}"))
	c, clock := newClient(t, srv.URL, func(cfg *Config) {
		cfg.Attempts = 1
		cfg.Budgets = map[string]Budget{"p": {100, time.Second}}
	})
	req := &Request{Method: "GET", Path: "/", Pools: []string{"p"}}
	if _, err := c.Do(t.Context(), req); err == nil {
		t.Fatal("no error")
	}
	if _, err := c.Do(t.Context(), req); err != nil || clock.Total() != 10*time.Second {
		t.Errorf("waited %v; %v", clock.Total(), err)
	}
}
