package emulator

import "testing"

func TestDestructiveChanges(t *testing.T) {
	o := Empty()
	deployed(t, o, lifecycle())
	gone := func(lines ...string) map[string]string {
		return map[string]string{"package.xml": manifest(), "destructiveChangesPost.xml": manifest(lines...)}
	}
	refused(t, o, gone("RecordType: Opportunity.Sales"), "Cannot delete record type")
	refused(t, o, gone("StandardValueSet: LeadStatus"), "Cannot delete a standard value set")
	refused(t, o, gone("CustomField: Opportunity.Amount"), "Cannot delete standard")
	refused(t, o, gone("CustomField: Opportunity.Reason__c"), "referenced elsewhere in Salesforce")
	refused(t, o, gone("GlobalValueSet: Reasons"), "referenced elsewhere in Salesforce")
	refused(t, o, gone("CustomPermission: Bypass"), "validation rule - Opportunity.Gate")
	refused(t, o, gone("CustomField: *"), "Wildcards")
	refused(t, o, gone("CustomField: Opportunity.Nope__c"), "No CustomField named: Opportunity.Nope__c found")
	r := deployed(t, o, gone("ValidationRule: Opportunity.Gate", "CustomField: Opportunity.Note__c"))
	if m := r.child("details").all("componentSuccesses"); !m[0].is("deleted") || o.state.Metadata.get("ValidationRule", "Opportunity.Gate") != nil {
		t.Error("nothing was deleted")
	}
	holds(t, string(retrieveFiles(t, o, types("PermissionSet", "Access"))["permissionsets/Access.permissionset"]), "!Note__c", "Bypass")
	if r := deployZip(t, o, zipped(gone("CustomField: Opportunity.Nope__c")), "<ignoreWarnings>true</ignoreWarnings>"); r.str("status") != "Succeeded" {
		t.Error("warnings are not ignored")
	}
}
