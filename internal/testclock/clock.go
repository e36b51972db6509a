// Package testclock has a clock for tests, on which waiting takes no time.
package testclock

import (
	"context"
	"sync"
	"time"
)

// Clock stands still until somebody sleeps or moves it. It is safe for use by several goroutines.
type Clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

// New gives a clock that shows a morning in November.
func New() *Clock { return &Clock{now: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)} }

// Now is the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Move moves the clock forward.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Sleep moves the clock forward and notes it. When the context has ended it does neither.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return nil
}

// Slept lists how long was slept each time.
func (c *Clock) Slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.slept...)
}

// Total is how long was slept in all.
func (c *Clock) Total() (d time.Duration) {
	for _, s := range c.Slept() {
		d += s
	}
	return d
}
