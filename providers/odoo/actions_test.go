package odoo

import (
	"reflect"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
)

// An action that somebody adds to a rule is seen, whatever its place, and goes where a plan shows it.
func TestAddedAction(t *testing.T) { addedAction(t, emulated(t, emulator.Empty())) }

func TestRealAddedAction(t *testing.T) { addedAction(t, emptyReal(t)) }

func addedAction(t *testing.T, p *Provider) {
	ctx := t.Context()
	want := providers.Values{"external_id": "rule/leads", "name": "Rule of leads", "model": leadModel, "trigger": "on_create", "code": "pass"}
	made := applied(t, p, creates(t, typeAutomation, want))[0]
	if made.Values["others"] != nil {
		t.Fatalf("a new rule has %v", made.Values["others"])
	}
	k := kindOf(typeAutomation)
	live := func() *providers.Live {
		t.Helper()
		list, err := k.read(ctx, p.dir, []int64{rowID(made.ID)})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return list[0]
	}
	model, err := p.dir.id(ctx, modelNames, leadModel)
	if err != nil {
		t.Fatal(err)
	}
	enter(t, p, actionModel, map[string]any{"name": "Added", "state": "code", "code": "record.write({'priority': '2'})", "model_id": model, "usage": "base_automation",
		"base_automation_id": rowID(made.ID), "sequence": 1}, 1)
	now := live()
	if differ := k.typ.Differing(made.Op.After, now.Values); !reflect.DeepEqual(differ, []string{"others"}) || len(now.Values["others"].([]any)) != 1 {
		t.Fatalf("what differs is %v: %v", differ, now.Values)
	}
	made.Values = now.Values
	applied(t, p, changes(t, made, want))
	if v := live().Values; v["others"] != nil || v["code"] != "pass" {
		t.Errorf("afterwards the rule has %v", v)
	}
}
