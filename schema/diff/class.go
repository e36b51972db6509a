package diff

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Approval says who must agree to a class of changes.
type Approval string

const (
	BySteward  Approval = "steward"   // the architecture's steward
	ByOwner    Approval = "owner"     // who owns what is changed; the steward when nobody does
	ByReview   Approval = "review"    // an architecture review: the council
	ByAligning Approval = "alignment" // the stakeholders: the council and who is accountable for the stages concerned
)

// Class is a kind of change with who works it out and who must agree.
type Class struct {
	Name      string   `json:"name"`
	Title     string   `json:"title"`
	HandledBy string   `json:"handled_by"` // architect or specialist
	Approval  Approval `json:"approval"`
	Meaning   string   `json:"meaning"` // what belongs to it
}

// Classes is the table of all classes, the weightiest first. The first five are the rows of the usual
// escalation matrix, in which adding a stage asks for an architecture review, changing criteria
// for alignment of the stakeholders, and a question of meaning or a new picklist value for the architect alone.
// An escalation of a review in the architecture itself names the role that decides a class here.
var Classes = []Class{
	{"stage", "Lifecycle stages", "specialist", ByReview, "adding, removing, renaming or reordering lifecycle stages"},
	{"pipeline", "Pipeline structure", "specialist", ByReview, "restructuring pipelines: their stages, outcomes, chances to win"},
	{"criteria", "Criteria and facts owed", "specialist", ByAligning, "entry and exit criteria, required facts, handoff contracts"},
	{"wording", "Wording", "architect", BySteward, "what a definition says, names and descriptions"},
	{"picklist", "Picklist values", "architect", BySteward, "another value for a field or a reason list"},
	{"governance", "Governance", "architect", ByReview, "council, steward, agreement on definitions, golden stages, policies, reviews, environments"},
	{"people", "People and responsibilities", "architect", ByOwner, "owners, RACI, roles, teams, systems and sources"},
	{"sla", "Clocks", "architect", ByOwner, "SLAs, calendars and stale limits"},
	{"scoring", "Scoring and routing", "architect", ByOwner, "points, thresholds, rules, queues"},
	{"field", "Objects and fields", "architect", ByOwner, "the field catalog, statuses, reason lists"},
	{"automation", "Automation", "architect", ByOwner, "automations, sequences, deal desk and hygiene"},
	{"measurement", "Measurement", "architect", ByOwner, "metrics, dashboards and goals"},
	{"document", "Documents", "architect", BySteward, "FAQ, playbooks, questions, edge cases, maturity"},
}

// ClassNamed finds a class; the zero Class when there is none.
func ClassNamed(name string) Class {
	i := slices.IndexFunc(Classes, func(c Class) bool { return c.Name == name })
	if i < 0 {
		return Class{}
	}
	return Classes[i]
}

// kindClasses are the classes of top-level blocks, and of nested ones that differ from the block around them.
var kindClasses = map[string]string{
	"lifecycle": "stage", "pipeline": "stage", "stage": "stage", "audit": "field", // add tells pipelines from lifecycles
	"entry": "criteria", "exit": "criteria", "handoff": "criteria",
	"object": "field", "field": "field", "status": "field", "reasons": "field", "segment": "field",
	"scoring": "scoring", "routing": "scoring", "queue": "scoring",
	"sla": "sla", "calendar": "sla",
	"automation": "automation", "sequence": "automation", "approval": "automation", "hygiene": "automation",
	"metric": "measurement", "dashboard": "measurement", "goal": "measurement",
	"term": "wording", "faq": "document", "playbook": "document", "question": "document",
	"edge_case": "document", "capability": "document", "intake": "document",
	"team": "people", "role": "people", "member": "people", "system": "people", "source": "people", "raci": "people",
	"review": "governance", "policy": "governance", "environment": "governance", "architecture": "governance",
}

// classOfPresence is the class of a block that comes, goes, moves or is put in another order.
func classOfPresence(kind string, addr schema.Address, k Kind) string {
	if k == Added && (kind == "option" || kind == "code") {
		return "picklist"
	}
	if c := kindClasses[kind]; c != "" && (c != "criteria" || kind == "handoff" || addr.Kind() == "stage") { // a sequence has exits too
		return c
	}
	if c := kindClasses[addr.Kind()]; c != "" {
		return c
	}
	return "governance"
}

// attrClasses are the classes of attributes that differ from their block's, with or without the block in front.
var attrClasses = map[string]string{
	"owner": "people", "manager": "people", "team": "people", "producer": "people", "demotes": "people",
	"state": "governance", "golden": "governance",
	"stage.requires": "criteria", "stage.reasons": "criteria", "stage.revisit": "criteria", "stage.stale_after": "sla",
	"handoff.sla": "sla", "architecture.calendar": "sla",
}

// classOfAttr is the class of a change of one attribute.
func classOfAttr(kind string, addr schema.Address, attr string, before, after value) string {
	block := classOfPresence(kind, addr, Changed)
	switch {
	case (naming[attr] || isWording(kind, attr)) && block != "document":
		return "wording"
	case kind == "field" && attr == "type" && before.text == after.text && len(missing(after.items, before.items)) > 0 && len(missing(before.items, after.items)) == 0:
		return "picklist"
	case attrClasses[kind+"."+attr] != "":
		return attrClasses[kind+"."+attr]
	case attrClasses[attr] != "":
		return attrClasses[attr]
	}
	return block
}
