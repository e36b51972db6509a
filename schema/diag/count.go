package diag

import (
	"fmt"
	"strings"
)

// Count puts a number before a noun, in the plural when it is not one.
func Count[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "criterion"); ok {
		return fmt.Sprintf("%d %scriteria", n, stem)
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok && !strings.ContainsAny(stem[max(len(stem)-1, 0):], "aeiou") {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Thousands writes a number with its thousands set apart, as "12,345".
func Thousands[N int | int64](n N) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Join lists words for a sentence, with one word before the last of them: "a", "a and b", "a, b and c".
func Join(words []string, before string) string {
	n := len(words)
	if n < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:n-1], ", ") + " " + before + " " + words[n-1]
}
