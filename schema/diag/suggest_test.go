package diag_test

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func TestDidYouMean(t *testing.T) {
	for _, c := range []struct {
		name       string
		candidates []string
		want       string
	}{
		{"titel", []string{"team", "title"}, ` Did you mean "title"?`},
		{"TITLE", []string{"title"}, ` Did you mean "title"?`},
		{"roel", []string{"role", "moved"}, ` Did you mean "role"?`},
		{"tema", []string{"term", "team"}, ` Did you mean "team"?`},
		{"foo", []string{"faq"}, ""},
		{"x", []string{"y"}, ""},
		{"", []string{"a"}, ""},
		{"owner", nil, ""},
		{`module.r["emae"].role.a`, []string{`module.r["emea"].role.a`}, ` Did you mean module.r["emea"].role.a?`},
	} {
		if got := diag.DidYouMean(c.name, c.candidates); got != c.want {
			t.Errorf("%q: got %q, want %q", c.name, got, c.want)
		}
	}
}
