package odoo

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// another logs somebody else in.
func another(t *testing.T, p *Provider, url, database, login, password string) *api.Client {
	t.Helper()
	groups, err := p.client.SearchRead(t.Context(), api.Search{Model: "res.users", Domain: []any{[]any{"id", "=", p.client.UserID()}}, Fields: []string{rightsOf(p)}})
	if err != nil {
		t.Fatal(err)
	}
	there, err := p.client.SearchRead(t.Context(), api.Search{Model: "res.users", Domain: []any{[]any{"login", "=", login}}, Fields: []string{"login"}})
	if err == nil && len(there) == 0 {
		v := map[string]any{"name": "Mara Okafor", "login": login, rightsOf(p): []any{[]any{6, 0, groups[0].Many(rightsOf(p))}}}
		if password != emulator.DefaultKey {
			v["password"] = password
		}
		_, err = p.client.Create(t.Context(), "res.users", []map[string]any{v})
	}
	if err != nil {
		t.Fatal(err)
	}
	c, err := api.Connect(t.Context(), api.Options{URL: url, Database: database, User: login, Key: web.NewSecret(password)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// strayed applies an architecture, lets somebody else change a stage, the label of a field, an option and the action of a rule, and
// deletes a reason; drift then names who did it.
func strayed(t *testing.T, p *Provider, mara *api.Client, later func()) {
	t.Helper()
	ctx := t.Context()
	a := exampleArch(t, "revops-starter")
	build := building(a, p)
	plan, diags := planner.Build(ctx, build)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	store := planner.NewLocalStore(t.TempDir()+"/state.json", "test")
	res, diags := planner.Apply(ctx, planner.ApplyOptions{Plan: plan, Build: build, Store: store})
	if err := diags.Err(); err != nil || !res.Complete() {
		t.Fatal(err, res)
	}
	later()
	live, err := p.Read(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	one := func(typ string, which func(*providers.Live) bool) (string, int64) {
		for _, l := range live {
			if l.Type == typ && !l.BuiltIn && which(l) {
				return typ + " " + l.Key, rowID(l.ID)
			}
		}
		t.Fatalf("there is no %s", typ)
		return "", 0
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	whichever := func(*providers.Live) bool { return true }
	named := func(k string) func(*providers.Live) bool { return func(l *providers.Live) bool { return l.Key == k } }
	want := map[string]bool{} // whether it is known who did it
	stage, id := one(typeStage, named("stage/sales/discovery"))
	must(mara.Write(ctx, "crm.stage", []int64{id}, map[string]any{"name": "Talks"}))
	field, id := one(typeField, named("crm.lead/x_timeline"))
	must(mara.Write(ctx, fieldModel, []int64{id}, map[string]any{"help": "When they want it."}))
	option, id := one(typeOption, func(l *providers.Live) bool { return l.Values["field"] == "crm.lead/x_timeline" })
	must(mara.Write(ctx, optionModel, []int64{id}, map[string]any{"name": "Soon"}))
	rule, id := one(typeAutomation, func(l *providers.Live) bool { return text(l.Values["code"]) != "" })
	actions, err := actionsOf(ctx, mara, []int64{id})
	must(err)
	must(mara.Write(ctx, actionModel, []int64{actions[id][0].ID()}, map[string]any{"code": "pass"}))
	team, id := one(typeTeam, named("pipeline/sales"))
	must(mara.Write(ctx, "crm.team", []int64{id}, map[string]any{"name": "Selling"}))
	view, id := one(typeView, whichever)
	must(mara.Write(ctx, viewModel, []int64{id}, map[string]any{"priority": 40}))
	reason, id := one(typeReason, func(l *providers.Live) bool { return own(l.Key) })
	must(mara.Unlink(ctx, "crm.lost.reason", []int64{id}))
	for _, name := range []string{stage, field, option, rule, team, view} {
		want[name] = true
	}
	want[reason] = false

	again := reopened(t, p)
	state, err := store.Load(ctx)
	must(err)
	d, diags := planner.Drift(ctx, planner.DriftOptions{Environment: "test", Arch: a, Who: true, State: state,
		CRMs: planner.LookAt([]planner.TargetProvider{{Target: build.CRMs[0].Target, Provider: again}})})
	must(diags.Err())
	for _, o := range d.Drifted {
		known, ours := want[o.Type+" "+o.Key]
		if !ours {
			continue
		}
		delete(want, o.Type+" "+o.Key)
		switch {
		case known && (o.Changed.IsZero() || o.Changed.Who != "Mara Okafor <mara@drift.example>" || o.Changed.When == nil):
			t.Errorf("%s %s: %+v", o.Type, o.Key, o.Changed)
		case known && (o.Changed.How == "server action") != (o.Type == typeAutomation):
			t.Errorf("%s %s was changed by %q", o.Type, o.Key, o.Changed.How)
		case !known && !o.Changed.IsZero():
			t.Errorf("%s %s, which is gone: %+v", o.Type, o.Key, o.Changed)
		}
	}
	for name := range want {
		t.Errorf("%s is no drift", name)
	}
	if len(d.Unknown) != 1 || d.Unknown[0] != lastWriterOnly {
		t.Errorf("unknown: %q", d.Unknown)
	}
	if _, unknown, err := again.LastChanges(ctx, []providers.Subject{subjectOf(t, live, typeScoring), subjectOf(t, live, typeMember), subjectOf(t, live, typeStage)}); err != nil || len(unknown) > 0 {
		t.Errorf("of what is there: %q, %v", unknown, err)
	}
}

func subjectOf(t *testing.T, live []*providers.Live, typ string) providers.Subject {
	t.Helper()
	for _, l := range live {
		if l.Type == typ {
			return providers.Subject{Type: typ, Key: l.Key, ID: l.ID}
		}
	}
	t.Fatalf("there is no %s", typ)
	return providers.Subject{}
}

// reopened is the same database, learned anew.
func reopened(t *testing.T, p *Provider) *Provider {
	t.Helper()
	q := &Provider{settings: p.settings, client: p.client, dir: newDirectory(p.client)}
	var err error
	if q.org, err = learn(t.Context(), p.client); err != nil {
		t.Fatal(err)
	}
	return q
}

// Drift says who changed what, and that Odoo knows nothing of what was deleted.
func TestLastChanges(t *testing.T) {
	t.Parallel()
	clock := testclock.New()
	s := emulator.Empty(emulator.Clock(clock.Now))
	srv := httptest.NewServer(s)
	defer srv.Close()
	p := emulated(t, s)
	strayed(t, p, another(t, p, srv.URL, emulator.DefaultDatabase, "mara@drift.example", emulator.DefaultKey), func() { clock.Move(time.Minute) })
}

// A user who may not read automations gets what there is, and is told about the rest. Other failures are failures.
func TestLastChangesWithoutRights(t *testing.T) {
	t.Parallel()
	s := emulator.Empty()
	p := emulated(t, s)
	applied(t, p, creates(t, typeStage, providers.Values{"external_id": "stage/a", "name": "A", "order": 10.0}),
		creates(t, typeAutomation, providers.Values{"external_id": "automation/a", "name": "A", "model": leadModel, "trigger": "on_create", "code": "pass"}))
	live, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	of := []providers.Subject{subjectOf(t, live, typeAutomation), subjectOf(t, live, typeStage), subjectOf(t, live, typeAutomation)}
	s.Inject(emulator.Fault{Call: "base.automation.search_read", Name: "odoo.exceptions.AccessError", Message: "You are not allowed to access 'Automation Rule' (base.automation) records."})
	changes, unknown, err := p.LastChanges(t.Context(), of)
	if err != nil || !changes[0].IsZero() || changes[1].IsZero() || len(unknown) != 1 || !strings.Contains(unknown[0], "You are not allowed to access 'Automation Rule'") {
		t.Errorf("%+v, %q, %v", changes, unknown, err)
	}
	s.Heal()
	s.Inject(emulator.Fault{Call: "crm.stage.search_read", Status: http.StatusBadGateway, Times: -1})
	if _, _, err := p.LastChanges(t.Context(), of); !providers.IsKind(err, providers.Unavailable) {
		t.Errorf("a server that is down gives %v", err)
	}
}

// A rule that the scheduler runs bears its stamp: who changed the rule is unknown then, and not the scheduler.
func TestLastChangesOfClocks(t *testing.T) {
	t.Parallel()
	s := emulator.Empty()
	p := emulated(t, s)
	applied(t, p, creates(t, typeAutomation, providers.Values{"external_id": "sla/a", "name": "A", "model": leadModel, "trigger": "on_time", "date": "crm.lead/create_date", "code": "pass"}))
	live, err := p.Read(t.Context(), []string{typeAutomation})
	if err != nil {
		t.Fatal(err)
	}
	of := []providers.Subject{subjectOf(t, live, typeAutomation)}
	p = emulated(t, scheduled(t, s))
	changes, unknown, err := p.LastChanges(t.Context(), of)
	if err != nil || changes[0].IsZero() || changes[0].How != "server action" || strings.Contains(changes[0].Who, "OdooBot") || len(unknown) != 1 || unknown[0] != schedulerWrote {
		t.Errorf("%+v, %q, %v", changes[0], unknown, err)
	}
}

// scheduled is a server whose scheduler has run all rules, as Odoo 17.0 leaves them then.
func scheduled(t *testing.T, s *emulator.Server) *emulator.Server {
	t.Helper()
	raw, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for _, r := range all["tables"].(map[string]any)["base.automation"].([]any) {
		r := r.(map[string]any)
		r["write_uid"], r["last_run"], r["write_date"] = bySystem, "2031-01-01 10:00:00", "2031-01-01 10:00:00"
	}
	if raw, err = json.Marshal(all); err != nil {
		t.Fatal(err)
	}
	if s, err = emulator.Restore(raw); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRealLastChanges(t *testing.T) {
	p := emptyReal(t)
	strayed(t, p, another(t, p, p.settings.url, p.settings.database, "mara@drift.example", "mara-9-okafor"), func() {})
}

// Of everything that was just made it is known who made it; the scheduler of the real one then does what scheduled says.
func TestRealLastChangesOfClocks(t *testing.T) {
	p, _ := recordedReal(t)
	var of []providers.Subject
	for _, pr := range applied(t, p,
		creates(t, typeTeam, providers.Values{"external_id": "pipeline/sales", "name": "Pipeline"}),
		creates(t, typeReason, providers.Values{"external_id": "reasons/lost#price", "name": "Price"}),
		creates(t, typeField, providers.Values{"model": leadModel, "name": "x_band", "label": "Band", "type": "selection"}),
		creates(t, typeOption, providers.Values{"field": "crm.lead/x_band", "value": "A", "label": "A", "order": 0.0}),
		creates(t, typeStage, providers.Values{"external_id": "stage/sales/open", "name": "Open", "team": "pipeline/sales", "order": 10.0}),
		creates(t, typeAutomation, providers.Values{"external_id": "sla/a", "name": "A", "model": leadModel, "trigger": "on_time", "date": "crm.lead/create_date", "code": "pass"})) {
		of = append(of, providers.Subject{Type: pr.Op.Type, Key: pr.Op.Key, ID: pr.ID})
	}
	of = append(of, providers.Subject{Type: typeScoring, Key: scoringName, ID: scoringFields})
	changes, unknown, err := p.LastChanges(t.Context(), of)
	if err != nil || len(unknown) > 0 {
		t.Fatal(unknown, err)
	}
	for i, c := range changes {
		if by := of[i].Type; c.IsZero() || c.When == nil || by != typeScoring && (c.How != "" || !strings.HasSuffix(c.Who, "<"+p.settings.user+">")) {
			t.Errorf("%s: %+v", by, c)
		}
	}
	of = of[5:6]
	jobs, err := p.client.SearchRead(t.Context(), api.Search{Model: "ir.cron", Domain: []any{[]any{"model_id.model", "=", "base.automation"}}, Fields: []string{"name"}})
	if err != nil || len(jobs) != 1 {
		t.Fatal(jobs, err)
	}
	if _, err := api.Do[any](t.Context(), p.client, api.Call{Model: "ir.cron", Method: "method_direct_trigger", IDs: []int64{jobs[0].ID()}}); err != nil {
		t.Fatal(err)
	}
	changes, unknown, err = p.LastChanges(t.Context(), of)
	if err != nil || changes[0].IsZero() || changes[0].How != "server action" || len(unknown) != 1 || unknown[0] != schedulerWrote {
		t.Errorf("%+v, %q, %v", changes[0], unknown, err)
	}
}
