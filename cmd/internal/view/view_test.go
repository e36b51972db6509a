package view

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/review"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func TestDiagnostics(t *testing.T) {
	at := func(line, from, to int) diag.Range {
		return diag.Range{File: "a.hcl", Start: diag.Pos{Line: line, Column: from, Byte: line * 100}, End: diag.Pos{Line: line, Column: to}}
	}
	var out bytes.Buffer
	Diagnostics(&out, terminal.Style{}, 0, diag.List{
		{Code: "SC0111", Severity: diag.Error, Summary: "no such role", Detail: "First.\n  second", Subject: at(2, 8, 12), Address: "stage.lead.a"},
		{Code: "SC0002", Severity: diag.Warning, Summary: "no place"},
		{Code: "SC0001", Severity: diag.Error, Summary: "beyond the end", Subject: at(9, 1, 2)},
	}, map[string][]byte{"a.hcl": []byte("stage {\r\n\towner = role\r\n}")})
	want := `Warning SC0002: no place

Error SC0111: no such role
  on a.hcl:2:8, in stage.lead.a
     2 │  owner = role
       │        ^^^^
  First.
    second

Error SC0001: beyond the end
  on a.hcl:9:1

`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Error(d)
	}
}

func TestDiagnosticsFitTheTerminal(t *testing.T) {
	var out bytes.Buffer
	Diagnostics(&out, terminal.Style{}, 24, diag.List{{Code: "SC0002", Severity: diag.Error, Summary: "no place", Detail: "Name the directory that holds it.\nShort.\n  an indented line is long"}}, nil)
	want := `Error SC0002: no place
  Name the directory
  that holds it.
  Short.
    an indented line is
    long

`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Error(d)
	}
}

func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"1 stage": Count(1, "stage"), "2 stages": Count(2, "stage"), "0 factories": Count(0, "factory"),
		"3 exit criteria": Count(3, "exit criterion"), "1 exit criterion": Count(1, "exit criterion"),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestControlCharacters shows a plan with hostile names and values: no control character reaches the terminal.
func TestControlCharacters(t *testing.T) {
	const evil = "a\x1b[2J\x07\u009b"
	p := &planner.Plan{Environment: "sandbox",
		Changes: []*planner.Change{{Action: planner.Update, Address: "x_y.role." + evil, Origin: "role.a", Label: evil, Reason: "declared",
			Before: providers.Values{"a": evil}, Diffs: []planner.AttrDiff{{Path: "a", Before: evil, After: "b"}}}},
		Unmanaged: []planner.Object{{Type: "x_y", Key: evil}}, Summary: planner.Summary{Update: 1, Unmanaged: 1}}
	var out bytes.Buffer
	report.Plan(&out, terminal.Style{}, p, true)
	Diagnostics(&out, terminal.Style{}, 0, diag.List{{Summary: evil, Detail: evil}}, nil)
	if i := strings.IndexAny(out.String(), "\x1b\x07\u009b"); i >= 0 {
		t.Errorf("a control character at %d of:\n%q", i, out.String())
	}
	if !strings.Contains(out.String(), "Plan: 1 to update; 1 unmanaged.") {
		t.Errorf("no summary:\n%s", out.String())
	}
}

// TestMarkdown keeps hostile names inside their table cells and fences.
func TestMarkdown(t *testing.T) {
	p := &planner.Plan{Environment: "sandbox", Summary: planner.Summary{Delete: 1},
		Changes: []*planner.Change{{Action: planner.Delete, Address: "x_y.role.a", Label: "a | <b>\n```", Reason: "gone\n```", Risk: planner.High, Why: []string{"holds | records"}}}}
	var out bytes.Buffer
	_ = PlanMarkdown(&out, review.New(review.Options{Plan: p}), CommentOptions{})
	if n := strings.Count(out.String(), "```"); n != 2 {
		t.Errorf("%d fences in:\n%s", n, out.String())
	}
	if strings.Contains(out.String(), "<b>\n") || !strings.Contains(out.String(), `| delete a \| &lt;b&gt; ''' | high | holds \| records |  |`) {
		t.Errorf("the label breaks out of its cell:\n%s", out.String())
	}
}

