package web

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// Config is what a client is made of. Only BaseURL is needed.
type Config struct {
	BaseURL   string // scheme and host, and a path when all calls share one
	UserAgent string
	// Authorize puts credentials on a request, before each attempt.
	Authorize func(*http.Request)
	// Redactor cleans what the server and the transport say.
	Redactor *Redactor
	// Transport sends; nil is one with the defaults of net/http.
	Transport http.RoundTripper
	Clock     Clock          // nil is SystemClock
	Jitter    func() float64 // in [0, 1); nil is random

	Concurrency int           // requests under way at once; 0 is 8
	Attempts    int           // how often a request is sent at most; 0 is 6
	MinDelay    time.Duration // before the second attempt, doubled before each further one; 0 is 500 ms
	MaxDelay    time.Duration // the most that doubling leads to; 0 is 30 s
	Patience    time.Duration // a longer wait that the server asks for is an error instead; 0 is 1 minute
	Timeout     time.Duration // of one attempt; 0 is 1 minute
	MaxBody     int64         // bytes of an answer, unpacked; 0 is 32 MiB

	Budgets map[string]Budget // of pools, as far as known from the start
	// Learn reads budgets out of the headers of every answer.
	Learn func(*Request, *Response, *Limiter)
	// Explain improves on what was made of an answer's status, usually with what its body says.
	Explain func(*Request, *Response, *Fault)
	// Waiting is told of every wait before it begins; the context is that of the request.
	Waiting func(context.Context, Wait)
	// Log gets a line for each attempt, at level debug.
	Log *slog.Logger
}

// Wait is a pause that a client makes.
type Wait struct {
	Request string        // method and path
	Pool    string        // whose budget is used up; "" when the wait is before a further attempt
	For     time.Duration // at most
	Attempt int           // the one that follows
	Reason  string        // of the further attempt: a message
}

// Client sends requests. It is safe for use by several goroutines.
type Client struct {
	cfg     Config
	base    *url.URL
	limiter *Limiter
	slots   chan struct{}
}

