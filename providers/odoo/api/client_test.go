package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

const secret = "5f1c0ffee5f1c0ffee5f1c0ffee"

// server answers calls by "model.method", version and authenticate among them, and remembers what it was sent.
type server struct {
	mu      sync.Mutex
	answers map[string]func(args []any) any // what follows "result":, or an rpcError
	version string                          // "" is none: there is no /jsonrpc
	seen    []string
	bodies  []string
	headers []http.Header
}

type rpcError struct{ name, message string }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	s.bodies, s.headers = append(s.bodies, string(body)), append(s.headers, r.Header)
	if path, ok := strings.CutPrefix(r.URL.Path, "/json/2/"); ok {
		s.json2(w, strings.ReplaceAll(path, "/", "."))
		return
	}
	if s.version == "" {
		if s.seen = append(s.seen, r.URL.Path); r.URL.Path == "/web/version" {
			fmt.Fprint(w, `{"version_info":[22,0,0,"final",0,""],"version":"22.0"}`)
			return
		}
		http.NotFound(w, r)
		return
	}
	var req rpcRequest
	if err := json.Unmarshal(body, &req); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	call, args := req.Params.Method, req.Params.Args
	if call == "execute_kw" {
		call, args = fmt.Sprint(args[3], ".", args[4]), append(args[5].([]any), args[6])
	}
	s.seen = append(s.seen, call)
	var v any
	switch answer := s.answers[call]; {
	case answer != nil:
		v = answer(args)
	case call == "version":
		v = json.RawMessage(s.version)
	case call == "authenticate":
		v = 7
	}
	out := map[string]any{"jsonrpc": "2.0", "id": req.ID}
	if e, failed := v.(rpcError); failed {
		out["error"] = map[string]any{"code": 200, "message": "Odoo Server Error", "data": map[string]any{"name": e.name, "message": e.message, "debug": "Traceback … " + secret}}
	} else if v != nil {
		out["result"] = v
	}
	_ = json.NewEncoder(w).Encode(out)
}

func (s *server) json2(w http.ResponseWriter, call string) {
	s.seen = append(s.seen, "json2 "+call)
	var v any
	if answer := s.answers[call]; answer != nil {
		v = answer(nil)
	} else if call == "res.users.context_get" {
		v = map[string]any{"lang": "en_US", "uid": 9}
	}
	if e, failed := v.(rpcError); failed {
		w.WriteHeader(map[bool]int{true: http.StatusUnauthorized, false: http.StatusUnprocessableEntity}[strings.HasSuffix(e.name, "Unauthorized")])
		v = map[string]any{"name": e.name, "message": e.message, "arguments": []any{}, "debug": "…"}
	}
	_ = json.NewEncoder(w).Encode(v)
}

const (
	seventeen = `{"server_version":"17.0","server_version_info":[17,0,0,"final",0,""],"server_serie":"17.0","protocol_version":1}`
	nineteen  = `{"server_version":"saas~19.1","server_version_info":["saas~19",1,0,"final",0,""],"server_serie":"saas~19.1","protocol_version":1}`
)

func connect(t *testing.T, s *server, edit func(*Options)) (*Client, error) {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	o := Options{URL: srv.URL, Database: "crm", User: "ana", Key: web.NewSecret(secret), Clock: testclock.New(), Attempts: 3, Transport: &http.Transport{}}
	if edit != nil {
		edit(&o)
	}
	return Connect(t.Context(), o)
}

func connected(t *testing.T, s *server, edit func(*Options)) *Client {
	t.Helper()
	c, err := connect(t, s, edit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	s.seen, s.bodies, s.headers = nil, nil, nil
	return c
}

// The version decides how calls go; a password, which /json/2 does not take, goes over JSON-RPC as long as there is one.
func TestWhichWay(t *testing.T) {
	refuses := map[string]func([]any) any{"res.users.context_get": func([]any) any { return rpcError{"werkzeug.exceptions.Unauthorized", "Invalid apikey"} }}
	for _, tt := range []struct {
		name, version, via string
		answers            map[string]func([]any) any
		want               []string
		uid                int64
		kind               providers.ErrorKind
	}{
		{"17", seventeen, "", nil, []string{"version", "authenticate"}, 7, ""},
		{"19 with a key", nineteen, "", nil, []string{"version", "json2 res.users.context_get"}, 9, ""},
		{"19 with a password", nineteen, "", refuses, []string{"version", "json2 res.users.context_get", "authenticate"}, 7, ""},
		{"19 asked for JSON-RPC", nineteen, "jsonrpc", nil, []string{"version", "authenticate"}, 7, ""},
		{"22 without JSON-RPC", "", "", nil, []string{"/jsonrpc", "/web/version", "json2 res.users.context_get"}, 9, ""},
		{"22 asked for JSON-RPC", "", "jsonrpc", nil, []string{"/jsonrpc"}, 0, providers.NotFound},
		{"22 with a password", "", "", refuses, []string{"/jsonrpc", "/web/version", "json2 res.users.context_get"}, 0, providers.Permission},
		{"wrong key", seventeen, "", map[string]func([]any) any{"authenticate": func([]any) any { return false }}, []string{"version", "authenticate"}, 0, providers.Permission},
		{"no Odoo", `{"hello":"world"}`, "", nil, []string{"version"}, 0, providers.Unavailable},
		{"no number", `{"server_version":"x","server_version_info":["x"]}`, "", nil, []string{"version"}, 0, providers.Unavailable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &server{version: tt.version, answers: tt.answers}
			c, err := connect(t, s, func(o *Options) { o.Via = tt.via })
			if d := cmp.Diff(tt.want, s.seen); d != "" {
				t.Error(d)
			}
			switch {
			case tt.kind != "" && !providers.IsKind(err, tt.kind):
				t.Errorf("%v, want kind %q", err, tt.kind)
			case tt.kind == "" && (err != nil || c.UserID() != tt.uid):
				t.Errorf("%v %v", c, err)
			}
		})
	}
}