// TestDiscard says, for people and in Markdown, that records lose their values.
func TestDiscard(t *testing.T) {
	for _, tc := range []struct {
		records        int64
		text, markdown string
	}{
		{12, "! 12 records lose their value; where the CRM keeps a history of records, the old value stays in it\n", "| 12 records lose their value;"},
		{1, "! 1 record loses its value; ", "| 1 record loses its value;"},
		{-1, "! an unknown number of records lose their value; ", "| an unknown number of records lose their value;"},
	} {
		p := &planner.Plan{Environment: "sandbox", Summary: planner.Summary{Delete: 1},
			Changes: []*planner.Change{{Action: planner.Delete, Address: "x_property.field.contact.a", Origin: "field.contact.a", Label: "field “A”",
				Risk: planner.High, Discard: true, Impact: &planner.Impact{Records: &tc.records}}}}
		var text, markdown bytes.Buffer
		report.Plan(&text, terminal.Style{}, p, false)
		_ = PlanMarkdown(&markdown, review.New(review.Options{Plan: p}), CommentOptions{})
		if !strings.Contains(text.String(), tc.text) || !strings.Contains(markdown.String(), tc.markdown) {
			t.Errorf("%d records:\n%s\n%s", tc.records, text.String(), markdown.String())
		}
	}
}

// TestParts lets what is created speak for what the same block makes inside of it, and nothing else.
func TestParts(t *testing.T) {
	made := func(typ string, origin schema.Address, key, label string) *planner.Change {
		return &planner.Change{Action: planner.Create, Address: typ + "." + string(origin), Origin: origin, Type: typ, Key: key, Label: label, Reason: "declared", Risk: planner.Low}
	}
	written := func(c *planner.Change) *planner.Change {
		c.Documents = true
		return c
	}
	changes := []*planner.Change{
		made("x_property", "field.deal.size", "deals/size", "property “Size”"),
		made("x_option", "field.deal.size", "deals/size/s", "option “S”"),
		made("x_option", "field.deal.size", "deals/size/l", "option “L”"),
		made("x_property", "reasons.loss", "deals/loss", "property “Loss”"),
		made("x_option", "reasons.loss.code.price", "deals/loss/price", "code “Price”"),
		made("y_field", "field.deal.phase", "deals/phase", "field “Phase” of Deal"),
		made("y_value", "field.deal.phase", "deals.phase/a.b", "option “A”"),
		made("y_value", "field.deal.phase", "deals.phase/d", "option “D”"),
		made("y_set", "reasons.churn", "churn", "value set “Churn”"),
		made("y_value", "reasons.churn.code.price", "global.churn/price", "code “Price”"),
		written(made("y_record", "stage.new.won", "rule/won", "definition of “Won”")),
		written(made("y_record", "stage.new.lost", "rule/lost", "definition of “Lost”")),
		made("x_pipeline", "pipeline.new", "deals/new", "pipeline “New”"),
		made("x_stage", "stage.new.won", "deals/new/won", "stage “Won”"),
		{Action: planner.Adopt, Address: "x_property.field.deal.old", Origin: "field.deal.old", Key: "deals/old", Label: "property “Old”", Reason: "exists already", Risk: planner.Low},
		made("x_option", "field.deal.old", "deals/old/y", "option “Y”"),
	}
	p := &planner.Plan{Environment: "sandbox", Changes: changes, Summary: planner.Summary{Create: 15, Adopt: 1}}
	var some, all bytes.Buffer
	report.Plan(&some, terminal.Style{}, p, false)
	report.Plan(&all, terminal.Style{}, p, true)
	want := `+ property “Size” with 2 options (field.deal.size, declared)
+ property “Loss” with 1 code (reasons.loss, declared)
+ field “Phase” of Deal with 2 options (field.deal.phase, declared)
+ value set “Churn” with 1 code (reasons.churn, declared)
+ pipeline “New” (pipeline.new, declared)
+ stage “Won” (stage.new.won, declared)
⊕ property “Old” (field.deal.old, exists already)
+ option “Y” (field.deal.old, declared)
+ 2 definitions (--all shows each)
Plan: 15 to create, 1 to adopt.
`
	if d := cmp.Diff(want, some.String()); d != "" {
		t.Error(d)
	}
	if n := strings.Count(all.String(), "(declared)") + strings.Count(all.String(), ", declared)"); n != 15 {
		t.Errorf("%d of 15 things are shown with all:\n%s", n, all.String())
	}
}

