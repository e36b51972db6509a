package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Options are what a client is made of. Only Auth is needed.
type Options struct {
	Auth      Auth
	UserAgent string
	Poll      time.Duration // before the second look at a job, doubled up to 10 s; 0 is 0.1 s
	// The rest is as in web.Config.
	Transport   http.RoundTripper
	Clock       web.Clock
	Jitter      func() float64
	Concurrency int // 0 is 4
	Attempts    int
	Patience    time.Duration
	Timeout     time.Duration // 0 is 2 minutes
	Waiting     func(context.Context, web.Wait)
	Log         *slog.Logger
}

// Salesforce runs 25 requests of 20 seconds and more at once, 5 in developer and trial orgs; the sixth is refused.
// Source: Salesforce Developer Limits and Allocations, API Request Limits.
const defaultConcurrency = 4

const (
	defaultTimeout = 2 * time.Minute
	maxAnswer      = 128 << 20 // the zip of a retrieve has up to 50 MB in base64; results of bulk jobs up to 100 MB
)

// Client calls Salesforce on behalf of one user of one org. It is safe for use by several goroutines.
type Client struct {
	grant  *grant
	config web.Config  // of sessions, without what belongs to one
	login  *web.Client // nil when there is nothing to ask for
	slots  chan struct{}
	poll   time.Duration

	opening chan struct{} // held by who changes current
	current *session

	mu    sync.Mutex
	usage Usage
}

// New checks the options; it contacts nothing.
func New(o Options) (*Client, error) {
	if o.Auth == nil {
		return nil, errors.New("a Salesforce org needs a way to log in")
	}
	if o.Clock == nil {
		o.Clock = web.SystemClock{}
	}
	if o.Transport == nil { // shared by the sessions
		o.Transport = http.DefaultTransport.(*http.Transport).Clone()
	}
	grant, err := o.Auth.prepare(o.Clock)
	if err != nil {
		return nil, err
	}
	o.Concurrency = cmp.Or(o.Concurrency, defaultConcurrency)
	c := &Client{
		grant: grant, slots: make(chan struct{}, o.Concurrency), poll: cmp.Or(o.Poll, shortestPoll), opening: make(chan struct{}, 1),
		config: web.Config{
			UserAgent: cmp.Or(o.UserAgent, "stagecraft"), Transport: o.Transport, Clock: o.Clock, Jitter: o.Jitter,
			Concurrency: o.Concurrency, Attempts: o.Attempts, Patience: o.Patience, Timeout: cmp.Or(o.Timeout, defaultTimeout),
			Waiting: o.Waiting, Log: o.Log, MaxBody: maxAnswer,
		},
	}
	config := c.config
	config.BaseURL = grant.login
	if grant.fixed != nil {
		config.BaseURL = grant.fixed.instance
	}
	config.Redactor = web.NewRedactor(grant.secrets, secretPatterns...)
	config.Explain = explainLogin
	if c.login, err = web.New(config); err != nil {
		return nil, err
	}
	return c, nil
}

// Close ends connections that nobody uses.
func (c *Client) Close() { c.login.Close() }

// String names the server that the client was given.
func (c *Client) String() string { return "Salesforce at " + c.login.String() }

// Format prints no more than String, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) { io.WriteString(f, c.String()) }

// MarshalText is for encoders, which would find nothing to encode.
func (c *Client) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// APIVersion tells which version is spoken with the org. It logs in when nobody has.
func (c *Client) APIVersion(ctx context.Context) (string, error) {
	s, err := c.session(ctx, nil)
	if err != nil {
		return "", err
	}
	return s.version, nil
}

func invalid(format string, args ...any) error {
	return &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf(format, args...)}
}

// send carries out the request that build makes for a session, once more when the session turns out to be over.
func (c *Client) send(ctx context.Context, build func(*session) (*web.Request, error)) (*session, *web.Response, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, nil, &providers.Error{Kind: providers.Unavailable, Message: "given up while waiting for other requests to Salesforce: " + ctx.Err().Error(), Err: ctx.Err()}
	}
	var over *session
	for {
		s, err := c.session(ctx, over)
		if err != nil {
			return nil, nil, err
		}
		req, err := build(s)
		if err != nil {
			return nil, nil, err
		}
		resp, err := s.web.Do(ctx, req)
		if err == nil || over != nil || c.grant.fixed != nil || !sessionOver(err) {
			return s, resp, err
		}
		over = s
	}
}

// op is one REST call: the segments of the path below the version, and what goes along.
type op struct {
	method string
	path   []string
	query  url.Values
	header http.Header
	body   any // JSON, or as it is when []byte; nil for none
	effect web.Effect
}

func (o op) request(s *session) (*web.Request, error) {
	req := &web.Request{Method: o.method, Path: "/services/data/v" + s.version, Query: o.query, Header: o.header, Effect: o.effect}
	for _, p := range o.path {
		if p == "" || p == "." || p == ".." {
			return nil, invalid("%q cannot be a name or id in Salesforce", p)
		}
		req.Path += "/" + url.PathEscape(p)
	}
	switch body := o.body.(type) {
	case nil:
	case []byte:
		req.Body = body
	default:
		b, err := json.Marshal(body)
		if err != nil {
			return nil, invalid("%s cannot be sent: %v", req, s.redactor.Text(err.Error()))
		}
		req.Body = b
	}
	return req, nil
}

// raw carries out an operation.
func (c *Client) raw(ctx context.Context, o op) (*web.Response, error) {
	_, resp, err := c.send(ctx, o.request)
	return resp, err
}

// answer carries out the request that build makes and reads its answer.
func answer[T any](ctx context.Context, c *Client, build func(*session) (*web.Request, error)) (*session, *T, error) {
	var req *web.Request
	s, resp, err := c.send(ctx, func(s *session) (r *web.Request, err error) {
		req, err = build(s)
		return req, err
	})
	if err != nil {
		return nil, nil, err
	}
	v, err := decode[T](resp.Body)
	if err != nil {
		return nil, nil, s.unreadable(req, err)
	}
	return s, v, nil
}

// fetch carries out an operation and reads its answer.
func fetch[T any](ctx context.Context, c *Client, o op) (*T, error) {
	_, v, err := answer[T](ctx, c, o.request)
	return v, err
}

// decode reads one JSON document. A null or nothing at all is no document.
func decode[T any](body []byte) (*T, error) {
	if b := bytes.TrimSpace(body); len(b) == 0 || bytes.Equal(b, []byte("null")) {
		return nil, errors.New("it is empty")
	}
	v := new(T)
	if err := json.Unmarshal(body, v); err != nil {
		return nil, err
	}
	return v, nil
}

// cut shortens s for messages.
func cut(s string, most int) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > most {
		return string(r[:most]) + "…"
	}
	return strings.TrimSpace(s)
}
