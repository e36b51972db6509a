package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/lint"
)

// Explained is what a code of a finding stands for: a rule, or what loading reports with the rules that it keeps.
type Explained struct {
	Code    diag.Code    `json:"code"`
	Meaning string       `json:"meaning,omitempty"` // of a code of loading
	Rules   []*lint.Rule `json:"-"`
}

// Explain finds what a code stands for; false for an unknown one.
func Explain(code string) (*Explained, bool) {
	e := &Explained{Code: diag.Code(strings.ToUpper(code))}
	e.Meaning = diag.Meaning(e.Code)
	for _, r := range LintRules() {
		if r.Code == e.Code || slices.Contains(r.Enforced, e.Code) {
			e.Rules = append(e.Rules, r)
		}
	}
	return e, e.Meaning != "" || len(e.Rules) > 0
}

// LintCodes lists the codes that can be explained.
func LintCodes() (out []string) {
	for _, r := range LintRules() {
		out = append(out, string(r.Code))
	}
	for c := range diag.Codes() {
		out = append(out, string(c))
	}
	slices.Sort(out)
	return out
}

// ruleJSON is a rule as programs read it.
type ruleJSON struct {
	Code     diag.Code     `json:"code"`
	Name     string        `json:"name"`
	Severity diag.Severity `json:"severity"`
	Reason   string        `json:"reason"`
	Fix      string        `json:"fix"`
	Enforced []diag.Code   `json:"enforced_by,omitempty"`
	Bad      string        `json:"bad_example"`
	Good     string        `json:"good_example"`
}

// JSON is what --json prints.
func (e *Explained) JSON() any {
	rules := []ruleJSON{}
	for _, r := range e.Rules {
		rules = append(rules, ruleJSON{r.Code, r.Name, r.Severity, r.Reason, r.Fix, r.Enforced, r.Example("bad"), r.Example("good")})
	}
	return map[string]any{"format_version": "1.0", "code": e.Code, "meaning": e.Meaning, "rules": rules}
}

// Print shows it to a person. wrap sets a paragraph in lines.
func (e *Explained) Print(w io.Writer, st terminal.Style, wrap func(string) string) {
	if e.Meaning != "" {
		fmt.Fprintf(w, "%s %s\n", st.Bold(string(e.Code)), e.Meaning)
	}
	for i, r := range e.Rules {
		if i > 0 || e.Meaning != "" {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s\n%s\n\n%s\n\n%s\n%s\n", st.Bold(string(r.Code)+" "+r.Name), st.Dim(howKept(r)), wrap(r.Reason), st.Bold("What to do"), wrap(r.Fix))
		for _, kind := range exampleKinds {
			if text := r.Example(kind.name); text != "" {
				fmt.Fprintf(w, "\n%s\n\n%s", st.Bold(kind.title), indent(text))
			}
		}
	}
}

var exampleKinds = []struct{ name, title string }{{"bad", "Reported"}, {"good", "As it should be"}}

// howKept says what happens when a rule is broken: "a warning", "an error", "refused by loading as SC0301".
func howKept(r *lint.Rule) string {
	if len(r.Enforced) > 0 {
		var codes []string
		for _, c := range r.Enforced {
			codes = append(codes, string(c))
		}
		return "refused by loading as " + strings.Join(codes, ", ")
	}
	if r.Severity == diag.Error {
		return "an error"
	}
	return "a warning"
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		b.WriteString(strings.TrimRight("    "+line, " ") + "\n")
	}
	return b.String()
}

// RulePage is a rule in Markdown, without a heading.
func RulePage(r *lint.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** (%s)\n\n%s\n\n%s\n", r.Name, howKept(r), r.Reason, r.Fix)
	for _, kind := range exampleKinds {
		if text := r.Example(kind.name); text != "" {
			fmt.Fprintf(&b, "\n%s:\n\n```hcl\n%s\n```\n", kind.title, strings.TrimRight(text, "\n"))
		}
	}
	return b.String()
}

// RuleBook is a page of all rules in Markdown: a table of contents, then a section for each.
func RuleBook(w io.Writer) {
	fmt.Fprint(w, "# Lint rules\n\nGenerated from the rules. `stagecraft lint DIR` looks for them, `stagecraft lint --explain L-08` shows one of these sections in a terminal. "+
		"A policy gives a rule another severity, or turns it off:\n\n```hcl\npolicy \"lint\" {\n  severity = { \"L-08\" = \"error\", \"L-09\" = \"off\" }\n}\n```\n\n"+
		"What loading refuses cannot be turned off. One finding is accepted by a comment at its line, or right above it: `# stagecraft:ignore L-08 why`. The examples go together with [one file](examples/base.hcl) that declares roles, teams and a CRM; "+
		"lines that are reported end in a comment with the code.\n\n| rule | what it finds | when it is broken |\n| --- | --- | --- |\n")
	for _, r := range LintRules() {
		fmt.Fprintf(w, "| [%s](#%s) | %s | %s |\n", r.Code, strings.ToLower(string(r.Code)), r.Name, howKept(r))
	}
	for _, r := range LintRules() {
		fmt.Fprintf(w, "\n## %s\n\n%s", r.Code, RulePage(r))
	}
}
