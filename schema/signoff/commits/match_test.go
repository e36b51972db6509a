package commits_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/signoff/commits"
)

func TestMatchList(t *testing.T) {
	for _, c := range []struct {
		list, text string
		want       bool
	}{
		{"dana@example.com", "Dana@Example.com", true},
		{"sam@example.com,dana@example.com", "dana@example.com", true},
		{"*@example.com", "dana@example.com", true},
		{"*@example.com", "dana@example.org", false},
		{"d?na@example.com", "dana@example.com", true},
		{"*,!dana@example.com", "dana@example.com", false},
		{"!dana@example.com", "sam@example.com", false},
		{"", "dana@example.com", false},
		{"**a*", "banana", true},
		{strings.Repeat("*a", 50) + "b", strings.Repeat("a", 5000), false},
	} {
		if got := commits.MatchList(c.list, c.text); got != c.want {
			t.Errorf("%q %q: %v", c.list, c.text, got)
		}
	}
}

// FuzzCheck makes sure that no signature in a commit does harm, and that none is good without a key.
func FuzzCheck(f *testing.F) {
	f.Add("-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n")
	f.Add("-----BEGIN PGP SIGNATURE-----\n\niHUEABYKAB0=\n=abcd\n-----END PGP SIGNATURE-----\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, signature string) {
		if commits.Check(&commits.Keys{}, []byte("tree x"), signature, "dana@example.com", time.Unix(0, 0)) == "" {
			t.Fatal("a signature without a key is good")
		}
	})
}
