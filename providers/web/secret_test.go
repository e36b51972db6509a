package web

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// token is looked for in everything that comes out; it has characters that encodings change.
const token = `pat-eu1-Ab"c/9+secret=value`

// shown is everything that printing a value in each usual way gives, and every string that reflection finds in it.
func shown(v any) string {
	var b strings.Builder
	for _, f := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&b, f+"\n", v)
		fmt.Fprintf(&b, f+"\n", struct{ in any }{v})
	}
	j, _ := json.Marshal(v)
	b.Write(j)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", v)
	walk(&b, reflect.ValueOf(v), map[uintptr]bool{}, 0)
	return b.String()
}

func walk(b *strings.Builder, v reflect.Value, seen map[uintptr]bool, depth int) {
	if depth > 12 {
		return
	}
	switch v.Kind() {
	case reflect.String:
		b.WriteString(v.String() + "\n")
	case reflect.Pointer:
		if !v.IsNil() && !seen[v.Pointer()] {
			seen[v.Pointer()] = true
			walk(b, v.Elem(), seen, depth+1)
		}
	case reflect.Interface:
		if !v.IsNil() {
			walk(b, v.Elem(), seen, depth+1)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			walk(b, v.Field(i), seen, depth+1)
		}
	case reflect.Slice, reflect.Array:
		for i := range min(v.Len(), 100) {
			walk(b, v.Index(i), seen, depth+1)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			walk(b, k, seen, depth+1)
			walk(b, v.MapIndex(k), seen, depth+1)
		}
	}
}

func leaks(s string) bool {
	for _, form := range []string{token, `Ab\"c/9+secret`, url.QueryEscape(token), base64.StdEncoding.EncodeToString([]byte(token)), fmt.Sprintf("%x", token), "hidden"} {
		if strings.Contains(s, form) {
			return true
		}
	}
	return false
}

func TestSecretNeverShows(t *testing.T) {
	s := NewSecret(token)
	if s.Reveal() != token || s.Empty() || !NewSecret("").Empty() || NewSecret("").Reveal() != "" {
		t.Fatal("the secret is not what it was made of")
	}
	c, err := New(Config{BaseURL: "https://api.example.com", Redactor: NewRedactor([]Secret{s}),
		Authorize: func(r *http.Request) { r.Header.Set("Authorization", s.Reveal()) }})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{s, &s, []Secret{s}, map[string]Secret{"k": s}, struct{ s Secret }{s}, c, *c, c.cfg, &c.cfg, c.cfg.Redactor} {
		if out := shown(v); leaks(out) {
			t.Errorf("%T: %s", v, out)
		}
	}
	req := Request{Method: "POST", Path: "/x", Query: url.Values{"q": {token}}, Header: http.Header{"K": {token}}, Body: []byte(token)}
	resp := Response{Status: 200, Header: req.Header, Body: []byte(token)}
	for _, v := range []any{req, &req, resp, &resp} {
		var b strings.Builder
		fmt.Fprintf(&b, "%v %+v %#v %s %x", v, v, v, v, v)
		j, _ := json.Marshal(v)
		b.Write(j)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
		if leaks(b.String()) {
			t.Errorf("%T: %s", v, b.String())
		}
	}
}

