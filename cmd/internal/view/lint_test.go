package view

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// awkward has findings with and without a place, over several lines, behind letters of several bytes, with text that must be escaped.
func awkward() *Lint {
	src := "a = \"e\u0301🙂\" # x\nb = 1\n"
	at := func(start, end diag.Pos) diag.Range { return diag.Range{File: "a b,c:50%.hcl", Start: start, End: end} }
	return &Lint{Dir: "crm", Loaded: true, Version: "1.2.3", Sources: map[string][]byte{"a b,c:50%.hcl": []byte(src)}, Found: diag.List{
		{Code: "L-00", Severity: diag.Warning, Summary: "One", Detail: "Two.\nThree: 50%, <b>\x01.", Address: "stage.lead.mql",
			Subject: at(diag.Pos{Line: 1, Column: 10, Byte: 14}, diag.Pos{Line: 1, Column: 13, Byte: 17})},
		{Code: "L-00", Severity: diag.Warning, Summary: "Lines", Subject: at(diag.Pos{Line: 1, Column: 1}, diag.Pos{Line: 2, Column: 2, Byte: 19})},
		{Code: diag.Duplicate, Severity: diag.Error, Summary: "Beside the rules", Subject: diag.Range{File: "a b,c:50%.hcl"}},
		{Code: diag.MissingBlock, Severity: diag.Error, Summary: "No place"},
	}}
}

func written(t *testing.T, format string, l *Lint) string {
	t.Helper()
	var b bytes.Buffer
	if err := LintFormats[format](&b, terminal.Style{}, l); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What section 3 of SARIF 2.1.0 requires of a log, and what code scanning asks for beyond it: rules that results point to,
// levels that exist, addresses that are relative.
func TestLintSARIF(t *testing.T) {
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct {
						ID, Name                                string
						ShortDescription, FullDescription, Help *struct{ Text string }
						DefaultConfiguration                    *struct{ Level string }
					}
				}
			}
			OriginalURIBaseIDs map[string]any `json:"originalUriBaseIds"`
			Invocations        []struct{ ExecutionSuccessful *bool }
			Results            []struct {
				RuleID    string
				RuleIndex *int
				Level     string
				Message   *struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI, URIBaseID string }
						Region           *struct{ StartLine, StartColumn, EndLine, EndColumn int }
					}
				}
			}
		}
	}
	l := awkward()
	if err := json.Unmarshal([]byte(written(t, "sarif", l)), &log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || !strings.HasSuffix(log.Schema, "sarif-schema-2.1.0.json") || len(log.Runs) != 1 {
		t.Fatalf("version %q, schema %q, %d runs", log.Version, log.Schema, len(log.Runs))
	}
	run := log.Runs[0]
	if run.Tool.Driver.Name == "" || len(run.Invocations) != 1 || run.Invocations[0].ExecutionSuccessful == nil {
		t.Error("a run names its tool and says whether it was carried out")
	}
	levels := "error warning"
	seen := map[string]bool{}
	for _, r := range run.Tool.Driver.Rules {
		if r.ID == "" || seen[r.ID] || r.ShortDescription == nil || r.ShortDescription.Text == "" || r.FullDescription == nil || r.FullDescription.Text == "" ||
			r.Help == nil || r.Help.Text == "" || r.DefaultConfiguration == nil || !strings.Contains(levels, r.DefaultConfiguration.Level) || strings.Contains(r.Name, " ") {
			t.Errorf("rule %+v", r)
		}
		seen[r.ID] = true
	}
	if want := len(LintRules()) + 2; len(seen) != want {
		t.Errorf("%d rules, wanted %d: those of lint and two of loading", len(seen), want)
	}
	if len(run.Results) != len(l.Found) {
		t.Fatalf("%d results", len(run.Results))
	}
	var regions []string
	for _, r := range run.Results {
		if r.Message == nil || r.Message.Text == "" || r.Level == "" || !strings.Contains(levels, r.Level) || r.RuleIndex == nil || run.Tool.Driver.Rules[*r.RuleIndex].ID != r.RuleID {
			t.Errorf("result %+v", r)
		}
		for _, at := range r.Locations {
			loc := at.PhysicalLocation
			u, err := url.Parse(loc.ArtifactLocation.URI)
			if err != nil || u.IsAbs() || u.Path != "crm/a b,c:50%.hcl" || run.OriginalURIBaseIDs[loc.ArtifactLocation.URIBaseID] == nil {
				t.Errorf("at %+v: %v", loc.ArtifactLocation, err)
			}
			if x := loc.Region; x != nil {
				regions = append(regions, fmt.Sprintf("%d:%d-%d:%d", x.StartLine, x.StartColumn, x.EndLine, x.EndColumn))
			}
		}
	}
	// Columns count code points: e and its accent are two.
	if got := strings.Join(regions, " "); got != "1:1-2:2 1:11-1:14" {
		t.Errorf("regions %s", got)
	}
}

// Workflow commands are one line each, whatever is in the text.
func TestLintGitHub(t *testing.T) {
	want := `::error title=SC0109 No place::No place
::error file=crm/a b%2Cc%3A50%25.hcl,title=SC0106 Beside the rules::Beside the rules
::warning file=crm/a b%2Cc%3A50%25.hcl,line=1,endLine=2,title=L-00 Lines::Lines
::warning file=crm/a b%2Cc%3A50%25.hcl,line=1,endLine=1,col=10,endColumn=13,title=L-00 One::Two.%0AThree: 50%25, <b>` + "\uFFFD" + `.
`
	if got := written(t, "github", awkward()); !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s", got)
	}
}

// Each rule and each other code is one test case; warnings fail theirs only when they fail the run.
func TestLintJUnit(t *testing.T) {
	for _, c := range []struct {
		change                    func(*Lint)
		failures, skipped, output int
	}{
		{func(*Lint) {}, 2, 0, 1},
		{func(l *Lint) { l.Strict = true }, 3, 0, 0},
		{func(l *Lint) { l.Loaded = false }, 2, len(LintRules()) - 1, 1},
		{func(l *Lint) { l.Off = []diag.Code{LintRules()[1].Code} }, 2, 1, 1},
	} {
		l := awkward()
		c.change(l)
		var suites struct {
			Suite struct {
				Tests    int `xml:"tests,attr"`
				Failures int `xml:"failures,attr"`
				Skipped  int `xml:"skipped,attr"`
				Case     []struct {
					Name    string    `xml:"name,attr"`
					Failure *string   `xml:"failure"`
					Skipped *struct{} `xml:"skipped"`
					Output  string    `xml:"system-out"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		if err := xml.Unmarshal([]byte(written(t, "junit", l)), &suites); err != nil {
			t.Fatal(err)
		}
		failures, skipped, output := 0, 0, 0
		for _, x := range suites.Suite.Case {
			if x.Failure != nil {
				failures++
			}
			if x.Skipped != nil {
				skipped++
			}
			if x.Output != "" {
				output++
			}
		}
		s := suites.Suite
		if s.Tests != len(s.Case) || s.Tests != len(LintRules())+2 || s.Failures != failures || s.Skipped != skipped {
			t.Errorf("the counts are not those of the %d cases: %d, %d, %d", len(s.Case), s.Tests, s.Failures, s.Skipped)
		}
		if failures != c.failures || skipped != c.skipped || output != c.output {
			t.Errorf("%d failures, %d skipped, %d with output; wanted %d, %d, %d", failures, skipped, output, c.failures, c.skipped, c.output)
		}
	}
}
