package odoo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// audited is a real database with an architecture in force and records of an age.
type audited struct {
	*testing.T
	p     *Provider
	a     *schema.Architecture
	c     *compiler
	users map[string]int64
}

// auditReal applies an architecture to an empty database in which everybody of the directory can log in.
func auditReal(t *testing.T, a *schema.Architecture, o Options) *audited {
	t.Helper()
	w := &audited{T: t, p: emptyReal(t), a: a, users: map[string]int64{}}
	for _, team := range a.Teams {
		for _, m := range team.Members {
			rows, err := w.p.client.SearchRead(t.Context(), api.Search{Model: "res.users", Domain: []any{[]any{"login", "=", m.Identity}}, Fields: []string{"id"}})
			w.must(err)
			if len(rows) == 0 {
				w.users[m.Name] = enter(t, w.p, "res.users", map[string]any{"name": m.Name, "login": m.Identity, "email": m.Identity}, 1)[0]
				continue
			}
			w.users[m.Name] = rows[0].ID()
			w.must(w.p.client.Write(t.Context(), "res.users", []int64{rows[0].ID()}, map[string]any{"active": true}))
		}
	}
	p := openReal(t, Options{})
	applyReal(t, a, p)
	w.p = openReal(t, o)
	w.c = newCompiler(a, w.target(), w.p.settings, w.p.org)
	return w
}

func (w *audited) target() providers.Target {
	return providers.Target{CRM: &schema.CRM{Provider: provider}}
}

func (w *audited) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// odoo translates values by field, "stage" for the lifecycle of leads.
func (w *audited) odoo(object string, v map[string]any) map[string]any {
	out := map[string]any{}
	for name, x := range v {
		switch f := w.a.Field(object, name); {
		case name == "stage":
			out[w.c.trackHome(w.a.Track("lifecycle.leads")).name] = x
		case name == "owner":
			out["user_id"] = w.users[text(x)]
			if n, ok := x.(int64); ok {
				out["user_id"] = n
			}
			if x == nil {
				out["user_id"] = false
			}
		case f == nil:
			out[name] = x
		default:
			out[w.c.homeOf(object, name).name] = x
		}
	}
	return out
}

// lead makes a lead of an owner, and then changes it in one request after the other.
func (w *audited) lead(first map[string]any, then ...map[string]any) int64 {
	w.Helper()
	v := w.odoo("lead", first)
	v["name"], v["type"] = "Lead", "lead"
	id := enter(w.T, w.p, leadModel, v, 1)[0]
	for _, x := range then {
		w.must(w.p.client.Write(w.Context(), leadModel, []int64{id}, w.odoo("lead", x)))
	}
	return id
}

// unruled does something while no rule is in force.
func (w *audited) unruled(do func()) {
	w.Helper()
	rows, err := w.p.client.SearchRead(w.Context(), api.Search{Model: "base.automation", Domain: []any{[]any{"active", "=", true}}, Fields: []string{"id"}})
	w.must(err)
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.ID())
	}
	w.must(w.p.client.Write(w.Context(), "base.automation", ids, map[string]any{"active": false}))
	do()
	w.must(w.p.client.Write(w.Context(), "base.automation", ids, map[string]any{"active": true}))
}

