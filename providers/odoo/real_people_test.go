package odoo

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// What rules do with people and companies, on records of salespeople who may edit their own alone.
func TestRealWorkPeople(t *testing.T) {
	w := watched(t, workArch(t))
	w.part("scores", func(w *watch) {
		firm := w.company(map[string]any{"name": "Firm", "x_size": 80})
		id := w.person(map[string]any{"parent_id": firm, "x_budget": 1})
		r := w.row(partnerModel, id, "x_fit", "x_total", "x_band")
		w.same("points for size", r.Number("x_fit"), 20.0)
		w.same("band", r.Text("x_band"), "B")
		// What somebody counted by hand is added, and stays.
		w.write(partnerModel, id, map[string]any{"x_fit_engagement_activities": 30})
		w.write(partnerModel, id, map[string]any{"x_note": "looked at"})
		r = w.row(partnerModel, id, "x_total", "x_fit_engagement_score", "x_band", "x_people_stage")
		w.same("points of activities", r.Number("x_fit_engagement_score"), 30.0)
		w.same("total", r.Number("x_total"), 50.0)
		w.same("stage", r.Text("x_people_stage"), "")
		w.same("points of companies", w.row(partnerModel, firm, "x_total").Number("x_total"), 0.0)
	})
	w.part("gates", func(w *watch) {
		id := w.person(map[string]any{"x_people_stage": "lead", "user_id": w.users["amy"]})
		move := func(to string, more map[string]any) error {
			v := map[string]any{"x_people_stage": to}
			for k, x := range more {
				v[k] = x
			}
			return w.as.Write(w.Context(), partnerModel, []int64{id}, v)
		}
		w.refused(move("mql", nil), "The score is there.", "Email, which is missing")
		w.refused(move("sql", nil), "leaves no stage out")
		w.same("stage", w.row(partnerModel, id, "x_people_stage").Text("x_people_stage"), "lead")
		// Facts that come with the move count, in the score, too.
		w.must(move("mql", map[string]any{"email": "pat@example.com", "x_budget": 5000}))
		r := w.row(partnerModel, id, "x_people_stage", "x_fit", "x_moved_by", "x_moved_at")
		w.same("stage", r.Text("x_people_stage"), "mql")
		w.same("points", r.Number("x_fit"), 60.0)
		w.same("who moved it", r.Text("x_moved_by"), "amy")
		w.same("when is kept", r.Text("x_moved_at") != "", true)
		// A no that goes back needs a code; the handoff what it owes.
		w.refused(move("lead", nil), "needs a reason (Out).")
		w.refused(move("sql", nil), "The handoff “Accepted” needs Source")
		w.must(move("sql", map[string]any{"x_source": "web", "x_note": "likes it"}))
		w.refused(move("mql", nil), "only goes forward")
		w.same("carried", w.row(partnerModel, id, "x_hint").Text("x_hint"), "likes it")
		// Waiting needs a date that is still to come.
		w.refused(move("waiting", nil), "a date to look again")
		w.refused(move("waiting", map[string]any{"x_again_on": "2020-01-01"}), "a date to look again")
		w.must(move("waiting", map[string]any{"x_again_on": "2999-01-01"}))
	})
	w.part("out", func(w *watch) {
		id := w.person(map[string]any{"x_people_stage": "lead", "user_id": w.users["amy"]})
		w.refused(w.as.Write(w.Context(), partnerModel, []int64{id}, map[string]any{"x_people_stage": "out"}), "needs a reason (Out).")
		w.write(partnerModel, id, map[string]any{"x_people_stage": "out", "x_out": "no_fit"})
		w.refused(w.as.Write(w.Context(), partnerModel, []int64{id}, map[string]any{"x_people_stage": "lead"}), "ends ")
		// A status that asks for a code, too.
		id = w.person(map[string]any{"x_contact_status": "new"})
		w.refused(w.as.Write(w.Context(), partnerModel, []int64{id}, map[string]any{"x_contact_status": "closed"}), "The status “Closed” needs a reason (Out).")
		w.write(partnerModel, id, map[string]any{"x_contact_status": "closed", "x_out": "no_budget"})
	})
	w.part("what follows", func(w *watch) {
		// One save counts the score, which sets off a move, which sets off all that an MQL gets.
		firm := w.company(map[string]any{"name": "Chain"})
		id := w.person(map[string]any{"x_people_stage": "lead", "parent_id": firm, "email": "chain@example.com", "x_region": "west"})
		w.same("the company follows", w.row(partnerModel, firm, "x_accounts_stage").Text("x_accounts_stage"), "cold")
		w.write(partnerModel, id, map[string]any{"x_budget": 2000})
		r := w.row(partnerModel, id, "x_people_stage", "x_basis", "x_assigned_at", "x_contact_status", "x_first_call_clock")
		w.same("stage", r.Text("x_people_stage"), "mql")
		w.same("owner", w.owner(partnerModel, id), "bo")
		w.same("basis", r.Text("x_basis"), "territory")
		w.same("when it was assigned", r.Text("x_assigned_at") != "", true)
		w.same("status", r.Text("x_contact_status"), "working")
		w.same("the clock runs", r.Text("x_first_call_clock") != "", true)
		w.same("tasks", strings.Join(w.activities(partnerModel, id), ", "), "bo: Call the person.")
		w.same("messages", w.log(partnerModel, id, "There is an MQL."), 1)
		w.same("the company follows", w.row(partnerModel, firm, "x_accounts_stage").Text("x_accounts_stage"), "warm")
		// Where the gate refuses what an automation would do, the save stands and the record stays where it is.
		id = w.person(map[string]any{"x_people_stage": "lead"})
		w.write(partnerModel, id, map[string]any{"x_budget": 3000, "x_note": "no address"})
		r = w.row(partnerModel, id, "x_people_stage", "x_total", "x_note", "x_basis")
		w.same("stage", r.Text("x_people_stage"), "lead")
		w.same("points", r.Number("x_total"), 60.0)
		w.same("note", r.Text("x_note"), "no address")
		w.same("basis", r.Text("x_basis"), "")
		w.same("tasks", len(w.activities(partnerModel, id)), 0)
		// Coming back takes the points of activities away.
		id = w.mql(map[string]any{})
		w.write(partnerModel, id, map[string]any{"x_fit_engagement_activities": 7})
		w.same("points", w.row(partnerModel, id, "x_total").Number("x_total"), 67.0)
		w.write(partnerModel, id, map[string]any{"x_people_stage": "lead", "x_out": "no_budget", "x_budget": 1})
		w.same("points", w.row(partnerModel, id, "x_total").Number("x_total"), 0.0)
		// All at once, in one that is new.
		id = w.person(map[string]any{"x_people_stage": "lead", "email": "new@example.com", "x_budget": 4000, "x_source": "web"})
		r = w.row(partnerModel, id, "x_people_stage", "x_basis")
		w.same("stage", r.Text("x_people_stage"), "mql")
		w.same("basis", r.Text("x_basis"), "web")
		w.same("tasks", len(w.activities(partnerModel, id)), 1)
		w.same("messages", w.log(partnerModel, id, "There is an MQL."), 1)
	})
	w.part("routing", func(w *watch) {
		mql := func(v map[string]any) (string, string) {
			w.Helper()
			id := w.mql(v)
			return w.owner(partnerModel, id), w.row(partnerModel, id, "x_basis").Text("x_basis")
		}
		want := func(v map[string]any, owner, basis string) {
			w.Helper()
			if o, b := mql(v); o != owner || b != basis {
				w.Errorf("%v goes to %q by %q, want %q by %q", v, o, b, owner, basis)
			}
		}
		rows, err := w.p.client.Groups(w.Context(), partnerModel, []any{[]any{"user_id", "!=", false}}, "user_id")
		w.must(err)
		w.Log("open before", rows)
		w.must(w.free())
		account := w.company(map[string]any{"name": "Named", "user_id": w.users["cara"]})
		want(map[string]any{"x_named": true, "parent_id": account, "x_region": "west"}, "cara", "named")
		want(map[string]any{"x_region": "east"}, "amy", "territory")
		want(map[string]any{"x_region": "west"}, "bo", "territory")
		want(map[string]any{"x_region": "north"}, "dev", "fallback")
		want(map[string]any{"x_languages_fr": true, "x_languages_en": true, "x_region": "east"}, "bo", "language")
		want(map[string]any{"x_languages_de": true}, "dev", "fallback")
		// amy has one, bo two.
		want(map[string]any{"x_source": "web"}, "amy", "web")
		// amy has two and takes no more; bo has two of three, which is what the queue allows.
		want(map[string]any{"x_source": "web"}, "bo", "web")
		want(map[string]any{"x_source": "web"}, "dev", "fallback")
		want(map[string]any{"x_source": "event"}, "dev", "fallback")
		want(map[string]any{"x_source": "web", "user_id": w.users["amy"]}, "amy", "web")
	})
	w.part("clocks", func(w *watch) {
		w.must(w.free())
		late := w.mql(map[string]any{"x_region": "east"})
		web := w.mql(map[string]any{"x_source": "web"})
		called := w.mql(map[string]any{"x_region": "west"})
		w.same("a clock runs", w.row(partnerModel, called, "x_first_call_clock").Text("x_first_call_clock") != "", true)
		w.write(partnerModel, called, map[string]any{"x_called_at": "2026-01-01 10:00:00"})
		w.same("a stopped clock", w.row(partnerModel, called, "x_first_call_clock").Text("x_first_call_clock"), "")
		for _, id := range []int64{late, web} {
			w.ago(partnerModel, id, "x_first_call_clock", 90*time.Minute)
		}
		w.tick(3 * time.Hour)
		w.same("a web lead after 90 minutes", w.log(partnerModel, web, "the time is up"), 1)
		w.same("another one", w.log(partnerModel, late, "the time is up"), 0)
		w.same("hint", w.row(partnerModel, web, "x_hint").Text("x_hint"), "late")
		w.same("no escalation yet", w.owner(partnerModel, late), "amy")
		w.ago(partnerModel, late, "x_first_call_clock", 125*time.Minute)
		w.tick(10 * time.Minute)
		w.same("escalated", w.log(partnerModel, late, "2h have passed. Look at it."), 1)
		w.same("escalated to", w.owner(partnerModel, late), "dev")
		w.ago(partnerModel, late, "x_first_call_clock", 245*time.Minute)
		w.tick(10 * time.Minute)
		w.same("breached", w.log(partnerModel, late, "the time is up"), 1)
		w.same("the other is not told of again", w.log(partnerModel, web, "the time is up"), 1)
		w.same("a call that was made", w.log(partnerModel, called, "the time is up"), 0)
	})
	w.part("handoffs", func(w *watch) {
		w.must(w.free())
		id := w.mql(map[string]any{"x_region": "west", "x_source": "event"})
		w.write(partnerModel, id, map[string]any{"x_people_stage": "sql"})
		w.same("one of them keeps it", w.owner(partnerModel, id), "bo")
		w.write(partnerModel, id, map[string]any{"x_people_stage": "buyer"})
		w.same("the next one has it", w.owner(partnerModel, id), "cara")
		if got := w.activities(partnerModel, id); !slices.Equal(got, []string{"bo: Call the person."}) {
			w.Errorf("tasks: %v", got)
		}
	})
}

// free takes the owners of all records away, so that nobody has any work.
func (w *watch) free() error {
	rows, err := w.p.client.Groups(w.Context(), partnerModel, []any{[]any{"user_id", "!=", false}}, "user_id")
	if err != nil || len(rows) == 0 {
		return err
	}
	found, err := w.ids(partnerModel, []any{[]any{"user_id", "!=", false}})
	if err != nil {
		return err
	}
	return w.p.client.Write(w.Context(), partnerModel, found, map[string]any{"user_id": false})
}

// mql makes a person who has become one.
func (w *watch) mql(v map[string]any) int64 {
	w.Helper()
	v["x_people_stage"], v["email"] = "lead", "mql@example.com"
	id := w.person(v)
	w.write(partnerModel, id, map[string]any{"x_people_stage": "mql", "x_budget": 5000})
	return id
}
