package render

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Markdown is text that is Markdown already. Everything else that a template prints is made harmless first.
type Markdown string

// special are the characters that mean something in Markdown or HTML.
var special = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `&lt;`, ">", `&gt;`, "#", `\#`, "|", `\|`, "~", `\~`,
)

// entity is what HTML would read as a character reference.
var entity = regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)

// opening is what makes a list, rule or heading at the start of a line: "1. ", "- ", "===".
var opening = regexp.MustCompile(`^(?:([0-9]*)([.)+-])(?: |$)|()([-=])[-=]*$)`)

// esc makes text from an architecture harmless: it is shown as written, on one line.
func esc(s string) string {
	s = strings.Join(strings.Fields(visible(s)), " ")
	s = special.Replace(entity.ReplaceAllString(s, "&amp;$1")) // in this order: special makes entities of its own
	if m := opening.FindStringSubmatch(s); m != nil {
		digits := m[1] + m[3]
		return digits + `\` + s[len(digits):]
	}
	return s
}

// visible replaces characters that steer terminals or turn the direction of writing by "�",
// and white space by spaces and line ends.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFFFE, r == 0xFFFF:
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// markdown is what a template prints of a value: Markdown as it is, all else as text. Lists are joined by commas.
func markdown(v any) Markdown {
	switch x := v.(type) {
	case Markdown:
		return x
	case string:
		return Markdown(esc(x))
	case []string:
		return Markdown(esc(strings.Join(x, ", ")))
	case nil:
		return ""
	}
	return Markdown(esc(fmt.Sprint(v)))
}

// cell is markdown for a table cell; an empty cell shows a dash.
func cell(v any) Markdown {
	s := markdown(v)
	if strings.TrimSpace(string(s)) == "" {
		return "–"
	}
	return Markdown(strings.ReplaceAll(string(s), "\n", " "))
}

// code is text in a code span; with a column border in it, which a table would take for one, it is plain text.
func code(v any) Markdown {
	s := strings.Join(strings.Fields(visible(fmt.Sprint(v))), " ")
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if s == "" || strings.Contains(s, "|") {
		return Markdown(esc(s))
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return Markdown(fence + s + fence)
}

// tidy leaves one empty line between paragraphs, none at the ends, and no spaces at the ends of lines.
func tidy(md []byte) []byte {
	var out bytes.Buffer
	empty := true // at the start
	for line := range bytes.Lines(md) {
		line = bytes.TrimRight(line, " \t\r\n")
		if len(line) == 0 {
			empty = true
			continue
		}
		if empty && out.Len() > 0 {
			out.WriteByte('\n')
		}
		empty = false
		out.Write(line)
		out.WriteByte('\n')
	}
	return out.Bytes()
}
