package odoo

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/attr"
	"github.com/zclconf/go-cty/cty"
)

// Names of the resource types, what is referred to before what refers.
const (
	typeSettings   = "odoo_settings"
	typeGroup      = "odoo_group"
	typeTeam       = "odoo_team"
	typeMember     = "odoo_team_member"
	typeReason     = "odoo_lost_reason"
	typeTag        = "odoo_tag"
	typeField      = "odoo_field"
	typeOption     = "odoo_option"
	typeStage      = "odoo_stage"
	typeView       = "odoo_view"
	typeAutomation = "odoo_automation"
	typeScoring    = "odoo_scoring"
)

func order(of string) providers.Attribute {
	return providers.Attribute{Name: "order", Type: cty.Number, Doc: "Place among the " + of + ".", Optional: true, Computed: true, Ordinal: true}
}

// set is a list of texts without an order.
func set(name, doc string) providers.Attribute {
	return providers.Attribute{Name: name, Type: attr.Texts, Doc: doc, Optional: true, Set: true}
}

// technical is for the CRM; another attribute says for people what is in it.
func technical(a providers.Attribute) providers.Attribute {
	a.Technical = true
	return a
}

// used lists what code and domains use, so that it comes after it. It never makes a difference by itself.
func used(name, what, typ string) providers.Attribute {
	a := technical(attr.Refers(set(name, what+" that it uses; follows from the code and the domains."), typ))
	a.Computed, a.Serves = true, func(any, any) bool { return true }
	return a
}

// externalID is the natural key of what has no name in Odoo that is its alone.
func externalID() providers.Attribute {
	return attr.Immutable(attr.Required("external_id", "Identity in Odoo (external id). A plain name is Stagecraft's own: Odoo has it as stagecraft.NOUN:NAME. MODULE.NAME is that of another module, and MODEL,NUMBER stands for an object without any; such objects are taken over and never created."))
}

// domain is a condition on records in Odoo's notation.
func domain(name, doc string) providers.Attribute {
	a := attr.OrComputed(name, cty.String, doc+" A list of conditions in Odoo's notation (domain).")
	a.Serves = sameDomain
	return a
}