// age lets days pass for all leads and for the fields that they are in: what happened to them happened so long ago.
func (w *audited) age(days int) {
	w.Helper()
	model, err := w.p.dir.id(w.Context(), modelNames, leadModel)
	w.must(err)
	ago := fmt.Sprintf("interval '%d days'", days)
	code := []string{
		"env.cr.execute(\"UPDATE mail_tracking_value SET create_date = create_date - " + ago + " WHERE mail_message_id IN (SELECT id FROM mail_message WHERE model = 'crm.lead')\")",
		"env.cr.execute(\"UPDATE mail_message SET create_date = create_date - " + ago + " WHERE model = 'crm.lead'\")",
		"env.cr.execute(\"UPDATE crm_lead SET create_date = create_date - " + ago + "\")",
		"env.cr.execute(\"UPDATE ir_model_fields SET create_date = create_date - " + ago + ", write_date = write_date - " + ago + " WHERE state = 'manual'\")",
		"env.cr.execute(\"UPDATE ir_model_fields_selection SET write_date = write_date - " + ago + "\")",
	}
	for name, f := range w.p.org.fields[leadModel] {
		if f.Own && f.Type == "datetime" {
			code = append(code, fmt.Sprintf("env.cr.execute(\"UPDATE crm_lead SET %s = %s - %s\")", name, name, ago))
		}
	}
	action := enter(w.T, w.p, "ir.actions.server", map[string]any{"name": "Age", "model_id": model, "state": "code", "code": strings.Join(append(code, "env.invalidate_all()"), "\n")}, 1)
	w.run("ir.actions.server", "run", action[0])
	w.must(w.p.client.Unlink(w.Context(), "ir.actions.server", action))
}

func (w *audited) run(model, method string, id int64) {
	w.Helper()
	_, err := api.Do[any](w.Context(), w.p.client, api.Call{Model: model, Method: method, IDs: []int64{id}})
	w.must(err)
}

// tick carries out what is due by the clock, as Odoo's scheduler does.
func (w *audited) tick() {
	w.Helper()
	rows, err := w.p.client.SearchRead(w.Context(), api.Search{Model: "ir.model.data", Domain: []any{[]any{"module", "=", "base_automation"}, []any{"model", "=", "ir.cron"}}, Fields: []string{"res_id"}})
	w.must(err)
	w.run("ir.cron", "method_direct_trigger", int64(rows[0].Number("res_id")))
}

// audit judges the records.
func (w *audited) audit(objects ...string) *audit.Report {
	w.Helper()
	r, diags := audit.Run(w.Context(), audit.Options{Environment: "test", Arch: w.a, Now: time.Now(), Objects: objects,
		CRMs: []audit.CRM{{Target: w.target(), View: providers.ReadOnly(w.p)}}})
	w.must(diags.Err())
	return r
}

