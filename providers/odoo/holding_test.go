package odoo

import (
	"context"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
)

// With a team go the stages that somebody added to it, and customers and documents of other apps lose it: all of them are counted and moved.
func TestHoldersOfOtherModels(t *testing.T) { holdersOfOtherModels(t, emulated(t, emulator.Empty())) }

func TestRealHoldersOfOtherModels(t *testing.T) { holdersOfOtherModels(t, emptyReal(t)) }

func holdersOfOtherModels(t *testing.T, p *Provider) {
	ctx, c := t.Context(), p.client
	made := applied(t, p, creates(t, typeTeam, providers.Values{"external_id": "pipeline/old", "name": "Old"}), creates(t, typeTeam, providers.Values{"external_id": "pipeline/new", "name": "New"}),
		creates(t, typeStage, providers.Values{"external_id": "stage/old/a", "name": "A", "team": "pipeline/old", "order": 10.0}))
	id := func(model, name string) int64 {
		t.Helper()
		p.dir.forget()
		n, err := p.dir.id(ctx, model, name)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	old, next := id("crm.team", "pipeline/old"), id("crm.team", "pipeline/new")
	teams, bound := teamsOf(p, old)
	legal := enter(t, p, "crm.stage", map[string]any{"name": "Legal check", teams: bound, "sequence": 20}, 1)
	holders := map[string][]int64{"crm.stage": legal}
	t.Cleanup(func() { wipeRows(t, p, holders) })
	if teams == "team_id" { // from Odoo 19 on, customers have no team
		holders[partnerModel] = enter(t, p, partnerModel, map[string]any{"name": providers.TestPrefix + " customer", teams: old}, 1)
	}
	if n, err := p.CountRecords(ctx, []providers.RecordQuery{{Type: typeTeam, Key: "pipeline/old"}}); err != nil || n[0] != int64(len(holders)) {
		t.Errorf("%d records have the team, %v; the stage that is declared is none of them", n, err)
	}
	applied(t, p, deletes(made[2]))
	for discard, op := range map[bool]*providers.Operation{false: deletes(made[0]), true: deletes(made[0])} {
		op.Discard = discard
		if pr := tried(t, p, op)[0]; !providers.IsKind(pr.Err, providers.Conflict) {
			t.Errorf("the team goes (discard %v), and its stage is one of all teams: %v", discard, pr.Err)
		}
	}
	op := deletes(made[0])
	op.MoveRecordsTo = "pipeline/new"
	applied(t, p, op)
	for model, ids := range holders {
		rows, err := c.SearchRead(ctx, api.Search{Model: model, Domain: []any{[]any{"id", "in", ids}, []any{teams, "in", []int64{next}}}, Fields: []string{"name"}})
		if err != nil || len(rows) != 1 {
			t.Errorf("%s: %v, %v", model, rows, err)
		}
	}
}

// wipeRows deletes records after a test.
func wipeRows(t *testing.T, p *Provider, ids map[string][]int64) {
	for model, list := range ids {
		if err := p.client.Unlink(context.Background(), model, list); err != nil {
			t.Error(err)
		}
	}
}