// Whatever goes wrong, and with the secret coming back from the server in every possible place, nothing shows it.
func TestFailuresNeverShowSecrets(t *testing.T) {
	echo := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Echo", token)
			w.Header().Set("Location", "https://example.com/?k="+token)
			w.WriteHeader(code)
			json.NewEncoder(w).Encode(map[string]any{"message": "token " + token + " is bad", token: []string{url.QueryEscape(token)}})
		}
	}
	cut := func(w http.ResponseWriter, r *http.Request) {
		conn, _, _ := w.(http.Hijacker).Hijack()
		fmt.Fprintf(conn, "HTTP/1.1 %s\r\n\r\n", token)
		conn.Close()
	}
	var log bytes.Buffer
	for _, answer := range []http.HandlerFunc{echo(302), echo(400), echo(401), echo(429), echo(500), cut} {
		srv := serve(t, answer)
		c, _ := newClient(t, srv.URL, func(cfg *Config) {
			cfg.Redactor = NewRedactor([]Secret{NewSecret(token)})
			cfg.Authorize = func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
			cfg.Explain = func(_ *Request, resp *Response, f *Fault) { f.Error.Message += string(resp.Body) }
			cfg.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			cfg.Attempts = 2
		})
		for _, m := range []string{"GET", "POST"} {
			_, err := c.Do(t.Context(), &Request{Method: m, Path: "/x", Query: url.Values{"k": {"hidden"}}, Body: []byte(`"hidden"`), Header: http.Header{"K": {"hidden"}}})
			if err == nil {
				t.Fatal("no error")
			}
			if out := shown(err) + err.Error(); leaks(out) {
				t.Errorf("%s: %s", m, out)
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if leaks(shown(e)) {
					t.Errorf("%s: %s", m, shown(e))
				}
			}
		}
	}
	if leaks(log.String()) || !strings.Contains(log.String(), "path=/x") || !strings.Contains(log.String(), "status=500") {
		t.Errorf("the log: %s", log.String())
	}
}

// A panic with a client, its configuration or an error in it shows nothing either.
func TestPanicNeverShowsSecrets(t *testing.T) {
	if os.Getenv("STAGECRAFT_TEST_PANIC") != "" {
		s := NewSecret(token)
		c, _ := New(Config{BaseURL: "https://api.example.com", Redactor: NewRedactor([]Secret{s}), Authorize: func(*http.Request) { _ = s }})
		panic(fmt.Errorf("%+v %#v %v: %w", *c, c.cfg, s, &providers.Error{Message: "x"}))
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-test.run", "^TestPanicNeverShowsSecrets$")
	cmd.Env = append(os.Environ(), "STAGECRAFT_TEST_PANIC=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "api.example.com") || leaks(string(out)) {
		t.Errorf("%v: %s", err, out)
	}
}

func TestRedactor(t *testing.T) {
	r := NewRedactor([]Secret{NewSecret("topsecret"), NewSecret("ab")}, regexp.MustCompile(`pat-\w+-[\w-]+`))
	for in, want := range map[string]string{
		"plain": "plain",
		"a topsecret b, " + base64.StdEncoding.EncodeToString([]byte("topsecret")): "a [redacted] b, [redacted]",
		"short ones like ab stay":                               "short ones like ab stay",
		"pat-na1-0123-4567 is another's":                        "[redacted] is another's",
		`proxy "http://me:pw@proxy:3128" is bad`:                `proxy "http://proxy:3128" is bad`,
		"see https://example.com/a?token=1&b=2 for more":        "see https://example.com/a for more",
		"red \x1b[31mletters\x07 and \u202eturned\xff\nletters": "red  [31mletters  and  turned\uFFFD letters",
	} {
		if got := r.Text(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		`{"topsecret":["topsecret",{"a":12345678901234567890}]}`: `{"[redacted]":["[redacted]",{"a":12345678901234567890}]}`,
		`"top\u0073ecret"`:  `"[redacted]"`,
		`<html>topsecret`:   `<html>[redacted]`,
		`{"a":1} topsecret`: `{"a":1} [redacted]`,
		``:                  ``,
	} {
		if got := string(r.JSON([]byte(in))); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func FuzzRedactor(f *testing.F) {
	f.Add([]byte(`{"a":"topsecret"}`))
	f.Add([]byte(`"\u0074opsecret`))
	f.Add([]byte("https://topsecret@x?topsecret"))
	r := NewRedactor([]Secret{NewSecret("topsecret")})
	f.Fuzz(func(t *testing.T, in []byte) {
		if out := r.JSON(in); bytes.Contains(out, []byte("topsecret")) {
			t.Errorf("%q", out)
		}
		if out := r.Text(string(in)); strings.Contains(out, "topsecret") {
			t.Errorf("%q", out)
		}
	})
}
