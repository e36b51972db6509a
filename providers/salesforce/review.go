package salesforce

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// review finds, before a plan is carried out, what nobody declared and what works against what is declared. Apex, workflow rules
// and processes of managed packages are not read.
func review(c *providers.Compiled, unmanaged []*providers.Live, s *settings, org *snapshot) diag.List {
	r := &reviewer{c: c, unmanaged: unmanaged}
	r.writers()
	r.rules()
	r.assignments()
	r.doubles()
	r.conversion(org)
	return r.diags
}

type reviewer struct {
	c         *providers.Compiled
	unmanaged []*providers.Live
	diags     diag.List
}

// of gives what nobody declared of a type.
func (r *reviewer) of(typ string) []*providers.Live {
	return slices.DeleteFunc(slices.Clone(r.unmanaged), func(l *providers.Live) bool { return l.Type != typ })
}

// writers reports active flows that write what the declared configuration writes or decides.
func (r *reviewer) writers() {
	ours := map[string][]string{}
	add := func(field, who string) {
		if field = strings.ToLower(field); !slices.Contains(ours[field], who) {
			ours[field] = append(ours[field], who)
		}
	}
	for _, x := range r.c.Resources {
		switch x.Type {
		case typeField:
			add(x.Key, x.Label)
		case typeFlow:
			for _, field := range flowWrites(x.Values) {
				add(field, x.Label)
			}
		}
	}
	for _, l := range r.of(typeFlow) {
		if !truth(l.Values["active"]) {
			continue
		}
		for _, field := range flowWrites(l.Values) {
			if by := ours[strings.ToLower(field)]; len(by) > 0 {
				r.diags.Warnf(diag.LegacyConflict, diag.Range{}, fmt.Sprintf("Flow %q, which nobody declared, writes %s", titleOf(l), field),
					"So does the declared configuration: %s. The two may undo each other. Deactivate the flow (Setup > Flows), declare it as an automation, or delete it with --prune '%s.%s'.",
					strings.Join(by, ", "), typeFlow, l.Key)
			}
		}
	}
}

func titleOf(l *providers.Live) string {
	return cmp.Or(text(l.Values["label"]), text(l.Values["name"]), l.Key)
}

var assigned = regexp.MustCompile(`^\$Record\.([A-Za-z]\w*)$`)

// flowWrites gives the fields (OBJECT/FIELD) of records that are there which a flow writes.
func flowWrites(v providers.Values) []string {
	doc, _ := v["definition"].(map[string]any)
	own := cmp.Or(text(part(doc, "start")["object"]), text(v["object"]))
	var out []string
	add := func(object, field string) {
		if k := key(object, field); object != "" && field != "" && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	for _, step := range parts(doc, "recordUpdates") {
		object := text(step["object"])
		if text(step["inputReference"]) == "$Record" {
			object = own
		}
		for _, f := range parts(step, "inputAssignments") {
			add(object, text(f["field"]))
		}
	}
	for _, step := range parts(doc, "assignments") {
		for _, i := range parts(step, "assignmentItems") {
			if m := assigned.FindStringSubmatch(text(i["assignToReference"])); m != nil {
				add(own, m[1])
			}
		}
	}
	return out
}

// rules reports active validation rules on the objects that gates are about, one finding an object.
func (r *reviewer) rules() {
	gated := map[string]bool{}
	for _, x := range r.c.Resources {
		if x.Type == typeValidation || x.Type == typeFlow {
			gated[text(x.Values["object"])] = true
		}
	}
	var order []string
	found := map[string][]string{}
	for _, l := range r.of(typeValidation) {
		object := text(l.Values["object"])
		if !isOn(l.Values["active"]) || !gated[object] {
			continue
		}
		if found[object] == nil {
			order = append(order, object)
		}
		found[object] = append(found[object], text(l.Values["name"]))
	}
	for _, object := range order {
		r.diags.Warnf(diag.LegacyConflict, diag.Range{}, fmt.Sprintf("%s has active validation rules that nobody declared", object),
			"They are %s. They refuse records that the architecture lets pass, also when its flows save them. Look at each: deactivate it (Setup > Object Manager > %s > Validation Rules), declare it, or delete it with --prune '%s.%s/NAME'.",
			strings.Join(found[object], ", "), objectPage(object), typeValidation, object)
	}
}

// assignments reports assignment rules that end when a declared one becomes the active one.
func (r *reviewer) assignments() {
	for _, x := range r.c.Resources {
		if x.Type != typeAssignment || !isOn(x.Values["active"]) {
			continue
		}
		for _, l := range r.of(typeAssignment) {
			if isOn(l.Values["active"]) && l.Values["object"] == x.Values["object"] {
				r.diags.Warnf(diag.LegacyConflict, x.Source, fmt.Sprintf("The assignment rule %q of %s will be inactive", text(l.Values["name"]), text(l.Values["object"])),
					"One rule of an object is active, and with this plan it is %s. What the other one routes is routed by the declared policies alone: check that they cover it.", x.Label)
			}
		}
	}
}

// doubles reports active values with the label of a declared one: people see two that look the same.
func (r *reviewer) doubles() {
	labels := map[string]*providers.Resource{}
	id := func(v providers.Values) string {
		return strings.ToLower(text(v["set"]) + "\n" + cmp.Or(text(v["label"]), text(v["value"])))
	}
	for _, x := range r.c.Resources {
		if x.Type == typeValue {
			labels[id(x.Values)] = x
		}
	}
	for _, l := range r.of(typeValue) {
		if x := labels[id(l.Values)]; x != nil && l.Key != x.Key {
			r.diags.Warnf(diag.LiveConflict, x.Source, fmt.Sprintf("%s is in the org already, under another API name", x.Label),
				"%s has the label %q, too, and an org may take no two of a label. To take it over, write crm = { salesforce = %q } to the block; else rename one of them.",
				l.Key, text(l.Values["label"]), text(l.Values["value"]))
		}
	}
}

// conversion tells what changes when validation rules begin to hold for leads that are converted.
func (r *reviewer) conversion(org *snapshot) {
	const name = "shouldLeadConvertRequireValidation"
	wanted := slices.ContainsFunc(r.c.Resources, func(x *providers.Resource) bool {
		return x.Type == typeSetting && text(x.Values["name"]) == name && text(x.Values["value"]) == "true"
	})
	c := org.find("Settings", "LeadConfig")
	if !wanted || c == nil || strings.TrimSpace(c.Doc.Root.ChildValue(name)) == "true" {
		return
	}
	r.diags.Warnf(diag.LiveConflict, diag.Range{}, "Leads are converted without validation so far",
		"Setup > Lead Settings > Require Validation for Converted Leads is off, so conversion passes every gate. With this plan all validation rules of leads, accounts, contacts and opportunities hold for it, "+
			"those that nobody declared as well. Tell people who convert leads.")
}
