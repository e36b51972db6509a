package salesforce

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Rules refuse the moves that the engine refuses, and no others.
func TestRulesRefuseWhatTheEngineRefuses(t *testing.T) {
	t.Parallel()
	for i, name := range []string{"b2b-saas", "revops-starter", "simple-pipeline", "data-contract"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
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
		if e.Class == providers.Manual || e.Class == providers.Detected {
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
