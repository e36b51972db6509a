package web

import (
	"context"
	"sync"
	"time"
)

// Budget is what a pool of requests may use: no more than Max in any span of Per.
type Budget struct {
	Max int
	Per time.Duration
}

// Limiter keeps requests below the budgets of named pools, with a token bucket for each. A pool without a budget
// is free until one is learned.
//
// A fifth of the budget may be used at once; the rest comes in evenly, less a twentieth. So no span of Per holds
// more than 95 % of Max when requests leave, which leaves room for those that overtake each other on the way.
type Limiter struct {
	clock Clock
	mu    sync.Mutex
	pools map[string]*pool
}

type pool struct {
	budget Budget
	tokens float64   // negative when requests already wait for the next ones
	at     time.Time // when tokens was true
	paused time.Time // nothing leaves before
}

// NewLimiter starts with full buckets.
func NewLimiter(clock Clock, budgets map[string]Budget) *Limiter {
	l := &Limiter{clock: clock, pools: map[string]*pool{}}
	for name, b := range budgets {
		l.Set(name, b)
	}
	return l
}

func (b Budget) burst() float64 { return float64(max(1, b.Max/5)) }

// rate is in tokens for each second.
func (b Budget) rate() float64 { return max(0.95*float64(b.Max)-b.burst(), 0.9) / b.Per.Seconds() }

// Set gives a pool its budget. Budgets that make no sense are passed over, since they come from answers of servers.
func (l *Limiter) Set(name string, b Budget) {
	if b.Max <= 0 || b.Per <= 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.pools[name]
	switch {
	case p == nil:
		l.pools[name] = &pool{budget: b, tokens: b.burst(), at: l.clock.Now()}
	case p.budget != b:
		p.refill(l.clock.Now())
		p.budget = b
		p.tokens = min(p.tokens, b.burst())
	}
}

// Budget tells what a pool may use; the zero value when nothing is known.
func (l *Limiter) Budget(name string) Budget {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.pools[name]; p != nil {
		return p.budget
	}
	return Budget{}
}

// Left says that the server grants n more requests for now.
func (l *Limiter) Left(name string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.pools[name]; p != nil && n >= 0 {
		p.refill(l.clock.Now())
		p.tokens = min(p.tokens, float64(n))
	}
}

// Pause keeps every request of a pool back for d.
func (l *Limiter) Pause(name string, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.pools[name]
	if p == nil {
		p = &pool{at: l.clock.Now()}
		l.pools[name] = p
	}
	if until := l.clock.Now().Add(d); until.After(p.paused) {
		p.paused = until
	}
}

func (p *pool) refill(now time.Time) {
	if d := now.Sub(p.at); d > 0 && p.budget.Max > 0 {
		p.tokens = min(p.tokens+d.Seconds()*p.budget.rate(), p.budget.burst())
	}
	p.at = now
}

// take takes a token out of each pool and tells how long to wait until all of them are there, and for which pool.
func (l *Limiter) take(names []string) (wait time.Duration, slowest string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	for _, name := range names {
		p := l.pools[name]
		if p == nil {
			continue
		}
		var d time.Duration
		if p.budget.Max > 0 {
			p.refill(now)
			p.tokens--
			d = time.Duration(-p.tokens / p.budget.rate() * float64(time.Second))
		}
		if d = max(d, p.paused.Sub(now)); d > wait {
			wait, slowest = d, name
		}
	}
	return wait, slowest
}

// giveBack returns the tokens of a request that was not sent.
func (l *Limiter) giveBack(names []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, name := range names {
		if p := l.pools[name]; p != nil && p.budget.Max > 0 {
			p.tokens = min(p.tokens+1, p.budget.burst())
		}
	}
}

// pausedFor tells how long the pools are still paused.
func (l *Limiter) pausedFor(names []string) (wait time.Duration, slowest string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, name := range names {
		if p := l.pools[name]; p != nil {
			if d := p.paused.Sub(l.clock.Now()); d > wait {
				wait, slowest = d, name
			}
		}
	}
	return wait, slowest
}

// wait returns when a request that belongs to the pools may leave. report is called before each wait.
func (l *Limiter) wait(ctx context.Context, names []string, report func(pool string, d time.Duration)) error {
	d, slowest := l.take(names)
	for d > 0 { // a pool may be paused while we wait for it
		report(slowest, d)
		if err := l.clock.Sleep(ctx, d); err != nil {
			l.giveBack(names)
			return err
		}
		d, slowest = l.pausedFor(names)
	}
	return nil
}
