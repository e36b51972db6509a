package salesforce

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// wanted makes normalized values as a compiler would.
func wanted(t testing.TB, typ string, v providers.Values) providers.Values {
	t.Helper()
	norm, err := kindOf(typ).typ.Normalize(derive(typ, v))
	if err != nil {
		t.Fatal(err)
	}
	return norm
}

// operation makes values of what is live, or of nothing.
func operation(t testing.TB, s *snapshot, action providers.Action, typ string, v providers.Values) *providers.Operation {
	t.Helper()
	k := kindOf(typ)
	op := &providers.Operation{Action: action, Type: typ, Key: k.typ.KeyOf(wanted(t, typ, v)), After: wanted(t, typ, v)}
	if action != providers.Create {
		op.Before = liveOf(t, s, typ, op.Key)
	}
	if action == providers.Delete {
		op.After = nil
	}
	return op
}

func liveOf(t testing.TB, s *snapshot, typ, key string) providers.Values {
	t.Helper()
	all, err := kindOf(typ).read(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if l.Key == key {
			return l.Values
		}
	}
	return nil
}

// writes gives the package that an operation makes, and what an org then holds.
func writes(t testing.TB, s *snapshot, ops ...*providers.Operation) (*metadata.Package, *snapshot) {
	t.Helper()
	return writesWith(t, newChange(s), ops...)
}

func writesWith(t testing.TB, w *change, ops ...*providers.Operation) (*metadata.Package, *snapshot) {
	t.Helper()
	s := w.snapshot
	if err := w.write(ops); err != nil {
		t.Fatal(err)
	}
	p := w.pack()
	for _, c := range p.Components {
		old := s.find(c.Kind, c.Name)
		if problems := c.Check(); len(problems) > 0 && (old == nil || len(old.Check()) == 0) {
			t.Errorf("%s %s: %v", c.Kind, c.Name, problems)
		}
	}
	if _, err := p.MDAPI(); err != nil {
		t.Error(err)
	}
	after := newSnapshot(nil)
	for _, c := range s.all {
		gone := slices.ContainsFunc(p.Destroy, func(m metadata.Member) bool {
			return memberKey(m.Kind, m.Name) == memberKey(c.Kind, c.Name) || m.Kind == "Flow" && m.Name == c.Name+"-1"
		})
		if !gone && p.Find(c.Kind, c.Name) == nil {
			after.add(c)
		}
	}
	for i := range p.Components {
		after.add(&p.Components[i])
	}
	dropRules(t, p, after)
	return p, after
}

// dropRules takes the assignment rules that a package deletes out of the files that hold them.
func dropRules(t testing.TB, p *metadata.Package, org *snapshot) {
	for _, m := range p.Destroy {
		object, name, _ := strings.Cut(m.Name, ".")
		c := org.find("AssignmentRules", object)
		if m.Kind != "AssignmentRule" || c == nil {
			continue
		}
		var all metadata.AssignmentRules
		if err := c.Decode(&all); err != nil {
			t.Fatal(err)
		}
		all.AssignmentRule = slices.DeleteFunc(slices.Clone(all.AssignmentRule), func(r metadata.AssignmentRule) bool { return r.FullName == name })
		org.all = slices.DeleteFunc(org.all, func(o *metadata.Component) bool { return o == c })
		org.add(new(metadata.New(c.Kind, c.Name, &all)))
	}
}

// examples are values of every type that is read and written here.
func examples(t testing.TB) map[string][]providers.Values {
	out := map[string][]providers.Values{
		typePermission: {{"name": "Lifecycle_Bypass", "label": "Passes gates", "description": "For admins"}},
		typeQueue: {{"name": "Inbound", "label": "Inbound leads", "objects": []any{"Lead", "Case"}, "email": "inbound@example.com", "notify_members": true,
			"users": []any{"rep@example.com"}, "roles": []any{"SDR"}, "groups": []any{"Sales"}}, {"name": "Bare", "label": "Bare"}},
		typeAssignment: {{"object": "Lead", "name": "Routing", "entries": []any{
			map[string]any{"assignedTo": "Inbound", "assignedToType": "Queue", "booleanFilter": "1 OR 2", "criteriaItems": []any{
				map[string]any{"field": "Lead.Country", "operation": "equals", "value": "DE,AT"}, map[string]any{"field": "Lead.Fit__c", "operation": "greaterThan", "value": "10"}}},
			map[string]any{"assignedTo": "Enterprise", "assignedToType": "Queue", "formula": `ISPICKVAL(Industry, "Energy")`},
			map[string]any{"assignedTo": "rep@example.com", "assignedToType": "User"}}},
			{"object": "Lead", "name": "Off", "active": false}},
		typeLeadMapping: {{"object": "Contact", "lead_field": "Fit__c", "field": "Fit__c"}, {"object": "Opportunity", "lead_field": "Fit__c", "field": "Lead_Fit__c"}},
		typeSetting:     {{"settings": "LeadConfig", "name": "shouldLeadConvertRequireValidation", "value": "true"}, {"settings": "PathAssistant", "name": "pathAssistantEnabled", "value": "false"}},
		typeFolder:      {{"kind": "report", "name": "Lifecycle", "label": "Lifecycle"}, {"kind": "dashboard", "name": "Lifecycle/Team", "label": "Team"}},
		typeMetadata: {{"type": "Policy__mdt", "name": "First_Touch", "label": "First touch", "values": map[string]any{
			"Hours__c": 24.0, "Share__c": 0.5, "Active__c": true, "Note__c": "Call, then write", "Since__c": "2026-01-31", "None__c": nil}},
			{"type": "Policy__mdt", "name": "Empty", "label": "Empty"}},
		typePermissionSet: {{"name": "Lifecycle", "label": "Lifecycle", "description": "All of it", "fields": []any{"Lead.Fit__c read", "Lead.Stage__c edit"},
			"objects": []any{"Project__c read create edit", "Policy__mdt read"}, "permissions": []any{"Lifecycle_Bypass"}, "record_types": []any{"Opportunity.New_Business"}}},
	}
	for _, c := range sampleComponents(t) {
		for typ, d := range documents {
			if c.Kind != d.kind {
				continue
			}
			v := providers.Values{"label": "A label", "description": "What it is for", "definition": inside(c.Doc.Root, metadata.TypeOf(c.Kind))}
			folder, own := under(c.Name)
			v["name"] = own
			switch {
			case d.folder != "":
				v["folder"] = key(d.folder, folder)
			case typ == typeFlow:
				v["active"] = true
			default:
				v["object"] = "Lead"
			}
			out[typ] = append(out[typ], v)
		}
	}
	return out
}

