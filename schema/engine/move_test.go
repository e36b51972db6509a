package engine_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

func TestMove(t *testing.T) {
	a := load(t, "")
	full := map[string]any{"email": "x@acme.example", "title": "VP", "touched_at": "2026-03-01T10:00:00Z"}
	with := func(m map[string]any, k string, v any) map[string]any {
		out := map[string]any{k: v}
		for x, y := range m {
			if x != k {
				out[x] = y
			}
		}
		return out
	}
	software := company(map[string]any{"industry": "software"})
	for _, c := range []struct {
		name string
		rec  *engine.Record
		to   schema.Address
		opts engine.MoveOptions
		want []string
	}{
		{"unknown stage", contact(nil), "stage.lead.none", engine.MoveOptions{}, []string{"unknown:stage"}},
		{"a stage for others", contact(nil), "stage.new.open", engine.MoveOptions{}, []string{"unknown:stage"}},
		{"first stage", contact(nil, ownedBy("")), "stage.lead.new", engine.MoveOptions{}, nil},
		{"where it is", contact(nil, in("stage.lead.mql")), "stage.lead.mql", engine.MoveOptions{}, nil},

		{"entry", contact(full, in("stage.lead.new")), "stage.lead.mql", engine.MoveOptions{}, []string{"entry:qualified"}},
		{"entry holds", contact(full, in("stage.lead.new"), software, did("demo", now)), "stage.lead.mql", engine.MoveOptions{}, nil},
		{"no_skip on entering", contact(full, software, did("demo", now)), "stage.lead.mql", engine.MoveOptions{}, []string{"no_skip:no_skip"}},

		{"all facts", contact(full, in("stage.lead.mql"), software), "stage.lead.sal", engine.MoveOptions{}, nil},
		{"facts missing", contact(with(full, "title", " "), in("stage.lead.mql")), "stage.lead.sal", engine.MoveOptions{},
			[]string{"required:company.industry", "required:contact.title"}},
		{"a fact only the handoff owes", contact(with(full, "email", nil), in("stage.lead.mql"), software), "stage.lead.sal", engine.MoveOptions{},
			[]string{"required:contact.email"}},
		{"the handoff's condition", contact(with(full, "note", "spam"), in("stage.lead.mql"), software), "stage.lead.sal", engine.MoveOptions{}, []string{"handoff:accept"}},
		{"neither exit", contact(with(full, "touched_at", nil), in("stage.lead.mql"), software), "stage.lead.sal", engine.MoveOptions{},
			[]string{"exit:accepted", "exit:booked"}},
		{"one exit will do", contact(with(with(full, "touched_at", nil), "note", "booked"), in("stage.lead.mql"), software), "stage.lead.sal", engine.MoveOptions{}, nil},

		{"no owner", contact(full, in("stage.lead.mql"), software, ownedBy("")), "stage.lead.sal", engine.MoveOptions{}, []string{"owner:owner"}},
		{"an owner who has left", contact(full, in("stage.lead.mql"), software, ownedBy("cleo@acme.example")), "stage.lead.sal", engine.MoveOptions{}, []string{"owner:owner"}},
		{"an owner whom nobody knows", contact(full, in("stage.lead.mql"), software, ownedBy("zoe@acme.example")), "stage.lead.sal", engine.MoveOptions{}, []string{"owner:owner"}},
		{"a queue owns", contact(full, in("stage.lead.mql"), software, ownedBy("inbox")), "stage.lead.sal", engine.MoveOptions{}, nil},
		{"handed to nobody", contact(full, in("stage.lead.sal")), "stage.lead.customer", engine.MoveOptions{}, []string{"owner:owner"}},

		{"backward", contact(full, in("stage.lead.sal")), "stage.lead.mql", engine.MoveOptions{}, []string{"entry:qualified", "forward_only:forward_only"}},
		{"backward as an outcome", contact(with(full, "note", "x"), in("stage.lead.mql")), "stage.lead.new", engine.MoveOptions{Reason: "bad_data"}, nil},
		{"an outcome needs its reason and facts", contact(full, in("stage.lead.mql")), "stage.lead.new", engine.MoveOptions{},
			[]string{"reason:reason", "required:contact.note"}},
		{"a code of another list", contact(with(full, "note", "x"), in("stage.lead.mql")), "stage.lead.new", engine.MoveOptions{Reason: "timing"}, []string{"reason:reason"}},
		{"a code that stands on the record", contact(with(with(full, "note", "x"), "rejected", "bad_data"), in("stage.lead.mql")), "stage.lead.new", engine.MoveOptions{}, nil},
		{"skipped", contact(full, in("stage.lead.new"), software), "stage.lead.sal", engine.MoveOptions{}, []string{"no_skip:no_skip"}},
		{"aside from anywhere", contact(full, in("stage.lead.new")), "stage.lead.out", engine.MoveOptions{}, nil},

		{"holding needs a date and a reason", contact(full, in("stage.lead.new")), "stage.lead.nurture", engine.MoveOptions{}, []string{"reason:reason", "revisit:revisit"}},
		{"a date that has passed", contact(with(full, "look_again", "2026-03-03"), in("stage.lead.new")), "stage.lead.nurture", engine.MoveOptions{Reason: "timing"}, []string{"revisit:revisit"}},
		{"a date to come", contact(with(full, "look_again", "2026-03-04"), in("stage.lead.new")), "stage.lead.nurture", engine.MoveOptions{Reason: "timing"}, nil},
		{"recycled", contact(full, in("stage.lead.nurture"), software, did("demo", now)), "stage.lead.mql", engine.MoveOptions{}, nil},
		{"won for good", contact(full, in("stage.lead.customer"), software), "stage.lead.sal", engine.MoveOptions{}, []string{"terminal:terminal"}},
		{"disqualified for good", contact(full, in("stage.lead.out")), "stage.lead.new", engine.MoveOptions{}, []string{"terminal:terminal"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.opts.Now = now
			rs := engine.Move(a, c.rec, c.to, c.opts)
			if c.want == nil {
				c.want = []string{}
			}
			if diff := cmp.Diff(c.want, names(rs)); diff != "" {
				t.Errorf("refusals (-want +got):\n%s\n%+v", diff, rs)
			}
			for _, r := range rs {
				if r.Address == "" || !strings.HasSuffix(r.Message, ".") {
					t.Errorf("a refusal without place or sentence: %+v", r)
				}
			}
		})
	}
}

