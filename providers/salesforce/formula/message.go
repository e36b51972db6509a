package formula

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxMessage is how many characters the error message of a validation rule may have.
const MaxMessage = 255

// Message is the error message of a rule: a criterion in its own words, and what else there is to say,
// each as a sentence. What is too long is cut after a word and ends in an ellipsis.
func Message(words string, more ...string) string {
	var sentences []string
	for _, s := range append([]string{words}, more...) {
		if s = sentence(s); s != "" {
			sentences = append(sentences, s)
		}
	}
	s := strings.Join(sentences, " ")
	if units(s) <= MaxMessage {
		return s
	}
	room, end := MaxMessage-1, 0 // one for the ellipsis
	for i, r := range s {
		if room -= units(string(r)); room < 0 {
			break
		}
		end = i + utf8.RuneLen(r)
	}
	// Half of a message without a space is one long word, which is cut where it is.
	if space := strings.LastIndexByte(s[:end+1], ' '); space > end/2 {
		end = space
	}
	return strings.TrimRightFunc(s[:end], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:-–", r) }) + "…"
}

// sentence has a capital and an end, and no space but single ones.
func sentence(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	s = strings.Map(func(r rune) rune {
		if unwritable(r) {
			return -1
		}
		return r
	}, s)
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(first)) + s[size:]
	if !strings.ContainsAny(s[len(s)-1:], ".!?…") && !strings.HasSuffix(s, "…") {
		s += "."
	}
	return s
}
