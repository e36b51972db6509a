package provider

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

// library is a made-up CRM that can only be read.
type library struct {
	providers.Provider
	info  *providers.Info
	live  []*providers.Live
	fails error
	reads [][]string
}

func (l *library) Info() *providers.Info { return l.info }
func (l *library) Close() error          { return nil }

func (l *library) Read(_ context.Context, types []string) ([]*providers.Live, error) {
	l.reads = append(l.reads, types)
	var out []*providers.Live
	for _, o := range l.live {
		if slices.Contains(types, o.Type) {
			out = append(out, o)
		}
	}
	return out, l.fails
}

func (l *library) factory() *providers.Factory {
	return &providers.Factory{Info: l.info, Open: func(context.Context, providers.Target, func(string) string) (providers.Provider, error) {
		return l, nil
	}}
}

// newLibrary has a type with an attribute of every kind, some of whose names are Terraform's.
func newLibrary() *library {
	typ := &providers.ResourceType{Name: "library_book", Doc: "A book.", Key: []string{"shelf", "id"}, Attributes: []providers.Attribute{
		{Name: "shelf", Type: cty.String, Required: true, Doc: "Where it stands."},
		{Name: "id", Type: cty.String, Required: true, Doc: "Its mark."},
		{Name: "label", Type: cty.String, Optional: true, Doc: "Title."},
		{Name: "count", Type: cty.Number, Optional: true, Doc: "Pages."},
		{Name: "lent", Type: cty.Bool, Optional: true, Default: false, Doc: "Whether it is away."},
		{Name: "readers", Type: cty.List(cty.String), Set: true, Optional: true, Doc: "Who has read it."},
		{Name: "chapters", Type: cty.List(cty.Object(map[string]cty.Type{"title": cty.String, "page": cty.Number})), Optional: true, Doc: "What is in it."},
		{Name: "notes", Type: cty.Map(cty.String), Optional: true, Doc: "What is written in it."},
		{Name: "size", Type: cty.Object(map[string]cty.Type{"height": cty.Number}), Optional: true, Doc: "Its size."},
		{Name: "card", Type: cty.DynamicPseudoType, Optional: true, Doc: "Its card."},
		{Name: "code", Type: cty.String, Optional: true, Sensitive: true, Doc: "Code of the lock."},
		{Name: "seal", Type: cty.String, Optional: true, Sensitive: true, WriteOnly: true, Doc: "What nobody gets to see."},
	}}
	book := func(id, shelf, mark string, v providers.Values) *providers.Live {
		v["shelf"], v["id"] = shelf, mark
		return &providers.Live{Type: typ.Name, ID: id, Key: typ.KeyOf(v), Values: v}
	}
	return &library{info: &providers.Info{Name: "library", Title: "Library", Types: []*providers.ResourceType{typ}}, live: []*providers.Live{
		book("2", "sea", "whale", providers.Values{"label": "The Whale", "count": 635.0, "lent": true, "readers": []any{"ana", "bo"},
			"chapters": []any{map[string]any{"title": "Loomings", "page": 1.0}, map[string]any{"title": "Epilogue"}},
			"notes":    map[string]any{"front": "ex libris"}, "size": map[string]any{"height": 21.5}, "card": map[string]any{"tags": []any{"sea", 1.0}}, "code": "1234"}),
		book("1", "sea", "island", providers.Values{}),
		book("3", "land", "farm", providers.Values{"label": "farm"}),
	}}
}

