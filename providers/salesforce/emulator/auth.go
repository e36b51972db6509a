package emulator

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// sessionLength is the shortest that an org's session settings offer as usual; the default of an org is two hours.
const sessionLength = 2 * time.Hour

type session struct {
	user  string
	until time.Time // zero: until ExpireSessions
}

// App is a connected app. Only users that it is authorised for beforehand can log in through it.
type App struct {
	ClientID  string
	Secret    string         // for client credentials; "" refuses them
	RunAs     string         // username of client credentials; "" is the administrator
	PublicKey *rsa.PublicKey // for the JWT bearer flow; nil refuses it
	Usernames []string       // that are authorised; nil is everybody
}

// Connect registers a connected app.
func (o *Org) Connect(a App) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.apps[a.ClientID] = a
}

// ExpireSessions ends every session, as an administrator can. Clients must log in again.
func (o *Org) ExpireSessions() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.sessions)
}

// Login opens a session for a user and gives its token.
func (o *Org) Login(username string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	u := o.state.user(func(u *User) bool { return u.Username == username })
	if u == nil {
		return "", fmt.Errorf("no user %q", username)
	}
	return o.open(u), nil
}

func (o *Org) open(u *User) string {
	token := fmt.Sprintf("%s!session.%d.%d", OrgID, o.settings.clock().UnixNano(), len(o.sessions))
	o.sessions[token] = session{user: u.ID, until: o.settings.clock().Add(sessionLength)}
	return token
}

// who finds the user of a session.
func (c *call) who(token string) (*User, bool) {
	s, ok := c.o.sessions[token]
	if !ok || !s.until.IsZero() && !c.now.Before(s.until) {
		return nil, false
	}
	u := c.st.user(func(u *User) bool { return u.ID == s.user })
	return u, u != nil
}

// authenticate reads the session of a REST request.
func (c *call) authenticate() error {
	kind, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") && !strings.EqualFold(kind, "OAuth") {
		return noSession()
	}
	u, ok := c.who(strings.TrimSpace(token))
	if !ok {
		return noSession()
	}
	c.user = u
	return nil
}

// host is the address under which the org was reached, which is its My Domain.
func (c *call) host() string {
	if c.r.TLS != nil {
		return "https://" + c.r.Host
	}
	return "http://" + c.r.Host
}

// mint is the token endpoint.
func (c *call) mint() (any, error) {
	form, err := url.ParseQuery(string(c.body))
	if err != nil || c.r.Method != http.MethodPost {
		return nil, oauthError(http.StatusBadRequest, "invalid_request", "POST a form")
	}
	var u *User
	switch form.Get("grant_type") {
	case "urn:ietf:params:oauth:grant-type:jwt-bearer":
		u, err = c.bearer(form.Get("assertion"))
	case "client_credentials":
		u, err = c.credentials(form)
	default:
		return nil, oauthError(http.StatusBadRequest, "unsupported_grant_type", "grant type not supported")
	}
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"access_token": c.o.open(u), "instance_url": c.host(), "id": c.identityURL(u), "token_type": "Bearer", "scope": "api web",
		"issued_at": fmt.Sprint(c.now.UnixMilli()),
	}, nil
}

func (c *call) credentials(form url.Values) (*User, error) {
	id, secret := form.Get("client_id"), form.Get("client_secret")
	if name, pass, ok := c.r.BasicAuth(); ok {
		id, secret = name, pass
	}
	app, ok := c.o.apps[id]
	if !ok {
		return nil, oauthError(http.StatusBadRequest, "invalid_client_id", "client identifier invalid")
	}
	if app.Secret == "" {
		return nil, oauthError(http.StatusBadRequest, "invalid_grant", "no client credentials user enabled")
	}
	if subtle.ConstantTimeCompare([]byte(app.Secret), []byte(secret)) != 1 {
		return nil, oauthError(http.StatusBadRequest, "invalid_client", "invalid client credentials")
	}
	if app.RunAs == "" {
		return c.st.Users[0], nil
	}
	u := c.st.user(func(u *User) bool { return u.Username == app.RunAs })
	if u == nil {
		return nil, oauthError(http.StatusBadRequest, "invalid_grant", "no client credentials user enabled")
	}
	return u, nil
}

type claims struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	Audience any    `json:"aud"`
	Expires  int64  `json:"exp"`
}

// bearer checks an assertion of RFC 7523: who signed it, for whom, for which host, until when.
func (c *call) bearer(assertion string) (*User, error) {
	invalid := func(why string) error { return oauthError(http.StatusBadRequest, "invalid_grant", why) }
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return nil, invalid("invalid assertion")
	}
	var head struct {
		Alg string `json:"alg"`
	}
	var said claims
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !decodePart(parts[0], &head) || !decodePart(parts[1], &said) || head.Alg != "RS256" {
		return nil, invalid("invalid assertion")
	}
	app, ok := c.o.apps[said.Issuer]
	if !ok {
		return nil, oauthError(http.StatusBadRequest, "invalid_client_id", "client identifier invalid")
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if app.PublicKey == nil || rsa.VerifyPKCS1v15(app.PublicKey, crypto.SHA256, digest[:], signature) != nil {
		return nil, invalid("invalid assertion")
	}
	if !c.audience(said.Audience) {
		return nil, invalid("audience is invalid")
	}
	expires := said.Expires
	if expires > 1e11 { // the sf CLI sends milliseconds, and a live org takes them
		expires /= 1000
	}
	if expires <= c.now.Unix() {
		return nil, invalid("expired authorization code")
	}
	u := c.st.user(func(u *User) bool { return u.Username == said.Subject })
	if u == nil || app.Usernames != nil && !slices.Contains(app.Usernames, u.Username) {
		return nil, invalid("user hasn't approved this consumer")
	}
	return u, nil
}

// audience tells whether an assertion is meant for this org: the login hosts, or its own address.
func (c *call) audience(aud any) bool {
	list, ok := aud.([]any)
	if !ok {
		list = []any{aud}
	}
	for _, a := range list {
		s, _ := a.(string)
		switch strings.TrimSuffix(s, "/") {
		case "https://login.salesforce.com", "https://test.salesforce.com", c.host():
			return true
		}
	}
	return false
}

func decodePart(part string, v any) bool {
	b, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(b, v) == nil
}
