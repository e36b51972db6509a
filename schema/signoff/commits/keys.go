package commits

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"golang.org/x/crypto/ssh"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// The files of signing keys, below the directory of the records.
const (
	AllowedSigners = "allowed_signers"
	KeyDir         = "keys"
)

// Keys are the keys whose signatures count, and whose they are.
type Keys struct {
	ssh []allowed
	pgp openpgp.EntityList
}

// allowed is a line of an allowed_signers file.
type allowed struct {
	principals string // pattern list of e-mail addresses
	key        ssh.PublicKey
	ca         bool   // the key certifies keys
	namespaces string // pattern list; "" for all
	after      time.Time
	before     time.Time
}

// ReadKeys reads the signing keys from the directory of the records; prefix is that
// directory's name in messages. What cannot be used is an error in the list and left out.
func ReadKeys(dir fs.FS, prefix string) (*Keys, diag.List, map[string][]byte) {
	k := &Keys{}
	var diags diag.List
	sources := map[string][]byte{}
	if data, err := fs.ReadFile(dir, AllowedSigners); err == nil {
		name := path.Join(prefix, AllowedSigners)
		sources[name] = data
		k.ssh, diags = parseAllowed(data, name)
	}
	files, _ := fs.Glob(dir, KeyDir+"/*.asc")
	for _, f := range files {
		name := path.Join(prefix, f)
		data, err := fs.ReadFile(dir, f)
		if err == nil {
			var list openpgp.EntityList
			if list, err = openpgp.ReadArmoredKeyRing(bytes.NewReader(data)); err == nil {
				k.pgp = append(k.pgp, list...)
				continue
			}
		}
		diags.Errorf(diag.SigningKey, diag.Range{File: name, Start: diag.Pos{Line: 1, Column: 1}, End: diag.Pos{Line: 1, Column: 1}},
			"The file is not an OpenPGP public key", "%v. Export the key with gpg --armor --export ADDRESS.", err)
	}
	return k, diags, sources
}

// parseAllowed reads an allowed_signers file: PRINCIPALS [OPTIONS] KEYTYPE KEY [COMMENT] on each line.
func parseAllowed(data []byte, file string) ([]allowed, diag.List) {
	var out []allowed
	var diags diag.List
	for n, line := range strings.Split(string(data), "\n") {
		text := strings.TrimSpace(line)
		if text == "" || text[0] == '#' {
			continue
		}
		a, err := parseSigner(text)
		if err != nil {
			diags.Errorf(diag.SigningKey, diag.Range{File: file, Start: diag.Pos{Line: n + 1, Column: 1}, End: diag.Pos{Line: n + 1, Column: len([]rune(line)) + 1}},
				"The line does not name a signing key", "%v. A line is an e-mail address and a public key, as in: dana@example.com ssh-ed25519 AAAA…", err)
			continue
		}
		out = append(out, a)
	}
	return out, diags
}

var principalsAndRest = regexp.MustCompile(`^(?:"([^"]*)"|([^\s"]+))\s+(.+)$`)

func parseSigner(line string) (a allowed, err error) {
	m := principalsAndRest.FindStringSubmatch(line)
	if m == nil {
		return a, fmt.Errorf("there is no key after the address")
	}
	a.principals = m[1] + m[2]
	var options []string
	if a.key, _, options, _, err = ssh.ParseAuthorizedKey([]byte(m[3])); err != nil {
		return a, fmt.Errorf("the key cannot be read (%w)", err)
	}
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		value = strings.Trim(value, `"`)
		switch strings.ToLower(name) {
		case "cert-authority":
			a.ca = true
		case "namespaces":
			a.namespaces = value
		case "valid-after":
			a.after, err = parseTime(value)
		case "valid-before":
			a.before, err = parseTime(value)
		default:
			err = fmt.Errorf("%q is not an option", name)
		}
		if err != nil {
			return a, err
		}
	}
	return a, nil
}

// parseTime reads YYYYMMDD[HHMM[SS]][Z]. ssh-keygen takes a time without Z as local; here all are
// UTC, so that a signature is as good on one machine as on another.
func parseTime(s string) (time.Time, error) {
	digits := strings.TrimSuffix(s, "Z")
	for _, layout := range []string{"20060102", "200601021504", "20060102150405"} {
		if len(layout) == len(digits) {
			if t, err := time.Parse(layout, digits); err == nil {
				return t, nil
			}
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time; write YYYYMMDD or YYYYMMDDHHMMSS", s)
}

// matchList tells whether a text matches a list of patterns with * and ?, separated by commas; a
// pattern after ! excludes. Case of ASCII letters makes no difference: the texts are e-mail addresses and lower-case names.
func matchList(list, text string) bool {
	found := false
	for p := range strings.SplitSeq(list, ",") {
		p, not := strings.CutPrefix(p, "!")
		if matchPattern(signoff.FoldEmail(p), signoff.FoldEmail(text)) {
			if not {
				return false
			}
			found = true
		}
	}
	return found
}

// matchPattern matches * (any text) and ? (one byte), in time proportional to the product of the lengths.
func matchPattern(p, s string) bool {
	star, mark := -1, 0
	i, j := 0, 0
	for j < len(s) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == s[j]):
			i, j = i+1, j+1
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}
