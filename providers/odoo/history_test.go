package odoo

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// historyArch is the architecture of testdata/history.hcl.
func historyArch(t testing.TB) *schema.Architecture {
	t.Helper()
	src, err := os.ReadFile("testdata/history.hcl")
	if err != nil {
		t.Fatal(err)
	}
	r := hclschema.LoadFiles(map[string][]byte{"history.hcl": src}, hclschema.Options{})
	if r.Architecture == nil { // it leaves out what is asked of definitions that people agree on
		t.Fatal(r.Diags.Err())
	}
	return r.Architecture
}

// told are all records of an object, by name of the object and number, and what is kept of them.
func told(t *testing.T, p *Provider, a *schema.Architecture, ask providers.RecordAsk) (map[string]*providers.LiveRecord, *providers.Records) {
	t.Helper()
	res, err := p.Records(t.Context(), a, providers.Target{CRM: &schema.CRM{Provider: provider}}, ask)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*providers.LiveRecord{}
	for r, err := range res.Each {
		if err != nil {
			t.Fatal(err)
		}
		out[r.ID] = r
	}
	return out, res
}

// story says what happened to a record, without times.
func story(r *providers.LiveRecord) (out []string) {
	place := func(stage schema.Address, strange any) string {
		if stage == "" && strange != nil {
			return fmt.Sprintf("%q", strange)
		}
		return string(stage.Name())
	}
	for _, e := range r.Events {
		s := string(e.Kind)
		switch {
		case e.Kind == providers.Made && e.Track != "":
			s += fmt.Sprintf(" %s: %s", e.Track.Name(), place(e.To, e.Is))
		case e.Kind == providers.Moved:
			s += fmt.Sprintf(" %s: %s → %s", e.Track.Name(), place(e.From, e.Was), place(e.To, e.Is))
		case e.Kind == providers.Changed && slices.Contains([]string{"moved_by", "moved_at"}, e.Field):
			continue // an automation does it, where automations run
		case e.Kind == providers.Changed:
			s += fmt.Sprintf(" %s: %v → %v", e.Field, e.Was, e.Is)
		case e.Kind == providers.Raised:
			s += " " + e.Clock.Name()
		}
		if e.Basis != "" {
			s += " (" + e.Basis + ")"
		}
		if e.Who != os.Getenv("STAGECRAFT_ODOO_USER") && e.Who != emulator.DefaultUser {
			s += " by " + e.Who
		}
		out = append(out, s)
	}
	return out
}

// What Odoo logs of records is told as it happened, over either transport.
func TestHistory(t *testing.T) {
	for name, version := range map[string]string{"JSON-RPC": "17.0", "json2": "19.0"} {
		t.Run(name, func(t *testing.T) { historyTold(t, emulated(t, emulator.Empty(emulator.Version(version)))) })
	}
}

// Without the right to read the log, records are told as they are, with the time in stages that Odoo counts.
func TestHistoryWithoutLog(t *testing.T) {
	s := emulator.Empty()
	p, a := emulated(t, s), historyArch(t)
	applyReal(t, a, p)
	stage, err := p.dir.id(t.Context(), "crm.stage", external("stage.sales.open", ""))
	if err != nil {
		t.Fatal(err)
	}
	id := enter(t, p, leadModel, map[string]any{"name": "Deal", "type": "opportunity", "stage_id": stage}, 1)[0]
	s.Inject(emulator.Fault{Call: changeModel, Times: -1, Name: "odoo.exceptions.AccessError", Message: "You are not allowed to access 'Mail Tracking Value' (mail.tracking.value) records."})
	deals, res := told(t, p, a, providers.RecordAsk{Object: "deal"})
	deal := deals[fmt.Sprint(id)]
	if res.Kept.Moves["pipeline.sales"] || res.Kept.Fields["owner"] || !strings.Contains(strings.Join(res.Kept.Notes, " "), "Administration: Settings") {
		t.Errorf("kept are %+v", res.Kept)
	}
	if _, counted := deal.Spent["stage.sales.open"]; !counted || deal.Stages["pipeline.sales"] != "stage.sales.open" || !slices.Equal(story(deal), []string{"made"}) {
		t.Errorf("the deal is %+v in %v: %q", deal, deal.Stages, story(deal))
	}
}

