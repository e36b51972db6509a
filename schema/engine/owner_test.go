package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// A handoff names the next owner; whose turn it is, is remembered by the caller.
func TestNextOwner(t *testing.T) {
	a := load(t, "")
	handoff := func(owner, to schema.Address) *schema.Handoff { return &schema.Handoff{Owner: owner, To: to} }
	for _, c := range []struct {
		name    string
		owner   string
		handoff *schema.Handoff
		load    engine.Load
		want    string
	}{
		{"no handoff", "ana", nil, engine.Load{}, "ana"},
		{"a handoff without owner", "ana", handoff("", "stage.lead.sal"), engine.Load{}, "ana"},
		{"one of them already", "dan@acme.example", handoff("role.sdr", "stage.lead.sal"), engine.Load{}, "dan@acme.example"},
		{"the role itself already", "role.sdr", handoff("role.sdr", "stage.lead.sal"), engine.Load{}, "role.sdr"},
		{"the first in turn", "eve@acme.example", handoff("role.sdr", "stage.lead.sal"), engine.Load{}, "ana@acme.example"},
		{"the next in turn", "eve@acme.example", handoff("role.sdr", "stage.lead.sal"), engine.Load{Last: map[string]string{"role.sdr": "ana@acme.example"}}, "ben@acme.example"},
		{"past the busy", "eve@acme.example", handoff("role.sdr", "stage.lead.sal"), engine.Load{Last: map[string]string{"role.sdr": "ana@acme.example"}, Open: map[string]int{"ben@acme.example": 2}}, "dan@acme.example"},
		{"a team", "boss@acme.example", handoff("team.sales", "stage.lead.sal"), engine.Load{Last: map[string]string{"team.sales": "dan@acme.example"}}, "eve@acme.example"},
		{"one who has left", "old@acme.example", handoff("role.ae", "stage.lead.sal"), engine.Load{}, "eve@acme.example"},
		{"a queue without people", "ana", handoff("queue.inbox", "stage.lead.sal"), engine.Load{}, "queue.inbox"},
		{"a role without people", "ana", handoff("role.boss", "stage.lead.sal"), engine.Load{}, "role.boss"},
	} {
		as := engine.NextOwner(a, contact(nil, ownedBy(c.owner)), c.handoff, c.load, now)
		if as.To != c.want {
			t.Errorf("%s: %q, not %q (%s)", c.name, as.To, c.want, as.Reason)
		}
	}
	routed := load(t, "routing \"r\" {\n object = object.contact\n trigger = entering(stage.lead.mql)\n fallback = queue.inbox\n rule \"all\" { to = queue.sdrs }\n}\n")
	if as := engine.NextOwner(routed, contact(nil, ownedBy("eve@acme.example")), handoff("role.sdr", "stage.lead.mql"), engine.Load{}, now); as.To != "eve@acme.example" {
		t.Errorf("a stage that is routed is handed to %s", as.To)
	}
	nobody := &schema.Architecture{Roles: []*schema.Role{{Name: "sdr"}}}
	nobody.Index()
	if as := engine.NextOwner(nobody, contact(nil, ownedBy("ana")), handoff("role.sdr", "stage.x.y"), engine.Load{}, now); as.To != "ana" {
		t.Errorf("without a directory ana loses the record to %s", as.To)
	}
}

// Lost, disqualified and holding stages are beside the path even where they come first in it.
func TestMoveAside(t *testing.T) {
	a := load(t, `
lifecycle "path" {
  domain       = "sales"
  object       = object.contact
  forward_only = true
  stage "parked" { outcome = "holding" }
  stage "refused" { outcome = "disqualified" }
  stage "gone" { outcome = "lost" }
  stage "first" {}
  stage "second" {}
  stage "done" { outcome = "won" }
}
`)
	at := func(stage schema.Address) func(*engine.Record) {
		return func(r *engine.Record) { r.Stages["lifecycle.path"] = stage }
	}
	for _, c := range []struct {
		from, to string
		want     []string
	}{
		{"second", "parked", nil},
		{"second", "refused", nil},
		{"second", "gone", nil},
		{"second", "first", []string{"forward_only:forward_only"}},
		{"parked", "second", nil},
		{"parked", "gone", nil},
		{"done", "parked", []string{"terminal:terminal"}},
		{"refused", "second", []string{"terminal:terminal"}},
	} {
		got := names(engine.Move(a, contact(nil, at(schema.Address("stage.path."+c.from))), schema.Address("stage.path."+c.to), engine.MoveOptions{Now: now}))
		if len(got) == 0 {
			got = nil
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s to %s: %s", c.from, c.to, d)
		}
	}
}

// What a record is created with is set, and has not changed; what an automation then writes has.
func TestCreationSetsAndChangesNothing(t *testing.T) {
	a := load(t, `
automation "on_set" {
  trigger = set(contact.email)
  action "a" {
    do    = "set_field"
    field = contact.title
    value = "set"
  }
}
automation "on_changed" {
  trigger = changed(contact.email)
  action "a" {
    do    = "set_field"
    field = contact.next
    value = "changed"
  }
}
automation "if_changed" {
  trigger = created(object.contact)
  when    = changed(contact.email)
  action "a" {
    do    = "set_field"
    field = contact.note
    value = "changed"
  }
}
`)
	w := &engine.World{A: a}
	rec := contact(map[string]any{"email": "x@acme.example"})
	w.Create(rec, now)
	if rec.Fields["title"] != "set" || rec.Fields["next"] != nil || rec.Fields["note"] != nil {
		t.Errorf("on creation: %v", rec.Fields)
	}
	if rs := w.Set(rec, map[string]any{"email": "y@acme.example"}, engine.UpdateOptions{Now: now}); len(rs) > 0 {
		t.Fatal(rs)
	}
	if rec.Fields["next"] != "changed" {
		t.Errorf("on change: %v", rec.Fields)
	}
}
