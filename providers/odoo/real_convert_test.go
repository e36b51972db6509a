package odoo

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// convertArch is the architecture of testdata/convert.hcl.
func convertArch(t testing.TB) *schema.Architecture {
	t.Helper()
	src, err := os.ReadFile("testdata/convert.hcl")
	if err != nil {
		t.Fatal(err)
	}
	r := hclschema.LoadFiles(map[string][]byte{"convert.hcl": src}, hclschema.Options{})
	if r.Architecture == nil {
		t.Fatal(r.Diags.Err())
	}
	return r.Architecture
}

// becomes converts a lead as whoever works, by the method that Odoo's own code calls.
func (w *watch) becomes(id int64) error {
	_, err := api.Do[any](w.Context(), w.as, api.Call{Model: leadModel, Method: "convert_opportunity", IDs: []int64{id}, Args: []api.Arg{{Name: "partner", Value: false}}, Effect: sets})
	return err
}

// wizard converts a lead as whoever works, in the form that the button Convert opens.
func (w *watch) wizard(id int64) error {
	const form = "crm.lead2opportunity.partner"
	at := map[string]any{"active_model": leadModel, "active_id": id, "active_ids": []int64{id}}
	made, err := api.Do[[]int64](w.Context(), w.as, api.Call{Model: form, Method: "create", Context: at, Effect: sets,
		Args: []api.Arg{{Name: "vals_list", Value: []map[string]any{{"name": "convert", "action": "create"}}}}})
	if err != nil {
		return err
	}
	_, err = api.Do[any](w.Context(), w.as, api.Call{Model: form, Method: "action_apply", IDs: made, Context: at, Effect: sets})
	return err
}

