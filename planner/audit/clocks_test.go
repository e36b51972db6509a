package audit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// sla writes a clock that runs all the time.
func sla(name, starts, stops, within, more string) string {
	return fmt.Sprintf(`
sla %q {
  starts = %s
  stops  = %s
  within = %q
  clock  = "elapsed"
  owner  = role.sales
  %s
}
`, name, starts, stops, within, more)
}

const escalates = `escalate {
    after  = "4h"
    notify = [role.sales]
  }`

var touch = sla("touch", "entering(stage.lead.qualified)", "set(contact.touched_at)", "4h", escalates)

const fit = `
scoring "fit" {
  object = object.contact
  dimension "fit" {
    signal "budget" {
      points = 10
      when   = is_set(contact.budget)
    }
    signal "none" {
      points = -10
      when   = !is_set(contact.budget)
    }
  }
  dimension "engagement" {
    signal "call" {
      points = 10
      event  = "call"
    }
  }
  threshold "hot" {
    fit        = 10
    engagement = 10
  }
}
`

func rang(r *providers.LiveRecord, at time.Time) {
	r.Events = append(r.Events, providers.RecordEvent{Kind: providers.Raised, At: at, Clock: "sla.touch"})
}

// A lead is qualified at hour 2; its deal is made at hour 3.
func TestClocks(t *testing.T) {
	const late, unheard = "breached sla.touch: Touch ran out, and somebody was told. [1]", "unraised sla.touch: Touch ran out, and nobody was told. [1]"
	for name, x := range map[string]struct {
		extra   string
		spoil   func(c, d *providers.LiveRecord)
		kept    func(string, *providers.Kept)
		at      time.Time
		looked  int
		figures string // kept, running, ran out, unheard, ended
		want    []string
		untold  []string
	}{
		"kept": {extra: touch, spoil: func(c, _ *providers.LiveRecord) { set(c, "touched_at", hour(6), hour(6)) }, looked: 1, figures: "1 0 0 0 0"},
		"over, and told": {extra: touch, looked: 1, figures: "0 0 1 0 0", want: []string{late}, spoil: func(c, _ *providers.LiveRecord) {
			rang(c, hour(6))
			set(c, "touched_at", hour(7), hour(7))
		}},
		"over, and told of it early by the CRM's reckoning": {extra: touch, looked: 1, figures: "0 0 1 0 0", want: []string{late}, spoil: func(c, _ *providers.LiveRecord) {
			rang(c, hour(5.9))
			set(c, "touched_at", hour(7), hour(7))
		}},
		"over, and not told": {extra: touch, looked: 1, figures: "0 0 1 1 0", want: []string{unheard},
			spoil: func(c, _ *providers.LiveRecord) { set(c, "touched_at", hour(7), hour(7)) }},
		"not stopped": {extra: touch, looked: 1, figures: "0 0 1 1 0", want: []string{unheard}},
		"running":     {extra: touch, at: hour(5), looked: 1, figures: "0 1 0 0 0"},
		"run out":     {extra: touch, at: hour(6), looked: 1, figures: "0 0 1 1 0", want: []string{unheard}},
		"told of another round": {extra: touch, looked: 2, figures: "1 0 1 1 0", want: []string{unheard}, spoil: func(c, _ *providers.LiveRecord) {
			set(c, "touched_at", hour(3), hour(3))
			rang(c, hour(3.5))
			moved(c, working, hour(4))
			last(c).Basis = "no_answer"
			moved(c, qualified, hour(5))
		}},
		"what runs is not started again": {extra: touch, looked: 1, figures: "1 0 0 0 0", spoil: func(c, _ *providers.LiveRecord) {
			moved(c, working, hour(4))
			last(c).Basis = "no_answer"
			moved(c, qualified, hour(5))
			set(c, "touched_at", hour(6), hour(6))
		}},
		"over before it is time to tell": {extra: sla("touch", "entering(stage.lead.qualified)", "set(contact.touched_at)", "4h", strings.Replace(escalates, "4h", "8h", 1)), at: hour(7),
			looked: 1, figures: "0 0 1 0 0", want: []string{"breached sla.touch: Touch ran out, and it is not time yet to tell somebody. [1]"}},
		"over, and automations are to tell": {extra: sla("touch", "entering(stage.lead.qualified)", "set(contact.touched_at)", "4h", "") + `
automation "tell" {
  trigger = breached(sla.touch)
  action "tell" {
    do      = "notify"
    to      = role.sales
    message = "Call."
  }
}
`, looked: 1, figures: "0 0 1 1 0", want: []string{unheard}},
		"stopped in the write that started it": {extra: touch, looked: 1, figures: "1 0 0 0 0", spoil: func(c, _ *providers.LiveRecord) {
			set(c, "touched_at", hour(2), hour(2))
			n := len(c.Events)
			c.Events[n-2], c.Events[n-1] = c.Events[n-1], c.Events[n-2]
		}},
		"there and back in one second": {extra: sla("touch", "entering(stage.lead.qualified)", "entering(stage.lead.working)", "4h", escalates), looked: 2, figures: "1 0 1 1 0", want: []string{unheard},
			spoil: func(c, _ *providers.LiveRecord) {
				moved(c, working, hour(2))
				last(c).Basis = "no_answer"
				moved(c, qualified, hour(2))
			}},
		"put away in time": {extra: touch, looked: 1, figures: "0 0 0 0 1", spoil: func(c, _ *providers.LiveRecord) { c.Archived = hour(5) }},
		"put away late": {extra: touch, looked: 1, figures: "0 0 1 1 0", want: []string{unheard},
			spoil: func(c, _ *providers.LiveRecord) { c.Archived = hour(7) }},

		"put away after it was stopped": {extra: touch, looked: 1, figures: "1 0 0 0 0", spoil: func(c, _ *providers.LiveRecord) {
			set(c, "touched_at", hour(5), hour(5))
			c.Archived = hour(7)
		}},

		"stopped by another record": {extra: sla("sell", "entering(stage.lead.qualified)", "created(object.deal)", "2h", ""), looked: 1, figures: "1 0 0 0 0"},
		"stopped late by another record": {extra: sla("sell", "entering(stage.lead.qualified)", "created(object.deal)", "30m", ""), looked: 1, figures: "0 0 1 1 0",
			want: []string{"unraised sla.sell: Sell ran out, and nobody was told. [1]"}},
		"stopped by a move of another record": {extra: sla("sell", "entering(stage.lead.qualified)", "entering(stage.sales.offer)", "2h", ""), looked: 1, figures: "1 0 0 0 0"},
		"stopped by an activity": {extra: sla("call", "leaving(stage.lead.working)", `event("call")`, "2h", ""), looked: 1, figures: "1 0 0 0 0",
			spoil: func(c, _ *providers.LiveRecord) {
				c.Events = append(c.Events, providers.RecordEvent{Kind: providers.Logged, Name: "call", At: hour(3)})
			}},
		"started by its creation":               {extra: sla("first", "created(object.contact)", "entering(stage.lead.qualified)", "2h", ""), looked: 1, figures: "1 0 0 0 0"},
		"started by its first owner":            {extra: sla("first", "set(contact.owner)", "entering(stage.lead.qualified)", "2h", ""), looked: 1, figures: "1 0 0 0 0"},
		"its first owner is no change of owner": {extra: sla("first", "changed(contact.owner)", "entering(stage.lead.qualified)", "2h", "")},
		"nor is it where the CRM logs it": {extra: sla("first", "changed(contact.owner)", "entering(stage.lead.qualified)", "2h", ""),
			spoil: func(c, _ *providers.LiveRecord) {
				c.Events = append(c.Events, providers.RecordEvent{Kind: providers.Changed, Field: "owner", Is: "ann@example.com", At: day})
			}},
		"started by a change of owner": {extra: sla("take", "changed(contact.owner)", "set(contact.touched_at)", "2h", ""), looked: 1, figures: "1 0 0 0 0",
			spoil: func(c, _ *providers.LiveRecord) {
				c.Events = append(c.Events, providers.RecordEvent{Kind: providers.Changed, Field: "owner", Was: "bob@example.com", Is: "ann@example.com", At: hour(4)})
				set(c, "touched_at", hour(5), hour(5))
			}},
		"started by a routing policy": {extra: sla("take", "created(object.deal)", "set(contact.touched_at)", "2h", "") + `
field "contact" "assigned_at" { type = datetime }
routing "all" {
  object      = object.contact
  trigger     = entering(stage.lead.working)
  sla         = sla.take
  assigned_at = contact.assigned_at
  fallback    = queue.inbox
}
`, looked: 2, figures: "1 0 1 1 0", want: []string{"unraised sla.take: Take ran out, and nobody was told. [2]"}, spoil: func(c, _ *providers.LiveRecord) {
			set(c, "assigned_at", hour(1.5), hour(1.5))
			set(c, "touched_at", hour(2.5), hour(2.5)) // before the deal was made
		}},

		"only for some, as they were then": {extra: sla("touch", "entering(stage.lead.qualified)", "set(contact.touched_at)", "4h", `when = contact.segment == "big"`),
			spoil: func(c, _ *providers.LiveRecord) { set(c, "segment", "big", hour(9)) }},
		"for those of then": {extra: sla("touch", "entering(stage.lead.qualified)", "set(contact.touched_at)", "4h", `when = contact.segment == "big"`),
			looked: 1, figures: "0 0 1 1 0", want: []string{unheard}, spoil: func(c, _ *providers.LiveRecord) {
				c.Fields["segment"] = "big"
				set(c, "segment", "small", hour(9))
			}},
		"another limit": {extra: sla("touch", "entering(stage.lead.qualified)", "set(contact.touched_at)", "4h", `variant "far" {
    when   = company.industry == "Pumps"
    within = "90d"
  }`), looked: 1, figures: "0 1 0 0 0"},

		"the time in the field": {extra: touch, looked: 1, figures: "1 0 0 0 0", spoil: func(c, _ *providers.LiveRecord) { c.Fields["touched_at"] = "2026-03-02T14:00:00Z" },
			kept:   func(_ string, k *providers.Kept) { delete(k.Fields, "touched_at") },
			untold: []string{"Touch: Fake does not keep when Touched at is filled in; the time in the field is taken for it (1 record)."}},
		"the field is not there": {extra: touch, kept: func(_ string, k *providers.Kept) { k.Absent["touched_at"] = true },
			untold: []string{"Touch stops when Touched at is filled in, and Fake does not tell when that was (1 record)."}},
		"moves are not kept": {extra: touch, looked: 1, figures: "0 0 1 1 0", want: []string{unheard}, spoil: func(c, _ *providers.LiveRecord) { c.Events = c.Events[:1] },
			kept:   func(_ string, k *providers.Kept) { clear(k.Moves) },
			untold: []string{"Touch starts when a record enters Qualified; Fake does not keep moves, so that it is judged for the records that are still there alone (1 record)."}},
		"moves are not kept, nor when it came": {extra: touch, spoil: func(c, _ *providers.LiveRecord) { c.Events, c.EnteredAt = c.Events[:1], nil },
			kept:   func(_ string, k *providers.Kept) { clear(k.Moves) },
			untold: []string{"Touch starts when a record enters Qualified; Fake does not keep moves, so that it is judged for the records that are still there alone (1 record)."}},
		"activities are not kept": {extra: sla("call", "leaving(stage.lead.working)", `event("call")`, "2h", ""),
			kept:   func(_ string, k *providers.Kept) { k.Activities = false },
			untold: []string{"Call stops when Call is logged, and Fake does not tell when that was (1 record)."}},
		"alarms are not kept": {extra: touch, looked: 1, figures: "0 0 1 0 0", kept: func(_ string, k *providers.Kept) { k.Raised = false },
			want:   []string{"breached sla.touch: Touch ran out. [1]"},
			untold: []string{"Fake does not keep whether somebody was told that Touch ran out (1 record)."}},
		"what other clocks set off is in no history": {extra: touch + sla("again", "breached(sla.touch)", "set(contact.budget)", "1d", ""),
			looked: 1, figures: "0 0 1 1 0", want: []string{unheard},
			untold: []string{"Again starts when Touch runs out, and Fake does not keep when that was (1 record)."}},
		"thresholds are in no history": {extra: sla("hot", "entering(stage.lead.qualified)", "reaches(scoring.fit.hot)", "1d", "") + fit,
			untold: []string{"Hot stops when the threshold Hot is reached, and Fake does not tell when that was (1 record)."}},
		"policies of which nothing says when": {extra: touch + `
routing "all" {
  object   = object.contact
  sla      = sla.touch
  fallback = queue.inbox
}
`, looked: 1, figures: "0 0 1 1 0", want: []string{unheard},
			untold: []string{"Touch is started by All too, which does not keep when: those clocks are not judged. Give the policy an assigned_at (1 record)."}},
	} {
		t.Run(name, func(t *testing.T) {
			contact, company := lead("1")
			deal := sale("2", contact)
			if x.spoil != nil {
				x.spoil(contact, deal)
			}
			r, diags := run(t, &fake{records: []*providers.LiveRecord{contact, company, deal}, kept: x.kept}, x.extra, func(o *audit.Options) {
				if !x.at.IsZero() {
					o.Now = x.at
				}
			})
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			c := check(t, r, "clocks")
			if d := cmp.Diff(append([]string{}, x.want...), said(c)); d != "" || c.Looked != x.looked {
				t.Error(c.Looked, d)
			}
			if d := cmp.Diff(x.untold, c.Untold); d != "" {
				t.Error(d)
			}
			var figures []string
			for _, f := range c.Figures {
				figures = append(figures, fmt.Sprint(f.Count))
			}
			if x.figures == "" {
				x.figures = "0 0 0 0 0"
			}
			if got := strings.Join(figures, " "); got != x.figures {
				t.Errorf("%s, not %s: %+v", got, x.figures, c.Figures)
			}
		})
	}
}
