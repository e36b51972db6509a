package emulator

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
)

const data = "/services/data/v66.0"

// step is one request and what must come back: the status, and texts that the body must hold; a text with a
// leading "!" must not be there.
type step struct {
	do     string // METHOD PATH
	body   string
	status int
	wants  []string
}

func s(do, body string, status int, wants ...string) step { return step{do, body, status, wants} }

func ask(t testing.TB, o *Org, do, body string) *httptest.ResponseRecorder {
	t.Helper()
	method, path, ok := strings.Cut(do, " ")
	if !ok {
		t.Fatalf("no method in %q", do)
	}
	r := httptest.NewRequest(method, strings.ReplaceAll(path, " ", "+"), strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+DefaultToken)
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	return w
}

func run(t testing.TB, o *Org, steps ...step) {
	t.Helper()
	for i, s := range steps {
		w := ask(t, o, s.do, s.body)
		if w.Code != s.status {
			t.Fatalf("step %d, %s: %d, want %d\n%s", i+1, s.do, w.Code, s.status, w.Body)
		}
		holds(t, w.Body.String(), s.wants...)
	}
}

func holds(t testing.TB, body string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		unwanted, not := strings.CutPrefix(want, "!")
		if has := strings.Contains(body, unwanted); has == not {
			t.Fatalf("want %q (not: %v) in\n%s", unwanted, not, body)
		}
	}
}

// envelope wraps an operation as a client does.
func envelope(token, op, inner string) string {
	return `<?xml version="1.0"?><e:Envelope xmlns:e="` + soapNS + `" xmlns="` + metadataNS + `"><e:Header><SessionHeader><sessionId>` + token +
		`</sessionId></SessionHeader></e:Header><e:Body><` + op + `>` + inner + `</` + op + `></e:Body></e:Envelope>`
}

// soapCall sends an operation and gives its response.
func soapCall(t testing.TB, o *Org, op, inner string) *node {
	t.Helper()
	w := ask(t, o, "POST /services/Soap/m/66.0", envelope(DefaultToken, op, inner))
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", op, w.Code, w.Body)
	}
	doc, err := parse(w.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return doc.child("Body", op+"Response")
}

// zipped makes a zip of files. Texts without a declaration get the root element's namespace.
func zipped(files map[string]string) []byte {
	out := map[string][]byte{}
	for name, text := range files {
		out[name] = []byte(text)
	}
	return pack(out)
}

// doc writes a metadata document.
func doc(kind, inner string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<%s xmlns="%s">`+"\n%s\n</%s>", kind, metadataNS, inner, kind)
}

// manifest writes a package.xml of "Type: name, name" lines.
func manifest(lines ...string) string {
	var b strings.Builder
	for _, line := range lines {
		kind, names, _ := strings.Cut(line, ": ")
		b.WriteString("<types>")
		for _, n := range strings.Split(names, ", ") {
			b.WriteString("<members>" + n + "</members>")
		}
		b.WriteString("<name>" + kind + "</name></types>")
	}
	return doc("Package", b.String()+"<version>66.0</version>")
}

func deployZip(t testing.TB, o *Org, zip []byte, options string) *node {
	t.Helper()
	r := soapCall(t, o, "deploy", "<ZipFile>"+base64.StdEncoding.EncodeToString(zip)+"</ZipFile><DeployOptions><rollbackOnError>true</rollbackOnError>"+options+"</DeployOptions>")
	return soapCall(t, o, "checkDeployStatus", "<asyncProcessId>"+r.str("result", "id")+"</asyncProcessId><includeDetails>true</includeDetails>").child("result")
}

// deployed deploys files that must succeed.
func deployed(t testing.TB, o *Org, files map[string]string) *node {
	t.Helper()
	r := deployZip(t, o, zipped(files), "")
	if r.str("status") != "Succeeded" {
		t.Fatalf("%s: %s", r.str("status"), r.document())
	}
	return r
}

// refused deploys files that must fail with one problem, and gives its message.
func refused(t testing.TB, o *Org, files map[string]string, problem string) *node {
	t.Helper()
	before, _ := o.Snapshot()
	r := deployZip(t, o, zipped(files), "")
	for _, m := range r.child("details").all("componentFailures") {
		if strings.Contains(m.str("problem"), problem) {
			o2, err := Restore(before)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := mustJSON(o.state.Metadata), mustJSON(o2.state.Metadata); string(a) != string(b) {
				t.Fatal("a refused deploy changed the org")
			}
			return m
		}
	}
	t.Fatalf("want %q, got %s", problem, r.document())
	return nil
}

func retrieveFiles(t testing.TB, o *Org, types string) map[string][]byte {
	t.Helper()
	r := soapCall(t, o, "retrieve", "<retrieveRequest><apiVersion>66.0</apiVersion><singlePackage>true</singlePackage><unpackaged>"+types+"<version>66.0</version></unpackaged></retrieveRequest>")
	r = soapCall(t, o, "checkRetrieveStatus", "<asyncProcessId>"+r.str("result", "id")+"</asyncProcessId><includeZip>true</includeZip>").child("result")
	zip, err := base64.StdEncoding.DecodeString(r.str("zipFile"))
	if err != nil || r.str("status") != "Succeeded" {
		t.Fatalf("%v %s", err, r.document())
	}
	files, err := unpack(zip)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func types(kind string, names ...string) string {
	return "<types><members>" + strings.Join(names, "</members><members>") + "</members><name>" + kind + "</name></types>"
}

func jsonOf(t testing.TB, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return v
}

// fakeClock stands still until it is moved. It starts on a Friday.
type fakeClock struct{ *testclock.Clock }

func newClock() *fakeClock {
	c := testclock.New()
	c.Move(-24 * time.Hour)
	return &fakeClock{c}
}

func (c *fakeClock) move(d time.Duration) { c.Move(d) }

var _ http.Handler = (*Org)(nil)