func types() []*providers.ResourceType {
	list := []*providers.ResourceType{
		{Name: typeSettings, Doc: "Settings of the CRM app (CRM > Configuration > Settings).", Key: []string{"name"}, DeleteNote: "Every database has them. They stay as they are.", Attributes: []providers.Attribute{
			attr.Required("name", "Always crm."),
			attr.OrComputed("leads", cty.Bool, "Whether there are leads before opportunities."),
			attr.OrComputed("several_teams", cty.Bool, "Whether a user may be in several sales teams."),
			attr.OrComputed("auto_assignment", cty.Bool, "Whether leads are assigned by rule, on a schedule."),
		}},
		{Name: typeGroup, Doc: "A group of users, which gives them rights.", Key: []string{"external_id"}, CanDelete: true, Attributes: []providers.Attribute{
			externalID(),
			attr.Required("name", "Name of the group."),
			attr.Optional("comment", cty.String, "What the group is for."),
			users("users", "Logins of users who are in it. Others may be, too: users are added, and never taken out."),
		}},
		{Name: typeTeam, Doc: "A sales team, which is what Odoo has for a pipeline: its stages are those bound to it and those bound to none.", Key: []string{"external_id"}, CanDelete: true, Records: true,
			DeleteNote: "The teams that Odoo comes with cannot be deleted. Leads of a deleted team have none unless they are moved.", Attributes: []providers.Attribute{
				externalID(),
				attr.Required("name", "Name of the team."),
				attr.Flag("leads", "Whether it works leads that are still to be qualified."),
				attr.On("opportunities", "Whether it works opportunities."),
				attr.Optional("leader", cty.String, "Login of the team leader."),
				domain("assignment_domain", "Which leads are assigned to the team."),
				attr.OrComputed("assignment_off", cty.Bool, "Whether leads are not assigned by rule."),
				archived("team"),
			}},
		{Name: typeMember, Doc: "A user in a sales team, with what may be assigned.", Key: []string{"team", "user"}, CanDelete: true, Attributes: []providers.Attribute{
			attr.Immutable(attr.Refers(attr.Required("team", "External id of the team."), typeTeam)),
			attr.Immutable(attr.Required("user", "Login of the user.")),
			{Name: "capacity", Type: cty.Number, Doc: "How many leads are assigned to the user in 30 days at most.", Optional: true, Default: 30.0},
			domain("assignment_domain", "Which leads of the team are assigned to the user."),
			attr.OrComputed("assignment_off", cty.Bool, "Whether the user gets no leads by rule."),
		}},
		{Name: typeReason, Doc: "A reason why opportunities are lost.", Key: []string{"external_id"}, CanDelete: true, Records: true, Attributes: []providers.Attribute{
			externalID(),
			attr.Required("name", "What people see."),
			archived("reason"),
		}},
		{Name: typeTag, Doc: "A tag of leads and opportunities.", Key: []string{"external_id"}, CanDelete: true, Records: true, Attributes: []providers.Attribute{
			externalID(),
			attr.Required("name", "What people see; no two tags have the same."),
			attr.OrComputed("color", cty.Number, "Number of the colour, 0 to 11."),
		}},
		{Name: typeField, Doc: "A field of a model. The permitted values of a selection are resources of their own.", Key: []string{"model", "name"}, CanDelete: true, Records: true,
			DeleteNote: "Odoo's own fields cannot be removed. With a field of one's own go the values of all records.", Attributes: []providers.Attribute{
				attr.Immutable(attr.Required("model", "Model, such as crm.lead or res.partner.")),
				attr.Immutable(attr.Required("name", "Technical name; it begins with x_ unless Odoo has the field already.")),
				attr.OrComputed("label", cty.String, "What people see."),
				attr.Immutable(attr.OrComputed("type", cty.String, "boolean, char, date, datetime, float, html, integer, many2many, many2one, monetary, selection or text.")),
				attr.Immutable(attr.OrComputed("relation", cty.String, "Model of the records that a many2one or many2many refers to.")),
				attr.Optional("help", cty.String, "What people read beside the field."),
				attr.OrComputed("required", cty.Bool, "Whether no record may be without a value. Odoo holds to it only where all records have one."),
				attr.OrComputed("tracked", cty.Bool, "Whether changes are logged with the record."),
				attr.OrComputed("readonly", cty.Bool, "Whether people cannot change it in forms."),
				attr.Immutable(attr.OrComputed("currency_field", cty.String, "Field with the currency of a monetary field.")),
				technical(attr.Optional("compute", cty.String, "Python code that computes the value; depends says when.")),
				attr.Optional("depends", cty.String, "Fields, separated by commas, whose change makes the value be computed again."),
			}},
		{Name: typeOption, Doc: "A permitted value of a selection field.", Key: []string{"field", "value"}, CanDelete: true, Records: true, Attributes: []providers.Attribute{
			attr.Immutable(attr.Refers(attr.Required("field", "Field that has the option, as MODEL/NAME."), typeField)),
			attr.Immutable(attr.Required("value", "Internal value.")),
			attr.Required("label", "What people see."),
			order("options of the field"),
		}},
		{Name: typeStage, Doc: "A stage of opportunities and leads.", Key: []string{"external_id"}, CanDelete: true, Records: true,
			DeleteNote: "Odoo deletes no stage that records are in.", Attributes: []providers.Attribute{
				externalID(),
				attr.Required("name", "What people see; several stages may have the same."),
				attr.Refers(attr.Optional("team", cty.String, "External id of the team whose stage it is; all teams have it if not given."), typeTeam),
				order("stages of all teams"),
				attr.Flag("won", "Whether a record in it is won."),
				attr.Flag("fold", "Whether its column is folded."),
				attr.Optional("requirements", cty.String, "What people read as the requirements of the stage."),
			}},
		{Name: typeView, Doc: "An addition to a view of Odoo, such as a page with fields in a form. Without one people do not see fields of their own.", Key: []string{"external_id"}, CanDelete: true, Attributes: []providers.Attribute{
			externalID(),
			attr.Required("name", "Name of the view."),
			attr.Immutable(attr.Required("model", "Model whose records the view shows.")),
			attr.Immutable(attr.Required("inherits", "External id of the view that is added to, such as crm.crm_lead_view_form.")),
			attr.Required("arch", "What is added, and where (XML)."),
			{Name: "order", Type: cty.Number, Doc: "Priority among additions to the view.", Optional: true, Default: 16.0},
			attr.On("active", "Whether it is shown."),
			used("fields", "Fields", typeField),
		}},
		{Name: typeAutomation, Doc: "An automation rule with the server action that it runs.", Key: []string{"external_id"}, CanDelete: true, Attributes: []providers.Attribute{
			externalID(),
			attr.Required("name", "Name of the rule."),
			attr.Immutable(attr.Required("model", "Model whose records it watches.")),
			attr.Required("trigger", "When it runs: on_create, on_write, on_create_or_write, on_unlink, on_archive, on_unarchive, on_stage_set, on_user_set, on_tag_set, on_priority_set, on_state_set, on_time, on_time_created, on_time_updated, on_change, on_webhook, on_message_received or on_message_sent."),
			attr.Refers(attr.Optional("stage", cty.String, "Stage that starts it, with on_stage_set."), typeStage),
			attr.Refers(attr.Optional("tag", cty.String, "Tag that starts it, with on_tag_set."), typeTag),
			{Name: "watches", Type: attr.Texts, Doc: "Fields, as MODEL/NAME, whose change starts it; all if not given.", Optional: true, Computed: true, Set: true, Refers: typeField},
			domain("before", "What must hold of a record before the change."),
			domain("when", "What must hold of a record after the change."),
			attr.Refers(attr.Optional("date", cty.String, "Date field, as MODEL/NAME, that starts it, with on_time."), typeField),
			{Name: "delay", Type: cty.Number, Doc: "How long after the date, or before it where negative.", Optional: true, Default: 0.0},
			attr.Optional("delay_unit", cty.String, "minutes, hour, day or month."),
			attr.Optional("description", cty.String, "What it does, in words."),
			technical(attr.Optional("code", cty.String, "Python code of the server action.")),
			attr.Optional("others", attr.Texts, "Actions of the rule beside its code, as SORT: NAME, such as object_write: Set priority. Stagecraft makes none; those that people add to its rules are removed by a plan that shows them."),
			attr.On("active", "Whether it is turned on."),
			used("fields", "Fields", typeField), used("stages", "Stages", typeStage), used("teams", "Teams", typeTeam),
			used("tags", "Tags", typeTag), used("reasons", "Lost reasons", typeReason), used("groups", "Groups", typeGroup),
		}},
		{Name: typeScoring, Doc: "What Odoo's predictive lead scoring learns from. The weights are learned and cannot be set.", Key: []string{"name"}, DeleteNote: "Every database has it. It stays as it is.",
			Attributes: []providers.Attribute{
				attr.Required("name", "Always predictive."),
				attr.Refers(set("fields", "Fields of leads, as crm.lead/NAME, that it learns from, beside stage and team."), typeField),
				attr.OrComputed("start", cty.String, "Date from which on leads are learned from (2026-01-31)."),
			}},
	}
	for _, t := range list {
		t.Examples, t.Beside = examplesByType()[t.Name], beside[t.Name]
	}
	return list
}

// users is a list of logins that are added to.
func users(name, doc string) providers.Attribute {
	a := set(name, doc)
	a.Computed, a.Serves = true, among
	return a
}

func archived(what string) providers.Attribute {
	return attr.Flag("archived", "Whether the "+what+" is archived: nobody is offered it, and records keep it.")
}
