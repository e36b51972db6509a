package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

const routings = `
routing "r" {
  object   = object.contact
  fallback = queue.inbox
  rule "named" {
    when   = company.segment == "enterprise"
    to     = queue.small
    method = "account_based"
  }
  rule "skilled" {
    when   = is_set(contact.languages)
    to     = queue.sdrs
    method = "skill_based"
    by     = contact.languages
  }
  rule "regional" {
    when   = is_set(contact.region)
    to     = queue.sdrs
    method = "territory"
    by     = contact.region
  }
  rule "person" {
    when = contact.note == "ben"
    to   = member.sales.ben
  }
  rule "role" {
    when = contact.note == "ae"
    to   = role.ae
  }
  rule "empty_role" {
    when = contact.note == "boss"
    to   = role.boss
  }
  rule "left" {
    when = contact.note == "left"
    to   = role.gone
  }
  rule "pool" {
    when = is_set(contact.email)
    to   = queue.sdrs
  }
}`

func TestRoute(t *testing.T) {
	a := load(t, routings)
	r := schema.Find[schema.Routing](a, "routing.r")
	enterprise := func(owner string) func(*engine.Record) {
		return func(r *engine.Record) {
			r.Related["company"] = []*engine.Record{{Object: "company", Owner: owner, Fields: map[string]any{"segment": "enterprise"}}}
		}
	}
	field := func(k string, v any) map[string]any { return map[string]any{k: v} }
	for _, c := range []struct {
		name         string
		rec          *engine.Record
		load         engine.Load
		to, rule     string
		skipped, why string
	}{
		{"first in the queue", contact(field("email", "x@acme.example")), engine.Load{}, "ana@acme.example", "pool", "", "Ana is next in Sdrs"},
		{"next in turn", contact(field("email", "x@acme.example")), engine.Load{Last: map[string]string{"queue.sdrs": "ana@acme.example"}}, "ben@acme.example", "pool", "", ""},
		{"past the inactive", contact(field("email", "x@acme.example")), engine.Load{Last: map[string]string{"queue.sdrs": "ben@acme.example"}}, "dan@acme.example", "pool", "Cleo is not active", ""},
		{"past the busy", contact(field("email", "x@acme.example")), engine.Load{Open: map[string]int{"ben@acme.example": 2}, Last: map[string]string{"queue.sdrs": "ana@acme.example"}},
			"dan@acme.example", "pool", "Ben has 2 open records of 2", ""},
		{"round again", contact(field("email", "x@acme.example")), engine.Load{Last: map[string]string{"queue.sdrs": "dan@acme.example"}}, "ana@acme.example", "pool", "", ""},
		{"a turn of somebody who is gone", contact(field("email", "x@acme.example")), engine.Load{Last: map[string]string{"queue.sdrs": "zoe@acme.example"}}, "ana@acme.example", "pool", "", ""},
		{"territory", contact(field("region", "NA")), engine.Load{Last: map[string]string{"queue.sdrs na": "ana@acme.example"}}, "ben@acme.example", "regional", "Dan does not cover territory NA", "for territory NA"},
		{"nobody in the territory", contact(field("region", "mars")), engine.Load{}, "queue.inbox", "fallback", "", "Nobody in Sdrs is available for territory mars. The fallback applies."},
		{"only the inactive in the territory", contact(field("region", "apac")), engine.Load{}, "queue.inbox", "fallback", "Cleo is not active", ""},
		{"a skill", contact(field("languages", []any{"en"})), engine.Load{}, "ben@acme.example", "skilled", "Ana does not cover skill en", ""},
		{"all skills", contact(field("languages", []any{"de", "en"})), engine.Load{}, "dan@acme.example", "skilled", "", "for skill de and en"},
		{"no one has all skills", contact(field("languages", []any{"de", "fr", "en"})), engine.Load{}, "queue.inbox", "fallback", "", ""},
		{"the account's owner", contact(nil, enterprise("ben@acme.example")), engine.Load{}, "ben@acme.example", "named", "", "Ben owns the account."},
		{"the account's owner has left", contact(nil, enterprise("cleo@acme.example")), engine.Load{}, "ana@acme.example", "named", "Cleo is not active", ""},
		{"the account's owner is busy", contact(nil, enterprise("ben@acme.example")), engine.Load{Open: map[string]int{"ben@acme.example": 2}}, "ana@acme.example", "named", "Ben has 2 open records of 2", ""},
		{"the account has no owner", contact(nil, enterprise("")), engine.Load{}, "ana@acme.example", "named", "the account has no owner", ""},
		{"the queue's capacity", contact(nil, enterprise("")), engine.Load{Open: map[string]int{"ana@acme.example": 1}}, "dan@acme.example", "named", "Ana has 1 open record of 1", ""},
		{"everybody is busy", contact(nil, enterprise("")), engine.Load{Open: map[string]int{"ana@acme.example": 1, "dan@acme.example": 1}}, "queue.inbox", "fallback", "", ""},
		{"a person", contact(field("note", "ben")), engine.Load{}, "ben@acme.example", "person", "", "It goes to Ben."},
		{"a busy person", contact(field("note", "ben")), engine.Load{Open: map[string]int{"ben@acme.example": 9}}, "queue.inbox", "fallback", "Ben has 9 open records of 2", ""},
		{"a role", contact(field("note", "ae")), engine.Load{}, "eve@acme.example", "role", "", ""},
		{"a role that nobody is listed for", contact(field("note", "boss")), engine.Load{}, "role.boss", "empty_role", "", ""},
		{"a role that everybody has left", contact(field("note", "left")), engine.Load{}, "queue.inbox", "fallback", "Olga is not active", ""},
		{"no rule", contact(nil), engine.Load{}, "queue.inbox", "fallback", "", "No rule matches."},
	} {
		t.Run(c.name, func(t *testing.T) {
			as := engine.Route(a, r, c.rec, c.load, now)
			if as.To != c.to || as.Rule != c.rule || as.Fallback != (c.rule == "fallback") {
				t.Errorf("got %+v, want %s by %s", as, c.to, c.rule)
			}
			if c.skipped != "" && !slices.Contains(as.Skipped, c.skipped) {
				t.Errorf("skipped %q, want %q among them", as.Skipped, c.skipped)
			}
			if !strings.Contains(as.Reason, c.why) || !strings.HasSuffix(as.Reason, ".") {
				t.Errorf("reason %q, want %q in it", as.Reason, c.why)
			}
		})
	}
}