// A lead that becomes an opportunity enters the pipeline whose stage it is in, on every way, for a salesperson: it meets what the stage
// demands, or stays a lead.
func TestRealWorkConversion(t *testing.T) {
	w := watched(t, convertArch(t))
	for _, user := range w.users { // somebody else's opportunity would come to another team, and from Odoo 19 on into a stage of that one
		_, err := w.p.client.Create(w.Context(), "crm.team.member", []map[string]any{{"crm_team_id": w.team(), "user_id": user}})
		w.must(err)
	}
	lead := func(w *watch, v map[string]any) int64 {
		w.Helper()
		v["name"], v["type"], v["stage_id"], v["team_id"] = "Fifty seats", "lead", w.stage("open"), w.team()
		return w.enter(leadModel, v)
	}
	stays := func(w *watch, id int64) {
		w.Helper()
		r := w.row(leadModel, id, "type", "partner_id", "x_moved_by")
		w.same("type", r.Text("type"), "lead")
		w.same("customer", r.One("partner_id"), int64(0))
		w.same("who moved it", r.Text("x_moved_by"), "")
		w.same("tasks", len(w.activities(leadModel, id)), 0)
	}
	ways := map[string]func(w *watch, id int64) error{
		"wizard": (*watch).wizard,
		"method": (*watch).becomes,
		"written": func(w *watch, id int64) error {
			return w.as.Write(w.Context(), leadModel, []int64{id}, map[string]any{"type": "opportunity"})
		},
	}
	for _, way := range sortedKeys(ways) {
		w.part(way, func(w *watch) {
			id := lead(w, map[string]any{"partner_name": "Acme"})
			stays(w, id)
			w.refused(ways[way](w, id), "There is a budget.", "Need, which is missing")
			stays(w, id)
			w.write(leadModel, id, map[string]any{"x_need": "Seats", "x_budget": 5})
			w.must(ways[way](w, id))
			r := w.row(leadModel, id, "type", "stage_id", "x_moved_by", "x_call_clock")
			w.same("type", r.Text("type"), "opportunity")
			w.same("stage", r.One("stage_id"), w.stage("open"))
			w.same("who moved it", r.Text("x_moved_by"), "amy")
			w.same("the clock runs", r.Text("x_call_clock") != "", true)
			w.same("owner", w.owner(leadModel, id), "amy")
			w.same("tasks", len(w.activities(leadModel, id)), 1)
			// It is one already, and another team does not move it.
			w.write(leadModel, id, map[string]any{"type": "opportunity", "x_budget": 0})
			w.write(leadModel, id, map[string]any{"team_id": false})
			w.same("stage", w.row(leadModel, id, "stage_id").One("stage_id"), w.stage("open"))
			w.write(leadModel, id, map[string]any{"team_id": w.team()})
			w.same("tasks", len(w.activities(leadModel, id)), 1)
		})
	}
	w.part("handoff", func(w *watch) {
		id := lead(w, map[string]any{"x_need": "Seats", "x_budget": 5, "x_leads_stage": "qualified", "x_note": "likes it"})
		w.refused(w.becomes(id), "The handoff “Qualified” needs Source, which is missing.")
		stays(w, id)
		w.write(leadModel, id, map[string]any{"x_source": "web"})
		w.must(w.becomes(id))
		w.same("carried", w.row(leadModel, id, "x_hint").Text("x_hint"), "likes it")
		w.same("owner", w.owner(leadModel, id), "cara")
	})
	w.part("team", func(w *watch) {
		// Without a stage, Odoo puts it into the first one of the team that it comes to; those that it has from the beginning are of all teams.
		teams, none := teamsOf(w.p, 0)
		common, err := w.ids("crm.stage", []any{[]any{teams, "=", false}})
		w.must(err)
		other, err := w.p.client.Create(w.Context(), "crm.team", []map[string]any{{"name": "Other"}})
		w.must(err)
		_, others := teamsOf(w.p, other[0])
		w.must(w.p.client.Write(w.Context(), "crm.stage", common, map[string]any{teams: others}))
		defer func() {
			w.must(w.p.client.Write(w.Context(), "crm.stage", common, map[string]any{teams: none}))
			w.must(w.p.client.Unlink(w.Context(), "crm.team", other))
		}()
		nowhere := map[string]any{"name": "Nowhere", "type": "opportunity", "team_id": false, "stage_id": false, "user_id": w.users["amy"]}
		ids, err := w.p.client.Create(w.Context(), leadModel, []map[string]any{nowhere, nowhere})
		w.must(err)
		stageless := lead(w, map[string]any{})
		w.write(leadModel, stageless, map[string]any{"stage_id": false})
		ids = append(ids, stageless)
		comes := map[string]any{"team_id": w.team(), "type": "opportunity"}
		w.refused(w.as.Write(w.Context(), leadModel, ids, comes), "There is a budget.", "Need, which is missing")
		for _, id := range ids {
			w.same("stage", w.row(leadModel, id, "stage_id").One("stage_id"), int64(0))
			w.write(leadModel, id, map[string]any{"x_need": "Seats", "x_budget": 5})
		}
		w.must(w.as.Write(w.Context(), leadModel, ids, comes))
		for _, id := range ids {
			w.same("stage", w.row(leadModel, id, "stage_id").One("stage_id"), w.stage("open"))
			w.same("tasks", len(w.activities(leadModel, id)), 1)
		}
	})
	w.part("company", func(w *watch) {
		firm := w.company(map[string]any{"name": "Firm"})
		stage := func(want string) {
			w.Helper()
			w.same("stage of the company", w.row(partnerModel, firm, "x_accounts_stage").Text("x_accounts_stage"), want)
		}
		id := lead(w, map[string]any{"partner_id": firm, "x_leads_stage": "fresh"})
		stage("known")
		w.write(leadModel, id, map[string]any{"x_leads_stage": "qualified"})
		stage("prospect")
		w.write(leadModel, id, map[string]any{"x_leads_stage": "fresh"})
		stage("prospect") // it only goes forward
	})
	w.part("made and moved in one request", func(w *watch) {
		first := w.ref("crm.stage_lead1")
		said, err := api.Do[struct {
			Messages []struct {
				Message string `json:"message"`
			} `json:"messages"`
		}](w.Context(), w.as, api.Call{Model: leadModel, Method: "load", Effect: sets, Args: []api.Arg{{Name: "fields", Value: []string{"id", "name", "stage_id/.id"}},
			{Name: "data", Value: [][]string{{"at_work.twice", "Twice", fmt.Sprint(first)}, {"at_work.twice", "Twice", fmt.Sprint(w.stage("open"))}}}}})
		w.must(err)
		if len(said.Messages) == 0 || !strings.Contains(said.Messages[0].Message, "Need, which is missing") {
			w.Errorf("a record that is made and moved in one request gives %v", said.Messages)
		}
	})
	w.part("computed", func(w *watch) {
		// The address comes with the customer.
		who := w.person(map[string]any{"name": "Pat", "email": "pat@example.com"})
		a, b := lead(w, map[string]any{"email_from": false}), lead(w, map[string]any{"email_from": false})
		w.must(w.as.Write(w.Context(), leadModel, []int64{a, b}, map[string]any{"partner_id": who}))
		for _, id := range []int64{a, b} {
			r := w.row(leadModel, id, "email_from", "x_answered")
			w.same("address", r.Text("email_from"), "pat@example.com")
			w.same("answered", r.Text("x_answered"), "yes")
		}
	})
}
