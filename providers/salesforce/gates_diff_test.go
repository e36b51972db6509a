package salesforce

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Rules refuse the moves that the engine refuses, and no others.
func TestRulesRefuseWhatTheEngineRefuses(t *testing.T) {
	for i, name := range []string{"b2b-saas", "revops-starter", "simple-pipeline", "data-contract"} {
		t.Run(name, func(t *testing.T) {
			a := exampleArch(t, name)
			org, c, out := gatedOrg(t, a)
			d := &differ{T: t, a: a, c: c, org: org, rnd: rand.New(rand.NewPCG(7, uint64(i))), rules: map[string][]*providers.Resource{}, ids: map[string]string{}}
			d.learn(out)
			per := 8
			if testing.Short() {
				per = 2
			}
			for _, track := range a.Tracks() {
				if c.owns(track.Object) && d.k.rolledUp(track) == "" {
					for _, h := range c.homeOf[track.Address] {
						d.track(track, &h, per)
					}
				}
			}
			t.Logf("%d moves: %d refused, %d permitted; %d left out", d.refused+d.permitted, d.refused, d.permitted, d.skipped)
			if d.refused == 0 || d.permitted == 0 {
				t.Error("the records prove nothing")
			}
		})
	}
}

// differ lets records move in the engine and under the rules.
type differ struct {
	*testing.T
	a                           *schema.Architecture
	c                           *compiler
	k                           *gatekeeper
	org                         *emulator.Org
	rnd                         *rand.Rand
	rules                       map[string][]*providers.Resource // by object of the org and track
	gaps                        map[string]bool                  // "object address" of what no rule refuses
	ids                         map[string]string                // of records and users in the org
	refused, permitted, skipped int
}

// learn keeps the rules about moves, and what there is no rule for.
func (d *differ) learn(out *providers.Compiled) {
	for _, r := range out.Resources {
		if r.Type != typeValidation {
			continue
		}
		at := r.Origin
		switch b := d.a.Lookup(at).(type) {
		case *schema.Handoff:
			at = b.To
		case *schema.HandoffOutcome:
			at = b.To
		case *schema.Approval:
			at = b.Before
		}
		if t := d.a.Track(at); t != nil {
			k := text(r.Values["object"]) + " " + string(t.Address)
			d.rules[k] = append(d.rules[k], r)
		}
	}
	d.gaps = map[string]bool{}
	for _, e := range out.Enforcement {
		if e.Class == providers.Manual {
			for _, sobject := range []string{lead, contact, account, opportunity} {
				if !strings.Contains(e.How, "On ") || strings.Contains(e.How, "On "+sobject+":") {
					d.gaps[sobject+" "+string(e.Address)+" "+e.Criterion] = true
				}
			}
			if strings.Contains(e.How, "__c:") {
				d.gaps["custom "+string(e.Address)+" "+e.Criterion] = true
			}
		}
	}
	d.k = &gatekeeper{compiler: d.c}
}

// gap tells whether no rule refuses what the engine refuses.
func (d *differ) gap(t *schema.Track, sobject string, r engine.Refusal) bool {
	at, criterion := r.Address, ""
	switch r.Kind {
	case engine.Owner:
		return true
	case engine.Revisit:
		criterion = schema.Title(d.a.Lookup(d.a.Lookup(at).(*schema.Stage).Revisit)) + " is known"
	case engine.Required:
		criterion = schema.Title(d.a.Lookup(r.Missing[0])) + " is known"
	case engine.Entry, engine.Exit:
		criterion = expr.Format(d.a.Lookup(at).(*schema.Gate).When.Expr)
	case engine.HandoffIf:
		criterion = expr.Format(d.a.Lookup(at).(*schema.Handoff).When.Expr)
	case engine.Approve:
		criterion = "approved before " + schema.Title(d.a.Lookup(d.a.Lookup(at).(*schema.Approval).Before))
	case engine.Terminal:
		at, criterion = t.Address, "what has ended stays"
	case engine.Backward:
		criterion = "no move to an earlier stage"
	case engine.Skipped:
		criterion = "no stage left out"
	}
	if isCustom(sobject) {
		sobject = "custom"
	}
	return d.gaps[sobject+" "+string(at)+" "+criterion]
}

// track moves records from every stage to every other.
func (d *differ) track(t *schema.Track, h *home, n int) {
	from := append([]schema.Address{""}, addresses(t)...)
	for _, was := range from {
		for _, to := range addresses(t) {
			if was == to {
				continue
			}
			for i := range n {
				d.move(t, h, was, to, i)
			}
		}
	}
}

