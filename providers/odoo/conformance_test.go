package odoo

import (
	"maps"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
	"github.com/stagecraft-dev/stagecraft/schema"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, version := range map[string]string{"JSON-RPC": "17.0", "json2": "19.0"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			providertest.Run(t, providertest.Options{
				Open: func(t *testing.T) providers.Provider { return emulated(t, emulator.Empty(emulator.Version(version))) },
				Reopen: func(t *testing.T, p providers.Provider, crm *schema.CRM) providers.Provider {
					given := maps.Clone(crm.Settings)
					maps.DeleteFunc(given, func(_ string, v schema.Setting) bool { return v.Env != "" })
					return emulatedWith(t, serverBehind(p), given)
				},
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

// enterIn puts records into a stage of a pipeline or a lifecycle, as they were before there were rules.
func enterIn(t *testing.T, p providers.Provider, typ, k string, n int) {
	t.Helper()
	c := p.(*Provider).client
	rules, err := c.SearchRead(t.Context(), api.Search{Model: "base.automation", Domain: []any{[]any{"active", "=", true}}, Fields: []string{"name"}})
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, r := range rules {
		ids = append(ids, r.ID())
	}
	switched := func(on bool) {
		if err := c.Write(t.Context(), "base.automation", ids, map[string]any{"active": on}); len(ids) > 0 && err != nil {
			t.Error(err)
		}
	}
	switched(false)
	defer switched(true)
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
