package lint

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Every rule of the list is there, says what it is, and is tested by its examples: what breaks it is reported at the lines that
// end in a comment with its code, and nowhere else; what does not is silent.
func TestRules(t *testing.T) {
	var codes []string
	for _, r := range Rules() {
		codes = append(codes, string(r.Code))
		t.Run(string(r.Code), func(t *testing.T) {
			if r.Name == "" || r.Reason == "" || r.Source() == "" || r.Fix == "" || r.Severity == "" || (r.Check == nil) == (len(r.Enforced) == 0) {
				t.Error("a rule has a name, a severity, a reason, a fix, and either a check or the codes that loading reports")
			}
			for _, kind := range []string{"bad", "good"} {
				text, err := os.ReadFile(filepath.Join("examples", string(r.Code)+"."+kind+".hcl"))
				if err != nil {
					t.Fatal(err)
				}
				want := marked(string(text), r.Code)
				if (len(want) > 0) != (kind == "bad") {
					t.Errorf("%s: %d lines end in # %s", kind, len(want), r.Code)
				}
				if got := found(t, r, text, kind == "good" || r.Check != nil); !slices.Equal(got, want) {
					t.Errorf("%s: found at lines %v, wanted %v", kind, got, want)
				}
			}
		})
	}
	for i := 1; i <= 52; i++ {
		if code := fmt.Sprintf("L-%02d", i); !slices.Contains(codes, code) {
			t.Errorf("there is no %s", code)
		}
	}
	if len(codes) != len(slices.Compact(slices.Sorted(slices.Values(codes)))) {
		t.Error("a code is there twice")
	}
}

// marked are the lines that end in a comment with a code.
func marked(text string, code diag.Code) (lines []int) {
	end := regexp.MustCompile(`# (L-\d\d)$`)
	for i, line := range strings.Split(text, "\n") {
		if m := end.FindStringSubmatch(strings.TrimRight(line, " ")); m != nil && m[1] == string(code) {
			lines = append(lines, i+1)
		}
	}
	return lines
}

// found are the lines of an example at which a rule reports something, each once.
func found(t *testing.T, r *Rule, text []byte, loads bool) (lines []int) {
	t.Helper()
	dir := t.TempDir()
	base, err := os.ReadFile("examples/base.hcl")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"base.hcl": base, "example.hcl": text} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	res := hclschema.Load(dir, hclschema.Options{Getenv: func(string) string { return "" }})
	if err := res.Diags.Err(); err != nil && loads {
		t.Fatalf("the example does not load: %v", err)
	}
	report := res.Diags
	if r.Check != nil {
		report = Run(res.Architecture, res.Sources)
	}
	for _, d := range report {
		if d.Code != r.Code && !slices.Contains(r.Enforced, d.Code) {
			continue
		}
		if d.Subject.File != "example.hcl" {
			t.Errorf("reported at %s: %s", d.Subject, d.Summary)
			continue
		}
		if !slices.Contains(lines, d.Subject.Start.Line) {
			lines = append(lines, d.Subject.Start.Line)
		}
	}
	slices.Sort(lines)
	return lines
}
