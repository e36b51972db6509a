package metadata

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// EncodeName writes a label as full names are written in business processes and record types: all but letters, digits,
// blanks, "_" and "-" as percent and the hexadecimal bytes of UTF-8. Files of orgs show it: "Negotiation%2FReview", "Mr%2E",
// "Comité %28BR%29" with its letter as it is, and "%E2%80%93" for a dash that is not on the keyboard.
func EncodeName(s string) string {
	var b strings.Builder
	for _, c := range s {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune(" _-", c) {
			b.WriteRune(c)
			continue
		}
		for _, one := range []byte(string(c)) {
			fmt.Fprintf(&b, "%%%02X", one)
		}
	}
	return b.String()
}

// DecodeName is the reverse of EncodeName. What is no encoding stays as it is.
func DecodeName(s string) string {
	if plain, err := url.PathUnescape(s); err == nil && utf8.ValidString(plain) {
		return plain
	}
	return s
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// maxName is how long a name of our own may be, without object and suffix. 40 for objects and fields is Salesforce's help on
// their names, and for validation rules that on their form; 80 is the length of DeveloperName of most setup objects.
func maxName(k *Kind) int {
	switch k.Name {
	case "CustomObject", "CustomField", "CustomMetadata", "ValidationRule":
		return 40
	}
	return 80
}

// CheckName tells what is wrong with the name of a component that we are to create. Salesforce's rule for names: letters,
// digits and underscores, a letter first, no underscore last and no two together. Business processes may be named freely.
func CheckName(kind, name string) error {
	k := KindOf(kind)
	if k == nil {
		return invalid("no metadata type %q is known", kind)
	}
	if err := checkPath(k, name); err != nil {
		return err
	}
	own := name
	switch {
	case k.Parent != "" || kind == "CustomMetadata":
		_, own, _ = strings.Cut(name, ".")
	case k.Filed != "" || k.isFolder():
		own = name[strings.LastIndex(name, "/")+1:]
	}
	switch kind {
	case "CustomObject":
		own = strings.TrimSuffix(strings.TrimSuffix(own, "__c"), "__mdt")
	case "CustomField":
		own = strings.TrimSuffix(own, "__c")
	}
	if n := utf8.RuneCountInString(own); n > maxName(k) {
		return invalid("the name of %s %q has %d characters; at most %d are allowed", kind, name, n, maxName(k))
	}
	if kind == "BusinessProcess" {
		return nil
	}
	return checkDeveloperName(kind, name, own)
}

func checkDeveloperName(kind, name, own string) error {
	why := ""
	switch {
	case own == "" || !isLetter(own[0]):
		why = "must begin with a letter"
	case strings.HasSuffix(own, "_"):
		why = "must not end with an underscore"
	case strings.Contains(own, "__"):
		why = "must not have two underscores together"
	}
	for i := range len(own) {
		if c := own[i]; !isLetter(c) && !isDigit(c) && c != '_' {
			why = "may hold letters, digits and underscores only"
		}
	}
	if why != "" {
		return invalid("the name of %s %q %s", kind, name, why)
	}
	return nil
}

// checkPath tells whether a name has the parts that its kind takes, and can be part of a path on every system. What orgs
// hold may break CheckName, so that this is all that is asked of what is read.
func checkPath(k *Kind, name string) error {
	parts := []string{name}
	switch {
	case k.Parent != "":
		object, own, _ := strings.Cut(name, ".")
		parts = []string{object, own}
	case k.Name == "CustomMetadata":
		of, record, _ := strings.Cut(name, ".")
		parts = []string{of, record}
	case k.Filed != "" || k.isFolder():
		parts = strings.Split(name, "/")
	}
	if k.Filed != "" && len(parts) < 2 {
		return invalid("%s %q has no folder", k.Name, name)
	}
	for _, part := range parts {
		if part == "" || strings.HasPrefix(part, ".") || strings.ContainsAny(part, `/\:*?"<>|`) || strings.ContainsFunc(part, isControl) {
			return invalid("%q is no name of a %s", name, k.Name)
		}
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError }

func invalid(format string, args ...any) error {
	return &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf(format, args...)}
}
