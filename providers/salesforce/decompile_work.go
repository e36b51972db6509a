package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
)

func (d *decompiler) said(i item) bool {
	return d.told[providers.Reference{Type: i.Type, Key: i.Key}]
}

// work makes queues, with their members in one team: an org does not say who works together.
func (d *decompiler) work() {
	team := &schema.Team{Name: "org", Title: "People of the org", Description: "Those who are members of queues."}
	for _, q := range d.live.of(typeQueue) {
		if q.BuiltIn {
			continue
		}
		name := bareBlockName(q.text("name"), "queue")
		if developerName(name, maxName) != q.text("name") {
			name = q.text("name")
		}
		owns := slices.DeleteFunc(q.texts("objects"), func(o string) bool { return o == "Task" }) // queues take tasks as well
		var objects []string
		for _, o := range owns {
			if x := d.object(o); x != "" {
				objects = append(objects, x)
			}
		}
		if len(objects) != 1 || len(owns) != 1 {
			d.finding(q, "queue", "", q.title(), "A queue of an architecture owns records of one object that it speaks of. "+stays, "It owns records of "+listed(q.texts("objects"))+".")
			continue
		}
		d.tell(q)
		out := &schema.Queue{Name: d.taken.Take("queue", name), Object: schema.NewAddress("", "object", objects[0]), Description: q.text("description")}
		out.Title = importing.Label(q.title(), out.Name)
		for _, user := range q.texts("users") {
			out.Members = append(out.Members, d.member(team, user))
		}
		d.a.Queues = append(d.a.Queues, out)
		if more := append(q.texts("roles"), q.texts("groups")...); len(more) > 0 || q.text("email") != "" {
			d.partly(q, "queue", "", q.title(), "A queue of an architecture has people as its members. "+stays, fmt.Sprintf("Roles and groups in it: %s. Its e-mail address: %q.", listed(more), q.text("email")))
		}
	}
	if len(team.Members) > 0 {
		d.a.Teams = append(d.a.Teams, team)
	}
}

// member is a user as somebody of a team.
func (d *decompiler) member(team *schema.Team, username string) schema.Address {
	for _, m := range team.Members {
		if m.Identity == username {
			return schema.NewAddress("", "member", team.Name, m.Name)
		}
	}
	local, _, _ := strings.Cut(username, "@")
	m := &schema.Member{Name: d.taken.Take("member", importing.BlockName(local, "member")), Identity: username, Active: true}
	if u := d.org.org.user(username); u != nil {
		m.Title = u.Name
	}
	team.Members = append(team.Members, m)
	return schema.NewAddress("", "member", team.Name, m.Name)
}

// stays is what becomes of what no block says.
const stays = "What the org has stays as it is."

// rest reports what is live and no block says.
func (d *decompiler) rest() {
	for _, i := range d.untold(typeValidation) {
		if strings.Contains(i.text("formula"), "$Permission."+bypassPermission) { // made of an architecture, see gates
			d.finding(i, "lifecycle rule", i.text("object"), i.text("name"), "Criteria of an architecture made it; a formula does not say which for certain. "+stays+" To govern it, keep the architecture that it is from.")
			continue
		}
		d.finding(i, "validation rule", i.text("object"), i.text("name"), stays+" Write it as a criterion of a stage, or as the validation of a field, if it should be governed.",
			"It "+running(i, "holds", "is inactive")+". What must not be: "+i.text("formula"), "People read: "+i.text("message"))
	}
	for _, i := range d.untold(typeAssignment) {
		d.finding(i, "assignment rule", i.text("object"), i.text("name"), stays+" Write a routing block if it should be governed: its rule takes the place of this one.",
			append([]string{"It " + running(i, "is the active one.", "is inactive.")}, entriesInWords(i.Values["entries"])...)...)
	}
	for _, i := range d.untold(typeFlow) {
		if block := d.madeOf(i.text("name")); block != "" {
			d.finding(i, "lifecycle flow", cmp.Or(i.text("object"), "the org"), i.title(), "Blocks of an architecture made it, and a flow does not say all of them. "+stays+" To govern it, keep the architecture that it is from.", "of "+block+", "+running(i, "active", "inactive"))
			continue
		}
		d.finding(i, "flow", cmp.Or(i.text("object"), "the org"), i.title(), "What it does no block says for certain. "+stays+" To govern it, write an automation, and deactivate this one.",
			append([]string{"It " + running(i, "is active.", "is inactive.")}, i.texts("summary")...)...)
	}
	for _, i := range d.untold(typePath) {
		d.finding(i, "path", i.text("object"), i.text("label"), "A path is made of the stages where the setting existing is \"complete\". "+stays, "It guides people along "+i.text("field")+".")
	}
	for _, i := range d.untold(typeProcess) {
		d.finding(i, "process", i.text("object"), i.text("name"), "No active record type that was imported uses it. "+stays)
	}
	d.clocks()
	d.listed(typeMetadata, "custom metadata record", "It holds definitions for flows and people. ")
	d.listed(typePermissionSet, "permission set", "It grants what was made before. ")
	d.listed(typePermission, "custom permission", "Formulas ask for it. ")
	d.listed(typeReport, "report", "")
	d.listed(typeDashboard, "dashboard", "")
}

// madeOf is the block that a flow was made of, which its name begins with; "" for one that people made.
func (d *decompiler) madeOf(name string) (block string) {
	for _, i := range d.live.of(typeMetadata) {
		v, _ := i.Values["values"].(map[string]any)
		own := text(v["Block__c"])
		if i.text("type") == ruleType.object() && len(own) > len(block) && strings.HasPrefix(name+"_", developerName(own, maxName)+"_") {
			block = own
		}
	}
	return block
}

// clocks reports the clocks of our definitions, in their words: events cannot be read back for certain.
func (d *decompiler) clocks() {
	for _, i := range d.untold(typeMetadata) {
		if v, ok := i.Values["values"].(map[string]any); ok && i.text("type") == slaType.object() {
			d.finding(i, "clock", "", i.title(), "Write an sla block to govern it. "+stays,
				append([]string{fmt.Sprintf("It starts when %s, stops when %s, and may run %s (%s).", text(v["Starts__c"]), text(v["Stops__c"]), text(v["Within__c"]), text(v["Clock__c"]))},
					nonEmpty(text(v["Exceptions__c"]), text(v["Escalations__c"]), text(v["Definition__c"]))...)...)
		}
	}
}

// listed reports all that is left of a type, by its keys.
func (d *decompiler) listed(typ, what, why string) {
	for _, i := range d.untold(typ) {
		d.finding(i, what, "", i.Key, why+stays)
	}
}

func running(i item, yes, no string) string {
	if i.active() {
		return yes
	}
	return no
}

// entriesInWords say what an assignment rule does.
func entriesInWords(v any) (out []string) {
	entries, err := entriesOf(v)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		when := "all others"
		var items []string
		for _, x := range e.CriteriaItems {
			items = append(items, strings.TrimSpace(fmt.Sprintf("%s %s %s", x.Field, plain(x.Operation), x.Value)))
		}
		switch {
		case e.Formula != "":
			when = e.Formula
		case items != nil:
			when = strings.Join(items, " and ")
			if e.BooleanFilter != "" {
				when += " (" + e.BooleanFilter + ")"
			}
		}
		out = append(out, fmt.Sprintf("%s: to %s %s", when, strings.ToLower(e.AssignedToType), e.AssignedTo))
	}
	return out
}

func listed(texts []string) string {
	if len(texts) == 0 {
		return "none"
	}
	return strings.Join(texts, ", ")
}