// data reads a data source as Terraform does: it is validated first.
func (c *core) data(typ string, config map[string]any) (map[string]any, string) {
	c.t.Helper()
	typ = TypeName + "_" + typ
	schema, err := c.server.GetProviderSchema(c.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		c.t.Fatal(err)
	}
	t := schema.DataSourceSchemas[typ].ValueType()
	d := c.dynamic(c.value(config, t))
	valid, err := c.server.ValidateDataResourceConfig(c.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: typ, Config: d})
	if err != nil {
		c.t.Fatal(err)
	}
	if p := c.problems(valid.Diagnostics); p != "" {
		return nil, p
	}
	resp, err := c.server.ReadDataSource(c.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: typ, Config: d})
	if err != nil {
		c.t.Fatal(err)
	}
	if p := c.problems(resp.Diagnostics); p != "" {
		return nil, p
	}
	x, known := plain(c.static(resp.State, t))
	if !known {
		c.t.Errorf("not all of %s is known", typ)
	}
	m := x.(map[string]any)
	for name, given := range config {
		if !cmp.Equal(m[name], given) {
			c.t.Errorf("%s: %s was given as %v and is %v", typ, name, given, m[name])
		}
	}
	return m, ""
}

// listed is one result of a query.
type listed struct {
	name     string
	identity map[string]any
	resource map[string]any
}

// query lists resources as Terraform does.
func (c *core) query(typ string, config map[string]any, include bool, limit int64) ([]listed, string) {
	c.t.Helper()
	typ = TypeName + "_" + typ
	schema, err := c.server.GetProviderSchema(c.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		c.t.Fatal(err)
	}
	//lint:ignore SA1019 The interface that is to come has no release yet.
	stream, err := c.server.(tfprotov6.ProviderServerWithListResource).ListResource(c.t.Context(), &tfprotov6.ListResourceRequest{TypeName: typ, IncludeResource: include, Limit: limit,
		Config: c.dynamic(c.value(config, schema.ListResourceSchemas[typ].ValueType()))})
	if err != nil {
		c.t.Fatal(err)
	}
	var out []listed
	for r := range stream.Results {
		if p := c.problems(r.Diagnostics); p != "" {
			return out, p
		}
		l := listed{name: r.DisplayName}
		x, _ := plain(c.static(r.Identity.IdentityData, c.identities[typ]))
		l.identity, _ = x.(map[string]any)
		if r.Resource != nil {
			x, _ = plain(c.static(r.Resource, c.schemaType(typ)))
			l.resource, _ = x.(map[string]any)
		}
		out = append(out, l)
	}
	return out, ""
}

var whale = map[string]any{"id": "2", "key": "sea/whale", "shelf": "sea", "book_id": "whale", "label": "The Whale", "book_count": 635.0, "lent": true,
	"readers": []any{"ana", "bo"}, "chapters": []any{map[string]any{"title": "Loomings", "page": 1.0}, map[string]any{"title": "Epilogue"}},
	"notes": map[string]any{"front": "ex libris"}, "size": map[string]any{"height": 21.5}, "card": map[string]any{"tags": []any{"sea", 1.0}}, "code": "1234"}

func TestLookup(t *testing.T) {
	l := newLibrary()
	c := start(t, []*providers.Factory{l.factory()}, nil)
	for _, by := range []map[string]any{{"shelf": "sea", "book_id": "whale"}, {"key": "sea/whale"}, {"id": "2"}} {
		got, problems := c.data("library_book", by)
		if problems != "" {
			t.Fatalf("%v: %s", by, problems)
		}
		if d := cmp.Diff(whale, got); d != "" {
			t.Errorf("%v (-want +got):\n%s", by, d)
		}
	}
	got, _ := c.data("library_book", map[string]any{"id": "1"})
	if want := (map[string]any{"id": "1", "key": "sea/island", "shelf": "sea", "book_id": "island", "lent": false}); !cmp.Equal(got, want) {
		t.Errorf("defaults: %v", got)
	}
	if len(l.reads) != 1 {
		t.Errorf("%d reads of what one read gives: %v", len(l.reads), l.reads)
	}
}

