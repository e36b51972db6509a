package view

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Audit prints what was found among live records: each check in a line, below it what is not as it is to be. Lines are wrapped at
// width; 0 wraps none.
func Audit(w io.Writer, s terminal.Style, width int, r *audit.Report) {
	p := paragraphs{w, width}
	p.put("", "", s.Bold, fmt.Sprintf("Audit of %s, %s", Clean(r.Environment), r.At.UTC().Format(time.DateOnly+" 15:04 MST")))
	if r.Failed {
		p.put("  ", "  ", s.Red, auditFailed)
	}
	for _, o := range r.Objects {
		p.put("  ", "    ", nil, auditRead(o))
		for _, l := range o.Limits {
			p.put("    ", "    ", s.Dim, Clean(l))
		}
	}
	if note := auditNote(r); note != "" {
		p.put("  ", "  ", s.Yellow, note)
	}
	found := 0
	for i := range r.Checks {
		c := &r.Checks[i]
		unsure := auditUnsure(r, c)
		fmt.Fprintln(w)
		p.put(auditMark(s, c, unsure)+" ", "  ", s.Bold, Clean(c.Title))
		p.put("  ", "  ", nil, auditAnswer(c, unsure))
		if len(c.Findings) > 0 {
			found++
		}
		digits := 0
		for _, f := range c.Findings {
			digits = max(digits, len(diag.Thousands(f.Count)))
		}
		told := map[string]bool{} // what is to be done about several is said once
		for _, f := range c.Findings {
			p.finding(s, digits, &f, told[f.Todo])
			told[f.Todo] = true
		}
		if figures := auditFigures(c); figures != "" {
			p.put("  ", "  ", s.Dim, figures)
		}
		for _, u := range c.Untold {
			p.put("  "+s.Yellow("?")+" ", "    ", s.Dim, Clean(u))
		}
	}
	auditStages(w, s, r)
	fmt.Fprintln(w)
	if found > 0 {
		p.put("", "", s.Red, fmt.Sprintf("Something was found by %d of %s.", found, Count(len(r.Checks), "check")))
		return
	}
	style := s.Green
	if auditNothing(r) != nothingFound {
		style = s.Yellow
	}
	p.put("", "", style, auditNothing(r))
}

const (
	nothingFound = "Nothing was found."
	auditFailed  = "Not everything could be read: what follows is incomplete."
)

// auditNothing says what it means that nothing was found.
func auditNothing(r *audit.Report) string {
	looked, untold := false, auditPartial(r)
	for i := range r.Checks {
		looked = looked || r.Checks[i].Looked > 0
		untold = untold || len(r.Checks[i].Untold) > 0
	}
	switch {
	case !looked && untold:
		return "Nothing could be judged."
	case !looked:
		return "There was nothing to judge."
	case untold:
		return "Nothing was found in what could be judged."
	}
	return nothingFound
}

// auditPartial tells whether records, or a part of what happened to them, were not read.
func auditPartial(r *audit.Report) bool {
	return r.Failed || slices.ContainsFunc(r.Objects, func(o audit.Object) bool { return len(o.Limits) > 0 })
}

// auditUnsure tells whether a check could not judge everything.
func auditUnsure(r *audit.Report, c *audit.Check) bool { return len(c.Untold) > 0 || auditPartial(r) }

// finding prints one finding with the records that it names, and unless that was told, what is to be done.
func (p paragraphs) finding(s terminal.Style, digits int, f *audit.Finding, told bool) {
	n := diag.Thousands(f.Count)
	in := strings.Repeat(" ", digits+4)
	p.put("  "+strings.Repeat(" ", digits-len(n))+s.Red(n)+"  ", in, nil, Clean(f.What))
	where := f.Address.Written()
	if f.Range.File != "" {
		where += fmt.Sprintf(", %s:%d", f.Range.File, f.Range.Start.Line)
	}
	p.put(in, in, s.Dim, Clean(where))
	if f.Todo != "" && !told {
		p.put(in+"→ ", in+"  ", nil, Clean(f.Todo))
	}
	more := ""
	if n := f.Count - len(f.Records); n > 0 && len(f.Records) > 0 {
		more = fmt.Sprintf("and %s more", diag.Thousands(n))
	}
	if !slices.ContainsFunc(f.Records, func(r audit.RecordRef) bool { return r.Detail != "" || r.URL != "" }) {
		var names []string
		for _, r := range f.Records {
			names = append(names, auditRecord(r))
		}
		p.put(in, in, s.Dim, strings.TrimSpace(strings.Join(names, ", ")+" "+more))
		return
	}
	for _, r := range f.Records {
		line := auditRecord(r)
		if r.Detail != "" {
			line += ": " + Clean(r.Detail)
		}
		if r.URL != "" {
			line += " " + Clean(r.URL)
		}
		p.put(in, in+"  ", s.Dim, line)
	}
	if more != "" {
		p.put(in, in, s.Dim, more)
	}
}

