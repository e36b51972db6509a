package odoo

import (
	"context"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
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
		holders, v, err := p.holding(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, h := range holders {
			domain := h.heldBy(v)
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

// holding are the fields by which records hang on a live object, and the value that they have there.
func (p *Provider) holding(ctx context.Context, q providers.RecordQuery) ([]holder, any, error) {
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
	return k.holders, id, err
}
