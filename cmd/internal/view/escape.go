package view

import (
	"regexp"
	"strings"
	"unicode"
)

// This file makes text from files and CRMs harmless in the Markdown of GitHub and GitLab: it is shown as it is,
// formats nothing, notifies nobody and leads nowhere.

// invisible stands inside what would otherwise become a mention, a reference or a link. Both hosts look for these after
// Markdown was rendered, so that a backslash does not help.
const invisible = "&#8203;"

var (
	// mention is a user or team (@name) or something with a number or name: an issue, a merge request, a label and the like.
	mention = regexp.MustCompile(`[@#!~%$&^]([\pL\pN_])`)
	// short is the other way to name an issue on GitHub: GH-12.
	short = regexp.MustCompile(`(?i)\b(gh)-(\d)`)
	// address is what becomes a link by itself.
	address = regexp.MustCompile(`(?i)(\w:)(//)|\b(www)(\.)|\b(mailto:|xmpp:)()`)
	// block is what begins a heading, list or quotation at the start of a line or list item.
	block = regexp.MustCompile(`^([#+=>-]|\d{1,9}[.)](?:\s|$))`)
)

var punctuation = strings.NewReplacer("\\", "\\\\", "|", "\\|", "[", "\\[", "]", "\\]", "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"`", "'", "*", "\\*", "_", "\\_", "~", "\\~", "$", "\\$")

// backticks are what would end a code span, or the cell around it.
var backticks = strings.NewReplacer("`", "'", "|", "¦")

// md makes text harmless inside a line of Markdown, a table's cell too.
func md(s string) string {
	s = strings.TrimSpace(flat(s))
	const mark = "\x00" // where something invisible goes; flat leaves none in
	s = mention.ReplaceAllStringFunc(s, func(m string) string { return m[:1] + mark + m[1:] })
	s = short.ReplaceAllString(s, "$1-"+mark+"$2")
	s = address.ReplaceAllString(s, "$1$3$5"+mark+"$2$4")
	first := block.FindString(s)
	s = punctuation.Replace(s)
	if first = strings.TrimSpace(first); first != "" && first != ">" { // > is escaped already
		n := len(first) - 1
		s = first[:n] + "\\" + s[n:]
	}
	return strings.ReplaceAll(s, mark, invisible)
}

// Markdown makes text harmless in a line of a comment.
func Markdown(s string) string { return md(s) }

// clipped is md for text that may be long: of n characters at most.
func clipped(s string, n int) string {
	if r := []rune(strings.TrimSpace(flat(s))); len(r) > n {
		s = strings.TrimSpace(string(r[:n])) + " …"
	}
	return md(s)
}

// span puts text between backticks.
func span(s string) string {
	s = strings.TrimSpace(backticks.Replace(flat(s)))
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

// fence makes text harmless on a line of a fenced block.
func fence(s string) string { return strings.ReplaceAll(flat(s), "```", "'''") }

// flat takes out what is not seen: characters that control, that turn the direction of text, or join and part letters.
func flat(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, r) && r != '\u200d': // the joiner of emoji and of some scripts
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
