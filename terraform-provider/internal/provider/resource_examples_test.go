package provider

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	hubspotemulator "github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/odoo"
	odooemulator "github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce"
	salesforceemulator "github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	model "github.com/stagecraft-dev/stagecraft/schema"
)

// emulated is a CRM that is empty, and how the provider is configured for it.
type emulated struct {
	factory  *providers.Factory
	settings map[string]any
	requests func() int // since the CRM was there; nil where there are none
}

// emulators start a CRM each, by name; all that Stagecraft comes with.
var emulators = map[string]func(t testing.TB) *emulated{
	"sandbox": func(t testing.TB) *emulated {
		return &emulated{factory: sandbox.Factory(), settings: map[string]any{"path": filepath.Join(t.TempDir(), "crm.db")}}
	},
	"hubspot": func(t testing.TB) *emulated {
		account := hubspotemulator.Empty(hubspotemulator.Enterprise, hubspotemulator.NoRateLimits())
		account.AddUser("ana@sales.example", "Ana", "Núñez")
		return hubspotAccount(t, account)
	},
	"salesforce": func(t testing.TB) *emulated {
		org := salesforceemulator.Empty()
		srv := httptest.NewServer(org)
		t.Cleanup(srv.Close)
		token, err := org.Login(salesforceemulator.Administrator)
		if err != nil {
			t.Fatal(err)
		}
		return &emulated{factory: salesforce.FactoryWith(salesforce.Options{Clock: testclock.New(), Transport: &http.Transport{}, Poll: time.Second}),
			settings: map[string]any{"token": token, "instance": srv.URL},
			requests: func() int { return len(org.Requests()) }}
	},
	"odoo": func(t testing.TB) *emulated {
		database := odooemulator.Empty()
		srv := httptest.NewServer(database)
		t.Cleanup(srv.Close)
		return &emulated{factory: odoo.FactoryWith(odoo.Options{Clock: testclock.New(), Transport: &http.Transport{}}),
			settings: map[string]any{"url": srv.URL, "database": odooemulator.DefaultDatabase, "user": odooemulator.DefaultUser, "key": odooemulator.DefaultKey},
			requests: func() int { return len(database.Requests()) }}
	},
}

// start runs the provider anew, as each command of Terraform does.
func (e *emulated) start(t testing.TB) *core {
	t.Helper()
	return start(t, []*providers.Factory{e.factory}, map[string]map[string]any{e.factory.Info.Name: e.settings})
}

// open works with the CRM itself, without Terraform.
func (e *emulated) open(t testing.TB, work func(providers.Provider)) {
	t.Helper()
	p, err := e.factory.Open(t.Context(), target(e.factory, e.given()), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	work(p)
}

// given are the settings as a crm block has them.
func (e *emulated) given() map[string]model.Setting {
	out := map[string]model.Setting{}
	for name, x := range e.settings {
		out[name] = model.Setting{Value: x}
	}
	return out
}

// behind changes a live object behind Terraform's back.
func (e *emulated) behind(t testing.TB, typ, key string, after providers.Values) {
	t.Helper()
	e.open(t, func(p providers.Provider) {
		all, err := p.Read(t.Context(), []string{typ})
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(all, func(l *providers.Live) bool { return l.Type == typ && l.Key == key })
		if at < 0 {
			t.Fatalf("there is no %s %q", typ, key)
		}
		op := operation(e.factory.Info.Type(typ), providers.Update, e.factory.Info.Type(typ).KeyOf(after))
		op.ID, op.Before, op.After = all[at].ID, all[at].Values, after
		if err := p.Apply(t.Context(), []*providers.Operation{op}, func(pr providers.Progress) error { return pr.Err }); err != nil {
			t.Fatal(err)
		}
	})
}

// Every resource type of every CRM goes through its life as its own examples tell it: created, planned again, imported,
// changed behind the back, changed, replaced and destroyed. A type without examples fails.
func TestEveryType(t *testing.T) {
	for _, f := range bundled.Factories() {
		name := f.Info.Name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if emulators[name] == nil {
				t.Fatalf("there is no emulator of %s", name)
			}
			lives(t, emulators[name](t))
		})
	}
}

// exampleOf is an object that the examples tell of.
type exampleOf struct {
	typ     *providers.ResourceType
	first   providers.Values
	further []providers.Values
	now     *instance
}

func (x *exampleOf) key() string { return x.typ.KeyOf(x.first) }

// examplesIn are the objects of all examples, each behind what it refers to.
func examplesIn(t *testing.T, info *providers.Info) []*exampleOf {
	t.Helper()
	var all []*exampleOf
	at := map[providers.Reference]*exampleOf{}
	for _, typ := range info.Types {
		if len(typ.Examples) == 0 {
			t.Errorf("%s has no examples", typ.Name)
			continue
		}
		all = append(all, &exampleOf{typ: typ, first: typ.Examples[0], further: typ.Examples[1:]})
		for _, v := range typ.Beside {
			all = append(all, &exampleOf{typ: typ, first: v})
		}
	}
	for _, x := range all {
		at[providers.Reference{Type: x.typ.Name, Key: x.key()}] = x
	}
	var out []*exampleOf
	seen := map[*exampleOf]bool{}
	var visit func(x *exampleOf)
	visit = func(x *exampleOf) {
		if seen[x] {
			return
		}
		seen[x] = true
		for _, r := range x.typ.References(x.first) {
			if to := at[r]; to != nil {
				visit(to)
			}
		}
		out = append(out, x)
	}
	for _, x := range all {
		visit(x)
	}
	return out
}

