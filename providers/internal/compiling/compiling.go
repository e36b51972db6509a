// Package compiling has what providers share when they make resources and words of an architecture.
package compiling

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Resources are those of an architecture, by what they are in the CRM.
type Resources map[providers.Reference]*providers.Resource

// Find gives a resource by its type and natural key; nil when there is none.
func (all Resources) Find(typ, key string) *providers.Resource {
	return all[providers.Reference{Type: typ, Key: key}]
}

// Add normalizes a resource of type t and adds it to what is compiled. Two declarations of one object are an error, unless both
// come from the same block: then the first one counts. It gives the resource that stands for the object; nil when the
// values do not fit. crm is what people call the CRM.
func (all Resources) Add(out *providers.Compiled, diags *diag.List, crm string, t *providers.ResourceType, r providers.Resource) *providers.Resource {
	norm, err := t.Normalize(r.Values)
	if err != nil {
		diags.Errorf(diag.MissingAttribute, r.Source, r.Label+" cannot be made in "+crm, "%s. Complete the declaration.", err)
		return nil
	}
	r.Type, r.Key, r.Values = t.Name, t.KeyOf(norm), norm
	id := providers.Reference{Type: r.Type, Key: r.Key}
	if old := all[id]; old != nil {
		if old.Origin != r.Origin {
			diags.Errorf(diag.FieldConflict, r.Source, fmt.Sprintf("%s and %s are the same in %s", r.Origin.Written(), old.Origin.Written(), crm),
				"Both would be %s; the other one is at %s. Give one of them another name, or another name in its crm map.", r.Key, old.Source)
		}
		return old
	}
	all[id] = &r
	out.Resources = append(out.Resources, &r)
	return &r
}

// Event says in words what starts something, and under which condition. records is what the CRM calls records of an object.
func Event(a *schema.Architecture, e schema.Event, when schema.Criterion, records func(object string) string) string {
	words, title := "", schema.Title(a.Lookup(e.Target))
	switch e.Kind {
	case "entering":
		words = fmt.Sprintf("a record enters “%s”", title)
	case "leaving":
		words = fmt.Sprintf("a record leaves “%s”", title)
	case "set":
		words = fmt.Sprintf("“%s” gets a value", title)
	case "changed":
		words = fmt.Sprintf("“%s” changes", title)
	case "created":
		words = fmt.Sprintf("a record of %s is created", records(e.Target.Name()))
	case "event":
		words = fmt.Sprintf("the activity %q is logged", e.Name)
	case "reaches":
		words = fmt.Sprintf("the score reaches %q", e.Target.Name())
	case "breached":
		words = fmt.Sprintf("the clock “%s” runs out", title)
	case "every":
		words = fmt.Sprintf("every %s", e.Every)
	default:
		words = "by hand"
	}
	if !when.IsZero() {
		words += ", and only if " + strings.TrimSuffix(expr.Sentence(when.Expr, a.Namer()), ".")
	}
	return words
}

// Signal says in words what gives points in a score. decay says how points fade, in the words of the CRM.
func Signal(a *schema.Architecture, s *schema.Signal, decay func(*schema.Decay) string) string {
	if s.Event == "" {
		return fmt.Sprintf("%+g when %s.", s.Points, expr.Sentence(s.When.Expr, a.Namer()))
	}
	w := fmt.Sprintf("%+g for each “%s”", s.Points, strings.ReplaceAll(s.Event, "_", " "))
	if !s.When.IsZero() {
		w += " where " + expr.Sentence(s.When.Expr, a.Namer())
	}
	if s.MaxCount > 0 {
		w += fmt.Sprintf(", %g at most", s.MaxCount)
	}
	if s.Decay != nil {
		if words := decay(s.Decay); words != "" {
			w += "; " + words
		}
	}
	return w + "."
}

// OnObject are the titles of fields of an object, in the CRM's name for it: "Band, Score".
type OnObject struct{ Object, Titles string }

// Fields lists fields by object, in the order of the architecture (by address). objects gives the ones that a field stands on; none for a field that is left out.
func Fields(a *schema.Architecture, objects func(*schema.Field) []string) []OnObject {
	var out []OnObject
	for _, f := range a.Fields {
		for _, o := range objects(f) {
			i := slices.IndexFunc(out, func(x OnObject) bool { return x.Object == o })
			if i < 0 {
				out = append(out, OnObject{o, schema.Title(f)})
				continue
			}
			out[i].Titles += ", " + schema.Title(f)
		}
	}
	return out
}
