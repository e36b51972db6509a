package engine_test

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

const working = slas + `
status "contact" "fresh" {}
status "contact" "worked" {}

lifecycle "account" {
  domain = "company"
  object = object.company
  rollup = lifecycle.lead
  stage "cold" { label = "Cold" }
  stage "warm" {
    label   = "Warm"
    follows = [stage.lead.mql, stage.lead.sal]
  }
}

routing "inbound" {
  object   = object.contact
  trigger  = entering(stage.lead.mql)
  fallback = queue.inbox
  rule "all" { to = queue.sdrs }
}

automation "promote" {
  trigger = reaches(scoring.lead.mql)
  action "move" {
    do    = "move_to"
    stage = stage.lead.mql
  }
}
automation "work" {
  trigger = entering(stage.lead.mql)
  action "status" {
    do     = "set_status"
    status = status.contact.worked
  }
  action "note" {
    do    = "set_field"
    field = contact.next
    value = "call"
  }
  action "later" {
    do    = "set_field"
    field = contact.next
    value = "too late"
    after = "1d"
  }
}
automation "cool" {
  trigger = entering(stage.lead.nurture)
  action "reset" {
    do        = "reset_score"
    scoring   = scoring.lead
    dimension = "engagement"
  }
  action "clear" {
    do    = "clear_field"
    field = contact.next
  }
}
automation "ping" {
  trigger = changed(contact.title)
  action "pong" {
    do    = "set_field"
    field = contact.region
    value = "x"
  }
}
automation "pong" {
  trigger = changed(contact.region)
  action "ping" {
    do    = "set_field"
    field = contact.title
    value = "y"
  }
}
`

const story = `
scenario "story" {
  at = "2026-03-03T10:00:00-05:00"
  record "acme" {
    object = object.company
    fields = { industry = "software" }
    stages = [stage.account.cold]
  }
  record "x" {
    object     = object.contact
    stages     = [stage.lead.new]
    related    = ["acme"]
    fields     = { email = "x@acme.example" }
    activities = { visit = "2026-03-01" }
  }
  step "demo" {
    record = "x"
    log    = "demo"
    expect {
      scores    = { "lead.fit" = 40, "lead.engagement" = 45, lead = 85 }
      meets     = ["lead.mql"]
      bands     = { lead = "A" }
      routed_to = "ana@acme.example"
      rule      = "all"
      fields    = { status = "worked", next = "call", owner = "ana@acme.example", fit_score = 40 }
    }
  }
  step "rolled_up" {
    record = "acme"
    move   = stage.account.warm
    expect { allowed = true }
  }
  step "waiting" {
    record = "x"
    at     = "2026-03-03T12:30:00-05:00"
    clock  = sla.touch
    expect {
      due       = "2026-03-03T14:00:00-05:00"
      breached  = false
      escalated = ["sdr"]
    }
  }
  step "too_soon" {
    record = "x"
    move   = stage.lead.sal
    expect {
      allowed    = false
      blocked_by = ["accepted", "contact.title"]
    }
  }
  step "touch" {
    record = "x"
    set    = { title = "VP", touched_at = "2026-03-03T12:30:00-05:00", look_again = "2026-06-01" }
    clock  = sla.touch
    expect {
      breached = false
      fields   = { region = "x", title = "y" } # ping and pong, once each
    }
  }
  step "cool_down" {
    record = "x"
    move   = stage.lead.nurture
    reason = "timing"
    expect {
      allowed = true
      misses  = ["lead.mql"]
      scores  = { "lead.engagement" = 0 }
      fields  = { recycle = "timing", next = null }
    }
  }
}`

func TestScenario(t *testing.T) {
	a := load(t, working+story)
	rs := engine.RunScenarios(a)
	if len(rs) != 1 || len(rs[0].Steps) != 6 {
		t.Fatalf("got %+v", rs)
	}
	for _, d := range rs[0].Diags {
		t.Error(d)
	}
}

