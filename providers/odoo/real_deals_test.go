package odoo

import (
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// team is the number of the team that is the pipeline of sales.
func (w *watch) team() int64 {
	w.Helper()
	id, err := w.p.dir.id(w.Context(), "crm.team", "pipeline/sales")
	w.must(err)
	return id
}

// What rules do with opportunities, on records of salespeople who may edit their own alone.
func TestRealWorkDeals(t *testing.T) {
	w := watched(t, workArch(t))
	deal := func(w *watch, v map[string]any) int64 {
		w.Helper()
		v["name"], v["type"] = "Fifty seats", "opportunity"
		v["stage_id"], v["team_id"] = w.stage("open"), w.team()
		return w.enter(leadModel, v)
	}
	move := func(w *watch, id int64, to string, more map[string]any) error {
		v := map[string]any{"stage_id": w.stage(to)}
		for k, x := range more {
			v[k] = x
		}
		return w.as.Write(w.Context(), leadModel, []int64{id}, v)
	}
	w.part("facts and approval", func(w *watch) {
		id := deal(w, map[string]any{})
		w.refused(move(w, id, "offer", nil), "Amount, which is missing", "Need, which is missing")
		w.must(move(w, id, "offer", map[string]any{"expected_revenue": 500, "x_need": "Seats", "x_discount": 30}))
		w.refused(move(w, id, "won", nil), "needs the approval of the deal desk")
		w.write(leadModel, id, map[string]any{"x_desk_approval": "approved"})
		w.must(move(w, id, "won", nil))
		w.refused(move(w, id, "open", nil), "ends ")
		w.refused(move(w, id, "lost", nil), "ends ")
	})
	w.part("context of an apply", func(w *watch) {
		id := deal(w, map[string]any{})
		to := map[string]any{"stage_id": w.stage("offer")}
		w.refused(w.as.Move(w.Context(), leadModel, []int64{id}, to), "Amount, which is missing", "Need, which is missing")
		w.must(w.p.client.Move(w.Context(), leadModel, []int64{id}, to))
		w.same("stage", w.row(leadModel, id, "stage_id").One("stage_id"), w.stage("offer"))
	})
	w.part("automation", func(w *watch) {
		id := deal(w, map[string]any{"expected_revenue": 20000})
		w.same("hint", w.row(leadModel, id, "x_hint").Text("x_hint"), "big")
		w.same("owner", w.owner(leadModel, id), "dev")
		w.same("team", w.row(leadModel, id, "team_id").One("team_id"), w.team())
		id = deal(w, map[string]any{"expected_revenue": 200})
		w.same("hint", w.row(leadModel, id, "x_hint").Text("x_hint"), "")
		w.same("owner", w.owner(leadModel, id), "amy")
	})
	w.part("stale", func(w *watch) {
		id := deal(w, map[string]any{})
		w.ago(leadModel, id, "date_last_stage_update", 15*24*time.Hour)
		w.tick(2 * 24 * time.Hour)
		w.same("tasks", len(w.activities(leadModel, id)), 1)
	})
	w.part("lost", func(w *watch) {
		id := deal(w, map[string]any{})
		w.refused(move(w, id, "lost", nil), "needs a reason (Loss).")
		w.must(move(w, id, "lost", map[string]any{"x_loss": "price"}))
		// Odoo's own button, and the same wizard over several of a list.
		a, b := deal(w, map[string]any{}), deal(w, map[string]any{})
		lose := func(reason any, ids ...int64) error {
			v := map[string]any{"lead_ids": []any{[]any{6, 0, ids}}, "lost_feedback": "<p>Too dear.</p>", "lost_reason_id": reason}
			made, err := w.as.Create(w.Context(), "crm.lead.lost", []map[string]any{v})
			if err != nil {
				return err
			}
			_, err = api.Do[any](w.Context(), w.as, api.Call{Model: "crm.lead.lost", Method: "action_lost_reason_apply", IDs: made, Effect: sets})
			return err
		}
		w.refused(lose(false, a, b), "A reason is needed (Loss).")
		w.same("active", w.row(leadModel, a, "active").Bool("active"), true)
		reason, err := w.p.dir.id(w.Context(), "crm.lost.reason", external("reasons.loss", "price"))
		w.must(err)
		w.must(lose(reason, a, b))
		for _, x := range []int64{a, b} {
			r := w.row(leadModel, x, "active", "lost_reason_id")
			w.same("active", r.Bool("active"), false)
			w.same("reason", r.One("lost_reason_id"), reason)
		}
		// Back to where it was lost.
		_, err = api.Do[any](w.Context(), w.as, api.Call{Model: leadModel, Method: "toggle_active", IDs: []int64{a}, Effect: sets})
		w.must(err)
		r := w.row(leadModel, a, "active", "stage_id", "lost_reason_id")
		w.same("active", r.Bool("active"), true)
		w.same("stage", r.One("stage_id"), w.stage("open"))
		w.same("reason", r.One("lost_reason_id"), int64(0))
	})
}
