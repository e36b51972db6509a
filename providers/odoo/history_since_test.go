package odoo

import (
	"fmt"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Of what was not kept, or not in force, it is told since when it is.
func TestHistorySince(t *testing.T) {
	day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	now := day
	p, a := emulated(t, emulator.Empty(emulator.Clock(func() time.Time { return now }))), historyArch(t)
	early := enter(t, p, leadModel, map[string]any{"name": "Early", "type": "lead"}, 1)
	since := func(what string, want map[schema.Address]int) {
		t.Helper()
		_, res := told(t, p, a, providers.RecordAsk{Object: "lead"})
		for at, n := range want {
			if got := res.Kept.Since[at]; !got.Equal(day.AddDate(0, 0, n)) {
				t.Errorf("%s: %s is kept since %v, not since day %d: %v", what, at, got, n, res.Kept.Since)
			}
		}
	}
	now = day.AddDate(0, 0, 30)
	applyReal(t, a, p)
	c := newCompiler(a, providers.Target{CRM: &schema.CRM{Provider: provider}}, p.settings, p.org)
	home := c.trackHome(a.Track("lifecycle.lead"))
	touched := schema.FieldAddress("lead", "touched_at")
	since("as applied", map[schema.Address]int{"lifecycle.lead": 30, "sla.first_touch": 30, touched: 30})
	now = day.AddDate(0, 0, 31)
	if err := p.client.Write(t.Context(), leadModel, early, map[string]any{home.name: "new"}); err != nil {
		t.Fatal(err)
	}
	now = day.AddDate(0, 0, 40)
	p.dir.forget()
	for _, key := range []string{home.key(), leadModel + "/" + c.homeOf("lead", "touched_at").name} {
		id, err := p.dir.id(t.Context(), fieldNames, key)
		if err == nil {
			err = p.client.Write(t.Context(), fieldModel, []int64{id}, map[string]any{"help": "Changed."})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	since("changed later", map[schema.Address]int{"lifecycle.lead": 31, "sla.first_touch": 30, touched: 40})
}

// Odoo does not log when partners are archived: their last write is the latest time at which that can have been.
func TestHistoryPutAway(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	p, a := emulated(t, emulator.Empty(emulator.Clock(func() time.Time { return now }))), historyArch(t)
	applyReal(t, a, p)
	made := now
	lead := enter(t, p, leadModel, map[string]any{"name": "Lead", "type": "lead"}, 1)
	contact := enter(t, p, partnerModel, map[string]any{"name": "Contact"}, 1)
	now = now.AddDate(0, 0, 2)
	for model, ids := range map[string][]int64{leadModel: lead, partnerModel: contact} {
		if err := p.client.Write(t.Context(), model, ids, map[string]any{"active": false}); err != nil {
			t.Fatal(err)
		}
	}
	away := now
	now = now.AddDate(0, 0, 3)
	for model, ids := range map[string][]int64{leadModel: lead, partnerModel: contact} {
		if err := p.client.Write(t.Context(), model, ids, map[string]any{"function": "CTO"}); err != nil {
			t.Fatal(err)
		}
	}
	leads, _ := told(t, p, a, providers.RecordAsk{Object: "lead"})
	if r := leads[fmt.Sprint(lead[0])]; !r.Archived.Equal(away) || !r.Active.IsZero() {
		t.Errorf("the lead was put away at %v, at work until %v", r.Archived, r.Active)
	}
	contacts, _ := told(t, p, a, providers.RecordAsk{Object: "contact"})
	if r := contacts[fmt.Sprint(contact[0])]; !r.Archived.Equal(now) || !r.Active.Equal(made) {
		t.Errorf("the contact was put away by %v, at work until %v", r.Archived, r.Active)
	}
}
