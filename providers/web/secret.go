package web

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// redacted stands where a secret was.
const redacted = "[redacted]"

// Secret is a string that prints, logs and encodes as "[redacted]". It is kept in a closure, so that not even
// reflection over a struct that has one in an unexported field finds it. The zero value is empty.
type Secret struct{ reveal func() string }

// NewSecret hides s.
func NewSecret(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{func() string { return s }}
}

// Reveal gives the string, for the header that needs it and nothing else.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// Empty tells whether there is nothing to hide.
func (s Secret) Empty() bool { return s.reveal == nil }

func (Secret) String() string               { return redacted }
func (Secret) Format(f fmt.State, _ rune)   { io.WriteString(f, redacted) }
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
func (Secret) LogValue() slog.Value         { return slog.StringValue(redacted) }

// Redactor takes secrets out of text that comes from elsewhere.
type Redactor struct {
	replace  func(string) string // a closure for the reason given at Secret
	patterns []*regexp.Regexp
}

// minSecret is the length from which on a secret is looked for in text; shorter ones would blot out ordinary words.
const minSecret = 6

var (
	// urlUser is the user and password in a URL, as proxies have them.
	urlUser = regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9+.-]*://)[^/@\s"']+@`)
	// urlQuery is what follows the question mark of a URL.
	urlQuery = regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9+.-]*://[^\s?"']+)\?[^\s"']*`)
)

// NewRedactor finds the secrets themselves, in the encodings in which they travel, and whatever matches a pattern.
func NewRedactor(secrets []Secret, patterns ...*regexp.Regexp) *Redactor {
	var pairs []string
	seen := map[string]bool{}
	for _, s := range secrets {
		v := s.Reveal()
		if len(v) < minSecret {
			continue
		}
		quoted, _ := json.Marshal(v) // a string always encodes
		for _, form := range []string{
			v, string(quoted[1 : len(quoted)-1]), url.QueryEscape(v), url.PathEscape(v),
			base64.StdEncoding.EncodeToString([]byte(v)), base64.URLEncoding.EncodeToString([]byte(v)),
			base64.RawStdEncoding.EncodeToString([]byte(v)), base64.RawURLEncoding.EncodeToString([]byte(v)),
		} {
			if !seen[form] {
				seen[form] = true
				pairs = append(pairs, form, redacted)
			}
		}
	}
	return &Redactor{strings.NewReplacer(pairs...).Replace, patterns}
}

// Text gives s without secrets, without users and queries of URLs and without control characters.
func (r *Redactor) Text(s string) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = r.replace(s)
	for _, p := range r.patterns {
		s = p.ReplaceAllString(s, redacted)
	}
	s = urlUser.ReplaceAllString(s, "${1}")
	return urlQuery.ReplaceAllString(s, "${1}")
}

// JSON gives a JSON document with Text applied to every string and name in it; what is no JSON is treated as text.
func (r *Redactor) JSON(doc []byte) []byte {
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil || dec.More() {
		return []byte(r.Text(string(doc)))
	}
	out, err := json.Marshal(r.value(v))
	if err != nil {
		return nil
	}
	return out
}

func (r *Redactor) value(v any) any {
	switch v := v.(type) {
	case string:
		return r.Text(v)
	case []any:
		for i := range v {
			v[i] = r.value(v[i])
		}
		return v
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[r.Text(k)] = r.value(x)
		}
		return out
	}
	return v
}
