package odoo

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
)

// A field that was deleted and made again with another type keeps its log, of which Odoo keeps the name of the field alone.
func TestHistoryOfReplacedField(t *testing.T) {
	p := emulated(t, emulator.Empty())
	historyReplaced(t, p, func(field int64) {
		rows, err := p.client.SearchRead(t.Context(), api.Search{Model: changeModel, Domain: []any{[]any{"field_id", "=", field}}, Fields: []string{"id"}, IDs: true})
		if err != nil || len(rows) == 0 {
			t.Fatal(rows, err)
		}
		for _, r := range rows {
			if err := p.client.Write(t.Context(), changeModel, []int64{r.ID()}, map[string]any{"field_id": false, "field_info": map[string]any{"name": "x_source", "type": "char"}}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Odoo writes it so when a field goes.
func TestRealHistoryOfReplacedField(t *testing.T) { historyReplaced(t, emptyReal(t), func(int64) {}) }

func historyReplaced(t *testing.T, p *Provider, gone func(field int64)) {
	a, ctx := historyArch(t), t.Context()
	models, err := p.client.SearchRead(ctx, api.Search{Model: "ir.model", Domain: []any{[]any{"model", "=", leadModel}}, Fields: []string{"id"}})
	if err != nil || len(models) != 1 {
		t.Fatal(models, err)
	}
	field := enter(t, p, fieldModel, map[string]any{"model_id": models[0].ID(), "name": "x_source", "field_description": "Source", "ttype": "char", "state": "manual", "tracking": 100}, 1)
	lead := enter(t, p, leadModel, map[string]any{"name": "Lead", "type": "lead", "x_source": "Trade fair"}, 1)
	for _, v := range []any{"form", "hearsay"} {
		if err := p.client.Write(ctx, leadModel, lead, map[string]any{"x_source": v}); err != nil {
			t.Fatal(err)
		}
	}
	gone(field[0])
	if err := p.client.Unlink(ctx, fieldModel, field); err != nil {
		t.Fatal(err)
	}
	applyReal(t, a, p)
	if err := p.client.Write(ctx, leadModel, lead, map[string]any{"x_source": "form"}); err != nil {
		t.Fatal(err)
	}
	leads, _ := told(t, p, a, providers.RecordAsk{Object: "lead"})
	want := []string{"made", "changed source: fair → form", "changed source: form → hearsay", "changed source: <nil> → form"}
	if got := story(leads[fmt.Sprint(lead[0])]); !slices.Equal(got, want) {
		t.Errorf("the lead came so: %q", got)
	}
}
