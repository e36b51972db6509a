package view

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// auditOf is a report with n findings, whose words come from a hostile file or CRM.
func auditOf(n int, words string) *audit.Report {
	r := &audit.Report{FormatVersion: audit.FormatVersion, Environment: "production", Architecture: "a", Applied: "a", At: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		Objects: []audit.Object{{Name: "contact", Total: 12345, Read: 12000, Limits: []string{words}}, {Name: "deal", Total: 7, Read: 7}},
		Checks: []audit.Check{
			{Name: "owner", Title: "Has each record one active owner?", Looked: 12007, What: "records in a stage"},
			{Name: "facts", Title: "Are the facts there?", Looked: 12007, What: "records in a stage", Broken: 61, Untold: []string{words}},
			{Name: "clocks", Title: "Were the clocks kept?", What: "clocks", Untold: []string{words}},
		},
		Stages: []audit.Stage{{Address: "stage.lead.mql", Label: words, Track: "Lead", Records: 1200, Stays: 3, Median: 3 * 86400, Longest: 90061}, {Address: "stage.lead.new", Label: "New", Track: "Lead"}}}
	for i := range n {
		r.Checks[1].Findings = append(r.Checks[1].Findings, audit.Finding{Kind: audit.FactMissing, Address: schema.Address(fmt.Sprintf("stage.lead.s%d", i)),
			Range: diag.Range{File: "a.hcl", Start: diag.Pos{Line: 7}}, What: "MQL needs " + words, Todo: "Fill in " + words, Count: 1200 - i,
			Records: []audit.RecordRef{{Object: "contact", ID: "12", URL: "https://crm.example/web#id=12", Detail: words}, {Object: "contact", ID: "13", URL: "javascript:alert(1)"}}})
	}
	return r
}

func TestAudit(t *testing.T) {
	var out bytes.Buffer
	r := auditOf(2, "a fact")
	Audit(&out, terminal.Style{}, 0, r)
	want := `Audit of production, 2026-03-02 09:00 UTC
  12,000 of 12,345 contact records
    a fact
  7 deal records

✓ Has each record one active owner?
  Yes, as far as can be told: 12,007 records in a stage.

✗ Are the facts there?
  No: 61 of 12,007 records in a stage.
  1,200  MQL needs a fact
         stage.lead.s0, a.hcl:7
         → Fill in a fact
         contact 12: a fact https://crm.example/web#id=12
         contact 13 javascript:alert(1)
         and 1,198 more
  1,199  MQL needs a fact
         stage.lead.s1, a.hcl:7
         contact 12: a fact https://crm.example/web#id=12
         contact 13 javascript:alert(1)
         and 1,197 more
  ? a fact

? Were the clocks kept?
  Not known.
  ? a fact

Stage     Records  Median stay  Longest
Lead
  a fact  1,200    3d 0h        1d 1h
  New     0        –            –

Something was found by 1 of 3 checks.
`
	if out.String() != want {
		t.Errorf("got\n%s", out.String())
	}
	for applied, note := range map[string]string{"": "Nothing was applied", "b": "Another architecture was applied", "a": ""} {
		out.Reset()
		r.Applied = applied
		Audit(&out, terminal.Style{}, 0, r)
		if said := strings.Contains(out.String(), "as a proposal"); said != (note != "") || !strings.Contains(out.String(), note) {
			t.Errorf("applied %q:\n%s", applied, out.String())
		}
	}
}

// Nothing found is not the same as nothing wrong.
func TestAuditNothingFound(t *testing.T) {
	whole := func(r *audit.Report) {
		r.Objects[0].Limits, r.Checks[1].Untold, r.Checks[2].Untold = nil, nil, nil
	}
	for _, c := range []struct {
		want, answer string
		change       func(*audit.Report)
	}{
		{"Nothing was found.", "Yes: 12,007 records in a stage.", whole},
		{"Nothing was found.", "There are no clocks.", whole},
		{"Nothing was found.", "Yes: 1 record in a stage.", func(r *audit.Report) { whole(r); r.Checks[0].Looked = 1 }},
		{"Nothing was found in what could be judged.", "Yes: 12,007 records in a stage.", func(r *audit.Report) { r.Objects[0].Limits = nil }},
		{"Nothing was found in what could be judged.", "Yes, as far as can be told: 12,007 records in a stage.",
			func(r *audit.Report) {
				whole(r)
				r.Objects[1].Limits = []string{"Of 7 records only the 1 were read that were made last."}
			}},
		{"Nothing was found in what could be judged.", auditFailed, func(r *audit.Report) { whole(r); r.Failed = true }},
		{"There was nothing to judge.", "There are no clocks.", func(r *audit.Report) { whole(r); r.Checks = r.Checks[2:] }},
		{"Nothing could be judged.", "Not known.", func(r *audit.Report) { r.Objects[0].Limits = nil; r.Checks = r.Checks[2:] }},
		{"Nothing could be judged.", "Not known.", func(r *audit.Report) { whole(r); r.Failed = true; r.Checks = r.Checks[2:] }},
	} {
		r := auditOf(0, "a fact")
		c.change(r)
		var out, markdown bytes.Buffer
		Audit(&out, terminal.Style{}, 0, r)
		AuditMarkdown(&markdown, r, MaxIssue, onCRM)
		if !strings.HasSuffix(out.String(), "\n"+c.want+"\n") || !strings.Contains(markdown.String(), "**"+c.want+"**") {
			t.Errorf("without %q:\n%s%s", c.want, out.String(), markdown.String())
		}
		if !strings.Contains(out.String(), c.answer) || !strings.Contains(markdown.String(), md(c.answer)) {
			t.Errorf("without %q:\n%s%s", c.answer, out.String(), markdown.String())
		}
	}
}

