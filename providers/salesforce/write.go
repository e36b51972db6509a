package salesforce

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// editGiven is edit for standard objects and fields: only what is given is deployed, and nothing of what the org has.
func editGiven[T any](w *change, kind, name string, fn func(v *T) error) error {
	var v T
	if c := w.now[memberKey(kind, name)]; c != nil {
		if err := c.Decode(&v); err != nil {
			return err
		}
	}
	if c := w.find(kind, name); c != nil {
		name = c.Name
	}
	if err := fn(&v); err != nil {
		return err
	}
	c := metadata.New(kind, name, &v)
	w.put(&c)
	return nil
}

// give sets what is given, and leaves the rest as it is.
func give[T any](into *T, x any) {
	if v, ok := x.(T); ok {
		*into = v
	}
}

// giveFlag is give for elements that may be missing.
func giveFlag(into **bool, x any) {
	if b, ok := x.(bool); ok {
		*into = &b
	}
}

// fill sets what nothing was given for.
func fill[T comparable](into *T, x T) {
	var zero T
	if *into == zero {
		*into = x
	}
}

// is reads a flag whose absence means false, isOn an attribute that is true unless given.
func is(b *bool) bool { return b != nil && *b }

func isOn(x any) bool { return x != false }

// whole is a number without a fraction.
func whole(x any) (int, bool) {
	f, ok := x.(float64)
	return int(f), ok && f == math.Trunc(f) && math.Abs(f) < 1e9
}

// childName is the name of a component of an object.
func childName(v providers.Values) string { return text(v["object"]) + "." + text(v["name"]) }

// bareName is an API name as a label: without its suffix, with blanks.
func bareName(name string) string {
	name = strings.TrimSuffix(strings.TrimSuffix(name, "__c"), "__mdt")
	return strings.ReplaceAll(name, "_", " ")
}

// sameLines is a text with the ends of lines that we write; XML knows only those, older files have others as characters.
func sameLines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// checkName refuses names that Salesforce would not take for something new.
func checkName(kind, name string) error {
	var e *providers.Error
	if err := metadata.CheckName(kind, name); errors.As(err, &e) {
		return &providers.Error{Kind: e.Kind, Attribute: "name", Message: e.Message}
	}
	return nil
}

func invalid(attribute, format string, args ...any) error {
	return &providers.Error{Kind: providers.Invalid, Attribute: attribute, Message: fmt.Sprintf(format, args...)}
}
