package signoff

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/mail"
	"path"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// FormatVersion is the version of the form of a Record. The part after the dot
// grows with additions, the part before it with anything else.
const FormatVersion = "1.0"

// Dir is the directory of the records, inside the directory of the architecture.
const Dir = "signoffs"

// Act is what a record does.
type Act string

const (
	Sign     Act = "sign"
	Withdraw Act = "withdraw" // takes back what the same person signed for the same role
)

// Person is a git identity.
type Person struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// String gives the usual form: Dana Fox <dana@example.com>.
func (p Person) String() string {
	if p.Name == "" {
		return p.Email
	}
	return p.Name + " <" + p.Email + ">"
}

// same tells whether two identities are the same person. The e-mail address decides.
func (p Person) same(o Person) bool { return SameEmail(p.Email, o.Email) }

func (p Person) key() string { return FoldEmail(p.Email) }

// SameEmail tells whether two e-mail addresses are the same.
func SameEmail(x, y string) bool { return FoldEmail(x) == FoldEmail(y) }

// FoldEmail gives the form of an e-mail address by which it is compared: upper and lower case of ASCII letters make no
// difference. All other letters do, since some fold into ASCII ones that they only look like (U+212A, the Kelvin sign, into k).
func FoldEmail(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, s)
}

// Holds tells whether a person is among the holders of a role. A holder is an e-mail
// address, with or without a name in front: dana@example.com, Dana Fox <dana@example.com>.
func Holds(r *schema.Role, p Person) bool {
	if r == nil || p.Email == "" {
		return false
	}
	for _, h := range r.Holders {
		if a, err := mail.ParseAddress(h); err == nil {
			h = a.Address
		}
		if SameEmail(h, p.Email) {
			return true
		}
	}
	return false
}

// Version names a version of an architecture.
type Version struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Record is one act of signing or of withdrawing, as it is kept in a file. It
// is written once and never edited.
type Record struct {
	FormatVersion string         `json:"format_version"`
	Act           Act            `json:"act"`
	Role          schema.Address `json:"role"`
	Signer        Person         `json:"signer"`
	// Time is when it was done, as the signer's machine says.
	Time         time.Time `json:"time"`
	ToolVersion  string    `json:"tool_version"`
	Architecture Version   `json:"architecture"`
	// Reason says why a signature is withdrawn.
	Reason string `json:"reason,omitempty"`
	// Definitions are what was signed, in the order of the architecture.
	Definitions []Signed `json:"definitions"`

	// File is where the record stands, relative to the directory of the architecture.
	File string `json:"-"`
}

// Signed is one definition as it was when it was signed.
type Signed struct {
	Address schema.Address `json:"address"`
	Title   string         `json:"title"`
	Digest  string         `json:"digest"` // see Digest
}

// Encode gives the bytes of the file. They depend on the record alone.
func (r *Record) Encode() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r); err != nil {
		panic("signoff: " + err.Error()) // nothing in a record can fail but a year of five digits, which read refuses
	}
	return b.Bytes()
}

// Name is the file of the record, relative to the directory of the architecture:
// signoffs/ROLE/TIME-DIGEST.json. The digest is that of the content, so two
// acts never share a file, and a file that was edited no longer bears its name.
func (r *Record) Name() string {
	sum := sha256.Sum256(r.Encode())
	return path.Join(Dir, folder(r.Role), r.Time.UTC().Format("20060102T150405Z")+"-"+hex.EncodeToString(sum[:6])+".json")
}

// folder is the directory of a role's records. Each role has its own, so that
// CODEOWNERS can name who guards it.
func folder(role schema.Address) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		}
		return '_'
	}, role.Key())
}
