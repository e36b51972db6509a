// Package report says in words what a plan does, what drifted, and what is left alone: on the command line, in
// Terraform, in pull requests.
package report

import (
	"strings"
	"unicode"
)

// Style marks text by colour or weight, where there is any.
type Style interface {
	Bold(string) string
	Dim(string) string
	Red(string) string
	Green(string) string
	Yellow(string) string
}

// Plain is the style of text without any.
type Plain struct{}

func (Plain) Bold(t string) string   { return t }
func (Plain) Dim(t string) string    { return t }
func (Plain) Red(t string) string    { return t }
func (Plain) Green(t string) string  { return t }
func (Plain) Yellow(t string) string { return t }

// Clean takes control characters out of text from a CRM or a file, so that none reaches the terminal.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '\uFFFD'
		}
		return r
	}, s)
}

// CleanLines is Clean for text of several lines.
func CleanLines(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return '\uFFFD'
		}
		return r
	}, s)
}
