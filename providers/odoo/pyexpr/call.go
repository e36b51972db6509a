package pyexpr

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

func (w *writer) Call(n *expr.Call) string {
	switch n.Func {
	case "is_set":
		return "(" + w.value(n.Args[0]) + " is not None)"
	case "coalesce":
		return w.call("sc_first", "("+w.items(n.Args)+")")
	case "at_least":
		parts := make([]string, len(n.Args)-1)
		for i, a := range n.Args[1:] {
			parts[i] = w.truth(a)
		}
		return "(sum((" + strings.Join(parts, ", ") + ",)) >= " + w.value(n.Args[0]) + ")"
	case "changed":
		return "(" + w.value(n.Args[0]) + " != " + w.prior(n.Args[0]) + ")"
	case "prior":
		return w.prior(n.Args[0])
	case "contains":
		return w.contains(n)
	case "days_since":
		whole := "False"
		if n.Args[0].Type().Kind == expr.Date {
			whole = "True"
		}
		return w.call("sc_days", w.value(n.Args[0]), whole)
	case "matches":
		return w.matches(n)
	case "round":
		digits := Number(0)
		if len(n.Args) == 2 {
			digits = w.value(n.Args[1])
		}
		return w.call("sc_round", w.value(n.Args[0]), digits)
	case "min", "max":
		return w.call("sc_"+n.Func, "("+w.items(n.Args)+")")
	}
	if helper := plain[n.Func]; helper != "" {
		args := make([]string, len(n.Args))
		for i, a := range n.Args {
			args[i] = w.value(a)
		}
		return w.call(helper, args...)
	}
	w.why.add("There is no %s in Odoo.", n.Func)
	return "None"
}

// plain are functions whose helpers take their arguments as they are.
var plain = map[string]string{"abs": "sc_abs", "length": "sc_length", "lower": "sc_lower", "starts_with": "sc_starts", "ends_with": "sc_ends"}

// prior is the value of a field before the change; of another record than the one that changes, the value of now.
func (w *writer) prior(e expr.Expr) string {
	f, ok := e.(*expr.Field)
	if !ok {
		w.why.add("Only a field has a value from before.")
		return "None"
	}
	x, ok := w.field(f.Object, f.Name)
	if !ok {
		return "None"
	}
	if f.Object != w.at || !w.top {
		return w.value(e)
	}
	return w.read(f, x, func(name string) string {
		now := w.record + "." + name
		if x.Type == "many2one" {
			now += ".id"
		}
		return w.call("sc_was", Quote(name), now)
	}, true)
}

func (w *writer) contains(n *expr.Call) string {
	switch hay := n.Args[0].(type) {
	case *expr.ListLit:
		items := make([]string, len(hay.Items))
		for i, x := range hay.Items {
			items[i] = w.comparand(x, n.Args[1])
		}
		s := strings.Join(items, ", ")
		if s != "" {
			s += ","
		}
		return w.call("sc_among", "("+s+")", w.comparand(n.Args[1], &expr.Literal{}))
	default:
		return w.call("sc_among", w.value(hay), w.value(n.Args[1]))
	}
}

func (w *writer) matches(n *expr.Call) string {
	lit, _ := n.Args[1].(*expr.Literal)
	if lit == nil {
		w.why.add("The pattern must be a constant.")
		return "False"
	}
	re, _ := lit.Value.(string)
	table, start, err := pattern(re)
	if err != nil {
		w.why.add("%s.", err)
		return "False"
	}
	return w.call("sc_match", w.value(n.Args[0]), table, fmt.Sprint(start))
}
