package salesforce

import (
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// asks tells whether anything about records of an object asks for facts of another one.
func (c *compiler) asks(object, other string) bool {
	return slices.ContainsFunc(c.readBy(object), func(f *schema.Field) bool { return f.Object == other })
}

// companyOnLead are the facts of companies that leads hold: what anything about them asks for. A lead has no account that
// a formula could look at.
func (c *compiler) companyOnLead() []*schema.Field {
	var out []*schema.Field
	if !c.owns("company") {
		return nil
	}
	for _, object := range []string{"contact", "lead"} {
		if !c.owns(object) || !slices.Contains(c.names.all(object), lead) {
			continue
		}
		for _, f := range c.readBy(object) {
			if f.Object == "company" && !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

// readBy are the fields of the catalog that conditions and demands on records of an object read.
func (c *compiler) readBy(object string) []*schema.Field {
	if out, done := c.reads[object]; done {
		return out
	}
	var out []*schema.Field
	add := func(f *schema.Field) {
		if f != nil && !f.Range.IsZero() && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	for _, b := range c.a.Blocks() {
		if c.subjectOf(b.Base().Address) != object {
			continue
		}
		v := reflect.ValueOf(b).Elem()
		for i := range v.NumField() {
			switch x := v.Field(i).Interface().(type) {
			case schema.Criterion:
				if !x.IsZero() {
					for _, f := range expr.Fields(x.Expr) {
						add(c.a.Field(f.Object, f.Name))
					}
				}
			case []schema.Address:
				for _, a := range x {
					add(schema.Find[schema.Field](c.a, a))
				}
			case schema.Address:
				add(schema.Find[schema.Field](c.a, x))
				if r := schema.Find[schema.Reasons](c.a, x); r != nil { // codes that are demanded
					add(schema.Find[schema.Field](c.a, r.Field))
				}
				if r := schema.Find[schema.Reasons](c.a, x); r != nil {
					add(schema.Find[schema.Field](c.a, r.Field)) // which holds the code
				}
			}
		}
	}
	c.reads[object] = out
	return out
}

// subjectOf is the object whose records a block, or the one that holds it, is about; "" where it is about none.
func (c *compiler) subjectOf(a schema.Address) string {
	module, kind, labels := a.Split()
	switch {
	case kind == "stage" || kind == "lifecycle" || kind == "pipeline":
		if t := c.a.Track(a); t != nil {
			return t.Object
		}
		return ""
	case kind == "field" && len(labels) > 1:
		return labels[0]
	case len(labels) == 0:
		return ""
	}
	switch b := c.a.Lookup(schema.NewAddress(module, kind, labels[0])).(type) {
	case *schema.Handoff:
		return c.subjectOf(b.To)
	case *schema.Scoring:
		return b.Object.Name()
	case *schema.Routing:
		return b.Object.Name()
	case *schema.Approval:
		return b.Object.Name()
	case *schema.Automation:
		if b.Object != "" {
			return b.Object.Name()
		}
		return c.subjectOfEvent(b.Trigger)
	case *schema.SLA:
		return c.subjectOfEvent(b.Starts)
	}
	return ""
}

// subjectOfEvent is the object to whose records an event happens.
func (c *compiler) subjectOfEvent(e schema.Event) string {
	switch e.Kind {
	case "created":
		return e.Target.Name()
	case "event", "every", "":
		return ""
	}
	return c.subjectOf(e.Target)
}
