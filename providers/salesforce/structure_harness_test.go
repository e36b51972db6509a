package salesforce

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// structureArch loads an architecture from a text, which need not be complete.
func structureArch(t *testing.T, text string) *schema.Architecture {
	t.Helper()
	text = "architecture \"x\" {\n  title   = \"X\"\n  version = \"1.0.0\"\n}\n" + text
	r := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(text)}, hclschema.Options{})
	for _, d := range r.Diags {
		if d.Severity == diag.Error && !strings.HasPrefix(string(d.Code), "SC03") {
			t.Fatal(d)
		}
	}
	return r.Architecture
}

// structureIn makes the structure of a text in an org that holds components.
func structureIn(t *testing.T, text string, live ...metadata.Component) *compiler {
	t.Helper()
	return structure(structureArch(t, text), newSnapshot(&metadata.Package{Components: live}))
}

// valuesOf are the values of a resource; the test fails when there is none.
func (c *compiler) valuesOf(t *testing.T, typ, key string) providers.Values {
	t.Helper()
	r := c.made.Find(typ, key)
	if r == nil {
		t.Fatalf("there is no %s %s", typ, key)
	}
	return r.Values
}

// holds checks some values of a resource; nil is one that is not there.
func (c *compiler) holds(t *testing.T, typ, key string, want providers.Values) {
	t.Helper()
	got := c.valuesOf(t, typ, key)
	for name, v := range want {
		if n, ok := v.(int); ok {
			v = float64(n)
		}
		if got[name] != v {
			t.Errorf("%s of %s is %v, not %v", name, key, got[name], v)
		}
	}
}

// said checks that there are exactly the problems that the parts are of.
func (c *compiler) said(t *testing.T, parts ...string) {
	t.Helper()
	if len(c.diags) != len(parts) {
		t.Fatalf("%d problems, not %d: %v", len(c.diags), len(parts), c.diags)
	}
	for i, p := range parts {
		if d := c.diags[i]; !strings.Contains(d.Summary+" "+d.Detail, p) {
			t.Errorf("%s %s\ndoes not say %q", d.Summary, d.Detail, p)
		}
	}
}

// stepped gives the lines of the manual step of a title.
func (c *compiler) stepped(t *testing.T, title string) string {
	t.Helper()
	for _, s := range c.out.Manual {
		if s.Title == title {
			return strings.Join(s.Steps, "\n")
		}
	}
	t.Fatalf("there is no step %q", title)
	return ""
}

func liveCustom(object string, f metadata.CustomField) metadata.Component {
	return metadata.New("CustomField", object+"."+f.FullName, &f)
}

func liveStages(values ...metadata.StandardValue) metadata.Component {
	return metadata.New("StandardValueSet", "OpportunityStage", &metadata.StandardValueSet{StandardValue: values})
}

// ownSet is the value set of a live picklist with values of its own.
func ownSet(values ...string) *metadata.ValueSet {
	s := &metadata.ValueSetValuesDefinition{}
	for _, v := range values {
		s.Value = append(s.Value, metadata.CustomValue{FullName: v, Label: v})
	}
	return &metadata.ValueSet{ValueSetDefinition: s}
}
