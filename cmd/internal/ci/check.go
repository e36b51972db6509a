package ci

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Check is the outcome of a run, for a commit.
type Check struct {
	Name, ID    string
	Conclusion  Conclusion
	Title       string // one line
	Summary     string // Markdown
	URL         string
	Annotations []Annotation
}

// Annotation is a finding at lines of a file.
type Annotation struct {
	Path        string // from the root of the repository
	Start, End  diag.Pos
	Error       bool
	Code        diag.Code
	Title, Text string
}

// annotations are the findings that have a line: of the files, and of the plan.
func annotations(r *Report) []Annotation {
	var out []Annotation
	add := func(list diag.List) {
		for _, d := range list.Sorted() {
			if d.Subject.IsZero() || d.Subject.Start.Line < 1 {
				continue
			}
			a := Annotation{Path: r.Lint.File(d.Subject), Start: d.Subject.Start, End: d.Subject.End, Error: d.Severity == diag.Error, Code: d.Code,
				Title: clip(fmt.Sprintf("%s %s", d.Code, d.Summary), 255), Text: clip(plain(d.Summary+". "+d.Detail), 4000)}
			if a.End.Line < a.Start.Line {
				a.End = a.Start
			}
			out = append(out, a)
		}
	}
	add(r.Lint.Found)
	add(r.Review.Plan.Findings)
	return out
}

// plain takes out characters that control a terminal; lines stay.
func plain(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = view.Clean(l)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// clip shortens a text to n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n-1])) + "…"
	}
	return s
}
