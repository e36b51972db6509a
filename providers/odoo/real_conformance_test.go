package odoo

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// turn lets one test at a time have the real database; a test that opens it again begins with an empty one again.
var turn struct {
	sync.Mutex
	holder *testing.T
}

// emptyReal opens the real Odoo after everything that tests left in it is gone.
func emptyReal(t *testing.T) *Provider {
	p, _ := recordedReal(t)
	return p
}

// recordedReal is emptyReal with what it asks and is answered.
func recordedReal(t *testing.T) (*Provider, *recorder) {
	t.Helper()
	if turn.holder != t {
		turn.Lock()
		turn.holder = t
		t.Cleanup(func() { turn.holder = nil; turn.Unlock() })
	}
	r := newRecorder(t)
	p := openReal(t, Options{Transport: r})
	wipe(t, p)
	r.reset()
	return p, r
}

// wipe deletes all leads, and all that Stagecraft has made.
func wipe(t *testing.T, p *Provider) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, c := t.Context(), p.client
	del := func(model string, domain []any) {
		rows, err := c.SearchRead(ctx, api.Search{Model: model, Domain: domain, Fields: []string{"id"}})
		must(err)
		var ids []int64
		for _, r := range rows {
			ids = append(ids, r.ID())
		}
		if len(ids) > 0 {
			must(c.Unlink(ctx, model, ids))
		}
	}
	mine, err := c.SearchRead(ctx, api.Search{Model: identityModel, Domain: []any{[]any{"module", "=", module}}, Fields: []string{"model", "res_id"}})
	must(err)
	ids := map[string][]int64{}
	for _, r := range mine {
		ids[r.Text("model")] = append(ids[r.Text("model")], int64(r.Number("res_id")))
	}
	del("base.automation", nil)
	del(leadModel, nil)
	del(partnerModel, []any{[]any{"name", "=like", providers.TestPrefix + "%"}})
	for _, model := range []string{"ir.ui.view", fieldModel, memberModel, "crm.stage", "crm.team", "crm.lost.reason", "crm.tag", "res.groups"} {
		if len(ids[model]) > 0 {
			del(model, []any{[]any{"id", "in", ids[model]}})
		}
	}
	del("ir.model", []any{[]any{"state", "=", "manual"}})
	del(fieldModel, []any{[]any{"state", "=", "manual"}})
	del(identityModel, []any{[]any{"module", "=", module}})
}

// The real one takes the suite case by case: go test -run TestRealConformance/examples.
func TestRealConformance(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes")
	}
	openReal(t, Options{})
	providertest.Run(t, providertest.Options{
		Open: func(t *testing.T) providers.Provider { return emptyReal(t) },
		Reopen: func(_ *testing.T, p providers.Provider, crm *schema.CRM) providers.Provider {
			q := p.(*Provider)
			given := *q.settings
			given.scope = text(crm.Settings["scope"].Value)
			return &Provider{settings: &given, client: q.client, dir: q.dir, org: q.org}
		},
		Enter: enterIn,
		Owner: os.Getenv("STAGECRAFT_ODOO_USER"),
	})
}

// enter makes records.
func enter(t *testing.T, p *Provider, model string, values map[string]any, n int) []int64 {
	t.Helper()
	list := make([]map[string]any, n)
	for i := range list {
		list[i] = values
	}
	ids, err := p.client.Create(t.Context(), model, list)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// applied applies operations and wants no failure.
func applied(t *testing.T, p providers.Provider, ops ...*providers.Operation) []providers.Progress {
	t.Helper()
	out := tried(t, p, ops...)
	for _, pr := range out {
		if pr.Err != nil {
			t.Fatalf("%s %s: %v", pr.Op.Action, pr.Op.Address, pr.Err)
		}
	}
	return out
}

// tried applies operations and gives the last report on each, in their order.
func tried(t *testing.T, p providers.Provider, ops ...*providers.Operation) []providers.Progress {
	t.Helper()
	at := map[*providers.Operation]int{}
	for i, op := range ops {
		at[op] = i
	}
	out := make([]providers.Progress, len(ops))
	if err := p.Apply(t.Context(), ops, func(pr providers.Progress) error {
		if pr.Phase == providers.Done {
			out[at[pr.Op]] = pr
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// creates, changes and deletes make operations of raw values.
func creates(t *testing.T, typ string, v providers.Values) *providers.Operation {
	t.Helper()
	v = normal(t, typ, v)
	k := kindOf(typ).typ.KeyOf(v)
	return &providers.Operation{Action: providers.Create, Address: typ + ".test." + strings.ReplaceAll(k, "/", "."), Type: typ, Key: k, After: v}
}

func changes(t *testing.T, made providers.Progress, v providers.Values) *providers.Operation {
	t.Helper()
	op := *made.Op
	v = normal(t, op.Type, v)
	op.Action, op.ID, op.Before, op.After, op.Key = providers.Update, made.ID, made.Values, v, kindOf(op.Type).typ.KeyOf(v)
	return &op
}

func deletes(made providers.Progress) *providers.Operation {
	op := *made.Op
	op.Action, op.ID, op.Before, op.After = providers.Delete, made.ID, made.Values, nil
	return &op
}

func normal(t *testing.T, typ string, v providers.Values) providers.Values {
	t.Helper()
	out, err := kindOf(typ).typ.Normalize(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sortOps brings operations in the order of their types.
func sortOps(ops []*providers.Operation, rank map[string]int) {
	slices.SortStableFunc(ops, func(a, b *providers.Operation) int { return rank[a.Type] - rank[b.Type] })
}
