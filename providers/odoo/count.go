package odoo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// CountRecords answers exactly: Odoo counts in the database. Each different count is made once.
func (p *Provider) CountRecords(ctx context.Context, qs []providers.RecordQuery) ([]int64, error) {
	type tally struct {
		model  string
		domain []any
		n      int64
	}
	counts := map[string]*tally{}
	parts := make([][]*tally, len(qs)) // a count is the sum of its parts; none when it cannot be said
	var requests []func() error
	p.dir.forget() // records are counted by what is there now
	for i, q := range qs {
		holders, v, err := p.heldBy(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, h := range holders {
			hidden := p.org.unseen(h.model)
			if hidden != nil && q.Missing != "" { // some that lack it may be out of sight
				parts[i] = nil
				break
			}
			if hidden != nil && !h.guarded {
				return nil, hidden
			}
			domain := append(h.heldBy(v), h.but...)
			if v == anything {
				domain = []any{[]any{h.field, "!=", false}}
			}
			if q.Missing != "" {
				model, name := under(q.Missing)
				if model != h.model {
					continue
				}
				there, err := p.dir.has(ctx, storedNames, q.Missing)
				if err != nil {
					return nil, err
				}
				if there { // nothing has a value in a field that is still to come
					domain = append(domain, []any{name, "=", false})
				}
			}
			shape := fmt.Sprint(h.model, domain)
			t := counts[shape]
			if t == nil {
				t = &tally{model: h.model, domain: domain}
				counts[shape] = t
				requests = append(requests, func() (err error) { t.n, err = p.client.Count(ctx, t.model, t.domain); return err })
			}
			parts[i] = append(parts[i], t)
		}
	}
	if err := together(requests...); err != nil {
		return nil, err
	}
	out := make([]int64, len(qs))
	for i, ts := range parts {
		if len(ts) == 0 {
			out[i] = -1
		}
		for _, t := range ts {
			out[i] += t.n
		}
	}
	return out, nil
}

// anything stands for records that have any value in a field.
const anything = "\x00anything"

// heldBy are the fields by which records hang on a live object, and the value that they have there.
func (p *Provider) heldBy(ctx context.Context, q providers.RecordQuery) ([]holder, any, error) {
	switch q.Type {
	case typeField:
		model, name, _ := strings.Cut(q.Key, "/")
		if there, err := p.dir.has(ctx, storedNames, q.Key); !there {
			return nil, nil, err
		}
		return []holder{{model: model, field: name}}, anything, nil
	case typeOption:
		model, name, value := splitOption(q.Key)
		if there, err := p.dir.has(ctx, storedNames, key(model, name)); !there {
			return nil, nil, err
		}
		return []holder{{model: model, field: name}}, value, nil
	}
	k := kindOf(q.Type)
	if k == nil || len(k.holders) == 0 {
		return nil, nil, nil
	}
	if there, err := p.dir.has(ctx, k.model, q.Key); !there {
		return nil, nil, err
	}
	id, err := p.dir.id(ctx, k.model, q.Key)
	if err != nil {
		return nil, nil, err
	}
	holders, err := p.holding(ctx, k)
	if err != nil {
		return nil, nil, err
	}
	var declared []int64 // stages of a team that goes, which go with it
	if k.typ.Name == typeTeam {
		if declared, err = p.dir.all(ctx, stageRows.model, own); err != nil {
			return nil, nil, err
		}
	}
	for i := range holders {
		if holders[i].model == stageRows.model && len(declared) > 0 {
			holders[i].but = []any{[]any{"id", "not in", declared}}
		}
	}
	return holders, id, nil
}

// Fields that refer to objects and are not looked at: memberships are resources of their own, and Odoo counts frequencies anew.
var notHolding = []string{memberModel, "crm.lead.scoring.frequency"}

// holding finds the fields by which records hang on objects of a kind: those of leads, and all of other models that refer to it, of
// any app and of one's own. Odoo empties them without a word. Forms, and reports, which show other models' records, hold none.
func (p *Provider) holding(ctx context.Context, k *kind) ([]holder, error) {
	if len(k.holders) == 0 {
		return nil, nil
	}
	rows, err := p.client.SearchRead(ctx, api.Search{Model: fieldModel, Fields: []string{"model", "name", "ttype", "required", "on_delete"}, Order: "model, name", Domain: []any{
		[]any{"relation", "=", k.model}, []any{"ttype", "in", []string{"many2one", "many2many"}}, []any{"store", "=", true}, []any{"readonly", "=", false},
		[]any{"model_id.transient", "=", false}}})
	out := slices.Clone(k.holders)
	for _, r := range rows {
		h := holder{model: r.Text("model"), field: r.Text("name"), many: r.Text("ttype") == "many2many", guarded: r.Text("on_delete") == "restrict"}
		// A stage of no team would be one of all teams.
		h.needed = h.model == stageRows.model || r.Bool("required") && !h.many
		if slices.Contains(notHolding, h.model) || strings.Contains(h.model+".", ".report.") ||
			slices.ContainsFunc(out, func(o holder) bool { return o.model == h.model && o.field == h.field }) {
			continue
		}
		out = append(out, h)
	}
	return out, err
}

// seesAll refuses an operation that takes something from records, where the user may not see all of them.
func (p *Provider) seesAll(ctx context.Context, op *providers.Operation, was string) error {
	value := op.Type == typeField || op.Type == typeOption
	if op.Action != providers.Delete && !(op.Action == providers.Replace && value) {
		return nil
	}
	holders, _, err := p.heldBy(ctx, providers.RecordQuery{Type: op.Type, Key: was})
	for _, h := range holders {
		if hidden := p.org.unseen(h.model); hidden != nil && !h.guarded {
			return hidden
		}
	}
	return err
}
