package hclschema

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// fuzz loads data as one file and checks that ranges stay inside of it.
func fuzz(f *testing.F, name string) {
	f.Fuzz(func(t *testing.T, data []byte) {
		r := LoadFiles(map[string][]byte{name: data, "prelude.hcl": []byte(prelude)}, Options{})
		check := func(what string, x diag.Range) {
			src, known := r.Sources[x.File]
			if x.File != "" && !known {
				t.Fatalf("%s is in an unknown file %q", what, x.File)
			}
			if x.Start.Byte < 0 || x.End.Byte < x.Start.Byte || known && x.End.Byte > len(src) {
				t.Fatalf("%s has range %v outside of %d bytes", what, x, len(src))
			}
		}
		for _, d := range r.Diags {
			check(d.Error(), d.Subject)
			if d.Context != nil {
				check(d.Error(), *d.Context)
			}
		}
		for _, b := range r.Architecture.Blocks() {
			check(string(b.Base().Address), b.Base().Range)
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(prelude))
	f.Add([]byte(region))
	f.Add([]byte(`locals { a = local.a, b = contact["x"].y[0] }` + "\nrole \"x\" {\n title = \"${local.b}${[for x in role : x]}\"\n team = team[local.a]\n}"))
	f.Add([]byte("scoring \"s\" {\n object = object.contact\n dynamic \"dimension\" {\n for_each = toset([role.sdr, 1])\n iterator = it\n labels = [it.key]\n content {}\n }\n}"))
	f.Add([]byte("module \"m\" {\n source = \".\"\n for_each = [1]\n x = each.value\n}"))
	fuzz(f, "x.hcl")
}

func FuzzLoadJSON(f *testing.F) {
	f.Add([]byte(`{"role": {"x": {"title": "${upper(\"x\")}", "team": "team.t"}}}`))
	f.Add([]byte(`{"variable": {"v": {"type": "list(string)", "default": [1, null]}}, "locals": [{"a": "${var.v"}], "stage": []}`))
	f.Add([]byte(`{"field": {"contact": {"a": {"type": "enum(\"a\")", "validation": "contact.a == \"\u00e9b\" &&"}}}}`))
	fuzz(f, "x.hcl.json")
}
