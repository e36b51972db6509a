package planner_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
)

// element is a component or a part of one, as the org holds it.
type element struct {
	Name string    `json:"n"`
	Text string    `json:"t"`
	Kids []element `json:"k"`
}

// lines are the elements below as paths. Parts of a list are told apart by what names them.
func (e element) lines(path string, out map[string]bool) {
	path += "/" + e.Name
	for _, of := range []string{"fullName", "name", "field", "object", "recordType", "picklistValueName", "inputField", "outputObject", "picklist"} {
		for _, k := range e.Kids {
			if k.Name == of {
				path += "[" + k.Text + "]"
			}
		}
	}
	if len(e.Kids) == 0 {
		out[path+" = "+e.Text] = true
	}
	for _, k := range e.Kids {
		k.lines(path, out)
	}
}

// holds is everything that the org holds of metadata, as lines.
func (p *org) holds() map[string]bool {
	p.t.Helper()
	data, err := p.org.Snapshot()
	var s struct {
		Metadata map[string]map[string]struct{ Doc element }
	}
	if err == nil {
		err = json.Unmarshal(data, &s)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	out := map[string]bool{}
	for kind, all := range s.Metadata {
		for name, c := range all {
			c.Doc.lines(kind+" "+name, out)
		}
	}
	return out
}

// elements are those of metadata whose change a plan shows, with the attribute that shows it.
var elements = map[string]string{"label": "label", "trackHistory": "track_history", "enableHistory": "track_history", "businessProcess": "process",
	"enableOpportunityFieldHistoryTracking": "value", "sorted": "order"}

// shows tells whether a plan says that a line goes.
func shows(plan *planner.Plan, line string) bool {
	path, was, _ := strings.Cut(line, " = ")
	attr := elements[path[strings.LastIndexByte(path, '/')+1:]]
	return attr != "" && slices.ContainsFunc(plan.Changes, func(c *planner.Change) bool {
		of, _, _ := strings.Cut(c.Key, "/")
		if !strings.Contains(path, " "+of) {
			return false
		}
		return attr == "order" && c.After["order"] != nil || slices.ContainsFunc(c.Diffs, func(d planner.AttrDiff) bool {
			return d.Path == attr && (fmt.Sprint(d.Before) == was || attr == "process" && fmt.Sprint(d.Before) == of+"/"+was)
		})
	})
}

// What the org has is there afterwards as it was, but for what the plan says.
func TestSalesforceLosesNothing(t *testing.T) {
	t.Parallel()
	a := example(t, "b2b-saas")
	p := newOrg(t, emulator.Messy, nil)
	p.invite(a)
	before := p.holds()
	plan := p.apply(a)
	after := p.holds()
	gone := 0
	for _, line := range slices.Sorted(maps.Keys(before)) {
		if after[line] {
			continue
		}
		if gone++; !shows(plan, line) {
			t.Error(line)
		}
	}
	if gone == 0 {
		t.Error("nothing was looked at")
	}
}

// A login to another org than the environment's is refused before anything is read or written.
func TestSalesforceOtherOrg(t *testing.T) {
	t.Parallel()
	for id, refused := range map[string]bool{emulator.OrgID: false, emulator.OrgID[:15]: false, "00D000000000002EAA": true, "00D000000000001": false, "00d000000000001": true, "12": true} {
		p := newOrg(t, emulator.Empty, map[string]string{"org_id": id})
		_, err := p.dial(p.token())
		if (err != nil) != refused || refused && !strings.Contains(err.Error(), id) && !strings.Contains(err.Error(), "00D and") {
			t.Errorf("%s: %v", id, err)
		}
		if n := len(p.org.Requests()); refused && n > 3 {
			t.Errorf("%s: %d requests", id, n)
		}
	}
}

// Who may not, or not any more, is told what is missing before anything is planned.
func TestSalesforceSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for says, fault := range map[string]emulator.Fault{
		`missing "API Enabled`:     {Status: 403, Code: "API_DISABLED_FOR_ORG", Times: -1},
		`missing "Modify Metadata`: {Path: "/Soap/", Status: 500, Code: "INSUFFICIENT_ACCESS", Times: -1},
		"log in again":             {Status: 401, Times: -1},
	} {
		p := newOrg(t, emulator.Empty, nil)
		token := p.token()
		p.org.Inject(fault)
		if _, err := p.dial(token); !providers.IsKind(err, providers.Permission) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
	p := newOrg(t, emulator.Empty, nil)
	if _, err := p.dial(emulator.OrgID + "!wrong"); err == nil || !strings.Contains(err.Error(), "log in again") || strings.Contains(err.Error(), "wrong") {
		t.Error(err)
	}
}

// What somebody changes of what was applied is drift, which an apply puts back; what they made of their own stays.
func TestSalesforceDrift(t *testing.T) {
	t.Parallel()
	p := newOrg(t, emulator.Messy, nil)
	a := soldBut(t, "", "")
	p.apply(a)
	const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	const ns = ` xmlns="http://soap.sforce.com/2006/04/metadata">`
	err := p.org.Seed(map[string]string{
		"globalValueSets/Contact_Tier.globalValueSet": head + "<GlobalValueSet" + ns + `<customValue><fullName>gold</fullName><default>false</default><label>gold</label></customValue>` +
			`<customValue><fullName>silver</fullName><default>false</default><isActive>false</isActive><label>silver</label></customValue><customValue><fullName>platinum</fullName><default>false</default><label>Platinum</label></customValue>` +
			`<customValue><fullName>tin</fullName><default>false</default><label>tin</label></customValue><masterLabel>Renamed</masterLabel><sorted>false</sorted></GlobalValueSet>`,
		"queues/Inbound.queue": head + "<Queue" + ns + `<doesSendEmailToMembers>true</doesSendEmailToMembers><name>Renamed</name><queueMembers><users><user>mara.okafor@example.com</user></users></queueMembers><queueSobject><sobjectType>Lead</sobjectType></queueSobject></Queue>`,
	})
	if err != nil {
		t.Fatal(err)
	}
	plan := p.apply(a)
	drifted := map[string]bool{}
	for _, c := range plan.Changes {
		if !c.Drift {
			t.Errorf("no drift: %s %s", c.Action, c.Address)
		}
		drifted[c.Key] = true
	}
	for _, key := range []string{"global.Contact_Tier/silver", "Inbound"} {
		if !drifted[key] {
			t.Errorf("%s is no drift: %v", key, drifted)
		}
	}
	all := fmt.Sprint(p.holds())
	if strings.Contains(all, "customValue[platinum]/isActive = false") {
		t.Error("a value that others made was deactivated")
	}
	if !strings.Contains(all, "customValue[platinum]") || !strings.Contains(all, "mara.okafor@example.com") {
		t.Error("what others made is gone")
	}
}
