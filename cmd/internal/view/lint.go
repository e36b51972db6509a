package view

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/lint"
)

// Lint is what was found in an architecture.
type Lint struct {
	Title string // of the architecture, with its version; "" when it did not load
	Found diag.List
	// Sources are the files by the names that ranges carry.
	Sources map[string][]byte
	// Dir is where these names begin, from the root of the repository, slash-separated; "." for the root.
	Dir string
	// Loaded tells whether the architecture has no errors, so that all rules were looked at.
	Loaded bool
	// Off are the rules that a policy turns off.
	Off []diag.Code
	// Strict makes warnings fail.
	Strict bool
	// Version is that of the tool.
	Version string
}

// LintRules are the rules about blocks, after the one about comments that suppress findings.
func LintRules() []*lint.Rule { return append([]*lint.Rule{lint.Suppression}, lint.Rules()...) }

// LintFormats are the ways in which findings are written, by name.
var LintFormats = map[string]func(io.Writer, terminal.Style, *Lint) error{
	"human": lintHuman, "json": lintJSON, "sarif": lintSARIF, "junit": lintJUnit, "github": lintGitHub,
}

// Failed tells whether something was found that fails the run.
func (l *Lint) Failed() bool { return slices.ContainsFunc(l.Found, l.fails) }

func (l *Lint) fails(d diag.Diagnostic) bool { return d.Severity == diag.Error || l.Strict }

// File is a file's name from the root of the repository.
func (l *Lint) File(r diag.Range) string { return path.Join(l.Dir, r.File) }

func lintHuman(w io.Writer, st terminal.Style, l *Lint) error {
	Diagnostics(w, st, l.Found, l.Sources)
	if len(l.Found) == 0 {
		_, err := fmt.Fprintf(w, "%s %s: %s\n", st.Green("✓"), Clean(l.Title), l.summary())
		return err
	}
	_, err := fmt.Fprintf(w, "%s\nstagecraft lint --explain %s says why it matters and what to do.\n", l.summary(), l.Found.Sorted()[0].Code)
	return err
}

// summary says in one sentence what was found.
func (l *Lint) summary() string {
	if !l.Loaded {
		return Summary(l.Found) + "; the rules are looked at when the architecture is valid."
	}
	return fmt.Sprintf("%s, %s looked at.", Summary(l.Found), Count(len(LintRules())-len(l.Off), "rule"))
}

func lintJSON(w io.Writer, _ terminal.Style, l *Lint) error {
	return JSON(w, map[string]any{"format_version": "1.0", "diagnostics": l.Found.Sorted()})
}

// lintGitHub writes workflow commands, which GitHub shows at the lines of a pull request.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func lintGitHub(w io.Writer, _ terminal.Style, l *Lint) error {
	property := strings.NewReplacer("%", "%25", ":", "%3A", ",", "%2C")
	message := func(text string) string {
		lines := strings.Split(strings.ReplaceAll(text, "%", "%25"), "\n")
		for i, line := range lines {
			lines[i] = Clean(line)
		}
		return strings.Join(lines, "%0A")
	}
	for _, d := range l.Found.Sorted() {
		var props []string
		if at := d.Subject; !at.IsZero() {
			props = append(props, "file="+property.Replace(Clean(l.File(at))))
			if at.Start.Line > 0 {
				props = append(props, fmt.Sprintf("line=%d", at.Start.Line), fmt.Sprintf("endLine=%d", max(at.End.Line, at.Start.Line)))
			}
			if at.Start.Line > 0 && at.End.Line == at.Start.Line { // columns of several lines are refused
				props = append(props, fmt.Sprintf("col=%d", at.Start.Column), fmt.Sprintf("endColumn=%d", at.End.Column))
			}
		}
		text := d.Detail
		if text == "" {
			text = d.Summary
		}
		props = append(props, "title="+property.Replace(Clean(string(d.Code)+" "+d.Summary)))
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", d.Severity, strings.Join(props, ","), message(text)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w, l.summary())
	return err
}

// others are the codes of what loading reports: one may mean a rule, and several other things, too.
func (l *Lint) others() (out []diag.Code) {
	rules := LintRules()
	for _, d := range l.Found {
		if !slices.ContainsFunc(rules, func(r *lint.Rule) bool { return r.Code == d.Code }) {
			out = append(out, d.Code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
