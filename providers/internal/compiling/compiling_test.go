package compiling

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/zclconf/go-cty/cty"
)

const source = `architecture "x" {
  title   = "X"
  version = "1.0.0"
}
role "ops" { title = "Ops" }
system "erp" { title = "ERP" }
field "contact" "score" {
  type   = number
  system = system.erp
}
field "deal" "risk" {
  type   = number
  system = system.erp
}
field "contact" "band" {
  type   = text
  system = system.erp
}
field "contact" "own" { type = text }
lifecycle "sales" {
  domain = "sales"
  object = object.contact
  stage "open" {
    owner = role.ops
    entry "known" { description = "We know who it is." }
  }
}
`

func loaded(t *testing.T) *schema.Architecture {
	t.Helper()
	r := hclschema.LoadFiles(map[string][]byte{"x.hcl": []byte(source)}, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}

func TestAdd(t *testing.T) {
	typ := &providers.ResourceType{Name: "crm_thing", Key: []string{"name"}, Attributes: []providers.Attribute{{Name: "name", Type: cty.String, Required: true}}}
	var out providers.Compiled
	var diags diag.List
	all := Resources{}
	add := func(origin schema.Address, v providers.Values) *providers.Resource {
		return all.Add(&out, &diags, "the CRM", typ, providers.Resource{Values: v, Origin: origin, Label: "thing"})
	}
	one := add("field.contact.a", providers.Values{"name": "a"})
	if one == nil || all.Find("crm_thing", "a") != one || all.Find("crm_thing", "b") != nil || one.Address() != "crm_thing.field.contact.a" {
		t.Fatalf("%+v", one)
	}
	if again := add("field.contact.a", providers.Values{"name": "a"}); again != one || diags.HasErrors() {
		t.Error(again, diags.Err())
	}
	if other := add("field.contact.b", providers.Values{"name": "a"}); other != one || len(diags) != 1 || diags[0].Code != diag.FieldConflict {
		t.Error(other, diags.Err())
	}
	if none := add("field.contact.c", nil); none != nil || len(diags) != 2 || diags[1].Code != diag.MissingAttribute {
		t.Error(none, diags.Err())
	}
	if len(out.Resources) != 1 {
		t.Error(out.Resources)
	}
}

func TestEvent(t *testing.T) {
	a := loaded(t)
	for want, e := range map[string]schema.Event{
		"“Score” gets a value":          {Kind: "set", Target: "field.contact.score"},
		"“Score” changes":               {Kind: "changed", Target: "field.contact.score"},
		"a record of DEAL is created":   {Kind: "created", Target: "object.deal"},
		`the activity "demo" is logged`: {Kind: "event", Name: "demo"},
		"by hand":                       {},
		"a record enters “Own”":         {Kind: "entering", Target: "field.contact.own"},
		"a record leaves “Own”":         {Kind: "leaving", Target: "field.contact.own"},
		"the clock “Own” runs out":      {Kind: "breached", Target: "field.contact.own"},
		`the score reaches "own"`:       {Kind: "reaches", Target: "field.contact.own"},
	} {
		if got := Event(a, e, schema.Criterion{}, strings.ToUpper); got != want {
			t.Errorf("%q, wanted %q", got, want)
		}
	}
}

func TestSignal(t *testing.T) {
	a := loaded(t)
	decay := func(*schema.Decay) string { return "it fades" }
	s := &schema.Signal{Event: "page_visit", Points: -5, MaxCount: 3, Decay: &schema.Decay{}}
	if got, want := Signal(a, s, decay), "-5 for each “page visit”, 3 at most; it fades."; got != want {
		t.Errorf("%q, wanted %q", got, want)
	}
}

func TestFields(t *testing.T) {
	got := Fields(loaded(t), func(f *schema.Field) []string {
		if f.System == "" {
			return nil
		}
		return map[string][]string{"contact": {"Lead", "Contact"}, "deal": {"Deal"}}[f.Object]
	})
	if want := "[{Lead Band, Score} {Contact Band, Score} {Deal Risk}]"; fmt.Sprint(got) != want {
		t.Errorf("%v, wanted %s", got, want)
	}
}
