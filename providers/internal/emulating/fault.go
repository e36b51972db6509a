// Package emulating has what the emulators of CRMs share.
package emulating

import "context"

// Drop says when the connection is cut without an answer.
type Drop int

const (
	NoDrop          Drop = iota
	DropBefore           // nothing was done
	DropAfterCommit      // the work was done, and the client does not know
)

// Count keeps how often a fault was met, and how often it struck.
type Count struct{ seen, struck int }

// Strikes counts a request that the fault is about, and tells whether it strikes: not before that many requests have
// passed, and as often as times says: 0 is once, negative is always.
func (c *Count) Strikes(after, times int) bool {
	c.seen++
	if c.seen <= after || times >= 0 && c.struck >= max(times, 1) {
		return false
	}
	c.struck++
	return true
}

// Wait tells that a request has come to a fault, and holds it until the gate is closed or the client goes. Either may be nil.
func Wait(ctx context.Context, reached chan<- struct{}, gate <-chan struct{}) {
	if reached != nil {
		select {
		case reached <- struct{}{}:
		case <-ctx.Done():
		}
	}
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
		}
	}
}
