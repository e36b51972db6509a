package odoo

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// A lead into which another was merged keeps its own history alone, and it is said that the rest is not sure.
func TestHistoryMerged(t *testing.T) {
	p := emulated(t, emulator.Empty())
	historyMerged(t, p, func(head, tail int64) {
		messages, err := p.client.SearchRead(t.Context(), api.Search{Model: messageModel, Domain: []any{[]any{"model", "=", leadModel}, []any{"res_id", "=", tail}}, Fields: []string{"id"}})
		if err != nil || len(messages) == 0 {
			t.Fatal(messages, err)
		}
		var ids []int64
		for _, m := range messages {
			ids = append(ids, m.ID())
		}
		if err := p.client.Write(t.Context(), messageModel, ids, map[string]any{"res_id": head, "subject": "Von Tail"}); err != nil {
			t.Fatal(err)
		}
		if err := p.client.Unlink(t.Context(), leadModel, []int64{tail}); err != nil {
			t.Fatal(err)
		}
	})
}

// Odoo merges them so.
func TestRealHistoryMerged(t *testing.T) {
	p := emptyReal(t)
	historyMerged(t, p, func(head, tail int64) {
		if _, err := api.Do[any](t.Context(), p.client, api.Call{Model: leadModel, Method: "merge_opportunity", IDs: []int64{head, tail}}); err != nil {
			t.Fatal(err)
		}
	})
}

func historyMerged(t *testing.T, p *Provider, merge func(head, tail int64)) {
	a := historyArch(t)
	applyReal(t, a, p)
	c := newCompiler(a, providers.Target{CRM: &schema.CRM{Provider: provider}}, p.settings, p.org)
	life := c.trackHome(a.Track("lifecycle.lead")).name
	lead := func(name string, probability float64, stages ...any) int64 {
		id := enter(t, p, leadModel, map[string]any{"name": name, "type": "lead", life: "new", "probability": probability}, 1)[0]
		for _, s := range stages {
			if err := p.client.Write(t.Context(), leadModel, []int64{id}, map[string]any{life: s}); err != nil {
				t.Fatal(err)
			}
		}
		return id
	}
	tail, alone := lead("Tail", 10, "ready", "new", "ready"), lead("Alone", 10, "ready")
	head := lead("Head", 90, "ready")
	merge(head, tail)
	leads, _ := told(t, p, a, providers.RecordAsk{Object: "lead"})
	got := leads[fmt.Sprint(head)]
	if got == nil || leads[fmt.Sprint(tail)] != nil {
		t.Fatalf("the leads are %v", leads)
	}
	var moves []string
	for _, s := range story(got) {
		if strings.HasPrefix(s, "moved") {
			moves = append(moves, s)
		}
	}
	if want := []string{"moved lead: new → ready"}; !slices.Equal(moves, want) {
		t.Errorf("the lead moved so: %q", moves)
	}
	if d := got.Doubts; len(d) != 1 || d[0].Why != mergedWhy || d[0].Track != "" || d[0].Until.Before(got.Created) {
		t.Errorf("the doubts are %+v", d)
	}
	if d := leads[fmt.Sprint(alone)].Doubts; len(d) > 0 {
		t.Errorf("of a lead into which nothing was merged: %+v", d)
	}
}