func addresses(t *schema.Track) (out []schema.Address) {
	for _, s := range t.Stages {
		out = append(out, s.Address)
	}
	return out
}

func (d *differ) move(t *schema.Track, h *home, was, to schema.Address, n int) {
	full := n % 4 // how much the record has: all of it with 3
	rec := d.record(t.Object, h.sobject, full, 0)
	if rec.Stages[t.Address] = was; was == "" {
		delete(rec.Stages, t.Address)
	}
	reason := d.given(rec, h.sobject, d.reason(rec, to))
	refusals := engine.Move(d.a, rec, to, engine.MoveOptions{Now: gateTime, Reason: reason})
	exact := slices.DeleteFunc(slices.Clone(refusals), func(r engine.Refusal) bool { return d.gap(t, h.sobject, r) })
	now := d.values(rec, h.sobject, to, reason)
	now[h.field], now["OwnerId"] = h.value(t, to), d.user()
	if h.recordType != "" {
		now["RecordTypeId"] = d.recordType(h)
	}
	var prior map[string]any
	if was != "" || h.sobject != opportunity && n%2 == 0 {
		prior = maps.Clone(now)
		delete(prior, h.field)
		if was != "" {
			prior[h.field] = h.value(t, was)
		}
	}
	stopped := d.stopped(h.sobject, d.rules[h.sobject+" "+string(t.Address)], now, prior)
	if len(exact) != len(refusals) && len(exact) == 0 && len(stopped) == 0 {
		d.skipped++
		return
	}
	if len(exact) > 0 != (len(stopped) > 0) {
		var said []string
		for _, r := range refusals {
			said = append(said, fmt.Sprintf("%s %s: %s", r.Kind, r.Address, r.Message))
		}
		d.Fatalf("%s from %q to %s as %s (reason %q)\nrules that refuse it: %v\nthe engine says: %s\nrecord: %v\nvalues: %v\nbefore: %v",
			t.Address, was, to, h.sobject, reason, stopped, strings.Join(said, "\n"), rec.Fields, now, prior)
	}
	if len(exact) > 0 {
		d.refused++
	} else {
		d.permitted++
	}
}

// stopped are the names of the rules that refuse a save. They are asked in one formula, which is quicker.
func (d *differ) stopped(sobject string, rules []*providers.Resource, now, prior map[string]any) []string {
	all := "\"\""
	for _, r := range rules {
		all += fmt.Sprintf(" & IF(%s, \"%s \", \"\")", r.Values["formula"], r.Values["name"])
	}
	v, err := d.org.Evaluate(sobject, all, now, prior)
	if err != nil {
		d.Fatalf("rules of %s: %v", sobject, err)
	}
	names, _ := v.(string)
	return strings.Fields(names)
}

// record makes one with records that it belongs to and some that belong to it.
func (d *differ) record(object, sobject string, full, depth int) *engine.Record {
	rec := &engine.Record{Object: object, Owner: d.owner(), Fields: map[string]any{}, Stages: map[schema.Address]schema.Address{}, Related: map[string][]*engine.Record{}}
	for _, f := range d.a.Fields {
		if f.Object == object && !d.scored(f.Address) && !d.holdsReason(f.Address) && (f.Type.Kind == "bool" || d.rnd.IntN(10) < []int{2, 6, 8, 10}[full]) {
			rec.Fields[f.Name] = d.value(f)
		}
	}
	for _, p := range d.a.Approvals {
		if p.Object.Name() == object && d.rnd.IntN(2) == 0 {
			rec.Fields[approvalName(p)] = answers[d.rnd.IntN(3)].value
		}
	}
	for _, t := range d.a.Tracks() {
		if t.Object == object && !t.Pipeline {
			rec.Stages[t.Address] = t.Stages[d.rnd.IntN(len(t.Stages))].Address
		}
	}
	if depth > 1 {
		return rec
	}
	defer d.lookups(rec, sobject)
	for _, other := range d.a.ObjectNames() {
		if other == object || !d.c.owns(other) || d.rnd.IntN(4) > full {
			continue
		}
		switch {
		case d.a.BelongsTo(object, other):
			if _, reached := (resolver{d.c, sobject, object}).Parent(object, other); reached {
				rec.Related[other] = []*engine.Record{d.record(other, d.c.names.last(other), full, depth+2)}
			}
		case d.a.BelongsTo(other, object) && sobject != lead && depth == 0:
			for range d.rnd.IntN(3) {
				child := d.record(other, d.c.names.last(other), full, depth+2)
				if tracks := slices.DeleteFunc(d.a.Tracks(), func(t *schema.Track) bool { return t.Object != other }); len(tracks) > 0 {
					t := tracks[d.rnd.IntN(len(tracks))]
					child.Stages = map[schema.Address]schema.Address{t.Address: t.Stages[d.rnd.IntN(len(t.Stages))].Address}
				}
				rec.Related[other] = append(rec.Related[other], child)
			}
		}
	}
	return rec
}

