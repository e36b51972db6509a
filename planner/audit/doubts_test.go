package audit_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// What cannot be told is said, and not judged. A lead is qualified at hour 2 and has to be touched within 4 hours.
func TestDoubts(t *testing.T) {
	since := func(of schema.Address, at time.Time) func(string, *providers.Kept) {
		return func(_ string, k *providers.Kept) { k.Since = map[schema.Address]time.Time{of: at} }
	}
	for name, x := range map[string]struct {
		spoil  func(c *providers.LiveRecord)
		kept   func(string, *providers.Kept)
		untold string // by the check
		clocks []string
		looked int // clocks
		moves  int
		stays  int // in Qualified
	}{
		"all is known": {looked: 1, moves: 3, stays: 1, clocks: []string{"unraised sla.touch: Touch ran out, and nobody was told. [1]"}},
		"the clock came later": {kept: since("sla.touch", hour(3)), moves: 3, stays: 1,
			untold: "clocks: Touch is not judged for the time of which it is not sure, because the clock is in force since 2026-03-02 12:00 UTC alone (1 record)."},
		"the clock was there": {kept: since("sla.touch", hour(2)), looked: 1, moves: 3, stays: 1, clocks: []string{"unraised sla.touch: Touch ran out, and nobody was told. [1]"}},
		"moves were kept later": {kept: since("lifecycle.lead", hour(3)), moves: 0,
			untold: "because Fake keeps changes of"},
		"what stops it was kept later": {kept: since(schema.FieldAddress("contact", "touched_at"), hour(3)), moves: 3, stays: 1,
			untold: "clocks: Touch is not judged for the time of which it is not sure, because Fake keeps changes of Touched at since 2026-03-02 12:00 UTC alone (1 record)."},
		"doubts about its stages": {moves: 0, untold: "because its stages were renamed (1 record).",
			spoil: func(c *providers.LiveRecord) {
				c.Doubts = []providers.Doubt{{Until: hour(2), Track: "lifecycle.lead", Why: "its stages were renamed"}}
			}},
		"doubts about all": {moves: 0, untold: "because two records were merged (1 record).",
			spoil: func(c *providers.LiveRecord) {
				c.Doubts = []providers.Doubt{{Until: hour(9), Why: "two records were merged"}}
			}},
		"doubts about another track": {looked: 1, moves: 3, stays: 1, clocks: []string{"unraised sla.touch: Touch ran out, and nobody was told. [1]"},
			spoil: func(c *providers.LiveRecord) {
				c.Doubts = []providers.Doubt{{Until: hour(9), Track: "pipeline.sales", Why: "its stages were renamed"}}
			}},
		"a gap in what is not sure": {moves: 0, untold: "because its stages were renamed (1 record).",
			spoil: func(c *providers.LiveRecord) {
				c.Events[len(c.Events)-1].From = "" // the last move
				c.Doubts = []providers.Doubt{{Until: hour(2), Track: "lifecycle.lead", Why: "its stages were renamed"}}
			}},
		"put away, perhaps before it ran out": {moves: 3, untold: "clocks: Touch: when records were put away is not kept, so that it is not known whether it had run out by then (1 record).",
			spoil: func(c *providers.LiveRecord) { c.Active, c.Archived = hour(3), hour(9) }},
		"put away, surely after it ran out": {looked: 1, moves: 3, clocks: []string{"unraised sla.touch: Touch ran out, and nobody was told. [1]"},
			spoil: func(c *providers.LiveRecord) { c.Active, c.Archived = hour(7), hour(9) }},
		"told of a clock with another name": {looked: 1, moves: 3, stays: 1, clocks: []string{"breached sla.touch: Touch ran out. [1]"},
			untold: "clocks: Whether somebody was told that Touch ran out is not known: the message names a clock by a title that none has any more (1 record).",
			spoil: func(c *providers.LiveRecord) {
				c.Events = append(c.Events, providers.RecordEvent{Kind: providers.Raised, At: hour(6)})
			}},
	} {
		t.Run(name, func(t *testing.T) {
			contact, company := lead("1")
			if x.spoil != nil {
				x.spoil(contact)
			}
			r, diags := run(t, &fake{records: []*providers.LiveRecord{contact, company}, kept: x.kept}, touch, func(*audit.Options) {})
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			c, m := check(t, r, "clocks"), check(t, r, "transitions")
			if got := said(c); !slices.Equal(got, x.clocks) && len(got)+len(x.clocks) > 0 {
				t.Errorf("clocks: %q", got)
			}
			if c.Looked != x.looked || m.Looked != x.moves || len(said(m)) > 0 {
				t.Errorf("%d clocks and %d moves were judged: %q", c.Looked, m.Looked, said(m))
			}
			var untold []string
			for _, k := range r.Checks {
				for _, s := range k.Untold {
					untold = append(untold, k.Name+": "+s)
				}
			}
			all := strings.Join(untold, "\n")
			if x.untold == "" && all != "" || !strings.Contains(all, x.untold) {
				t.Errorf("untold is: %s", all)
			}
			for _, s := range r.Stages {
				if s.Address == qualified && s.Stays != x.stays {
					t.Errorf("%d stays in %s", s.Stays, s.Label)
				}
			}
		})
	}
}