// What turns out otherwise is told at the expectation, with what helps to understand it.
func TestScenarioMismatches(t *testing.T) {
	for _, c := range []struct{ name, step, want, detail string }{
		{"allowed", `move = stage.lead.mql
    expect { allowed = true }`, "allowed: expected the move to be allowed, got blocked by qualified", "qualified: MQL needs"},
		{"blocked", `move = stage.lead.out
    expect { allowed = false }`, "allowed: expected the move to be blocked, got allowed", ""},
		{"blocked by another", `move = stage.lead.mql
    expect { blocked_by = ["forward_only"] }`, "blocked_by: expected forward_only, got blocked by qualified", "Both scores"},
		{"score", `log = "demo"
    expect { scores = { "lead.engagement" = 41 } }`, "scores: expected lead.engagement = 41, got 40", "engagement: +40 demo (just now)"},
		{"threshold", `log = "demo"
    expect { meets = ["lead.mql"] }`, "meets: expected lead.mql, got not reached (fit 0, engagement 40, total 40)", ""},
		{"threshold missed", `log = "demo"
    expect { misses = ["lead.mql"] }`, "", ""},
		{"band", `expect { bands = { lead = "A" } }`, "bands: expected lead = A, got C at 0", ""},
		{"route", `route = routing.inbound
    expect { routed_to = "ben@acme.example" }`, "routed_to: expected ben@acme.example, got ana@acme.example", "Ana is next in Sdrs"},
		{"rule", `route = routing.inbound
    expect { rule = "fallback" }`, "rule: expected fallback, got all", ""},
		{"queue named for its person", `route = routing.inbound
    expect { routed_to = "sdrs" }`, "", ""},
		{"clock not started", `clock = sla.touch
    expect { due = "2026-03-03T14:00:00-05:00" }`, "due: expected a running clock, got sla.touch has not started", ""},
		{"field", `set = { note = "a" }
    expect { fields = { note = "b" } }`, "fields: expected note = b, got a", ""},
		{"owner", `owner = "inbox"
    expect { fields = { owner = "queue.inbox" } }`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := load(t, working+`
scenario "s" {
  at = "2026-03-03T10:00:00-05:00"
  record "x" {
    object = object.contact
    stages = [stage.lead.new]
    fields = { email = "x@acme.example" }
  }
  step "one" {
    record = "x"
    `+c.step+`
  }
}`)
			r := engine.RunScenarios(a)[0]
			if c.want == "" {
				if !r.Passed() {
					t.Errorf("got %v", r.Diags)
				}
				return
			}
			if r.Passed() || len(r.Diags) != 1 {
				t.Fatalf("got %v", r.Diags)
			}
			d := r.Diags[0]
			if d.Summary != "scenario s, step one: "+c.want || !strings.Contains(d.Detail, c.detail) {
				t.Errorf("got %q, %q; want %q, %q", d.Summary, d.Detail, c.want, c.detail)
			}
			if d.Code != diag.TestFailed || d.Subject.File != "more.test.hcl" || d.Subject.Start.Line < 10 {
				t.Errorf("got %s at %s", d.Code, d.Subject)
			}
		})
	}
}

