package emulator

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// step is one request and what must come back: the status, and texts that the body must hold; a text with a
// leading "!" must not be there.
type step struct {
	do     string // METHOD PATH
	body   string
	status int
	wants  []string
}

func s(do, body string, status int, wants ...string) step { return step{do, body, status, wants} }

// ask sends a request straight to the handler.
func ask(t testing.TB, a *Account, do, body string) *httptest.ResponseRecorder {
	t.Helper()
	method, path, ok := strings.Cut(do, " ")
	if !ok {
		t.Fatalf("no method in %q", do)
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+DefaultToken)
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

func run(t testing.TB, a *Account, steps ...step) {
	t.Helper()
	for i, s := range steps {
		w := ask(t, a, s.do, s.body)
		if w.Code != s.status {
			t.Fatalf("step %d, %s: %d, want %d\n%s", i+1, s.do, w.Code, s.status, w.Body)
		}
		for _, want := range s.wants {
			unwanted, not := strings.CutPrefix(want, "!")
			if has := strings.Contains(w.Body.String(), strings.TrimPrefix(want, "!")); has == not {
				t.Fatalf("step %d, %s: want %q (not: %v) in\n%s", i+1, s.do, unwanted, not, w.Body)
			}
		}
		if s.status >= 400 && w.Body.Len() > 0 {
			var e errorBody
			if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil || e.Status != "error" || e.Message == "" || e.CorrelationID == "" {
				t.Fatalf("step %d, %s: not an error body: %s", i+1, s.do, w.Body)
			}
		}
	}
}

// field reads a value of an answer by a path such as "results.0.id".
func field(t testing.TB, w *httptest.ResponseRecorder, path string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	for _, key := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[key]
		case []any:
			n := int(key[0] - '0')
			if n >= len(x) {
				t.Fatalf("%s: only %d elements in %s", path, len(x), w.Body)
			}
			v = x[n]
		default:
			t.Fatalf("%s: nothing at %q in %s", path, key, w.Body)
		}
	}
	return v
}

func str(t testing.TB, w *httptest.ResponseRecorder, path string) string {
	t.Helper()
	v, ok := field(t, w, path).(string)
	if !ok {
		t.Fatalf("%s is no text in %s", path, w.Body)
	}
	return v
}

func statuses(a *Account) []int {
	var out []int
	for _, r := range a.Requests() {
		out = append(out, r.Status)
	}
	return out
}

var _ http.Handler = (*Account)(nil)
