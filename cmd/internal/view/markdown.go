package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
)

// PlanMarkdown writes a plan as a comment for a pull request: the summary
// first, then what a reviewer must look at, then every change folded away.
func PlanMarkdown(w io.Writer, p *planner.Plan) {
	fmt.Fprintf(w, "### Stagecraft plan: %s %s → %s\n\n", md(p.Architecture.Name), md(p.Architecture.Version), md(p.Environment))
	if p.Empty() {
		fmt.Fprintf(w, "**No changes.** %s unchanged.\n", Count(p.Summary.NoOp, "object"))
	} else {
		fmt.Fprintf(w, "**%s.**\n", report.Summary(p.Summary))
	}
	for _, g := range p.Guards {
		fmt.Fprintf(w, "\n> **Guard** — %s Applying needs `%s`.\n", md(g.What), g.Flag)
	}
	for _, f := range p.Findings.Sorted() {
		fmt.Fprintf(w, "\n> **%s %s** — %s. %s\n", f.Severity, f.Code, md(f.Summary), md(f.Detail))
	}
	risky(w, p)
	comparison(w, p)
	details(w, p)
	if len(p.Unmanaged) > 0 {
		fmt.Fprintf(w, "\n<details><summary>%s in the CRM that nobody declared</summary>\n\n", Count(len(p.Unmanaged), "object"))
		for _, o := range p.Unmanaged {
			note := ""
			if o.Among {
				note = " **among what is declared**"
			}
			fmt.Fprintf(w, "- `%s.%s`%s\n", o.Type, strings.ReplaceAll(o.Key, "`", "'"), note)
		}
		fmt.Fprintf(w, "\n</details>\n")
	}
	for _, t := range p.Targets {
		if len(t.Manual) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n<details><summary>%s to do by hand in %s</summary>\n\n", Count(len(t.Manual), "step"), md(t.Title))
		for i, m := range t.Manual {
			first := ""
			if m.Before {
				first = "before the apply: "
			}
			fmt.Fprintf(w, "%d. %s**%s** (%s)\n", i+1, first, md(m.Title), md(m.Why))
			for _, s := range m.Steps {
				fmt.Fprintf(w, "   - %s\n", md(s))
			}
		}
		fmt.Fprintf(w, "\n</details>\n")
	}
	if who := report.SignedBy(p); who != "" {
		fmt.Fprintf(w, "\nSigned: %s.\n", md(who))
	}
	if p.Architecture.Commit != "" {
		fmt.Fprintf(w, "\n<sub>commit %s, architecture digest `%.12s`</sub>\n", md(p.Architecture.Commit), p.Architecture.Digest)
	}
}

func risky(w io.Writer, p *planner.Plan) {
	first := true
	for _, c := range p.Changes {
		if c.Risk == planner.Low && !c.Drift && !c.Conflict {
			continue
		}
		if first {
			fmt.Fprintf(w, "\n| change | risk | why | records |\n| --- | --- | --- | --- |\n")
			first = false
		}
		n := ""
		if c.Impact != nil && c.Impact.Records != nil {
			if n = "unknown"; *c.Impact.Records >= 0 {
				n = fmt.Sprint(*c.Impact.Records)
			}
			switch {
			case c.Impact.MovedTo != "":
				n += " → " + c.Impact.MovedTo
			case c.Discard && *c.Impact.Records != 0:
				n += " " + report.Lose(*c.Impact.Records)
			}
		}
		fmt.Fprintf(w, "| %s %s | %s | %s | %s |\n", c.Action, md(c.Label), c.Risk, md(strings.Join(c.Why, "; ")), md(n))
	}
}

// compared is how many rows a comparison table shows.
const compared = 100

// comparison sets the current state beside the recommended one, a row for
// each thing that comes, goes or changes.
func comparison(w io.Writer, p *planner.Plan) {
	var rows []string
	row := func(what, current, recommended string) {
		rows = append(rows, fmt.Sprintf("| %s | %s | %s |", md(what), current, recommended))
	}
	inside, told := report.Parts(p.Changes)
	for _, c := range p.Changes {
		label := c.Label
		if label == "" {
			label = c.Key
		}
		switch {
		case told[c]:
		case len(inside[c]) > 0:
			row(label, "–", "new, with "+report.Counted(inside[c]))
		case c.Action == planner.Create:
			row(label, "–", "new")
		case c.Action == planner.Delete || c.Action == planner.Forget:
			row(label, "there", "removed")
		case !c.Follows:
			for _, d := range c.Diffs {
				row(label+": "+strings.ReplaceAll(d.Path, "_", " "), md(plainly(d.Before)), md(plainly(d.After)))
			}
		}
	}
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(w, "\n<details open><summary>Current and recommended state</summary>\n\n| what | current | recommended |\n| --- | --- | --- |\n")
	for i, r := range rows {
		if i == compared {
			fmt.Fprintf(w, "\n%d more rows; `stagecraft plan --json` has all.\n", len(rows)-i)
			break
		}
		fmt.Fprintln(w, r)
	}
	fmt.Fprintf(w, "\n</details>\n")
}

// plainly shows a value without the quotes of JSON; "–" for none.
func plainly(v any) string {
	switch x := v.(type) {
	case nil:
		return "–"
	case string:
		return x
	case []any:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = plainly(e)
		}
		return strings.Join(parts, ", ")
	}
	return report.Value(v)
}

func details(w io.Writer, p *planner.Plan) {
	if len(p.Changes) == 0 {
		return
	}
	fmt.Fprintf(w, "\n<details><summary>All %s</summary>\n\n```diff\n", Count(len(p.Changes), "change"))
	for _, c := range p.Changes {
		mark := "!"
		switch c.Action {
		case planner.Create, planner.Adopt:
			mark = "+"
		case planner.Delete, planner.Forget, planner.Replace:
			mark = "-"
		}
		label := c.Label
		if label == "" {
			label = c.Key
		}
		fmt.Fprintf(w, "%s %s %s (%s) — %s\n", mark, c.Action, fence(label), report.Address(c.Address), fence(c.Reason))
		for _, d := range c.Diffs {
			fmt.Fprintf(w, "      %s: %s -> %s\n", d.Path, fence(report.Value(d.Before)), fence(report.Value(d.After)))
		}
	}
	fmt.Fprintf(w, "```\n\n</details>\n")
}

// fence makes text harmless on a line of a fenced block.
func fence(s string) string { return strings.NewReplacer("```", "'''", "\n", " ").Replace(s) }

// md makes text harmless in Markdown.
func md(s string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "[", "\\[", "<", "&lt;", "\n", " ", "`", "'", "*", "\\*", "_", "\\_").Replace(s)
}
