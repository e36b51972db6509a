package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// unsaid is the code of what no block says; nowhere is where: an org has no lines.
var (
	unsaid  = diag.Unsupported
	nowhere = diag.Range{}
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
			d.finding(q, fmt.Sprintf("The queue %q is not imported", q.title()), "It owns records of %s, and a queue of an architecture those of one object that it speaks of. It stays as it is.", listed(q.texts("objects")))
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
			d.finding(q, fmt.Sprintf("Not all of the queue %q is imported", q.title()), "Roles and groups in it: %s. Its e-mail address: %q. What the block does not say stays as it is.", listed(more), q.text("email"))
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
	m := &schema.Member{Name: d.taken.Take("member", blockName(local, "member")), Identity: username, Active: true}
	if u := d.org.org.user(username); u != nil {
		m.Title = u.Name
	}
	team.Members = append(team.Members, m)
	return schema.NewAddress("", "member", team.Name, m.Name)
}

// rest reports what is live and no block says.
func (d *decompiler) rest() {
	for _, i := range d.untold(typeValidation) {
		d.finding(i, fmt.Sprintf("The validation rule %q of %s is not imported", i.text("name"), i.text("object")),
			"It %s and stays as it is. What must not be: %s\nPeople read: %s\nWrite it as a criterion of a stage, or as the validation of a field, if it should be governed.", running(i, "holds", "is inactive"), i.text("formula"), i.text("message"))
	}
	for _, i := range d.untold(typeAssignment) {
		d.finding(i, fmt.Sprintf("The assignment rule %q of %s is not imported", i.text("name"), i.text("object")),
			"It %s and stays as it is. Write a routing block if it should be governed: its rule takes the place of this one.\n%s", running(i, "is the active one", "is inactive"), strings.Join(entriesInWords(i.Values["entries"]), "\n"))
	}
	for _, i := range d.untold(typeFlow) {
		if block := d.madeOf(i.text("name")); block != "" {
			d.finding(i, fmt.Sprintf("The flow %q is not imported", i.title()), "It %s and was made of %s, which a flow does not say all of. It stays as it is.\n%s",
				running(i, "is active", "is inactive"), block, strings.Join(i.texts("summary"), "\n"))
			continue
		}
		d.finding(i, fmt.Sprintf("The flow %q is not imported", i.title()), "It %s and stays as it is. What it does no block says for certain; to govern it, write an automation, and deactivate this one.\n%s",
			running(i, "is active", "is inactive"), strings.Join(i.texts("summary"), "\n"))
	}
	for _, i := range d.untold(typePath) {
		d.finding(i, fmt.Sprintf("The path %q is not imported", i.text("label")), "It guides people along %s of %s and stays as it is. A path is made of the stages where the setting existing is \"complete\".", i.text("field"), i.text("object"))
	}
	for _, i := range d.untold(typeProcess) {
		d.finding(i, fmt.Sprintf("The process %q of %s is not imported", i.text("name"), i.text("object")), "No active record type that was imported uses it. It stays as it is.")
	}
	d.clocks()
	d.listed(typeMetadata, "records of custom metadata", "They hold definitions for flows and people.")
	d.listed(typePermissionSet, "permission sets", "They grant what was made before.")
	d.listed(typePermission, "custom permissions", "Formulas ask for them.")
	d.listed(typeReport, "reports", "")
	d.listed(typeDashboard, "dashboards", "")
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
			d.finding(i, fmt.Sprintf("The clock %q is not imported", i.title()), "It starts when %s, stops when %s, and may run %s (%s). Write an sla block to govern it; its fields and flows stay as they are.\n%s",
				text(v["Starts__c"]), text(v["Stops__c"]), text(v["Within__c"]), text(v["Clock__c"]), strings.Join(nonEmpty(text(v["Exceptions__c"]), text(v["Escalations__c"]), text(v["Definition__c"])), "\n"))
		}
	}
}

// listed reports all that is left of a type at once.
func (d *decompiler) listed(typ, what, why string) {
	var keys []string
	for _, i := range d.untold(typ) {
		keys = append(keys, i.Key)
	}
	if len(keys) > 0 {
		d.diags.Warnf(unsaid, nowhere, fmt.Sprintf("%d %s are not imported", len(keys), what), "%s", strings.TrimSpace(why+" They stay as they are: "+strings.Join(keys, ", ")))
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
