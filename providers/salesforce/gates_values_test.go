package salesforce

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// values are a record as an object of the org has it.
func (d *differ) values(rec *engine.Record, sobject string, to schema.Address, reason string) map[string]any {
	out := d.facts(rec, rec.Object, sobject, sobject)
	org := resolver{d.c, sobject, rec.Object}
	for _, l := range d.a.Reasons {
		if f, ok := d.k.codeOf(l, rec.Object).(*expr.Field); ok && slices.ContainsFunc(l.Codes, func(c *schema.ReasonCode) bool { return c.Name == reason }) {
			if held, ok := org.Field(f.Object, f.Name); ok && f.Object == rec.Object {
				out[held.Name], _ = org.Option(f.Object, f.Name, reason)
			}
		}
	}
	for other, list := range rec.Related {
		if !d.a.BelongsTo(rec.Object, other) {
			continue
		}
		p, _ := org.Parent(rec.Object, other)
		if p.Path == "" {
			maps.Copy(out, d.facts(list[0], other, sobject, sobject))
			continue
		}
		home := d.c.names.last(other)
		id, err := d.org.Put(home, d.facts(list[0], other, home, home))
		if err != nil {
			d.Fatal(err)
		}
		out[p.Key] = id
	}
	d.counts(rec, org, out)
	return out
}

// facts are the fields, scores, decisions and other stages of a record.
func (d *differ) facts(rec *engine.Record, object, sobject, home string) map[string]any {
	out := map[string]any{}
	org := resolver{d.c, sobject, object}
	env := engine.NewEnv(d.a, rec, gateTime)
	for _, f := range d.a.Fields {
		if f.Object != object {
			continue
		}
		held := d.c.fieldOn(sobject, f)
		if r := d.c.made.Find(typeField, key(sobject, held)); isCustom(held) && (r == nil || r.Values["formula"] != nil) {
			continue
		}
		v := env.Field(object, f.Name)
		switch x := v.(type) {
		case nil:
			continue
		case []any:
			var all []string
			for _, o := range x {
				value, _ := org.Option(object, f.Name, fmt.Sprint(o))
				all = append(all, value)
			}
			v = strings.Join(all, ";")
		case string:
			switch f.Type.Kind {
			case "enum":
				v, _ = org.Option(object, f.Name, x)
			case "user", "reference":
				v = d.named(f)
			}
		}
		out[held] = v
	}
	for _, s := range d.a.Scorings {
		if s.Object.Name() == object {
			for _, x := range s.Dimensions {
				d.score(out, env, s, sobject, x.Name)
			}
			d.score(out, env, s, sobject, "total")
		}
	}
	for _, p := range d.a.Approvals {
		if v := rec.Fields[approvalName(p)]; v != nil && p.Object.Name() == object {
			out[customName(approvalName(p))] = v
		}
	}
	for t, s := range rec.Stages {
		if track := d.a.Track(t); track != nil {
			if h := d.c.homeOn(track, home); h != nil {
				out[h.field] = h.value(track, s)
			}
		}
	}
	return out
}

func (d *differ) score(out map[string]any, env *engine.Env, s *schema.Scoring, sobject, dimension string) {
	f := d.c.scoreField(sobject, s, dimension)
	if r := d.c.made.Find(typeField, key(sobject, f.Name)); r == nil || r.Values["formula"] != nil {
		return
	}
	if v, ok := env.Score(string(s.Address), dimension); ok {
		out[f.Name] = v
	}
}

// counts fills the fields that flows keep of records below.
func (d *differ) counts(rec *engine.Record, org resolver, out map[string]any) {
	env := engine.NewEnv(d.a, rec, gateTime)
	for _, b := range d.a.Blocks() {
		g, ok := b.(*schema.Gate)
		if !ok || g.When.IsZero() {
			continue
		}
		expr.Walk(g.When.Expr, func(e expr.Expr) bool {
			if q, ok := e.(*expr.Quant); ok {
				n := *q
				if n.Func == "all" {
					n.Where = &expr.Not{Node: truthNode, X: n.Where}
				}
				if n.Func != "count" {
					n.Func = "any"
				}
				if f, ok := org.Count(rec.Object, &n); ok && f.Name != "" {
					n.Func = "count"
					out[f.Name] = expr.Eval(&n, env)
				}
			}
			return true
		})
	}
}

// named is the id of a user or record that a lookup names.
func (d *differ) named(f *schema.Field) string {
	if f.Type.Kind == "user" {
		return d.user()
	}
	of := d.c.names.last(f.Type.Object)
	if d.ids[of] == "" {
		id, err := d.org.Put(of, nil)
		if err != nil {
			d.Fatal(err)
		}
		d.ids[of] = id
	}
	return d.ids[of]
}

func (d *differ) user() string {
	if d.ids["User"] == "" {
		d.ids["User"] = d.org.AddUser("rep@example.com").ID
	}
	return d.ids["User"]
}

func (d *differ) recordType(h *home) string {
	name := h.sobject + "/" + h.recordType
	if d.ids[name] == "" {
		ids := query(d.T, d.org, "SELECT Id FROM RecordType WHERE SobjectType = '"+h.sobject+"' AND DeveloperName = '"+h.recordType+"'")
		if len(ids) != 1 {
			d.Fatalf("%d record types %s", len(ids), name)
		}
		d.ids[name] = ids[0]
	}
	return d.ids[name]
}
