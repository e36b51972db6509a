package odoo

import (
	"strings"
	"testing"
	"time"
)

// What the rules of the starter do from an MQL to a deal, for people who work with it.
func TestRealWorkStarter(t *testing.T) {
	w := watched(t, exampleArch(t, "revops-starter"))
	firm := w.company(map[string]any{"name": "Acme Tools", "x_domain": "tools.example", "x_size": 80, "x_industry": "software", "x_segment": "enterprise", "x_region": "west", "x_icp_band": "A"})
	id := w.person(map[string]any{"name": "Pat Doe", "parent_id": firm, "email": "pat@tools.example", "x_role": "director", "x_source": "web", "x_contact_stage": "lead", "user_id": w.users["amy"]})
	w.same("fit", w.row(partnerModel, id, "x_fit_score").Number("x_fit_score"), 75.0)
	mql := func() error {
		return w.as.Write(w.Context(), partnerModel, []int64{id}, map[string]any{"x_contact_stage": "mql"})
	}
	w.refused(mql(), "Fit and engagement both reach the threshold")
	w.write(partnerModel, id, map[string]any{"x_lead_engagement_activities": 50})
	w.must(mql())
	w.same("who knows the industry", w.owner(partnerModel, id), "bo")
	clocks := func(first, qualification, takeover bool) {
		w.Helper()
		r := w.row(partnerModel, id, "x_first_contact_clock", "x_qualification_clock", "x_takeover_clock")
		for name, want := range map[string]bool{"first_contact": first, "qualification": qualification, "takeover": takeover} {
			w.same(name, r.Text("x_"+name+"_clock") != "", want)
		}
	}
	clocks(true, false, true)
	w.works("bo@starter.example")
	w.write(partnerModel, id, map[string]any{"x_first_contacted_at": "2026-01-02 10:00:00"})
	clocks(false, true, false)
	w.refused(w.as.Write(w.Context(), partnerModel, []int64{id}, map[string]any{"x_contact_stage": "sql"}), "The qualifying conversation took place", "At least two of budget, authority, need and timing")
	w.write(partnerModel, id, map[string]any{"x_contact_stage": "sql", "x_conversation_at": "2026-01-02 11:00:00", "x_budget": true, "x_need": true})
	clocks(false, false, false)
	w.same("owner", w.owner(partnerModel, id), "bo")
	// The deal is handed to the account executive.
	deal := w.enter(leadModel, map[string]any{"name": "Seats", "type": "opportunity", "partner_id": id, "team_id": w.team(), "stage_id": w.stage("qualified")})
	w.same("owner of the deal", w.owner(leadModel, deal), "cara")
	w.works("cara@starter.example")
	w.refused(w.as.Write(w.Context(), leadModel, []int64{deal}, map[string]any{"stage_id": w.stage("closed_lost")}), "Competitor", "needs a reason")
	w.same("team", w.row(leadModel, deal, "team_id").One("team_id"), w.team())
	// A clock that has run out is told of.
	w.write(partnerModel, id, map[string]any{"x_recycling": "no_timing"})
	w.write(partnerModel, id, map[string]any{"x_contact_stage": "lead"})
	w.same("points after coming back", w.row(partnerModel, id, "x_engagement_score").Number("x_engagement_score"), 0.0)
	w.write(partnerModel, id, map[string]any{"x_demo_requested_at": "2026-01-03 10:00:00", "x_contact_stage": "mql", "x_first_contacted_at": false})
	clocks(true, false, false)
	w.ago(partnerModel, id, "x_first_contact_clock", 5*time.Hour)
	w.tick(2 * time.Hour)
	w.same("escalated", w.log(partnerModel, id, "4h have passed"), 1)
	w.same("breached", w.log(partnerModel, id, "the time is up"), 1)
}

// What follows when a lead of the largest example qualifies by its score: position, owner, reason, clock, task, status, company.
func TestRealWorkSaaS(t *testing.T) {
	w := watched(t, exampleArch(t, "b2b-saas"))
	w.works("chloe@fernway.example")
	firm := w.company(map[string]any{"name": "Hvac Ltd", "x_domain": "hvac.example", "x_industry": "hvac", "x_technicians": 100, "x_employees": 300, "x_segment": "mid_market", "x_region": "emea", "x_icp_band": "A"})
	id := w.person(map[string]any{"name": "Ann", "x_last_name": "Lee", "parent_id": firm, "email": "ann@hvac.example", "function": "Director", "x_seniority": "director",
		"x_lead_source": "event_list", "x_lifecycle_position": "known_lead", "user_id": w.users["iris"]})
	w.same("the company", w.row(partnerModel, firm, "x_company_stage").Text("x_company_stage"), "identified")
	w.write(partnerModel, id, map[string]any{"x_lead_engagement_activities": 12, "x_lifecycle_position": "marketing_engaged"})
	w.write(partnerModel, id, map[string]any{"x_lead_engagement_activities": 45})
	r := w.row(partnerModel, id, "x_lifecycle_position", "x_assignment_reason", "x_assigned_at", "x_contact_status", "x_first_touch_clock", "x_score_total")
	w.same("stage", r.Text("x_lifecycle_position"), "mql")
	w.same("why", r.Text("x_assignment_reason"), "upper_segments")
	if o := w.owner(partnerModel, id); o != "chloe" && o != "dirk" {
		w.Errorf("it goes to %q, who has another region", o)
	}
	w.same("when", r.Text("x_assigned_at") != "", true)
	w.same("status", r.Text("x_contact_status"), "new")
	w.same("the clock runs", r.Text("x_first_touch_clock") != "", true)
	if got := strings.Join(w.activities(partnerModel, id), "\n"); strings.Count(got, w.owner(partnerModel, id)+": First contact with this lead.") != 1 {
		w.Errorf("tasks: %v", got)
	}
	w.same("the company", w.row(partnerModel, firm, "x_company_stage").Text("x_company_stage"), "qualified")
	w.ago(partnerModel, id, "x_first_touch_clock", 5*time.Hour)
	w.tick(4 * time.Hour)
	w.same("the breach goes to triage", w.owner(partnerModel, id), "petra")
}

// What the rules of the data contract do with leads that are leads of Odoo.
func TestRealWorkContract(t *testing.T) {
	w := watched(t, exampleArch(t, "data-contract"))
	w.works("sam@millrace.example")
	v := map[string]any{"name": "Pumps", "type": "lead", "x_source": "form", "x_leads_stage": "signal", "user_id": w.users["sam"]}
	id := w.enter(leadModel, v)
	r := w.row(leadModel, id, "x_moved_by", "x_moved_at", "x_scoring_clock", "x_first_touch_clock")
	w.same("who moved it", strings.ToLower(r.Text("x_moved_by")), "sam")
	w.same("when", r.Text("x_moved_at") != "", true)
	w.same("scoring", r.Text("x_scoring_clock") != "", true)
	w.same("first touch", r.Text("x_first_touch_clock") != "", true)
	w.refused(w.as.Write(w.Context(), leadModel, []int64{id}, map[string]any{"x_leads_stage": "scored"}), "The handoff “1. Signal to Scored” needs Role")
	w.write(leadModel, id, map[string]any{"x_first_touch_at": "2026-01-02 10:00:00"})
	w.same("first touch", w.row(leadModel, id, "x_first_touch_clock").Text("x_first_touch_clock"), "")
}
