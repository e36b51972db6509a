package odoo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// recorder passes requests on and keeps them, with their answers, without key and database: one JSON object a line,
// {"ms": …, "request": …, "response": …}, as the recordings of testdata are. Where it is not status 200 of /jsonrpc, path and status
// are there, too.
type recorder struct {
	mu    sync.Mutex
	lines []exchange
	// secret and database are replaced by KEY and DB.
	secret, database string
}

type exchange struct {
	MS       float64         `json:"ms"`
	Path     string          `json:"path,omitempty"`
	Status   int             `json:"status,omitempty"`
	Request  json.RawMessage `json:"request"`
	Response json.RawMessage `json:"response"`
}

// newRecorder keeps what a test does with the real Odoo, and writes it to the folder that STAGECRAFT_ODOO_RECORD names.
func newRecorder(t *testing.T) *recorder {
	r := &recorder{secret: os.Getenv("STAGECRAFT_ODOO_KEY"), database: os.Getenv("STAGECRAFT_ODOO_DB")}
	if dir := os.Getenv("STAGECRAFT_ODOO_RECORD"); dir != "" {
		t.Cleanup(func() {
			var b bytes.Buffer
			seen := map[string]bool{}
			for _, x := range r.lines {
				if key := x.Path + string(x.Request) + string(x.Response); seen[key] {
					continue
				} else {
					seen[key] = true
				}
				line, err := json.Marshal(x)
				if err != nil {
					t.Fatal(err)
				}
				b.Write(append(line, '\n'))
			}
			if err := os.WriteFile(dir+"/"+strings.ReplaceAll(t.Name(), "/", "_")+".jsonl", b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
	return r
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	sent, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	req.Body = io.NopCloser(bytes.NewReader(sent))
	start := time.Now()
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(got))
	r.mu.Lock()
	defer r.mu.Unlock()
	x := exchange{MS: float64(time.Since(start).Microseconds()) / 1000, Request: r.clean(sent), Response: r.clean(got)}
	if req.URL.Path != "/jsonrpc" {
		x.Path, x.Status = req.URL.Path, resp.StatusCode
	}
	r.lines = append(r.lines, x)
	return resp, nil
}

// longest is how many elements of a list are kept.
const longest = 60

// clean takes the key, the name of the database and tracebacks, which have paths of the server in them, out of a body.
func (r *recorder) clean(body []byte) json.RawMessage {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return nil
	}
	var walk func(any) any
	walk = func(v any) any {
		switch x := v.(type) {
		case string:
			switch {
			case x == r.database:
				return "DB"
			case x == r.secret && x != "admin": // the login may be the same word
				return "KEY"
			}
		case []any:
			if x = x[:min(len(x), longest)]; len(x) == longest {
				v = x
			}
			for i := range x {
				x[i] = walk(x[i])
			}
		case map[string]any:
			delete(x, "debug")
			if x["jsonrpc"] != nil {
				delete(x, "id") // of the call: it only counts
			}
			for k := range x {
				x[k] = walk(x[k])
			}
			if p, ok := x["args"].([]any); ok && len(p) > 2 {
				p[2] = "KEY"
			}
		}
		return v
	}
	out, _ := json.Marshal(walk(v))
	return out
}

// reset forgets what was recorded.
func (r *recorder) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = nil
}

// count tells how many requests call what ends so.
func (r *recorder) count(suffix string) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, x := range r.lines {
		if strings.HasSuffix(x.calls(), suffix) {
			n++
		}
	}
	return n
}

// calls names what a request calls: "crm.stage.load".
func (x exchange) calls() string {
	if call, ok := strings.CutPrefix(x.Path, "/json/2/"); ok {
		return strings.ReplaceAll(call, "/", ".")
	}
	var req struct {
		Params struct {
			Method string `json:"method"`
			Args   []any  `json:"args"`
		} `json:"params"`
	}
	_ = json.Unmarshal(x.Request, &req)
	if len(req.Params.Args) > 4 {
		return fmt.Sprint(req.Params.Args[3], ".", req.Params.Args[4])
	}
	return req.Params.Method
}

// summary counts requests by what they call, with the time they took.
func (r *recorder) summary() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	n, ms := map[string]int{}, map[string]float64{}
	total := 0.0
	for _, x := range r.lines {
		what := x.calls()
		n[what]++
		ms[what] += x.MS
		total += x.MS
	}
	var lines []string
	for what := range n {
		lines = append(lines, fmt.Sprintf("%8.0f ms %4d %s", ms[what], n[what], what))
	}
	slices.Sort(lines)
	return fmt.Sprintf("%d requests, %.1f s\n%s", len(r.lines), total/1000, strings.Join(lines, "\n"))
}
