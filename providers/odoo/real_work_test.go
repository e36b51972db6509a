package odoo

import (
	"os"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// A lead does not move to a stage whose facts are missing, whoever moves it and however, and does once they are there.
func TestRealGate(t *testing.T) {
	p := emptyReal(t)
	ctx := t.Context()
	applied(t, p,
		creates(t, typeTeam, providers.Values{"external_id": "pipeline/sales", "name": "Pipeline"}),
		creates(t, typeStage, providers.Values{"external_id": "stage/sales/demo", "name": "Demo", "team": "pipeline/sales", "order": 10.0}),
		creates(t, typeStage, providers.Values{"external_id": "stage/sales/offer", "name": "Offer", "team": "pipeline/sales", "order": 20.0}),
		creates(t, typeField, providers.Values{"model": leadModel, "name": "x_need", "label": "Need", "type": "char"}),
		creates(t, typeAutomation, providers.Values{"external_id": "stage/sales/offer#requires", "name": "Offer: facts", "model": leadModel, "trigger": "on_create_or_write",
			"when": "[('x_need', '=', False)]", "description": "Refuses Offer without a need.\nSays so: <b> & “x”.",
			"code": "if record.stage_id == env.ref('stagecraft.stage:stage/sales/offer'):\n    raise UserError('Offer: the need is not known.')"}))
	stage := func(k string) int64 {
		id, err := p.dir.id(ctx, "crm.stage", k)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	lead := enter(t, p, leadModel, map[string]any{"name": "Lead", "type": "opportunity", "stage_id": stage("stage/sales/demo")}, 1)
	move := map[string]any{"stage_id": stage("stage/sales/offer")}
	if err := p.client.Write(ctx, leadModel, lead, move); !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), "Offer: the need is not known.") {
		t.Errorf("a move without the fact gives %v", err)
	}
	if _, err := p.client.Create(ctx, leadModel, []map[string]any{{"name": "Straight in", "type": "opportunity", "stage_id": move["stage_id"]}}); !providers.IsKind(err, providers.Invalid) {
		t.Errorf("a lead that begins there without the fact gives %v", err)
	}
	if err := p.client.Write(ctx, leadModel, lead, map[string]any{"x_need": "Five seats"}); err != nil {
		t.Fatal(err)
	}
	if err := p.client.Write(ctx, leadModel, lead, move); err != nil {
		t.Errorf("a move with the fact gives %v", err)
	}
	if n, err := p.CountRecords(ctx, []providers.RecordQuery{{Type: typeStage, Key: "stage/sales/offer"}, {Type: typeStage, Key: "stage/sales/offer", Missing: "crm.lead/x_need"}, {Type: typeStage, Key: "gone"}}); err != nil || n[0] != 1 || n[1] != 0 || n[2] != -1 {
		t.Errorf("counts %v, %v", n, err)
	}
}

