package diff

import (
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Groups are the headings of a changelog, in order.
var Groups = []string{"Architecture", "Lead", "Sales", "Customer", "Company", "Data", "Scoring and routing",
	"Automation", "Deal desk and hygiene", "Measurement", "Governance", "People and systems"}

var kindGroups = map[string]string{
	"lifecycle": "Architecture", "pipeline": "Architecture", "handoff": "Architecture", // those without a domain
	"architecture": "Architecture", "edge_case": "Architecture", "capability": "Architecture", "intake": "Architecture",
	"object": "Data", "field": "Data", "status": "Data", "reasons": "Data", "segment": "Data",
	"scoring": "Scoring and routing", "routing": "Scoring and routing", "queue": "Scoring and routing",
	"automation": "Automation", "sequence": "Automation",
	"approval": "Deal desk and hygiene", "hygiene": "Deal desk and hygiene",
	"metric": "Measurement", "dashboard": "Measurement", "goal": "Measurement",
	"term": "Governance", "review": "Governance", "question": "Governance", "faq": "Governance", "playbook": "Governance",
	"policy": "Governance", "environment": "Governance", "sla": "Scoring and routing",
	"team": "People and systems", "role": "People and systems", "member": "People and systems", "calendar": "People and systems",
	"system": "People and systems", "source": "People and systems",
}

var domainGroups = map[string]string{"lead": "Lead", "sales": "Sales", "customer": "Customer", "company": "Company"}

// groupOf finds the heading for a block: the domain of its lifecycle, of the stage that a handoff
// leads to or a clock starts in, or its theme.
func groupOf(a *schema.Architecture, kind string, addr schema.Address, b schema.Block) string {
	_, top, _ := addr.Split()
	stage := addr
	if h, ok := b.(*schema.Handoff); ok {
		stage = h.To
	} else if top == "handoff" {
		module, _, labels := addr.Split()
		if h := schema.Find[schema.Handoff](a, schema.NewAddress(module, "handoff", labels[0])); h != nil {
			stage = h.To
		}
	} else if top == "lifecycle" || top == "pipeline" {
		module, _, labels := addr.Split()
		stage = schema.NewAddress(module, top, labels[0])
	} else if top == "sla" {
		module, _, labels := addr.Split()
		if x := schema.Find[schema.SLA](a, schema.NewAddress(module, "sla", labels[0])); x != nil {
			stage = x.Starts.Target
		}
	}
	if t := a.Track(stage); t != nil && domainGroups[t.Domain] != "" {
		return domainGroups[t.Domain]
	}
	if g, ok := kindGroups[top]; ok {
		return g
	}
	if g, ok := kindGroups[kind]; ok {
		return g
	}
	return "Governance"
}

// structural are the blocks whose coming or going changes how records may move or what they hold.
var structural = []string{"lifecycle", "pipeline", "stage", "handoff", "object", "field", "status", "entry", "exit", "code"}

func partOfPresence(kind string, k Kind) Part {
	switch {
	case k == Removed && slices.Contains(structural, kind):
		return Major
	case k == Added && (kind == "stage" || kind == "entry"):
		return Major // records in flight meet a gate that was not there
	case slices.Contains([]string{"faq", "playbook", "question", "term"}, kind):
		return Patch
	}
	return Minor
}

// wording are the attributes that only people read.
var wording = []string{"title", "label", "short", "description", "definition", "purpose", "usage", "note", "guidance", "message",
	"failure_mode", "promise", "decision", "typical", "red_flag", "customised", "aliases", "text", "answer", "question", "body", "steps",
	"meaning", "handling", "tracking", "formula", "source", "native", "outcome_text", "current_state", "objective"}

// isWording tells whether only people read an attribute of a block.
func isWording(kind, attr string) bool {
	return slices.Contains(wording, attr) || kind == "capability" && (attr == "from" || attr == "to")
}

// demanding are the attributes that decide whether a record may move.
var demanding = map[string][]string{
	"entry": {"when"}, "exit": {"when", "then"},
	"stage":     {"requires", "reasons", "outcome", "owner", "revisit"},
	"lifecycle": {"forward_only", "no_skip", "object", "property", "rollup"},
	"pipeline":  {"forward_only", "no_skip", "object", "property"},
	"handoff":   {"from", "to", "owes", "when", "owner", "reasons", "recycle"},
	"field":     {"type", "required", "validation", "property"},
	"threshold": {"DIMENSION"},
}

func partOfAttr(kind, attr string) Part {
	switch {
	case slices.Contains(demanding[kind], attr):
		return Major
	case isWording(kind, attr):
		return Patch
	}
	return Minor
}

// partOfChange is partOfAttr, except that asking for less, or allowing as much or more, stops nobody.
func partOfChange(kind, attr string, before, after value) Part {
	part := partOfAttr(kind, attr)
	gained, lost := missing(after.items, before.items), missing(before.items, after.items)
	switch {
	case part != Major:
	case (attr == "requires" || attr == "owes") && len(gained) == 0,
		attr == "type" && before.text == after.text && len(after.items) > 0 && len(lost) == 0,
		slices.Contains([]string{"required", "forward_only", "no_skip", "validation"}, attr) && (!after.set || after.key == "false"):
		return Minor
	}
	return part
}

// rolesOf collects the roles that a block names, as owner, in its RACI or to be told.
func rolesOf(b schema.Block) []schema.Address {
	var out []schema.Address
	add := func(a schema.Address) {
		if a.Kind() == "role" && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	var visit func(v reflect.Value)
	visit = func(v reflect.Value) {
		switch x := v.Interface().(type) {
		case schema.Address:
			add(x)
			return
		case []schema.Address:
			for _, a := range x {
				add(a)
			}
			return
		case *schema.RACI:
			if x != nil {
				visit(reflect.ValueOf(*x))
			}
			return
		}
		if v.Kind() == reflect.Struct {
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() && f.Type != reflect.TypeFor[schema.Meta]() {
					visit(v.Field(i))
				}
			}
		}
	}
	visit(reflect.ValueOf(b).Elem())
	return out
}
