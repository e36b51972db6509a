package expr

// Walk calls visit for e and, while it returns true, for what e holds, parents first.
func Walk(e Expr, visit func(Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	for _, c := range children(e) {
		Walk(c, visit)
	}
}

func children(e Expr) []Expr {
	switch n := e.(type) {
	case *ListLit:
		return n.Items
	case *Compare:
		return []Expr{n.L, n.R}
	case *Arith:
		return []Expr{n.L, n.R}
	case *Logic:
		return n.Parts
	case *Not:
		return []Expr{n.X}
	case *Neg:
		return []Expr{n.X}
	case *Cond:
		return []Expr{n.If, n.Then, n.Else}
	case *Call:
		return n.Args
	case *Quant:
		return []Expr{n.Where}
	}
	return nil
}

// Fields lists the fields that a checked tree reads, each once, in the order in which they appear.
func Fields(e Expr) []*Field {
	var out []*Field
	seen := map[[2]string]bool{}
	Walk(e, func(e Expr) bool {
		if f, ok := e.(*Field); ok && !seen[[2]string{f.Object, f.Name}] {
			seen[[2]string{f.Object, f.Name}] = true
			out = append(out, f)
		}
		return true
	})
	return out
}

// Equal tells whether two trees say the same, that is, have the same
// canonical text. Ranges and types do not count; a nil tree equals only nil.
func Equal(a, b Expr) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return Format(a) == Format(b)
}