// Clocks and other triggers are read back as they were written, after changes, too.
func TestRealAutomations(t *testing.T) {
	p := emptyReal(t)
	base := providers.Values{"model": leadModel, "code": "pass"}
	lives := []providers.Values{
		{"external_id": "sla/first#breach", "name": "First touch", "trigger": "on_time", "date": "crm.lead/create_date", "delay": 4.0, "delay_unit": "hour", "when": "[('user_id', '=', False)]"},
		{"external_id": "automation/won", "name": "Won", "trigger": "on_stage_set", "stage": "stage/won"},
		{"external_id": "automation/tagged", "name": "Tagged", "trigger": "on_tag_set", "tag": "tag/hot"},
		{"external_id": "automation/moved", "name": "Moved", "trigger": "on_write", "watches": []any{"crm.lead/stage_id", "crm.lead/user_id"}, "before": "[('active', '=', True)]"},
		{"external_id": "automation/long", "name": "Übergabe „neu“", "trigger": "on_create", "description": "One.\n\nTwo <b>&amp; “three”.", "active": false},
	}
	ops := []*providers.Operation{creates(t, typeStage, providers.Values{"external_id": "stage/won", "name": "Won", "won": true, "order": 99.0}), creates(t, typeTag, providers.Values{"external_id": "tag/hot", "name": "Hot"})}
	for _, v := range lives {
		for k, x := range base {
			v[k] = x
		}
		ops = append(ops, creates(t, typeAutomation, v))
	}
	same := func(made providers.Progress, want providers.Values) {
		t.Helper()
		if d := kindOf(typeAutomation).typ.Differing(normal(t, typeAutomation, want), made.Values); len(d) > 0 {
			t.Errorf("%s differs in %v: %v", made.Op.Key, d, made.Values)
		}
	}
	made := applied(t, p, ops...)[2:]
	var next []*providers.Operation
	for i := range lives {
		same(made[i], lives[i])
		changed := lives[i].With("code", "# changed\npass").With("name", text(lives[i]["name"])+" 2")
		switch i {
		case 0:
			changed["delay"], changed["delay_unit"] = -2.0, "day"
		case 1:
			changed["trigger"], changed["tag"] = "on_tag_set", "tag/hot"
			delete(changed, "stage")
		case 2:
			changed["trigger"], changed["stage"] = "on_stage_set", "stage/won"
			delete(changed, "tag")
		case 3:
			changed["watches"] = []any{"crm.lead/stage_id"}
		}
		lives[i] = changed
		next = append(next, changes(t, made[i], changed))
	}
	for i, pr := range applied(t, p, next...) {
		same(pr, lives[i])
	}
}

// What Stagecraft made is found again by the addresses that it had.
func TestRealIdentify(t *testing.T) {
	p := emptyReal(t)
	var ops []*providers.Operation
	want := map[string]string{}
	for addr, v := range map[string]providers.Values{
		"odoo_stage.stage.lead.new":                {"external_id": "stage/lead/new", "name": "New", "order": 1.0},
		"odoo_lost_reason.reasons.lost#a b.c":      {"external_id": external("reasons.lost", "a b.c"), "name": "A"},
		"odoo_field.field.lead.band":               {"model": leadModel, "name": "x_band", "type": "selection"},
		"odoo_option.field.lead.band#A":            {"field": "crm.lead/x_band", "value": "A", "label": "A", "order": 0.0},
		"odoo_automation.handoff.to_ae#owner":      {"external_id": "handoff/to_ae#owner", "name": "Owner", "model": leadModel, "trigger": "on_create", "code": "pass"},
		"odoo_view.architecture.x#leads":           {"external_id": "architecture/x#leads", "name": "Page", "model": leadModel, "inherits": "crm.crm_lead_view_form", "arch": `<data><xpath expr="//notebook" position="inside"><page string="P"><field name="x_band"/></page></xpath></data>`},
		"odoo_team.pipeline.sales":                 {"external_id": "pipeline/sales", "name": "Sales pipeline"},
		"odoo_settings.architecture.x#settings":    {"name": settingsName, "several_teams": true},
		"odoo_team_member.member.sales.ana":        {"team": "pipeline/sales", "user": os.Getenv("STAGECRAFT_ODOO_USER")},
		"odoo_tag.field.lead.segment#technicians+": {"external_id": "field/lead/segment#technicians+", "name": "Technicians"},
	} {
		typ, _, _ := providers.SplitAddress(addr)
		op := creates(t, typ, v)
		op.Address = addr
		if typ == typeSettings { // every database has them
			op.Action, op.ID = providers.Update, settingsModel
		} else {
			want[typ+" "+op.Key] = addr
		}
		ops = append(ops, op)
	}
	rank := map[string]int{}
	for i, k := range kinds() {
		rank[k.typ.Name] = i
	}
	sortOps(ops, rank)
	applied(t, p, ops...)
	list, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Identify(t.Context(), list)
	if err != nil {
		t.Fatal(err)
	}
	for l, addr := range got {
		if name := l.Type + " " + l.Key; want[name] != addr {
			t.Errorf("%s has the address %s, want %q", name, addr, want[name])
		} else {
			delete(want, name)
		}
	}
	for name := range want {
		t.Errorf("%s is not found", name)
	}
}

