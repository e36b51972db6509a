package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// session is a token, where it is good, and which version is spoken there.
type session struct {
	token    web.Secret
	web      *web.Client
	redactor *web.Redactor
	version  string
}

// Format prints no more than the server, whatever the verb.
func (s *session) Format(f fmt.State, verb rune) { s.web.Format(f, verb) }

// What secrets of Salesforce look like, whoever's they are: session ids, JWTs (Salesforce issues access tokens in that
// form too) and keys.
var secretPatterns = []*regexp.Regexp{
	regexp.MustCompile(`\b00D[0-9A-Za-z]{12,15}(?:!|%21)[\w.]+`),
	regexp.MustCompile(`\beyJ[\w-]+\.[\w-]+\.[\w-]*`),
	regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)`),
}

// open makes a session out of a token. The version is found once in a client's life.
func (c *Client) open(ctx context.Context, version string) (*session, error) {
	t, err := c.mint(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{token: t.token, version: version, redactor: web.NewRedactor(append([]web.Secret{t.token}, c.grant.secrets...), secretPatterns...)}
	config := c.config
	config.BaseURL = t.instance
	config.Redactor = s.redactor
	config.Authorize = func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+t.token.Reveal()) }
	config.Learn = c.learn
	config.Explain = func(req *web.Request, resp *web.Response, f *web.Fault) { explain(s.redactor, req, resp, f) }
	if s.web, err = web.New(config); err != nil {
		return nil, invalid("the org's URL is no use: %v", s.redactor.Text(err.Error()))
	}
	if s.version == "" {
		if s.version, err = negotiate(ctx, s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// session gives the current session, and begins the first one, or one instead of the session that is over.
func (c *Client) session(ctx context.Context, over *session) (*session, error) {
	select { // one goroutine logs in, the others wait for it
	case c.opening <- struct{}{}:
		defer func() { <-c.opening }()
	case <-ctx.Done():
		return nil, &providers.Error{Kind: providers.Unavailable, Message: "given up while waiting for a session of Salesforce: " + ctx.Err().Error(), Err: ctx.Err()}
	}
	if c.current != nil && c.current != over {
		return c.current, nil
	}
	version := ""
	if over != nil {
		version = over.version
	}
	s, err := c.open(ctx, version)
	if err != nil {
		return nil, err
	}
	c.current = s
	return s, nil
}

// unreadable is the error of a request whose answer is a success that nobody understands.
func (s *session) unreadable(req *web.Request, err error) error {
	e := &providers.Error{Kind: providers.Unavailable, Err: errors.New(s.redactor.Text(err.Error()))}
	e.Message = fmt.Sprintf("Salesforce's answer to %s cannot be read: %v", req, e.Err)
	if req.Method != http.MethodGet && req.Effect != web.Reads {
		e.Kind = providers.Ambiguous // it was carried out, and nobody knows what came of it
	}
	return e
}
