package odoo

import (
	"encoding/json"
	"maps"
	"os/exec"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// rowValues are the fields of a row, or what is saved.
type rowValues = map[string]any

// imitation is what testdata/imitation.py plays.
type imitation struct {
	Model    string                 `json:"model"`
	Code     string                 `json:"code"`
	Tables   map[string][]rowValues `json:"tables"`
	Computed []string               `json:"computed"` // fields that Odoo computes
	Stages   []string               `json:"stages"`   // external ids of the stages 1, 2 …
	Born     []int                  `json:"born"`     // records that are created right now
	Steps    []step                 `json:"steps"`
}

// step is a save, and what is wanted of it.
type step struct {
	ID       int       `json:"id"`
	Write    rowValues `json:"write"`
	Follows  rowValues `json:"follows"`  // what Odoo computes from it
	Computes bool      `json:"computes"` // Odoo computes a field of a record that it is creating
	Context  rowValues `json:"context"`  // sent with the save
	Groups   []string  `json:"groups"`   // of whoever saves
	refused  string    // words of the refusal, "" for none
	want     map[string]string
	tasks    string
	told     string
}

func (m imitation) play(t *testing.T) {
	t.Helper()
	python := testtool.Find(t, "python3")
	in, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "testdata/imitation.py")
	cmd.Stdin = strings.NewReader(string(in))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var out []struct {
		Refused     string
		Told, Tasks []string
		Record      map[string]string
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	for i, s := range m.Steps {
		got := out[i]
		if s.refused == "" && got.Refused != "" || !strings.Contains(got.Refused, s.refused) {
			t.Errorf("%d, %v: the refusal is %q, want %q", i, s.Write, got.Refused, s.refused)
		}
		for name, v := range s.want {
			if got.Record[name] != v {
				t.Errorf("%d, %v: %s is %q, want %q", i, s.Write, name, got.Record[name], v)
			}
		}
		if x := strings.Join(got.Tasks, ", "); x != s.tasks {
			t.Errorf("%d, %v: tasks %q, want %q", i, s.Write, x, s.tasks)
		}
		if x := strings.Join(got.Told, ", "); x != s.told {
			t.Errorf("%d, %v: told %q, want %q", i, s.Write, x, s.told)
		}
	}
}

// rulesOf is the code of the automation of a model.
func rulesOf(t *testing.T, a *schema.Architecture, model string) string {
	t.Helper()
	c, diags := Factory().Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	for _, r := range c.Resources {
		if r.Type == typeAutomation && r.Part == model {
			return text(r.Values["code"])
		}
	}
	t.Fatalf("no automation of %s", model)
	return ""
}

// Rules follow from each other within one save, once each; what an automation may not do stays undone; whoever has room gets the next.
func TestCodeRuns(t *testing.T) {
	users := []rowValues{{"id": 1, "login": "amy@work.example"}, {"id": 2, "login": "bo@work.example"}, {"id": 3, "login": "cara@work.example"}, {"id": 4, "login": "dev@work.example"}}
	person := func(v rowValues) rowValues {
		out := rowValues{"is_company": false, "email": "pat@example.com"}
		maps.Copy(out, v)
		return out
	}
	const mql, call = "There is an MQL.", "Call the person."
	m := imitation{Model: partnerModel, Code: rulesOf(t, workArch(t), partnerModel), Computed: []string{"commercial_partner_id"}, Born: []int{90}, Tables: map[string][]rowValues{
		"res.users": users, "crm.lead": {}, partnerModel: {{"id": 1, "is_company": true, "x_size": 80, "user_id": 3}},
	}}
	mqls := func(id int, v rowValues, want map[string]string, told, tasks string) []step {
		return []step{{ID: id, Write: person(rowValues{"x_people_stage": "lead"})}, {ID: id, Write: with(v, rowValues{"x_budget": 5000}), want: want, told: told, tasks: tasks}}
	}
	m.Steps = []step{
		// Points of facts and of activities.
		{ID: 10, Write: person(rowValues{"commercial_partner_id": 1}), want: map[string]string{"x_fit": "20.0", "x_total": "20.0", "x_band": "B"}},
		{ID: 10, Write: rowValues{"x_fit_engagement_activities": 30}, want: map[string]string{"x_fit_engagement_score": "30.0", "x_total": "50.0"}},
		{ID: 10, Write: rowValues{"x_note": "looked at"}, want: map[string]string{"x_total": "50.0"}},
		// Facts that come with a move count; several refusals are said at once.
		{ID: 11, Write: person(rowValues{"x_people_stage": "lead", "email": false, "user_id": 1})},
		{ID: 11, Write: rowValues{"x_people_stage": "mql"}, refused: "The score is there.", want: map[string]string{"x_people_stage": "lead"}},
		{ID: 11, Write: rowValues{"x_people_stage": "mql"}, refused: "Email, which is missing"},
		{ID: 11, Write: rowValues{"x_people_stage": "mql", "email": "pat@example.com", "x_budget": 5000, "x_source": "web"}, told: mql, tasks: "1: " + call,
			want: map[string]string{"x_people_stage": "mql", "x_fit": "60.0", "user_id": "1", "x_basis": "web", "x_contact_status": "working"}},
		// The context of an apply lets nobody past the rules who could not apply.
		{ID: 11, Write: rowValues{"x_share": 31.0}, Context: rowValues{api.Moves: true}, refused: "The share is at most 30."},
		{ID: 11, Write: rowValues{"x_share": 31.0}, Groups: []string{"base.group_system"}, refused: "The share is at most 30."},
		{ID: 11, Write: rowValues{"x_share": 31.0}, Context: rowValues{api.Moves: true}, Groups: []string{"base.group_system"}, want: map[string]string{"x_share": "31"}},
		// An automation that a gate forbids stops nobody.
		{ID: 12, Write: person(rowValues{"x_people_stage": "lead", "email": false})},
		{ID: 12, Write: rowValues{"x_budget": 5000, "x_note": "kept"}, want: map[string]string{"x_people_stage": "lead", "x_note": "kept", "x_total": "60.0"}},
	}
	// Archived records are below a company, and are no open work, whatever the context.
	archived := rowValues{"is_company": false, "active": false, "user_id": 1, "x_people_stage": "mql"}
	m.Tables[partnerModel] = append(m.Tables[partnerModel], with(archived, rowValues{"id": 70, "commercial_partner_id": 5}), with(archived, rowValues{"id": 71}),
		with(archived, rowValues{"id": 72}), rowValues{"id": 5, "is_company": true})
	m.Steps = append(m.Steps, step{ID: 13, Write: person(rowValues{"x_people_stage": "lead", "commercial_partner_id": 5})},
		step{ID: 5, Write: rowValues{"x_note": "read"}, want: map[string]string{"x_accounts_stage": "warm"}})
	for _, s := range [][]step{
		mqls(20, rowValues{"x_named": true, "commercial_partner_id": 1}, map[string]string{"user_id": "3", "x_basis": "named"}, mql, "1: "+call),
		mqls(21, rowValues{"x_region": "west"}, map[string]string{"user_id": "2", "x_basis": "territory"}, mql, "2: "+call),
		mqls(22, rowValues{"x_region": "north"}, map[string]string{"user_id": "4", "x_basis": "fallback"}, mql, "1: "+call),
		mqls(23, rowValues{"x_languages_fr": true, "x_languages_en": true, "x_region": "east"}, map[string]string{"user_id": "2", "x_basis": "language"}, mql, "2: "+call),
		mqls(24, rowValues{"x_languages_de": true}, map[string]string{"user_id": "4", "x_basis": "fallback"}, mql, "1: "+call),
		mqls(25, rowValues{"x_source": "web"}, map[string]string{"user_id": "1", "x_basis": "web"}, mql, "1: "+call), // amy has 1 besides, bo 2
		mqls(26, rowValues{"x_source": "web"}, map[string]string{"user_id": "2"}, mql, "2: "+call),                   // amy has no room, bo for one more
		mqls(27, rowValues{"x_source": "web"}, map[string]string{"user_id": "4", "x_basis": "fallback"}, mql, "1: "+call),
	} {
		m.Steps = append(m.Steps, s...)
	}
	for i := range m.Steps {
		if m.Steps[i].ID == 25 {
			m.Steps[i].Context = rowValues{"active_test": false}
		}
	}
	m.Steps = append(m.Steps,
		step{ID: 20, Write: rowValues{"x_share": 31.0}, refused: "The share is at most 30."},
		step{ID: 20, Write: rowValues{"x_share": 30.0}, want: map[string]string{"x_share": "30"}},
		// A clock that runs is not started again; coming back takes the points of activities.
		step{ID: 26, Write: rowValues{"x_fit_engagement_activities": 5, "x_first_call_clock": "earlier"}, want: map[string]string{"x_total": "65.0"}},
		step{ID: 26, Write: rowValues{"x_people_stage": "lead", "x_out": "no_budget", "x_budget": 1}, want: map[string]string{"x_total": "0.0", "x_fit_engagement_activities": "0.0", "x_first_call_clock": "earlier"}},
		step{ID: 26, Write: rowValues{"x_people_stage": "mql", "x_budget": 5000}, want: map[string]string{"x_first_call_clock": "earlier"}, told: mql, tasks: "2: " + call},
		// While Odoo is still creating a record no rule runs; afterwards they do, in the same transaction, too.
		step{ID: 90, Write: rowValues{"commercial_partner_id": 1}, Computes: true, want: map[string]string{"x_fit": ""}},
	)
	m.play(t)
}

// with are values of both.
func with(a, b rowValues) rowValues {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}