func TestScenarioClock(t *testing.T) {
	a := load(t, working+`
scenario "late" {
  at = "2026-03-03T10:00:00-05:00"
  record "x" {
    object = object.contact
    stages = [stage.lead.mql]
  }
  step "late" {
    record = "x"
    at     = "2026-03-03T14:00:00-05:00"
    clock  = sla.touch
    expect {
      due       = "2026-03-03T15:00:00-05:00"
      breached  = false
      escalated = ["ae"]
    }
  }
}`)
	var got []string
	for _, d := range engine.RunScenarios(a)[0].Diags {
		got = append(got, strings.TrimPrefix(d.Summary, "scenario late, step late: "))
	}
	want := "due: expected 2026-03-03T15:00:00-05:00, got 2026-03-03T14:00:00-05:00|" +
		"breached: expected the clock not to have run out, got breached|" +
		"escalated: expected ae, got role.sdr, role.boss and queue.inbox told"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

// A scenario built by a program may be broken; it says so instead of panicking.
func TestBrokenScenarios(t *testing.T) {
	for _, s := range []*schema.Scenario{
		{Name: "no_time", At: "tomorrow"},
		{Name: "no_record", At: "2026-03-03T10:00:00Z", Steps: []*schema.ScenarioStep{{Name: "s", Record: "x"}}},
		{Name: "no_step_time", At: "2026-03-03T10:00:00Z", Steps: []*schema.ScenarioStep{{Name: "s", Record: "x", At: "later"}}},
		{Name: "no_activity_time", At: "2026-03-03T10:00:00Z", Records: []*schema.ScenarioRecord{{Name: "x", Object: "object.contact", Activities: map[string]string{"a": "once"}}}},
	} {
		a := load(t, "")
		a.Scenarios = []*schema.Scenario{s}
		if r := engine.RunScenarios(a)[0]; r.Passed() || r.Diags[0].Code != diag.Scenario {
			t.Errorf("%s: got %v", s.Name, r.Diags)
		}
	}
}

// The world carries facts, hands records over and remembers whose turn it was.
func TestWorld(t *testing.T) {
	a := load(t, working)
	w := &engine.World{A: a}
	rec := contact(map[string]any{"email": "x@acme.example", "title": "VP", "touched_at": "2026-03-01T10:00:00Z", "note": "likes tea"},
		in("stage.lead.mql"), company(map[string]any{"industry": "software"}), ownedBy("ana"))
	w.Add(now, rec)
	if rec.Owner != "ana@acme.example" || w.Clock(rec, "sla.touch") == nil {
		t.Errorf("on adding: %+v", rec)
	}
	if rs := w.Move(rec, "stage.lead.sal", engine.MoveOptions{Now: now}); len(rs) > 0 {
		t.Fatal(rs)
	}
	if rec.Fields["next"] != "likes tea" || rec.Owner != "ana@acme.example" || !rec.EnteredAt["lifecycle.lead"].Equal(now) {
		t.Errorf("after the handoff: %+v", rec)
	}
	if got := rec.Related["company"][0].Stages["lifecycle.account"]; got != "stage.account.warm" {
		t.Errorf("the company is in %q", got)
	}
	if rs := w.Move(rec, "stage.lead.new", engine.MoveOptions{Now: now}); len(rs) == 0 || rec.Stages["lifecycle.lead"] != "stage.lead.sal" {
		t.Errorf("a refused move changed the stage to %s: %v", rec.Stages["lifecycle.lead"], rs)
	}
	if rs := w.Set(rec, map[string]any{"email": "nobody"}, engine.UpdateOptions{Now: now}); len(rs) != 1 || rec.Fields["email"] != "x@acme.example" {
		t.Errorf("a refused change was made: %v", rs)
	}
	deal := &engine.Record{ID: "d", Object: "deal", Owner: "ana@acme.example", Related: map[string][]*engine.Record{"contact": {rec}}}
	w.Add(now, deal)
	if rs := w.Move(deal, "stage.new.open", engine.MoveOptions{Now: now}); len(rs) > 0 {
		t.Fatal(rs)
	}
	if deal.Owner != "eve@acme.example" || deal.Fields["source"] != "likes tea" {
		t.Errorf("the one account executive takes the deal, with its facts: %+v", deal)
	}
}

// The record of a step is as the step left it, whatever later steps do to it or to those related to it.
func TestStepRecordIsASnapshot(t *testing.T) {
	a := load(t, working+`
scenario "two_steps" {
  at = "2026-03-03T10:00:00-05:00"
  record "acme" {
    object = object.company
    fields = { industry = "software" }
  }
  record "kim" {
    object  = object.contact
    related = ["acme"]
    fields  = { email = "kim@acme.example" }
  }
  step "routed" {
    record = "kim"
    route  = routing.inbound
    expect {}
  }
  step "changed" {
    record = "acme"
    set    = { industry = "hardware" }
    expect {}
  }
}
`)
	res := engine.RunScenarios(a)[0]
	if len(res.Diags) > 0 {
		t.Fatal(res.Diags)
	}
	kim := res.Steps[0].Record
	if res.Steps[0].Routing != "routing.inbound" {
		t.Errorf("routed by %q", res.Steps[0].Routing)
	}
	if got := kim.Related["company"][0].Fields["industry"]; got != "software" {
		t.Errorf("the first step's company is in %v", got)
	}
	if kim.Related["company"][0].Related["contact"][0] != kim {
		t.Error("the copies are not related to each other")
	}
	if got := res.Steps[1].Record.Fields["industry"]; got != "hardware" {
		t.Errorf("the second step's company is in %v", got)
	}
}
