package audit_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// life is a sandbox in which people work for some weeks: they make records, fill fields in, move, log and hand over, and the
// sandbox refuses what the architecture forbids.
type life struct {
	t   *testing.T
	a   *schema.Architecture
	crm *sandbox.CRM
	r   *rand.Rand
	now time.Time
	ids map[string][]int64 // by object
}

func live(t *testing.T, crm *sandbox.CRM, a *schema.Architecture) *life {
	l := &life{t: t, a: a, crm: crm, r: rand.New(rand.NewPCG(1, 2)), now: seedNow, ids: map[string][]int64{}}
	crm.SetClock(func() time.Time { return l.now })
	for _, o := range []string{"company", "contact", "lead", "deal", "project"} {
		for range 10 {
			l.make(o)
		}
	}
	for range 100 {
		l.now = l.now.Add(time.Duration(l.r.IntN(900)) * time.Minute)
		l.tick()
		l.act()
	}
	l.tick()
	return l
}

// bear takes refusals and bad values, which are part of life, and no other error.
func (l *life) bear(err error) {
	l.t.Helper()
	var refused *sandbox.Refused
	if err != nil && !errors.As(err, &refused) && !providers.IsKind(err, providers.Invalid) {
		l.t.Fatal(err)
	}
}

func (l *life) tick() {
	_, err := l.crm.Tick(l.t.Context(), l.now)
	l.bear(err)
}

func (l *life) make(object string) {
	var links []int64
	for _, parent := range []string{"company", "contact", "deal"} {
		if ids := l.ids[parent]; l.a.BelongsTo(object, parent) && len(ids) > 0 {
			links = append(links, ids[len(l.ids[object])%len(ids)])
		}
	}
	owners := []string{"", l.person(), l.person()}
	fields := map[string]any{}
	for _, f := range l.a.Fields {
		if f.Object == object && l.r.IntN(10) > 0 {
			fields[f.Name] = l.value(f)
		}
	}
	for { // what a field refuses is left out
		id, _, err := l.crm.CreateRecord(l.t.Context(), sandbox.NewRecord{Object: object, Properties: fields, Links: links, Owner: owners[l.r.IntN(3)], Actor: "test"})
		var refused *sandbox.Refused
		if errors.As(err, &refused) {
			for _, x := range refused.Refusals {
				delete(fields, schema.Address(x.Criterion).Name())
			}
			continue
		}
		if err != nil {
			l.t.Fatal(err)
		}
		l.ids[object] = append(l.ids[object], id)
		return
	}
}

func (l *life) person() string {
	all := []string{""}
	for _, t := range l.a.Teams {
		for _, m := range t.Members {
			if m.Active {
				all = append(all, m.Identity)
			}
		}
	}
	if len(all) > 1 {
		all = all[1:]
	}
	return all[l.r.IntN(len(all))]
}

// fill gives a field another value.
func (l *life) fill(id int64, f *schema.Field) {
	_, err := l.crm.UpdateRecord(l.t.Context(), id, map[string]any{f.Name: l.value(f)}, sandbox.Change{Actor: l.person()})
	l.bear(err)
}

// value makes a value of the field's type; none for the time of an assignment, which is not for people to write.
func (l *life) value(f *schema.Field) (v any) {
	for _, r := range l.a.Routings {
		if r.AssignedAt == f.Address {
			return nil
		}
	}
	switch f.Type.Kind {
	case "number", "currency", "percent":
		v = float64(1 + l.r.IntN(100))
	case "bool":
		v = true
	case "date":
		v = l.now.AddDate(0, 0, 30).Format(time.DateOnly)
	case "datetime":
		v = l.now.Format(time.RFC3339)
	case "email":
		v = fmt.Sprintf("somebody-%d@example.com", l.r.IntN(1000))
	case "url":
		v = "https://example.com"
	case "phone":
		v = "+49 30 1234"
	case "enum":
		v = f.Type.Options[l.r.IntN(len(f.Type.Options))]
	case "multi_enum":
		v = f.Type.Options[:1]
	case "user":
		v = l.person()
	case "reference":
		if ids := l.ids[f.Type.Object]; len(ids) > 0 {
			v = fmt.Sprint(ids[l.r.IntN(len(ids))])
		}
	default:
		v = "some words"
	}
	return v
}

