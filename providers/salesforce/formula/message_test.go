package formula

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAMessageSaysTheCriterionFirst(t *testing.T) {
	long := strings.Repeat("word, ", 60)
	for _, c := range []struct {
		in   []string
		want string
	}{
		{[]string{"fit score is at least 50", "Set it before the stage."}, "Fit score is at least 50. Set it before the stage."},
		{[]string{" Why?\n", "", "é\tis  so"}, "Why? É is so."},
		{[]string{"", ""}, ""},
		{[]string{"a\x01b\xff"}, "Ab."},
		{[]string{"it goes on…"}, "It goes on…"},
		{[]string{long}, "W" + strings.Repeat("word, ", 42)[1:250] + "…"},
		{[]string{strings.Repeat("x", 300)}, "X" + strings.Repeat("x", 253) + "…"},
		{[]string{strings.Repeat("x", 254)}, "X" + strings.Repeat("x", 253) + "."},
		{[]string{strings.Repeat("😀", 200)}, strings.Repeat("😀", 127) + "…"},
	} {
		if got := Message(c.in[0], c.in[1:]...); got != c.want {
			t.Errorf("%q\ngives %q (%d)\nwant  %q (%d)", c.in, got, units(got), c.want, units(c.want))
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add("fit score is at least 50", strings.Repeat("word ", 80))
	f.Add("\xff", "\x00")
	f.Add(strings.Repeat("ß", 255), "")
	f.Fuzz(func(t *testing.T, words, more string) {
		got := Message(words, more)
		if _, ok := quote(got); !ok || units(got) > MaxMessage || !utf8.ValidString(got) {
			t.Errorf("%q has %d characters", got, units(got))
		}
	})
}
