package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func properties(n int) []PropertyInput {
	out := make([]PropertyInput, n)
	for i := range out {
		out[i] = PropertyInput{Name: fmt.Sprintf("p%04d", i), Label: "P", Type: "string", FieldType: "text", GroupName: "g"}
	}
	return out
}

// names reads the names of a batch's inputs.
func names(body string) []string {
	var in struct{ Inputs []struct{ Name, ID string } }
	json.Unmarshal([]byte(body), &in)
	out := make([]string, len(in.Inputs))
	for i, x := range in.Inputs {
		out[i] = x.Name + x.ID
	}
	return out
}

// created answers a batch with everything that was asked for.
func created(_ int, w http.ResponseWriter, _ *http.Request, body string) {
	var results []string
	for _, n := range names(body) {
		results = append(results, fmt.Sprintf(`{"name":%q,"id":%[1]q}`, n))
	}
	w.WriteHeader(201)
	fmt.Fprintf(w, `{"status":"COMPLETE","results":[%s]}`, strings.Join(results, ","))
}

func TestRequestsAreCounted(t *testing.T) {
	var live []string
	for _, p := range properties(1000) {
		live = append(live, fmt.Sprintf(`{"name":%q,"options":[]}`, p.Name))
	}
	s, c, _ := start(t, says(200, `{"results":[`+strings.Join(live, ",")+`]}`))
	for i, object := range []string{"contacts", "companies", "deals"} {
		got, err := c.Properties(t.Context(), object, false)
		if err != nil || len(got) != 1000 || len(s.seen()) != i+1 {
			t.Errorf("%d properties with %d requests: %v", len(got), len(s.seen()), err)
		}
	}
	s, c, _ = start(t, created)
	items := c.CreateProperties(t.Context(), "deals", properties(1000))
	for i, item := range items {
		if item.Err != nil || item.Value.Name != fmt.Sprintf("p%04d", i) {
			t.Fatalf("%d: %v", i, item)
		}
	}
	if len(items) != 1000 || len(s.seen()) != 10 {
		t.Errorf("%d properties with %d requests", len(items), len(s.seen()))
	}
}

func TestBatchErrorsBelongToInputs(t *testing.T) {
	_, c, _ := start(t, func(_ int, w http.ResponseWriter, _ *http.Request, body string) {
		w.WriteHeader(207)
		io.WriteString(w, `{"status":"COMPLETE","results":[{"name":"p0002"},{"name":"p0000"}],"numErrors":2,"errors":[
			{"status":"error","category":"VALIDATION_ERROR","subCategory":"PropertyValidationError.PROPERTY_EXISTS","message":"exists","context":{"name":["p0001"]}},
			{"status":"error","category":"MISSING_SCOPES","message":"scope","context":{"ids":["p0003"]},"errors":[{"context":{"missingScopes":["x"]}}]}]}`)
	})
	items := c.CreateProperties(t.Context(), "deals", properties(5))
	kinds := make([]string, 5)
	for i, item := range items {
		for _, k := range []providers.ErrorKind{providers.Conflict, providers.Permission, providers.Ambiguous} {
			if providers.IsKind(item.Err, k) {
				kinds[i] = string(k)
			}
		}
		if (item.Value == nil) == (item.Err == nil) {
			t.Errorf("%d: %v", i, item)
		}
	}
	if d := cmp.Diff([]string{"", "conflict", "", "permission", "ambiguous"}, kinds); d != "" {
		t.Error(d)
	}
}

// A batch that is refused as a whole is divided until it is known which input it was.
func TestBatchRefusedAsAWhole(t *testing.T) {
	s, c, _ := start(t, func(n int, w http.ResponseWriter, r *http.Request, body string) {
		if strings.Contains(body, "p0042") {
			w.WriteHeader(400)
			io.WriteString(w, `{"category":"VALIDATION_ERROR","message":"p0042 is bad"}`)
			return
		}
		created(n, w, r, body)
	})
	for i, item := range c.CreateProperties(t.Context(), "deals", properties(150)) {
		if (item.Err != nil) != (i == 42) {
			t.Errorf("%d: %v", i, item.Err)
		}
	}
	if n := len(s.seen()); n > 16 {
		t.Errorf("%d requests", n)
	}
}

// What stops one batch for good stops the others.
func TestBatchWithoutHope(t *testing.T) {
	s, c, _ := start(t, inTurn(created, says(403, `{"category":"MISSING_SCOPES"}`)))
	items := c.CreateProperties(t.Context(), "deals", properties(500))
	for i, item := range items {
		if (i < 100) != (item.Err == nil) || i >= 100 && !providers.IsKind(item.Err, providers.Permission) {
			t.Fatalf("%d: %v", i, item.Err)
		}
	}
	if len(items) != 500 || len(s.seen()) != 2 {
		t.Errorf("%d items, %d requests", len(items), len(s.seen()))
	}
}

