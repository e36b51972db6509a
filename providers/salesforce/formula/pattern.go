package formula

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"
)

// maxRanges bounds a class of characters in a pattern; classes of Unicode have hundreds of ranges.
const maxRanges = 40

// javaPattern writes a pattern that matches somewhere in a text (RE2) as one that matches the
// whole of the same texts in Java, which REGEX uses without flags. It is written from the parsed
// pattern: what the two syntaxes understand differently (. $ ^ \s \b, case, classes) is spelt out.
func javaPattern(pattern string) (string, bool) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	parts := []*syntax.Regexp{re}
	if re.Op == syntax.OpConcat {
		parts = re.Sub
	}
	w := &patternWriter{ok: true}
	// A pattern that is tied to an end needs no anchor there, any other one leaves the rest of the text free.
	const rest = `[\s\S]*`
	if len(parts) > 0 && parts[0].Op == syntax.OpBeginText {
		parts = parts[1:]
	} else {
		w.out.WriteString(rest)
	}
	tied := len(parts) > 0 && parts[len(parts)-1].Op == syntax.OpEndText
	if tied {
		parts = parts[:len(parts)-1]
	}
	for _, p := range parts {
		w.write(p)
	}
	if !tied {
		w.out.WriteString(rest)
	}
	return w.out.String(), w.ok
}

type patternWriter struct {
	out strings.Builder
	ok  bool
}

const word = "[0-9A-Z_a-z]"

func (w *patternWriter) write(re *syntax.Regexp) {
	put := func(s string) { w.out.WriteString(s) }
	switch re.Op {
	case syntax.OpNoMatch:
		put(`(?!)`)
	case syntax.OpEmptyMatch:
		put(`(?:)`)
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			w.literal(r, re.Flags&syntax.FoldCase != 0)
		}
	case syntax.OpCharClass:
		w.class(re.Rune)
	case syntax.OpAnyCharNotNL:
		put(`[^\n]`)
	case syntax.OpAnyChar:
		put(`[\s\S]`)
	case syntax.OpBeginLine:
		put(`(?<![^\n])`)
	case syntax.OpEndLine:
		put(`(?![^\n])`)
	case syntax.OpBeginText:
		put(`(?<![\s\S])`)
	case syntax.OpEndText:
		put(`(?![\s\S])`)
	case syntax.OpWordBoundary:
		put(`(?:(?<=` + word + `)(?!` + word + `)|(?<!` + word + `)(?=` + word + `))`)
	case syntax.OpNoWordBoundary:
		put(`(?:(?<=` + word + `)(?=` + word + `)|(?<!` + word + `)(?!` + word + `))`)
	case syntax.OpCapture:
		w.group(re.Sub[0])
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		w.repeat(re)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			w.write(sub)
		}
	case syntax.OpAlternate:
		put(`(?:`)
		for i, sub := range re.Sub {
			if i > 0 {
				put(`|`)
			}
			w.write(sub)
		}
		put(`)`)
	default:
		w.ok = false
	}
}

func (w *patternWriter) group(re *syntax.Regexp) {
	w.out.WriteString(`(?:`)
	w.write(re)
	w.out.WriteString(`)`)
}

// repeat does not care which of several matches is found first.
func (w *patternWriter) repeat(re *syntax.Regexp) {
	sub := re.Sub[0]
	switch {
	case sub.Op == syntax.OpCharClass, sub.Op == syntax.OpAnyChar, sub.Op == syntax.OpAnyCharNotNL,
		sub.Op == syntax.OpLiteral && len(sub.Rune) == 1:
		w.write(sub)
	default:
		w.group(sub)
	}
	switch re.Op {
	case syntax.OpStar:
		w.out.WriteString("*")
	case syntax.OpPlus:
		w.out.WriteString("+")
	case syntax.OpQuest:
		w.out.WriteString("?")
	default:
		switch re.Max {
		case re.Min:
			fmt.Fprintf(&w.out, "{%d}", re.Min)
		case -1:
			fmt.Fprintf(&w.out, "{%d,}", re.Min)
		default:
			fmt.Fprintf(&w.out, "{%d,%d}", re.Min, re.Max)
		}
	}
}

// literal is a character, or with fold any that differs from it in case alone.
func (w *patternWriter) literal(r rune, fold bool) {
	if fold && unicode.SimpleFold(r) != r {
		ranges := []rune{r, r}
		for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
			ranges = append(ranges, o, o)
		}
		w.class(ranges)
		return
	}
	w.char(r)
}

func (w *patternWriter) char(r rune) {
	switch {
	case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == ' ' || strings.ContainsRune(`_@%/:;,"'=<>!~`, r):
		w.out.WriteRune(r)
	case r > ' ' && r < 0x7f:
		w.out.WriteString(`\` + string(r))
	case r == '\n':
		w.out.WriteString(`\n`)
	case r >= 0xa0 && r < 0xd800 && unicode.IsLetter(r):
		w.out.WriteRune(r)
	default:
		fmt.Fprintf(&w.out, `\x{%X}`, r)
	}
}

// class is a set of characters, as pairs of first and last; written by what it leaves out if that is shorter.
func (w *patternWriter) class(ranges []rune) {
	if len(ranges) == 0 {
		w.out.WriteString(`(?!)`)
		return
	}
	open := `[`
	if ranges[0] == 0 && ranges[len(ranges)-1] == unicode.MaxRune {
		open = `[^`
		var rest []rune
		for i := 1; i+1 < len(ranges); i += 2 {
			rest = append(rest, ranges[i]+1, ranges[i+1]-1)
		}
		ranges = rest
	}
	if len(ranges) > 2*maxRanges {
		w.ok = false
		return
	}
	if len(ranges) == 0 {
		w.out.WriteString(`[\s\S]`)
		return
	}
	w.out.WriteString(open)
	for i := 0; i < len(ranges); i += 2 {
		w.char(ranges[i])
		if ranges[i+1] > ranges[i] {
			if ranges[i+1] > ranges[i]+1 {
				w.out.WriteString("-")
			}
			w.char(ranges[i+1])
		}
	}
	w.out.WriteString(`]`)
}
