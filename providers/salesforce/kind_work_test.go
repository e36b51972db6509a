package salesforce

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// Members that others put into a queue stay, and what the queue has beside.
func TestQueueMembersAreAdded(t *testing.T) {
	s := snapshotOf(parsed(t, "Queue", "Inbound", `<doesSendEmailToMembers>true</doesSendEmailToMembers><email>old@example.com</email><name>Inbound</name>
		<queueMembers><publicGroups><publicGroup>Sales</publicGroup></publicGroups><roleAndSubordinates><roleAndSubordinate>CEO</roleAndSubordinate></roleAndSubordinates><users><user>a@example.com</user></users></queueMembers>
		<queueRoutingConfig>Fast</queueRoutingConfig><queueSobject><sobjectType>Case</sobjectType></queueSobject>`))
	v := providers.Values{"name": "Inbound", "label": "Inbound leads", "objects": []any{"Lead"}, "users": []any{"b@example.com", "a@example.com"}, "roles": []any{"SDR"}}
	p, after := writes(t, s, operation(t, s, providers.Update, typeQueue, v))
	mustHave(t, printed(t, p, "Queue", "Inbound"), "<user>a@", "<user>b@", "<publicGroup>Sales<", "<role>SDR<", "<roleAndSubordinate>CEO<", "<queueRoutingConfig>Fast<",
		"<email>old@example.com<", "<sobjectType>Case<", "<sobjectType>Lead<", "<name>Inbound leads<", "<doesSendEmailToMembers>false<")
	noDifference(t, after, typeQueue, v)
}

// noDifference tells whether a plan would find nothing to change.
func noDifference(t testing.TB, s *snapshot, typ string, v providers.Values) {
	t.Helper()
	want := wanted(t, typ, v)
	live := liveOf(t, s, typ, kindOf(typ).typ.KeyOf(want))
	for _, a := range kindOf(typ).typ.Attributes {
		if a.Differs(want[a.Name], live[a.Name]) {
			t.Errorf("%s: %s is %v, wanted %v", typ, a.Name, live[a.Name], want[a.Name])
		}
	}
}

const someRules = `<assignmentRule><fullName>Old</fullName><active>true</active><ruleEntry><assignedTo>old@example.com</assignedTo><assignedToType>User</assignedToType><formula>TRUE</formula></ruleEntry></assignmentRule>
	<assignmentRule><fullName>Routing</fullName><active>false</active></assignmentRule>`

func routing(active any) providers.Values {
	return providers.Values{"object": "Lead", "name": "Routing", "active": active, "entries": []any{
		map[string]any{"assignedTo": "B", "assignedToType": "Queue", "formula": "Fit__c > 1"}, map[string]any{"assignedTo": "A", "assignedToType": "Queue", "formula": "TRUE"}}}
}

func TestOneAssignmentRuleIsActive(t *testing.T) {
	s := snapshotOf(parsed(t, "AssignmentRules", "Lead", someRules))
	for _, active := range []any{true, nil, false} {
		p, after := writes(t, s, operation(t, s, providers.Update, typeAssignment, routing(active)))
		noDifference(t, after, typeAssignment, routing(active))
		old := liveOf(t, after, typeAssignment, "Lead/Old")
		if on := old["active"] == nil; on != (active == false) { // true is the default, which is left out
			t.Errorf("%v: the other rule is %v", active, old)
		}
		file := printed(t, p, "AssignmentRules", "Lead")
		if mustHave(t, file, "old@example.com"); strings.Index(file, "<assignedTo>B<") > strings.Index(file, "<assignedTo>A<") {
			t.Errorf("another order: %s", file)
		}
	}
}

// A rule that goes is named for deletion, and stays in the file of those that change, so that there is something to delete
// whatever the org makes of rules that are left out.
func TestAssignmentRuleDeleted(t *testing.T) {
	s := snapshotOf(parsed(t, "AssignmentRules", "Lead", someRules))
	away := operation(t, s, providers.Delete, typeAssignment, providers.Values{"object": "Lead", "name": "Old"})
	p, after := writes(t, s, away)
	if !slices.Equal(p.Destroy, []metadata.Member{{Kind: "AssignmentRule", Name: "Lead.Old"}}) || len(p.Components) > 0 {
		t.Error(p)
	}
	if liveOf(t, after, typeAssignment, "Lead/Old") != nil || liveOf(t, after, typeAssignment, "Lead/Routing") == nil {
		t.Error("the wrong rule went")
	}
	p, after = writes(t, s, away, operation(t, s, providers.Update, typeAssignment, routing(true)))
	mustHave(t, printed(t, p, "AssignmentRules", "Lead"), "<fullName>Old<", "<fullName>Routing<")
	noDifference(t, after, typeAssignment, routing(true))
}

