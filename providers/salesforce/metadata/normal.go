package metadata

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// Same tells whether two components mean the same to an org, however they are written. To tell whether a live component has
// what a new one asks for, compare it with itself and the new one merged into it.
func (c Component) Same(o Component) bool {
	return c.Kind == o.Kind && strings.EqualFold(c.Name, o.Name) && c.Normal().Equal(o.Normal())
}

// With gives the component with all that another one has merged into its tree.
func (c Component) With(o Component, keep Keep) Component {
	doc := c.Doc.Clone()
	Merge(doc.Root, o.Doc.Root, TypeOf(KindOf(c.Kind).RootOf(c.Name)), keep)
	declare(doc.Root)
	return Component{c.Member, doc}
}

// Normal gives the tree of a component as the org means it: in the schema's order, without comments, without what the org
// adds to every file that it gives back, lists without an order by their texts, names and numbers in one way of writing.
func (c Component) Normal() *tree.Node {
	root := &tree.Node{Name: c.Doc.Root.Name, Kids: c.Doc.Root.Kids}
	var typ *Type
	if k := KindOf(c.Kind); k != nil {
		typ = TypeOf(k.RootOf(c.Name))
	}
	n := normal(root, typ)
	n.Kids = slices.DeleteFunc(n.Kids, func(k *tree.Node) bool { return k.Is("fullName") }) // only some files repeat it
	return n
}

func normal(n *tree.Node, typ *Type) *tree.Node {
	out := tree.New(n.Name)
	for _, k := range n.Elements() {
		var e ElementType
		if typ != nil {
			e, _ = typ.Element(k.Name)
			if saysNothing(n, k, typ.Name, e) {
				continue
			}
		}
		if len(k.Elements()) > 0 {
			out.Kids = append(out.Kids, normal(k, TypeOf(e.Type)))
			continue
		}
		leaf := tree.Leaf(k.Name, normalText(k, typ, e))
		for _, a := range k.Attrs {
			if strings.HasPrefix(a.Name, "xsi:") {
				leaf.SetAttr(a.Name, a.Value)
			}
		}
		out.Kids = append(out.Kids, leaf)
	}
	if typ == nil {
		return out
	}
	slices.SortStableFunc(out.Kids, func(a, b *tree.Node) int { return typ.position(a.Name) - typ.position(b.Name) })
	for i := 0; i < len(out.Kids); {
		j := i + 1
		for j < len(out.Kids) && out.Kids[j].Name == out.Kids[i].Name {
			j++
		}
		if isSet(n, typ.Name, out.Kids[i].Name) {
			slices.SortStableFunc(out.Kids[i:j], func(a, b *tree.Node) int { return strings.Compare(a.String(), b.String()) })
		}
		i = j
	}
	return out
}

// normalText is a text in one way of writing.
func normalText(n *tree.Node, typ *Type, e ElementType) string {
	text := strings.TrimSpace(strings.ReplaceAll(n.Value(), "\r\n", "\n"))
	of := e.Type
	if of == "anyType" {
		of = strings.TrimPrefix(n.Attr("xsi:type"), "xsd:")
	}
	switch of {
	case "boolean":
		if b, err := parseBool(text); err == nil {
			return strconv.FormatBool(b)
		}
	case "int", "double":
		if x, err := strconv.ParseFloat(text, 64); err == nil {
			return strconv.FormatFloat(x, 'g', -1, 64)
		}
	}
	if typ != nil && typ.Name == "PicklistValue" && e.Name == "fullName" {
		return DecodeName(text)
	}
	return text
}

// saysNothing tells whether an element means what its absence means, or nothing at all.
func saysNothing(n, k *tree.Node, typ string, e ElementType) bool {
	name := typ + "." + k.Name
	if volatile[name] || (k.Name == "locationX" || k.Name == "locationY") && strings.HasPrefix(typ, "Flow") {
		return true
	}
	if !e.Optional || len(k.Elements()) > 0 {
		return false
	}
	text := strings.TrimSpace(k.Value())
	if of, ok := defaultOf[name]; ok {
		return strings.EqualFold(text, of)
	}
	if of, ok := defaultFrom[name]; ok {
		return text == strings.TrimSpace(n.ChildValue(of))
	}
	if e.Type == "boolean" {
		b, err := parseBool(text)
		return err == nil && !b
	}
	return text == "" && name != "FlowElementReferenceOrValue.stringValue"
}

// defaultOf is what an element that is left out stands for. Booleans that are not listed stand for false: the org adds them to
// what it gives back, externalId, unique, trackFeedHistory and the like. Taken from the fields' documentation and retrieved files.
var defaultOf = map[string]string{
	"CustomValue.isActive":                "true",
	"StandardValue.isActive":              "true",
	"CustomField.deleteConstraint":        "SetNull",
	"FlowActionCall.flowTransactionModel": "CurrentTransaction",
	"FlowActionCall.offset":               "0",
	"FlowActionCall.versionSegment":       "1",
	"FlowStart.offsetNumber":              "0",
}

// defaultFrom names the element whose text one that is left out takes.
var defaultFrom = map[string]string{
	"CustomValue.label":          "fullName",
	"StandardValue.label":        "fullName",
	"FlowActionCall.nameSegment": "actionName",
}

// volatile is what changes in an org without anybody changing the component. So do places on a flow's canvas, which the
// builder's automatic layout sets to nothing.
var volatile = map[string]bool{
	"Dashboard.dashboardResultRefreshedDate": true,
	"Dashboard.dashboardResultRunningUser":   true,
	"Dashboard.numSubscriptions":             true,
	"Report.numSubscriptions":                true,
}

// isSet tells whether the order of a list means nothing. Values of a picklist have one unless they are sorted by the org.
func isSet(n *tree.Node, typ, element string) bool {
	switch element {
	case "standardValue", "customValue", "value":
		if b, err := parseBool(strings.TrimSpace(n.ChildValue("sorted"))); err == nil && b {
			return true
		}
	}
	return sets[typ] || sets[typ+"."+element]
}

// sets are the types whose lists all have no order, and single lists. Orgs give most of them back by their names.
var sets = map[string]bool{
	"AssignmentRules": true, "BusinessProcess": true, "CustomMetadata": true, "CustomObject": true, "DashboardFolder": true, "Flow": true,
	"LeadConvertSettings": true, "ObjectMapping": true, "PathAssistant": true, "PermissionSet": true, "PublicGroups": true, "Queue": true,
	"RecordType": true, "RecordTypePicklistValue": true, "ReportFolder": true, "Roles": true, "Users": true, "ValueSettings": true,
	"FlowActionCall.inputParameters": true, "FlowRecordCreate.inputAssignments": true, "FlowRecordUpdate.inputAssignments": true,
	"FlowStart.scheduledPaths": true, "FlowSubflow.inputAssignments": true, "ValueSet.valueSettings": true,
}
