package pyexpr

import (
	"maps"
	"slices"
	"strings"
)

// Helpers are the names of the helpers that expressions use.
type Helpers map[string]bool

// Add adds the helpers of another expression.
func (h Helpers) Add(more Helpers) { maps.Copy(h, more) }

// helpers are what expressions call, each after those that it uses itself.
var helpers = []struct {
	name, code string
	uses       []string
}{
	{name: "sc_now", code: "sc_now = datetime.datetime.utcnow()"},
	{name: "sc_old", code: "sc_old = (env.context.get('old_values') or {}).get(record.id, {})"},
	{name: "sc_created", code: "sc_created = env.context.get('old_values') is None"},
	{name: "sc_was", uses: []string{"sc_old"}, code: `def sc_was(name, value):
    return sc_old[name] if name in sc_old else value`},
	// sc_key is the number of a record that a field refers to. From before a save, Odoo 17 has it with its name, Odoo 19 the record.
	{name: "sc_key", code: `def sc_key(value):
    if isinstance(value, tuple):
        return value[0]
    return value if isinstance(value, int) else value.id`},
	{name: "sc_num", code: `def sc_num(v):
    return float(v) if v else None`},
	{name: "sc_day", code: `def sc_day(v):
    return datetime.datetime(v.year, v.month, v.day) if v else None`},
	{name: "sc_ref", code: `def sc_ref(ref):
    if ',' in ref:
        return env[ref.split(',')[0]].browse(int(ref.split(',')[1]))
    return env.ref(ref, False)`},
	{name: "sc_rank", code: `def sc_rank(value, stages):
    return float(stages.index(value)) if value in stages else None`},
	{name: "sc_place", uses: []string{"sc_ref"}, code: `def sc_place(number, stages):
    for place, ref in enumerate(stages):
        stage = sc_ref(ref)
        if stage and stage.id == number:
            return float(place)
    return None`},
	{name: "sc_finite", code: `def sc_finite(v):
    return v if v - v == 0 else None`},
	{name: "sc_eq", code: `def sc_eq(a, b):
    return a is not None and b is not None and a == b`},
	{name: "sc_ne", code: `def sc_ne(a, b):
    return a is not None and b is not None and a != b`},
	{name: "sc_lt", code: `def sc_lt(a, b):
    return a is not None and b is not None and a < b`},
	{name: "sc_le", code: `def sc_le(a, b):
    return a is not None and b is not None and a <= b`},
	{name: "sc_gt", code: `def sc_gt(a, b):
    return a is not None and b is not None and a > b`},
	{name: "sc_ge", code: `def sc_ge(a, b):
    return a is not None and b is not None and a >= b`},
	{name: "sc_add", uses: []string{"sc_finite"}, code: `def sc_add(a, b):
    return sc_finite(a + b) if a is not None and b is not None else None`},
	{name: "sc_sub", uses: []string{"sc_finite"}, code: `def sc_sub(a, b):
    return sc_finite(a - b) if a is not None and b is not None else None`},
	{name: "sc_mul", uses: []string{"sc_finite"}, code: `def sc_mul(a, b):
    return sc_finite(a * b) if a is not None and b is not None else None`},
	{name: "sc_div", uses: []string{"sc_finite"}, code: `def sc_div(a, b):
    return sc_finite(a / b) if a is not None and b else None`},
	{name: "sc_mod", code: `def sc_mod(a, b):
    if a is None or not b:
        return None
    rest = abs(a) % abs(b)
    return -rest if a < 0 else rest`},
	{name: "sc_neg", code: `def sc_neg(a):
    return -a if a is not None else None`},
	{name: "sc_abs", code: `def sc_abs(a):
    return abs(a) if a is not None else None`},
	{name: "sc_whole", code: `def sc_whole(x):
    n = int(x)
    if abs(x - n) >= 0.5:
        n += 1 if x > 0 else -1
    return float(n)`},
	{name: "sc_round", uses: []string{"sc_whole", "sc_finite"}, code: `def sc_round(x, digits):
    if x is None or digits is None or digits != int(digits) or abs(digits) > 15:
        return None
    digits = int(digits)
    p = 10.0 ** abs(digits)
    if digits < 0:
        return sc_finite(sc_whole(x / p) * p)
    if sc_finite(x * p) is None:
        return x
    return float('%.*f' % (digits, sc_whole(x * p) / p))`},
	{name: "sc_max", code: `def sc_max(values):
    return None if None in values else max(values)`},
	{name: "sc_min", code: `def sc_min(values):
    return None if None in values else min(values)`},
	{name: "sc_first", code: `def sc_first(values):
    for v in values:
        if v is not None:
            return v
    return None`},
	{name: "sc_among", code: `def sc_among(values, v):
    return v is not None and values is not None and v in values`},
	{name: "sc_starts", code: `def sc_starts(a, b):
    return a is not None and b is not None and a.startswith(b)`},
	{name: "sc_ends", code: `def sc_ends(a, b):
    return a is not None and b is not None and a.endswith(b)`},
	{name: "sc_length", code: `def sc_length(v):
    return float(len(v)) if v is not None else None`},
	{name: "sc_lower", code: `def sc_lower(s):
    return ''.join([c.lower()[:1] for c in s]) if s is not None else None`},
	{name: "sc_days", uses: []string{"sc_now"}, code: `def sc_days(t, whole):
    if t is None:
        return None
    d = (datetime.datetime(sc_now.year, sc_now.month, sc_now.day) if whole else sc_now) - t
    us = (d.days * 86400 + d.seconds) * 1000000 + d.microseconds
    sign = -1 if us < 0 else 1
    hours = abs(us) // 3600000000
    return (sign * hours + sign * (abs(us) % 3600000000) / 3600000000.0) / 24`},
	{name: "sc_match", code: matcher},
}

// Prelude is the code of helpers, and of those that they use themselves; "" for none.
func Prelude(used Helpers) string {
	all := maps.Clone(used)
	for _, h := range slices.Backward(helpers) {
		if all[h.name] {
			for _, u := range h.uses {
				all[u] = true
			}
		}
	}
	var b strings.Builder
	for _, h := range helpers {
		if all[h.name] {
			b.WriteString(h.code + "\n")
		}
	}
	return b.String()
}
