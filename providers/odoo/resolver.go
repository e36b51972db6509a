package odoo

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// resolver says to criteria what Odoo calls things.
type resolver struct{ *compiler }

// env is what a criterion about records of an object needs; before is the flow of which it means the stage before the change.
func (c *compiler) env(object string, before schema.Address) pyexpr.Env {
	return pyexpr.Env{Object: object, Before: string(before), Resolver: resolver{c}}
}

// Field is where a field is kept, or the code of a list of reasons, which stands in a field of the list's name.
func (r resolver) Field(object, field string) (pyexpr.Field, bool) {
	if !r.owns(object) {
		return pyexpr.Field{}, false
	}
	f := r.a.Field(object, field)
	h := r.homeOf(object, field)
	if f == nil { // a list of reasons
		return pyexpr.Field{Name: ownName(field), Type: "selection"}, r.made.Find(typeField, key(h.model, ownName(field))) != nil
	}
	switch {
	case f.Range.IsZero() && h.own:
		return pyexpr.Field{}, false // built in, and Odoo keeps it in no field
	case f.Type.Kind == "reference" && (!r.owns(f.Type.Object) || r.waits(r.names.model(f.Type.Object))), r.waits(h.model):
		return pyexpr.Field{}, false
	}
	out := pyexpr.Field{Name: h.name, Type: forms[f.Type.Kind], Relation: relations[f.Type.Kind]}
	if f.Type.Kind == "reference" {
		out.Relation = r.names.model(f.Type.Object)
	}
	if f.Type.Kind == "multi_enum" {
		out.Type = "boolean"
		for _, v := range f.Type.Options {
			out.Flags = append(out.Flags, [2]string{v, flagName(h.name, v)})
		}
	}
	out.Zero = r.scored(f.Address)
	if live, known := r.org.fields[h.model][h.name]; known && !h.own {
		out.Type, out.Relation = live.Type, live.Relation
	} else if s, known := standardFields[object][field]; known && s[0] == h.name {
		out.Type = s[1]
	}
	return out, true
}

// scored tells whether a field holds a score.
func (r resolver) scored(field schema.Address) bool {
	return slices.ContainsFunc(r.a.Scorings, func(s *schema.Scoring) bool {
		return s.Total == field || slices.ContainsFunc(s.Dimensions, func(d *schema.Dimension) bool { return d.Field == field })
	})
}

// Option is kept under its own name.
func (r resolver) Option(_, _, value string) (string, bool) { return value, true }

func (r resolver) Flow(address string) (pyexpr.Flow, bool) {
	t := r.a.Track(schema.Address(address))
	if t == nil || !r.owns(t.Object) {
		return pyexpr.Flow{}, false
	}
	f := pyexpr.Flow{Object: t.Object, Field: r.trackHome(t).name, Records: r.inStages(t)}
	if w := r.names.where(t.Object); f.Records && len(w) == 3 { // Odoo puts leads into stages of opportunities, too
		f.Where = [][2]any{{w[0], w[2]}}
	}
	for _, s := range t.Stages {
		if f.Records {
			f.Stages = append(f.Stages, recordName(typeStage, r.stageKey(t, s)))
		} else {
			f.Stages = append(f.Stages, stageValue(s))
		}
	}
	return f, true
}

// recordName is how code names a record by its natural key.
func recordName(typ, key string) string {
	if own(key) {
		return module + "." + identity(typ, key)
	}
	return key
}

// Score is the field that holds a score.
func (r resolver) Score(scoring, dimension string) (string, pyexpr.Field, bool) {
	s := schema.Find[schema.Scoring](r.a, schema.Address(scoring))
	if s == nil || !r.owns(s.Object.Name()) {
		return "", pyexpr.Field{}, false
	}
	h, object := r.scoreHome(s, dimension)
	return object, pyexpr.Field{Name: h.name, Type: "float"}, r.owns(object)
}

