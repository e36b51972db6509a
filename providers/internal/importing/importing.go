// Package importing names what is imported from a CRM.
package importing

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Names are the names given so far, each with the scope in which it is the only one.
type Names map[[2]string]bool

// Take gives a name to one thing in a scope; the second gets a number.
func (n Names) Take(scope, name string) string {
	unique := name
	for i := 2; n.Has(scope, unique); i++ {
		unique = name + "_" + strconv.Itoa(i)
	}
	n[[2]string{scope, unique}] = true
	return unique
}

// Has tells whether a name is given.
func (n Names) Has(scope, name string) bool { return n[[2]string{scope, name}] }

// identifier is what the language takes for a name.
var identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// IsName tells whether the language takes a name as it is.
func IsName(name string) bool { return identifier.MatchString(name) }

// BlockName makes a name that the language takes of what people call a thing; fallback when nothing is left of that.
func BlockName(words, fallback string) string {
	name := strings.Join(strings.FieldsFunc(strings.ToLower(words), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "_")
	switch {
	case name == "":
		return fallback
	case !IsName(name):
		return "n" + name
	}
	return name
}

// Label is what is written as a label; nothing when the name says it.
func Label(label, name string) string {
	if label == schema.Label("", name) {
		return ""
	}
	return label
}

// sold says what pipelines of deals sell, by what people call them.
var sold = []struct {
	kind  string
	label *regexp.Regexp
}{
	{"renewal", regexp.MustCompile(`(?i)\brenew`)},
	{"expansion", regexp.MustCompile(`(?i)\b(expansion|upsell|cross.?sell)`)},
	{"proof_of_concept", regexp.MustCompile(`(?i)\b(poc|pov|pilot|proof of)`)},
	{"delivery", regexp.MustCompile(`(?i)\b(onboarding|implementation|delivery)`)},
}

// PipelineType says what a pipeline of deals sells, by what people call it.
func PipelineType(title string) string {
	for _, s := range sold {
		if s.label.MatchString(title) {
			return s.kind
		}
	}
	return "new_business"
}
