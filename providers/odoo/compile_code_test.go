package odoo

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// archOf is an architecture that needs no definitions that people agree on.
func archOf(t *testing.T, src string) *schema.Architecture {
	t.Helper()
	r := hclschema.LoadFiles(map[string][]byte{"x.hcl": []byte("architecture \"x\" {\n  title   = \"X\"\n  version = \"1.0.0\"\n}\n" + src)}, hclschema.Options{})
	if r.Architecture == nil {
		t.Fatal(r.Diags.Err())
	}
	return r.Architecture
}

// Names of fields that would be code stay out of code.
func TestHostileNamesOfStages(t *testing.T) {
	const hostile = "stage or record.unlink() or record.stage"
	for _, name := range []string{"people", "accounts"} {
		a := workArch(t)
		schema.Find[schema.Lifecycle](a, schema.Address("lifecycle."+name)).CRM = map[string]string{provider: hostile}
		c, diags := Factory().Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
		if err := diags.Err(); err != nil {
			continue // said, and nothing is made
		}
		for _, r := range c.Resources {
			if strings.Contains(text(r.Values["code"]), "."+hostile) {
				t.Errorf("%s: the name is code of %s", name, r.Key)
			}
		}
		if !slices.ContainsFunc(c.Enforcement, func(e providers.Enforcement) bool {
			return e.Address == "lifecycle.accounts" && e.Class == providers.Manual && strings.HasPrefix(e.Criterion, "follows ")
		}) {
			t.Errorf("%s: nobody is told to look after the roll-up", name)
		}
	}
}

// Rules that set each other off without end refuse the save, and say so.
func TestCodeEnds(t *testing.T) {
	a := archOf(t, `object "contact" {}
field "contact" "email" { type = email }
`)
	c := newCompiler(a, providers.Target{CRM: &schema.CRM{Provider: provider}}, &settings{}, &org{})
	endless := newScript()
	endless.calls("sc_write")
	endless.add(0, "sc_write(record, {'x_n': (record.x_n or 0) + 1})")
	list := []savedRule{{name: "Endless", model: partnerModel, phase: works, code: endless}}
	c.saved(partnerModel, list)
	code := text(c.out.Resources[0].Values["code"])
	const people = "is_company"
	imitation{Model: partnerModel, Code: code, Computed: []string{"commercial_partner_id"}, Born: []int{2}, Tables: map[string][]rowValues{partnerModel: {}, "res.users": {{"id": 1}}}, Steps: []step{
		{ID: 1, Write: rowValues{people: false}, refused: "The rules set each other off without end"},
		{ID: 2, Write: rowValues{"commercial_partner_id": 1}, Computes: true},
	}}.play(t)
}

