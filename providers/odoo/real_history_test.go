package odoo

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Odoo logs the labels of whoever writes, in the language of the writer; an option may be gone since, and the writer, too.
func TestRealHistoryWriters(t *testing.T) {
	const german, amy = "de_DE", "amy@history.example"
	p := emptyReal(t)
	ctx, a := t.Context(), historyArch(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	one := func(model, field string, v any) int64 {
		t.Helper()
		rows, err := p.client.SearchRead(ctx, api.Search{Model: model, Domain: []any{[]any{field, "=", v}}, Fields: []string{"id"}})
		must(err)
		if len(rows) == 0 {
			return 0
		}
		return rows[0].ID()
	}
	lang := one("res.lang", "code", german)
	must(p.client.Write(ctx, "res.lang", []int64{lang}, map[string]any{"active": true}))
	t.Cleanup(func() {
		_ = p.client.Write(context.Background(), "res.lang", []int64{lang}, map[string]any{"active": false})
	})
	group, err := p.client.SearchRead(ctx, api.Search{Model: identityModel, Domain: []any{[]any{"module", "=", "sales_team"}, []any{"name", "=", "group_sale_salesman_all_leads"}}, Fields: []string{"res_id"}})
	must(err)
	who := one("res.users", "login", amy)
	if who == 0 {
		who = enter(t, p, "res.users", map[string]any{"name": "Amy", "login": amy, "email": amy, rightsOf(p): []any{[]any{4, group[0].Number("res_id")}}}, 1)[0]
	}
	must(p.client.Write(ctx, "res.users", []int64{who}, map[string]any{"active": true, "password": "at-work"}))
	p = openReal(t, Options{})
	applyReal(t, a, p)
	life := newCompiler(a, providers.Target{}, p.settings, p.org).trackHome(a.Track("lifecycle.lead")).name
	field := one(fieldModel, "name", life)
	option := func(value string) []int64 {
		rows, err := p.client.SearchRead(ctx, api.Search{Model: optionModel, Domain: []any{[]any{"field_id", "=", field}, []any{"value", "=", value}}, Fields: []string{"name"}})
		must(err)
		return []int64{rows[0].ID()}
	}
	relabel := func(value, label, in string) {
		_, err := api.Do[any](ctx, p.client, api.Call{Model: optionModel, Method: "write", IDs: option(value), Args: []api.Arg{{Name: "vals", Value: map[string]any{"name": label}}}, Context: map[string]any{"lang": in}})
		must(err)
	}
	relabel("ready", "Bereit", german)
	relabel("waiting", "Waiting for them", api.DefaultLang)
	as, err := api.Connect(ctx, api.Options{URL: p.settings.url, Database: p.settings.database, User: amy, Key: web.NewSecret("at-work"), Lang: german})
	must(err)
	t.Cleanup(as.Close)

	lead := enter(t, p, leadModel, map[string]any{"name": "Lead", "type": "lead", life: "new", "user_id": who}, 1)
	must(as.Write(ctx, leadModel, lead, map[string]any{life: "ready"}))
	must(as.Write(ctx, leadModel, lead, map[string]any{life: "paused"}))
	limbo := enter(t, p, optionModel, map[string]any{"field_id": field, "value": "limbo", "name": "Limbo"}, 1)
	must(p.client.Write(ctx, leadModel, lead, map[string]any{life: "limbo"}))
	must(p.client.Unlink(ctx, optionModel, limbo))
	must(p.client.Write(ctx, leadModel, lead, map[string]any{life: "ready"}))
	must(p.client.Write(ctx, "res.users", []int64{who}, map[string]any{"active": false}))

	leads, res := told(t, p, a, providers.RecordAsk{Object: "lead"})
	want := []string{"made", "made lead: new", "moved lead: new → ready by " + amy, "moved lead: ready → paused by " + amy, `moved lead: paused → "Limbo"`, `moved lead: "Limbo" → `,
		"moved lead:  → ready"}
	got := leads[fmt.Sprint(lead[0])]
	if !slices.Equal(story(got), want) {
		t.Errorf("the lead came so: %q\nnot so: %q\n%v", story(got), want, res.Kept.Notes)
	}
	if got.Owner != amy || !got.OwnerGone {
		t.Errorf("the owner is %q, gone %v", got.Owner, got.OwnerGone)
	}
}