// hereOwned are the types whose kinds are tested here.
var hereOwned = []string{typePermission, typeQueue, typeAssignment, typeLeadMapping, typeSetting, typeFolder, typeMetadata, typePermissionSet, typeFlow, typeReportType, typeReport, typeDashboard}

// What is written can be read, and is what was asked for. Written once more, it is the same.
func TestCreated(t *testing.T) {
	all := examples(t)
	for _, typ := range hereOwned {
		if len(all[typ]) == 0 {
			t.Errorf("no example of %s", typ)
		}
		for _, v := range all[typ] {
			want := wanted(t, typ, v)
			k := kindOf(typ).typ.KeyOf(want)
			_, org := writes(t, newSnapshot(nil), operation(t, nil, providers.Create, typ, v))
			if got := liveOf(t, org, typ, k); !reflect.DeepEqual(got, want) {
				t.Errorf("%s %s: %v\nwanted %v", typ, k, got, want)
			}
			p, _ := writes(t, org, operation(t, org, providers.Update, typ, v))
			for _, c := range p.Components {
				if old := org.find(c.Kind, c.Name); old == nil || !old.Same(c) {
					t.Errorf("%s %s: changed to %s", typ, k, c.Doc.Root)
				}
			}
		}
	}
}

// A plan finds nothing to do once all is written together, and what is deleted is gone.
func TestTogether(t *testing.T) {
	var ops []*providers.Operation
	all := examples(t)
	for _, typ := range hereOwned {
		for _, v := range all[typ] {
			ops = append(ops, operation(t, nil, providers.Create, typ, v))
		}
	}
	_, org := writes(t, newSnapshot(nil), ops...)
	for _, op := range ops {
		got := liveOf(t, org, op.Type, op.Key)
		for _, a := range kindOf(op.Type).typ.Attributes {
			if a.Differs(op.After[a.Name], got[a.Name]) {
				t.Errorf("%s %s: %s is %v, wanted %v", op.Type, op.Key, a.Name, got[a.Name], op.After[a.Name])
			}
		}
		op.Action, op.Before, op.After = providers.Delete, got, nil
	}
	w := newChange(org)
	w.versions = map[string][]int{}
	for _, c := range org.of("Flow") {
		w.versions[strings.ToLower(c.Name)] = []int{1}
	}
	_, org = writesWith(t, w, ops...)
	for _, op := range ops {
		if got := liveOf(t, org, op.Type, op.Key); got != nil && op.Type != typeSetting && op.Type != typePermissionSet { // which grants what stays
			t.Errorf("%s %s is there after it was deleted", op.Type, op.Key)
		}
	}
}

func TestManagedIsBuiltIn(t *testing.T) {
	s := newSnapshot(&metadata.Package{Components: []metadata.Component{
		metadata.New("Flow", "acme__Sync", &metadata.Flow{Label: "Sync"}), metadata.New("Queue", "acme__In", &metadata.Queue{}),
		metadata.New("PermissionSet", "acme__User", &metadata.PermissionSet{}), metadata.New("ReportType", "acme__T", &metadata.ReportType{}),
		metadata.New("CustomMetadata", "acme__P.acme__R", &metadata.CustomMetadata{}), metadata.New("Settings", "Opportunity", &metadata.OpportunitySettings{PushCountEnabled: new(true)})}})
	live, err := s.read(hereOwned)
	if err != nil || len(live) != 6 {
		t.Fatal(live, err)
	}
	for _, l := range live {
		if !l.BuiltIn {
			t.Errorf("%s %s is not the CRM's own", l.Type, l.Key)
		}
	}
}

func TestNamesAreChecked(t *testing.T) {
	for typ, v := range map[string]providers.Values{
		typeQueue: {"name": "In__bound", "label": "x"}, typePermission: {"name": "1st", "label": "x"}, typePermissionSet: {"name": "A_", "label": "x"},
		typeFolder: {"kind": "report", "name": "A B", "label": "x"}, typeMetadata: {"type": "P__mdt", "name": strings.Repeat("A", 41), "label": "x"},
		typeFlow: {"name": "A-B", "label": "x", "definition": map[string]any{}}, typeReport: {"folder": "report/A", "name": "B.C", "label": "x", "definition": map[string]any{}},
	} {
		err := newChange(newSnapshot(nil)).write([]*providers.Operation{operation(t, nil, providers.Create, typ, v)})
		if !isInvalid(err) {
			t.Errorf("%s: %v", typ, err)
		}
	}
}

func isInvalid(err error) bool { return providers.IsKind(err, providers.Invalid) }