// An audit finds on a real Odoo what is wrong with records, and nothing with those that are right.
func TestRealAudit(t *testing.T) {
	a := exampleArch(t, "data-contract")
	a.Lifecycles[0].NoSkip = true // so that there is something to break
	w := auditReal(t, a, Options{})
	firm := enter(t, w.p, partnerModel, w.odoo("company", map[string]any{"name": "Pumps", "is_company": true, "size": 120.0, "industry": "industry", "region": "nl", "segment": "private"}), 1)[0]
	facts := map[string]any{"partner_id": firm, "email": "ana@pumps.example", "name": "Ana", "role": "maintenance", "seniority": "manager", "source": "form", "language": "nl", "icp_score": 80.0, "icp_band": "A"}
	with := func(more map[string]any) map[string]any {
		out := maps.Clone(facts)
		maps.Copy(out, more)
		return out
	}
	signal := func(owner string) map[string]any { return with(map[string]any{"stage": "signal", "owner": owner}) }
	touched := map[string]any{"first_touch_at": time.Now().UTC().Format(time.DateTime)}
	scored := map[string]any{"stage": "scored", "move_basis": "Fits"}
	made, want := map[string]string{}, map[string][]string{}
	add := func(what string, id int64, findings ...string) {
		made[fmt.Sprint(id)] = what
		if len(findings) > 0 {
			want[what] = findings
		}
	}
	// While the rules are in force. They give what is scored to somebody else, which starts the clock of the first contact.
	add("clean", w.lead(signal("sam"), scored, touched))
	add("baseless", w.lead(signal("sam"), map[string]any{"stage": "scored"}, touched), "no_basis lifecycle.leads")
	add("untouched", w.lead(signal("sam"), scored), "breached sla.first_touch")
	add("left alone", w.lead(signal("sam")), "breached sla.scoring")
	add("put away", w.lead(signal("sam"), map[string]any{"active": false}))
	// While they are not.
	w.unruled(func() {
		add("nobody's", w.lead(with(map[string]any{"stage": "signal", "owner": nil}), scored), "no_owner stage.leads.scored")
		add("hugo's", w.lead(signal("hugo"), scored), "owner_gone stage.leads.scored")
		add("a stranger's", w.lead(with(map[string]any{"stage": "signal", "owner": w.p.client.UserID()}), scored), "owner_unlisted stage.leads.scored")
		add("factless", w.lead(with(map[string]any{"stage": "signal", "owner": "sam", "role": false}), scored), "fact_missing handoff.signal_to_scored")
		add("back", w.lead(signal("sam"), scored, map[string]any{"stage": "signal", "move_basis": "Wrong"}), "backward lifecycle.leads", "unraised sla.scoring")
		add("jumped", w.lead(signal("sam"), map[string]any{"stage": "assigned", "move_basis": "Hurry"}), "skipped lifecycle.leads", "unraised sla.qualification", "unraised sla.scoring")
		add("ended", w.lead(signal("sam"), map[string]any{"stage": "disqualified", "move_basis": "No"}, map[string]any{"stage": "scored", "move_basis": "Yes"}),
			"left_end stage.leads.disqualified", "no_basis stage.leads.disqualified")
		add("unheard", w.lead(signal("sam")), "unraised sla.scoring")
		unlogged := w.lead(signal("sam"), scored)
		_, err := api.Do[any](t.Context(), w.p.client, api.Call{Model: leadModel, Method: "write", IDs: []int64{unlogged}, Args: []api.Arg{{Name: "vals", Value: w.odoo("lead", map[string]any{"stage": "disqualified"})}},
			Context: map[string]any{"tracking_disable": true}})
		w.must(err)
		add("unlogged", unlogged, "fact_missing reasons.disqualification", "log_gap lifecycle.leads")
		option := enter(t, w.p, optionModel, map[string]any{"field_id": w.field("lead"), "value": "limbo", "name": "Limbo"}, 1)
		add("undeclared", w.lead(signal("sam"), map[string]any{"stage": "limbo", "move_basis": "?"}), "unknown_stage lifecycle.leads", "unraised sla.scoring")
		t.Cleanup(func() { _ = w.p.client.Unlink(context.Background(), optionModel, option) })
		stage, err := w.p.dir.id(t.Context(), "crm.stage", external("stage.sales.opportunity", ""))
		w.must(err)
		deal := w.odoo("deal", map[string]any{"name": "Deal", "type": "opportunity", "stage_id": stage, "owner": "paul", "partner_id": firm})
		add("deal", enter(t, w.p, leadModel, deal, 1)[0], "fact_missing stage.sales.opportunity", "fact_missing stage.sales.opportunity") // two of them
	})
	w.must(w.p.client.Write(t.Context(), "res.users", []int64{w.users["hugo"]}, map[string]any{"active": false}))
	w.age(10)
	w.tick()
	r := w.audit("lead", "deal")
	got := map[string][]string{}
	for _, c := range r.Checks {
		for _, f := range c.Findings {
			for _, x := range f.Records {
				what := made[x.ID]
				got[what] = append(got[what], fmt.Sprintf("%s %s", f.Kind, f.Address))
				t.Logf("%s: %s %s %s", what, f.Kind, f.What, x.Detail)
			}
		}
		t.Logf("%s: %d %s, %d broken, %v, untold %v", c.Name, c.Looked, c.What, c.Broken, c.Figures, c.Untold)
	}
	t.Logf("%+v", r.Objects)
	for _, list := range []map[string][]string{got, want} {
		for _, l := range list {
			slices.Sort(l)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("findings (-wanted +found): %s", d)
	}
}

// field is the number of the field that holds the lifecycle of leads.
func (w *audited) field(string) int64 {
	w.Helper()
	id, err := w.p.dir.id(w.Context(), fieldNames, w.c.trackHome(w.a.Track("lifecycle.leads")).key())
	w.must(err)
	return id
}