// One call, both ways: by place and by name.
func TestCallsBothWays(t *testing.T) {
	for version, want := range map[string]string{
		seventeen: `{"jsonrpc":"2.0","method":"call","id":3,"params":{"service":"object","method":"execute_kw","args":["crm",7,"` + secret + `","crm.stage","write",[[4,5],{"fold":true}],{"context":{"active_test":false,"lang":"de_DE"}}]}}`,
		nineteen:  `{"context":{"active_test":false,"lang":"de_DE"},"ids":[4,5],"vals":{"fold":true}}`,
	} {
		s := &server{version: version, answers: map[string]func([]any) any{"crm.stage.write": func([]any) any { return true }}}
		c := connected(t, s, func(o *Options) { o.Lang = "de_DE" })
		if err := c.Write(t.Context(), "crm.stage", []int64{4, 5}, map[string]any{"fold": true}); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{want}, s.bodies); d != "" {
			t.Error(d)
		}
		if h := s.headers[0]; version == nineteen && (h.Get("Authorization") != "Bearer "+secret || h.Get("X-Odoo-Database") != "crm") {
			t.Errorf("headers %v", h)
		}
	}
}

// Errors that come with status 200, and those of /json/2, are the same; neither shows a traceback or the key.
func TestFailures(t *testing.T) {
	for _, version := range []string{seventeen, nineteen} {
		for name, kind := range map[string]providers.ErrorKind{
			"odoo.exceptions.AccessDenied": providers.Permission, "odoo.exceptions.AccessError": providers.Permission, "odoo.exceptions.MissingError": providers.NotFound,
			"odoo.exceptions.ValidationError": providers.Invalid, "odoo.exceptions.UserError": providers.Invalid, "builtins.ValueError": providers.Invalid,
			"psycopg2.errors.UniqueViolation": providers.Conflict, "werkzeug.exceptions.UnprocessableEntity": providers.Invalid,
		} {
			s := &server{version: version, answers: map[string]func([]any) any{"crm.stage.create": func([]any) any { return rpcError{name, "No: " + secret + "\n"} }}}
			c := connected(t, s, nil)
			_, err := c.Create(t.Context(), "crm.stage", []map[string]any{{"name": "x"}})
			if !providers.IsKind(err, kind) || len(s.seen) != 1 {
				t.Errorf("%s: %v after %v, want kind %q", name, err, s.seen, kind)
			}
			if worded := strings.HasPrefix(name, "odoo.exceptions."); errors.Is(err, ErrWorded) != worded {
				t.Errorf("%s: words for people: %v", name, !worded)
			}
			if text := fmt.Sprint(err); strings.Contains(text, secret) || strings.Contains(text, "Traceback") || !strings.Contains(text, "No: ") {
				t.Errorf("%s: %q", name, text)
			}
		}
	}
}

// What Odoo rolled back because others wrote at the same time is sent again, a create as well.
func TestRolledBack(t *testing.T) {
	n := 0
	s := &server{version: seventeen, answers: map[string]func([]any) any{"crm.stage.create": func([]any) any {
		if n++; n < 3 {
			return rpcError{"psycopg2.errors.SerializationFailure", "could not serialize access due to concurrent update"}
		}
		return []any{11}
	}}}
	c := connected(t, s, nil)
	if ids, err := c.Create(t.Context(), "crm.stage", []map[string]any{{"name": "x"}}); err != nil || ids[0] != 11 || n != 3 {
		t.Errorf("%v %v after %d", ids, err, n)
	}
	n = -9
	if _, err := c.Create(t.Context(), "crm.stage", []map[string]any{{"name": "x"}}); !providers.IsKind(err, providers.Unavailable) {
		t.Errorf("%v", err)
	}
}

