// Package diag holds diagnostics: what is wrong with something a person wrote,
// where, what was expected and what to do about it.
//
// A diagnostic is plain data. It knows no HCL, no CRM and no terminal; package
// cmd/internal/view prints it, and every other package only collects it.
// Each has a stable code (SC0101, …) that documentation, policies and tests
// refer to; codes are declared once, in codes.go.
package diag

import (
	"fmt"
	"sort"
	"strings"
)

// Severity says whether a diagnostic stops the run.
type Severity string

const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Pos is a place in a file. Line and Column count from 1, Column in Unicode
// grapheme clusters as editors do; Byte counts from 0.
type Pos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// Range is a half-open stretch of one file. File is relative to the
// directory the user named, with forward slashes. The zero Range means "no place".
type Range struct {
	File  string `json:"file"`
	Start Pos    `json:"start"`
	End   Pos    `json:"end"`
}

// IsZero tells whether r names no place.
func (r Range) IsZero() bool { return r.File == "" }

// String gives file:line:column, the form that editors and CI systems link; a range without a line is a whole file.
func (r Range) String() string {
	if r.Start.Line == 0 {
		return r.File
	}
	return fmt.Sprintf("%s:%d:%d", r.File, r.Start.Line, r.Start.Column)
}

// Diagnostic is one problem.
type Diagnostic struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	// Summary is one terse line without a full stop.
	Summary string `json:"summary"`
	// Detail says what was expected and what to do, in sentences.
	Detail string `json:"detail,omitempty"`
	// Subject is the tightest range that is wrong.
	Subject Range `json:"subject,omitzero"`
	// Context is a wider range that helps to read Subject, if any.
	Context *Range `json:"context,omitempty"`
	// Address is the block concerned, if any ("stage.lead.mql").
	Address string `json:"address,omitempty"`
}

// Error makes a Diagnostic usable as an error.
func (d Diagnostic) Error() string {
	var b strings.Builder
	if !d.Subject.IsZero() {
		b.WriteString(d.Subject.String() + ": ")
	}
	fmt.Fprintf(&b, "%s %s: %s", d.Severity, d.Code, d.Summary)
	if d.Detail != "" {
		b.WriteString("; " + d.Detail)
	}
	return b.String()
}

// List collects diagnostics. The zero List is ready to use.
type List []Diagnostic

// Add appends ds.
func (l *List) Add(ds ...Diagnostic) { *l = append(*l, ds...) }

// Errorf appends an error at r.
func (l *List) Errorf(c Code, r Range, summary, detail string, args ...any) {
	l.Add(Diagnostic{Code: c, Severity: Error, Subject: r, Summary: summary, Detail: sprintf(detail, args)})
}

// Warnf appends a warning at r.
func (l *List) Warnf(c Code, r Range, summary, detail string, args ...any) {
	l.Add(Diagnostic{Code: c, Severity: Warning, Subject: r, Summary: summary, Detail: sprintf(detail, args)})
}

func sprintf(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// HasErrors tells whether any diagnostic is an error.
func (l List) HasErrors() bool {
	for _, d := range l {
		if d.Severity == Error {
			return true
		}
	}
	return false
}

// Err returns the list as an error, or nil when it has no errors.
func (l List) Err() error {
	if !l.HasErrors() {
		return nil
	}
	return listError(l)
}

type listError List

func (l listError) Error() string {
	var s []string
	for _, d := range l {
		if d.Severity == Error {
			s = append(s, d.Error())
		}
	}
	return strings.Join(s, "\n")
}

// Sorted returns a copy ordered by file, place, severity and code, without
// exact repeats; for printing.
func (l List) Sorted() List {
	out := append(List{}, l...)
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.Subject.File != b.Subject.File:
			return a.Subject.File < b.Subject.File
		case a.Subject.Start.Byte != b.Subject.Start.Byte:
			return a.Subject.Start.Byte < b.Subject.Start.Byte
		case a.Severity != b.Severity:
			return a.Severity < b.Severity
		case a.Code != b.Code:
			return a.Code < b.Code
		}
		return a.Summary < b.Summary
	})
	uniq := out[:0]
	for i, d := range out {
		if i > 0 && same(d, out[i-1]) {
			continue
		}
		uniq = append(uniq, d)
	}
	return uniq
}

func same(a, b Diagnostic) bool {
	return a.Code == b.Code && a.Subject == b.Subject && a.Summary == b.Summary && a.Detail == b.Detail
}
