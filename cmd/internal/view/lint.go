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
	// Named is the directory as it was given, for the next command; "." for the working directory.
	Named string
	// Loaded tells whether the architecture has no errors, so that all rules were looked at.
	Loaded bool
	// Own are the rules of the architecture's policies.
	Own []*lint.Rule
	// Off are the rules that a policy turns off.
	Off []diag.Code
	// Mendable counts the findings that lint --fix mends.
	Mendable int
	// Fix is what lint --fix did; nil without it.
	Fix *LintFix
	// Strict makes warnings fail.
	Strict bool
	// Version is that of the tool.
	Version string
	// Columns is the width that people read it in; 0 for any.
	Columns int
}

// LintFix is what was done about findings. They are not among those that are left.
type LintFix struct {
	Done  diag.List       `json:"fixed"`
	Left  []lint.Unmended `json:"-"`
	Files []string        `json:"files"` // that were written
}

// LintRules are the rules of every architecture: those about blocks, after the one about comments that suppress findings.
func LintRules() []*lint.Rule { return append([]*lint.Rule{lint.Suppression}, lint.Rules()...) }

func (l *Lint) rules() []*lint.Rule { return append(LintRules(), l.Own...) }

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
	l.Fix.print(w, st)
	Diagnostics(w, st, l.Columns, l.Found, l.Sources)
	if len(l.Found) == 0 {
		_, err := fmt.Fprintf(w, "%s %s: %s\n", st.Green("✓"), Clean(l.Title), l.summary())
		return err
	}
	fmt.Fprintln(w, l.summary())
	if l.Mendable > 0 && l.Fix == nil {
		fmt.Fprintf(w, "stagecraft lint --fix%s mends %d of them.\n", l.where(), l.Mendable)
	}
	_, err := fmt.Fprintf(w, "stagecraft lint --explain %s says why it matters and what to do.\n", l.example())
	return err
}

// where is the directory as the argument of a command.
func (l *Lint) where() string {
	if l.Named == "" || l.Named == "." {
		return ""
	}
	return " " + Clean(l.Named)
}

// example is the code to explain, that of a rule if one is broken; a policy's with the directory that has it.
func (l *Lint) example() string {
	found := l.Found.Sorted()
	code := found[0].Code
	for _, d := range found {
		if !strings.HasPrefix(string(d.Code), "SC") {
			code = d.Code
			break
		}
	}
	if strings.Contains(string(code), "/") {
		return string(code) + l.where()
	}
	return string(code)
}

// print says what was mended, and what was not although it might have been.
func (f *LintFix) print(w io.Writer, st terminal.Style) {
	if f == nil {
		return
	}
	for _, d := range f.Done {
		fmt.Fprintf(w, "%s %s %s (%s)\n", st.Green("fixed"), d.Code, Clean(d.Summary), Clean(d.Subject.String()))
	}
	for _, u := range f.Left {
		fmt.Fprintf(w, "%s %s %s (%s): %s\n", st.Yellow("not fixed"), u.Code, Clean(u.Summary), Clean(u.Subject.String()), Clean(u.Why))
	}
	if len(f.Files) > 0 {
		fmt.Fprintf(w, "%s written. What follows is left.\n\n", Clean(strings.Join(f.Files, ", ")))
	}
}

// summary says in one sentence what was found.
func (l *Lint) summary() string {
	if !l.Loaded {
		return Summary(l.Found) + "; the rules are looked at when the architecture is valid."
	}
	return fmt.Sprintf("%s, %s looked at.", Summary(l.Found), Count(len(l.rules())-len(l.Off), "rule"))
}

func lintJSON(w io.Writer, _ terminal.Style, l *Lint) error {
	out := map[string]any{"format_version": "1.0", "diagnostics": l.Found.Sorted()}
	if l.Fix != nil {
		left := []any{}
		for _, u := range l.Fix.Left {
			left = append(left, map[string]any{"diagnostic": u.Diagnostic, "why": u.Why})
		}
		out["fixed"], out["not_fixed"], out["files"] = l.Fix.Done, left, l.Fix.Files
	}
	return JSON(w, out)
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
	rules := l.rules()
	for _, d := range l.Found {
		if !slices.ContainsFunc(rules, func(r *lint.Rule) bool { return r.Code == d.Code }) {
			out = append(out, d.Code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