func auditRecord(r audit.RecordRef) string { return Clean(r.Object + " " + r.ID) }

func auditMark(s terminal.Style, c *audit.Check, unsure bool) string {
	switch {
	case len(c.Findings) > 0:
		return s.Red("✗")
	case c.Looked > 0 && unsure:
		return s.Yellow("✓")
	case c.Looked > 0:
		return s.Green("✓")
	case unsure:
		return s.Yellow("?")
	}
	return s.Dim("·")
}

// auditAnswer answers the question of a check in a few words.
func auditAnswer(c *audit.Check, unsure bool) string {
	noun, rest, _ := strings.Cut(Clean(c.What), " ")
	if c.Looked == 1 {
		noun = strings.TrimSuffix(noun, "s")
	}
	what := strings.TrimSpace(diag.Thousands(c.Looked) + " " + noun + " " + rest)
	switch {
	case c.Looked == 0 && unsure:
		return "Not known."
	case c.Looked == 0:
		return "There are no " + Clean(c.What) + "."
	case len(c.Findings) > 0:
		return fmt.Sprintf("No: %s of %s.", diag.Thousands(c.Broken), what)
	case unsure:
		return "Yes, as far as can be told: " + what + "."
	}
	return "Yes: " + what + "."
}

// auditFigures are the counts that are not zero.
func auditFigures(c *audit.Check) string {
	var parts []string
	for _, f := range c.Figures {
		if f.Count != 0 {
			parts = append(parts, fmt.Sprintf("%s: %s", Clean(f.Name), diag.Thousands(f.Count)))
		}
	}
	return strings.Join(parts, " · ")
}

// auditRead says how many records of a type were read.
func auditRead(o audit.Object) string {
	read, total := diag.Thousands(o.Read), diag.Thousands(o.Total)
	if int64(o.Read) == o.Total {
		return fmt.Sprintf("%s %s %s", read, Clean(o.Name), plural(o.Total, "record"))
	}
	return fmt.Sprintf("%s of %s %s %s", read, total, Clean(o.Name), plural(o.Total, "record"))
}

// auditNote says when records are not judged by what was applied; "" when they are.
func auditNote(r *audit.Report) string {
	switch r.Applied {
	case r.Architecture:
		return ""
	case "":
		return "Nothing was applied here completely yet: the records are judged by the files, as a proposal."
	}
	return "Another architecture was applied here: the records are judged by the files as they are now, as a proposal."
}

// auditStages prints where records are and how long they stay there.
func auditStages(w io.Writer, s terminal.Style, r *audit.Report) {
	if len(r.Stages) == 0 {
		return
	}
	rows := [][]string{{"Stage", "Records", "Median stay", "Longest"}}
	track := ""
	for _, x := range r.Stages {
		if x.Track != track {
			track = x.Track
			rows = append(rows, []string{Clean(track)})
		}
		rows = append(rows, append([]string{"  " + Clean(x.Label)}, auditStay(x)...))
	}
	fmt.Fprintln(w)
	table(w, s, rows)
}

// auditStay is how many records are in a stage, and how long they stay.
func auditStay(x audit.Stage) []string {
	if x.Stays == 0 {
		return []string{diag.Thousands(x.Records), "–", "–"}
	}
	return []string{diag.Thousands(x.Records), auditLength(x.Median), auditLength(x.Longest)}
}

// auditLength writes a number of seconds in the two largest units.
func auditLength(seconds int64) string {
	switch d := time.Duration(seconds) * time.Second; {
	case d >= 24*time.Hour:
		return fmt.Sprintf("%sd %dh", diag.Thousands(int64(d/(24*time.Hour))), d%(24*time.Hour)/time.Hour)
	case d >= time.Hour:
		return fmt.Sprintf("%dh %dm", d/time.Hour, d%time.Hour/time.Minute)
	case d >= time.Minute:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return "under 1m"
}

// paragraphs prints text in lines of a width; 0 is any.
type paragraphs struct {
	w     io.Writer
	width int
}

// put prints a text after first, its further lines after rest, each in a style; nil is plain.
func (p paragraphs) put(first, rest string, style func(string) string, text string) {
	if style == nil {
		style = func(s string) string { return s }
	}
	before, line := first, ""
	for _, word := range strings.Fields(text) {
		if p.width > 0 && line != "" && utf8.RuneCountInString(rest)+utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > p.width {
			fmt.Fprintf(p.w, "%s%s\n", before, style(line))
			before, line = rest, ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	fmt.Fprintf(p.w, "%s%s\n", before, style(line))
}
