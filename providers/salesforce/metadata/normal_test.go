package metadata

import (
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// retrieved rewrites a component as an org may give it back.
func retrieved(n *tree.Node, typ *Type) {
	for _, e := range typ.Elements {
		if e.Type == "boolean" && e.Optional && n.Child(e.Name) == nil && defaultOf[typ.Name+"."+e.Name] == "" {
			Append(n, typ, tree.Leaf(e.Name, "false"))
		}
	}
	for _, k := range n.Elements() {
		e, _ := typ.Element(k.Name)
		if of := TypeOf(e.Type); of != nil {
			retrieved(k, of)
		}
		switch text := k.Value(); {
		case e.Type == "double" && text != "":
			k.Kids[0].Text = "+" + text + "00"
		case e.Name == "locationX":
			k.Kids[0].Text = "0"
		case e.Type == "string" && text != "":
			k.Kids = []*tree.Node{{Kind: tree.Comment, Text: "seen"}, {Kind: tree.CData, Text: text}}
		}
		if isSet(n, typ.Name, k.Name) {
			list := n.Children(k.Name)
			slices.Reverse(list)
			Set(n, typ, k.Name, list...)
		}
	}
}

func TestWhatOrgsAddMeansNothing(t *testing.T) {
	for _, c := range sample().Components {
		live := Component{c.Member, c.Doc.Clone()}
		typ := TypeOf(KindOf(c.Kind).RootOf(c.Name))
		retrieved(live.Doc.Root, typ)
		if live.Doc.Equal(c.Doc) {
			t.Errorf("%v is as it was", c.Member)
		}
		if !live.Same(c) || !c.Same(live) {
			t.Errorf("%v: means\n%s\nnot\n%s", c.Member, live.Normal(), c.Normal())
		}
		if merged := live.With(c, Listed); !merged.Same(live) {
			t.Errorf("%v: merged into what is live it means\n%s\nnot\n%s", c.Member, merged.Normal(), live.Normal())
		}
	}
}

func TestWhatDiffers(t *testing.T) {
	values := func(names ...string) *GlobalValueSet {
		v := &GlobalValueSet{MasterLabel: "A"}
		for _, n := range names {
			v.CustomValue = append(v.CustomValue, CustomValue{FullName: n, Label: n})
		}
		return v
	}
	sorted := func(v *GlobalValueSet) *GlobalValueSet { v.Sorted = true; return v }
	for name, c := range map[string]struct {
		a, b any
		same bool
	}{
		"order of values":        {values("A", "B"), values("B", "A"), false},
		"sorted values":          {sorted(values("A", "B")), sorted(values("B", "A")), true},
		"label of its own":       {&GlobalValueSet{CustomValue: []CustomValue{{FullName: "A", Label: "a"}}}, values("A"), false},
		"inactive":               {&GlobalValueSet{MasterLabel: "A", CustomValue: []CustomValue{{FullName: "A", IsActive: new(false)}}}, values("A"), false},
		"active":                 {&GlobalValueSet{MasterLabel: "A", CustomValue: []CustomValue{{FullName: "A", IsActive: new(true)}}}, values("A"), true},
		"a required false":       {&ValidationRule{}, &ValidationRule{Active: true}, false},
		"an optional false":      {&CustomField{Unique: new(false)}, &CustomField{}, true},
		"an optional true":       {&CustomField{Unique: new(true)}, &CustomField{}, false},
		"numbers":                {&CustomField{Scale: new(0)}, &CustomField{}, false},
		"an empty text":          {&FlowElementReferenceOrValue{StringValue: new("")}, &FlowElementReferenceOrValue{}, false},
		"order of rule entries":  {&AssignmentRule{RuleEntry: []RuleEntry{{Formula: "1"}, {Formula: "2"}}}, &AssignmentRule{RuleEntry: []RuleEntry{{Formula: "2"}, {Formula: "1"}}}, false},
		"order of a process":     {&BusinessProcess{Values: []PicklistValue{{FullName: "A"}, {FullName: "B/"}}}, &BusinessProcess{Values: []PicklistValue{{FullName: "B/"}, {FullName: "A"}}}, true},
		"order of path fields":   {&PathAssistantStep{FieldNames: []string{"A", "B"}}, &PathAssistantStep{FieldNames: []string{"B", "A"}}, false},
		"space around a formula": {&ValidationRule{ErrorConditionFormula: "A = B\n"}, &ValidationRule{ErrorConditionFormula: "A = B"}, true},
		"space in a formula":     {&ValidationRule{ErrorConditionFormula: "A  = B"}, &ValidationRule{ErrorConditionFormula: "A = B"}, false},
	} {
		a, b := Encode(c.a).Root, Encode(c.b).Root
		if got := normal(a, TypeOf(a.Name)).Equal(normal(b, TypeOf(b.Name))); got != c.same {
			t.Errorf("%s: same is %t", name, got)
		}
	}
	rule := New("ValidationRule", "Lead.A", &ValidationRule{FullName: "A"})
	if !rule.Same(New("ValidationRule", "lead.a", &ValidationRule{FullName: "a"})) || rule.Same(New("ValidationRule", "Lead.B", &ValidationRule{FullName: "A"})) {
		t.Error("names are compared wrongly")
	}
}

// A value that refers to something takes the place of a text: a flow that had both would not be saved.
func TestMergedValuesAreOfOneKind(t *testing.T) {
	flow := func(v *FlowElementReferenceOrValue) Component {
		return New("Flow", "A", &Flow{Constants: []FlowConstant{{Name: "Of", Value: v}}})
	}
	live := flow(&FlowElementReferenceOrValue{StringValue: new("a")})
	for name, want := range map[string]Component{
		"another kind": flow(&FlowElementReferenceOrValue{ElementReference: "$Record.Id"}),
		"another text": flow(&FlowElementReferenceOrValue{StringValue: new("b")}),
	} {
		if got := live.With(want, Listed); !got.Same(want) {
			t.Errorf("%s: %s", name, got.Doc.Root)
		}
	}
}
