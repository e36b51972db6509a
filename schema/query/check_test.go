package query

import (
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
)

func parse(t *testing.T, text string) hclsyntax.Expression {
	t.Helper()
	e, diags := hclsyntax.ParseExpression([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return e
}

// What is wrong is found wherever it stands, once, without an architecture.
func TestCheck(t *testing.T) {
	stage := shapeOf(schema.DefOf(reflect.TypeFor[schema.Stage](), "stage")).typ
	for text, want := range map[string]string{
		`self.parent.domain == "sales" && self.outcome == null`:               "",
		`contains(slas[*].starts.target, self.address)`:                       "",
		`alltrue([for f in fields : f.owner != null if f.object == "deal"])`:  "",
		`length(stages) > 3 && stages[2].entry[0].when != null`:               "",
		`try(block(self.owner).team, null) == "team.x"`:                       "",
		`hours(self.stale_after) <= 24`:                                       "",
		`self.lable != null`:                                                  `Did you mean "label"?`,
		`self.golden || self.lable != null`:                                   `Did you mean "label"?`,
		`self.golden ? self.lable != null : true`:                             `Did you mean "label"?`,
		`anytrue([for s in slas : s.start.target == self.address])`:           `Did you mean "starts"?`,
		`length([for p in pipelines : [for s in p.stages : s.lable]]) > 1`:    `Did you mean "label"?`,
		`length([for l in [for s in stages : s] : l.lable]) > 1`:              `Did you mean "label"?`,
		`contains(slas[*].starts.targets, self.address)`:                      `Did you mean "target"?`,
		`length(stages) == 1 && contains(slas[*].start.target, self.address)`: `Did you mean "starts"?`,
		`length([for f in fields : f if f.ownr == null]) == 0`:                `Did you mean "owner"?`,
		`length({for f in fields : f.nam => f}) == 0`:                         `Did you mean "name"?`,
		`file("x") == ""`:                  `no function named "file"`,
		`1 + stages == 2`:                  "number required, but",
		`try(self.lable, null) != "x"`:     "",
		`length(self.name, self.name) > 1`: "expects only 1 argument",
	} {
		_, diags := Check(parse(t, text), nil, stage)
		var got []string
		for _, d := range diags {
			got = append(got, d.Summary+": "+d.Detail)
		}
		if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || !strings.Contains(got[0], want)) {
			t.Errorf("%s: %q, wanted %q", text, got, want)
		}
	}
}

// No attribute, label or nested block of the language hides another, and every one can be asked for.
func TestEveryAttributeIsThere(t *testing.T) {
	seen := 0
	for _, r := range roots() {
		var look func(s *shape)
		look = func(s *shape) {
			names := []string{"address"}
			if s.parent != nil {
				names = append(names, "parent")
			}
			for _, a := range attributes(s.def) {
				names = append(names, a.Name)
			}
			for _, n := range s.def.Blocks {
				names = append(names, listName(n))
				look(shapeOf(n.Def))
			}
			for i, name := range names {
				if !s.typ.HasAttribute(name) {
					t.Errorf("%s has no %s", s.def.Name, name)
				}
				for _, other := range names[:i] {
					if other == name {
						t.Errorf("%s has two things named %s", s.def.Name, name)
					}
				}
				seen++
			}
		}
		look(r.shape)
	}
	if seen < 400 {
		t.Errorf("only %d attributes were looked at", seen)
	}
	for typ, list := range holders() {
		types := map[string]cty.Type{}
		for _, def := range list {
			for name, is := range plainAttrs(def) {
				if was, ok := types[name]; ok && !was.Equals(is) {
					t.Errorf("the blocks that hold a %s differ in the type of %s", typ.Name(), name)
				}
				types[name] = is
			}
		}
	}
}
