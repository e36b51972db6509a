package filter

import (
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// contains looks for a value in a list, an option in a field of several, or a text in a text.
func (b builder) contains(n *expr.Call) *tree[*atom] {
	hay, x := n.Args[0], n.Args[1]
	if list, ok := hay.(*expr.ListLit); ok {
		parts := make([]*tree[*atom], len(list.Items))
		for i, item := range list.Items {
			parts[i] = b.compare(n, &expr.Compare{Op: expr.Eq, L: x, R: item})
		}
		return bounded(n, join(false, parts...))
	}
	if hay.Type().Kind != expr.Options {
		return b.text(n, hay, x)
	}
	f, isField := hay.(*expr.Field)
	v, _ := constantOf(x).(string)
	if !isField || !isConst(x) {
		return lose(n, "Filters compare a property only with values that are written down.", twoFields)
	}
	p, via, bad := b.property(f)
	switch {
	case bad != nil:
		return bad
	case p.Type != "enumeration":
		return b.mismatch(f, p, "a list of options")
	}
	return b.option(n, f, p, via, expr.Eq, v)
}

const twoFields = "Put the comparison into a calculated property, or let a workflow compare the two and set a property."

// text is contains, starts_with or ends_with.
func (b builder) text(n *expr.Call, hay, needle expr.Expr) *tree[*atom] {
	s, ok := constantOf(needle).(string)
	switch {
	case !isConst(needle):
		return lose(n, "Filters compare a property only with values that are written down.", twoFields)
	case !ok:
		return yesNo(false)
	case s == "":
		return b.set(hay)
	}
	return b.affix(n, hay, s, false)
}

func (b builder) affix(n *expr.Call, hay expr.Expr, s string, fold bool) *tree[*atom] {
	if t := b.spend(n); t != nil {
		return t
	}
	if isConst(hay) {
		v, ok := constantOf(hay).(string)
		return yesNo(ok && hasAffix(n.Func, folded(v, fold), s))
	}
	switch h := hay.(type) {
	case *expr.Cond:
		return b.cond(h, func(e expr.Expr) *tree[*atom] { return b.affix(n, e, s, fold) })
	case *expr.Call:
		switch h.Func {
		case "coalesce":
			return b.coalesce(h, func(e expr.Expr) *tree[*atom] { return b.affix(n, e, s, fold) })
		case "lower":
			if s != strings.ToLower(s) {
				return yesNo(false)
			}
			return b.affix(n, h.Args[0], s, true)
		case "prior":
			return b.prior(h)
		}
	case *expr.Field:
		if h.Typ.Kind == expr.Option {
			return b.someOptions(n, h, func(o string) bool { return hasAffix(n.Func, folded(o, fold), s) })
		}
		p, via, bad := b.property(h)
		switch {
		case bad != nil:
			return bad
		case h.Typ.Kind != expr.Text || !isText(p):
			return b.mismatch(h, p, "a text")
		}
		return leaf(&atom{via: via, prop: p, test: affix{n.Func, s, fold}, part: n})
	}
	return lose(n, "Filters look only into properties.", calculated)
}

func hasAffix(how, s, part string) bool {
	switch how {
	case "starts_with":
		return strings.HasPrefix(s, part)
	case "ends_with":
		return strings.HasSuffix(s, part)
	}
	return strings.Contains(s, part)
}

func folded(s string, fold bool) string {
	if fold {
		return strings.ToLower(s)
	}
	return s
}
