package salesforce

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// ruleKinds are validation rules, business processes and paths.
func ruleKinds() map[string]*kind {
	return map[string]*kind{
		typeValidation: {read: readRules, write: writeRule},
		typeProcess:    {read: readProcesses, write: writeProcess},
		typePath:       {read: readPaths, write: writePath},
	}
}

func readRules(s *snapshot) ([]*providers.Live, error) {
	return readKind(s, "ValidationRule", typeValidation, func(name string, r *metadata.ValidationRule) providers.Values {
		object, own, _ := strings.Cut(name, ".")
		return providers.Values{"object": object, "name": own, "active": r.Active, "formula": sameLines(r.ErrorConditionFormula),
			"message": r.ErrorMessage, "field": r.ErrorDisplayField, "description": r.Description}
	})
}

func writeRule(w *change, op *providers.Operation) error {
	if gone(w, op, "ValidationRule", childName) {
		return nil
	}
	v := op.After
	if op.Action != providers.Update {
		if err := checkName("ValidationRule", childName(v)); err != nil {
			return err
		}
	}
	return edit(w, "ValidationRule", childName(v), func(r *metadata.ValidationRule, exists bool) error {
		r.FullName, r.Active = text(v["name"]), isOn(v["active"])
		r.ErrorConditionFormula, r.ErrorMessage, r.ErrorDisplayField = text(v["formula"]), text(v["message"]), text(v["field"])
		give(&r.Description, v["description"])
		return nil
	})
}

// gone removes what an operation deletes, or puts another one in place of; true when nothing is left to write.
func gone(w *change, op *providers.Operation, kind string, name func(providers.Values) string) bool {
	if op.Action == providers.Delete || op.Action == providers.Replace && name(op.Before) != name(op.After) {
		w.remove(kind, name(op.Before))
	}
	return op.Action == providers.Delete
}

func readProcesses(s *snapshot) ([]*providers.Live, error) {
	return readKind(s, "BusinessProcess", typeProcess, func(name string, p *metadata.BusinessProcess) providers.Values {
		object, own, _ := strings.Cut(name, ".")
		v := providers.Values{"object": object, "name": own, "active": p.IsActive, "description": p.Description}
		var values []string
		for _, x := range p.Values {
			values = append(values, x.FullName)
			if x.Default {
				v["default"] = x.FullName
			}
		}
		v["values"] = anys(values)
		return v
	})
}

// writeProcess writes a process. One that a record type uses cannot be deleted, and record types stay, so it is deactivated.
func writeProcess(w *change, op *providers.Operation) error {
	if op.Action == providers.Delete && w.inUse(op.Before) {
		w.kept[op] = "it stays and is not active, because a record type uses it"
		return edit(w, "BusinessProcess", childName(op.Before), func(p *metadata.BusinessProcess, exists bool) error {
			p.IsActive = false
			return nil
		})
	}
	if gone(w, op, "BusinessProcess", childName) {
		return nil
	}
	v := op.After
	values, byDefault := list(v["values"]), text(v["default"])
	if len(values) == 0 {
		return invalid("values", "a process needs at least one value")
	}
	if byDefault != "" && !slices.Contains(values, byDefault) {
		return invalid("default", "%q is none of its values", byDefault)
	}
	return edit(w, "BusinessProcess", childName(v), func(p *metadata.BusinessProcess, exists bool) error {
		p.FullName, p.IsActive = text(v["name"]), isOn(v["active"])
		give(&p.Description, v["description"])
		p.Values = slices.DeleteFunc(p.Values, func(x metadata.PicklistValue) bool { return !slices.Contains(values, x.FullName) })
		for _, value := range values {
			if !slices.ContainsFunc(p.Values, func(x metadata.PicklistValue) bool { return x.FullName == value }) {
				p.Values = append(p.Values, metadata.PicklistValue{FullName: value})
			}
		}
		for i := range p.Values {
			p.Values[i].Default = p.Values[i].FullName == byDefault
		}
		return nil
	})
}

// inUse tells whether a record type of the org uses a process.
func (s *snapshot) inUse(process providers.Values) bool {
	return slices.ContainsFunc(s.of("RecordType"), func(c *metadata.Component) bool {
		var r metadata.RecordType
		object, _, _ := strings.Cut(c.Name, ".")
		return strings.EqualFold(object, text(process["object"])) && c.Decode(&r) == nil && strings.EqualFold(r.BusinessProcess, text(process["name"]))
	})
}

func readPaths(s *snapshot) ([]*providers.Live, error) {
	return readKind(s, "PathAssistant", typePath, func(name string, p *metadata.PathAssistant) providers.Values {
		v := providers.Values{"name": name, "label": p.MasterLabel, "object": p.EntityName, "field": p.FieldName, "active": p.Active}
		if r := recordTypeOf(p); r != metadata.MasterRecordType {
			v["record_type"] = key(p.EntityName, r)
		}
		steps := map[string]any{}
		for _, s := range p.PathAssistantSteps {
			steps[s.PicklistValueName] = map[string]any{"info": sameLines(s.Info), "fields": anys(s.FieldNames)}
		}
		if len(steps) > 0 {
			v["steps"] = steps
		}
		return v
	})
}

// recordTypeOf is the developer name of a path's record type; some files have the object in front.
func recordTypeOf(p *metadata.PathAssistant) string {
	return strings.TrimPrefix(p.RecordTypeName, p.EntityName+".")
}

// maxPathFields is how many key fields a step can show. Source: Salesforce Help, Set Up a Path.
const maxPathFields = 5

// writePath writes a path, and leaves the steps that are not given as they are.
func writePath(w *change, op *providers.Operation) error {
	if gone(w, op, "PathAssistant", func(v providers.Values) string { return text(v["name"]) }) {
		return nil
	}
	v := op.After
	name := text(v["name"])
	if op.Action != providers.Update {
		if err := checkName("PathAssistant", name); err != nil {
			return err
		}
	}
	return edit(w, "PathAssistant", name, func(p *metadata.PathAssistant, exists bool) error {
		p.MasterLabel, p.EntityName, p.FieldName, p.Active = text(v["label"]), text(v["object"]), text(v["field"]), isOn(v["active"])
		record := metadata.MasterRecordType
		if r := text(v["record_type"]); r != "" {
			_, record = under(r)
		}
		if recordTypeOf(p) != record {
			p.RecordTypeName = record
		}
		steps, _ := v["steps"].(map[string]any)
		for _, value := range sortedKeys(steps) {
			step, _ := steps[value].(map[string]any)
			if len(list(step["fields"])) > maxPathFields {
				return invalid("steps", "%q has more than %d fields", value, maxPathFields)
			}
			guide(p, value, step)
		}
		return nil
	})
}

// guide gives a step of a path what is given for it.
func guide(p *metadata.PathAssistant, value string, step map[string]any) {
	at := slices.IndexFunc(p.PathAssistantSteps, func(s metadata.PathAssistantStep) bool { return s.PicklistValueName == value })
	if at < 0 {
		at = len(p.PathAssistantSteps)
		p.PathAssistantSteps = append(p.PathAssistantSteps, metadata.PathAssistantStep{PicklistValueName: value})
	}
	s := &p.PathAssistantSteps[at]
	if sameLines(s.Info) != text(step["info"]) {
		s.Info = text(step["info"])
	}
	s.FieldNames = list(step["fields"])
}