// act does one thing with one record.
func (l *life) act() {
	objects := slices.Sorted(maps.Keys(l.ids))
	object := objects[l.r.IntN(len(objects))]
	id := l.ids[object][l.r.IntN(len(l.ids[object]))]
	switch n := l.r.IntN(20); {
	case n < 1:
		l.make(object)
	case n < 2:
		_, err := l.crm.SetOwner(l.t.Context(), id, l.person(), sandbox.Change{Actor: l.person()})
		l.bear(err)
	case n < 4:
		_, err := l.crm.Log(l.t.Context(), id, "call", sandbox.Change{Actor: l.person()})
		l.bear(err)
	case n < 9:
		if f := l.a.Fields[l.r.IntN(len(l.a.Fields))]; f.Object == object {
			l.fill(id, f)
		}
	default:
		l.move(object, id)
	}
}

// move tries stages until one lets the record in; where a reason is asked for, with each code.
func (l *life) move(object string, id int64) {
	try := func(to *schema.Stage, reason string) (done, ask bool) {
		res, err := l.crm.Move(l.t.Context(), id, string(to.Address), sandbox.MoveRequest{Actor: l.person(), Basis: "a talk", Reason: reason, Revisit: l.now.AddDate(0, 1, 0)})
		l.bear(err)
		if err != nil || res.Allowed {
			return err == nil, false
		}
		return false, len(res.Refusals) == 1 && res.Refusals[0].Kind == "reason"
	}
	for _, track := range l.a.Tracks() {
		if track.Object != object || l.r.IntN(3) == 0 {
			continue
		}
		for range 3 {
			to := track.Stages[l.r.IntN(len(track.Stages))]
			done, ask := try(to, "")
			for _, list := range l.a.Reasons {
				for _, code := range list.Codes {
					if ask {
						done, ask = try(to, code.Name)
					}
				}
			}
			if done {
				return
			}
		}
	}
}

// clocks counts the clocks that the sandbox itself kept, as the audit names them.
func (l *life) clocks() map[string]int {
	out := map[string]int{"kept": 0, "still running": 0, "ran out": 0, "ran out, and nobody was told": 0, "ended with a record that was put away": 0}
	records, err := l.crm.Records(l.t.Context(), sandbox.Filter{Limit: 10_000})
	if err != nil {
		l.t.Fatal(err)
	}
	for _, r := range records {
		d, err := l.crm.Record(l.t.Context(), r.ID)
		if err != nil {
			l.t.Fatal(err)
		}
		for _, k := range d.Clocks {
			switch {
			case k.Stopped != nil && !k.Stopped.After(k.Due):
				out["kept"]++
			case k.Stopped == nil && k.Due.After(l.now):
				out["still running"]++
			default:
				out["ran out"]++
			}
		}
	}
	return out
}

// spoil lets owners of records leave the company, and empties the facts of their stages as far as the sandbox lets it.
func (l *life) spoil() {
	records, err := l.crm.Records(l.t.Context(), sandbox.Filter{Limit: 10_000})
	if err != nil {
		l.t.Fatal(err)
	}
	owners, emptied := 0, 0
	for _, r := range records {
		if len(r.Stages) == 0 {
			continue
		}
		for _, t := range l.a.Teams {
			for _, m := range t.Members {
				if m.Identity == r.Owner {
					m.Active, owners = false, owners+1
				}
			}
		}
		for _, stage := range r.Stages {
			at := schema.Find[schema.Stage](l.a, schema.Address(stage))
			facts := slices.Clone(at.Requires)
			for _, g := range at.Entry {
				for _, f := range expr.Fields(g.When.Expr) {
					facts = append(facts, schema.FieldAddress(f.Object, f.Name))
				}
			}
			for _, f := range facts {
				if f.Holder() == schema.FieldAddress(r.Object, "x").Holder() {
					_, err := l.crm.UpdateRecord(l.t.Context(), r.ID, map[string]any{f.Name(): nil}, sandbox.Change{Actor: "test"})
					l.bear(err)
				}
			}
		}
		emptied++
		if owners > 0 && emptied > 8 {
			break
		}
	}
	r := look(l.t, l.crm, l.a, l.now)
	owner, facts := check(l.t, r, "owner"), check(l.t, r, "facts")
	if !slices.ContainsFunc(owner.Findings, func(f audit.Finding) bool { return f.Kind == audit.OwnerGone }) || facts.Broken == 0 {
		l.t.Errorf("of %d owners who left and %d records that were emptied nothing shows: %v %v", owners, emptied, said(owner), said(facts))
	}
}
