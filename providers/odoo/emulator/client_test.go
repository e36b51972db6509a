package emulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// TestClient has the client make each request that the provider once made of a real Odoo, and answers with what that answered:
// the request is the recorded one to the last byte, beside the order of keys, and the answer is read.
func TestClient(t *testing.T) {
	var reply exchange
	var sent []byte
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, _ = io.ReadAll(r.Body)
		if reply.path == "" {
			_ = json.NewEncoder(w).Encode(reply.Response)
			return
		}
		if r.URL.Path != reply.path {
			t.Errorf("%s: sent to %s", reply.at, r.URL.Path)
		}
		v := reply.Response["result"]
		if e, fails := reply.Response["error"].(map[string]any); fails {
			v = e["data"]
			w.WriteHeader(int(number(e["code"])))
		}
		_ = json.NewEncoder(w).Encode(v)
	}))
	defer srv.Close()
	n := map[string]int{}
	for _, file := range []string{"odoo17-examples.jsonl", "odoo17-gate.jsonl", "odoo17-automations.jsonl", "odoo17-identify.jsonl", "odoo17-traps.jsonl", "odoo17-history.jsonl",
		"odoo17-testrecords.jsonl", "odoo17-lastchanges.jsonl",
		"odoo19-examples.jsonl", "odoo19-automations.jsonl", "odoo19-traps.jsonl", "odoo19-testrecords.jsonl"} {
		c := connected(t, Empty(Version(file[4:6]+".0")), api.Options{})
		for _, x := range recorded(t, file) {
			if x.Request.Params.Service != "object" {
				n["left out: made when connecting, "+x.Request.call()]++
				continue
			}
			if notHere[x.Request.call()] != "" { // made by a test
				n["left out: "+x.Request.call()]++
				continue
			}
			reply = x
			c.to(srv.URL)
			read, err := again(t, c.Client, x)
			if _, fails := x.Response["error"]; fails != (err != nil) {
				t.Errorf("%s %s: the client says %v", x.at, x.Request.call(), err)
			}
			if err == nil && !read {
				t.Errorf("%s %s: the answer is lost", x.at, x.Request.call())
			}
			want, err := json.Marshal(x.Request)
			if err != nil {
				t.Fatal(err)
			}
			if x.path != "" {
				want = x.body
			}
			if got := canonical(t, sent); !bytes.Equal(got, canonical(t, want)) {
				t.Errorf("%s:\n sent     %s\n recorded %s", x.at, got, canonical(t, want))
			}
			n[x.Request.call()[len(x.Request.Params.Args[3].(string)):]]++
		}
	}
	t.Log(n)
}

// canonical is a body without the number of the call, and with its keys in order.
func canonical(t *testing.T, body []byte) []byte {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	delete(v, "id")
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// again makes a recorded request as the provider makes it. read tells whether the answer came through.
func again(t *testing.T, c *api.Client, x exchange) (read bool, err error) {
	t.Helper()
	ctx, a := t.Context(), x.Request.Params.Args
	model, method, args := text(a[3]), text(a[4]), a[5].([]any)
	options, _ := a[6].(map[string]any)
	result := x.Response["result"]
	answers, _ := result.([]any)
	in, _ := options["context"].(map[string]any)
	if in["mail_notify_force_send"] != nil { // of a test record
		method = "quietly"
	}
	switch method {
	case "search_read":
		s := api.Search{Model: model, Domain: args[0].([]any), Fields: texts(args[1]), Order: text(options["order"]), Lang: text(options["context"].(map[string]any)["lang"])}
		_, s.IDs = options["load"]
		if n := number(options["limit"]); n < 2000 { // else it is a page
			s.Limit = int(n)
		}
		rows, err := c.SearchRead(ctx, s)
		return len(rows) == len(answers), err
	case "search_count":
		n, err := c.Count(ctx, model, args[0].([]any))
		return float64(n) == result, err
	case "read_group":
		groups, err := c.Groups(ctx, model, args[0].([]any), texts(args[1])[0])
		return len(groups) == len(answers), err
	case "create":
		var values []map[string]any
		for _, v := range args[0].([]any) {
			values = append(values, v.(map[string]any))
		}
		ids, err := c.Create(ctx, model, values)
		return len(ids) == len(values), err
	case "write":
		if in[api.Moves] != nil {
			return true, c.Move(ctx, model, idList(args[0]), args[1].(map[string]any))
		}
		return true, c.Write(ctx, model, idList(args[0]), args[1].(map[string]any))
	case "unlink":
		return true, c.Unlink(ctx, model, idList(args[0]))
	case "load":
		var rows [][]string
		for _, r := range args[1].([]any) {
			rows = append(rows, texts(r))
		}
		res, err := c.Load(ctx, model, texts(args[0]), rows)
		return err == nil && len(res.IDs)+len(res.Messages) > 0, err
	}
	method = text(a[4])
	call := api.Call{Model: model, Method: method, Effect: web.Reads, Options: map[string]any{}}
	m, _ := methodOf(model, method)
	if m.records {
		call.IDs, args = idList(args[0]), args[1:]
	}
	for i, v := range args {
		call.Args = append(call.Args, api.Arg{Name: m.params[i], Value: v})
	}
	for k, v := range options {
		if k == "context" {
			call.Context, _ = v.(map[string]any)
		} else {
			call.Options[k] = v
		}
	}
	got, err := api.Do[any](ctx, c, call)
	return (got == nil) == (result == nil), err
}

// client is one that goes to a server, or to another one later.
type client struct {
	*api.Client
	transport *redirect
}

func (c *client) to(url string) { c.transport.url = url }

// redirect sends requests to another address.
type redirect struct {
	url string
	http.Transport
}

func (r *redirect) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.url != "" {
		to, err := http.NewRequestWithContext(req.Context(), req.Method, r.url+req.URL.Path, req.Body)
		if err != nil {
			return nil, err
		}
		to.Header, to.ContentLength = req.Header, req.ContentLength
		req = to
	}
	return r.Transport.RoundTrip(req)
}