func (r resolver) Meets(scoring, threshold string) (expr.Expr, bool) {
	return schema.Meets(r.a, scoring, threshold)
}

// partners tells persons from companies, which are partners both.
var partners = map[string][][2]any{"contact": {{"is_company", false}}, "company": {{"is_company", true}}}

// Parent is the way to the record that one belongs to: by Odoo's own fields, or by a reference of the catalog.
func (r resolver) Parent(from, to string) (pyexpr.Link, bool) {
	if !r.owns(from) || !r.owns(to) || r.waits(r.names.model(from)) || r.waits(r.names.model(to)) {
		return pyexpr.Link{}, false
	}
	paths := map[[2]string]string{{leadModel, "contact"}: "partner_id", {leadModel, "company"}: "partner_id.commercial_partner_id", {partnerModel, "company"}: "commercial_partner_id"}
	if p := paths[[2]string{r.names.model(from), to}]; p != "" && r.names.model(to) == partnerModel && from != "company" {
		return pyexpr.Link{Path: p, Where: partners[to]}, true
	}
	if f := r.referenceTo(from, to); f != nil {
		return pyexpr.Link{Path: r.homeOf(from, f.Name).name}, true
	}
	return pyexpr.Link{}, r.became(from, to)
}

// became tells whether a record of one object is the one of another that it belongs to: a deal is the lead that became it.
func (r resolver) became(from, to string) bool {
	return from == "deal" && to == "lead" && r.names.model(from) == leadModel && r.names.model(to) == leadModel && r.a.BelongsTo(from, to)
}

// Children is the way to related records.
func (r resolver) Children(from, to string) (pyexpr.Link, bool) {
	if !r.owns(from) || !r.owns(to) || r.waits(r.names.model(from)) || r.waits(r.names.model(to)) {
		return pyexpr.Link{}, false
	}
	model := r.names.model(to)
	l := pyexpr.Link{Model: model}
	switch {
	case from == "company" && to == "contact" && model == partnerModel:
		l.Path = "commercial_partner_id"
	case from == "contact" && model == leadModel:
		l.Path = "partner_id"
	case from == "company" && model == leadModel:
		l.Path = "partner_id.commercial_partner_id"
	default:
		f := r.referenceTo(to, from)
		if f != nil {
			l.Path = r.homeOf(to, f.Name).name
			return l, true
		}
		if l.Path = "id"; !r.became(to, from) {
			return l, false
		}
	}
	l.Where = partners[to]
	switch to {
	case "lead":
		l.Where = [][2]any{{"type", "lead"}}
	case "deal":
		l.Where = [][2]any{{"type", "opportunity"}}
	}
	return l, true
}

// referenceTo is the field of the catalog by which records of one object name one of another.
func (r resolver) referenceTo(from, to string) *schema.Field {
	i := slices.IndexFunc(r.a.Fields, func(f *schema.Field) bool {
		return f.Object == from && f.Type.Kind == "reference" && f.Type.Object == to
	})
	if i < 0 {
		return nil
	}
	return r.a.Fields[i]
}

// tells is the field that tells records of an object from others of its model: a lead that is converted becomes a deal by it. None where
// there is no such field.
func (c *compiler) tells(object string) []string {
	w := c.names.where(object)
	if len(w) != 3 {
		return nil
	}
	return []string{text(w[0])}
}

// onlyOf is the condition that tells records of an object from others of its model; "" where there is none.
func (c *compiler) onlyOf(object string) string {
	w := c.names.where(object)
	if len(w) != 3 {
		return ""
	}
	value := pyexpr.Quote(text(w[2]))
	if b, ok := w[2].(bool); ok {
		value = map[bool]string{true: "True", false: "False"}[b]
	}
	return "[(" + pyexpr.Quote(text(w[0])) + ", " + pyexpr.Quote(text(w[1])) + ", " + value + ")]"
}
