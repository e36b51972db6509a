package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Where users log in. An org's own domain (My Domain) does as well.
const (
	Production = "https://login.salesforce.com"
	Sandbox    = "https://test.salesforce.com"
)

// Auth is a way to get a session: JWT, ClientCredentials or Token.
type Auth interface {
	// prepare checks what was given. It contacts nothing.
	prepare(web.Clock) (*grant, error)
}

// grant is how sessions are got.
type grant struct {
	login   string                     // "" when there is nothing to ask for
	form    func() (url.Values, error) // of the request for a token
	secrets []web.Secret               // which the login server might send back
	fixed   *ticket                    // the session when there is nothing to ask for
}

// ticket is a session as the login server gives it.
type ticket struct {
	token    web.Secret
	instance string
}

// JWT signs in a user without a password, with a key whose certificate an app in the org has (OAuth 2.0 JWT bearer
// flow, RFC 7523). The app must be approved for the user beforehand.
type JWT struct {
	ClientID string // consumer key of the app
	Username string
	Key      web.Secret // RSA key in PEM
	Login    string     // "" is Production
	Audience string     // "" is Login
}

// lifetime of a JWT. Salesforce takes three minutes at most; this leaves a minute to clocks that disagree.
const lifetime = 2 * time.Minute

func (a JWT) prepare(clock web.Clock) (*grant, error) {
	if a.ClientID == "" || a.Username == "" {
		return nil, errors.New("the JWT flow of Salesforce needs the consumer key of an app and a username")
	}
	sign, err := signer(a.Key)
	if err != nil {
		return nil, err
	}
	login := cmp.Or(strings.TrimSuffix(a.Login, "/"), Production)
	audience := cmp.Or(a.Audience, login)
	form := func() (url.Values, error) {
		jwt, err := assertion(sign, a.ClientID, a.Username, audience, clock.Now().Add(lifetime))
		if err != nil {
			return nil, err
		}
		return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {jwt}}, nil
	}
	return &grant{login: login, form: form, secrets: []web.Secret{a.Key}}, nil
}

// ClientCredentials signs in the user whom an app names as the one to run as (OAuth 2.0 client credentials flow).
type ClientCredentials struct {
	ClientID string
	Secret   web.Secret
	Domain   string // of the org, such as https://acme.my.salesforce.com; Salesforce refuses Production and Sandbox here
}

func (a ClientCredentials) prepare(web.Clock) (*grant, error) {
	domain := strings.TrimSuffix(a.Domain, "/")
	switch {
	case a.ClientID == "" || a.Secret.Empty():
		return nil, errors.New("the client credentials flow of Salesforce needs the consumer key and the secret of an app")
	case domain == "" || domain == Production || domain == Sandbox:
		return nil, errors.New("the client credentials flow of Salesforce works at the org's own domain only, such as https://acme.my.salesforce.com")
	}
	form := func() (url.Values, error) {
		return url.Values{"grant_type": {"client_credentials"}, "client_id": {a.ClientID}, "client_secret": {a.Secret.Reveal()}}, nil
	}
	return &grant{login: domain, form: form, secrets: []web.Secret{a.Secret}}, nil
}

// Token is a session that somebody else began. It cannot be renewed.
type Token struct {
	Token    web.Secret
	Instance string // URL of the org, such as https://acme.my.salesforce.com
}

func (a Token) prepare(web.Clock) (*grant, error) {
	token := strings.TrimSpace(a.Token.Reveal())
	switch {
	case token == "" || a.Instance == "":
		return nil, errors.New("a Salesforce org needs an access token and the URL of the org")
	case !plain(token):
		return nil, errors.New("the Salesforce access token has characters that no token has; was something else copied?")
	}
	return &grant{fixed: &ticket{web.NewSecret(token), a.Instance}}, nil
}

// plain tells whether s can be the value of a header.
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// mint asks the login server for a token. Asking twice does no harm.
func (c *Client) mint(ctx context.Context) (*ticket, error) {
	if c.grant.fixed != nil {
		return c.grant.fixed, nil
	}
	form, err := c.grant.form()
	if err != nil {
		return nil, invalid("no token can be asked for: %v", err)
	}
	req := &web.Request{
		Method: http.MethodPost, Path: "/services/oauth2/token", Body: []byte(form.Encode()), Effect: web.Reads,
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	}
	resp, err := c.login.Do(ctx, req)
	if err != nil {
		return nil, err
	}
	t, err := decode[struct {
		AccessToken string `json:"access_token"`
		InstanceURL string `json:"instance_url"`
	}](resp.Body)
	// What a decoder says may quote the answer, which holds the token.
	if err != nil || !plain(t.AccessToken) || t.AccessToken == "" || t.InstanceURL == "" {
		return nil, &providers.Error{Kind: providers.Unavailable, Message: "the answer of Salesforce's login server holds no token and instance URL"}
	}
	return &ticket{web.NewSecret(t.AccessToken), t.InstanceURL}, nil
}

// refusals are what login servers say, and what can be done about it.
// Source: help.salesforce.com, OAuth 2.0 authorization errors.
var refusals = []struct{ says, hint string }{
	{"user hasn't approved this consumer", "the app must be approved for the user beforehand: set its permitted users to \"Admin approved users are pre-authorized\" and add a profile or permission set of the user"},
	{"no client credentials user enabled", "the app needs the client credentials flow switched on, and a user to run as"},
	{"request not supported on this domain", "use the org's own domain instead, such as https://acme.my.salesforce.com"},
	{"audience is invalid", "the audience must be " + Production + ", " + Sandbox + " for a sandbox, or the org's own domain"},
	{"invalid assertion", "is the certificate in the app the one of this key?"},
	{"expired", "is this machine's clock right?"},
	{"inactive", "the user or the org is inactive"},
	{"invalid_client_id", "is the consumer key right, and the app of this org? A new app takes some minutes to be known"},
	{"client identifier invalid", "is the consumer key right, and the app of this org? A new app takes some minutes to be known"},
	{"invalid client credentials", "is the consumer secret right?"},
	{"invalid_grant", "is the username right, and of this org? Users of sandboxes log in at " + Sandbox},
}

// explainLogin says what a refusal of the login server means.
func explainLogin(_ *web.Request, resp *web.Response, f *web.Fault) {
	body, err := decode[struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}](resp.Body)
	if err != nil || body.Error == "" || resp.Status >= 500 {
		return
	}
	f.Error.Message = fmt.Sprintf("Salesforce refuses to log in: %s (%s)", cut(cmp.Or(body.Description, body.Error), maxMessage), cut(body.Error, 100))
	said := strings.ToLower(body.Description + " " + body.Error)
	if strings.Contains(said, "login rate exceeded") { // 3,600 logins of a user in an hour
		f.Error.Kind = providers.RateLimited
		return
	}
	f.Error.Kind = providers.Permission
	for _, r := range refusals {
		if strings.Contains(said, r.says) {
			f.Error.Message += "; " + r.hint
			return
		}
	}
}
