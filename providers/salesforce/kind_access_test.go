package salesforce

import (
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

const granted = `<applicationVisibilities><application>Sales</application><visible>true</visible></applicationVisibilities>
	<customPermissions><enabled>true</enabled><name>Theirs</name></customPermissions>
	<fieldPermissions><editable>true</editable><field>Lead.Fit__c</field><readable>true</readable></fieldPermissions>
	<fieldPermissions><editable>false</editable><field>Lead.Hidden__c</field><readable>false</readable></fieldPermissions>
	<fieldPermissions><editable>false</editable><field>Lead.Their__c</field><readable>true</readable></fieldPermissions>
	<hasActivationRequired>false</hasActivationRequired><label>Lifecycle</label><license>Salesforce</license>
	<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Project__c</object><viewAllRecords>true</viewAllRecords></objectPermissions>`

// What is listed has the rights that are listed; what others granted stays.
func TestPermissionSetGrants(t *testing.T) {
	s := snapshotOf(parsed(t, "PermissionSet", "Lifecycle", granted))
	before := liveOf(t, s, typePermissionSet, "Lifecycle")
	if f := list(before["fields"]); !slices.Equal(f, []string{"Lead.Fit__c edit", "Lead.Their__c read"}) {
		t.Error(f)
	}
	v := providers.Values{"name": "Lifecycle", "label": "Lifecycle", "fields": []any{"Lead.Fit__c read", "Lead.Stage__c edit"}, "objects": []any{"Project__c read edit", "Policy__mdt read"},
		"permissions": []any{"Lifecycle_Bypass"}, "record_types": []any{"Opportunity.New_Business"}}
	p, after := writes(t, s, operation(t, s, providers.Update, typePermissionSet, v))
	noDifference(t, after, typePermissionSet, v)
	mustHave(t, printed(t, p, "PermissionSet", "Lifecycle"), "<application>Sales<", "<license>Salesforce<", "<field>Lead.Their__c<", "<name>Theirs<", "<viewAllRecords>true<", "<name>Policy__mdt<")
	if f := list(liveOf(t, after, typePermissionSet, "Lifecycle")["fields"]); !slices.Equal(f, []string{"Lead.Fit__c read", "Lead.Stage__c edit", "Lead.Their__c read"}) {
		t.Error(f)
	}
}

// A permission set that grants what stays is not deleted: whoever has it would lose access.
func TestPermissionSetsOfOthersStay(t *testing.T) {
	fit := parsed(t, "CustomField", "Lead.Fit__c", "<fullName>Fit__c</fullName><label>Fit</label><length>10</length><type>Text</type>")
	for grants, want := range map[string]int{
		"": 2, "<fieldPermissions><editable>true</editable><field>Lead.Fit__c</field><readable>true</readable></fieldPermissions>": 2,
		"<fieldPermissions><editable>false</editable><field>Lead.Their__c</field><readable>true</readable></fieldPermissions>": 1,
		"<recordTypeVisibilities><recordType>Lead.Theirs</recordType><visible>true</visible></recordTypeVisibilities>":         1,
		"<customPermissions><enabled>true</enabled><name>Theirs</name></customPermissions>":                                    1,
	} {
		s := snapshotOf(parsed(t, "PermissionSet", "Lifecycle", grants+"<label>Lifecycle</label>"), fit)
		p, _ := writes(t, s, operation(t, s, providers.Delete, typePermissionSet, providers.Values{"name": "Lifecycle", "label": "Lifecycle"}),
			operation(t, s, providers.Delete, typeField, providers.Values{"object": "Lead", "name": "Fit__c"}))
		if len(p.Destroy) != want || len(p.Components) > 0 {
			t.Errorf("%q: %+v", grants, p)
		}
	}
}

func TestGrantsInOneWay(t *testing.T) {
	got := wanted(t, typePermissionSet, providers.Values{"name": "A", "label": "A", "fields": []any{"Lead.B__c read", "Lead.A__c", "Lead.B__c edit", " "},
		"objects": []any{"P__c delete", "Q__c", "P__c create"}, "record_types": []any{"Lead.X"}})
	for name, want := range map[string][]string{"fields": {"Lead.A__c read", "Lead.B__c edit"}, "objects": {"P__c read create edit delete", "Q__c read"},
		"needs": {"Lead/A__c", "Lead/B__c"}, "needs_objects": {"P__c", "Q__c"}, "needs_types": {"Lead/X"}} {
		if l := list(got[name]); !slices.Equal(l, want) {
			t.Errorf("%s: %q, wanted %q", name, l, want)
		}
	}
}

// Salesforce refuses a whole deploy in which a permission set lists a required field.
func TestRequiredFieldsAreNotGranted(t *testing.T) {
	s := snapshotOf(parsed(t, "CustomField", "Lead.Needed__c", "<fullName>Needed__c</fullName><label>Needed</label><length>10</length><required>true</required><type>Text</type>"))
	v := providers.Values{"name": "A", "label": "A", "fields": []any{"Lead.Needed__c edit"}}
	if err := newChange(s).write([]*providers.Operation{operation(t, s, providers.Create, typePermissionSet, v)}); !isInvalid(err) {
		t.Error(err)
	}
}
