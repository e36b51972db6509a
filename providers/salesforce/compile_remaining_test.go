package salesforce

import (
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// documentation are the kinds of block that ask for nothing in an org: people read them, or Stagecraft itself does.
var documentation = []string{"architecture", "source", "segment", "review", "term", "question", "faq", "playbook", "policy", "moved", "retired", "import", "change", "environment", "scenario"}

// Nothing is dropped in silence: each block but those that people read leaves a resource, an enforcement class or a step, or is
// part of one that does.
func TestNothingDropped(t *testing.T) {
	for _, name := range exampleNames {
		a := exampleArch(t, name)
		t.Run(name, func(t *testing.T) {
			c := everything(t, a)
			traces := map[schema.Address]bool{}
			for _, r := range c.Resources {
				traces[r.Origin] = true
			}
			for _, s := range c.Manual {
				traces[s.Origin] = true
				for _, a := range s.Also {
					traces[a] = true
				}
			}
			for _, e := range c.Enforcement {
				traces[e.Address] = true
			}
			for kind, b := range a.Blocks() {
				found := slices.Contains(documentation, kind) || asksNothing(a, b)
				for at := b.Base().Address; at != "" && !found; at = at.Holder() {
					found = traces[at] || slices.Contains(documentation, at.Kind())
				}
				for at := range traces { // a stage's criteria may be all that is left of it
					found = found || at.Within(b.Base().Address)
				}
				if !found {
					t.Errorf("%s leaves no trace", b.Base().Address)
				}
			}
		})
	}
}

// asksNothing tells whether a block has nothing of its own for an org.
func asksNothing(a *schema.Architecture, b schema.Block) bool {
	switch b := b.(type) {
	case *schema.Team:
		return len(b.Members) == 0
	case *schema.Object:
		return strings.EqualFold(schema.Title(b), standardObjects[b.Name])
	case *schema.Member:
		return true // the team's step names everybody
	case *schema.Role:
		return b.Manager == "" // which the members hold
	case *schema.System:
		return b.Type == "crm" || !slices.ContainsFunc(a.Fields, func(f *schema.Field) bool { return f.System == b.Address })
	case *schema.Reasons:
		return b.Field != "" // whose options are the codes
	case *schema.ReasonCode:
		return asksNothing(a, a.Lookup(b.Address.Holder().Holder()))
	}
	return false
}

// Every step says where in Setup, or in the app, something is done, and why no deploy does it.
func TestStepsSayWhereAndWhy(t *testing.T) {
	for _, name := range exampleNames {
		for _, s := range everything(t, exampleArch(t, name)).Manual {
			if s.Why == "" || len(s.Steps) == 0 {
				t.Errorf("%s: %q says no more", s.Origin, s.Title)
			}
			if strings.Contains(strings.Join(s.Steps, " ")+s.Why+s.Title, "%!") {
				t.Errorf("%s: %q is not written out: %q", s.Origin, s.Title, s.Steps)
			}
		}
	}
}

// Each capability that providers are asked about has a position, in the order of the matrix.
func TestCapabilities(t *testing.T) {
	var got, want []string
	for _, c := range info().Capabilities {
		got = append(got, c.Name)
		if c.State == providers.Partial && c.Note == "" {
			t.Errorf("%s is partial, and no note says in what", c.Name)
		}
	}
	for _, c := range providers.Capabilities {
		want = append(want, c.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Definitions are what an org takes: values that fit the columns, under names of their own, the same each time.
func TestDefinitions(t *testing.T) {
	a := exampleArch(t, "b2b-saas")
	first, second := everything(t, a), everything(t, a)
	rows := 0
	for i, r := range first.Resources {
		if other := second.Resources[i]; other.Key != r.Key {
			t.Fatalf("%s is made where %s was", other.Key, r.Key)
		}
		if r.Type != typeMetadata {
			continue
		}
		rows++
		if n := len([]rune(text(r.Values["label"]))); n > maxLabel || n == 0 {
			t.Errorf("%s: the label has %d characters", r.Key, n)
		}
		if n := len(text(r.Values["name"])); n > maxName {
			t.Errorf("%s: the name has %d characters", r.Key, n)
		}
		values, _ := r.Values["values"].(map[string]any)
		for field, v := range values {
			f := slices.IndexFunc(first.Resources, func(x *providers.Resource) bool {
				return x.Type == typeField && x.Key == key(text(r.Values["type"]), field)
			})
			if f < 0 {
				t.Errorf("%s has a value for %s, which is no field", r.Key, field)
				continue
			}
			if s, ok := v.(string); ok && len([]rune(s)) > int(number(first.Resources[f].Values["length"])) {
				t.Errorf("%s: %s is too long", r.Key, field)
			}
		}
	}
	i := slices.IndexFunc(first.Resources, func(r *providers.Resource) bool { return r.Type == typeMetadata && r.Origin == "stage.lead.mql" })
	if rows < 100 || i < 0 {
		t.Fatalf("there are %d definitions", rows)
	}
	values := first.Resources[i].Values["values"].(map[string]any)
	mql := schema.Find[schema.Stage](a, "stage.lead.mql")
	if values["Definition__c"] != mql.Definition || values["Golden__c"] != mql.Golden || values["Accountable__c"] != schema.Title(a.Lookup(mql.RACI.Accountable)) {
		t.Errorf("MQL is defined as %v", values)
	}
}