func TestEntriesThatMeanTheSame(t *testing.T) {
	entry := func(more ...any) []any {
		out := map[string]any{"assignedTo": "A", "assignedToType": "Queue", "criteriaItems": []any{map[string]any{"field": "Lead.Country", "operation": "equals", "value": "DE"}}}
		for i := 0; i < len(more); i += 2 {
			out[more[i].(string)] = more[i+1]
		}
		return []any{out}
	}
	for name, c := range map[string]struct {
		want, live any
		same       bool
	}{
		"defaults":        {entry(), entry("overrideExistingTeams", "false", "notifyCcRecipients", "false"), true},
		"another owner":   {entry(), entry("assignedTo", "B"), false},
		"another logic":   {entry("booleanFilter", "1"), entry(), false},
		"more conditions": {entry(), entry("criteriaItems", []any{}), false},
		"more entries":    {entry(), append(entry(), entry()...), false},
		"order":           {append(entry(), entry("assignedTo", "B")...), append(entry("assignedTo", "B"), entry()...), false},
		"nonsense":        {"text", 1, false},
	} {
		if sameEntries(c.want, c.live) != c.same {
			t.Errorf("%s: same is %t", name, !c.same)
		}
	}
	if err := newChange(newSnapshot(nil)).write([]*providers.Operation{operation(t, nil, providers.Create, typeAssignment, providers.Values{"object": "Lead", "name": "A", "entries": []any{[]any{}}})}); !isInvalid(err) {
		t.Error(err)
	}
}

func TestAssignmentUses(t *testing.T) {
	got := wanted(t, typeAssignment, providers.Values{"object": "Lead", "name": "A", "entries": []any{
		map[string]any{"assignedTo": "In", "assignedToType": "Queue", "formula": `AND(Fit__c > 1, ISPICKVAL(Status, "New"))`},
		map[string]any{"assignedTo": "a@example.com", "assignedToType": "User", "criteriaItems": []any{map[string]any{"field": "Lead.Country", "operation": "equals", "value": "DE"}}}}})
	if q, f := list(got["queues"]), list(got["fields"]); !slices.Equal(q, []string{"In"}) || !slices.Equal(f, []string{"Lead/Country", "Lead/Fit__c", "Lead/Status"}) {
		t.Error(q, f)
	}
}

const mappings = `<allowOwnerChange>true</allowOwnerChange><objectMapping><inputObject>Lead</inputObject><mappingFields><inputField>Their__c</inputField><outputField>Their__c</outputField></mappingFields>
	<mappingFields><inputField>Fit__c</inputField><outputField>Old__c</outputField></mappingFields><outputObject>Contact</outputObject></objectMapping>`

func TestLeadMappingsOfOthersStay(t *testing.T) {
	s := snapshotOf(parsed(t, "LeadConvertSettings", "LeadConvertSettings", mappings))
	v := providers.Values{"object": "Contact", "lead_field": "Fit__c", "field": "Fit__c"}
	w := providers.Values{"object": "Opportunity", "lead_field": "Fit__c", "field": "Lead_Fit__c"}
	p, after := writes(t, s, operation(t, s, providers.Update, typeLeadMapping, v), operation(t, s, providers.Create, typeLeadMapping, w))
	file := printed(t, p, "LeadConvertSettings", "LeadConvertSettings")
	mustHave(t, file, "<inputField>Their__c<", "<outputField>Fit__c<", "<allowOwnerChange>true<")
	mustLack(t, file, "Old__c")
	noDifference(t, after, typeLeadMapping, v)
	noDifference(t, after, typeLeadMapping, w)
	p, after = writes(t, after, operation(t, after, providers.Delete, typeLeadMapping, v))
	if len(p.Destroy) > 0 || liveOf(t, after, typeLeadMapping, "Contact/Fit__c") != nil || liveOf(t, after, typeLeadMapping, "Contact/Their__c") == nil {
		t.Error("the wrong mapping went")
	}
	noDifference(t, after, typeLeadMapping, w)
}

func TestOneSettingChanges(t *testing.T) {
	s := snapshotOf(parsed(t, "Settings", "Opportunity", `<!-- ours --><enableOpportunityTeam>true</enableOpportunityTeam><findSimilarOppFilter><similarOpportunitiesDisplayColumns>NAME</similarOpportunitiesDisplayColumns></findSimilarOppFilter><pushCountEnabled>false</pushCountEnabled>`))
	v := providers.Values{"settings": "Opportunity", "name": "enableOpportunityFieldHistoryTracking", "value": "true"}
	w := providers.Values{"settings": "Opportunity", "name": "pushCountEnabled", "value": "true"}
	p, after := writes(t, s, operation(t, s, providers.Create, typeSetting, v), operation(t, s, providers.Update, typeSetting, w))
	mustHave(t, printed(t, p, "Settings", "Opportunity"), "<!-- ours -->", "<enableOpportunityTeam>true<", "<similarOpportunitiesDisplayColumns>NAME<")
	noDifference(t, after, typeSetting, v)
	noDifference(t, after, typeSetting, w)
	if p, _ := writes(t, after, operation(t, after, providers.Delete, typeSetting, v)); len(p.Components)+len(p.Destroy) > 0 {
		t.Error("a setting was deleted")
	}
	for _, v := range []providers.Values{{"settings": "Opportunity", "name": "findSimilarOppFilter", "value": "true"}, {"settings": "Opportunity", "name": "enableUpdateReminders", "value": "yes"},
		{"settings": "Unheard", "name": "x", "value": "true"}} {
		if err := newChange(s).write([]*providers.Operation{operation(t, s, providers.Create, typeSetting, v)}); !isInvalid(err) {
			t.Errorf("%v: %v", v, err)
		}
	}
}