func TestLookupFindsNothing(t *testing.T) {
	l := newLibrary()
	c := start(t, []*providers.Factory{l.factory()}, nil)
	const unclear = "A library_book is found by shelf and book_id, by key or by id. Give one of these."
	for _, tc := range []struct {
		by   map[string]any
		want string
	}{
		{map[string]any{}, unclear},
		{map[string]any{"id": ""}, unclear},
		{map[string]any{"shelf": "sea"}, unclear},
		{map[string]any{"shelf": "sea", "book_id": "whale", "id": "2"}, unclear},
		{map[string]any{"key": "sea/whale", "id": "2"}, unclear},
		{map[string]any{"key": "sea/whales"}, `There is no library_book "sea/whales": Library has none with that key. Did you mean "sea/whale"?`},
		{map[string]any{"shelf": "air", "book_id": "gull"}, `There is no library_book "air/gull": Library has none with that key. It has land/farm, sea/island, sea/whale.`},
		{map[string]any{"id": "sea/whale"}, `There is no library_book "sea/whale": Library has none with that id. It has 1, 2, 3.`},
	} {
		got, problems := c.data("library_book", tc.by)
		if got != nil || !strings.Contains(problems, tc.want) {
			t.Errorf("%v: %v %q, want %q", tc.by, got, problems, tc.want)
		}
	}

	// The parts of a key are not mixed up where one of them has a slash.
	l = newLibrary()
	l.live[0].Values["shelf"], l.live[0].Values["id"], l.live[0].Key = "sea/deep", "whale", "sea/deep/whale"
	c = start(t, []*providers.Factory{l.factory()}, nil)
	if got, _ := c.data("library_book", map[string]any{"shelf": "sea", "book_id": "deep/whale"}); got != nil {
		t.Errorf("found %v", got)
	}

	l.fails = &providers.Error{Kind: providers.Permission, Scope: "books.read", Message: "not for you"}
	c = start(t, []*providers.Factory{l.factory()}, nil)
	if _, problems := c.data("library_book", map[string]any{"id": "2"}); !strings.Contains(problems, `"books.read" is missing`) {
		t.Errorf("no right: %s", problems)
	}
}

func TestListing(t *testing.T) {
	l := newLibrary()
	c := start(t, []*providers.Factory{l.factory()}, nil)
	all, problems := c.query("library_book", nil, false, 100)
	if problems != "" {
		t.Fatal(problems)
	}
	want := []listed{
		{name: "farm (land/farm)", identity: map[string]any{"shelf": "land", "book_id": "farm"}},
		{name: "sea/island", identity: map[string]any{"shelf": "sea", "book_id": "island"}},
		{name: "The Whale (sea/whale)", identity: map[string]any{"shelf": "sea", "book_id": "whale"}},
	}
	if d := cmp.Diff(want, all, cmp.AllowUnexported(listed{})); d != "" {
		t.Errorf("all (-want +got):\n%s", d)
	}
	for _, tc := range []struct {
		pattern string
		limit   int64
		want    int
	}{{"sea/*", 0, 2}, {"*/?arm", 0, 1}, {"*", 2, 2}, {"sea/whale", 1, 1}, {"sky/*", 0, 0}} {
		got, problems := c.query("library_book", map[string]any{"key": tc.pattern}, false, tc.limit)
		if problems != "" || len(got) != tc.want {
			t.Errorf("%q, at most %d: %v %s", tc.pattern, tc.limit, got, problems)
		}
	}
	// With the resource, which is what an import of it gives.
	got, problems := c.query("library_book", map[string]any{"key": "sea/*"}, true, 0)
	if problems != "" || len(got) != 2 {
		t.Fatal(got, problems)
	}
	if d := cmp.Diff(whale, got[1].resource); d != "" {
		t.Errorf("resource (-want +got):\n%s", d)
	}
	for _, r := range got {
		i := c.imported("library_book", "", r.identity)
		if x, _ := plain(i.state); !cmp.Equal(x, any(r.resource)) {
			t.Errorf("an import of %s is another one: %v", r.name, x)
		}
	}
	if len(l.reads) != 1 {
		t.Errorf("%d reads of what one read gives: %v", len(l.reads), l.reads)
	}

	l.fails = errors.New("out of order")
	c = start(t, []*providers.Factory{l.factory()}, nil)
	if _, problems := c.query("library_book", nil, false, 0); !strings.Contains(problems, "Library cannot list library_book: out of order.") {
		t.Errorf("failure: %s", problems)
	}
}

