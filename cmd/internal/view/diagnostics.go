// Package view decides how results look: for people, as JSON, as Markdown.
// Commands hand over values and never print.
package view

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/planner/report"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Diagnostics prints every diagnostic with its place and a snippet of the
// source. What to do is wrapped at width; 0 wraps nothing. sources holds the
// files by name; a missing one only costs the snippet.
func Diagnostics(w io.Writer, st terminal.Style, width int, ds diag.List, sources map[string][]byte) {
	ds = ds.Sorted()
	out := bufio.NewWriter(w) // a write for each line takes its time
	defer out.Flush()
	w = out
	lines := lineReader{sources: sources, lines: map[string][]string{}}
	for _, d := range ds {
		title := st.Red("Error")
		if d.Severity == diag.Warning {
			title = st.Yellow("Warning")
		}
		fmt.Fprintf(w, "%s %s: %s\n", title, st.Dim(string(d.Code)), st.Bold(Clean(d.Summary)))
		snippet(w, st, d, lines)
		for line := range strings.SplitSeq(strings.TrimSpace(d.Detail), "\n") {
			line = "  " + Clean(line)
			switch {
			case width > 0 && utf8.RuneCountInString(line) > width:
				indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
				paragraphs{w, width}.put(indent, indent, nil, line)
			case strings.TrimSpace(line) != "":
				fmt.Fprintln(w, line)
			}
		}
		fmt.Fprintln(w)
	}
}

// lineReader has the lines of files, each split once.
type lineReader struct {
	sources map[string][]byte
	lines   map[string][]string
}

// line is a line of a file, counted from 1; false where there is none.
func (r lineReader) line(file string, n int) (string, bool) {
	lines, split := r.lines[file]
	if src, known := r.sources[file]; known && !split {
		lines = strings.Split(string(src), "\n")
		r.lines[file] = lines
	}
	if n < 1 || n > len(lines) {
		return "", false
	}
	return strings.TrimRight(lines[n-1], "\r"), true
}

func snippet(w io.Writer, st terminal.Style, d diag.Diagnostic, lines lineReader) {
	if d.Subject.IsZero() {
		return
	}
	where := "  on " + d.Subject.String()
	if d.Address != "" {
		where += ", in " + d.Address
	}
	fmt.Fprintln(w, st.Dim(where))
	line, ok := lines.line(d.Subject.File, d.Subject.Start.Line)
	if !ok {
		return
	}
	gutter := fmt.Sprintf("  %4d │ ", d.Subject.Start.Line)
	fmt.Fprintf(w, "%s%s\n", st.Dim(gutter), Clean(strings.ReplaceAll(line, "\t", " ")))
	runes := []rune(line)
	start := min(max(d.Subject.Start.Column-1, 0), len(runes))
	end := len(runes)
	if d.Subject.End.Line == d.Subject.Start.Line {
		end = min(max(d.Subject.End.Column-1, start), len(runes))
	}
	fmt.Fprintf(w, "%s%s%s\n", strings.Repeat(" ", 7)+st.Dim("│")+" ", strings.Repeat(" ", start), st.Red(strings.Repeat("^", max(end-start, 1))))
}

// Summary counts errors and warnings in words: "2 errors, 1 warning".
func Summary(ds diag.List) string {
	var e, w int
	for _, d := range ds {
		if d.Severity == diag.Error {
			e++
		} else {
			w++
		}
	}
	var parts []string
	if e > 0 {
		parts = append(parts, Count(e, "error"))
	}
	if w > 0 {
		parts = append(parts, Count(w, "warning"))
	}
	if len(parts) == 0 {
		return "no problems"
	}
	return strings.Join(parts, ", ")
}

// Count puts a number before a noun, in the plural when it is not one.
func Count[N int | int64](n N, noun string) string { return diag.Count(n, noun) }

// Clean takes control characters out of text; see report.Clean.
func Clean(s string) string { return report.Clean(s) }

// JSON writes any value as indented JSON with a final newline.
func JSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
