package view

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner/audit"
)

// maxAudit is how many bytes of findings an issue gets; hosts refuse bodies of more than 65,536 characters.
const maxAudit = 55_000

// AuditMarkdown writes an audit for an issue or a chat.
func AuditMarkdown(w io.Writer, r *audit.Report) {
	fmt.Fprintf(w, "### Stagecraft audit: %s\n\n", code(r.Environment))
	if r.Clean() {
		fmt.Fprintf(w, "**%s** ", auditNothing(r))
	}
	var read []string
	for _, o := range r.Objects {
		read = append(read, auditRead(o))
	}
	fmt.Fprintf(w, "%s, %s.\n", md(strings.Join(read, ", ")), r.At.UTC().Format(time.DateOnly+" 15:04 MST"))
	if note := auditNote(r); note != "" {
		fmt.Fprintf(w, "\n%s\n", md(note))
	}
	fmt.Fprint(w, "\n| | |\n| --- | --- |\n")
	for i := range r.Checks {
		c := &r.Checks[i]
		answer := md(auditAnswer(c))
		if len(c.Findings) > 0 {
			answer = "**" + answer + "**"
		}
		if figures := auditFigures(c); figures != "" {
			answer += " " + md(figures)
		}
		fmt.Fprintf(w, "| %s | %s |\n", md(c.Title), answer)
	}
	var list bytes.Buffer
	left := 0
	for i := range r.Checks {
		c := &r.Checks[i]
		if len(c.Findings) > 0 {
			fmt.Fprintf(&list, "\n#### %s\n\n", md(c.Title))
		}
		for j := range c.Findings {
			before := list.Len()
			auditItem(&list, &c.Findings[j])
			if list.Len() > maxAudit {
				list.Truncate(before)
				left++
			}
		}
	}
	if left > 0 {
		fmt.Fprintf(&list, "\n%s more; `stagecraft audit` lists all.\n", Count(left, "finding"))
	}
	_, _ = list.WriteTo(w)
	auditUntold(w, r)
	auditDistribution(w, r)
}

func auditItem(w io.Writer, f *audit.Finding) {
	fmt.Fprintf(w, "- **%s** %s %s", thousands(int64(f.Count)), md(f.What), code(f.Address.Written()))
	if f.Range.File != "" {
		fmt.Fprintf(w, " (%s)", code(fmt.Sprintf("%s:%d", f.Range.File, f.Range.Start.Line)))
	}
	fmt.Fprintln(w)
	if f.Todo != "" {
		fmt.Fprintf(w, "  - [ ] %s\n", md(f.Todo))
	}
	for _, r := range f.Records {
		fmt.Fprintf(w, "  - %s", recordLink(r))
		if r.Detail != "" {
			fmt.Fprintf(w, ": %s", md(r.Detail))
		}
		fmt.Fprintln(w)
	}
	if n := f.Count - len(f.Records); n > 0 && len(f.Records) > 0 {
		fmt.Fprintf(w, "  - and %s more\n", thousands(int64(n)))
	}
}

// recordLink names a record, with a link where there is a place to go.
func recordLink(r audit.RecordRef) string {
	name := code(r.Object + " " + r.ID)
	u, err := url.Parse(r.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(r.URL, "<>() \\\n\t") {
		return name
	}
	return "[" + name + "](<" + u.String() + ">)"
}

// auditUntold folds away what could not be judged.
func auditUntold(w io.Writer, r *audit.Report) {
	var lines []string
	for _, o := range r.Objects {
		for _, l := range o.Limits {
			lines = append(lines, fmt.Sprintf("- %s: %s", code(o.Name), md(l)))
		}
	}
	for i := range r.Checks {
		for _, u := range r.Checks[i].Untold {
			lines = append(lines, "- "+md(u))
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(w, "\n<details><summary>What could not be judged</summary>\n\n%s\n\n</details>\n", strings.Join(lines, "\n"))
	}
}

// auditDistribution folds away where records are.
func auditDistribution(w io.Writer, r *audit.Report) {
	if len(r.Stages) == 0 {
		return
	}
	fmt.Fprint(w, "\n<details><summary>Where records are, and how long they stay</summary>\n\n| stage | records | median stay | longest |\n| --- | ---: | ---: | ---: |\n")
	for _, x := range r.Stages {
		fmt.Fprintf(w, "| %s: %s | %s |\n", md(x.Track), md(x.Label), strings.Join(auditStay(x), " | "))
	}
	fmt.Fprint(w, "\n</details>\n")
}