// After a lost answer, what is there is looked up, and the rest is sent again.
func TestBatchWithLostAnswer(t *testing.T) {
	there := map[string]bool{}
	dropped := false
	s, c, _ := start(t, func(n int, w http.ResponseWriter, r *http.Request, body string) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/batch/read"):
			var found []string
			for _, name := range names(body) {
				if there[name] {
					found = append(found, fmt.Sprintf(`{"name":%q}`, name))
				}
			}
			fmt.Fprintf(w, `{"results":[%s]}`, strings.Join(found, ","))
		case !dropped:
			dropped = true
			for _, name := range names(body)[:30] { // part of it was carried out
				there[name] = true
			}
			lost(n, w, r, body)
		default:
			for _, name := range names(body) {
				if there[name] {
					t.Errorf("%s was sent again", name)
				}
				there[name] = true
			}
			created(n, w, r, body)
		}
	})
	for i, item := range c.CreateProperties(t.Context(), "deals", properties(80)) {
		if item.Err != nil || item.Value.Name != fmt.Sprintf("p%04d", i) {
			t.Errorf("%d: %v", i, item)
		}
	}
	if len(there) != 80 || len(s.seen()) != 3 {
		t.Errorf("%d there after %s", len(there), s.lines())
	}

	s, c, _ = start(t, func(n int, w http.ResponseWriter, r *http.Request, body string) {
		if strings.HasSuffix(r.URL.Path, "/batch/read") {
			io.WriteString(w, `{"results":[]}`)
			return
		}
		lost(n, w, r, body)
	})
	for _, item := range c.CreateProperties(t.Context(), "deals", properties(2)) {
		if !providers.IsKind(item.Err, providers.Ambiguous) {
			t.Error(item.Err)
		}
	}
	if len(s.seen()) != 2*creates-1 {
		t.Errorf("sent\n%s", s.lines())
	}
}

// Records are moved in batches, which can be repeated as they are.
func TestMovingRecords(t *testing.T) {
	var in []RecordUpdate
	for i := range 250 {
		in = append(in, RecordUpdate{fmt.Sprint(i), map[string]string{"dealstage": "t"}})
	}
	s, c, _ := start(t, inTurn(lost, created))
	for i, item := range c.UpdateRecords(t.Context(), "deals", in) {
		if item.Err != nil || item.Value.ID != fmt.Sprint(i) {
			t.Errorf("%d: %v", i, item)
		}
	}
	if len(s.seen()) != 4 {
		t.Errorf("%d requests", len(s.seen()))
	}
}

func TestMerge(t *testing.T) {
	for _, tt := range []struct{ doc, patch, want string }{
		{`{"a":1,"big":12345678901234567890.10,"c":{"d":[1],"e":2}}`, `{"c":{"d":[2,3]},"f":"x"}`, `{"a":1,"big":12345678901234567890.10,"c":{"d":[2,3],"e":2},"f":"x"}`},
		{`{"a":1,"b":{"c":1}}`, `{"a":null,"b":{"c":null},"z":null}`, `{"b":{}}`},
		{`{"a":[1]}`, `{"a":{"b":1,"c":null}}`, `{"a":{"b":1}}`},
		{``, `{"a":1}`, `{"a":1}`}, {`[1]`, `{"a":1}`, `{"a":1}`}, {`null`, `{}`, `{}`}, {`{"a":1}`, `[2]`, `[2]`},
	} {
		got, err := Merge(json.RawMessage(tt.doc), json.RawMessage(tt.patch))
		if err != nil || string(got) != tt.want {
			t.Errorf("%s with %s: %s, want %s; %v", tt.doc, tt.patch, got, tt.want, err)
		}
	}
	if _, err := Merge(nil, json.RawMessage(`{"a":{"b":1}`)); err != nil {
		t.Log(err) // a patch that is no JSON is returned as it is; encoding it fails later
	}
}

func FuzzMerge(f *testing.F) {
	f.Add([]byte(`{"a":{"b":1}}`), []byte(`{"a":{"c":null,"d":2}}`))
	f.Fuzz(func(t *testing.T, doc, patch []byte) {
		if !json.Valid(patch) || len(doc) > 0 && !json.Valid(doc) {
			return
		}
		once, err := Merge(doc, patch)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := Merge(once, patch)
		if err != nil || string(twice) != string(once) && !strings.HasPrefix(strings.TrimSpace(string(patch)), "[") {
			t.Errorf("%s, then %s; %v", once, twice, err)
		}
	})
}
