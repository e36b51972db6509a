package emulator

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// What /json/2 refuses before it looks at a model, as a real Odoo 19.0 does: status, and part of the body.
func TestJSON2Refuses(t *testing.T) {
	srv := httptest.NewServer(Empty(Version("19.0")))
	defer srv.Close()
	for _, tt := range []struct {
		name, verb, path, key, database, kind, body string
		status                                      int
		says                                        string
	}{
		{"nothing", "POST", "/json/2/res.users/context_get", DefaultKey, DefaultDatabase, "application/json", "{}", 200, `"uid":2`},
		{"any case of bearer, and no body", "POST", "/json/2/res.users/context_get", "bEARER " + DefaultKey, "", "", "", 200, `"uid":2`},
		{"no key", "POST", "/json/2/res.users/context_get", "", "", "application/json", "{}", 401, "User not authenticated, use an API Key"},
		{"another key", "POST", "/json/2/res.users/context_get", "other", "", "application/json", "{}", 401, "Invalid apikey"},
		{"another database", "POST", "/json/2/res.users/context_get", "other", "nope", "application/json", "{}", 404, "<p>No database is selected"},
		{"a form", "POST", "/json/2/res.users/context_get", DefaultKey, "", "application/x-www-form-urlencoded", "{}", 415, "Unsupported Media Type"},
		{"no JSON", "POST", "/json/2/crm.stage/write", DefaultKey, "", "application/json", "nojson", 400, "could not parse the body as json"},
		{"a list", "POST", "/json/2/crm.stage/write", DefaultKey, "", "application/json", "[]", 422, "missing a required argument: 'vals'"},
		{"a page", "GET", "/json/2/crm.stage/write", DefaultKey, "", "", "", 404, "Did you mean POST"},
		{"no method", "POST", "/json/2/crm.stage", DefaultKey, "", "application/json", "{}", 404, "Did you mean POST"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), tt.verb, srv.URL+tt.path, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			key := tt.key
			if key != "" && !strings.Contains(key, " ") {
				key = "Bearer " + key
			}
			req.Header = http.Header{"Authorization": {key}, "X-Odoo-Database": {tt.database}, "Content-Type": {tt.kind}}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if text := string(body); err != nil || resp.StatusCode != tt.status || !strings.Contains(text, tt.says) {
				t.Errorf("%d %s, %v; want %d with %q", resp.StatusCode, text, err, tt.status, tt.says)
			}
		})
	}
}

// A database that is not there, and a key that is none, have words of their own.
func TestConnectRefused(t *testing.T) {
	srv := httptest.NewServer(Empty(Version("22.0")))
	defer srv.Close()
	for _, tt := range []struct {
		database, key string
		kind          providers.ErrorKind
		says          string
	}{
		{"nope", DefaultKey, providers.NotFound, `no database "nope"`},
		{DefaultDatabase, "other", providers.Permission, "Invalid apikey"},
	} {
		_, err := api.Connect(t.Context(), api.Options{URL: srv.URL, Database: tt.database, User: DefaultUser, Key: web.NewSecret(tt.key)})
		if !providers.IsKind(err, tt.kind) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%v, want %q", err, tt.says)
		}
	}
}
