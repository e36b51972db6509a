// Package report says in words what a plan does, what drifted, and what is left alone: on the command line, in
// Terraform, in pull requests.
package report

import (
	"fmt"
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

// Count puts a number before a noun, in the plural when it is not one.
func Count[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "criterion"); ok {
		return fmt.Sprintf("%d %scriteria", n, stem)
	}
	if strings.HasSuffix(noun, "y") {
		return fmt.Sprintf("%d %sies", n, noun[:len(noun)-1])
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Clean takes control characters out of text from a CRM or a file, so that none reaches the terminal.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '\uFFFD'
		}
		return r
	}, s)
}
