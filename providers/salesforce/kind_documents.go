package salesforce

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// documentKinds are flows, reports and what is around them, and custom metadata.
func documentKinds() map[string]*kind {
	out := map[string]*kind{
		typeFolder:   {read: readFolders, write: writeFolder},
		typeMetadata: {read: readMetadata, write: writeMetadata},
	}
	for typ, d := range documents {
		out[typ] = &kind{
			read:  func(s *snapshot) ([]*providers.Live, error) { return d.read(s, typ) },
			write: func(w *change, op *providers.Operation) error { return d.write(w, op) },
		}
	}
	return out
}

// documented says how a type of resources that has a definition is kept.
type documented struct {
	kind  string // of its components
	label string // element with the label
	own   string // element beside label and description that is an attribute of its own; "" for none
	// folder is the kind of folders that it is in, as folder resources have it; "" for none.
	folder string
}

var documents = map[string]documented{
	typeFlow:       {kind: "Flow", label: "label", own: "status"},
	typeReportType: {kind: "ReportType", label: "label", own: "baseObject"},
	typeReport:     {kind: "Report", label: "name", folder: "report"},
	typeDashboard:  {kind: "Dashboard", label: "title", folder: "dashboard"},
}

// isOwn tells whether an element is no part of the definition.
func (d documented) isOwn(element string) bool {
	return element == "fullName" || element == "description" || element == d.label || element == d.own && d.own != ""
}

// name is the name of the component that values are kept in.
func (d documented) name(v providers.Values) string {
	if d.folder == "" {
		return text(v["name"])
	}
	return strings.TrimPrefix(text(v["folder"]), d.folder+"/") + "/" + text(v["name"])
}

func (d documented) read(s *snapshot, typ string) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, c := range s.of(d.kind) {
		root := c.Doc.Root
		status := strings.TrimSpace(root.ChildValue("status"))
		_, own := under(c.Name)
		v := providers.Values{"name": own, "label": cmp.Or(strings.TrimSpace(root.ChildValue(d.label)), own),
			"description": root.ChildValue("description"), "definition": inside(root, metadata.TypeOf(d.kind))}
		switch typ {
		case typeFlow:
			v["active"] = status == "Active"
		case typeReportType:
			v["object"] = cmp.Or(strings.TrimSpace(root.ChildValue("baseObject")), own)
		default:
			folder, _ := under(c.Name)
			v["folder"] = key(d.folder, folder)
		}
		l, err := live(typ, v)
		if err != nil {
			return nil, err
		}
		l.BuiltIn = isManaged(own)
		out = append(out, l)
	}
	return out, nil
}

// isManaged tells whether a component is part of a managed package, whose names have a namespace in front.
func isManaged(name string) bool { return strings.Contains(strings.TrimSuffix(name, "__c"), "__") }

func (d documented) write(w *change, op *providers.Operation) error {
	if op.Action == providers.Delete {
		name := d.name(op.Before)
		if op.Type == typeFlow {
			endFlow(w, name)
			return nil
		}
		w.remove(d.kind, name)
		return nil
	}
	name := d.name(op.After)
	old := w.current(d.kind, name)
	if old == nil {
		if err := checkName(d.kind, name); err != nil {
			return err
		}
	}
	c, err := d.component(name, op.After, old)
	if err != nil {
		return err
	}
	if op.Type == typeFlow {
		setFlowStatus(w, c, old, op.After["active"])
	}
	w.put(c)
	return nil
}

// component is what a document is to be. What is live and not spoken of stays, unless the document would then do something
// else than it was asked to, as a flow with a step that it no longer has.
func (d documented) component(name string, v providers.Values, old *metadata.Component) (*metadata.Component, error) {
	doc := map[string]any{}
	if definition := v["definition"]; definition != nil {
		m, ok := definition.(map[string]any)
		if !ok {
			return nil, invalid("definition", "a map of elements was expected")
		}
		for element, x := range m {
			if !d.isOwn(element) {
				doc[element] = x
			}
		}
	} else if old == nil {
		return nil, invalid("definition", "a new one needs one")
	}
	doc[d.label] = v["label"]
	if v["description"] != nil {
		doc["description"] = v["description"]
	}
	if d.own == "baseObject" {
		doc[d.own] = v["object"]
	}
	c, err := componentOf(d.kind, name, doc)
	if err != nil || old == nil {
		return c, err
	}
	c.Name = old.Name
	merged := old.With(*c, metadata.Listed)
	if v["definition"] == nil || reflect.DeepEqual(d.words(*c), d.words(merged)) {
		return &merged, nil
	}
	if text := old.Doc.Root.ChildValue("description"); text != "" && v["description"] == nil {
		d.set(c, "description", text)
	}
	return c, nil
}

// words say what a component does.
func (d documented) words(c metadata.Component) []any {
	doc, _ := inside(c.Doc.Root, metadata.TypeOf(d.kind)).(map[string]any)
	return summaryOf(d.kind, doc)
}

func (d documented) set(c *metadata.Component, element, text string) {
	metadata.Set(c.Doc.Root, metadata.TypeOf(d.kind), element, tree.Leaf(element, text))
}

// setFlowStatus activates a flow, or deactivates it. Where nothing is asked for, a flow stays what it is, and a new one waits
// for somebody to activate it.
func setFlowStatus(w *change, c, old *metadata.Component, active any) {
	was := ""
	if old != nil {
		was = strings.TrimSpace(old.Doc.Root.ChildValue("status"))
	}
	status := "Draft"
	switch {
	case active == true, active == nil && was == "Active":
		status = "Active"
	case was == "Active":
		noVersionActive(w, c.Name)
	}
	documents[typeFlow].set(c, "status", status)
}

// endFlow deletes all versions of a flow, with which it goes. As long as they are not known it ends the flow, which the org
// asks for before. Source: Metadata API Developer Guide, Flow: versions are deleted one by one, and no active one.
func endFlow(w *change, name string) {
	for _, number := range w.versions[strings.ToLower(name)] {
		w.remove("Flow", fmt.Sprintf("%s-%d", name, number))
	}
	if w.versions == nil && strings.TrimSpace(w.current("Flow", name).Doc.Root.ChildValue("status")) == "Active" {
		noVersionActive(w, name)
	}
}

// noVersionActive ends a flow. A version that is deployed with another status leaves the active one at work; only the flow's
// definition ends it. Source: Metadata API Developer Guide, FlowDefinition.
func noVersionActive(w *change, name string) {
	c := metadata.New("FlowDefinition", name, &metadata.FlowDefinition{ActiveVersionNumber: new(int)})
	w.put(&c)
}

// definition is the definition of a document in the one way of writing it: texts, and lists where the schema has them.
func (d documented) definition(v any) any {
	c, err := componentOf(d.kind, "X", v)
	if err != nil {
		return v // refused when it is written
	}
	return d.definitionIn(c.Doc.Root)
}

func (d documented) definitionIn(root *tree.Node) any {
	out := *root
	out.Kids = slices.DeleteFunc(root.Elements(), func(n *tree.Node) bool { return d.isOwn(n.Name) })
	return inside(&out, metadata.TypeOf(d.kind))
}