// A refusal says in words what is asked, what fails and what is missing.
func TestMoveMessages(t *testing.T) {
	a := load(t, "")
	rs := engine.Move(a, contact(nil, in("stage.lead.new")), "stage.lead.mql", engine.MoveOptions{Now: now})
	if len(rs) != 1 {
		t.Fatalf("got %+v", rs)
	}
	want := engine.Refusal{
		Address: "stage.lead.mql.entry.qualified", Name: "qualified", Kind: engine.Entry,
		Missing: []schema.Address{"field.contact.email"},
	}
	msg := rs[0].Message
	rs[0].Message = ""
	if diff := cmp.Diff(want, rs[0]); diff != "" {
		t.Error(diff)
	}
	for _, s := range []string{"MQL needs: Both scores are reached. ", " Missing: Email."} {
		if !strings.Contains(msg, s) {
			t.Errorf("%q does not contain %q", msg, s)
		}
	}
	rs = engine.Move(a, contact(map[string]any{"title": "VP", "email": "x@acme.example", "touched_at": "2026-03-01T10:00:00Z"}, in("stage.lead.mql")), "stage.lead.sal", engine.MoveOptions{Now: now})
	if len(rs) != 1 || rs[0].Message != "SAL needs Industry of the company, which is missing. The record has no company." {
		t.Errorf("got %+v", rs)
	}
}

