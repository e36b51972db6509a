package odoo

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// column says which field of Odoo holds an attribute, and how its values translate.
type column struct {
	attribute, field string
	codec
}

// codec translates values of a field.
type codec struct {
	// read gives the attribute's value of the field of a row.
	read func(ctx context.Context, dir *directory, row api.Row, field string) (any, error)
	// write gives what Odoo takes for an attribute's value, nil when there is none.
	write func(ctx context.Context, dir *directory, v any) (any, error)
	// ids tells that what Odoo takes are ids: a load has them in FIELD/.id.
	ids bool
}

// asIs writes a value as it is; none is false.
func asIs(_ context.Context, _ *directory, v any) (any, error) {
	if v == nil {
		return false, nil
	}
	return v, nil
}

var (
	// textual is a text.
	textual = codec{read: func(_ context.Context, _ *directory, r api.Row, f string) (any, error) { return r.Text(f), nil }, write: asIs}
	// boolean is a yes or no.
	boolean = codec{read: func(_ context.Context, _ *directory, r api.Row, f string) (any, error) { return r.Bool(f), nil }, write: asIs}
	// numeric is a number.
	numeric = codec{read: func(_ context.Context, _ *directory, r api.Row, f string) (any, error) { return r.Number(f), nil },
		write: func(_ context.Context, _ *directory, v any) (any, error) {
			n, _ := v.(float64)
			return n, nil
		}}
	// inverted is a flag whose field says the contrary: archived records are not active.
	inverted = codec{read: func(_ context.Context, _ *directory, r api.Row, f string) (any, error) { return !r.Bool(f), nil },
		write: func(_ context.Context, _ *directory, v any) (any, error) { return v != true, nil }}
)

// one is a many2one, by the name of what it refers to.
func one(sort string) codec {
	return codec{ids: true,
		read: func(ctx context.Context, dir *directory, r api.Row, f string) (any, error) {
			id := r.One(f)
			if id == 0 {
				return nil, nil
			}
			return dir.key(ctx, sort, id)
		},
		write: func(ctx context.Context, dir *directory, v any) (any, error) {
			if v == nil {
				return false, nil
			}
			return dir.id(ctx, sort, text(v))
		}}
}

// many is a set of records, by name. Those that have none stay out of sight.
func many(sort string) codec {
	return codec{ids: true,
		read: func(ctx context.Context, dir *directory, r api.Row, f string) (any, error) {
			var out []any
			for _, id := range r.Many(f) {
				name, err := dir.key(ctx, sort, id)
				if err != nil {
					return nil, err
				}
				if name != "" {
					out = append(out, name)
				}
			}
			return out, nil
		},
		write: func(ctx context.Context, dir *directory, v any) (any, error) { return idsOf(ctx, dir, sort, v) }}
}

// idsOf are the ids of things, by their names.
func idsOf(ctx context.Context, dir *directory, sort string, v any) ([]int64, error) {
	list, _ := v.([]any)
	out := []int64{}
	for _, x := range list {
		id, err := dir.id(ctx, sort, text(x))
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// cell is a value as a load takes it.
func cell(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case bool:
		if x {
			return "1"
		}
		return ""
	case int64:
		return strconv.FormatInt(x, 10)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case []int64:
		parts := make([]string, len(x))
		for i, id := range x {
			parts[i] = strconv.FormatInt(id, 10)
		}
		return strings.Join(parts, ",")
	case nil:
		return ""
	}
	return fmt.Sprint(v)
}

// value is what Odoo takes in a write: sets of records as the command that replaces them.
func value(v any) any {
	if ids, ok := v.([]int64); ok {
		return []any{[]any{6, 0, ids}}
	}
	return v
}
