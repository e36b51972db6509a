package view

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/planner/qa"
)

// QA prints the checks of an environment: what passed in a line, what did not with all that helps.
func QA(w io.Writer, s terminal.Style, r *qa.Report) {
	open := 0
	for i := range r.Checks {
		c := &r.Checks[i]
		mark, note := qaMark(s, c), ""
		if n := len(c.Cases); n > 0 {
			note = s.Dim(" · " + Count(n, "case"))
		}
		if c.Done && c.Outcome == qa.ByHand {
			note += s.Dim(", done by hand")
		}
		fmt.Fprintf(w, "%s %s %s%s\n", mark, s.Bold(c.Title), s.Dim("("+c.Key+")"), note)
		for _, x := range c.Cases {
			if x.Outcome == qa.Pass || x.Outcome == qa.ByHand && c.Done {
				continue
			}
			fmt.Fprintf(w, "    %s: %s%s\n", x.Outcome, qaWhere(x), Clean(x.Title))
			if x.Detail != "" {
				fmt.Fprintf(w, "      %s\n", Clean(x.Detail))
			}
			for _, step := range x.Steps {
				fmt.Fprintf(w, "      %s\n", s.Dim("– "+Clean(step)))
			}
		}
		if c.Open() {
			open++
		}
	}
	fmt.Fprintf(w, "\n%s\n", s.Bold("Engineering sign-off"))
	Checkpoint(w, s, r.Checkpoint)
	fmt.Fprintf(w, "\nTest records: %d made, %d removed", r.Made, r.Removed)
	if r.Swept > 0 {
		fmt.Fprintf(w, "; %d of an earlier run were left and are removed", r.Swept)
	}
	fmt.Fprintln(w, ".")
	for _, l := range r.Left {
		fmt.Fprintln(w, s.Red(Clean(l)))
	}
	for _, l := range r.Traces {
		fmt.Fprintln(w, s.Yellow(Clean(l)))
	}
	switch {
	case r.Passed:
		fmt.Fprintf(w, "%s\n", s.Green(fmt.Sprintf("%s passed.", Clean(r.Environment))))
	case open > 0:
		fmt.Fprintf(w, "%s\n", s.Red(fmt.Sprintf("%s did not pass.", Clean(r.Environment)))+" What is left to people is said with --done CHECK once it is done.")
	default:
		fmt.Fprintf(w, "%s\n", s.Red(fmt.Sprintf("%s did not pass.", Clean(r.Environment))))
	}
}

func qaMark(s terminal.Style, c *qa.CheckResult) string {
	switch {
	case c.Outcome == qa.Fail:
		return s.Red("✗")
	case c.Open():
		return s.Yellow("!")
	case c.Outcome == qa.NotApplicable:
		return s.Dim("·")
	}
	return s.Green("✓")
}

func qaWhere(x qa.CaseResult) string {
	if x.CRM == "" {
		return ""
	}
	return x.CRM + ": "
}

// QAMarkdown writes the report that engineering signs.
func QAMarkdown(w io.Writer, r *qa.Report) {
	verdict := "did not pass"
	if r.Passed {
		verdict = "passed"
	}
	fmt.Fprintf(w, "# Test of %s: %s\n\n", md(r.Environment), verdict)
	a := r.Architecture
	rows := [][2]string{{"Architecture", strings.TrimSpace(a.Name + " " + a.Version)}, {"Commit", a.Commit}, {"Digest", a.Digest},
		{"Time", r.Time.UTC().Format(time.RFC3339)}, {"By", r.By}, {"Run", r.Run}, {"Stagecraft", r.ToolVersion}}
	fmt.Fprint(w, "| | |\n| --- | --- |\n")
	for _, x := range rows {
		if x[1] != "" {
			fmt.Fprintf(w, "| %s | %s |\n", x[0], md(x[1]))
		}
	}
	fmt.Fprint(w, "\n## Checks\n\n| Check | Outcome | Cases |\n| --- | --- | --- |\n")
	for i := range r.Checks {
		c := &r.Checks[i]
		outcome := string(c.Outcome)
		if c.Outcome == qa.ByHand && c.Done {
			outcome += ", done"
		}
		fmt.Fprintf(w, "| %s | %s | %d |\n", md(c.Title), outcome, len(c.Cases))
	}
	for i := range r.Checks {
		c := &r.Checks[i]
		if len(c.Cases) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n### %s\n\n", md(c.Title))
		for _, x := range c.Cases {
			fmt.Fprintf(w, "- **%s** %s", x.Outcome, md(qaWhere(x)+x.Title))
			if x.Detail != "" {
				fmt.Fprintf(w, "<br>%s", md(x.Detail))
			}
			fmt.Fprintln(w)
			for _, step := range x.Steps {
				fmt.Fprintf(w, "  - [ ] %s\n", md(step))
			}
		}
	}
	fmt.Fprint(w, "\n## Engineering sign-off\n\n")
	for _, i := range r.Checkpoint {
		box := " "
		if i.Done {
			box = "x"
		}
		fmt.Fprintf(w, "- [%s] %s: %s\n", box, md(i.Name), md(i.Detail))
	}
	fmt.Fprintf(w, "\nTest records: %d made, %d removed.\n", r.Made, r.Removed)
	for _, l := range r.Left {
		fmt.Fprintf(w, "\n**%s**\n", md(l))
	}
	for _, l := range r.Traces {
		fmt.Fprintf(w, "\n%s\n", md(l))
	}
	fmt.Fprint(w, "\nSigned off by: ____________________ on ____________________\n")
}
