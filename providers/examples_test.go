package providers_test

import (
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/zclconf/go-cty/cty"
)

func TestExampleNeeds(t *testing.T) {
	name := providers.Attribute{Name: "name", Type: cty.String, Required: true}
	uses := func(typ string) providers.Attribute {
		return providers.Attribute{Name: "uses", Type: cty.List(cty.String), Optional: true, Refers: typ}
	}
	info := &providers.Info{Types: []*providers.ResourceType{
		{Name: "a", Key: []string{"name"}, Attributes: []providers.Attribute{name}, Examples: []providers.Values{{"name": "first"}, {"name": "later"}}, Beside: []providers.Values{{"name": "beside"}}},
		{Name: "b", Key: []string{"name"}, Attributes: []providers.Attribute{name, uses("a")}, Examples: []providers.Values{{"name": "b", "uses": []any{"beside", "first"}}}},
		{Name: "c", Key: []string{"name"}, Attributes: []providers.Attribute{name, uses("b")}},
		{Name: "d", Key: []string{"name"}, Attributes: []providers.Attribute{name, uses("d")}, Examples: []providers.Values{{"name": "d", "uses": []any{"d"}}}},
	}}
	for _, c := range []struct {
		typ  string
		v    providers.Values
		want []string
	}{
		{"c", providers.Values{"name": "c", "uses": []any{"b"}}, []string{"beside", "first", "b"}},
		{"b", providers.Values{"name": "x", "uses": []any{"first", "later", "of every CRM"}}, []string{"first"}},
		{"d", providers.Values{"name": "d", "uses": []any{"d"}}, nil},
		{"d", providers.Values{"name": "other", "uses": []any{"d"}}, []string{"d"}},
	} {
		var got []string
		for _, r := range info.ExampleNeeds(c.typ, c.v) {
			got = append(got, r.Key)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %v needs %v, not %v", c.typ, c.v, got, c.want)
		}
	}
}
