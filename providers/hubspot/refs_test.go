package hubspot

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestContains(t *testing.T) {
	for _, c := range []struct {
		want, live string
		serves     bool
	}{
		{`{"a":1}`, `{"a":1,"b":2}`, true},
		{`{"a":1,"b":2}`, `{"a":1}`, false},
		{`{"a":{"b":"x"}}`, `{"a":{"b":"x","c":[1]}}`, true},
		{`{"a":[1,2]}`, `{"a":[1,2,3]}`, false},
		{`{"a":[{"x":1}]}`, `{"a":[{"x":1,"y":2}]}`, true},
		{`{"a":false,"b":"","c":null,"d":[],"e":{},"f":0}`, `{}`, true},
		{`{"a":true}`, `{}`, false},
		{`{"a":{"b":1}}`, `{"a":"text"}`, false},
		{`{"a":{"b":""}}`, `{}`, true},
		{`[]`, `[1]`, false},
		{`null`, `null`, true},
		{`"a"`, `"b"`, false},
	} {
		var want, live any
		if json.Unmarshal([]byte(c.want), &want) != nil || json.Unmarshal([]byte(c.live), &live) != nil {
			t.Fatal("no JSON")
		}
		if contains(want, live) != c.serves {
			t.Errorf("%s serves %s: %v", c.live, c.want, !c.serves)
		}
		if !contains(live, live) {
			t.Errorf("%s does not contain itself", c.live)
		}
	}
}

func TestMapTexts(t *testing.T) {
	doc := map[string]any{"key": "a", "list": []any{"b", 1.0, nil, map[string]any{"deep": "c"}}, "n": true}
	got, err := mapTexts(doc, func(s string) (any, error) { return strings.ToUpper(s), nil })
	want := map[string]any{"key": "A", "list": []any{"B", 1.0, nil, map[string]any{"deep": "C"}}, "n": true}
	if err != nil || !reflect.DeepEqual(got, want) || doc["key"] != "a" {
		t.Errorf("%v, %v; the document itself is %v", got, err, doc)
	}
	bad := errors.New("bad")
	if _, err := mapTexts(doc, func(s string) (any, error) {
		if s == "c" {
			return nil, bad
		}
		return s, nil
	}); !errors.Is(err, bad) {
		t.Errorf("an error is lost: %v", err)
	}
}

func FuzzParseRef(f *testing.F) {
	for _, s := range []string{"", "@", ":", "@stage:deals/p/s", "@owner:", "@nothing:x", "stage:x", "@list:a:b", "@team"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k, key, ok := parseRef(s)
		if ok && ref(k, key) != s {
			t.Errorf("%q is read as %s and %q", s, k, key)
		}
		if !ok && (k != "" || key != "") {
			t.Errorf("%q is no placeholder, and gives %s and %q", s, k, key)
		}
	})
}
