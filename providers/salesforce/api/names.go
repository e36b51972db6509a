package api

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// EncodeName writes a name as metadata has it in business processes, record types and full names of components:
// "Negotiation/Review" is Negotiation%2FReview and "Mr." is Mr%2E there. In value sets names stand as they are.
// Letters, digits, spaces, "-" and "_" stay, and so does what is not ASCII.
func EncodeName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r > '~', r == ' ', r == '-', r == '_', '0' <= r && r <= '9', 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "%%%02X", r)
		}
	}
	return b.String()
}

// DecodeName undoes EncodeName. A name with a stray "%" is no encoded one and comes back as it is. A plus sign is not
// a space here.
func DecodeName(name string) string {
	if plain, err := url.PathUnescape(name); err == nil {
		return plain
	}
	return name
}

// Quote writes a string as a literal of SOQL. Source: SOQL and SOSL Reference, Quoted String Escape Sequences.
func Quote(s string) string { return "'" + soqlEscapes.Replace(s) + "'" }

var soqlEscapes = strings.NewReplacer(`\`, `\\`, `'`, `\'`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\b", `\b`, "\f", `\f`)

// identifier is an API name, or a path of them over relationships: Owner.Name, My_Field__c.
var identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$`)

// identifiers checks names that become part of a query, which nothing can quote.
func identifiers(names ...string) error {
	for _, n := range names {
		if !identifier.MatchString(n) {
			return invalid("%q is no API name of an object or field", n)
		}
	}
	return nil
}
