package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// call sends a request and reads the JSON answer into out.
func call(t *testing.T, base, method, path, body string, out any) int {
	t.Helper()
	req, err := http.NewRequest(method, base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if out != nil {
		if err := json.NewDecoder(res.Body).Decode(out); err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	return res.StatusCode
}

func TestHTTPRoundTrip(t *testing.T) {
	c, _ := testCRM(t)
	srv := httptest.NewServer(Handler(c))
	defer srv.Close()

	var company, contact, got Details
	if s := call(t, srv.URL, "POST", "/records", `{"object":"company","properties":{"name":"Bluepeak","industry":"software"}}`, &company); s != 201 {
		t.Fatalf("status %d", s)
	}
	body := fmt.Sprintf(`{"object":"contact","actor":"ana@acme.example","properties":{"email":"kim@bluepeak.example"},"links":[%d]}`, company.ID)
	if s := call(t, srv.URL, "POST", "/records", body, &contact); s != 201 {
		t.Fatalf("status %d", s)
	}
	path := fmt.Sprintf("/records/%d", contact.ID)

	var res MoveResult
	if s := call(t, srv.URL, "POST", path+"/move", `{"stage":"mql"}`, &res); s != 409 || res.Allowed {
		t.Errorf("status %d, %+v", s, res)
	}
	if d := cmp.Diff([]string{"entry stage.lead.mql.entry.qualified", "required stage.lead.mql"}, criteria(res.Refusals)); d != "" {
		t.Error(d)
	}
	if s := call(t, srv.URL, "POST", path+"/move", `{"stage":"known"}`, nil); s != 200 {
		t.Errorf("status %d", s)
	}
	if s := call(t, srv.URL, "PATCH", path, `{"properties":{"job_title":"CTO"},"owner":"bob@acme.example","basis":"web site"}`, &got); s != 200 || got.Owner != "bob@acme.example" {
		t.Errorf("status %d, %+v", s, got.Record)
	}
	if s := call(t, srv.URL, "POST", path+"/activities", `{"name":"demo_requested"}`, nil); s != 200 {
		t.Errorf("status %d", s)
	}
	if s := call(t, srv.URL, "GET", path, "", &got); s != 200 || got.Stages["lifecycle.lead"] != "stage.lead.mql" {
		t.Errorf("status %d, %+v", s, got.Record)
	}
	var as struct{ To, Rule string }
	if s := call(t, srv.URL, "POST", path+"/route", `{}`, &as); s != 200 || as.To == "" {
		t.Errorf("status %d, %+v", s, as)
	}
	var history []HistoryEntry
	if s := call(t, srv.URL, "GET", path+"/history", "", &history); s != 200 || len(history) < 8 {
		t.Errorf("status %d, %d lines", s, len(history))
	}
	var list struct {
		Records []Record
		Next    int64
	}
	if s := call(t, srv.URL, "GET", "/records?object=contact&stage=mql&limit=1", "", &list); s != 200 || len(list.Records) != 1 || list.Next != contact.ID {
		t.Errorf("status %d, %+v", s, list)
	}
	if s := call(t, srv.URL, "GET", fmt.Sprintf("/records?after=%d", contact.ID), "", &list); s != 200 || len(list.Records) != 0 {
		t.Errorf("status %d, %+v", s, list)
	}
	for _, p := range []string{"/health", "/config", "/objects", "/stages"} {
		var any any
		if s := call(t, srv.URL, "GET", p, "", &any); s != 200 {
			t.Errorf("%s: status %d", p, s)
		}
	}
}

func TestHTTPErrors(t *testing.T) {
	c, _ := testCRM(t)
	_, id := lead(t, c, "retail", nil)
	srv := httptest.NewServer(Handler(c))
	defer srv.Close()
	rec := fmt.Sprintf("/records/%d", id)
	for _, tc := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/records/99", "", 404, "no record 99"},
		{"GET", "/records/x", "", 404, "no record"},
		{"GET", "/records/99/history", "", 404, "no record"},
		{"GET", "/records?limit=-1", "", 400, "limit"},
		{"GET", "/records?object=cow", "", 422, "cow"},
		{"POST", "/records", "{", 400, "JSON"},
		{"POST", "/records", `{"colour":1}`, 400, "colour"},
		{"POST", "/records", `{} {}`, 400, "more than one"},
		{"POST", "/records", `{"object":"contact"}`, 409, "must have a value"},
		{"PATCH", rec, `{"properties":{"nps":11}}`, 409, "NPS is from 0 to 10"},
		{"PATCH", rec, `{"properties":{"nps":"many"}}`, 422, "number"},
		{"POST", rec + "/move", `{"stage":"nowhere"}`, 422, "nowhere"},
		{"POST", rec + "/move", `{"stage":"later","revisit":"soon"}`, 422, "revisit"},
		{"POST", rec + "/activities", `{}`, 422, "name"},
		{"POST", rec + "/route", `{"routing":"none"}`, 404, "none"},
		{"GET", "/cows", "", 404, "no /cows"},
		{"DELETE", rec, "", 405, "GET, HEAD, PATCH"},
		{"POST", "/records", `{"object":"` + strings.Repeat("x", maxBody) + `"}`, 413, "too large"},
	} {
		var e errorBody
		if s := call(t, srv.URL, tc.method, tc.path, tc.body, &e); s != tc.status || !strings.Contains(e.Error, tc.want) {
			t.Errorf("%s %s %.40s: %d %+v, want %d %q", tc.method, tc.path, tc.body, s, e, tc.status, tc.want)
		}
		if tc.status == 409 && len(e.Refusals) != 1 {
			t.Errorf("%s %s: refusals %+v", tc.method, tc.path, e.Refusals)
		}
	}
}

func TestHTTPAnswersThisMachineOnly(t *testing.T) {
	c, _ := testCRM(t)
	h := Handler(c)
	for _, tc := range []struct {
		host, origin string
		want         int
	}{
		{"localhost:8700", "", 200}, {"127.0.0.1:8700", "", 200}, {"[::1]:8700", "", 200}, {"localhost", "", 200},
		{"evil.example", "", 403}, {"evil.example:8700", "", 403}, {"127.0.0.1.evil.example", "", 403}, {"", "", 403},
		{"localhost:8700", "http://localhost:8700", 200}, {"localhost:8700", "https://evil.example", 403},
	} {
		req := httptest.NewRequest("GET", "/health", nil)
		req.Host = tc.host
		if tc.origin != "" {
			req.Header.Set("Origin", tc.origin)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		if w.Code != tc.want {
			t.Errorf("host %q, origin %q: %d, want %d", tc.host, tc.origin, w.Code, tc.want)
		}
	}
}

func TestServe(t *testing.T) {
	c, _ := testCRM(t)
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "nonsense"} {
		if err := Serve(ctx, c, addr, nil); err == nil {
			t.Errorf("listens on %q", addr)
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	ready, done := make(chan net.Addr, 1), make(chan error, 1)
	go func() { done <- Serve(ctx, c, "127.0.0.1:0", func(a net.Addr) { ready <- a }) }()
	select {
	case err := <-done:
		t.Fatal(err)
	case a := <-ready:
		var body map[string]string
		if s := call(t, "http://"+a.String(), "GET", "/health", "", &body); s != 200 || body["status"] != "ok" {
			t.Errorf("status %d, %v", s, body)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