// Nothing that is secret to the end is read back, and what is sensitive is marked.
func TestLookupSchema(t *testing.T) {
	c := launch(t, []*providers.Factory{newLibrary().factory()})
	schema, err := c.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	attrs := map[string]*tfprotov6.SchemaAttribute{}
	for _, a := range schema.DataSourceSchemas["stagecraft_library_book"].Block.Attributes {
		attrs[a.Name] = a
		if key := slices.Contains([]string{"id", "key", "shelf", "book_id"}, a.Name); a.Optional != key || !a.Computed || a.Description == "" {
			t.Errorf("%s: optional %v, computed %v, %q", a.Name, a.Optional, a.Computed, a.Description)
		}
	}
	if attrs["seal"] != nil || attrs["code"] == nil || !attrs["code"].Sensitive {
		t.Errorf("secrets: %v %v", attrs["seal"], attrs["code"])
	}
	if !attrs["readers"].Type.Is(tftypes.Set{}) || !attrs["card"].Type.Is(tftypes.DynamicPseudoType) {
		t.Errorf("types: %s, %s", attrs["readers"].Type, attrs["card"].Type)
	}
}

// hubspotAccount is an account of the emulator.
func hubspotAccount(t testing.TB, account *emulator.Account) *emulated {
	srv := httptest.NewServer(account)
	t.Cleanup(srv.Close)
	clock := testclock.New()
	return &emulated{factory: hubspot.FactoryWith(hubspot.Options{Clock: clock, Transport: &http.Transport{}, Now: clock.Now}),
		settings: map[string]any{"token": emulator.DefaultToken, "base_url": srv.URL, "lifecycle_stages": "api"},
		requests: func() int { return len(account.Requests()) }}
}

// A HubSpot account is looked at in bulk, however many objects are looked up and listed.
func TestLookupHubSpot(t *testing.T) {
	account := emulator.Messy(emulator.NoRateLimits())
	e := hubspotAccount(t, account)
	c := e.start(t)
	all, problems := c.query("hubspot_property", map[string]any{"key": "contacts/*"}, true, 0)
	if problems != "" || len(all) < 20 {
		t.Fatalf("%d properties: %s", len(all), problems)
	}
	stages, problems := c.query("hubspot_stage", nil, true, 0)
	if problems != "" || len(stages) < 10 {
		t.Fatalf("%d stages: %s", len(stages), problems)
	}
	before := len(account.Requests())
	for _, r := range all {
		got, problems := c.data("hubspot_property", map[string]any{"object": r.identity["object"], "name": r.identity["name"]})
		if problems != "" {
			t.Fatal(problems)
		}
		if !cmp.Equal(got, r.resource) {
			t.Errorf("%s: %s", r.name, cmp.Diff(r.resource, got))
		}
	}
	for _, r := range stages {
		got, problems := c.data("hubspot_stage", map[string]any{"id": r.resource["id"]})
		if problems != "" || !cmp.Equal(got, r.resource) {
			t.Errorf("%s: %s %s", r.name, problems, cmp.Diff(r.resource, got))
		}
	}
	if after := len(account.Requests()); after != before {
		t.Errorf("%d requests for what was read already", after-before)
	}
	if _, problems := c.data("hubspot_property", map[string]any{"object": "contacts", "name": "emial"}); !strings.Contains(problems, `Did you mean "contacts/email"?`) {
		t.Errorf("near names: %s", problems)
	}
}
