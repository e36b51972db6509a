package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/lint"
)

// Explained is what a code of a finding stands for: a rule, or what loading reports with the rules that it keeps.
type Explained struct {
	Code    diag.Code    `json:"code"`
	Meaning string       `json:"meaning,omitempty"` // of a code of loading
	Rules   []*lint.Rule `json:"-"`
}

// Explain finds what a code stands for, among the rules of policies, too; false for an unknown one.
func Explain(code string, own []*lint.Rule) (*Explained, bool) {
	e := &Explained{Code: diag.Code(strings.ToUpper(code))}
	if slices.ContainsFunc(own, func(r *lint.Rule) bool { return string(r.Code) == code }) {
		e.Code = diag.Code(code)
	}
	e.Meaning = diag.Meaning(e.Code)
	for _, r := range append(LintRules(), own...) {
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
	Source   string        `json:"source"`
	Fix      string        `json:"fix"`
	Mends    string        `json:"fixed_by_lint,omitempty"` // what --fix does
	Enforced []diag.Code   `json:"enforced_by,omitempty"`
	Bad      string        `json:"bad_example,omitempty"`
	Report   string        `json:"bad_example_report,omitempty"`
	Good     string        `json:"good_example,omitempty"`
	URL      string        `json:"url,omitempty"`
}

// JSON is what --json prints.
func (e *Explained) JSON() any {
	rules := []ruleJSON{}
	for _, r := range e.Rules {
		rules = append(rules, ruleJSON{r.Code, r.Name, r.Severity, r.Reason, r.Source(), r.Fix, r.Mends, r.Enforced, r.Example("bad"), ExampleReport(r), r.Example("good"), r.URL()})
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
		fmt.Fprintf(w, "%s\n%s\n\n%s\nSource: %s.\n\n%s\n%s\n", st.Bold(string(r.Code)+" "+r.Name), st.Dim(howKept(r)), wrap(r.Reason), r.Source(), st.Bold("What to do"), wrap(r.Fix))
		if r.Mends != "" {
			fmt.Fprintf(w, "\n%s\n%s\n", st.Bold("What stagecraft lint --fix does"), wrap(r.Mends))
		}
		for _, kind := range exampleKinds {
			if text := r.Example(kind.name); text != "" {
				fmt.Fprintf(w, "\n%s\n\n%s", st.Bold(kind.title), indent(text))
			}
			if report := ExampleReport(r); kind.name == "bad" && report != "" {
				fmt.Fprintf(w, "\n%s\n\n%s", st.Bold("The report"), indent(report))
			}
		}
		fmt.Fprintf(w, "\n%s\n%s\n", st.Bold("Where it is meant to be so"), wrap(accepting(r)))
		if url := r.URL(); url != "" {
			fmt.Fprintf(w, "\n%s\n", st.Dim(url))
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

// accepting says how a finding is accepted, or the rule turned off.
func accepting(r *lint.Rule) string {
	switch {
	case len(r.Enforced) > 0:
		return "The language itself keeps this rule: no policy turns it off, and no comment accepts what breaks it."
	case r.Code == lint.Suppression.Code:
		return fmt.Sprintf("`policy \"NAME\" { severity = { \"%s\" = \"off\" } }` turns the rule off.", r.Code)
	}
	return fmt.Sprintf("A comment `# stagecraft:ignore %s why` at the line of the finding, or right above it, accepts it there. "+
		"`policy \"NAME\" { severity = { \"%s\" = \"off\" } }` turns the rule off; \"warning\" and \"error\" change what it is.", r.Code, r.Code)
}

// ExampleReport is what is found in the bad example of a rule, as people see it; "" without an example.
func ExampleReport(r *lint.Rule) string {
	bad := r.Example("bad")
	if bad == "" {
		return ""
	}
	res := hclschema.LoadFiles(map[string][]byte{"base.hcl": []byte(lint.Base()), "example.hcl": []byte(bad)}, hclschema.Options{})
	all := res.Diags
	if r.Check != nil && !all.HasErrors() {
		all = lint.Run(res.Architecture, res.Sources)
	}
	var found diag.List
	for _, d := range all {
		if d.Code == r.Code || slices.Contains(r.Enforced, d.Code) {
			found = append(found, d)
		}
	}
	var b strings.Builder
	Diagnostics(&b, terminal.Style{}, 0, found, res.Sources)
	return b.String()
}

// RulePage is a rule in Markdown, without a heading; report is what its bad example leads to.
func RulePage(r *lint.Rule, report string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** (%s)\n\n%s\n\nSource: %s.\n", r.Name, howKept(r), r.Reason, r.Source())
	if bad := r.Example("bad"); bad != "" {
		fmt.Fprintf(&b, "\n## Reported\n\n```hcl\n%s\n```\n", strings.TrimRight(bad, "\n"))
	}
	if report != "" {
		fmt.Fprintf(&b, "\n```text\n%s\n```\n", strings.TrimRight(report, "\n"))
	}
	fmt.Fprintf(&b, "\n## What to do\n\n%s\n", r.Fix)
	if r.Mends != "" {
		fmt.Fprintf(&b, "\n`stagecraft lint --fix`: %s\n", r.Mends)
	}
	if good := r.Example("good"); good != "" {
		fmt.Fprintf(&b, "\n```hcl\n%s\n```\n", strings.TrimRight(good, "\n"))
	}
	fmt.Fprintf(&b, "\n## Where it is meant to be so\n\n%s\n", accepting(r))
	return b.String()
}

// RuleFile is the page of a rule, in the folder rules beside RuleBook.
func RuleFile(r *lint.Rule) string {
	return fmt.Sprintf("# %s\n\n%s\nThe examples go together with [one file](../examples/base.hcl) that declares roles, teams and a CRM; lines that are reported end in a "+
		"comment with the code. [All rules](../RULES.md)\n", r.Code, RulePage(r, ExampleReport(r)))
}

// RuleBook is the list of all rules in Markdown.
func RuleBook(w io.Writer) {
	fmt.Fprint(w, "# Lint rules\n\nGenerated from the rules. `stagecraft lint DIR` looks for them, `stagecraft lint --explain L-08` shows one of these pages in a terminal, "+
		"`stagecraft lint --fix DIR` mends what is certain. A policy gives a rule another severity, or turns it off, and adds [rules of your own](../LANGUAGE.md#policy):\n\n"+
		"```hcl\npolicy \"lint\" {\n  severity = { \"L-08\" = \"error\", \"L-09\" = \"off\" }\n\n  rule \"two_pipelines\" {\n    description = \"More than two pipelines cannot be kept apart.\"\n"+
		"    require     = length(pipelines) <= 2\n  }\n}\n```\n\n"+
		"What loading refuses cannot be turned off. One finding is accepted by a comment at its line, or right above it: `# stagecraft:ignore L-08 why`.\n\n"+
		"| rule | what it finds | when it is broken | `--fix` |\n| --- | --- | --- | --- |\n")
	for _, r := range LintRules() {
		fixes := ""
		if r.Mends != "" {
			fixes = "yes"
		}
		fmt.Fprintf(w, "| [%s](rules/%s.md) | %s | %s | %s |\n", r.Code, r.Code, r.Name, howKept(r), fixes)
	}
}
