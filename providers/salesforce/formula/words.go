package formula

import (
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// words names things as the org's pages do.
type words struct{ org Resolver }

var _ expr.Namer = words{}

func (w words) Field(object, name string) string {
	if f, ok := w.org.Field(object, name); ok && f.Label != "" {
		return f.Label
	}
	return plainWords(name)
}

func (w words) Stage(address string) string {
	flow, name := "", address
	if parts := strings.Split(address, "."); len(parts) > 2 {
		flow, name = parts[len(parts)-2], parts[len(parts)-1]
	}
	for _, kind := range []string{"lifecycle.", "pipeline."} {
		f, _ := w.org.Flow(kind + flow)
		for _, s := range f.Stages {
			if s.Address == address && s.Label != "" {
				return s.Label
			}
		}
	}
	return plainWords(name)
}

func (w words) Flow(address string) string {
	if f, ok := w.org.Flow(address); ok && f.Field.Label != "" {
		return f.Field.Label
	}
	return plainWords(address)
}

func (w words) Score(scoring, dim string) string {
	if _, f, ok := w.org.Score(scoring, dim); ok && f.Label != "" {
		return f.Label
	}
	return plainWords(scoring + " " + dim)
}

func (w words) Threshold(_, name string) string  { return plainWords(name) }
func (w words) Object(name string) string        { return plainWords(name) }
func (w words) Option(_, _, value string) string { return value }

func plainWords(name string) string {
	_, rest, ok := strings.Cut(name, ".")
	if !ok {
		rest = name
	}
	return strings.NewReplacer("_", " ", ".", " ").Replace(rest)
}