// Whose a message is follows from its id, its subject and its time.
func TestHistoryMoved(t *testing.T) {
	made := moment("2026-03-02 10:00:00")
	h := &history{model: leadModel}
	message := func(id, subject, at string) api.Row {
		return api.Row{"res_id": 7.0, "message_id": id, "subject": subject, "create_date": at}
	}
	const later, logged = "2026-03-02 10:00:00", "<1.2-openerp-message-notify@x>"
	for name, x := range map[string]struct {
		m      api.Row
		inLog  bool
		wanted bool
	}{
		"posted on it":                 {message("<1.2-openerp-7-crm.lead@x>", "Fast", later), true, false},
		"posted on another one":        {message("<1.2-openerp-8-crm.lead@x>", "", later), true, true},
		"of another model":             {message("<1.2-openerp-8-res.partner@x>", "", later), true, false},
		"logged":                       {message(logged, "", later), true, false},
		"logged, and taken over":       {message(logged, "Von A", later), true, true},
		"a subject of somebody's":      {message(logged, "Von A", later), false, false},
		"older than the record":        {message(logged, "", "2026-03-02 09:59:59"), true, true},
		"a mail with an id of its own": {message("<x@mail.example>", "Hello", later), false, false},
	} {
		if got := h.moved(x.m, made, x.inLog); got != x.wanted {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A clock is known by the mark behind the sentence, else by the title; one with another title is none that is known.
func TestHistoryRings(t *testing.T) {
	h := &history{rung: map[string]schema.Address{timeUp("First [touch]"): "sla.first_touch", timeUp("Offer"): "sla.offer"},
		foreign: map[schema.Address]bool{"sla.first_touch": false, "sla.offer": false}}
	for words, want := range map[string]struct {
		clock schema.Address
		told  bool
	}{
		timeUp("First [touch]"): {"sla.first_touch", true},
		timeUp("Was called so") + " " + clockMark("sla.first_touch"): {"sla.first_touch", true},
		timeUp("Offer") + " " + clockMark("sla.first_touch"):         {"sla.first_touch", true},
		timeUp("Offer") + " " + clockMark("sla.renamed"):             {"sla.offer", true},
		timeUp("Was called so") + " " + clockMark("sla.renamed"):     {"", true},
		timeUp("Was called so"):                                      {"", true},
		"They said: the time is up. Really":                          {"", false},
	} {
		if clock, told := h.clockOf(words); clock != want.clock || told != want.told {
			t.Errorf("%s: %q %v", words, clock, told)
		}
	}
}

// The message of a rule names the clock by its address.
func TestHistoryMark(t *testing.T) {
	p, a := emulated(t, emulator.Empty()), historyArch(t)
	c := newCompiler(a, providers.Target{CRM: &schema.CRM{Provider: provider}}, p.settings, p.org)
	c.compiled()
	found := false
	for _, r := range c.made {
		found = found || r.Type == typeAutomation && strings.Contains(text(r.Values["code"]), "the time is up. [sla.first_touch]")
	}
	if !found {
		t.Error("no rule writes the mark of the clock")
	}
}

// Nothing but one message tells that a partner took others in.
func TestHistoryPartnersMerged(t *testing.T) {
	p := emulated(t, emulator.Empty())
	partnersMerged(t, p, func(stays, goes int64) {
		body := fmt.Sprintf("Zusammengeführt mit: Bo <bo@pumps.example> (ID %d)", goes)
		if _, err := api.Do[any](t.Context(), p.client, api.Call{Model: partnerModel, Method: "message_post", IDs: []int64{stays}, Options: map[string]any{"body": body}}); err != nil {
			t.Fatal(err)
		}
		if err := p.client.Unlink(t.Context(), partnerModel, []int64{goes}); err != nil {
			t.Fatal(err)
		}
	})
}

// Odoo's wizard merges them so.
func TestRealHistoryPartnersMerged(t *testing.T) {
	const wizard = "base.partner.merge.automatic.wizard"
	p := emptyReal(t)
	partnersMerged(t, p, func(stays, goes int64) {
		id := enter(t, p, wizard, map[string]any{"state": "selection", "partner_ids": []any{[]any{6, 0, []int64{stays, goes}}}, "dst_partner_id": stays}, 1)
		if _, err := api.Do[any](t.Context(), p.client, api.Call{Model: wizard, Method: "action_merge", IDs: id}); err != nil {
			t.Fatal(err)
		}
	})
}

func partnersMerged(t *testing.T, p *Provider, merge func(stays, goes int64)) {
	a := historyArch(t)
	applyReal(t, a, p)
	stays := enter(t, p, partnerModel, map[string]any{"name": "Ana", "email": "bo@pumps.example"}, 1)[0]
	goes := enter(t, p, partnerModel, map[string]any{"name": "Bo", "email": "bo@pumps.example"}, 1)[0]
	alone := enter(t, p, partnerModel, map[string]any{"name": "Cy"}, 1)[0]
	merge(stays, goes)
	contacts, _ := told(t, p, a, providers.RecordAsk{Object: "contact"})
	if r := contacts[fmt.Sprint(stays)]; r == nil || len(r.Doubts) != 1 || r.Doubts[0].Why != mergedWhy || r.Doubts[0].Until.Before(r.Created) {
		t.Errorf("the one that stays is %+v", r)
	}
	if r := contacts[fmt.Sprint(alone)]; r == nil || len(r.Doubts) > 0 {
		t.Errorf("the other one is %+v", r)
	}
}