// Turns go round fairly, and each territory has a turn of its own.
func TestRouteIsFair(t *testing.T) {
	a := load(t, routings)
	r := schema.Find[schema.Routing](a, "routing.r")
	var l engine.Load
	got := map[string]int{}
	for i := range 8 {
		region := "emea"
		if i%2 == 1 {
			region = "na"
		}
		l.Open = nil
		as := engine.Route(a, r, contact(map[string]any{"region": region}), l, now)
		l.Assign(as)
		got[region+" "+as.To]++
	}
	want := map[string]int{"emea ana@acme.example": 2, "emea dan@acme.example": 2, "na ana@acme.example": 2, "na ben@acme.example": 2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFallbacks(t *testing.T) {
	for _, c := range []struct{ name, fallback, to string }{
		{"a queue of people", "queue.small", "ana@acme.example"},
		{"a role that everybody has left", "role.gone", "role.gone"},
		{"a person who has left", "member.sales.old", "role.gone"},
		{"a person", "member.sales.eve", "eve@acme.example"},
	} {
		a := load(t, "routing \"r\" {\n  object = object.contact\n  fallback = "+c.fallback+"\n}")
		as := engine.Route(a, schema.Find[schema.Routing](a, "routing.r"), contact(nil), engine.Load{}, now)
		if as.To != c.to || !as.Fallback {
			t.Errorf("%s: got %+v, want %s", c.name, as, c.to)
		}
	}
	a := load(t, "routing \"r\" {\n  object = object.contact\n}")
	as := engine.Route(a, schema.Find[schema.Routing](a, "routing.r"), contact(nil), engine.Load{}, now)
	if as.To != "" || as.Reason != "No rule matches. There is no fallback." {
		t.Errorf("got %+v", as)
	}
}
