package hclschema

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/schema"
)

func TestSetText(t *testing.T) {
	for _, c := range []struct{ name, before, after, err string }{
		{"written", "  term \"a\" {\n  label=\"A\" # odd\n   state = \"assumed\" # for now\n}\n", "  term \"a\" {\n  label=\"A\" # odd\n   state = \"confirmed\" # for now\n}\n", ""},
		{"not written", "# one\nterm \"a\" { # two\n  # three\n  label      = \"A\"\n  definition = \"x\"\n}\n", "# one\nterm \"a\" { # two\n  state = \"confirmed\"\n  # three\n  label      = \"A\"\n  definition = \"x\"\n}\n", ""},
		{"canonical stays so", "term \"a\" {\n  label      = \"A\"\n  definition = \"x\"\n}\n", "term \"a\" {\n  state      = \"confirmed\"\n  label      = \"A\"\n  definition = \"x\"\n}\n", ""},
		{"one line", "term \"a\" { label = \"A\" }\n", "term \"a\" {\n  state = \"confirmed\"\n  label = \"A\"\n}\n", ""},
		{"computed", "variable \"s\" { default = \"assumed\" }\nterm \"a\" {\n  label = \"A\"\n  state = var.s\n}\n", "", "state is computed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := []byte(c.before)
			info := []byte("architecture \"x\" {\n  title   = \"X\"\n  version = \"1.0.0\"\n}\n")
			a := LoadFiles(map[string][]byte{"a.hcl": src, "b.hcl": info}, Options{})
			if a.Diags.HasErrors() {
				t.Fatal(a.Diags.Err())
			}
			e, err := SetText(src, a.Architecture.Terms[0], "state", "confirmed")
			if c.err != "" {
				if err == nil || err.Error() != c.err {
					t.Errorf("%v, want %s", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := ApplyEdits(src, []Edit{e, e})
			if d := cmp.Diff(c.after, string(got)); d != "" {
				t.Error(d)
			}
			after := LoadFiles(map[string][]byte{"a.hcl": got, "b.hcl": info}, Options{})
			if after.Diags.HasErrors() || after.Architecture.Terms[0].State != "confirmed" {
				t.Errorf("%v", after.Diags)
			}
		})
	}
}

func TestSetTextInOtherFiles(t *testing.T) {
	src := []byte(`{"term": {"a": {"label": "A"}, "b": {"label": "B", "state": "assumed"}}}`)
	a := LoadFiles(map[string][]byte{"a.hcl.json": src}, Options{}).Architecture
	if _, err := SetText(src, a.Terms[0], "state", "confirmed"); err == nil || err.Error() != "the file is JSON" {
		t.Error(err)
	}
	if e, err := SetText(src, a.Terms[1], "state", "confirmed"); err != nil || string(src[e.Start:e.End]) != `"assumed"` {
		t.Errorf("%+v %v", e, err)
	}
	nested := []byte("lifecycle \"l\" {\n  domain = \"lead\"\n  object = object.contact\n  stage \"x\" {\n    entry \"e\" { description = \"d\" }\n  }\n}\n")
	b := LoadFiles(map[string][]byte{"a.hcl": nested}, Options{}).Architecture
	e, err := SetText(nested, schema.Find[schema.Stage](b, "stage.l.x"), "state", "confirmed")
	if err != nil {
		t.Fatal(err)
	}
	want := "lifecycle \"l\" {\n  domain = \"lead\"\n  object = object.contact\n  stage \"x\" {\n    state = \"confirmed\"\n    entry \"e\" { description = \"d\" }\n  }\n}\n"
	if d := cmp.Diff(want, string(ApplyEdits(nested, []Edit{e}))); d != "" {
		t.Error(d)
	}
}