// replacing tells whether one example becomes another only in a new object.
func replacing(typ *providers.ResourceType, from, to providers.Values) bool {
	return slices.ContainsFunc(typ.Attributes, func(a providers.Attribute) bool { return a.Immutable && a.Differs(to[a.Name], from[a.Name]) })
}

func lives(t *testing.T, e *emulated) {
	all := examplesIn(t, e.factory.Info)
	c := e.start(t)
	each := func(part string, list []*exampleOf, do func(t *testing.T, x *exampleOf)) bool {
		ok := true
		for _, x := range list {
			ok = t.Run(part+" "+x.typ.Name, func(t *testing.T) {
				c.t = t
				do(t, x)
			}) && ok
		}
		c.t = t
		return ok
	}
	if !each("create", all, func(t *testing.T, x *exampleOf) {
		x.now = c.apply(c.absent(x.typ.Name), x.first)
		if got := x.now.attr(attrKey); got != x.key() {
			t.Errorf("the key is %v, not %q", got, x.key())
		}
	}) {
		return
	}
	c = e.start(t)
	each("no-op", all, func(_ *testing.T, x *exampleOf) { c.settled(x.now, x.first) })
	each("import", all, func(t *testing.T, x *exampleOf) {
		identity := map[string]any{}
		for _, k := range x.typ.Key {
			identity[nameOf(x.typ, k)] = x.first[k]
		}
		for _, i := range []*instance{c.imported(x.typ.Name, x.key(), nil), c.imported(x.typ.Name, "", identity)} {
			if i.attr(attrID) != x.now.attr(attrID) {
				t.Errorf("imported %v, not %v", i.attr(attrID), x.now.attr(attrID))
			}
			c.settled(i, x.first)
		}
	})
	changed := slices.DeleteFunc(slices.Clone(all), func(x *exampleOf) bool {
		return len(x.further) == 0 || replacing(x.typ, x.first, x.further[0]) || x.typ.KeyOf(x.further[0]) != x.key()
	})
	for _, x := range changed {
		e.behind(t, x.typ.Name, x.key(), x.further[0])
	}
	c = e.start(t)
	each("drift", changed, func(t *testing.T, x *exampleOf) {
		i := c.refresh(x.now)
		p, problems := c.tryPlan(i, c.config(i.typ, x.first))
		if problems != "" {
			t.Fatal(problems)
		}
		if p.noop {
			t.Fatal("nobody noticed that it was changed behind the back")
		}
		x.now = c.apply(i, x.first)
	})
	c = e.start(t)
	each("drift is over", changed, func(_ *testing.T, x *exampleOf) { c.settled(x.now, x.first) })
	slices.Reverse(all)
	each("change and destroy", all, func(t *testing.T, x *exampleOf) {
		was := x.first
		for _, v := range x.further {
			p, problems := c.tryPlan(x.now, c.config(x.now.typ, v))
			if problems != "" {
				t.Fatal(problems)
			}
			if got, want := len(p.replaces) > 0, replacing(x.typ, was, v); got != want {
				t.Errorf("the plan replaces %v, and the example says %v", p.replaces, want)
			}
			x.now, was = c.apply(x.now, v), v
			c.settled(x.now, v)
		}
		c.warnings = nil
		c.destroy(x.now)
		gone := c.refresh(x.now).state.IsNull()
		if !gone && len(c.warnings) == 0 || gone && x.typ.CanDelete && len(c.warnings) > 0 {
			t.Errorf("gone: %v; warnings: %q", gone, c.warnings)
		}
	})
}

// What follows from a document need not be written beside it.
func TestWhatFollowsNeedNotBeGiven(t *testing.T) {
	for name, types := range map[string][]string{"hubspot": {"hubspot_list", "hubspot_workflow", "hubspot_lead_score"}, "salesforce": {"salesforce_flow", "salesforce_picklist_value"}} {
		for _, typ := range types {
			t.Run(typ, func(t *testing.T) {
				e := emulators[name](t)
				c := e.start(t)
				rt := e.factory.Info.Type(typ)
				for _, n := range e.factory.Info.ExampleNeeds(typ, rt.Examples[0]) {
					c.apply(c.absent(n.Type), n.Values)
				}
				v := maps.Clone(rt.Examples[0])
				for _, a := range rt.Attributes {
					if strings.Contains(a.Doc, "follows from") {
						delete(v, a.Name)
					}
				}
				c.settled(c.apply(c.absent(typ), v), v)
			})
		}
	}
}
