package site

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// problem is a diagnostic as a page shows it.
type problem struct {
	diag.Diagnostic
	Where, Line string // of the source
}

// Fatal tells errors from warnings.
func (p problem) Fatal() bool { return p.Severity == diag.Error }

func problemsOf(l *Live) []problem {
	var out []problem
	for _, d := range l.Problems.Sorted() {
		p := problem{Diagnostic: d, Where: d.Subject.String()}
		lines := strings.Split(string(l.Sources[d.Subject.File]), "\n")
		if n := d.Subject.Start.Line; n >= 1 && n <= len(lines) {
			p.Line = strings.TrimSpace(lines[n-1])
		}
		out = append(out, p)
	}
	return out
}

// Broken is the site of an architecture that could not be read yet: one page with the
// problems, which waits for them to be solved, and what it needs.
func Broken(l *Live) []File {
	b := &builder{looks: newLooks()}
	b.tm = template.Must(template.New("").Funcs(b.functions()).ParseFS(templates, "templates/*.html"))
	var out bytes.Buffer
	if err := b.tm.ExecuteTemplate(&out, "broken.html", view{Live: RevisionMark, Problems: problemsOf(l)}); err != nil {
		panic("site: " + err.Error())
	}
	return []File{{startPath, out.Bytes()}, {"assets/site.css", b.css()}, {"assets/theme.js", asset("theme.js")}, {"assets/live.js", asset("live.js")}}
}
