package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// HubSpot counts requests of an app or service key within ten seconds, searches of an account within one second, and
// all requests of an account within one day. The first is 100 for Free and Starter accounts and 190 from Professional
// on (250 with an add-on), which the headers of answers say; searches are 5 and have no headers.
// Source: developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines.
const (
	burstPool  = "requests"
	searchPool = "searches"
)

var (
	smallestBurst = web.Budget{Max: 100, Per: 10 * time.Second}
	searchBudget  = web.Budget{Max: 5, Per: time.Second}
)

// Daily is how much of the account's requests of a day is left, as the last answer said.
type Daily struct {
	Known     bool
	Max, Left int
}

// Daily tells what the last answer said.
func (c *Client) Daily() Daily {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.daily
}

// learn reads the limits from an answer's headers. Answers to searches have none.
func (c *Client) learn(_ *web.Request, resp *web.Response, l *web.Limiter) {
	most, ok := number(resp.Header, "X-HubSpot-RateLimit-Max")
	span, ok2 := number(resp.Header, "X-HubSpot-RateLimit-Interval-Milliseconds")
	if ok && ok2 {
		l.Set(burstPool, web.Budget{Max: most, Per: time.Duration(span) * time.Millisecond})
	}
	if left, ok := number(resp.Header, "X-HubSpot-RateLimit-Remaining"); ok {
		l.Left(burstPool, left)
	}
	most, ok = number(resp.Header, "X-HubSpot-RateLimit-Daily")
	left, ok2 := number(resp.Header, "X-HubSpot-RateLimit-Daily-Remaining")
	if ok && ok2 {
		c.mu.Lock()
		c.daily = Daily{true, most, left}
		c.mu.Unlock()
	}
}

// number reads a header with a number that makes sense as a limit.
func number(h http.Header, name string) (int, bool) {
	n, err := strconv.Atoi(h.Get(name))
	return n, err == nil && n >= 0 && n <= 1e9
}
