package odoo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Stages change their names, and what was logged under the old ones is told by the stages of then, or said not to be sure.
func TestHistoryLabels(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	p := emulated(t, emulator.Empty(emulator.Clock(func() time.Time { return now })))
	historyLabels(t, p, func() { now = now.Add(time.Hour) })
}

// Odoo writes the options so. It knows times to the second.
func TestRealHistoryLabels(t *testing.T) {
	p := emptyReal(t)
	now := func() string {
		id := enter(t, p, "res.partner.category", map[string]any{"name": "Now"}, 1)
		defer wipeRows(t, p, map[string][]int64{"res.partner.category": id})
		rows, err := p.client.SearchRead(t.Context(), api.Search{Model: "res.partner.category", Domain: []any{[]any{"id", "in", id}}, Fields: []string{"create_date"}})
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		return rows[0].Text("create_date")
	}
	historyLabels(t, p, func() {
		for began := now(); now() == began; {
		}
	})
}

func historyLabels(t *testing.T, p *Provider, wait func()) {
	a, ctx := historyArch(t), t.Context()
	applyReal(t, a, p)
	wait()
	home := newCompiler(a, providers.Target{CRM: &schema.CRM{Provider: provider}}, p.settings, p.org).trackHome(a.Track("lifecycle.lead"))
	move := func(id int64, stage string) {
		t.Helper()
		if err := p.client.Write(ctx, leadModel, []int64{id}, map[string]any{home.name: stage}); err != nil {
			t.Fatal(err)
		}
	}
	first := enter(t, p, leadModel, map[string]any{"name": "First", "type": "lead", home.name: "new"}, 1)[0]
	move(first, "ready")
	move(first, "new")
	move(first, "ready")
	wait()

	// An apply makes two of them change names.
	swapped := historyArch(t)
	names := map[string]*string{}
	for _, s := range swapped.Track("lifecycle.lead").Stages {
		s.Label = schema.Title(s)
		names[string(s.Address.Name())] = &s.Label
	}
	*names["new"], *names["ready"] = *names["ready"], *names["new"]
	p.dir.forget()
	applyReal(t, swapped, p)
	wait()
	move(first, "new")
	want := []string{"made", "made lead: new", "moved lead: new → ready", "moved lead: ready → new", "moved lead: new → ready", "moved lead: ready → new"}
	check := func(what string, a *schema.Architecture, id int64, want []string, doubt string) {
		t.Helper()
		leads, _ := told(t, p, a, providers.RecordAsk{Object: "lead"})
		r := leads[fmt.Sprint(id)]
		if got := story(r); want != nil && !slices.Equal(got, want) {
			t.Errorf("%s: the lead came so: %q", what, got)
		}
		var all []string
		for _, d := range r.Doubts {
			all = append(all, d.Why)
			if d.Track != "lifecycle.lead" || d.Until.Before(r.Created) {
				t.Errorf("%s: %+v", what, d)
			}
		}
		if words := strings.Join(all, "\n"); doubt == "" && words != "" || !strings.Contains(words, doubt) {
			t.Errorf("%s: the doubts are %q", what, words)
		}
	}
	check("names that an apply gave", swapped, first, want, "")

	// Somebody makes them change names by hand.
	second := enter(t, p, leadModel, map[string]any{"name": "Second", "type": "lead", home.name: "new"}, 1)[0]
	move(second, "ready")
	wait()
	rows, err := p.client.SearchRead(ctx, api.Search{Model: optionModel, Domain: []any{[]any{"field_id.name", "=", home.name}, []any{"value", "in", []string{"new", "ready"}}}, Fields: []string{"value", "name"}})
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	for i, r := range rows {
		if err := p.client.Write(ctx, optionModel, []int64{r.ID()}, map[string]any{"name": rows[1-i].Text("name")}); err != nil {
			t.Fatal(err)
		}
	}
	check("names that people gave", a, second, nil, "may have been another one then")

	// An option goes past an apply, and with it its name.
	wait()
	fields, err := p.client.SearchRead(ctx, api.Search{Model: fieldModel, Domain: []any{[]any{"model", "=", leadModel}, []any{"name", "=", home.name}}, Fields: []string{"name"}})
	if err != nil || len(fields) != 1 {
		t.Fatal(fields, err)
	}
	limbo := enter(t, p, optionModel, map[string]any{"field_id": fields[0].ID(), "value": "limbo", "name": "Limbo"}, 1)
	third := enter(t, p, leadModel, map[string]any{"name": "Third", "type": "lead", home.name: "new"}, 1)[0]
	move(third, "limbo")
	move(third, "paused")
	if err := p.client.Unlink(ctx, optionModel, limbo); err != nil {
		t.Fatal(err)
	}
	check("a name that none has any more", a, third, nil, "“Limbo”, which no option is called any more")
}
