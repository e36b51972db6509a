package hclschema

import (
	"path"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
)

func referenceFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := referenceFiles.ReadFile("reference/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestReferenceExamples loads every example of the language reference together with
// the prelude, and wants it to be in canonical form.
func TestReferenceExamples(t *testing.T) {
	entries, err := referenceFiles.ReadDir("reference")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if path.Ext(name) != ".hcl" {
			continue
		}
		t.Run(strings.TrimSuffix(name, ".hcl"), func(t *testing.T) {
			src := referenceFile(t, name)
			if formatted, _ := FormatFile(src, name); string(formatted) != string(src) {
				t.Errorf("not in canonical form; want\n%s", formatted)
			}
			in := name
			if name == "scenario.hcl" {
				in = "scenario.test.hcl"
			}
			r := LoadFiles(map[string][]byte{
				"prelude.hcl": referenceFile(t, "prelude.hcl"), "architecture.hcl": referenceFile(t, "architecture.hcl"), in: src,
			}, Options{})
			for _, d := range append(r.Diags, r.Architecture.Check()...) {
				t.Error(d)
			}
		})
	}
}

// TestReferenceProse loads the blocks that the prose shows.
func TestReferenceProse(t *testing.T) {
	files := map[string][]byte{
		"prelude.hcl": referenceFile(t, "prelude.hcl"), "architecture.hcl": referenceFile(t, "architecture.hcl"),
		"regional/main.hcl": []byte("variable \"region\" { type = string }\nrole \"lead\" { title = \"Lead of ${var.region}\" }\n"),
	}
	_, rest, _ := strings.Cut(string(referenceFile(t, "composition.md")), "```hcl\n")
	n := 0
	for block := range strings.SplitSeq(rest, "```hcl\n") {
		n++
		code, _, _ := strings.Cut(block, "```")
		files["example"+strings.Repeat("i", n)+".hcl"] = []byte(code)
	}
	if n < 3 {
		t.Fatalf("found %d blocks of code", n)
	}
	r := LoadFiles(files, Options{})
	for _, d := range append(r.Diags, r.Architecture.Check()...) {
		t.Error(d)
	}
	if role := schema.Find[schema.Role](r.Architecture, `module.regional["emea"].role.lead`); role == nil || role.Title != "Lead of emea" {
		t.Errorf("the module gave %+v", role)
	}
}

func TestReferenceWantsEveryComment(t *testing.T) {
	if _, err := Reference(map[string]string{"Stage": "Stage is one."}); err == nil || !strings.Contains(err.Error(), "a comment on Stage.Name") {
		t.Errorf("got %v; want an error that names Stage.Name", err)
	}
}

// TestFirstArchitecture loads what a newcomer reads first, as it stands.
func TestFirstArchitecture(t *testing.T) {
	_, rest, _ := strings.Cut(string(referenceFile(t, "first.md")), "```hcl\n")
	code, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("no code")
	}
	for _, d := range LoadFiles(map[string][]byte{"main.hcl": []byte(code)}, Options{}).Diags {
		t.Error(d)
	}
	if formatted, _ := FormatFile([]byte(code), "main.hcl"); string(formatted) != code {
		t.Errorf("not in canonical form; want\n%s", formatted)
	}
}
