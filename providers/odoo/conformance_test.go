package odoo

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, version := range map[string]string{"JSON-RPC": "17.0", "json2": "19.0"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			providertest.Run(t, providertest.Options{
				Open: func(t *testing.T) providers.Provider { return emulated(t, emulator.Empty(emulator.Version(version))) },
				Writes: func(p providers.Provider) (n int64) {
					for _, r := range serverBehind(p).Requests() {
						if r.Write() {
							n++
						}
					}
					return n
				},
				Enter: enterIn,
			})
		})
	}
}

// enterIn puts records into a stage of a pipeline or a lifecycle.
func enterIn(t *testing.T, p providers.Provider, typ, k string, n int) {
	t.Helper()
	if typ == typeStage {
		id, err := p.(*Provider).dir.id(t.Context(), "crm.stage", k)
		if err != nil {
			t.Fatal(err)
		}
		enter(t, p.(*Provider), leadModel, map[string]any{"name": "Lead", "type": "opportunity", "stage_id": id}, n)
		return
	}
	model, field, v := splitOption(k)
	enter(t, p.(*Provider), model, map[string]any{"name": "Lead", field: v}, n)
}
