package salesforce

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// valueKinds are global value sets and the values of picklists.
func valueKinds() map[string]*kind {
	return map[string]*kind{
		typeGlobalValueSet: {read: readGlobalSets, write: writeGlobalSet, settle: settleGlobalSets},
		typeValue:          {read: readValues, write: writeValue, settle: settleValues},
	}
}

func readGlobalSets(s *snapshot) ([]*providers.Live, error) {
	return readKind(s, "GlobalValueSet", typeGlobalValueSet, func(name string, g *metadata.GlobalValueSet) providers.Values {
		return providers.Values{"name": name, "label": g.MasterLabel, "description": g.Description}
	})
}

func writeGlobalSet(w *change, op *providers.Operation) error {
	if gone(w, op, "GlobalValueSet", func(v providers.Values) string { return text(v["name"]) }) {
		return nil
	}
	name := text(op.After["name"])
	if op.Action != providers.Update {
		if err := checkName("GlobalValueSet", name); err != nil {
			return err
		}
	}
	return edit(w, "GlobalValueSet", name, func(g *metadata.GlobalValueSet, exists bool) error {
		g.MasterLabel = text(op.After["label"])
		give(&g.Description, op.After["description"])
		return nil
	})
}

// settleGlobalSets gives sets that are made without their values one that nobody can choose, because the org takes none without.
func settleGlobalSets(w *change, ops []*providers.Operation) error {
	for _, op := range ops {
		if op.Action == providers.Delete {
			continue
		}
		err := edit(w, "GlobalValueSet", text(op.After["name"]), func(g *metadata.GlobalValueSet, _ bool) error {
			if len(g.CustomValue) == 0 {
				g.CustomValue = []metadata.CustomValue{{FullName: "none", Label: "none", IsActive: new(false)}}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// picklist gives the values of a set: standard (OpportunityStage), global.NAME, OBJECT.FIELD.
func (s *snapshot) picklist(set string) []pickValue {
	var out []pickValue
	_ = s.options(parseSet(set), func(o options) error { // what cannot be read has no values
		for i := range o.len() {
			x := o.at(i)
			out = append(out, pickValue{*x.name, x.title(), !s.active(set, x)})
		}
		return nil
	})
	return out
}

// active tells whether a value is. A retrieve does not tell of all standard ones.
func (s *snapshot) active(set string, x option) bool {
	return (*x.active == nil || **x.active) && !s.inactive[set+"/"+*x.name]
}

// readValues reads the active values of all sets: a value that is not active is not there.
func readValues(s *snapshot) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, c := range s.all {
		set, ok := setOfComponent(c)
		if !ok {
			continue
		}
		err := s.options(set, func(o options) error {
			order := 0
			for i := range o.len() {
				x := o.at(i)
				if !s.active(set.String(), x) {
					continue
				}
				l, err := live(typeValue, valueOf(set, x, order))
				if err != nil {
					return err
				}
				_, own, _ := strings.Cut(set.String(), ".")
				l.BuiltIn = isManaged(own)
				out = append(out, l)
				order++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// valueOf is a value with what values of its set have.
func valueOf(set setName, x option, order int) providers.Values {
	v := providers.Values{"set": set.String(), "value": *x.name, "label": x.title(), "description": *x.description, "default": *x.byDefault, "order": order}
	if x.standard == nil {
		return v
	}
	switch set.name {
	case "OpportunityStage":
		v["closed"], v["won"], v["forecast"] = x.standard.Closed, x.standard.Won, x.standard.ForecastCategory
		if x.standard.Probability != nil {
			v["probability"] = *x.standard.Probability
		}
	case "LeadStatus":
		v["converted"] = x.standard.Converted
	case "TaskStatus", "CaseStatus":
		v["closed"] = x.standard.Closed
	}
	return v
}

// writeValue edits the set of a value. All live values stay in it; what is not wanted any more is not active.
func writeValue(w *change, op *providers.Operation) error {
	if op.Action == providers.Delete || op.Action == providers.Replace {
		if err := retire(w, op.Before); err != nil || op.Action == providers.Delete {
			return err
		}
	}
	set, name := parseSet(text(op.After["set"])), text(op.After["value"])
	return w.editOptions(set, func(o options) error {
		x, err := claim(w, set, o, name)
		if err != nil {
			return err
		}
		return describe(set, x, op.After)
	})
}

// retire deactivates a value, unless its set goes as a whole.
func retire(w *change, v providers.Values) error {
	set := parseSet(text(v["set"]))
	if w.current(set.kind, set.name) == nil || w.removed(set.kind, set.name) {
		w.blame(memberKey(set.kind, set.name))
		return nil
	}
	return w.editOptions(set, func(o options) error {
		for i := range o.len() {
			if x := o.at(i); *x.name == text(v["value"]) {
				*x.active, *x.byDefault = new(false), false
			}
		}
		return nil
	})
}

// claim finds a value in a set, active again if it was not, or adds it.
func claim(w *change, set setName, o options, name string) (option, error) {
	for i := range o.len() {
		x := o.at(i)
		if !strings.EqualFold(*x.name, name) {
			continue
		}
		if *x.name != name {
			return x, invalid("value", "%s has the value %q, and the API names of values differ in more than the case of letters", set, *x.name)
		}
		if *x.active != nil && !**x.active {
			*x.active = new(true)
		}
		return x, nil
	}
	return o.add(name), nil
}

// valueSets are the standard value sets whose values have an attribute.
var valueSets = map[string][]string{"won": {"OpportunityStage"}, "probability": {"OpportunityStage"}, "forecast": {"OpportunityStage"},
	"closed": {"OpportunityStage", "TaskStatus", "CaseStatus"}, "converted": {"LeadStatus"}}

// describe gives a value what is wanted of it.
func describe(set setName, x option, v providers.Values) error {
	*x.label = text(v["label"])
	give(x.description, v["description"])
	give(x.byDefault, v["default"])
	for _, attr := range sortedKeys(valueSets) {
		if v[attr] != nil && !slices.Contains(valueSets[attr], set.name) {
			return invalid(attr, "values of %s do not have it", set)
		}
	}
	if x.standard == nil {
		return nil
	}
	give(&x.standard.Closed, v["closed"])
	give(&x.standard.Won, v["won"])
	give(&x.standard.Converted, v["converted"])
	give(&x.standard.ForecastCategory, v["forecast"])
	if v["probability"] != nil {
		n, ok := whole(v["probability"])
		if !ok || n < 0 || n > 100 {
			return invalid("probability", "it must be a whole number from 0 to 100")
		}
		x.standard.Probability = &n
	}
	if set.name == "OpportunityStage" {
		return completeStage(x.standard)
	}
	return nil
}

// completeStage gives a stage what stages cannot do without.
func completeStage(s *metadata.StandardValue) error {
	category, chance := "Pipeline", -1
	switch {
	case s.Won:
		s.Closed, category, chance = true, "Closed", 100
	case s.Closed:
		category, chance = "Omitted", 0
	}
	fill(&s.ForecastCategory, category)
	if s.Probability == nil {
		if chance < 0 {
			return invalid("probability", "an open stage needs one")
		}
		s.Probability = &chance
	}
	return nil
}
