package planner

import (
	"context"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Foresee refuses what foreseen has, by key.
func (f *fake) Foresee(_ context.Context, ops []*providers.Operation) (out []providers.Refusal, err error) {
	for _, op := range ops {
		if why := f.foreseen[op.Key]; why != "" {
			out = append(out, providers.Refusal{Op: op, Why: why})
		}
	}
	return out, nil
}

// What a provider would not move is said before anybody approves the plan.
func TestForeseen(t *testing.T) {
	w := newWorld(t, stage("a"), stage("b"))
	w.apply()
	w.counts["lead/a"] = 41
	w.want = []*providers.Resource{stage("b")}
	w.arch.Retired = []*schema.Retired{{What: "stage.lead.a", To: "stage.lead.b", Reason: "unused"}}
	w.foreseen = map[string]string{"lead/a": "3 of them are lost and would be won"}
	p, diags := w.plan()
	wantError(t, diags, diag.ProviderError, "Fake CRM would refuse")
	wantError(t, diags, diag.ProviderError, "3 of them are lost and would be won. It is refused before anything is changed")
	if !p.Errored {
		t.Error("the plan does not say that it cannot be applied")
	}
	w.foreseen = nil
	w.apply()
	w.settled()
}
