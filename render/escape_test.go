package render

import "testing"

func TestEsc(t *testing.T) {
	for in, want := range map[string]string{
		"a >= 1":       "a &gt;= 1",
		"<b>":          "&lt;b&gt;",
		"&lt;":         "&amp;lt;",
		"AT&T":         "AT&T",
		"&#60;":        `&amp;\#60;`,
		"1. x":         `1\. x`,
		"a_b *c* [d]":  `a\_b \*c\* \[d\]`,
		"two\n\nlines": "two lines",
	} {
		if got := esc(in); got != want {
			t.Errorf("%q is written %q, want %q", in, got, want)
		}
	}
}
