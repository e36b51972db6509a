package engine

import (
	"maps"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// TestDomain is the domain of made-up addresses. Nothing can be delivered to it. Source: RFC 2606, section 2.
const TestDomain = "stagecraft-qa.invalid"

// prepareRounds is how often Prepare looks at what still refuses: a value that meets one rule may bring another one up.
const prepareRounds = 6

// Prepare gives a record, and the records that it belongs to, the facts, the owner and the reason code with which it may move
// to a stage. Where another stage is demanded of a record that it belongs to, or of itself in another flow, it is put there. Records
// that belong to it are not made up. It gives the code and what refuses the move all the same, which is nothing when the record is ready. The values are
// made up, always the same ones, and keep the rules of their fields; those that the record has stay where they meet what is asked.
func Prepare(a *schema.Architecture, rec *Record, to schema.Address, now time.Time) (reason string, left []Refusal) {
	p := &preparer{a: a, rec: rec, to: to, now: now}
	for range prepareRounds {
		if left = Move(a, rec, to, MoveOptions{Now: now, Reason: reason}); len(left) == 0 {
			break
		}
		for _, r := range left {
			if r.Kind == Reason {
				reason = p.reason()
				continue
			}
			p.answer(r)
		}
		p.keepRules()
	}
	return reason, left
}

// Sample is a value that a field may have, always the same one: the first option, a number of its own; nil where there is none that
// could be made up, as for files and references.
func Sample(a *schema.Architecture, f *schema.Field, now time.Time) any {
	switch f.Type.Kind {
	case "number", "currency":
		return 100.0
	case "percent":
		return 10.0
	case "bool":
		return true
	case "date":
		return now.AddDate(0, 1, 0).Format(time.DateOnly)
	case "datetime":
		return now.UTC().Truncate(time.Second).Format(time.RFC3339)
	case "email":
		return "test@" + TestDomain
	case "url", "attachment":
		return "https://" + TestDomain + "/"
	case "phone":
		return "+1 555 0100"
	case "user":
		if people := anybody(a); len(people) > 0 {
			return people[0]
		}
		return nil
	case "reference":
		return nil
	case "enum", "multi_enum":
		for _, o := range f.Type.Options {
			if slices.ContainsFunc(f.Options, func(d *schema.FieldOption) bool { return d.Value == o && d.Deprecated }) {
				continue
			}
			if f.Type.Kind == "multi_enum" {
				return []any{o}
			}
			return o
		}
		return nil
	}
	return "Test of stagecraft"
}

// anybody lists the active people of the directory.
func anybody(a *schema.Architecture) []string {
	var out []string
	for _, t := range a.Teams {
		for _, m := range t.Members {
			if m.Active {
				out = append(out, m.Identity)
			}
		}
	}
	return out
}

type preparer struct {
	a   *schema.Architecture
	rec *Record
	to  schema.Address
	now time.Time
}

func (p *preparer) env() *Env { return NewEnv(p.a, p.rec, p.now) }

// answer changes what a refusal is about.
func (p *preparer) answer(r Refusal) {
	switch r.Kind {
	case Entry, Exit:
		if g := schema.Find[schema.Gate](p.a, r.Address); g != nil {
			p.force(g.When.Expr, true)
		}
	case HandoffIf:
		if h := schema.Find[schema.Handoff](p.a, r.Address); h != nil {
			p.force(h.When.Expr, true)
		}
	case Owner:
		p.rec.Owner = p.owner()
	case Revisit:
		for _, f := range p.revisit() {
			p.set(f, Sample(p.a, f, p.now.AddDate(0, 1, 0)))
		}
	case Approve:
		p.rec.Fields[r.Address.Key()+"_approval"] = "approved"
	}
	for _, m := range r.Missing {
		_, _, l := m.Split()
		switch {
		case len(l) != 2:
		case l[1] == "owner" && l[0] == p.rec.Object:
			p.rec.Owner = p.owner()
		default:
			if f := p.a.Field(l[0], l[1]); f != nil {
				p.set(f, p.sample(f))
			}
		}
	}
}

// sample is Sample, and for a reference the record of its object that there is.
func (p *preparer) sample(f *schema.Field) any {
	if f.Type.Kind == "reference" {
		if l := p.rec.Related[f.Type.Object]; len(l) > 0 {
			return l[0].ID
		}
	}
	return Sample(p.a, f, p.now)
}

func (p *preparer) revisit() []*schema.Field {
	s := schema.Find[schema.Stage](p.a, p.to)
	if s == nil || s.Revisit == "" {
		return nil
	}
	if f := schema.Find[schema.Field](p.a, s.Revisit); f != nil {
		return []*schema.Field{f}
	}
	return nil
}

// owner is somebody who may have the record in the stage.
func (p *preparer) owner() string {
	var wanted []schema.Address
	if hs, _ := HandoffsFor(p.a, p.rec, p.to, p.now); len(hs) > 0 {
		for _, h := range hs {
			wanted = append(wanted, h.Owner)
		}
	}
	if s := schema.Find[schema.Stage](p.a, p.to); s != nil {
		wanted = append(wanted, s.Owner)
	}
	for _, w := range wanted {
		if people := Holders(p.a, w); len(people) > 0 {
			return people[0]
		}
	}
	if people := anybody(p.a); len(people) > 0 {
		return people[0]
	}
	for _, w := range wanted {
		if w != "" {
			return string(w)
		}
	}
	return ""
}

// reason is a code of the first list that applies.
func (p *preparer) reason() string {
	for _, l := range ReasonLists(p.a, p.rec, p.to, p.now) {
		for _, c := range l.Codes {
			return c.Name
		}
	}
	return ""
}

// on is the record that holds the fields of an object: the record itself or one that it belongs to; nil for none.
func (p *preparer) on(object string) *Record {
	if object == p.rec.Object {
		return p.rec
	}
	if l := p.rec.Related[object]; len(l) > 0 {
		return l[0]
	}
	return nil
}

func (p *preparer) set(f *schema.Field, v any) {
	if r := p.on(f.Object); r != nil && !slices.Contains(schema.BuiltinFields(), f.Name) {
		if r.Fields == nil {
			r.Fields = map[string]any{}
		}
		if v == nil {
			delete(r.Fields, f.Name)
			return
		}
		r.Fields[f.Name] = v
	}
}

// keepRules makes values again that the rules of their fields refuse, and takes out those that it cannot mend.
func (p *preparer) keepRules() {
	recs := []*Record{p.rec}
	for _, object := range slices.Sorted(maps.Keys(p.rec.Related)) {
		recs = append(recs, p.rec.Related[object]...)
	}
	for _, r := range recs {
		for range 3 {
			refused := UpdateRefusals(p.a, &Record{Object: r.Object, Owner: r.Owner, Related: r.Related, Stages: r.Stages}, r.Fields, UpdateOptions{Now: p.now, Create: true})
			if len(refused) == 0 {
				break
			}
			for _, x := range refused {
				f := schema.Find[schema.Field](p.a, x.Address)
				switch {
				case f == nil:
				case x.Kind == Validation:
					(&preparer{p.a, r, p.to, p.now}).keep(f)
				case x.Kind == Required:
					r.set(f, Sample(p.a, f, p.now))
				default:
					delete(r.Fields, f.Name)
				}
			}
		}
	}
}

// keep finds a value that meets the condition of its field; without one the field is empty.
func (p *preparer) keep(f *schema.Field) {
	p.force(f.Validation.Expr, true)
	if _, text := p.rec.Fields[f.Name].(string); text {
		for _, v := range texture {
			if expr.Truth(f.Validation.Expr, p.env()) {
				return
			}
			p.rec.Fields[f.Name] = v
		}
	}
	if !expr.Truth(f.Validation.Expr, p.env()) {
		delete(p.rec.Fields, f.Name)
	}
}

// texture are texts of the forms that patterns usually ask for.
var texture = []string{TestDomain, "https://" + TestDomain + "/", "test@" + TestDomain, "test", "Test", "TEST", "test-1", "TEST-1", "DE", "EUR",
	"12345", "1234567890", "+15550100", "+1 555 0100", "2026-01-01", "2026-Q1"}

func (r *Record) set(f *schema.Field, v any) {
	if r.Fields == nil {
		r.Fields = map[string]any{}
	}
	if v != nil {
		r.Fields[f.Name] = v
	}
}
