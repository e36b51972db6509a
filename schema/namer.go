package schema

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// namer gives the labels of an Architecture to sentences.
type namer struct{ a *Architecture }

// Namer gives the words that the architecture has for what expressions name;
// for expr.Sentence. What is not declared is named by its identifier.
func (a *Architecture) Namer() expr.Namer { return namer{a} }

// Field is the label of a field, with its object in front where a field of
// another object has the same label.
func (n namer) Field(object, name string) string {
	f := n.a.Field(object, name)
	if f == nil {
		return Label("", name)
	}
	label := Label(f.Label, name)
	owner := n.Object(object)
	if !n.shared(object, label) || strings.HasPrefix(strings.ToLower(label), strings.ToLower(owner)+" ") {
		return label
	}
	return owner + " " + lowerFirst(label)
}

// shared tells whether a field of another object has the label, too. The built-in fields
// are on every object.
func (n namer) shared(object, label string) bool {
	for _, f := range builtinFields {
		if f.Label == label {
			return true
		}
	}
	return slices.ContainsFunc(n.a.Fields, func(f *Field) bool {
		return f.Object != object && Label(f.Label, f.Name) == label
	})
}

// Stage is the abbreviation of a stage, or its label.
func (n namer) Stage(addr string) string {
	s := Find[Stage](n.a, Address(addr))
	if s == nil {
		return Label("", Address(addr).Name())
	}
	return s.Called()
}

// Flow is the title of a lifecycle or pipeline, with the word if the title lacks it.
func (n namer) Flow(addr string) string {
	kind, title := Address(addr).Kind(), Label("", Address(addr).Name())
	if t := n.a.Track(Address(addr)); t != nil {
		title = t.Label()
	}
	if strings.Contains(strings.ToLower(title), kind) {
		return title
	}
	return title + " " + kind
}

// Score names a dimension of a scoring model, as in "lead fit score"; "total" is the "lead score".
func (n namer) Score(scoring, dim string) string {
	name := Label("", Address(scoring).Name())
	dimension := Label("", dim)
	if s := Find[Scoring](n.a, Address(scoring)); s != nil {
		name = Label(s.Title, s.Name)
		for _, d := range s.Dimensions {
			if d.Name == dim {
				dimension = Label(d.Title, d.Name)
			}
		}
	}
	words := strings.Fields(lowerFirst(name))
	for len(words) > 1 && slices.Contains([]string{"model", "score", "scores", "scoring"}, strings.ToLower(words[len(words)-1])) {
		words = words[:len(words)-1]
	}
	if dim != "" && dim != "total" {
		words = append(words, strings.Fields(strings.TrimSuffix(lowerFirst(dimension), " score"))...)
	}
	return strings.Join(append(words, "score"), " ")
}

// Threshold names a threshold like the stage of the same name, if there is one.
func (n namer) Threshold(scoring, name string) string {
	for _, t := range n.a.Tracks() {
		for _, s := range t.Stages {
			if s.Name == name {
				return n.Stage(string(s.Address))
			}
		}
	}
	if len(name) <= 3 {
		return strings.ToUpper(name)
	}
	return Label("", name)
}

// Object is the label of a record type.
func (n namer) Object(name string) string {
	if o := n.a.Object(name); o != nil {
		return Label(o.Label, name)
	}
	return Label("", name)
}

// Option is the label of an option of a field, or the option itself with spaces.
func (n namer) Option(object, field, value string) string {
	if f := n.a.Field(object, field); f != nil {
		for _, o := range f.Options {
			if o.Value == value && o.Label != "" {
				return o.Label
			}
		}
	}
	return strings.ReplaceAll(value, "_", " ")
}

// lowerFirst makes a label fit into a sentence, unless it starts with an abbreviation.
func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[size:]); size == 0 || unicode.IsUpper(next) || unicode.IsDigit(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}
