package hubspot

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

func parseJSON(t testing.TB, s string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// knownNames is a translator of a made-up account, which it does not ask.
func knownNames() *translator {
	tables := map[refKind]*table{}
	for k, ids := range map[refKind]map[string]string{
		refLifecycle: {"mql": "marketingqualifiedlead", "sal": "1009"},
		refStage:     {"deals/new/won": "7", "tickets/support/new": "1"},
		refPipeline:  {"deals/new": "default"},
		refOwner:     {"ana@example.com": "501"},
		refUser:      {"ana@example.com": "601"},
		refTeam:      {"Sales": "701"},
		refList:      {"Hot": "801"},
		refWorkflow:  {"Route": "901"},
		refObject:    {"contacts": "0-1", "subscriptions": "2-77"},
	} {
		t := &table{map[string]string{}, map[string]string{}}
		for name, id := range ids {
			t.add(name, id)
		}
		tables[k] = t
	}
	return &translator{&directory{tables: tables}, func(_ context.Context, object, property string) (bool, error) { return property == "champion", nil }, map[refKind]bool{}}
}

func TestTranslate(t *testing.T) {
	filter := func(property, value string) string {
		return `{"filterType":"PROPERTY","property":"` + property + `","operation":{"operationType":"ENUMERATION","operator":"IS_ANY_OF","values":["` + value + `"]}}`
	}
	about := func(objectTypeID, inner string) string {
		return `{"filterBranchType":"ASSOCIATION","objectTypeId":"` + objectTypeID + `","filters":[` + inner + `]}`
	}
	for _, tt := range []struct{ name, object, live, want string }{
		{"lifecycle stage", "contacts", filter("lifecyclestage", "1009"), filter("lifecyclestage", "@lifecycle:sal")},
		{"lifecycle stage of no object that has them", "deals", filter("lifecyclestage", "1009"), filter("lifecyclestage", "1009")},
		{"unknown lifecycle stage", "contacts", filter("lifecyclestage", "1010"), filter("lifecyclestage", "1010")},
		{"stage", "deals", filter("dealstage", "7"), filter("dealstage", "@stage:deals/new/won")},
		{"stage of another object", "tickets", filter("hs_pipeline_stage", "7"), filter("hs_pipeline_stage", "7")},
		{"the same number of no stage", "deals", filter("seats", "7"), filter("seats", "7")},
		{"pipeline", "deals", filter("pipeline", "default"), filter("pipeline", "@pipeline:deals/new")},
		{"owner", "deals", filter("hubspot_owner_id", "501"), filter("hubspot_owner_id", "@owner:ana@example.com")},
		{"property that holds an owner", "deals", filter("champion", "501"), filter("champion", "@owner:ana@example.com")},
		{"an owner's number elsewhere", "deals", filter("seats", "501"), filter("seats", "501")},
		{"associated record", "contacts", about("0-3", filter("dealstage", "7")), about("0-3", filter("dealstage", "@stage:deals/new/won"))},
		{"associated custom record", "contacts", about("2-77", ""), about("@object:subscriptions", "")},
		{"list", "contacts", `{"filterType":"IN_LIST","listId":"801","operator":"IN_LIST"}`, `{"filterType":"IN_LIST","listId":"@list:Hot","operator":"IN_LIST"}`},
		{"list by number", "contacts", `{"suppressionListIds":[801,802]}`, `{"suppressionListIds":["@list:Hot",802]}`},
		{"set", "contacts", `{"fields":{"property_name":"lifecyclestage","value":{"type":"STATIC_VALUE","staticValue":"1009"}}}`,
			`{"fields":{"property_name":"lifecyclestage","value":{"type":"STATIC_VALUE","staticValue":"@lifecycle:sal"}}}`},
		{"set of an associated record", "deals", `{"fields":{"property_name":"lifecyclestage","association":{"associationTypeId":341},"value":{"staticValue":"1009"}}}`,
			`{"fields":{"property_name":"lifecyclestage","association":{"associationTypeId":341},"value":{"staticValue":"@lifecycle:sal"}}}`},
		{"set of a record at the end of a label", "contacts", `{"fields":{"property_name":"dealstage","association":{"associationTypeId":17},"value":{"staticValue":"7"}}}`,
			`{"fields":{"property_name":"dealstage","association":{"associationTypeId":17},"value":{"staticValue":"@stage:deals/new/won"}}}`},
		{"create", "contacts", `{"fields":{"object_type_id":"0-3","properties":[{"targetProperty":"dealstage","value":{"staticValue":"7"}}]}}`,
			`{"fields":{"object_type_id":"0-3","properties":[{"targetProperty":"dealstage","value":{"staticValue":"@stage:deals/new/won"}}]}}`},
		{"rotate", "contacts", `{"fields":{"user_ids":["601",602],"team_ids":["701"],"target_property":"hubspot_owner_id"}}`,
			`{"fields":{"user_ids":["@user:ana@example.com",602],"team_ids":["@team:Sales"],"target_property":"hubspot_owner_id"}}`},
		{"task", "contacts", `{"fields":{"subject":"501","owner_assignment":{"type":"STATIC_VALUE","staticValue":"501"}}}`,
			`{"fields":{"subject":"501","owner_assignment":{"type":"STATIC_VALUE","staticValue":"@owner:ana@example.com"}}}`},
		{"enroll", "contacts", `{"fields":{"flow_id":"901"}}`, `{"fields":{"flow_id":"@workflow:Route"}}`},
		{"static branch", "deals", `{"type":"STATIC_BRANCH","inputValue":{"propertyName":"dealstage"},"staticBranches":[{"branchValue":"7"},{"branchValue":"8"}]}`,
			`{"type":"STATIC_BRANCH","inputValue":{"propertyName":"dealstage"},"staticBranches":[{"branchValue":"@stage:deals/new/won"},{"branchValue":"8"}]}`},
		{"event", "deals", `{"filterBranchType":"UNIFIED_EVENTS","filters":[` + filter("hs_name", "dealstage") + `,` + filter("hs_value", "7") + `]}`,
			`{"filterBranchType":"UNIFIED_EVENTS","filters":[` + filter("hs_name", "dealstage") + `,` + filter("hs_value", "@stage:deals/new/won") + `]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tr := knownNames()
			got, err := tr.translate(t.Context(), parseJSON(t, tt.live), tt.object)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(parseJSON(t, tt.want), got); d != "" {
				t.Fatal(d)
			}
			back, err := tr.dir.resolve(t.Context(), got)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(numbersAsTexts(parseJSON(t, tt.live)), numbersAsTexts(back)); d != "" {
				t.Errorf("there and back: %s", d)
			}
		})
	}
}

// numbersAsTexts gives a document in which ids look the same either way.
func numbersAsTexts(doc any) any {
	out, _ := look(doc, "", func(_ spot, v any) (any, error) { return idText(v), nil })
	return out
}

// What an account does not let be read stays an id, and is asked for once.
func TestTranslateWithoutPermission(t *testing.T) {
	account := emulator.Messy(emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	account.Inject(emulator.Fault{Path: "/owners", Times: -1, Status: 403, Scopes: []string{"crm.objects.owners.read"}})
	account.Forget()
	r := newReading(p)
	doc := parseJSON(t, `[{"property":"hubspot_owner_id","operation":{"operationType":"ENUMERATION","values":["1","2"]}},{"property":"hubspot_owner_id","operation":{"operationType":"ENUMERATION","values":["3"]}}]`)
	got, err := r.translator().translate(t.Context(), doc, "contacts")
	if err != nil || !reflect.DeepEqual(got, doc) {
		t.Errorf("%v %v", got, err)
	}
	if n := requests(account, "GET /owners"); n != 1 {
		t.Errorf("%d requests for owners", n)
	}
}

// Every workflow and list of an account where nobody cleaned up is read, and with ids in the place of names is what HubSpot has.
func TestReadThereAndBack(t *testing.T) {
	account := emulator.Messy(emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	all := readAll(t, p, typeWorkflow, typeList)
	if len(all) != 7 {
		t.Errorf("%d workflows and lists, want 7", len(all))
	}
	for name, l := range all {
		var raw any
		attribute := "definition"
		if l.Type == typeWorkflow {
			f, err := p.client.Flow(t.Context(), l.ID)
			if err != nil {
				t.Fatal(err)
			}
			raw = any(decode(f.Raw, flowOwn...))
		} else {
			x, err := p.client.List(t.Context(), l.ID)
			if err != nil {
				t.Fatal(err)
			}
			raw, attribute = any(decode(x.Filters)), "filters"
		}
		back, err := p.dir.resolve(t.Context(), l.Values[attribute])
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(raw, back); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if d := cmp.Diff(l.Values, normal(t, l.Type, derive(l.Type, l.Values))); d != "" {
			t.Errorf("%s: derived again: %s", name, d)
		}
	}
	partner := all["hubspot_workflow Partners to partner stage"].Values
	if d := cmp.Diff([]any{"partner"}, partner["lifecycle_stages"]); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]any{"contacts/lead_status_new", "contacts/lifecyclestage"}, partner["properties"]); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]any{"contacts/lead_status_new/working"}, partner["options"]); d != "" {
		t.Error(d)
	}
}

// What the server adds to a document does not change what is derived from it.
func TestDeriveIgnoresDefaults(t *testing.T) {
	want := parseJSON(t, workflowJSON).(map[string]any)
	live := parseJSON(t, workflowJSON).(map[string]any)
	maps.Copy(live, parseJSON(t, `{"timeWindows":[],"blockedDates":[],"suppressionListIds":["@list:Other"],"nextAvailableActionId":"9"}`).(map[string]any))
	e := live["enrollmentCriteria"].(map[string]any)
	e["shouldReEnroll"], e["reEnrollmentTriggersFilterBranches"] = false, []any{parseJSON(t, `{"filters":[{"filterType":"PROPERTY","property":"added"}]}`)}
	live["actions"].([]any)[0].(map[string]any)["actionTypeVersion"] = 0.0
	a := derive(typeWorkflow, providers.Values{"object": "contacts", "definition": want})
	b := derive(typeWorkflow, providers.Values{"object": "contacts", "definition": live})
	a["definition"], b["definition"] = nil, nil
	if d := cmp.Diff(a, b); d != "" {
		t.Error(d)
	}
	if !contains(want, live) || contains(live, want) {
		t.Error("the wanted document is not in the live one")
	}
}

// What is copied to an associated record is the enrolled record's; what it is copied to is the other's.
func TestDeriveCopies(t *testing.T) {
	got := derive(typeWorkflow, providers.Values{"object": "contacts", "definition": parseJSON(t, `{"actions":[
		{"actionTypeId":"0-5","fields":{"property_name":"tier","association":{"associationTypeId":279},"value":{"type":"OBJECT_PROPERTY","propertyName":"band"}}},
		{"actionTypeId":"0-5","fields":{"property_name":"unheard","association":{"associationTypeId":17},"value":{"type":"OBJECT_PROPERTY","propertyName":"band"}}},
		{"actionTypeId":"0-14","fields":{"object_type_id":"@object:subscriptions","properties":[{"targetProperty":"since","value":{"type":"OBJECT_PROPERTY","propertyName":"start"}}]}}]}`)})
	if d := cmp.Diff([]any{"companies/tier", "contacts/band", "contacts/start", "subscriptions/since"}, got["properties"]); d != "" {
		t.Error(d)
	}
}

func TestGap(t *testing.T) {
	unknown := func(p string) string {
		return `{"filterType":"PROPERTY","property":"` + p + `","operation":{"operationType":"ALL_PROPERTY","operator":"IS_UNKNOWN"}}`
	}
	in := func(p string, values ...string) string {
		return `{"filterType":"PROPERTY","property":"` + p + `","operation":{"operationType":"ENUMERATION","operator":"IS_ANY_OF","values":["` + strings.Join(values, `","`) + `"]}}`
	}
	branch := func(kind string, filters []string, below ...string) string {
		return `{"filterBranchType":"` + kind + `","filters":[` + strings.Join(filters, ",") + `],"filterBranches":[` + strings.Join(below, ",") + `]}`
	}
	stage := in("dealstage", "@stage:deals/new/won")
	for _, tt := range []struct {
		name, object, filters, stage string
		requires                     []any
	}{
		{"an alternative each", "deals", branch("OR", nil, branch("AND", []string{stage, unknown("a")}), branch("AND", []string{stage, unknown("b")})), "deals/new/won", []any{"deals/a", "deals/b"}},
		{"one OR inside", "deals", branch("OR", nil, branch("AND", []string{stage}, branch("OR", []string{unknown("a"), unknown("b")}))), "deals/new/won", []any{"deals/a", "deals/b"}},
		{"with its pipeline", "deals", branch("OR", nil, branch("AND", []string{in("pipeline", "@pipeline:deals/new"), stage, unknown("a")})), "deals/new/won", []any{"deals/a"}},
		{"of an associated record", "deals", branch("OR", nil, branch("AND", []string{stage}, `{"filterBranchType":"ASSOCIATION","objectTypeId":"0-2","filters":[`+unknown("a")+`]}`)), "deals/new/won", []any{"companies/a"}},
		{"lifecycle stage", "contacts", branch("OR", nil, branch("AND", []string{in("lifecyclestage", "@lifecycle:mql"), unknown("a")})), "", []any{"contacts/a"}},
		{"option", "contacts", branch("OR", nil, branch("AND", []string{in("status", "new"), unknown("a")})), "", []any{"contacts/a"}},
		{"two stages", "deals", branch("OR", nil, branch("AND", []string{in("dealstage", "@stage:deals/new/won", "@stage:deals/new/lost"), unknown("a")})), "", nil},
		{"different stages", "deals", branch("OR", nil, branch("AND", []string{stage, unknown("a")}), branch("AND", []string{in("dealstage", "@stage:deals/new/lost"), unknown("a")})), "", nil},
		{"a condition too", "deals", branch("OR", nil, branch("AND", []string{stage, unknown("a")}), branch("AND", []string{stage, unknown("b"), in("x", "1", "2")}), branch("AND", []string{stage, in("x", "3")})),
			"deals/new/won", []any{"deals/a"}},
		{"only with something else", "deals", branch("OR", nil, branch("AND", []string{stage, unknown("a"), in("x", "1")})), "", nil},
		{"without the stage elsewhere", "deals", branch("OR", nil, branch("AND", []string{stage, unknown("a")}), branch("AND", []string{unknown("b")})), "", nil},
		{"no stage", "deals", branch("OR", nil, branch("AND", []string{unknown("a")})), "", nil},
		{"nothing unknown", "deals", branch("OR", nil, branch("AND", []string{stage})), "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := derive(typeList, providers.Values{"object": tt.object, "filters": parseJSON(t, tt.filters)})
			requires, _ := v["requires"].([]any)
			if text(v["stage"]) != tt.stage || !reflect.DeepEqual(requires, tt.requires) {
				t.Errorf("%v, %v", v["stage"], requires)
			}
		})
	}
}

// Whatever a document looks like, it is translated, resolved, derived and put into words, and derived the same again.
func FuzzDerive(f *testing.F) {
	for _, s := range []string{workflowJSON, `null`, `{"enrollmentCriteria":7,"actions":[1,{"fields":[]},{"type":"LIST_BRANCH","listBranches":[2]}]}`,
		`{"filterBranchType":"OR","filterBranches":[{"filterBranchType":"AND","filters":[{"property":"x","operation":[]}]}]}`,
		`{"groupConfigs":[{"ruleConfigurations":[{"configuration":{"calculation":{"property":"p","matchRules":[{"value":{}}]}}}]}]}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var doc any
		if json.Unmarshal([]byte(s), &doc) != nil {
			return
		}
		tr := knownNames()
		translated, err := tr.translate(t.Context(), doc, "deals")
		if err != nil {
			t.Fatal(err)
		}
		for _, typ := range []string{typeList, typeWorkflow, typeScore} {
			v := providers.Values{"name": "n", "object": "deals", "definition": translated}
			if typ == typeList {
				v = providers.Values{"name": "n", "object": "deals", "filters": translated}
			}
			once := normal(t, typ, derive(typ, v))
			if d := cmp.Diff(once, normal(t, typ, derive(typ, once))); d != "" {
				t.Error(d)
			}
		}
		if !contains(translated, translated) {
			t.Error("a document is not in itself")
		}
	})
}

// Of several workflows of one name, the oldest keeps it.
func TestFlowNames(t *testing.T) {
	got := flowNames([]api.Flow{{ID: "100", Name: "A"}, {ID: "20", Name: "A"}, {ID: "3", Name: "B"}, {ID: "101", Name: "A (100)"}, {ID: "4"}})
	want := map[string]string{"20": "A", "100": "A (100)", "3": "B", "101": "A (100) (101)", "4": " (4)"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
