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
