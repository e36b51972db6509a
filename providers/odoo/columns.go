package odoo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// column says which field of Odoo holds an attribute, and how its values translate.
type column struct {
	attribute, field string
	codec
}

// renamed are the fields of columns that Odoo has in some versions alone, by model. An attribute has a column for each of
// them, and those count whose field the database has. Source: the fields of Odoo 17.0 and of Odoo 19.0.
var renamed = map[string][]string{
	"res.groups":      {"users", "user_ids"},
	"crm.stage":       {"team_id", "team_ids"}, // in 19, several teams can share a stage
	"base.automation": {sideField},
}

// renamedNames are the names of renamed that the database has, as MODEL/NAME.
const renamedNames = "renamed fields"

// anyRenamed is the domain of the fields in renamed.
func anyRenamed() []any {
	var names []string
	for _, list := range renamed {
		names = append(names, list...)
	}
	slices.Sort(names)
	return []any{[]any{"model", "in", sortedKeys(renamed)}, []any{"name", "in", names}}
}

// columnsOf are the columns whose fields the database has.
func columnsOf(ctx context.Context, dir *directory, model string, all []column) ([]column, error) {
	var out []column
	for _, c := range all {
		if slices.Contains(renamed[model], c.field) {
			if there, err := dir.has(ctx, renamedNames, key(model, c.field)); err != nil {
				return nil, err
			} else if !there {
				continue
			}
		}
		out = append(out, c)
	}
	for _, c := range all {
		if !slices.ContainsFunc(out, func(o column) bool { return o.attribute == c.attribute }) {
			return nil, &providers.Error{Kind: providers.Unavailable, Message: fmt.Sprintf("this version of Odoo has no field of %s that holds %q", model, c.attribute)}
		}
	}
	return out, nil
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

// and joins names. No external id has a space.
const and = ", "

// several tells whether a value of alone has more names than one.
func several(names string) bool { return strings.Contains(names, and) }

// alone is a set of records of which there is one, by its name, or none. Where people have put in more, all of their names are
// shown, so that a plan sees it.
func alone(sort string) codec {
	set := many(sort)
	return codec{ids: true,
		read: func(ctx context.Context, dir *directory, r api.Row, f string) (any, error) {
			list, err := set.read(ctx, dir, r, f)
			var names []string
			for _, name := range list.([]any) {
				names = append(names, text(name))
			}
			if names == nil {
				return nil, err
			}
			return strings.Join(names, and), err
		},
		write: func(ctx context.Context, dir *directory, v any) (any, error) {
			if v == nil {
				return []int64{}, nil
			}
			return set.write(ctx, dir, []any{v})
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
