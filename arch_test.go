// Package stagecraft_test keeps the rules about which package may import which.
package stagecraft_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/stagecraft-dev/stagecraft/"

// layers lists, for each top-level folder, which others it may import.
var layers = map[string][]string{
	"internal":           {},
	"schema":             {"schema"},
	"providers":          {"schema", "providers"},
	"planner":            {"schema", "providers", "planner"},
	"render":             {"schema", "planner", "providers", "render"},
	"terraform-provider": {"schema", "providers", "planner", "render", "terraform-provider"},
	"cmd":                {"schema", "providers", "planner", "render", "terraform-provider", "examples", "cmd"},
	"examples":           {"schema", "providers", "planner", "render", "examples"},
}

// closer rules inside the layers.
var forbidden = []struct{ from, to, why string }{
	{"schema", "github.com/hashicorp/hcl", "the model knows no HCL syntax"},
	{"schema/expr", "github.com/hashicorp/hcl", "expressions know no HCL syntax"},
	{"schema/engine", "github.com/hashicorp/hcl", "the engine knows no HCL syntax"},
	{"schema/diff", "github.com/hashicorp/hcl", "the diff knows no HCL syntax"},
	{"schema/signoff", "github.com/go-git", "what is signed is known without git; schema/signoff/commits reads it"},
	{"schema/signoff", module + "schema/history", "what is signed is known without git; schema/signoff/commits reads it"},
	{"schema/signoff", "github.com/hashicorp/hcl", "records know no HCL syntax"},
	{"schema/diag", module, "diagnostics are the bottom"},
	{"planner", module + "providers/", "the planner knows the contract, never one CRM"},
	{"planner/audit", module + "providers/", "an audit knows the contract, never one CRM"},
	{"planner/audit", module + "planner", "records are judged by the architecture alone, not by plans or states"},
	{"render", module + "providers/", "documents know the contract, never one CRM"},
}

func TestLayers(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		rel, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours {
			continue
		}
		seen++
		folder, _, _ := strings.Cut(rel, "/")
		allowed, known := layers[folder]
		if !known {
			t.Errorf("%s: a new top-level folder; add it to ARCHITECTURE.md and to this test", rel)
		}
		for _, imp := range p.Imports {
			if r, ours := strings.CutPrefix(imp, module); ours {
				to, _, _ := strings.Cut(r, "/")
				if !contains(allowed, to) && to != "internal" {
					t.Errorf("%s imports %s: %s may only import %v", rel, r, folder, allowed)
				}
			}
			for _, f := range forbidden {
				if rel == f.from && strings.HasPrefix(imp, f.to) {
					t.Errorf("%s imports %s: %s", rel, imp, f.why)
				}
			}
		}
	}
	if seen < 8 {
		t.Fatalf("only %d packages seen", seen)
	}
}

// Documents are the same bytes on every day: nothing that makes them may look at the clock or draw lots.
func TestDocumentsKnowNoClock(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("render", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.Contains(name, "browsertest") {
			return err
		}
		seen++
		src, err := os.ReadFile(name)
		for _, word := range []string{"time.Now", "time.Since", "math/rand", "crypto/rand", "os.Getenv", "os.Hostname"} {
			if strings.Contains(string(src), word) {
				t.Errorf("%s uses %s", name, word)
			}
		}
		return err
	})
	if err != nil || seen < 40 {
		t.Fatalf("%d files read: %v", seen, err)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