// A language that is not active is refused before anything is read wrongly, and so is a wrong key.
func TestRealSettings(t *testing.T) {
	openReal(t, Options{})
	for name, bad := range map[string]string{"language": "xx_XX", "key": "no", "database": "nothing"} {
		crm := &schema.CRM{Provider: provider, Settings: map[string]schema.Setting{}}
		for i, s := range []string{"url", "database", "user", "key"} {
			crm.Settings[s] = schema.Setting{Env: realVariables[i]}
		}
		crm.Settings[name] = schema.Setting{Value: bad}
		_, err := Factory().Open(t.Context(), providers.Target{CRM: crm}, os.Getenv)
		if err == nil {
			t.Errorf("%s %q is taken", name, bad)
		}
		t.Log(name, err)
	}
}

// An object gets another identity and keeps its records; one that nobody named gets its first; what cannot be changed at all is
// made anew.
func TestRealReplace(t *testing.T) {
	p := emptyReal(t)
	ctx := t.Context()
	replaces := func(made providers.Progress, v providers.Values) *providers.Operation {
		op := changes(t, made, v)
		op.Action, op.MoveRecordsTo = providers.Replace, op.Key
		return op
	}
	made := applied(t, p, creates(t, typeStage, providers.Values{"external_id": "stage/a", "name": "A", "order": 80.0}),
		creates(t, typeAutomation, providers.Values{"external_id": "automation/a", "name": "A", "model": leadModel, "trigger": "on_create", "code": "pass"}))
	id, err := p.dir.id(ctx, "crm.stage", "stage/a")
	if err != nil {
		t.Fatal(err)
	}
	enter(t, p, leadModel, map[string]any{"name": "Lead", "stage_id": id}, 2)
	next := applied(t, p, replaces(made[0], providers.Values{"external_id": "stage/b", "name": "B", "order": 80.0}),
		replaces(made[1], providers.Values{"external_id": "automation/a", "name": "A", "model": partnerModel, "trigger": "on_create", "code": "pass"}))
	if next[0].ID != made[0].ID || next[0].Values["external_id"] != "stage/b" || next[0].Values["name"] != "B" {
		t.Errorf("the stage is %s %v", next[0].ID, next[0].Values)
	}
	if n, err := p.CountRecords(ctx, []providers.RecordQuery{{Type: typeStage, Key: "stage/b"}, {Type: typeStage, Key: "stage/a"}}); err != nil || n[0] != 2 || n[1] != -1 {
		t.Errorf("counts %v, %v", n, err)
	}
	if next[1].ID == made[1].ID || next[1].Values["model"] != partnerModel {
		t.Errorf("the automation is %s %v", next[1].ID, next[1].Values)
	}
	// By hand, without a name: it is seen as MODEL,NUMBER, can be changed as that, and can be given a name.
	ids, err := p.client.Create(ctx, "crm.stage", []map[string]any{{"name": "By hand", "sequence": 81}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := kindOf(typeStage).read(ctx, newDirectory(p.client), ids)
	if err != nil || !strings.HasPrefix(l[0].Key, "crm.stage,") {
		t.Fatal(l, err)
	}
	hand := providers.Progress{Op: creates(t, typeStage, l[0].Values), ID: l[0].ID, Values: l[0].Values}
	hand = applied(t, p, changes(t, hand, l[0].Values.With("name", "Named")))[0]
	hand = applied(t, p, replaces(hand, hand.Values.With("external_id", "stage/c")))[0]
	if hand.ID != l[0].ID || hand.Values["external_id"] != "stage/c" {
		t.Errorf("the stage is %v", hand.Values)
	}
	if pr := tried(t, p, replaces(hand, hand.Values.With("external_id", "stage/b")))[0]; !providers.IsKind(pr.Err, providers.Conflict) {
		t.Errorf("a name that another stage has gives %v", pr.Err)
	}
	applied(t, p, deletes(hand))
}
