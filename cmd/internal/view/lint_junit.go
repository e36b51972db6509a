package view

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/lint"
)

type junitSuites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Suites   []*junitSuite
}

type junitSuite struct {
	XMLName  xml.Name `xml:"testsuite"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Cases    []*junitCase
}

type junitCase struct {
	XMLName   xml.Name      `xml:"testcase"`
	ClassName string        `xml:"classname,attr"`
	Name      string        `xml:"name,attr"`
	Skipped   *junitMessage `xml:"skipped"`
	Failure   *junitMessage `xml:"failure"`
	Output    string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// lintJUnit writes a test case for each rule, and for each code that loading reports. What does not fail the run does not fail
// the test case either; it is its output.
func lintJUnit(w io.Writer, _ terminal.Style, l *Lint) error {
	suite := &junitSuite{Name: "stagecraft lint"}
	add := func(name string, found diag.List, skipped string) {
		c := &junitCase{ClassName: "stagecraft.lint", Name: name}
		var failing, rest []string
		for _, d := range found {
			text := l.text(d)
			if !l.fails(d) {
				rest = append(rest, text)
				continue
			}
			if failing = append(failing, text); c.Failure == nil {
				c.Failure = &junitMessage{Message: d.Summary, Type: string(d.Severity)}
			}
		}
		c.Output = strings.Join(rest, "\n\n")
		switch {
		case c.Failure != nil:
			c.Failure.Text = strings.Join(failing, "\n\n")
			suite.Failures++
		case len(found) == 0 && skipped != "":
			c.Skipped = &junitMessage{Message: skipped}
			suite.Skipped++
		}
		suite.Tests++
		suite.Cases = append(suite.Cases, c)
	}
	for _, r := range l.rules() {
		add(string(r.Code)+" "+r.Name, l.of(r.Code), l.skipped(r))
	}
	for _, code := range l.others() {
		add(string(code)+" "+diag.Meaning(code), l.of(code), "")
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(junitSuites{Tests: suite.Tests, Failures: suite.Failures, Suites: []*junitSuite{suite}}); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

// of is what was found with a code, by place.
func (l *Lint) of(code diag.Code) (out diag.List) {
	for _, d := range l.Found.Sorted() {
		if d.Code == code {
			out = append(out, d)
		}
	}
	return out
}

// skipped says why a rule was not looked at; "" when it was.
func (l *Lint) skipped(r *lint.Rule) string {
	switch {
	case !l.Loaded:
		return "the architecture is not valid"
	case slices.Contains(l.Off, r.Code):
		return "a policy turns it off"
	}
	return ""
}

// text is a diagnostic with its place from the root of the repository.
func (l *Lint) text(d diag.Diagnostic) string {
	if !d.Subject.IsZero() {
		d.Subject.File = l.File(d.Subject)
	}
	text := fmt.Sprintf("%s %s: %s", d.Severity, d.Code, d.Summary)
	if !d.Subject.IsZero() {
		text = d.Subject.String() + ": " + text
	}
	if d.Detail != "" {
		text += "\n" + d.Detail
	}
	return text
}
