package odoo

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// waitingArch speaks of a model that nobody has made.
const waitingArch = `architecture "waits" {
  title   = "Waits"
  version = "1.0.0"
}
object "visit" {
  crm        = { odoo = "x_visit" }
  belongs_to = [object.contact]
}
field "visit" "place" {
  type     = text
  required = true
}
field "visit" "of" { type = reference(object.contact) }
field "visit" "kind" { type = enum("short", "long") }
field "contact" "last_visit" { type = reference(object.visit) }
field "contact" "met" {
  type       = bool
  validation = !contact.met || any(visit)
  message    = "Nobody has met."
}
lifecycle "visits" {
  domain = "customer"
  object = object.visit
  stage "planned" {}
  stage "made" { requires = [visit.place] }
}
`

// What is about a model that is not there, or refers to it, waits until people have made it; nothing else does.
func TestWaitsForModels(t *testing.T) {
	s := emulator.Empty()
	waitsForModels(t, emulated(t, s), func() *Provider { return emulated(t, s) })
}

func TestRealWaitsForModels(t *testing.T) {
	p := emptyReal(t)
	if ids, err := (&watch{T: t, p: p}).ids("ir.model", []any{[]any{"model", "=", "x_visit"}}); err != nil || len(ids) > 0 && p.client.Unlink(t.Context(), "ir.model", ids) != nil {
		t.Fatal(ids, err)
	}
	waitsForModels(t, openReal(t, Options{}), func() *Provider { return openReal(t, Options{}) })
}

func waitsForModels(t *testing.T, p *Provider, again func() *Provider) {
	r := hclschema.LoadFiles(map[string][]byte{"x.hcl": []byte(waitingArch)}, hclschema.Options{})
	if r.Architecture == nil {
		t.Fatal(r.Diags.Err())
	}
	a := r.Architecture
	applyReal(t, a, p)
	want := func(p *Provider, keys ...string) *planner.Plan {
		t.Helper()
		plan := planned(t, a, p)
		var got []string
		for _, c := range plan.Changes {
			if c.Touches() {
				got = append(got, c.Type+" "+c.Key)
			}
		}
		slices.Sort(got)
		slices.Sort(keys)
		if !slices.Equal(got, keys) {
			t.Errorf("the plan has %q, want %q", got, keys)
		}
		return plan
	}
	plan := want(p)
	if !slices.ContainsFunc(plan.Targets[0].Manual, func(m providers.ManualStep) bool {
		return strings.HasPrefix(m.Title, "Make the models") && strings.Contains(strings.Join(m.Steps, "\n"), "x_visit")
	}) {
		t.Errorf("no step says to make the model: %+v", plan.Targets[0].Manual)
	}
	// Nothing that is there stumbles over what is not.
	enter(t, p, partnerModel, map[string]any{"name": "Pat", "x_met": false, "comment": "at work"}, 1)
	if _, err := p.client.Create(t.Context(), "ir.model", []map[string]any{{"name": "Visit", "model": "x_visit"}}); err != nil {
		t.Fatal(err)
	}
	p = again()
	own := func(part string) string { return external("architecture.waits", part) }
	want(p, "odoo_automation "+own(partnerModel), "odoo_automation "+own("x_visit"), "odoo_view "+own(partnerModel), "odoo_field res.partner/x_last_visit",
		"odoo_field x_visit/x_kind", "odoo_field x_visit/x_of", "odoo_field x_visit/x_place", "odoo_field x_visit/x_visits_stage", "odoo_option x_visit/x_kind/long",
		"odoo_option x_visit/x_kind/short", "odoo_option x_visit/x_visits_stage/made", "odoo_option x_visit/x_visits_stage/planned")
	applyReal(t, a, p)
	want(again())
}