// A pipeline with several stages for lost deals has one rule for the button.
func TestOneLostButton(t *testing.T) {
	a := workArch(t)
	sales := a.Track("pipeline.sales")
	var lost *schema.Stage
	for _, s := range sales.Stages {
		if s.Reasons != "" {
			lost = s
		}
	}
	again := *lost
	again.Name, again.Address = "gone", "stage.sales.gone"
	p := schema.Find[schema.Pipeline](a, "pipeline.sales")
	p.Stages = append(p.Stages, &again)
	c, diags := Factory().Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range c.Resources {
		if r.Values["model"] == lostModel {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d rules for the button", n)
	}
	for _, at := range []schema.Address{lost.Address, again.Address} {
		if !slices.ContainsFunc(c.Enforcement, func(e providers.Enforcement) bool {
			return e.Address == at && e.Criterion == providers.ReasonGiven && strings.Contains(e.How, "button Lost” refuses it")
		}) {
			t.Errorf("nothing says that the button insists for %s", at)
		}
	}
}

// A lead that becomes an opportunity enters the pipeline whose stage it is in, and one that was in that stage as a lead was not there.
func TestCodeOfConversion(t *testing.T) {
	stages := []string{"stagecraft.stage:stage/sales/open", "stagecraft.stage:stage/sales/offer"}
	play := func(steps ...step) {
		t.Helper()
		imitation{Model: leadModel, Code: rulesOf(t, convertArch(t), leadModel), Computed: []string{"stage_id", "email_from"}, Stages: stages, Born: []int{7}, Tables: map[string][]rowValues{leadModel: {},
			partnerModel: {{"id": 9, "commercial_partner_id": 9}}, "crm.team": {}, "crm.stage": {{"id": 1}, {"id": 2}}, "res.users": {{"id": 1, "login": "amy@work.example"}, {"id": 2, "login": "cara@work.example"}}}, Steps: steps}.play(t)
	}
	const gate = "There is a budget."
	facts := rowValues{"x_need": "seats", "x_budget": 5, "user_id": 1}
	lead := rowValues{"type": "lead", "stage_id": 1}
	deal := rowValues{"type": "opportunity"}
	play(
		step{ID: 1, Write: lead, want: map[string]string{"x_call_clock": ""}},
		step{ID: 1, Write: rowValues{"stage_id": 2}},
		step{ID: 1, Write: rowValues{"stage_id": 1}},
		step{ID: 1, Write: deal, refused: gate, want: map[string]string{"type": "lead"}},
		step{ID: 1, Write: facts},
		step{ID: 1, Write: deal, tasks: "2: Call."},
		step{ID: 1, Write: rowValues{"type": "opportunity", "x_budget": 0}},
		step{ID: 1, Write: rowValues{"type": "lead", "x_call_clock": "kept"}},
		step{ID: 1, Write: deal, refused: gate, want: map[string]string{"type": "lead", "x_call_clock": "kept"}},
		// With the handoff, when it comes from there.
		step{ID: 2, Write: with(lead, with(facts, rowValues{"x_leads_stage": "qualified", "x_note": "likes it"}))},
		step{ID: 2, Write: deal, refused: "The handoff “Qualified” needs Source, which is missing."},
		step{ID: 2, Write: with(deal, rowValues{"x_source": "web"}), tasks: "2: Call.", want: map[string]string{"user_id": "2", "x_hint": "likes it"}},
		// Nothing moves by another team alone; Odoo computes a stage where there is none.
		step{ID: 2, Write: rowValues{"team_id": 5, "x_budget": 0}},
		step{ID: 3, Write: rowValues{"type": "opportunity"}},
		step{ID: 3, Write: rowValues{"team_id": 5}, Follows: rowValues{"stage_id": 1}, refused: gate},
		step{ID: 3, Write: with(facts, rowValues{"team_id": 5}), Follows: rowValues{"stage_id": 1}, tasks: "2: Call."},
		step{ID: 3, Write: rowValues{"team_id": 6, "x_budget": 0}, Follows: rowValues{"stage_id": 1}},
		// A record that was made in this transaction is looked at when it is moved in it.
		step{ID: 7, Write: deal},
		step{ID: 7, Write: rowValues{"stage_id": 1}, refused: gate},
		// An address that comes with the customer is set.
		step{ID: 8, Write: lead},
		step{ID: 8, Write: rowValues{"partner_id": 9}, Follows: rowValues{"email_from": "pat@example.com"}, want: map[string]string{"x_answered": "yes"}},
	)
}

// A company whose lifecycle only goes forward stays where it is when its people go back.
func TestCodeOfRollup(t *testing.T) {
	for _, forward := range []bool{false, true} {
		a := workArch(t)
		schema.Find[schema.Lifecycle](a, "lifecycle.accounts").ForwardOnly = forward
		stays := map[bool]string{false: "cold", true: "client"}[forward]
		imitation{Model: partnerModel, Code: rulesOf(t, a, partnerModel), Computed: []string{}, Born: []int{}, Tables: map[string][]rowValues{leadModel: {}, "res.users": {{"id": 1}},
			partnerModel: {{"id": 1, "is_company": true, "x_accounts_stage": "client"}, {"id": 2, "is_company": true}}}, Steps: []step{
			{ID: 10, Write: rowValues{"is_company": false, "commercial_partner_id": 1, "x_people_stage": "lead"}},
			{ID: 11, Write: rowValues{"is_company": false, "commercial_partner_id": 2, "x_people_stage": "lead"}},
			{ID: 1, Write: rowValues{"x_note": "read"}, want: map[string]string{"x_accounts_stage": stays}},
			{ID: 2, Write: rowValues{"x_note": "read"}, want: map[string]string{"x_accounts_stage": "cold"}},
		}}.play(t)
	}
}

// A lead that is converted becomes a deal: what deals must have is asked for, and it is created.
func TestCodeOfConvertedLeads(t *testing.T) {
	code := rulesOf(t, archOf(t, `object "deal" {}
field "deal" "need" {
  type     = text
  required = true
}
automation "hello" {
  trigger = created(object.deal)
  action "call" {
    do      = "create_task"
    message = "Call."
  }
}
`), leadModel)
	imitation{Model: leadModel, Code: code, Computed: []string{}, Born: []int{}, Tables: map[string][]rowValues{leadModel: {}, "res.users": {{"id": 1}}}, Steps: []step{
		{ID: 1, Write: rowValues{"type": "lead"}},
		{ID: 1, Write: rowValues{"x_note": "read"}},
		{ID: 1, Write: rowValues{"type": "opportunity"}, refused: "“Need” is required."},
		{ID: 1, Write: rowValues{"type": "opportunity", "x_need": "seats"}, tasks: "1: Call."},
		{ID: 1, Write: rowValues{"type": "opportunity"}}, // it was one
		{ID: 1, Write: rowValues{"type": "lead"}},
		{ID: 2, Write: rowValues{"type": "opportunity", "x_need": "seats"}, tasks: "1: Call."},
	}}.play(t)
}
