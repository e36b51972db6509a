package lint

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// linted is what Run finds in a text that goes together with the base of the examples, by the rules that the tests here use.
func linted(t *testing.T, text string) diag.List {
	t.Helper()
	dir := t.TempDir()
	for name, data := range map[string]string{"base.hcl": Base(), "example.hcl": text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	res := hclschema.Load(dir, hclschema.Options{Getenv: func(string) string { return "" }})
	if err := res.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return only(Run(res.Architecture, res.Sources))
}

func only(found diag.List) (out diag.List) {
	for _, d := range found {
		if slices.Contains([]diag.Code{"L-00", "L-09", "L-40", "L-51", diag.BadValue}, d.Code) {
			out.Add(d)
		}
	}
	return out
}

// brief are the findings in a few words, for comparisons.
func brief(found diag.List) (out []string) {
	for _, d := range found {
		out = append(out, fmt.Sprintf("%d %s %s %s", d.Subject.Start.Line, d.Severity, d.Code, d.Summary))
	}
	return out
}

func TestPolicies(t *testing.T) {
	const metric = "metric \"win_rate\" { category = \"revenue\" }\n" // line 1 breaks L-09
	const found = "1 %s L-09 “Win rate” is not split by any segment"
	for _, c := range []struct {
		name, policies string
		want           []string
	}{
		{"no policy", ``, []string{fmt.Sprintf(found, "warning")}},
		{"stricter", `policy "p" { severity = { "L-09" = "error" } }`, []string{fmt.Sprintf(found, "error")}},
		{"off", `policy "p" { severity = { "L-09" = "off" } }`, nil},
		{"the strictest counts", "policy \"p\" { severity = { \"L-09\" = \"error\" } }\npolicy \"q\" { severity = { \"L-09\" = \"off\" } }", []string{fmt.Sprintf(found, "error")}},
		{"unknown rule", `policy "p" { severity = { "L-9" = "off" } }`, []string{fmt.Sprintf(found, "warning"), `2 error SC0105 There is no rule "L-9"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := brief(linted(t, metric+c.policies)); !slices.Equal(got, c.want) {
				t.Errorf("found %q, wanted %q", got, c.want)
			}
		})
	}
	near := linted(t, `policy "p" { severity = { "l-09" = "off" } }`)
	if len(near) != 1 || !strings.Contains(near[0].Detail, `Did you mean "L-09", Metric that is not segmented?`) || near[0].Subject.Start.Column != 25 {
		t.Errorf("a near name is suggested at the attribute: %v", near)
	}
}

// A policy cannot change what loading refuses, and says so.
func TestPolicyOfKeptRule(t *testing.T) {
	kept := &Rule{Code: "L-90", Name: "Kept", Severity: diag.Error, Enforced: []diag.Code{diag.StageCriteria}}
	res := hclschema.Load(writeTo(t, Base()+`policy "p" { severity = { "L-90" = "off" } }`), hclschema.Options{})
	got := checkPolicies(res.Architecture, byCode([]*Rule{kept}))
	if len(got) != 1 || got[0].Summary != "The severity of L-90 cannot be changed" || !strings.Contains(got[0].Detail, "SC0301") || got[0].Address != "policy.p" {
		t.Errorf("got %v", got)
	}
	comment := []byte("# " + marker + " L-90 Because.\n")
	got = suppress(res.Architecture, nil, map[string][]byte{"a.hcl": comment}, byCode([]*Rule{kept}))
	if len(got) != 1 || got[0].Summary != "L-90 cannot be suppressed" || !strings.Contains(got[0].Detail, "SC0301") {
		t.Errorf("got %v", got)
	}
}

// A severity that does not exist is refused when the files are read, at the attribute and with the near one.
func TestPolicyWithUnknownSeverity(t *testing.T) {
	res := hclschema.Load(writeTo(t, Base()+`policy "p" { severity = { "L-09" = "warn" } }`), hclschema.Options{})
	if len(res.Diags) != 1 || res.Diags[0].Code != diag.BadValue || !strings.Contains(res.Diags[0].Detail, "error, warning or off") || res.Diags[0].Subject.Start.Column != 25 {
		t.Errorf("got %v", res.Diags)
	}
}

func writeTo(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSuppression(t *testing.T) {
	const found = "warning L-09 “Win rate” is not split by any segment"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"on the line", `metric "win_rate" { # stagecraft:ignore L-09 One market.
  category = "revenue"
}`, nil},
		{"on the line above, with slashes", `// stagecraft:ignore L-09 One market.
metric "win_rate" { category = "revenue" }`, nil},
		{"above other comments", `# stagecraft:ignore L-09 One market, one team.
# stagecraft:ignore L-51 The council meets in May.
# How many deals we win.
metric "win_rate" { category = "revenue" }`, []string{`2 warning L-00 The comment suppresses no L-51`}},
		{"at the end of the line above", `locals { x = 1 } # stagecraft:ignore L-09 One market.
metric "win_rate" { category = "revenue" }`, []string{`1 warning L-00 The comment suppresses no L-09`, "2 " + found}},
		{"not across an empty line", `# stagecraft:ignore L-09 One market.

metric "win_rate" { category = "revenue" }`, []string{`1 warning L-00 The comment suppresses no L-09`, "3 " + found}},
		{"no reason", `# stagecraft:ignore L-09
metric "win_rate" { category = "revenue" }`, []string{`1 warning L-00 No reason is given for suppressing L-09`, "2 " + found}},
		{"no code", `# stagecraft:ignore
metric "win_rate" { category = "revenue" }`, []string{`1 warning L-00 This comment names no rule`, "2 " + found}},
		{"unknown code", `metric "win_rate" { category = "revenue" } # stagecraft:ignore L-9 One market.`,
			[]string{"1 " + found, `1 warning L-00 There is no rule "L-9"`}},
		{"twice", `# stagecraft:ignore L-09 One market.
metric "win_rate" { category = "revenue" } # stagecraft:ignore L-09 One market.`, []string{`2 warning L-00 The comment suppresses no L-09`}},
		{"itself", `# stagecraft:ignore L-00 Because.`, []string{`1 warning L-00 L-00 cannot be suppressed`}},
		{"another severity", `# stagecraft:ignore L-00 Because.
policy "p" { severity = { "L-00" = "error" } }`, []string{`1 error L-00 L-00 cannot be suppressed`}},
		{"turned off", `# stagecraft:ignore L-00 Because.
policy "p" { severity = { "L-00" = "off" } }`, nil},
		{"about a rule that is turned off", `# stagecraft:ignore L-09 One market.
metric "win_rate" { category = "revenue" }
policy "p" { severity = { "L-09" = "off" } }`, nil},
		{"in a text", `term "a" {
  label      = "# stagecraft:ignore L-77 x"
  definition = <<-T
    # stagecraft:ignore L-77 x
  T
  state      = "confirmed"
}`, nil},
		{"other comments", "# stagecraft:ignored L-77 x\n# See stagecraft:ignore.\n/* stagecraft:ignore L-77 x */", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := brief(linted(t, c.text)); !slices.Equal(got, c.want) {
				t.Errorf("found %q, wanted %q", got, c.want)
			}
		})
	}
}

// What is reported about a comment stands at its first words.
func TestPlaceOfSuppression(t *testing.T) {
	got := commentsOf("a.hcl", []byte("x = \"ä\" # stagecraft:ignore L-09 ö\r\ny = 1\n"))
	if len(got) != 1 {
		t.Fatalf("got %v", got)
	}
	want := diag.Range{File: "a.hcl", Start: diag.Pos{Line: 1, Column: 9, Byte: 9}, End: diag.Pos{Line: 1, Column: 28, Byte: 28}}
	if got[0].at != want || got[0].line != 1 || got[0].code != "L-09" || got[0].reason != "ö" {
		t.Errorf("got %+v", *got[0])
	}
	if got := commentsOf("a.hcl.json", []byte(`{"//": "# stagecraft:ignore L-09 x"}`)); got != nil {
		t.Errorf("JSON has no comments: %v", got)
	}
}

// No source of truth among several systems is as bad as two.
func TestNoSourceOfTruth(t *testing.T) {
	text := strings.Replace(Base(), "source_of_truth = true", "source_of_truth = false", 1)
	res := hclschema.Load(writeTo(t, text), hclschema.Options{})
	got := brief(only(Run(res.Architecture, res.Sources)))
	if !slices.Equal(got, []string{"2 error L-40 No system is the source of truth"}) {
		t.Errorf("got %q", got)
	}
}

// Before anything is confirmed, one finding says so.
func TestNothingConfirmed(t *testing.T) {
	for source, want := range map[string]string{
		"term \"a\" { label = \"A\" }":                               "Assumed so far: 1 definition.",
		"term \"a\" { label = \"A\" }\nterm \"b\" { label = \"B\" }": "Assumed so far: 2 definitions.",
	} {
		found := linted(t, source)
		if len(found) != 1 || found[0].Code != "L-51" || found[0].Subject.File != "base.hcl" || !strings.HasPrefix(found[0].Detail, want) {
			t.Errorf("got %v, want %q", found, want)
		}
	}
}