// connected is a client of a server.
func connected(t *testing.T, s *Server, o api.Options) *client {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	c := &client{transport: &redirect{}}
	o.URL, o.Database, o.User, o.Key, o.Transport, o.Clock, o.Attempts = srv.URL, DefaultDatabase, DefaultUser, web.NewSecret(DefaultKey), c.transport, testclock.New(), 3
	var err error
	if c.Client, err = api.Connect(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// What goes wrong on the way is repeated where that does no harm, and otherwise said to be unknown.
func TestFaults(t *testing.T) {
	count := func(t *testing.T, c *client) int64 {
		t.Helper()
		n, err := c.Count(t.Context(), "crm.lead", nil)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	lead := []map[string]any{{"name": "Lead"}}
	for _, version := range []string{"17.0", "19.0"} {
		for _, tt := range []struct {
			name  string
			fault Fault
			kind  providers.ErrorKind // of the create; "" when it comes through
			leads int64               // that are there then
		}{
			{"refused", Fault{Status: 429, RetryAfter: "1"}, "", 1},
			{"out of order", Fault{Status: 503, RetryAfter: "1"}, providers.Ambiguous, 0},
			{"cut before", Fault{Drop: DropBefore}, providers.Ambiguous, 0},
			{"cut after", Fault{Drop: DropAfterCommit}, providers.Ambiguous, 1},
			{"met another transaction", Fault{Name: "psycopg2.errors.SerializationFailure", Message: "could not serialize access"}, "", 1},
			{"session lost", Fault{Name: SessionExpired, Message: "Session expired"}, providers.Invalid, 0},
		} {
			t.Run(version+" "+tt.name, func(t *testing.T) {
				s := Empty(Version(version))
				c := connected(t, s, api.Options{})
				tt.fault.Call = "crm.lead.create"
				s.Inject(tt.fault)
				_, err := c.Create(t.Context(), "crm.lead", lead)
				if tt.kind == "" && err != nil || tt.kind != "" && !providers.IsKind(err, tt.kind) {
					t.Errorf("creating gives %v, want kind %q", err, tt.kind)
				}
				if n := count(t, c); n != tt.leads {
					t.Errorf("%d leads are there, want %d", n, tt.leads)
				}
				struck := 0
				for _, r := range s.Requests() {
					if r.Faulty {
						struck++
					}
				}
				if struck != 1 {
					t.Errorf("the fault struck %d times", struck)
				}
			})
			t.Run(version+" reading, "+tt.name, func(t *testing.T) {
				s := Empty(Version(version))
				c := connected(t, s, api.Options{})
				tt.fault.Call = "crm.lead.search_count"
				s.Inject(tt.fault)
				// What Odoo refuses is not asked again.
				if _, err := c.Count(t.Context(), "crm.lead", nil); providers.IsKind(err, providers.Invalid) != (tt.kind == providers.Invalid) || err != nil && tt.kind != providers.Invalid {
					t.Errorf("reading gives %v", err)
				}
			})
		}
	}
}
