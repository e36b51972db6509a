package view

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// MaxIssue is how many bytes an issue or a comment gets; hosts refuse bodies of more than 65,536 characters.
const MaxIssue = 65_000

// AuditMarkdown writes an audit in at most limit bytes, as far as findings and their records can be left out for that; 0 is no limit. command
// gives the command line for a command on the same environment, which lists what was left out.
func AuditMarkdown(w io.Writer, r *audit.Report, limit int, command func(string) string) {
	var before, after bytes.Buffer
	auditSummary(&before, r)
	auditUntold(&after, r)
	auditDistribution(&after, r)
	if limit > 0 {
		limit = max(1, limit-before.Len()-after.Len())
	}
	_, _ = before.WriteTo(w)
	auditFindings(w, r, limit, command)
	_, _ = after.WriteTo(w)
}

// auditSummary writes what was read, and each check in a row.
func auditSummary(w io.Writer, r *audit.Report) {
	fmt.Fprintf(w, "### Stagecraft audit: %s\n\n", code(r.Environment))
	if r.Failed {
		fmt.Fprintf(w, "**%s** ", auditFailed)
	}
	if r.Clean() {
		fmt.Fprintf(w, "**%s** ", auditNothing(r))
	}
	var read []string
	for _, o := range r.Objects {
		read = append(read, md(auditRead(o)))
	}
	fmt.Fprintf(w, "%s.\n", strings.Join(append(read, r.At.UTC().Format(time.DateOnly+" 15:04 MST")), ", "))
	if note := auditNote(r); note != "" {
		fmt.Fprintf(w, "\n%s\n", md(note))
	}
	fmt.Fprint(w, "\n| | |\n| --- | --- |\n")
	for i := range r.Checks {
		c := &r.Checks[i]
		answer := md(auditAnswer(c, auditUnsure(r, c)))
		if len(c.Findings) > 0 {
			answer = "**" + answer + "**"
		}
		if figures := auditFigures(c); figures != "" {
			answer += " " + md(figures)
		}
		fmt.Fprintf(w, "| %s | %s |\n", md(c.Title), answer)
	}
}

// auditItem is a finding in a list.
type auditItem struct {
	head    string // of its check too, where it is the first one
	finding *audit.Finding
}

// size is how much room an item takes at least.
func (x auditItem) size() int { return len(x.head) + len(andMore(x.finding.Count)) }

// auditFindings writes the findings in at most limit bytes; 0 is no limit. Where they do not fit, what was found goes before its records,
// and each finding gets a fair share of the room for them.
func auditFindings(w io.Writer, r *audit.Report, limit int, command func(string) string) {
	var items []auditItem
	for i := range r.Checks {
		c := &r.Checks[i]
		for j := range c.Findings {
			x := auditItem{auditHead(&c.Findings[j]), &c.Findings[j]}
			if j == 0 {
				x.head = fmt.Sprintf("\n#### %s\n\n", md(c.Title)) + x.head
			}
			items = append(items, x)
		}
	}
	all := fmt.Sprintf("%s lists all.\n", code(command("audit --all-records")))
	room := limit - len(all) - len("\n1,000,000,000 findings more; ")
	kept := 0
	for kept < len(items) && (limit == 0 || items[kept].size() <= room) {
		room -= items[kept].size()
		kept++
	}
	cut := false
	for i, x := range items[:kept] {
		fmt.Fprint(w, x.head)
		share, shown := room/(kept-i), 0
		for _, ref := range x.finding.Records {
			line := auditRecordLine(ref)
			if limit > 0 && len(line) > share {
				cut = true
				break
			}
			share, room = share-len(line), room-len(line)
			fmt.Fprint(w, line)
			shown++
		}
		if n := x.finding.Count - shown; n > 0 && shown > 0 {
			fmt.Fprint(w, andMore(n))
		}
	}
	switch left := len(items) - kept; {
	case left > 0:
		fmt.Fprintf(w, "\n%s %s more; %s", diag.Thousands(left), plural(int64(left), "finding"), all)
	case cut:
		fmt.Fprintf(w, "\nNot all records fit here; %s", all)
	}
}

// auditHead says what was found, where, and what is to be done.
func auditHead(f *audit.Finding) string {
	out := fmt.Sprintf("- **%s** %s %s", diag.Thousands(f.Count), md(f.What), code(f.Address.Written()))
	if f.Range.File != "" {
		out += fmt.Sprintf(" (%s)", code(fmt.Sprintf("%s:%d", f.Range.File, f.Range.Start.Line)))
	}
	out += "\n"
	if f.Todo != "" {
		out += fmt.Sprintf("  - [ ] %s\n", md(f.Todo))
	}
	return out
}

func auditRecordLine(r audit.RecordRef) string {
	if r.Detail == "" {
		return fmt.Sprintf("  - %s\n", recordLink(r))
	}
	return fmt.Sprintf("  - %s: %s\n", recordLink(r), md(r.Detail))
}

func andMore(n int) string { return fmt.Sprintf("  - and %s more\n", diag.Thousands(n)) }

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
