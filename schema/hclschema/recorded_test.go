package hclschema_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// What a result was read from is enough to read it again, with nothing else at hand.
func TestRecorded(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"crm/a.hcl": "architecture \"x\" {\n  title = var.title\n  version = \"1.0.0\"\n}\nvariable \"title\" {}\nvariable \"desk\" { type = string }\nvariable \"names\" { type = list(string) }\n" +
			"variable \"auto\" {}\nrole \"desk\" {\n  title = var.desk\n  description = \"${join(\",\", var.names)} ${var.auto}\"\n}\nmodule \"m\" { source = \"../shared\" }\n",
		"crm/x.auto.vars.hcl": "auto = \"matically\"\n",
		"shared/b.hcl":        "role \"shared\" { title = \"Shared\" }\n",
		"values.hcl":          "desk = \"Desk\"\n",
		"crm/values.hcl":      "role \"values\" { title = \"Values\" }\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	given := hclschema.Options{Vars: map[string]string{"title": "X"}, VarFiles: []string{filepath.Join(dir, "values.hcl")}, Getenv: func(name string) string {
		if name == "STAGECRAFT_VAR_names" {
			return `["a", "b"]`
		}
		return ""
	}}
	was := hclschema.Load(filepath.Join(dir, "crm"), given)
	if was.Diags.HasErrors() {
		t.Fatal(was.Diags)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	now := hclschema.LoadFiles(was.Sources, hclschema.Options{Recorded: true, Vars: was.Vars, VarFiles: given.VarFiles})
	if now.Diags.HasErrors() {
		t.Fatal(now.Diags)
	}
	if was.Architecture.Digest() != now.Architecture.Digest() {
		t.Error("it is another architecture")
	}
	for name := range was.Sources {
		if now.Sources[name] == nil {
			t.Errorf("%s was not read again", name)
		}
	}
}
