package emulator

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// assertion signs claims with a key, as RFC 7515 says.
func assertion(t *testing.T, key *rsa.PrivateKey, alg string, claims map[string]any) string {
	t.Helper()
	part := func(v any) string { return base64.RawURLEncoding.EncodeToString(mustJSON(v)) }
	text := part(map[string]string{"alg": alg}) + "." + part(claims)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func mint(o *Org, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "http://org.example.com/services/oauth2/token", strings.NewReader(form.Encode()))
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

func TestBearerAssertions(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	clock := newClock()
	o := Empty(Clock(clock.Now))
	o.AddUser("second@example.com")
	o.Connect(App{ClientID: "ci", PublicKey: &key.PublicKey, Usernames: []string{"admin@example.com"}})
	soon := clock.Now().Add(time.Minute).Unix()
	good := map[string]any{"iss": "ci", "sub": "admin@example.com", "aud": "https://login.salesforce.com", "exp": soon}
	with := func(k string, v any) map[string]any {
		m := map[string]any{}
		for key, value := range good {
			m[key] = value
		}
		m[k] = v
		return m
	}
	for name, c := range map[string]struct {
		assertion string
		want      string
	}{
		"right":             {assertion(t, key, "RS256", good), ""},
		"milliseconds":      {assertion(t, key, "RS256", with("exp", soon*1000)), ""},
		"own host":          {assertion(t, key, "RS256", with("aud", "http://org.example.com")), ""},
		"another key":       {assertion(t, other, "RS256", good), "invalid assertion"},
		"another algorithm": {assertion(t, key, "none", good), "invalid assertion"},
		"nothing":           {"", "invalid assertion"},
		"no base64":         {"a.b.!", "invalid assertion"},
		"unknown app":       {assertion(t, key, "RS256", with("iss", "x")), "client identifier invalid"},
		"another audience":  {assertion(t, key, "RS256", with("aud", "https://example.com")), "audience is invalid"},
		"expired":           {assertion(t, key, "RS256", with("exp", clock.Now().Unix())), "expired"},
		"unauthorised user": {assertion(t, key, "RS256", with("sub", "second@example.com")), "hasn't approved"},
	} {
		w := mint(o, url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {c.assertion}})
		if ok := w.Code == http.StatusOK; ok != (c.want == "") || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestClientCredentialsAndSessions(t *testing.T) {
	clock := newClock()
	o := Empty(Clock(clock.Now))
	o.Connect(App{ClientID: "app", Secret: "s3cret"})
	grant := url.Values{"grant_type": {"client_credentials"}, "client_id": {"app"}, "client_secret": {"s3cret"}}
	w := mint(o, grant)
	token, _ := jsonOf(t, w)["access_token"].(string)
	if w.Code != http.StatusOK || token == "" {
		t.Fatal(w.Body)
	}
	grant.Set("client_secret", "wrong")
	if w := mint(o, grant); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"error":"invalid_client"`) {
		t.Fatal(w.Code, w.Body)
	}
	rest := func(token string) int {
		r := httptest.NewRequest("GET", data+"/limits", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		o.ServeHTTP(w, r)
		return w.Code
	}
	soap := func(token string) int {
		return ask(t, o, "POST /services/Soap/m/66.0", envelope(token, "describeMetadata", "")).Code
	}
	if rest(token) != 200 || soap(token) != 200 || rest("x") != 401 || soap("x") != 500 {
		t.Fatal("sessions are not told from what is none")
	}
	clock.move(sessionLength)
	if rest(token) != 401 || soap(token) != 500 || rest(DefaultToken) != 200 {
		t.Fatal("a session does not end")
	}
	o.ExpireSessions()
	if rest(DefaultToken) != 401 {
		t.Fatal("ExpireSessions leaves a session open")
	}
	again, err := o.Login("admin@example.com")
	if err != nil || rest(again) != 200 {
		t.Fatal(err)
	}
}

func TestWhatAnOrgSaysOfItself(t *testing.T) {
	o := Empty(NewestVersion(65))
	run(t, o,
		s("GET /services/data", "", 200, `"version":"65.0"`, `!"version":"66.0"`, `Winter '26`),
		s("GET /services/data/v66.0/limits", "", 404, "NOT_FOUND"),
		s("GET //services/data/v65.0/limits/", "", 200, "DailyApiRequests"),
		s("GET /services/data/v65.0", "", 200, `"/services/data/v65.0/sobjects"`),
		s("GET /services/oauth2/userinfo", "", 200, OrgID, "admin@example.com"),
		s("GET /id/"+OrgID+"/"+o.state.Users[0].ID, "", 200, "admin@example.com", "{version}"),
		s("GET /nowhere", "", 404, "NOT_FOUND"))
	for v, want := range map[int]string{66: "Spring '26", 65: "Winter '26", 64: "Summer '25", 63: "Spring '25", 62: "Winter '25", 67: "Summer '26", 68: "Winter '27", 51: "Spring '21"} {
		if got := release(v); got != want {
			t.Errorf("release %d: %s, want %s", v, got, want)
		}
	}
}

func TestFaults(t *testing.T) {
	o := Empty()
	o.Inject(Fault{Path: "/limits", After: 1, Times: 2, Status: 503}, Fault{Path: "/limits", Status: 401}, Fault{Operation: "listMetadata", Status: 403})
	run(t, o, s("GET "+data+"/limits", "", 401, "INVALID_SESSION_ID"), s("GET "+data+"/limits", "", 503, "SERVER_UNAVAILABLE"),
		s("GET "+data+"/limits", "", 503), s("GET "+data+"/limits", "", 200),
		s("POST /services/Soap/m/66.0", envelope(DefaultToken, "describeMetadata", ""), 200),
		s("POST /services/Soap/m/66.0", envelope(DefaultToken, "listMetadata", ""), 500, "sf:REQUEST_LIMIT_EXCEEDED"))
	if q := o.Requests(); len(q) != 6 || q[5].Operation != "listMetadata" || !q[5].Faulty || q[5].Status != 500 || q[5].Body != nil {
		t.Fatalf("%+v", q)
	}
	o.Inject(Fault{Times: -1, Status: 500})
	o.Heal()
	o.Forget()
	run(t, o, s("GET "+data+"/limits", "", 200))
	if len(o.Requests()) != 1 {
		t.Fatal("Forget keeps requests")
	}
}
