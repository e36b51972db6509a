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
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Options are what a client is made of.
type Options struct {
	URL      string // scheme, host and port: "https://crm.example.com"
	Database string
	User     string     // login
	Key      web.Secret // API key or password; /json/2 takes API keys alone
	Lang     string     // of labels and messages; "" is en_US
	// Via is "jsonrpc" or "json2", or "" to let the version of the server decide.
	Via       string
	UserAgent string
	// The rest is as in web.Config.
	Transport   http.RoundTripper
	Clock       web.Clock
	Jitter      func() float64
	Concurrency int
	Attempts    int
	Timeout     time.Duration
	Waiting     func(context.Context, web.Wait)
	Log         *slog.Logger
}

// Client calls one database of a server on behalf of one user. It is safe for use by several goroutines.
type Client struct {
	web      *web.Client
	redactor *web.Redactor
	o        Options
	via      transport
	version  Version
	uid      int64
}

// Version is what a server says of itself.
type Version struct {
	Text  string // "17.0", or "saas~17.2" where the vendor hosts it
	Major int
}

// firstJSON2 is the first version with /json/2, lastJSONRPC the last with /jsonrpc.
// Source: odoo.com/documentation/19.0/developer/reference/external_api.html and external_rpc_api.html. Odoo 19.0 has both.
const (
	firstJSON2  = 19
	lastJSONRPC = 21
)

// Connect finds out the version of the server, chooses the way of calling and logs in.
func Connect(ctx context.Context, o Options) (*Client, error) {
	o.URL, o.Lang = strings.TrimSuffix(strings.TrimSpace(o.URL), "/"), cmp.Or(o.Lang, DefaultLang)
	secret := web.NewSecret(strings.TrimSpace(o.Key.Reveal()))
	switch {
	case o.Database == "":
		return nil, invalid("Odoo needs the name of a database")
	case secret.Empty():
		return nil, invalid("Odoo needs an API key or a password")
	case strings.ContainsFunc(secret.Reveal(), func(r rune) bool { return r < ' ' }):
		return nil, invalid("the key has characters that no key has; was something else copied?")
	}
	o.Key = secret
	c := &Client{o: o, redactor: web.NewRedactor([]web.Secret{secret})}
	var err error
	c.web, err = web.New(web.Config{
		BaseURL: o.URL, UserAgent: cmp.Or(o.UserAgent, "stagecraft"), Redactor: c.redactor,
		Transport: o.Transport, Clock: o.Clock, Jitter: o.Jitter, Concurrency: cmp.Or(o.Concurrency, 4), Attempts: o.Attempts,
		Timeout: cmp.Or(o.Timeout, 5*time.Minute), MaxBody: 128 << 20, Waiting: o.Waiting, Log: o.Log, Explain: c.explain,
	})
	if err != nil {
		return nil, invalid("%v", err)
	}
	if err := c.login(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// DefaultLang is the language that every database has.
const DefaultLang = "en_US"

// login asks for the version, which takes no credentials, and for the id of the user.
func (c *Client) login(ctx context.Context) error {
	rpc := &jsonRPC{Client: c}
	version, err := rpc.version(ctx)
	gone := providers.IsKind(err, providers.NotFound)
	switch {
	case err == nil:
		c.version = version
	case !gone || c.o.Via == "jsonrpc":
		return err
	}
	if gone {
		if c.version, err = c.webVersion(ctx); err != nil {
			return err
		}
	}
	if c.o.Via == "json2" || gone || c.o.Via == "" && c.version.Major > lastJSONRPC {
		c.via = &json2{c}
		return c.whoAmI(ctx)
	}
	if c.o.Via == "" && c.version.Major >= firstJSON2 {
		c.via = &json2{c}
		if err = c.whoAmI(ctx); !providers.IsKind(err, providers.Permission) {
			return err
		}
		// A password is no API key: such a server takes it over JSON-RPC.
	}
	c.via = rpc
	c.uid, err = rpc.authenticate(ctx)
	return err
}

// whoAmI gives the id of the user of a bearer key: /json/2 has no other way to log in than to call something.
func (c *Client) whoAmI(ctx context.Context) error {
	ctxt, err := Do[map[string]any](ctx, c, Call{Model: "res.users", Method: "context_get", Effect: web.Reads})
	if providers.IsKind(err, providers.NotFound) {
		return &providers.Error{Kind: providers.NotFound, Message: fmt.Sprintf("%s has no database %q, or no /json/2", c, c.o.Database), Err: err}
	}
	if err != nil {
		return err
	}
	uid, _ := ctxt["uid"].(float64)
	c.uid = int64(uid)
	if c.uid == 0 && c.o.User != "" {
		rows, err := c.SearchRead(ctx, Search{Model: "res.users", Domain: []any{[]any{"login", "=", c.o.User}}, Fields: []string{"login"}})
		if err != nil {
			return err
		}
		for _, r := range rows {
			c.uid = r.ID()
		}
	}
	return nil
}

// Close ends connections that nobody uses.
func (c *Client) Close() { c.web.Close() }

// Version of the server.
func (c *Client) Version() Version { return c.version }

// UserID is the id of the user that calls.
func (c *Client) UserID() int64 { return c.uid }

// Lang is the language of labels.
func (c *Client) Lang() string { return c.o.Lang }

// String names the server.
func (c *Client) String() string { return "Odoo at " + c.web.String() }

// Format prints no more than String, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) { io.WriteString(f, c.String()) }

// Do carries out a call and reads its result. Every error is a *providers.Error.
func Do[T any](ctx context.Context, c *Client, call Call) (T, error) {
	var v T
	with := map[string]any{"lang": c.o.Lang}
	maps.Copy(with, call.Context)
	call.Context = with
	raw, err := c.via.call(ctx, call)
	if err != nil {
		return v, err
	}
	if len(raw) == 0 { // a method without a result: JSON-RPC leaves it out
		return v, nil
	}
	if key := c.o.Key.Reveal(); len(key) >= shortestKey && bytes.Contains(raw, []byte(key)) {
		return v, c.unread(call, errors.New("it holds the key itself, which somebody pasted into a name or a text: take it out there and make a new one"))
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, c.unread(call, err)
	}
	return v, nil
}

// shortestKey is the length from which on a key is looked for in answers; shorter ones are words.
const shortestKey = 20

// unread is the error of a call that was carried out and whose result cannot be used.
func (c *Client) unread(call Call, err error) error {
	e := &providers.Error{Kind: providers.Unavailable, Message: fmt.Sprintf("Odoo's answer to %s.%s cannot be read: %s", call.Model, call.Method, c.redactor.Text(err.Error()))}
	if call.Effect != web.Reads {
		e.Kind = providers.Ambiguous
	}
	return e
}

func invalid(format string, args ...any) error {
	return &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf(format, args...)}
}