// A handoff from another flow binds the record that enters this one.
func TestMoveAcrossFlows(t *testing.T) {
	a := load(t, "")
	person := contact(map[string]any{"note": "fair"}, in("stage.lead.sal"))
	deal := &engine.Record{Object: "deal", Owner: "eve@acme.example", Related: map[string][]*engine.Record{"contact": {person}}}
	got := names(engine.Move(a, deal, "stage.new.open", engine.MoveOptions{Now: now}))
	if diff := cmp.Diff([]string{"required:contact.email"}, got); diff != "" {
		t.Error(diff) // deal.source is carried from the contact's note
	}
	person.Stages["lifecycle.lead"] = "stage.lead.new"
	if got := engine.Move(a, deal, "stage.new.open", engine.MoveOptions{Now: now}); len(got) > 0 {
		t.Errorf("the contact is not at the handoff's stage: %+v", got)
	}
}

func TestRoutingOnEnteringGivesTheOwner(t *testing.T) {
	a := load(t, `routing "r" {
  object   = object.contact
  trigger  = entering(stage.lead.sal)
  fallback = queue.inbox
}`)
	rec := contact(map[string]any{"email": "x@acme.example", "title": "VP", "touched_at": "2026-03-01T10:00:00Z"},
		in("stage.lead.mql"), company(map[string]any{"industry": "x"}), ownedBy(""))
	if got := engine.Move(a, rec, "stage.lead.sal", engine.MoveOptions{Now: now}); len(got) > 0 {
		t.Errorf("got %+v", got)
	}
}

func TestApprovals(t *testing.T) {
	a := load(t, "")
	for _, c := range []struct {
		discount any
		triggers []string
		tier     string
		needed   bool
		who      []schema.Address
	}{
		{nil, nil, "", false, nil},
		{10.0, nil, "", false, nil},
		{20.0, []string{"discount"}, "small", true, []schema.Address{"role.ae"}},
		{40.0, []string{"discount"}, "large", true, []schema.Address{"role.ae", "role.boss"}},
		{60.0, []string{"discount"}, "", true, []schema.Address{"role.boss"}},
	} {
		deal := &engine.Record{Object: "deal", Owner: "eve@acme.example", Fields: map[string]any{"discount": c.discount},
			Stages: map[schema.Address]schema.Address{"pipeline.new": "stage.new.offer"}}
		r := engine.Approvals(a, deal, now)[0]
		tier := ""
		if r.Tier != nil {
			tier = r.Tier.Name
		}
		if diff := cmp.Diff([]any{c.triggers, c.tier, c.needed, c.who}, []any{r.Triggers, tier, r.Needed, r.Approvers}); diff != "" {
			t.Errorf("discount %v (-want +got):\n%s", c.discount, diff)
		}
		got := engine.Move(a, deal, "stage.new.won", engine.MoveOptions{Now: now})
		if refused := len(got) == 1 && got[0].Kind == engine.Approve && got[0].Name == "desk"; refused != c.needed {
			t.Errorf("discount %v: refused %v: %+v", c.discount, refused, got)
		}
		if got := engine.Move(a, deal, "stage.new.won", engine.MoveOptions{Now: now, Approved: []schema.Address{"approval.desk"}}); len(got) > 0 {
			t.Errorf("discount %v, approved: %+v", c.discount, got)
		}
		deal.Fields["desk_approval"] = "approved"
		if got := engine.Move(a, deal, "stage.new.won", engine.MoveOptions{Now: now}); len(got) > 0 {
			t.Errorf("discount %v, approved on the record: %+v", c.discount, got)
		}
	}
}

