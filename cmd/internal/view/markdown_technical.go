package view

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
)

// The folded parts of a plan as a comment: what an administrator looks at, value by value.

// unfolded is how many rows of a comparison are shown without a click.
const unfolded = 20

// comparison sets the current state beside the recommended one, a row for
// each thing that comes, goes or changes.
func comparison(p *planner.Plan) *section {
	s := &section{name: "current and recommended state", share: 0, rank: 6, foot: "\n</details>\n"}
	row := func(what, current, recommended string) {
		s.add("| %s | %s | %s |", clipped(what, 160), current, recommended)
	}
	inside, told := report.Parts(p.Changes)
	for _, c := range p.Changes {
		label := report.Label(c)
		switch {
		case told[c]:
		case len(inside[c]) > 0:
			row(label, "–", "new, with "+md(report.Counted(inside[c])))
		case c.Action == planner.Create:
			row(label, "–", "new")
		case c.Action == planner.Delete || c.Action == planner.Forget:
			row(label, "there", "removed")
		case !c.Follows:
			for _, d := range c.Diffs {
				row(label+": "+strings.ReplaceAll(d.Path, "_", " "), clipped(plainly(d.Before), 300), clipped(plainly(d.After), 300))
			}
		}
	}
	open := ""
	if len(s.lines) <= unfolded {
		open = " open"
	}
	s.head = "\n<details" + open + "><summary>Current and recommended state</summary>\n\n| what | current | recommended |\n| --- | --- | --- |\n"
	return s
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

// details are all changes as a text difference.
func details(p *planner.Plan) *section {
	s := &section{name: "the technical difference", share: 0, rank: 7,
		head: fmt.Sprintf("\n#### In technical terms\n\n<details><summary>Value by value: %s</summary>\n\n```diff\n", Count(len(p.Changes), "change")),
		end:  "```\n", foot: "\n</details>\n"}
	for _, c := range p.Changes {
		mark := "!"
		switch c.Action {
		case planner.Create, planner.Adopt:
			mark = "+"
		case planner.Delete, planner.Forget, planner.Replace:
			mark = "-"
		}
		s.add("%s %s %s (%s) – %s", mark, c.Action, fence(report.Label(c)), fence(report.Address(c.Address)), fence(c.Reason))
		for _, d := range c.Diffs {
			s.add("      %s: %s -> %s", fence(d.Path), fence(report.Value(d.Before)), fence(report.Value(d.After)))
		}
	}
	return s
}

// unmanagedObjects are those that nobody declared, what stands among declared things first.
func unmanagedObjects(p *planner.Plan) *section {
	s := &section{name: "what nobody declared", share: 0, rank: 8,
		head: fmt.Sprintf("\n<details><summary>%s in the CRM that nobody declared</summary>\n\n", Count(len(p.Unmanaged), "object")),
		foot: "\n</details>\n"}
	for _, among := range []bool{true, false} {
		for _, o := range p.Unmanaged {
			if o.Among != among {
				continue
			}
			note := ""
			if among {
				note = " **among what is declared**"
			}
			s.add("- %s%s", span(o.Type+"."+o.Key), note)
		}
	}
	return s
}
