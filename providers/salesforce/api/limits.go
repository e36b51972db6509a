package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Usage is how many requests of the last 24 hours the org has used, as the last answer said.
type Usage struct {
	Known     bool
	Used, Max int
}

// Usage tells what the last answer said.
func (c *Client) Usage() Usage {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.usage
}

// learn reads the header Sforce-Limit-Info: "api-usage=25/5000; per-app-api-usage=17/250(appName=x)".
func (c *Client) learn(_ *web.Request, resp *web.Response, _ *web.Limiter) {
	if u := readUsage(resp.Header.Get("Sforce-Limit-Info")); u.Known {
		c.mu.Lock()
		c.usage = u
		c.mu.Unlock()
	}
}

func readUsage(header string) Usage {
	for part := range strings.SplitSeq(header, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		used, most, _ := strings.Cut(value, "/")
		u, err := strconv.Atoi(used)
		m, err2 := strconv.Atoi(most)
		if name == "api-usage" && err == nil && err2 == nil && u >= 0 && m > 0 {
			return Usage{true, u, m}
		}
	}
	return Usage{}
}

// Limit is how much of something the org has, and how much of it is left.
type Limit struct {
	Max       int64 `json:"Max"`
	Remaining int64 `json:"Remaining"`
}

// Limits reads the org's limits by their names, such as DailyApiRequests and DailyBulkV2QueryJobs.
func (c *Client) Limits(ctx context.Context) (map[string]Limit, error) {
	l, err := fetch[map[string]Limit](ctx, c, op{method: http.MethodGet, path: []string{"limits"}})
	if err != nil {
		return nil, err
	}
	return *l, nil
}
