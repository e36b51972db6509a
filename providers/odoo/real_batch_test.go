package odoo

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// Fields and automations go out in batches: how many requests they take does not depend on how many there are, as long as they
// fit a batch.
func TestRealBatches(t *testing.T) {
	p, r := recordedReal(t)
	var fields, automations []*providers.Operation
	for i := range 200 {
		typ := []string{"char", "integer", "float", "date", "boolean"}[i%5]
		fields = append(fields, creates(t, typeField, providers.Values{"model": leadModel, "name": fmt.Sprintf("x_fact_%03d", i), "label": fmt.Sprintf("Fact %d", i), "type": typ}))
	}
	for i := range 50 {
		automations = append(automations, creates(t, typeAutomation, providers.Values{"external_id": fmt.Sprintf("automation/a%02d", i), "name": fmt.Sprintf("Automation %d", i), "model": leadModel,
			"trigger": "on_create_or_write", "when": fmt.Sprintf("[('x_fact_%03d', '=', 'no')]", i%40*5), "code": fmt.Sprintf("raise UserError('Automation %d says no')", i)}))
	}
	applied(t, p, fields...)
	t.Logf("%d fields: %s", len(fields), r.summary())
	r.reset()
	made := applied(t, p, automations...)
	t.Logf("%d automations: %s", len(automations), r.summary())
	if n := r.count(".load"); n > 1 {
		t.Errorf("50 automations took %d loads", n)
	}
	_, err := p.client.Create(t.Context(), leadModel, []map[string]any{{"name": "Lead", "x_fact_005": "no"}})
	if err == nil || !strings.Contains(err.Error(), "says no") {
		t.Errorf("a lead that an automation refuses gives %v", err)
	}
	var gone []*providers.Operation
	for _, m := range made {
		gone = append(gone, deletes(m))
	}
	r.reset()
	applied(t, p, gone...)
	t.Logf("deleting %d automations: %s", len(gone), r.summary())
}