// lookups fills the reference fields that are a record's relationships in the org, and empties those that are not there.
func (d *differ) lookups(rec *engine.Record, sobject string) {
	for _, f := range d.a.Fields {
		if f.Object != rec.Object || f.Type.Kind != "reference" {
			continue
		}
		if p, ok := (resolver{d.c, sobject, rec.Object}).Parent(rec.Object, f.Type.Object); ok && p.Key == d.c.fieldOn(sobject, f) {
			if delete(rec.Fields, f.Name); len(rec.Related[f.Type.Object]) > 0 {
				rec.Fields[f.Name] = "something"
			}
		}
	}
}

// owner is somebody who may own any record.
func (d *differ) owner() string {
	for _, r := range d.a.Roles {
		return string(r.Address)
	}
	return ""
}

// scored tells whether a score fills a field.
func (d *differ) scored(f schema.Address) bool {
	return slices.ContainsFunc(d.a.Scorings, func(s *schema.Scoring) bool {
		return s.Total == f || slices.ContainsFunc(s.Dimensions, func(x *schema.Dimension) bool { return x.Field == f }) ||
			slices.ContainsFunc(s.Bands, func(b *schema.Band) bool { return b.Field == f })
	})
}

func (d *differ) holdsReason(f schema.Address) bool {
	return slices.ContainsFunc(d.a.Reasons, func(r *schema.Reasons) bool { return r.Field == f })
}

func (d *differ) value(f *schema.Field) any {
	at := gateTime.AddDate(0, 0, d.rnd.IntN(60)-30)
	switch f.Type.Kind {
	case "number", "currency", "percent":
		return float64([]int{0, 1, 2, 5, 9, 10, 25, 40, 50, 100, 26000}[d.rnd.IntN(11)])
	case "bool":
		return d.rnd.IntN(2) == 0
	case "date":
		return at.Format(time.DateOnly)
	case "datetime":
		return at.Format(time.RFC3339)
	case "enum":
		return f.Type.Options[d.rnd.IntN(len(f.Type.Options))]
	case "multi_enum":
		return []any{f.Type.Options[d.rnd.IntN(len(f.Type.Options))]}
	case "user":
		return "rep@example.com"
	case "email":
		return "ada@example.com"
	case "url", "attachment":
		return "https://example.com"
	case "phone":
		return "+1 555 0100"
	}
	return "something"
}

// reason is a code that a move may be given with: one that is asked for, another one or none.
func (d *differ) reason(rec *engine.Record, to schema.Address) string {
	lists := engine.ReasonLists(d.a, rec, to, gateTime)
	if len(lists) == 0 || d.rnd.IntN(4) == 0 {
		lists = d.a.Reasons
	}
	if len(lists) == 0 || d.rnd.IntN(3) == 0 {
		return ""
	}
	l := lists[d.rnd.IntN(len(lists))]
	return l.Codes[d.rnd.IntN(len(l.Codes))].Name
}

// given writes a code where the record that it moves with keeps it, if that is another one; "" where there is none.
func (d *differ) given(rec *engine.Record, sobject, reason string) string {
	for _, l := range d.a.Reasons {
		f, ok := d.k.codeOf(l, rec.Object).(*expr.Field)
		if !ok || f.Object == rec.Object || !slices.ContainsFunc(l.Codes, func(c *schema.ReasonCode) bool { return c.Name == reason }) {
			continue
		}
		if len(rec.Related[f.Object]) == 0 {
			return ""
		}
		rec.Related[f.Object][0].Fields[f.Name] = reason
	}
	return reason
}

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
		if r := d.c.byKey[providers.Reference{Type: typeField, Key: key(sobject, held)}]; isCustom(held) && (r == nil || r.Values["formula"] != nil) {
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
	if r := d.c.byKey[providers.Reference{Type: typeField, Key: key(sobject, f.Name)}]; r == nil || r.Values["formula"] != nil {
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
