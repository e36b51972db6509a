package salesforce

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers/internal/audit"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// audited audits the org. The last findings say what was looked at, and what could not be.
func (d *decompiler) audited() {
	lists := d.lists()
	problems := audit.Audit(lists, "field")
	var objects, blind []string
	for _, sobject := range lookedAt {
		if _, ok := d.live.find(typeObject, sobject); ok {
			objects = append(objects, sobject)
		}
	}
	for _, i := range d.live.of(typeObject) {
		if _, custom := d.objects[i.Key]; custom {
			objects = append(objects, i.Key)
		}
	}
	for _, l := range lists { // a folder may have values of an object and nothing else of it
		objects = append(objects, l.Object)
	}
	slices.Sort(objects)
	objects = slices.Compact(objects)
	if !d.org.org.known {
		blind = append(blind, "What was read is a folder: it has what somebody put there, and nothing else of the org.")
	}
	blind = append(blind, "Cases are not looked at.")
	d.diags.Add(append(problems, audit.Coverage(objects, blind, len(problems))...)...)
}

// subjects say whom records of an object are about.
var subjects = map[string]audit.Subject{lead: audit.People, contact: audit.People, account: audit.Companies, opportunity: audit.Deals}

// lists are the picklists that people made, the lead status, and the processes of opportunities.
func (d *decompiler) lists() (out []audit.List) {
	if values := d.live.values["LeadStatus"]; values != nil {
		out = append(out, audit.List{Title: "Lead Status", Key: key(lead, "Status"), Object: lead, About: audit.People, Values: auditedValues(values)})
	}
	for _, f := range d.live.of(typeField) {
		sobject := f.text("object")
		values := d.live.values[d.live.setOf(f)]
		if f.BuiltIn || !isCustom(f.text("name")) || values == nil || !slices.Contains(picklistTypes, f.text("type")) {
			continue
		}
		l := audit.List{Title: fmt.Sprintf("%q", f.title()), Key: f.Key, Object: sobject, About: subjects[sobject], Values: auditedValues(values)}
		if d.stages(f) {
			l.Kind = audit.Lifecycle
		}
		out = append(out, l)
	}
	for _, p := range d.a.Pipelines {
		l := audit.List{Title: schema.Title(p), Key: opportunity, Object: opportunity, Kind: audit.Pipeline, About: audit.Deals}
		if id := p.CRM[provider]; id != "" {
			l.Key = key(opportunity, id)
		}
		for _, s := range p.Stages {
			l.Values = append(l.Values, audit.Value{Key: key(l.Key, s.CRM[provider]), Label: schema.Title(s), Over: s.Outcome != "", Chance: *s.Probability})
		}
		out = append(out, l)
	}
	return out
}

func auditedValues(values []item) (out []audit.Value) {
	for _, v := range values {
		out = append(out, audit.Value{Key: v.Key, Label: v.title()})
	}
	return out
}
