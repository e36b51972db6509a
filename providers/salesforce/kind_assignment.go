package salesforce

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// The entries of an assignment rule are documents with the elements that the Metadata API has: assignedTo, assignedToType
// (User or Queue), formula, or criteriaItems with field (Lead.Country), operation and value, and booleanFilter.

func readAssignments(s *snapshot) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, c := range s.of("AssignmentRules") {
		var all metadata.AssignmentRules
		if err := c.Decode(&all); err != nil {
			return nil, err
		}
		for _, r := range all.AssignmentRule {
			v := providers.Values{"object": c.Name, "name": r.FullName, "active": r.Active}
			if doc, ok := documentAs(&r).(map[string]any); ok {
				v["entries"] = doc["ruleEntry"]
			}
			l, err := live(typeAssignment, v)
			if err != nil {
				return nil, err
			}
			l.BuiltIn = isManaged(r.FullName)
			out = append(out, l)
		}
	}
	return out, nil
}

// entriesOf makes entries of a rule of their documents.
func entriesOf(v any) ([]metadata.RuleEntry, error) {
	n, err := nodeOf("AssignmentRule", map[string]any{"ruleEntry": v}, metadata.TypeOf("AssignmentRule"))
	if err != nil {
		return nil, err
	}
	var r metadata.AssignmentRule
	if err := metadata.DecodeNode(n, &r); err != nil {
		return nil, err
	}
	return r.RuleEntry, nil
}

// sameEntries tells whether live entries of a rule mean what is wanted.
func sameEntries(want, live any) bool {
	var c [2]metadata.Component
	for i, v := range []any{want, live} {
		entries, err := entriesOf(v)
		if err != nil {
			return false
		}
		c[i] = metadata.New("AssignmentRules", "X", &metadata.AssignmentRules{AssignmentRule: []metadata.AssignmentRule{{FullName: "X", RuleEntry: entries}}})
	}
	return c[0].Same(c[1])
}

// writeAssignment writes all rules of an object: the org may take a rule that is left out for one to delete. A rule that is to
// go stays in the file, if there is one, and is named for deletion after it: what is not there to delete would be a warning,
// which ends a deploy.
func writeAssignment(w *change, op *providers.Operation) error {
	if op.Action == providers.Delete {
		w.remove("AssignmentRule", text(op.Before["object"])+"."+text(op.Before["name"]))
		return nil
	}
	v := op.After
	object, name := text(v["object"]), text(v["name"])
	entries, err := entriesOf(v["entries"])
	if err != nil {
		return err
	}
	return edit(w, "AssignmentRules", object, func(all *metadata.AssignmentRules, _ bool) error {
		rules := slices.Clone(all.AssignmentRule)
		i := slices.IndexFunc(rules, func(r metadata.AssignmentRule) bool { return strings.EqualFold(r.FullName, name) })
		if i < 0 {
			i = len(rules)
			rules = append(rules, metadata.AssignmentRule{FullName: name})
		}
		for j := range rules {
			rules[j].Active = rules[j].Active && !isOn(v["active"])
		}
		rules[i].Active = isOn(v["active"])
		rules[i].RuleEntry = entries
		all.AssignmentRule = rules
		return nil
	})
}
