package salesforce

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// workKinds are queues, assignment rules, lead field mappings and settings.
func workKinds() map[string]*kind {
	return map[string]*kind{
		typeQueue:       {read: readQueues, write: writeQueue},
		typeAssignment:  {read: readAssignments, write: writeAssignment},
		typeLeadMapping: {read: readMappings, write: writeMapping},
		typeSetting:     {read: readSettingValues, write: writeSetting},
	}
}

// editNamed is edit for components whose names are checked when they are made.
func editNamed[T any](w *change, kind, name string, fn func(v *T)) error {
	return edit(w, kind, name, func(v *T, exists bool) error {
		if !exists {
			if err := checkName(kind, name); err != nil {
				return err
			}
		}
		fn(v)
		return nil
	})
}

func readQueues(s *snapshot) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, c := range s.of("Queue") {
		var q metadata.Queue
		if err := c.Decode(&q); err != nil {
			return nil, err
		}
		v := providers.Values{"name": c.Name, "label": cmp.Or(q.Name, c.Name), "description": q.Description, "email": q.Email, "notify_members": q.DoesSendEmailToMembers}
		var objects []string
		for _, o := range q.QueueSobject {
			objects = append(objects, o.SobjectType)
		}
		v["objects"] = anys(objects)
		if m := q.QueueMembers; m != nil {
			if m.Users != nil {
				v["users"] = anys(m.Users.User)
			}
			if m.Roles != nil {
				v["roles"] = anys(m.Roles.Role)
			}
			if m.PublicGroups != nil {
				v["groups"] = anys(m.PublicGroups.PublicGroup)
			}
		}
		l, err := live(typeQueue, v)
		if err != nil {
			return nil, err
		}
		l.BuiltIn = isManaged(c.Name)
		out = append(out, l)
	}
	return out, nil
}

func writeQueue(w *change, op *providers.Operation) error {
	if op.Action == providers.Delete {
		w.remove("Queue", text(op.Before["name"]))
		return nil
	}
	v := op.After
	return editNamed(w, "Queue", text(v["name"]), func(q *metadata.Queue) {
		q.Name, q.DoesSendEmailToMembers = text(v["label"]), truth(v["notify_members"])
		give(&q.Description, v["description"])
		give(&q.Email, v["email"])
		for _, o := range list(v["objects"]) {
			if !slices.ContainsFunc(q.QueueSobject, func(s metadata.QueueSobject) bool { return strings.EqualFold(s.SobjectType, o) }) {
				q.QueueSobject = append(q.QueueSobject, metadata.QueueSobject{SobjectType: o})
			}
		}
		users, roles, groups := list(v["users"]), list(v["roles"]), list(v["groups"])
		if len(users)+len(roles)+len(groups) == 0 {
			return
		}
		m := orNew(&q.QueueMembers)
		if len(users) > 0 {
			orNew(&m.Users).User = withAll(orNew(&m.Users).User, users)
		}
		if len(roles) > 0 {
			orNew(&m.Roles).Role = withAll(orNew(&m.Roles).Role, roles)
		}
		if len(groups) > 0 {
			orNew(&m.PublicGroups).PublicGroup = withAll(orNew(&m.PublicGroups).PublicGroup, groups)
		}
	})
}

func orNew[T any](p **T) *T {
	if *p == nil {
		*p = new(T)
	}
	return *p
}

// withAll adds to a list what it lacks.
func withAll(have, more []string) []string {
	have = slices.Clone(have)
	for _, x := range more {
		if !slices.Contains(have, x) {
			have = append(have, x)
		}
	}
	return have
}

// leadConvert is the name of the one component of its kind.
const leadConvert = "LeadConvertSettings"

func readMappings(s *snapshot) ([]*providers.Live, error) {
	settings, _, err := decoded[metadata.LeadConvertSettings](s, leadConvert, leadConvert)
	if err != nil {
		return nil, err
	}
	var out []*providers.Live
	for _, m := range settings.ObjectMapping {
		for _, f := range m.MappingFields {
			if m.OutputObject == "" || f.InputField == "" || f.OutputField == "" {
				continue
			}
			l, err := live(typeLeadMapping, providers.Values{"object": m.OutputObject, "lead_field": f.InputField, "field": f.OutputField})
			if err != nil {
				return nil, err
			}
			l.BuiltIn = isManaged(f.InputField)
			out = append(out, l)
		}
	}
	return out, nil
}

func writeMapping(w *change, op *providers.Operation) error {
	v := op.After
	if op.Action == providers.Delete {
		v = op.Before
	}
	object, from := text(v["object"]), text(v["lead_field"])
	return edit(w, leadConvert, leadConvert, func(s *metadata.LeadConvertSettings, _ bool) error {
		i := slices.IndexFunc(s.ObjectMapping, func(m metadata.ObjectMapping) bool { return strings.EqualFold(m.OutputObject, object) })
		if i < 0 {
			i = len(s.ObjectMapping)
			s.ObjectMapping = append(s.ObjectMapping, metadata.ObjectMapping{InputObject: lead, OutputObject: object})
		}
		m := &s.ObjectMapping[i]
		m.MappingFields = slices.Clone(m.MappingFields)
		same := func(f metadata.ObjectMappingField) bool { return strings.EqualFold(f.InputField, from) }
		if op.Action == providers.Delete {
			m.MappingFields = slices.DeleteFunc(m.MappingFields, same)
			return nil
		}
		at := slices.IndexFunc(m.MappingFields, same)
		if at < 0 {
			m.MappingFields = append(m.MappingFields, metadata.ObjectMappingField{InputField: from, OutputField: text(v["field"])})
			return nil
		}
		m.MappingFields[at].OutputField = text(v["field"])
		return nil
	})
}

// readSettingValues reads the settings that are true or false.
func readSettingValues(s *snapshot) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, c := range s.of("Settings") {
		typ := metadata.TypeOf(c.Doc.Root.Name)
		for _, n := range c.Doc.Root.Elements() {
			value := strings.TrimSpace(n.Value())
			if elementType(typ, n.Name).Type != "boolean" || value == "" {
				continue
			}
			l, err := live(typeSetting, providers.Values{"settings": c.Name, "name": n.Name, "value": value})
			if err != nil {
				return nil, err
			}
			l.BuiltIn = true
			out = append(out, l)
		}
	}
	return out, nil
}

// writeSetting sets one setting. One that is no longer declared stays as it is.
func writeSetting(w *change, op *providers.Operation) error {
	if op.Action == providers.Delete {
		return nil
	}
	group, name, value := text(op.After["settings"]), text(op.After["name"]), text(op.After["value"])
	root := metadata.KindOf("Settings").RootOf(group)
	typ := metadata.TypeOf(root)
	if elementType(typ, name).Type != "boolean" || value != "true" && value != "false" {
		return invalid("name", "%s has no setting %s that can be %q", group, name, value)
	}
	c, err := componentOf("Settings", group, map[string]any{name: value})
	if err != nil {
		return err
	}
	if old := w.current("Settings", group); old != nil {
		merged := metadata.Component{Member: old.Member, Doc: old.Doc.Clone()}
		metadata.Set(merged.Doc.Root, typ, name, tree.Leaf(name, value))
		c = &merged
	}
	w.put(c)
	return nil
}