// New checks the configuration. Credentials travel in the clear over plain http, so that is for this machine only.
func New(cfg Config) (*Client, error) {
	base, err := url.Parse(cfg.BaseURL)
	switch {
	case err != nil:
		return nil, errors.New("the base URL cannot be read") // what url.Parse says quotes it
	case base.Host == "" || base.Scheme != "https" && base.Scheme != "http":
		return nil, errors.New("the base URL must begin with https:// and a host")
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, errors.New("the base URL must have no user, password, query and fragment")
	case base.Scheme == "http" && !loopback(base.Hostname()):
		return nil, fmt.Errorf("the base URL must begin with https://, since %s is not this machine and credentials would travel in the clear", base.Host)
	}
	base.Path, base.RawPath = strings.TrimSuffix(base.Path, "/"), ""
	cfg.Attempts = cmp.Or(cfg.Attempts, 6)
	cfg.MinDelay = cmp.Or(cfg.MinDelay, 500*time.Millisecond)
	cfg.MaxDelay = cmp.Or(cfg.MaxDelay, 30*time.Second)
	cfg.Patience = cmp.Or(cfg.Patience, time.Minute)
	cfg.Timeout = cmp.Or(cfg.Timeout, time.Minute)
	cfg.MaxBody = cmp.Or(cfg.MaxBody, 32<<20)
	cfg.Concurrency = cmp.Or(cfg.Concurrency, 8)
	if cfg.Clock == nil {
		cfg.Clock = SystemClock{}
	}
	if cfg.Jitter == nil {
		cfg.Jitter = rand.Float64
	}
	if cfg.Redactor == nil {
		cfg.Redactor = NewRedactor(nil)
	}
	if cfg.Transport == nil {
		cfg.Transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			TLSHandshakeTimeout: 10 * time.Second,
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: cfg.Concurrency,
			IdleConnTimeout:     90 * time.Second,
		}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &Client{cfg, base, NewLimiter(cfg.Clock, cfg.Budgets), make(chan struct{}, cfg.Concurrency)}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Limiter is what keeps the client below its budgets.
func (c *Client) Limiter() *Limiter { return c.limiter }

// Close ends connections that nobody uses.
func (c *Client) Close() {
	if t, ok := c.cfg.Transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// String names the server.
func (c *Client) String() string { return c.base.Scheme + "://" + c.base.Host }

// Format prints no more than String, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) { io.WriteString(f, c.String()) }

// Do sends a request, again where that is safe and may help, and gives the answer when it is a success (2xx).
// Every error is a *providers.Error.
func (c *Client) Do(ctx context.Context, req *Request) (*Response, error) {
	effect := req.effect()
	unsure := false // whether an attempt so far may have been carried out
	for n := 1; ; n++ {
		resp, fault := c.attempt(ctx, req, n)
		if fault == nil {
			return resp, nil
		}
		if unsure && req.Method == http.MethodDelete && fault.Error.Kind == providers.NotFound {
			return &Response{Status: http.StatusNoContent, Attempts: n}, nil // the earlier attempt deleted it
		}
		unsure = unsure || fault.Unsure
		if fault.Unsure && effect == Acts {
			return nil, ambiguous(fault)
		}
		delay := max(c.backoff(n), fault.Error.RetryAfter)
		for _, p := range fault.Pause {
			c.limiter.Pause(p, min(delay, c.cfg.Patience))
		}
		if !fault.Again || n >= c.cfg.Attempts || delay > c.cfg.Patience {
			return nil, last(fault, unsure, effect)
		}
		c.wait(ctx, Wait{Request: req.String(), For: delay, Attempt: n + 1, Reason: fault.Error.Message})
		if err := c.cfg.Clock.Sleep(ctx, delay); err != nil {
			e := *fault.Error
			e.Message = fmt.Sprintf("%s; given up while waiting for another attempt: %v", e.Message, err)
			e.Err = errors.Join(err, e.Err)
			fault.Error = &e
			return nil, last(fault, unsure, effect)
		}
	}
}

// last makes the error of a request that is not sent again.
func last(f *Fault, unsure bool, effect Effect) error {
	refused := f.Error.Kind != providers.Unavailable && f.Error.Kind != providers.RateLimited
	if unsure && effect != Reads && !refused {
		return ambiguous(f)
	}
	return f.Error
}

// backoff is the delay after attempt n: between half of and the whole of the doubled minimum.
func (c *Client) backoff(n int) time.Duration {
	d := c.cfg.MaxDelay
	if n < 30 { // where doubling would overflow
		d = min(c.cfg.MinDelay<<(n-1), c.cfg.MaxDelay)
	}
	return d/2 + time.Duration(c.cfg.Jitter()*float64(d/2))
}

func (c *Client) wait(ctx context.Context, w Wait) {
	c.cfg.Log.LogAttrs(ctx, slog.LevelDebug, "waiting", slog.String("request", w.Request), slog.String("pool", w.Pool),
		slog.Duration("for", w.For), slog.Int("attempt", w.Attempt), slog.String("reason", w.Reason))
	if c.cfg.Waiting != nil {
		c.cfg.Waiting(ctx, w)
	}
}

// attempt sends a request once, as soon as there is room for it.
func (c *Client) attempt(ctx context.Context, req *Request, n int) (*Response, *Fault) {
	if err := ctx.Err(); err != nil {
		return nil, c.broken(ctx, req, err, false)
	}
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, c.broken(ctx, req, ctx.Err(), false)
	}
	defer func() { <-c.slots }()
	// The slot is held meanwhile: those that wait for tokens are then few, and leave in the order in which they took them.
	if err := c.limiter.wait(ctx, req.Pools, func(pool string, d time.Duration) {
		c.wait(ctx, Wait{Request: req.String(), Pool: pool, For: d, Attempt: n})
	}); err != nil {
		return nil, c.broken(ctx, req, err, false)
	}

	var connected atomic.Bool // from here on the server may see the request, or a part of it
	actx, cancel := context.WithTimeout(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}), c.cfg.Timeout)
	defer cancel()
	hreq, err := c.build(actx, req)
	if err != nil {
		return nil, unsent(req, err)
	}
	start := c.cfg.Clock.Now()
	hresp, err := c.cfg.Transport.RoundTrip(hreq)
	if err != nil {
		fault := c.broken(ctx, req, err, connected.Load())
		c.log(ctx, req, n, start, slog.String("error", fault.Error.Message))
		return nil, fault
	}
	defer hresp.Body.Close()
	resp := &Response{Status: hresp.StatusCode, Header: hresp.Header, Attempts: n}
	resp.Body, err = io.ReadAll(io.LimitReader(hresp.Body, c.cfg.MaxBody+1))
	c.log(ctx, req, n, start, slog.Int("status", resp.Status), slog.Int("bytes", len(resp.Body)))
	switch {
	case err != nil:
		return nil, c.broken(ctx, req, err, true)
	case int64(len(resp.Body)) > c.cfg.MaxBody:
		e := &providers.Error{Kind: providers.Unavailable, Message: fmt.Sprintf("the answer to %s is larger than %d bytes", req, c.cfg.MaxBody)}
		return nil, &Fault{Error: e, Unsure: true}
	}
	if c.cfg.Learn != nil {
		c.cfg.Learn(req, resp, c.limiter)
	}
	if resp.Status >= 200 && resp.Status < 300 {
		return resp, nil
	}
	resp.Body = c.cfg.Redactor.JSON(resp.Body)
	fault := judge(req, resp, c.cfg.Clock.Now())
	if c.cfg.Explain != nil {
		c.cfg.Explain(req, resp, fault)
	}
	for _, s := range []*string{&fault.Error.Message, &fault.Error.Attribute, &fault.Error.Scope} {
		*s = c.cfg.Redactor.Text(*s)
	}
	return nil, fault
}

func (c *Client) build(ctx context.Context, req *Request) (*http.Request, error) {
	path, err := url.PathUnescape(req.Path)
	if err != nil || !strings.HasPrefix(req.Path, "/") {
		return nil, errors.New("its path is not well formed")
	}
	u := *c.base
	u.Path, u.RawPath = c.base.Path+path, c.base.EscapedPath()+req.Path
	u.RawQuery = req.Query.Encode()
	var body io.Reader
	if req.Body != nil {
		body = bytes.NewReader(req.Body)
	}
	hreq, err := http.NewRequestWithContext(ctx, req.Method, u.String(), body)
	if err != nil {
		return nil, errors.New("its method or URL is not well formed") // what net/http says quotes the query
	}
	hreq.Header.Set("Accept", "application/json")
	if req.Body != nil {
		hreq.Header.Set("Content-Type", "application/json")
	}
	if c.cfg.UserAgent != "" {
		hreq.Header.Set("User-Agent", c.cfg.UserAgent)
	}
	for k, v := range req.Header {
		hreq.Header[http.CanonicalHeaderKey(k)] = v
	}
	if c.cfg.Authorize != nil {
		c.cfg.Authorize(hreq)
	}
	return hreq, nil
}

func (c *Client) log(ctx context.Context, req *Request, n int, start time.Time, more ...slog.Attr) {
	c.cfg.Log.LogAttrs(ctx, slog.LevelDebug, "request", append([]slog.Attr{
		slog.String("method", req.Method), slog.String("path", req.Path), slog.Int("attempt", n),
		slog.Duration("took", c.cfg.Clock.Now().Sub(start)),
	}, more...)...)
}
