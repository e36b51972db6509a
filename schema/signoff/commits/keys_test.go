package commits_test

import (
	"testing"
	"testing/fstest"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/signoff/commits"
)

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOAQWSYqhyQnAVqUYr2JWSQRXLv3L2bs5wHZyXDqsN0"

func TestReadKeysReports(t *testing.T) {
	for line, ok := range map[string]bool{
		"dana@example.com " + publicKey + " a comment":                             true,
		`"dana@example.com" namespaces="git" ` + publicKey:                         true,
		"dana@example.com valid-before=20260101 " + publicKey:                      true,
		`dana@example.com valid-after="202601010000Z",cert-authority ` + publicKey: true,
		"# dana@example.com":                true,
		"dana@example.com":                  false,
		publicKey:                           false,
		"dana@example.com ssh-ed25519 AAAA": false,
		"dana@example.com ssh-ed25519 !!!!": false,
		"dana@example.com valid-before=tomorrow " + publicKey: false,
		"dana@example.com verify-required " + publicKey:       false,
	} {
		_, diags, sources := commits.ReadKeys(fstest.MapFS{"allowed_signers": {Data: []byte("\n" + line + "\r\n")}}, "signoffs")
		if diags.HasErrors() == ok {
			t.Errorf("%s: %v", line, diags)
		}
		for _, d := range diags {
			if d.Code != diag.SigningKey || d.Subject.File != "signoffs/allowed_signers" || d.Subject.Start.Line != 2 || sources[d.Subject.File] == nil {
				t.Errorf("%s: %v", line, d)
			}
		}
	}
}

// FuzzReadKeys makes sure that no list of keys does harm.
func FuzzReadKeys(f *testing.F) {
	f.Add("dana@example.com " + publicKey)
	f.Add(`"a" namespaces="git",valid-after="20260101" cert-authority ` + publicKey)
	f.Add("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEaXv\n-----END PGP PUBLIC KEY BLOCK-----")
	f.Fuzz(func(_ *testing.T, text string) {
		commits.ReadKeys(fstest.MapFS{"allowed_signers": {Data: []byte(text)}, "keys/a.asc": {Data: []byte(text)}}, "signoffs")
	})
}