// A failure is said, wherever it comes: no record is left out without a word.
func TestHistoryFails(t *testing.T) {
	s := emulator.Empty()
	p, a := emulated(t, s), historyArch(t)
	applyReal(t, a, p)
	enter(t, p, leadModel, map[string]any{"name": "Lead", "type": "lead"}, 2)
	for _, call := range []string{"ir.model.fields.search_read", "crm.lead.fields_get", "crm.lead.search_count", "crm.lead.search_read", "mail.message.search_read", "res.partner.search_read"} {
		s.Inject(emulator.Fault{Call: call, Times: -1, Name: "odoo.exceptions.AccessError", Message: "No."})
		res, err := p.Records(t.Context(), a, providers.Target{CRM: &schema.CRM{Provider: provider}}, providers.RecordAsk{Object: "contact"})
		if strings.HasPrefix(call, leadModel) || strings.HasPrefix(call, messageModel) {
			res, err = p.Records(t.Context(), a, providers.Target{CRM: &schema.CRM{Provider: provider}}, providers.RecordAsk{Object: "lead"})
		}
		if err == nil {
			for _, err = range res.Each {
			}
		}
		if !providers.IsKind(err, providers.Permission) {
			t.Errorf("without %s: %v", call, err)
		}
		s.Heal()
	}
}

// A lost reason that was deleted stays what the log calls it, also while those of the architecture are not there yet.
func TestHistoryLossReasons(t *testing.T) {
	p, a := emulated(t, emulator.Empty()), historyArch(t)
	c := newCompiler(a, providers.Target{CRM: &schema.CRM{Provider: provider}}, p.settings, p.org)
	c.compiled()
	h := &history{compiler: c, client: p.client, object: "deal", model: leadModel}
	if err := h.learn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(h.lossReasons()) == 0 {
		t.Fatal("the architecture has no lost reasons")
	}
	if code := h.lossCode(datum{label: "Too dear"}); code != "Too dear" {
		t.Errorf("the reason is %q", code)
	}
}

// A real Odoo logs it so.
func TestRealHistory(t *testing.T) { historyTold(t, emptyReal(t)) }

