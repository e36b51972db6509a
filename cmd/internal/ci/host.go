package ci

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Options are what forges are opened with, beside the environment of the runner.
type Options struct {
	Getenv func(string) string
	// ReadFile reads the file of an event; nil is none.
	ReadFile  func(string) ([]byte, error)
	UserAgent string
	// The rest is for tests; see web.Config.
	Transport http.RoundTripper
	Clock     web.Clock
	Jitter    func() float64
}

// patience is how long a host may ask to wait.
const patience = 3 * time.Minute

// host is the API of a code host.
type host struct {
	name string
	web  *web.Client
}

// open makes the client of an API.
func (o Options) open(name, base string, token web.Secret, authorize func(*http.Request, string)) (*host, error) {
	c, err := web.New(web.Config{
		BaseURL: base, UserAgent: o.UserAgent, Redactor: web.NewRedactor([]web.Secret{token}),
		Authorize: func(r *http.Request) { authorize(r, token.Reveal()) },
		Transport: o.Transport, Clock: o.Clock, Jitter: o.Jitter, Patience: patience, Concurrency: 2,
		Explain: explain,
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &host{name, c}, nil
}

// explain reads what a host says of a failure, and knows its rate limits by their answers. GitHub answers 403 or 429 with a
// Retry-After, or with nothing left and the time of the reset:
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
func explain(_ *web.Request, resp *web.Response, f *web.Fault) {
	said := message(resp.Body)
	if said != "" {
		f.Error.Message += ": " + said
	}
	limited := resp.Status == http.StatusTooManyRequests || resp.Status == http.StatusForbidden &&
		(resp.Header.Get("Retry-After") != "" || resp.Header.Get("X-Ratelimit-Remaining") == "0" || strings.Contains(strings.ToLower(said), "secondary rate limit"))
	if !limited {
		return
	}
	f.Error.Kind, f.Again = providers.RateLimited, true
	now := time.Now()
	switch wait := web.RetryAfter(resp.Header, now); {
	case wait > 0:
		f.Error.RetryAfter = wait
	case resp.Header.Get("X-Ratelimit-Remaining") == "0":
		f.Error.RetryAfter = untilReset(resp.Header, now)
	case f.Error.RetryAfter == 0:
		f.Error.RetryAfter = time.Minute // what GitHub asks for where it says nothing
	}
}

// untilReset is the time to the reset of a rate limit, in seconds since 1970.
func untilReset(h http.Header, now time.Time) time.Duration {
	var sec int64
	if _, err := fmt.Sscan(h.Get("X-Ratelimit-Reset"), &sec); err != nil {
		return time.Minute
	}
	return max(time.Unix(sec, 0).Sub(now), time.Second)
}

// message is what a host says in the body of an error: GitHub as message and errors, GitLab as message or error, each a text or more.
func message(body []byte) string {
	var said struct {
		Message any `json:"message"`
		Error   any `json:"error"`
		Errors  any `json:"errors"`
	}
	if json.Unmarshal(body, &said) != nil {
		return ""
	}
	var out []string
	for _, v := range []any{said.Message, said.Error, said.Errors} {
		switch x := v.(type) {
		case nil:
		case string:
			out = append(out, x)
		default:
			if b, err := json.Marshal(x); err == nil {
				out = append(out, string(b))
			}
		}
	}
	return clip(strings.Join(out, "; "), 500)
}

// call sends a request and reads the answer into out, unless that is nil.
func (h *host) call(ctx context.Context, method, path string, query url.Values, in, out any, effect web.Effect) error {
	req := &web.Request{Method: method, Path: path, Query: query, Effect: effect}
	if in != nil {
		body, err := json.Marshal(in)
		if err != nil {
			return err
		}
		req.Body = body
	}
	resp, err := h.web.Do(ctx, req)
	if err != nil {
		return &apiError{h.name, err}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(resp.Body, out); err != nil {
		return &apiError{h.name, fmt.Errorf("the answer to %s cannot be read: %w", req, err)}
	}
	return nil
}

// apiError is a failure of a host.
type apiError struct {
	host string
	err  error
}

func (e *apiError) Error() string { return e.host + ": " + e.err.Error() }
func (e *apiError) Unwrap() error { return e.err }

// Bounds of lists: what a page holds, and how many pages are read.
const (
	perPage  = 100
	maxPages = 100
)

// list reads all pages of a list. Both hosts number pages from 1 and take per_page; the last one is not full.
func list[T any](ctx context.Context, h *host, path string, query url.Values) ([]T, error) {
	var out []T
	for page := 1; page <= maxPages; page++ {
		q := url.Values{"per_page": {fmt.Sprint(perPage)}, "page": {fmt.Sprint(page)}}
		for k, v := range query {
			q[k] = v
		}
		var got []T
		if err := h.call(ctx, http.MethodGet, path, q, nil, &got, web.ByMethod); err != nil {
			return nil, err
		}
		out = append(out, got...)
		if len(got) < perPage {
			break
		}
	}
	return out, nil
}

// status is the status code of a failed answer; 0 for other failures.
func status(err error) int {
	var s *web.StatusError
	if errors.As(err, &s) {
		return s.Status
	}
	return 0
}

// segment is text as one segment of a path.
func segment(s string) string { return url.PathEscape(s) }

// missing is the error of a variable that the runner should set.
func missing(host string, names ...string) error {
	return fmt.Errorf("%s is not set; run this in a job of %s, or set what the runner sets", strings.Join(names, " and "), host)
}
