package odoo

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
)

// A plan of what was imported changes nothing, also where people made things in their own way.
func TestImportOfHandMade(t *testing.T) {
	handMade(t, emulated(t, emulator.Empty()))
}

func TestRealImportOfHandMade(t *testing.T) {
	handMade(t, emptyReal(t))
}

func handMade(t *testing.T, p *Provider) {
	ctx := t.Context()
	model, err := p.dir.table(ctx, modelNames)
	if err != nil {
		t.Fatal(err)
	}
	lead := model.ids[leadModel]
	field := func(name, typ string, more map[string]any) map[string]any {
		v := map[string]any{"model_id": lead, "name": name, "field_description": "Field " + name, "ttype": typ, "state": "manual"}
		for k, x := range more {
			v[k] = x
		}
		return v
	}
	create := func(model string, list ...map[string]any) []int64 {
		t.Helper()
		ids, err := p.client.Create(ctx, model, list)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	create("ir.model.fields", field("x_plain", "char", nil), field("x_followed", "char", map[string]any{"tracking": 100}), field("x_fixed", "float", map[string]any{"readonly": true}),
		field("x_kind", "selection", map[string]any{"selection_ids": []any{[]any{0, 0, map[string]any{"value": "a", "name": "A", "sequence": 0}}}}))
	team := create("crm.team", map[string]any{"name": "By hand", "assignment_domain": "[('probability', '>', 10)]", "assignment_optout": true})
	in, teams := teamsOf(p, team[0])
	create("crm.stage", map[string]any{"name": "First", in: teams, "sequence": 3}, map[string]any{"name": "Second", in: teams, "sequence": 7, "is_won": true})
	p.dir = newDirectory(p.client)
	live, err := p.Read(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	imported, found := p.Decompile(live)
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Log(f.Summary, f.Detail)
	}
	p.settings.scope = structure // as the import says
	if p.org, err = learn(ctx, p.client); err != nil {
		t.Fatal(err)
	}
	adopted := map[string]bool{}
	for _, c := range planned(t, reloaded(t, imported), p).Changes {
		if adopted[c.Key] = true; c.Touches() {
			t.Errorf("a plan of the import has %s %s: %+v", c.Action, c.Address, c.Diffs)
		}
	}
	for _, k := range []string{"crm.lead/x_plain", "crm.lead/x_followed", "crm.lead/x_fixed", "crm.lead/x_kind"} {
		if !adopted[k] {
			t.Errorf("%s is not taken over", k)
		}
	}
}

// From Odoo 19 on, teams can share a stage: a plan shows all of them, and no pipeline takes it over.
func TestSharedStage(t *testing.T) {
	t.Parallel()
	p := emulated(t, emulator.Empty(emulator.Version("19.0")))
	id := enter(t, p, "crm.stage", map[string]any{"name": "Shared", "team_ids": []any{[]any{6, 0, []int64{1, 3}}}}, 1)[0]
	p.dir = newDirectory(p.client)
	live, err := kindOf(typeStage).read(t.Context(), p.dir, []int64{id})
	if err != nil || len(live) != 1 || !several(text(live[0].Values["team"])) {
		t.Fatal(live, err)
	}
	a, found := p.Decompile(live)
	if len(a.Pipelines) > 0 || len(found) != 1 || !strings.HasPrefix(found[0].Detail, "Several teams share it") {
		t.Errorf("%v, %v", a.Pipelines, found)
	}
}