// A create whose answer is lost is ambiguous and not sent again; a load, which is the same twice, is.
func TestLostAnswers(t *testing.T) {
	s := &server{version: seventeen, answers: map[string]func([]any) any{
		"crm.stage.load": func([]any) any { return map[string]any{"ids": []any{3}, "messages": []any{}, "nextrow": 0} }}}
	lost := 1
	c := connected(t, s, func(o *Options) {
		o.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			resp, err := http.DefaultTransport.RoundTrip(r)
			if (strings.Contains(string(body), `"create"`) || strings.Contains(string(body), `"load"`)) && lost > 0 {
				lost--
				resp.Body.Close()
				resp.Body = io.NopCloser(&broken{})
			}
			return resp, err
		})
	})
	if _, err := c.Create(t.Context(), "crm.stage", []map[string]any{{"name": "x"}}); !providers.IsKind(err, providers.Ambiguous) || len(s.seen) != 1 {
		t.Errorf("create: %v after %v", err, s.seen)
	}
	lost, s.seen = 1, nil
	if l, err := c.Load(t.Context(), "crm.stage", []string{"id", "name"}, [][]string{{"stagecraft.stage:x", "x"}}); err != nil || l.IDs[0] != 3 || len(s.seen) != 2 {
		t.Errorf("load: %v %v after %v", l, err, s.seen)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type broken struct{}

func (*broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// Methods without a value answer without a result; refused loads say of which row.
func TestAnswers(t *testing.T) {
	s := &server{version: seventeen, answers: map[string]func([]any) any{
		"crm.stage.load": func([]any) any {
			return map[string]any{"ids": false, "messages": []any{map[string]any{"type": "error", "record": 1, "field": "sequence", "message": "'zz' is no integer"}}}
		},
		"crm.stage.search_read": func(args []any) any {
			o := args[2].(map[string]any)
			var out []any
			for i := o["offset"].(float64); i < min(o["offset"].(float64)+o["limit"].(float64), page+3); i++ {
				out = append(out, map[string]any{"id": i + 1, "name": "x", "team_id": []any{4, "Sales"}, "user_id": false, "tag_ids": []any{1, 2}})
			}
			return out
		},
		"crm.stage.read_group": func([]any) any {
			return []any{map[string]any{"team_id": []any{4, "Sales"}, "team_id_count": 3}, map[string]any{"team_id": false, "team_id_count": 2}}
		},
	}}
	c := connected(t, s, nil)
	if v, err := Do[any](t.Context(), c, Call{Model: "crm.lead", Method: "action_unarchive", IDs: []int64{9}}); v != nil || err != nil {
		t.Errorf("%v %v", v, err)
	}
	l, err := c.Load(t.Context(), "crm.stage", []string{"id"}, [][]string{{"a"}, {"b"}})
	if err != nil || l.IDs != nil || l.Messages[0].Record != 1 || l.Messages[0].Field != "sequence" {
		t.Errorf("%+v %v", l, err)
	}
	rows, err := c.SearchRead(t.Context(), Search{Model: "crm.stage", Fields: []string{"name"}})
	if err != nil || len(rows) != page+3 || rows[page+2].ID() != page+3 || rows[0].One("team_id") != 4 || rows[0].One("user_id") != 0 || len(rows[0].Many("tag_ids")) != 2 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if rows, err = c.SearchRead(t.Context(), Search{Model: "crm.stage", Limit: 5}); err != nil || len(rows) != 5 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	groups, err := c.Groups(t.Context(), "crm.stage", nil, "team_id")
	if d := cmp.Diff(map[string]int64{"4": 3, "": 2}, groups); d != "" || err != nil {
		t.Error(d, err)
	}
}

// Nothing that is printed or answered gives the key away.
func TestKeyStaysIn(t *testing.T) {
	s := &server{version: seventeen, answers: map[string]func([]any) any{"crm.stage.search_read": func([]any) any { return []any{map[string]any{"id": 1, "name": "our key is " + secret}} }}}
	c := connected(t, s, nil)
	_, err := c.SearchRead(t.Context(), Search{Model: "crm.stage"})
	if err == nil || !strings.Contains(err.Error(), "holds the key itself") {
		t.Errorf("%v", err)
	}
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s", c, c, c, c), fmt.Sprint(err)} {
		if strings.Contains(text, secret) {
			t.Errorf("%q", text)
		}
	}
	for name, edit := range map[string]func(*Options){
		"no database": func(o *Options) { o.Database = "" }, "no key": func(o *Options) { o.Key = web.Secret{} }, "newline": func(o *Options) { o.Key = web.NewSecret("a\nb") },
		"no url": func(o *Options) { o.URL = "" }, "in the clear": func(o *Options) { o.URL = "http://crm.example.com" },
	} {
		if _, err := connect(t, &server{version: seventeen}, edit); !providers.IsKind(err, providers.Invalid) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
