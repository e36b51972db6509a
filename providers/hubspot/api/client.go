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
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// DefaultBaseURL is where accounts of all regions are reached.
const DefaultBaseURL = "https://api.hubapi.com"

// Options are what a client is made of. Only Token is needed.
type Options struct {
	Token     web.Secret // of a private app, or a service key
	BaseURL   string     // "" is DefaultBaseURL
	UserAgent string
	Versions  map[API]string // instead of DefaultVersion
	// The rest is as in web.Config.
	Transport   http.RoundTripper
	Clock       web.Clock
	Jitter      func() float64
	Concurrency int
	Attempts    int
	Patience    time.Duration
	Timeout     time.Duration
	Waiting     func(context.Context, web.Wait)
	Log         *slog.Logger
}

// Client calls HubSpot on behalf of one account. It is safe for use by several goroutines.
type Client struct {
	web      *web.Client
	redactor *web.Redactor
	prefix   map[API]string
	token    web.Secret

	mu    sync.Mutex
	daily Daily
}

// tokens is what tokens of private apps and service keys look like, whoever's they are.
var tokens = regexp.MustCompile(`\bpat-[a-z]{2,4}\d*-[0-9A-Za-z-]{8,}`)

// New checks the options; it contacts nothing.
func New(o Options) (*Client, error) {
	token := strings.TrimSpace(o.Token.Reveal())
	if token == "" {
		return nil, errors.New("HubSpot needs the token of a private app or a service key")
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the HubSpot token has characters that no token has; was something else copied?")
	}
	prefix, err := prefixes(o.Versions)
	if err != nil {
		return nil, err
	}
	secret := web.NewSecret(token)
	c := &Client{prefix: prefix, token: secret, redactor: web.NewRedactor([]web.Secret{secret}, tokens)}
	c.web, err = web.New(web.Config{
		BaseURL:   cmp.Or(o.BaseURL, DefaultBaseURL),
		UserAgent: cmp.Or(o.UserAgent, "stagecraft"),
		Authorize: func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+secret.Reveal()) },
		Redactor:  c.redactor,
		Transport: o.Transport, Clock: o.Clock, Jitter: o.Jitter, Concurrency: o.Concurrency, Attempts: o.Attempts,
		Patience: o.Patience, Timeout: o.Timeout, Waiting: o.Waiting, Log: o.Log,
		Budgets: map[string]web.Budget{burstPool: smallestBurst, searchPool: searchBudget},
		Learn:   c.learn,
		Explain: explain,
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Close ends connections that nobody uses.
func (c *Client) Close() { c.web.Close() }

// String names the server.
func (c *Client) String() string { return "HubSpot at " + c.web.String() }

// Format prints no more than String, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) { io.WriteString(f, c.String()) }

// op is one call: an API, the segments of the path below its prefix, and what goes along.
type op struct {
	method string
	api    API
	path   []string
	query  url.Values
	body   any // JSON; nil for none
	effect web.Effect
	pool   string // "" is the burst pool
}

func invalid(format string, args ...any) error {
	return &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf(format, args...)}
}

// send carries out an operation.
func (c *Client) send(ctx context.Context, o op) (*web.Response, error) {
	req := &web.Request{Method: o.method, Path: c.prefix[o.api], Query: o.query, Effect: o.effect, Pools: []string{cmp.Or(o.pool, burstPool)}}
	for _, s := range o.path {
		if s == "" || s == "." || s == ".." {
			return nil, invalid("%q cannot be a name or id in HubSpot's API %s", s, o.api)
		}
		req.Path += "/" + url.PathEscape(s)
	}
	if o.body != nil {
		body, err := json.Marshal(o.body)
		if err != nil {
			return nil, invalid("%s cannot be sent: %v", req, c.redactor.Text(err.Error()))
		}
		req.Body = body
	}
	resp, err := c.web.Do(ctx, req)
	if err == nil && c.holdsToken(resp.Body) {
		return nil, c.indiscreet(o, req)
	}
	return resp, err
}

// shortestToken is the length from which on a token is looked for in answers; shorter ones, which HubSpot does not
// give out, would be found in ordinary words.
const shortestToken = 12

// holdsToken tells whether a document has the token in it, as a name that somebody pasted it into would.
func (c *Client) holdsToken(doc []byte) bool {
	token := []byte(c.token.Reveal())
	return len(token) >= shortestToken && bytes.Contains(doc, token)
}

// indiscreet refuses an answer that holds the token. What HubSpot says is shown, kept in the state and written back, so the
// token can neither be let through nor be blotted out of it.
func (c *Client) indiscreet(o op, req *web.Request) error {
	e := &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf("HubSpot's answer to %s holds the access token itself, so it is not used. "+
		"Somebody pasted the token into a name or a text of the account: take it out there, and rotate the token", req)}
	if o.method != http.MethodGet && o.effect != web.Reads {
		e.Kind = providers.Ambiguous // it was carried out
	}
	return e
}

// do carries out an operation whose answer does not matter.
func (c *Client) do(ctx context.Context, o op) error {
	_, err := c.send(ctx, o)
	return err
}

// fetch carries out an operation and reads its answer.
func fetch[T any](ctx context.Context, c *Client, o op) (*T, error) {
	resp, err := c.send(ctx, o)
	if err != nil {
		return nil, err
	}
	v, err := decode[T](resp.Body)
	if err != nil {
		return nil, c.unreadable(o, err)
	}
	return v, nil
}

// unreadable is the error of an operation whose answer is a success that nobody understands.
func (c *Client) unreadable(o op, err error) error {
	e := &providers.Error{Kind: providers.Unavailable, Err: errors.New(c.redactor.Text(err.Error()))}
	e.Message = fmt.Sprintf("HubSpot's answer to %s %s cannot be read: %v", o.method, c.prefix[o.api], e.Err)
	if o.method != http.MethodGet && o.effect != web.Reads {
		e.Kind = providers.Ambiguous // it was carried out, and nobody knows what came of it
	}
	return e
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

func flag(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