// What is green was judged whole.
func TestAuditMark(t *testing.T) {
	style := (&terminal.Streams{Color: true, OutTTY: true}).OutStyle()
	for _, unsure := range []bool{false, true} {
		if mark := auditMark(style, &audit.Check{Looked: 1}, unsure); (mark == style.Green("✓")) == unsure {
			t.Errorf("unsure %v: %q", unsure, mark)
		}
	}
}

func TestAuditOfNothing(t *testing.T) {
	r := auditOf(0, "a fact")
	r.Objects = nil
	var out bytes.Buffer
	AuditMarkdown(&out, r, MaxIssue, onCRM)
	if strings.Contains(out.String(), " , ") || !strings.Contains(out.String(), "2026-03-02 09:00 UTC.") {
		t.Errorf("got\n%s", out.String())
	}
	for want, o := range map[string]audit.Object{"1 deal record": {Name: "deal", Total: 1, Read: 1}, "1 of 8 deal records": {Name: "deal", Total: 8, Read: 1}} {
		if got := auditRead(o); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAuditFitsTheTerminal(t *testing.T) {
	for _, width := range []int{60, 80, 120} {
		var out bytes.Buffer
		Audit(&out, terminal.Style{}, width, auditOf(3, strings.Repeat("long words – and more of them ", 12)+"\x1b[31m"))
		if strings.Contains(out.String(), "\x1b") {
			t.Error("what a file says reaches the terminal")
		}
		table := false
		for line := range strings.Lines(out.String()) {
			table = table || strings.HasPrefix(line, "Stage ")
			if n := utf8.RuneCountInString(line) - 1; n > width && !table {
				t.Errorf("%d letters in a line of %d: %s", n, width, line)
			}
		}
	}
}

func TestAuditMarkdownIsHarmless(t *testing.T) {
	var out bytes.Buffer
	AuditMarkdown(&out, auditOf(1, hostile), MaxIssue, onCRM)
	text := out.String()
	for _, want := range []string{"### Stagecraft audit: `production`", "12,000 of 12,345 contact records, 7 deal records", "[`contact 12`](<https://crm.example/web#id=12>)",
		"- `contact 13`\n", "and 1,198 more", "| **No: 61 of 12,007 records in a stage.** |", "1d 1h"} {
		if !strings.Contains(strings.ReplaceAll(text, "  - `contact 13`", "- `contact 13`"), want) {
			t.Errorf("without %q:\n%s", want, text)
		}
	}
	for _, bad := range []string{"@team", "<script>", "[a](b)", "\u202e", "**b**", "javascript", "\n# x"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q is in it:\n%s", bad, text)
		}
	}
}

func TestAuditMarkdownFits(t *testing.T) {
	var out bytes.Buffer
	r := auditOf(1100, "a fact")
	r.Checks[2].Findings = []audit.Finding{{Kind: audit.Unraised, Address: "sla.answer", What: "Answer ran out.", Count: 1}}
	r.Checks[2].Title = "The last check"
	AuditMarkdown(&out, r, MaxIssue, onCRM)
	text := out.String()
	if n := utf8.RuneCountInString(text); n > 65_536 {
		t.Errorf("%d letters", n)
	}
	if !strings.Contains(text, " findings more; `"+onCRM("audit --all-records")+"` lists all.") || !strings.Contains(text, "What could not be judged") {
		t.Errorf("nothing says that there are more:\n%s", text[:600])
	}
	if strings.Contains(text, "#### The last check") {
		t.Error("a heading has nothing under it")
	}
	out.Reset()
	AuditMarkdown(&out, r, 0, onCRM)
	if n := strings.Count(out.String(), "- **"); n != 1101 || strings.Contains(out.String(), "lists all") {
		t.Errorf("%d findings of 1101 without a limit", n)
	}
}

// A finding about many records leaves some of them out; neither it nor the ones after it are lost.
func TestAuditMarkdownCutsRecords(t *testing.T) {
	r := auditOf(3, "a fact")
	for i := range r.Checks[1].Findings {
		f := &r.Checks[1].Findings[i]
		f.Records = nil
		for j := range f.Count {
			f.Records = append(f.Records, audit.RecordRef{Object: "contact", ID: fmt.Sprint(j), Detail: strings.Repeat("x", 60)})
		}
	}
	var out bytes.Buffer
	AuditMarkdown(&out, r, MaxIssue, onCRM)
	items := strings.Split(out.String(), "\n- **")[1:]
	if len(items) != 3 || out.Len() > MaxIssue || out.Len() < MaxIssue-1000 {
		t.Fatalf("%d findings in %d bytes", len(items), out.Len())
	}
	for i, item := range items {
		shown := strings.Count(item, "  - `contact ")
		if shown < 200 || !strings.Contains(item, "  - and "+diag.Thousands(1200-i-shown)+" more") || !strings.Contains(item, "  - [ ] Fill in a fact") {
			t.Errorf("%d records of finding %d:\n%s", shown, i, item[:200])
		}
	}
	if !strings.Contains(items[2], "Not all records fit here; `"+onCRM("audit --all-records")+"` lists all.") {
		t.Error("nothing says where the others are")
	}
}