func historyTold(t *testing.T, p *Provider) {
	a := historyArch(t)
	applyReal(t, a, p)
	ctx, c := t.Context(), newCompiler(a, providers.Target{CRM: &schema.CRM{Provider: provider}}, p.settings, p.org)
	write := func(id int64, v map[string]any) {
		t.Helper()
		if err := p.client.Write(ctx, leadModel, []int64{id}, v); err != nil {
			t.Fatal(err)
		}
	}
	call := func(method string, id int64, options map[string]any) {
		t.Helper()
		if _, err := api.Do[any](ctx, p.client, api.Call{Model: leadModel, Method: method, IDs: []int64{id}, Options: options}); err != nil {
			t.Fatal(err)
		}
	}
	p.dir.forget()
	at := func(model, key string) int64 {
		t.Helper()
		id, err := p.dir.id(ctx, model, key)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	stage := func(track, name string) int64 {
		return at("crm.stage", external(schema.Address("stage."+track+"."+name), ""))
	}
	team := at("crm.team", external("pipeline.sales", ""))
	life := c.trackHome(a.Track("lifecycle.lead")).name
	firm := enter(t, p, partnerModel, map[string]any{"name": "Firm", "is_company": true}, 1)[0]
	ana := enter(t, p, partnerModel, map[string]any{"name": "Ana", "is_company": false, "parent_id": firm}, 1)[0]
	sole := enter(t, p, partnerModel, map[string]any{"name": "Sole", "is_company": false}, 1)[0]

	// A lead that becomes an opportunity.
	won := enter(t, p, leadModel, map[string]any{"name": "Won over", "type": "lead", life: "new", "x_source": "form", "partner_id": ana, "x_buyer": sole}, 1)[0]
	write(won, map[string]any{life: "waiting", "x_basis": "They asked"})
	write(won, map[string]any{"x_basis": "Said later"})
	write(won, map[string]any{"x_source": "fair", "x_interests_price": true, "x_budget": 500, "x_touched_at": "2026-03-01 10:00:00", "x_due": "2026-03-02", "x_urgent": true, "function": "CTO"})
	write(won, map[string]any{"x_interests_speed": true, "x_budget": 0, "x_source": false})
	write(won, map[string]any{life: "ready"})
	bot, err := p.client.SearchRead(ctx, api.Search{Model: "res.users", Domain: []any{[]any{"id", "=", rootUser}}, Fields: []string{"partner_id"}})
	if err != nil || len(bot) != 1 {
		t.Fatal(bot, err)
	}
	call("message_post", won, map[string]any{"body": timeUp("First touch <now> & here"), "author_id": bot[0].One("partner_id")})
	call("message_post", won, map[string]any{"body": timeUp("It was called <so>") + " " + clockMark("sla.first_touch"), "author_id": bot[0].One("partner_id")})
	call("message_post", won, map[string]any{"body": timeUp("First touch <now> & here")}) // somebody says so
	call("message_post", won, map[string]any{"body": timeUp("Something else")})
	write(won, map[string]any{"type": "opportunity", "stage_id": stage("sales", "open"), "team_id": team})
	write(won, map[string]any{"stage_id": stage("sales", "offer")})
	write(won, map[string]any{"stage_id": stage("sales", "lost"), "x_loss": "price"})
	// Two stages have one label.
	twice := enter(t, p, leadModel, map[string]any{"name": "Twice", "type": "lead", life: "new"}, 1)[0]
	for _, s := range []any{"waiting", "paused", false, "paused"} {
		write(twice, map[string]any{life: s})
	}
	write(twice, map[string]any{"user_id": false})
	// Through another pipeline and a stage that nobody declared, and then archived.
	strange := enter(t, p, "crm.stage", map[string]any{"name": "By hand", "sequence": 500}, 1)[0]
	deal := enter(t, p, leadModel, map[string]any{"name": "Renewed", "type": "opportunity", "stage_id": stage("renewal", "due"), "partner_id": firm}, 1)[0]
	write(deal, map[string]any{"stage_id": stage("sales", "open"), "team_id": team})
	write(deal, map[string]any{"stage_id": strange})
	write(deal, map[string]any{"stage_id": stage("sales", "offer")})
	write(deal, map[string]any{"stage_id": strange})
	call("action_set_lost", deal, map[string]any{"lost_reason_id": at("crm.lost.reason", external("reasons.loss", "silence"))})

	leads, res := told(t, p, a, providers.RecordAsk{Object: "lead"})
	if res.Total != 2 || len(leads) != 2 || !res.Kept.Moves["lifecycle.lead"] || !res.Kept.Fields["owner"] || !res.Kept.Fields["interests"] || res.Kept.Fields["job"] || !res.Kept.Raised || res.Kept.Activities {
		t.Errorf("%d leads, %d told: %+v", res.Total, len(leads), res.Kept)
	}
	notes := strings.Join(res.Kept.Notes, "\n")
	for _, words := range []string{"are called “Waiting”", "does not log changes of Job", "activities"} {
		if !strings.Contains(notes, words) {
			t.Errorf("the notes do not say %q: %s", words, notes)
		}
	}
	same := func(what string, want, got any) {
		t.Helper()
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-wanted +told): %s", what, d)
		}
	}
	lead := leads[fmt.Sprint(won)]
	same("the lead", []string{"made", "made lead: new", "changed basis: <nil> → They asked", `moved lead: new → "Waiting" (They asked)`, "changed basis: They asked → Said later",
		"changed budget: <nil> → 500", "changed due: <nil> → 2026-03-02", "changed interests: <nil> → [price]", "changed source: form → fair",
		"changed touched_at: <nil> → 2026-03-01 10:00:00 +0000 UTC", "changed urgent: false → true",
		"changed budget: 500 → <nil>", "changed interests: [price] → [price speed]", "changed source: fair → <nil>",
		`moved lead: "Waiting" → ready`, "raised first_touch by __system__", "raised first_touch by __system__"}, story(lead))
	same("stages of the lead", map[schema.Address]schema.Address{"lifecycle.lead": "stage.lead.ready"}, lead.Stages)
	same("links of the lead", map[string][]string{"contact": {fmt.Sprint(ana), fmt.Sprint(sole)}, "company": {fmt.Sprint(firm)}, "deal": {fmt.Sprint(won)}}, lead.Links)
	same("interests", any([]any{"price", "speed"}), lead.Fields["interests"])
	same("job", any("CTO"), lead.Fields["job"])
	if lead.Owner != p.settings.user || lead.OwnerGone || !lead.Archived.IsZero() || !strings.HasSuffix(lead.URL, fmt.Sprintf("/web#id=%d&model=crm.lead&view_type=form", won)) || lead.EnteredAt["lifecycle.lead"].IsZero() {
		t.Errorf("the lead is %+v", lead)
	}
	same("same label", []string{"made", "made lead: new", `moved lead: new → "Waiting"`, `moved lead: "Waiting" → "Waiting"`, `moved lead: "Waiting" → `, "moved lead:  → paused", "changed owner: " + p.settings.user + " → <nil>"},
		story(leads[fmt.Sprint(twice)]))

	deals, res := told(t, p, a, providers.RecordAsk{Object: "deal"})
	if res.Total != 2 || len(deals) != 2 || !res.Kept.Moves["pipeline.sales"] {
		t.Errorf("%d deals, %d told: %+v", res.Total, len(deals), res.Kept)
	}
	made := deals[fmt.Sprint(won)]
	same("the deal", []string{"made", "made sales: open", "moved sales: open → offer", "changed loss: <nil> → price", "moved sales: offer → lost (price)"}, story(made))
	same("stages of the deal", map[schema.Address]schema.Address{"pipeline.sales": "stage.sales.lost"}, made.Stages)
	same("links of the deal", map[string][]string{"contact": {fmt.Sprint(ana)}, "company": {fmt.Sprint(firm)}, "lead": {fmt.Sprint(won)}}, made.Links)
	if made.Created.Before(lead.Created) || made.EnteredAt["pipeline.sales"].IsZero() || made.Spent != nil {
		t.Errorf("the deal was made at %v, the lead at %v: %+v", made.Created, lead.Created, made)
	}
	old := deals[fmt.Sprint(deal)]
	same("through stages", []string{"made", "made renewal: due", "moved renewal: due → ", "moved sales:  → open", `moved sales: open → "By hand"`, `moved sales: "By hand" → offer`, `moved sales: offer → "By hand"`}, story(old))
	same("strange", map[schema.Address]string{"pipeline.sales": "By hand"}, old.Strange)
	same("its reason", any("silence"), old.Fields["loss"])
	if old.Archived.IsZero() || len(old.Stages) > 0 || len(old.EnteredAt) > 0 {
		t.Errorf("the archived deal is %+v in %v", old, old.Record)
	}

	// Labels change, and what was logged under the old ones stays what it was.
	options, err := p.client.SearchRead(ctx, api.Search{Model: optionModel, Domain: []any{[]any{"field_id.name", "=", life}, []any{"value", "=", "ready"}}, Fields: []string{"name"}})
	if err != nil || len(options) != 1 {
		t.Fatal(options, err)
	}
	if err := p.client.Write(ctx, optionModel, []int64{options[0].ID()}, map[string]any{"name": "Ready to buy"}); err != nil {
		t.Fatal(err)
	}
	renamed, _ := told(t, p, a, providers.RecordAsk{Object: "lead", IDs: []string{fmt.Sprint(won)}})
	same("the lead, its stage renamed", story(lead), story(renamed[fmt.Sprint(won)]))

	firms, _ := told(t, p, a, providers.RecordAsk{Object: "company", IDs: []string{fmt.Sprint(firm), "x", "999999"}, Bare: true})
	if len(firms) != 1 || firms[fmt.Sprint(firm)] == nil || firms[fmt.Sprint(firm)].Events != nil {
		t.Fatalf("%v", firms)
	}
	slices.Sort(firms[fmt.Sprint(firm)].Links["deal"])
	want := []string{fmt.Sprint(won), fmt.Sprint(deal)}
	slices.Sort(want)
	same("the company", map[string][]string{"contact": {fmt.Sprint(ana)}, "deal": want}, firms[fmt.Sprint(firm)].Links)
	people, _ := told(t, p, a, providers.RecordAsk{Object: "contact", IDs: []string{fmt.Sprint(ana), fmt.Sprint(sole)}})
	same("the person", map[string][]string{"company": {fmt.Sprint(firm)}, "deal": {fmt.Sprint(won)}}, people[fmt.Sprint(ana)].Links)
	one, res := told(t, p, a, providers.RecordAsk{Object: "deal", Limit: 1})
	if res.Total != 2 || len(one) != 1 || one[fmt.Sprint(deal)] == nil {
		t.Errorf("the first of %d is %v", res.Total, one)
	}
}