func TestUpdateRefusals(t *testing.T) {
	a := load(t, "")
	deal := func(fields map[string]any) *engine.Record { return &engine.Record{Object: "deal", Fields: fields} }
	for _, c := range []struct {
		name    string
		rec     *engine.Record
		changes map[string]any
		opts    engine.UpdateOptions
		want    []string
	}{
		{"fine", deal(nil), map[string]any{"amount": 5.0, "site": "https://acme.example", "won": true, "close_date": "2026-04-01"}, engine.UpdateOptions{}, nil},
		{"no such field", deal(nil), map[string]any{"colour": "red"}, engine.UpdateOptions{}, []string{"unknown:deal.colour"}},
		{"no number", deal(nil), map[string]any{"amount": "five"}, engine.UpdateOptions{}, []string{"type:deal.amount"}},
		{"no truth", deal(nil), map[string]any{"won": "perhaps"}, engine.UpdateOptions{}, []string{"type:deal.won"}},
		{"no date", deal(nil), map[string]any{"close_date": "soon"}, engine.UpdateOptions{}, []string{"type:deal.close_date"}},
		{"no web address", deal(nil), map[string]any{"site": "acme"}, engine.UpdateOptions{}, []string{"type:deal.site"}},
		{"no mail address", contact(nil), map[string]any{"email": "Ann <ann@acme.example>"}, engine.UpdateOptions{}, []string{"type:contact.email"}},
		{"no option of a list", contact(nil), map[string]any{"languages": []any{"de", "it"}}, engine.UpdateOptions{}, []string{"option:contact.languages"}},
		{"a deprecated option", &engine.Record{Object: "company"}, map[string]any{"segment": "old"}, engine.UpdateOptions{}, []string{"option:company.segment"}},
		{"a deprecated option that was there", &engine.Record{Object: "company", Fields: map[string]any{"segment": "old"}}, map[string]any{"segment": "old"}, engine.UpdateOptions{}, nil},
		{"emptied", deal(map[string]any{"amount": 5.0}), map[string]any{"amount": nil}, engine.UpdateOptions{}, []string{"required:deal.amount"}},
		{"required on creation", deal(nil), nil, engine.UpdateOptions{Create: true}, []string{"required:deal.amount"}},
		{"not required on update", deal(nil), map[string]any{"source": "x"}, engine.UpdateOptions{}, nil},
		{"invalid", deal(nil), map[string]any{"amount": -1.0}, engine.UpdateOptions{}, []string{"validation:deal.amount"}},
		{"an owner who has left", contact(nil), map[string]any{"owner": "cleo@acme.example"}, engine.UpdateOptions{}, []string{"owner:contact.owner"}},
		{"a close date set first", deal(nil), map[string]any{"close_date": "2026-05-01"}, engine.UpdateOptions{}, nil},
		{"a close date pulled in", deal(map[string]any{"close_date": "2026-05-01"}), map[string]any{"close_date": "2026-04-01"}, engine.UpdateOptions{}, nil},
		{"a close date pushed", deal(map[string]any{"close_date": "2026-05-01", "push": "legal"}), map[string]any{"close_date": "2026-06-01"}, engine.UpdateOptions{}, []string{"close_date:close_date"}},
		{"pushed with a reason", deal(map[string]any{"close_date": "2026-05-01"}), map[string]any{"close_date": "2026-06-01"}, engine.UpdateOptions{Reason: "legal"}, nil},
		{"pushed with the reason's field", deal(map[string]any{"close_date": "2026-05-01"}), map[string]any{"close_date": "2026-06-01", "push": "legal"}, engine.UpdateOptions{}, nil},
		{"pushed with no reason of the list", deal(map[string]any{"close_date": "2026-05-01"}), map[string]any{"close_date": "2026-06-01"}, engine.UpdateOptions{Reason: "because"}, []string{"close_date:close_date"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.opts.Now = now
			if c.want == nil {
				c.want = []string{}
			}
			rs := engine.UpdateRefusals(a, c.rec, c.changes, c.opts)
			if diff := cmp.Diff(c.want, names(rs)); diff != "" {
				t.Errorf("refusals (-want +got):\n%s\n%+v", diff, rs)
			}
		})
	}
	rs := engine.UpdateRefusals(a, deal(nil), map[string]any{"amount": -1.0}, engine.UpdateOptions{Now: now})
	if len(rs) != 1 || rs[0].Message != `Amount (deal.amount) cannot be "-1": An amount is more than nothing.` {
		t.Errorf("got %+v", rs)
	}
}
