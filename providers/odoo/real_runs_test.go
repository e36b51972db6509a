package odoo

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// What automations do happens: points are counted, and records of all sorts are saved while every rule looks at them.
func TestRealRuns(t *testing.T) {
	p := emptyReal(t)
	applyReal(t, exampleArch(t, "simple-pipeline"), p)
	ctx := t.Context()
	lead := enter(t, p, leadModel, map[string]any{"name": "Shed", "type": "lead", "x_roof_area": 10}, 1)
	total := func() float64 {
		t.Helper()
		rows, err := p.client.SearchRead(ctx, api.Search{Model: leadModel, Domain: []any{[]any{"id", "in", lead}}, Fields: []string{"x_score_total"}})
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		return rows[0].Number("x_score_total")
	}
	if n := total(); n != -40 {
		t.Errorf("a shed has %v points", n)
	}
	if err := p.client.Write(ctx, leadModel, lead, map[string]any{"x_roof_area": 90}); err != nil {
		t.Fatal(err)
	}
	if n := total(); n != 0 {
		t.Errorf("a roof has %v points", n)
	}
	a := exampleArch(t, "b2b-saas")
	p = emptyReal(t)
	p = withModels(t, a, p)
	applyReal(t, a, p)
	company := enter(t, p, partnerModel, map[string]any{"name": "Acme", "is_company": true}, 1)
	person := enter(t, p, partnerModel, map[string]any{"name": "Ana", "is_company": false, "parent_id": company[0], "email": "ana@example.com"}, 1)
	enter(t, p, leadModel, map[string]any{"name": "Fifty seats", "type": "opportunity", "partner_id": person[0]}, 1)
}