// TestTechnical leaves out what is for the CRM when something else says the same for people, unless it drifted or all is asked for.
func TestTechnical(t *testing.T) {
	show := func(all bool, diffs ...planner.AttrDiff) string {
		var b bytes.Buffer
		report.Plan(&b, terminal.Style{}, &planner.Plan{Changes: []*planner.Change{{Action: planner.Update, Address: "x_flow.sla.a", Origin: "sla.a", Label: "flow “A”", Diffs: diffs}}}, all)
		return b.String()
	}
	summary, document := planner.AttrDiff{Path: "summary", Before: "a", After: "b"}, planner.AttrDiff{Path: "document", Before: "x", After: "y", Technical: true}
	drifted := document
	drifted.Drift = true
	for _, tc := range []struct {
		text  string
		shown bool
	}{
		{show(false, summary, document), false}, {show(true, summary, document), true}, {show(false, document), true}, {show(false, summary, drifted), true},
	} {
		if strings.Contains(tc.text, "document") != tc.shown {
			t.Errorf("the document is shown: %v\n%s", !tc.shown, tc.text)
		}
	}
}

// TestFailuresAlike tells what many fail for once, after what fails for a reason of its own.
func TestFailuresAlike(t *testing.T) {
	var list []planner.Outcome
	for _, name := range []string{"a", "b", "c", "d"} {
		list = append(list, planner.Outcome{Action: planner.Create, Address: "x_field.field.deal." + name, Why: "nothing was deployed"})
	}
	list = append(list, planner.Outcome{Action: planner.Create, Address: "x_field.field.deal.e", Why: "refused"})
	var b bytes.Buffer
	outcomes(&b, "Failed", list)
	want := "Failed: 5\n  create field.deal.e: refused\n  create field.deal.a and 3 others: nothing was deployed\n"
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

// TestUnmanaged puts what stands among declared things first, and one line for what is inside the same undeclared thing.
func TestUnmanaged(t *testing.T) {
	p := &planner.Plan{Environment: "sandbox", Unmanaged: []planner.Object{
		{Type: "x_option", Key: "deals/size/xl", Among: true},
		{Type: "x_option", Key: "deals/size/xs", Among: true},
		{Type: "x_option", Key: "deals/tier/a"},
		{Type: "x_option", Key: "deals/tier/b"},
		{Type: "x_option", Key: "leads/one/a"},
		{Type: "x_property", Key: "deals/tier"},
	}}
	var some, all bytes.Buffer
	report.Plan(&some, terminal.Style{}, p, false)
	report.Plan(&all, terminal.Style{}, p, true)
	want := `  Among what is declared:
  ? x_option.deals/size/xl
  ? x_option.deals/size/xs
  Elsewhere:
  ? x_option.leads/one/a
  ? x_property.deals/tier
  ? x_option.deals/tier/* (2)
`
	if !strings.Contains(some.String(), want) {
		t.Errorf("got:\n%s", some.String())
	}
	if strings.Count(all.String(), "  ? ") != 6 {
		t.Errorf("with all:\n%s", all.String())
	}
}
