package hubspot

import (
	goflag "flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var update = goflag.Bool("update", false, "write golden files")

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as it was; run with -update and look at what changed:\n%s", path, got)
	}
}

// imported reads an account and turns it into blocks.
func imported(t *testing.T, p *Provider) (*schema.Architecture, diag.List, []*providers.Live) {
	t.Helper()
	list, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, diags := p.Decompile(list)
	return a, diags, list
}

// reloaded writes an architecture to files and loads them again.
func reloaded(t *testing.T, a *schema.Architecture) *schema.Architecture {
	t.Helper()
	dir := t.TempDir()
	for name, data := range hclschema.Write(a) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := hclschema.Load(dir, hclschema.Options{})
	if r.Diags.HasErrors() {
		t.Fatalf("what was written is not valid: %v", r.Diags.Err())
	}
	return r.Architecture
}

func findings(diags diag.List) string {
	var b strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&b, "%s %s: %s\n", d.Severity, d.Code, d.Summary)
		for line := range strings.Lines(d.Detail) {
			b.WriteString("    " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	return b.String()
}

func TestImportMessy(t *testing.T) {
	p := portalOf(t, emulator.Messy(emulator.NoRateLimits()), nil)
	a, diags, _ := imported(t, p)
	golden(t, "messy", findings(diags))
	var hcl strings.Builder
	files := hclschema.Write(a)
	for _, name := range []string{"architecture.hcl", "environments.hcl", "fields.hcl", "lifecycles.hcl", "people.hcl", "pipelines.hcl"} {
		fmt.Fprintf(&hcl, "# %s\n%s", name, files[name])
	}
	golden(t, "messy_hcl", hcl.String())
	reloaded(t, a)
}

// wants lists what a compile of an architecture wants and the account does not have so.
func wants(t *testing.T, p *Provider, a *schema.Architecture, live []*providers.Live) []string {
	t.Helper()
	c, diags := p.Compile(a, providers.Target{CRM: &schema.CRM{Provider: provider}})
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	if len(c.Resources) == 0 {
		t.Fatal("nothing was imported")
	}
	there := newInventory(live)
	var out []string
	for _, r := range c.Resources {
		if what := there.lacks(r); what != "" {
			out = append(out, r.Type+" "+r.Key+": "+what)
		}
	}
	return out
}

// An import that is written, loaded and compiled again wants nothing but what is live.
func TestImportWantsNothing(t *testing.T) {
	for name, account := range map[string]*emulator.Account{
		"messy": emulator.Messy(emulator.NoRateLimits()), "empty": emulator.Empty(emulator.Enterprise, emulator.NoRateLimits()),
		"free": emulator.Empty(emulator.Free, emulator.NoRateLimits()),
	} {
		t.Run(name, func(t *testing.T) {
			p := portalOf(t, account, nil)
			a, _, live := imported(t, p)
			for _, w := range wants(t, p, reloaded(t, a), live) {
				t.Error(w)
			}
		})
	}
}

// A plan of an import adopts what is there and changes nothing.
func TestImportPlansNothing(t *testing.T) {
	p := portalOf(t, emulator.Messy(emulator.NoRateLimits()), nil)
	a, _, _ := imported(t, p)
	plan, diags := planner.Build(t.Context(), planner.BuildOptions{Arch: reloaded(t, a), Environment: "production", State: &planner.State{},
		CRMs: []planner.TargetProvider{{Target: providers.Target{Environment: "production", CRM: &schema.CRM{Provider: provider}}, Provider: p}}})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	if len(plan.Changes) == 0 {
		t.Error("nothing is adopted")
	}
	for _, c := range plan.Changes {
		if c.Touches() {
			t.Errorf("%s %s", c.Action, c.Address)
		}
	}
}

// liveOf makes a live object by hand.
func liveOf(t *testing.T, typ string, v providers.Values) *providers.Live {
	t.Helper()
	l, err := live(typ, "1", v)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func propertyOf(t *testing.T, k, label, typ, entered string) *providers.Live {
	plural, name := under(k)
	return liveOf(t, typeProperty, providers.Values{"object": plural, "name": name, "label": label, "type": typ, "field_type": entered})
}

func optionsOf(t *testing.T, property string, labels ...string) (out []*providers.Live) {
	for i, l := range labels {
		out = append(out, liveOf(t, typeOption, providers.Values{"property": property, "value": "v" + fmt.Sprint(i), "label": l, "order": float64(i)}))
	}
	return out
}

// pipelineOf makes a pipeline with stages of the form LABEL=PROBABILITY.
func pipelineOf(t *testing.T, k, label string, stages ...string) []*providers.Live {
	plural, id := under(k)
	out := []*providers.Live{liveOf(t, typePipeline, providers.Values{"object": plural, "id": id, "label": label})}
	for i, s := range stages {
		name, probability, _ := strings.Cut(s, "=")
		v := providers.Values{"pipeline": k, "id": fmt.Sprint(i), "label": name, "order": float64(i)}
		var p float64
		if _, err := fmt.Sscan(probability, &p); err == nil {
			v["probability"] = p
		} else {
			v["closed"] = probability == "closed"
		}
		out = append(out, liveOf(t, typeStage, v))
	}
	return out
}

func TestImportedNames(t *testing.T) {
	list := []*providers.Live{
		propertyOf(t, "contacts/plain", "Plain", "string", "text"),
		propertyOf(t, "contacts/2019_import", "Import", "string", "text"),
		propertyOf(t, "contacts/owner", "Owner", "string", "text"), // every record has contact.owner already
		liveOf(t, typeObject, providers.Values{"name": "member", "label": "Member", "plural": "Members"}),
		liveOf(t, typeObject, providers.Values{"name": "project", "label": "Project", "plural": "Projects"}),
		liveOf(t, typeObject, providers.Values{"name": "car", "label": "Car", "plural": "Cars"}),
	}
	list = append(list, pipelineOf(t, "deals/1", "Geschäft (neu)", "90 %=0.9", "日本=0.5", "90 %!=0.9", "Gewonnen=1")...)
	list = append(list, pipelineOf(t, "deals/plain", "Plain", "A=1")...)
	list = append(list, pipelineOf(t, "cars/2", "Plain", "A=open")...) // of an object that is not there
	list = append(list, pipelineOf(t, "car/2", "Plain", "A=open", "Done=closed")...)
	a, _ := decompile(list, &portal{})
	var got []string
	for _, f := range a.Fields {
		got = append(got, string(f.Address)+" "+f.CRM[provider])
	}
	for _, o := range a.Objects {
		got = append(got, string(o.Address)+" "+o.CRM[provider])
	}
	for _, x := range a.Tracks() {
		got = append(got, string(x.Address)+" "+x.CRM[provider])
		for _, s := range x.Stages {
			got = append(got, string(s.Address)+" "+s.CRM[provider]+" "+s.Outcome)
		}
	}
	want := []string{
		"field.contact.n2019_import 2019_import", "field.contact.owner_property owner", "field.contact.plain ",
		"object.car ", "object.member_record member", "object.project_record project",
		"pipeline.geschft_neu 1", "stage.geschft_neu.n90 0 ", "stage.geschft_neu.stage 1 ", "stage.geschft_neu.n90_2 2 ", "stage.geschft_neu.gewonnen 3 won",
		"pipeline.plain_2 plain", "stage.plain_2.a 0 won", "pipeline.plain 2", "stage.plain.a 0 ", "stage.plain.done 1 won",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	reloaded(t, a)
}

// What cannot be described is a finding and never lost.
func TestNotImported(t *testing.T) {
	list := []*providers.Live{
		propertyOf(t, "contacts/none", "None", "enumeration", "select"),
		propertyOf(t, "orders/x", "X", "string", "text"),
		propertyOf(t, "contacts/odd", "Odd", "object_coordinates", "text"),
		liveOf(t, typeTeam, providers.Values{"name": "Sales", "members": []any{"ana@example.com"}}),
		liveOf(t, typeTeam, providers.Values{"name": "Sales EMEA", "members": []any{"ana@example.com"}}),
		liveOf(t, typePipelineRules, providers.Values{"pipeline": "deals/1", "no_backward": true, "create_in": []any{"deals/1/0"}}),
		liveOf(t, typeList, providers.Values{"name": "Old list", "object": "contacts"}),
		liveOf(t, typeScore, providers.Values{"name": "Old score", "object": "contacts"}),
		liveOf(t, typeAssociation, providers.Values{"from": "contacts", "to": "deals", "label": "Champion"}),
		liveOf(t, typePermissions, providers.Values{"stage": "deals/1/0", "teams": []any{"Sales"}}),
		liveOf(t, typeValidation, providers.Values{"property": "contacts/x", "rule": "REGEX", "arguments": []any{"^a"}}),
		liveOf(t, typeWorkflow, providers.Values{"name": automationPrefix + "Off", "object": "contacts"}),
		liveOf(t, typeWorkflow, providers.Values{"name": "By hand", "object": "contacts", "enabled": true}),
	}
	list = append(list, pipelineOf(t, "deals/1", "Sales", "A=0.1", "Won=1")...)
	a, diags := decompile(list, &portal{})
	text := findings(diags)
	for _, want := range []string{`property "none" of contacts is not`, `property "x" of orders is not`, `property "odd" of contacts is not`, `team "Sales EMEA" is not`, `rules of the pipeline "Sales"`,
		`segment "Old list"`, `score "Old score"`, `label "Champion"`, "edit records in deals/1/0", `rule "REGEX" of contacts/x`, "2 workflows of contacts are not imported", "Automation: Off:", "Only workflows that are turned on", "By hand:", `named "Automation: By hand"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no finding says %q:\n%s", want, text)
		}
	}
	if len(a.Fields) > 0 || len(a.Teams) != 1 || len(a.Automations) > 0 {
		t.Errorf("imported all the same: %d fields, %d teams, %d automations", len(a.Fields), len(a.Teams), len(a.Automations))
	}
}

// Rules that are comparisons become the validation of the field; those that would not be the same again do not.
func TestImportedValidations(t *testing.T) {
	rule := func(property, kind string, args ...any) *providers.Live {
		return liveOf(t, typeValidation, providers.Values{"property": property, "rule": kind, "arguments": args})
	}
	a, diags := decompile([]*providers.Live{
		propertyOf(t, "contacts/seats", "Seats", "number", "number"), rule("contacts/seats", "MIN_NUMBER", "1"), rule("contacts/seats", "MAX_NUMBER", "500"),
		propertyOf(t, "contacts/code", "Code", "string", "text"), rule("contacts/code", "MAX_LENGTH", "8"), rule("contacts/code", "REGEX", "^a"),
		propertyOf(t, "contacts/odd", "Odd", "number", "number"), rule("contacts/odd", "MIN_NUMBER", "1.50"), // would be written as 1.5
		propertyOf(t, "contacts/text", "Text", "string", "text"), rule("contacts/text", "MAX_NUMBER", "8"), rule("contacts/text", "MAX_LENGTH", "a lot"),
	}, &portal{})
	var got []string
	for _, f := range reloaded(t, a).Fields {
		got = append(got, f.Name+": "+expr.Format(f.Validation.Expr))
	}
	want := "code: length(contact.code) <= 8\nodd: null\nseats: contact.seats <= 500 && contact.seats >= 1\ntext: null"
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
	for _, want := range []string{`The rule "REGEX" of contacts/code is not imported`, `The rule "MIN_NUMBER" of contacts/odd is not imported`, "2 rules of contacts/text are not imported"} {
		if !strings.Contains(findings(diags), want) {
			t.Errorf("does not say %s:\n%s", want, findings(diags))
		}
	}
}

// Automations that were applied come back as they were; workflows that merely look like them do not.
func TestAutomationsThereAndBack(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.hcl"), []byte(`
architecture "x" {
  title   = "X"
  version = "0.1.0"
}
role "r" { title = "R" }
field "contact" "band" { type = enum("A", "B") }
field "contact" "note" { type = text }
field "contact" "jobtitle" { type = text }
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  crm    = { hubspot = "lifecyclestage" }
  stage "lead" {
    owner = role.r
    crm   = { hubspot = "lead" }
    entry "e" { description = "E." }
    exit "x" { description = "X." }
  }
  stage "customer" {
    owner = role.r
    crm   = { hubspot = "customer" }
    entry "e" { description = "E." }
  }
}
automation "grade" {
  trigger = entering(stage.lead.customer)
  action "wait" {
    do    = "wait"
    after = "2h"
  }
  action "grade" {
    do    = "set_field"
    field = contact.band
    value = "A"
  }
  action "call" {
    do      = "create_task"
    message = "Say thank you"
  }
}
automation "promote" {
  title   = "Promote those in A"
  trigger = changed(contact.band)
  when    = contact.band == "A"
  action "move" {
    do    = "move_to"
    stage = stage.lead.customer
  }
}
automation "note" {
  trigger = set(contact.jobtitle)
  action "note" {
    do    = "set_field"
    field = contact.note
    value = "has a title"
  }
}
automation "two" {
  trigger = changed(contact.note)
  when    = contact.band == "A"
  action "a" {
    do    = "clear_field"
    field = contact.note
  }
}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	r := hclschema.Load(dir, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	c, diags := compile(r.Architecture, providers.Target{CRM: &schema.CRM{Provider: provider}}, &settings{turnOn: true}, &portal{})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	var list []*providers.Live
	for _, x := range c.Resources {
		l := &providers.Live{Type: x.Type, ID: "1", Key: x.Key, Values: x.Values}
		if x.Key == "contacts/jobtitle" {
			l.BuiltIn, l.Values = true, l.Values.With("type", "string")
		}
		list = append(list, l)
	}
	a, diags := decompile(list, &portal{})
	var got []string
	for _, x := range reloaded(t, a).Automations {
		got = append(got, fmt.Sprintf("%s %s %s %s %d", x.Name, x.Trigger.Kind, x.Trigger.Target, expr.Format(x.When.Expr), len(x.Actions)))
	}
	want := "grade entering stage.lead.customer null 3\nnote set field.contact.jobtitle null 1\npromote_those_in_a changed field.contact.band contact.band == \"A\" 1"
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s\n%s", s, want, findings(diags))
	}
	if a.Field("contact", "jobtitle") == nil || !strings.Contains(findings(diags), "Automation: Two:") {
		t.Errorf("%v\n%s", a.Addresses("field"), findings(diags))
	}
}

// A workflow that the language can say becomes an automation.
func TestAutomationOfWorkflow(t *testing.T) {
	set := func(property, value string) map[string]any {
		return map[string]any{"type": "SINGLE_CONNECTION", "actionTypeId": actionSet,
			"fields": map[string]any{"property_name": property, "value": map[string]any{"type": "STATIC_VALUE", "staticValue": value}}}
	}
	wait := map[string]any{"type": "SINGLE_CONNECTION", "actionTypeId": actionDelay, "fields": map[string]any{"delta": "60", "time_unit": "MINUTES"}}
	on := func(property string, values ...any) map[string]any {
		return map[string]any{"type": "LIST_BASED", "listFilterBranch": map[string]any{"filterBranchType": "OR", "filterBranches": []any{
			map[string]any{"filterBranchType": "AND", "filters": []any{map[string]any{"property": property,
				"operation": map[string]any{"operator": "IS_ANY_OF", "values": values}}}}}}}
	}
	list := []*providers.Live{propertyOf(t, "contacts/band", "Band", "enumeration", "select"),
		liveOf(t, typeLifecycleStage, providers.Values{"name": "lead", "label": "Lead"}), liveOf(t, typeLifecycleStage, providers.Values{"name": "customer", "label": "Customer", "order": 1.0})}
	list = append(list, optionsOf(t, "contacts/band", "A", "B")...)
	for _, tt := range []struct {
		name       string
		enrollment map[string]any
		actions    []any
		want       string
	}{
		{"stage", on(lifecycleProperty, ref(refLifecycle, "lead")), []any{wait, set(lifecycleProperty, ref(refLifecycle, "customer"))}, "entering stage.lead.lead wait 1h move_to stage.lead.customer"},
		{"value", on("band", "v0"), []any{set("band", "v1")}, "changed field.contact.band set_field field.contact.band=v1"},
		{"known", map[string]any{"type": "LIST_BASED", "listFilterBranch": map[string]any{"filters": []any{map[string]any{"property": "band",
			"operation": map[string]any{"operator": "IS_KNOWN"}}}}}, []any{set("band", "v1")}, "set field.contact.band set_field field.contact.band=v1"},
		{"two values", on("band", "v0", "v1"), []any{wait}, "more than one"},
		{"unknown value", on("band", "x"), []any{wait}, "more than one"},
		{"unknown option", on("band", "v0"), []any{set("band", "x")}, "action 1"},
		{"unknown action", on("band", "v0"), []any{wait, map[string]any{"type": "CUSTOM_CODE"}}, "action 2"},
		{"no action", on("band", "v0"), nil, "no actions"},
		{"event", map[string]any{"type": "EVENT_BASED"}, []any{wait}, "more than one"},
		{"junk", nil, []any{nil, "x"}, "more than one"},
	} {
		d := newDecompiler(list, &portal{})
		d.catalog()
		d.lifecycle()
		l := liveOf(t, typeWorkflow, providers.Values{"name": automationPrefix + tt.name, "object": "contacts", "enabled": true,
			"definition": map[string]any{"enrollmentCriteria": tt.enrollment, "actions": tt.actions}})
		a, got := d.automation(item{l})
		if got == "" {
			got = a.Trigger.Kind + " " + string(a.Trigger.Target)
			for _, x := range a.Actions {
				got += " " + x.Do
				switch x.Do {
				case "wait":
					got += " " + x.After.String()
				case "move_to":
					got += " " + string(x.Stage)
				case "set_field":
					got += fmt.Sprintf(" %s=%v", x.Field, x.Value)
				}
			}
		}
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
