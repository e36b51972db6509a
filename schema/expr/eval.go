package expr

// Eval computes a checked tree. The result is nil (missing), bool, float64,
// string, time.Time or []any. It panics on an unchecked tree only.
func Eval(e Expr, env Env) any {
	if e == nil {
		return nil
	}
	return Visit(e, evaluator{env})
}

// Truth tells whether a condition holds; a missing value does not.
func Truth(e Expr, env Env) bool { return truth(Eval(e, env)) }

// Failing gives the smallest parts of a condition that make it false: of a
// conjunction the parts that fail, of anything else the whole. It is empty when the condition holds.
func Failing(e Expr, env Env) []Expr {
	if e == nil || Truth(e, env) {
		return nil
	}
	switch n := e.(type) {
	case *Logic:
		if n.And {
			var out []Expr
			for _, p := range n.Parts {
				out = append(out, Failing(p, env)...)
			}
			return out
		}
	case *Not:
		switch x := n.X.(type) {
		case *Not:
			return Failing(x.X, env)
		case *Logic:
			if !x.And {
				var out []Expr
				for _, p := range x.Parts {
					out = append(out, Failing(&Not{Node{p.Range(), Type{Kind: Bool}}, p}, env)...)
				}
				return out
			}
		}
	case *Cond:
		if Truth(n.If, env) {
			return Failing(n.Then, env)
		}
		return Failing(n.Else, env)
	}
	return []Expr{e}
}

type evaluator struct{ env Env }

func (v evaluator) Literal(n *Literal) any { return n.Value }

func (v evaluator) ListLit(n *ListLit) any {
	out := make([]any, len(n.Items))
	for i, e := range n.Items {
		out[i] = Visit(e, v)
	}
	return out
}

func (v evaluator) Field(n *Field) any { return coerce(v.env.Field(n.Object, n.Name), n.Typ) }

func (v evaluator) FlowStage(n *FlowStage) any { return plain(v.env.StageOf(n.Flow)) }

func (v evaluator) StageLit(n *StageLit) any { return n.Stage }

func (v evaluator) Score(n *Score) any {
	if s, ok := v.env.Score(n.Scoring, n.Dimension); ok {
		return finite(s)
	}
	return nil
}

func (v evaluator) Meets(n *Meets) any { return v.env.Meets(n.Scoring, n.Threshold) }

func (v evaluator) Compare(n *Compare) any {
	l, r := Visit(n.L, v), Visit(n.R, v)
	if n.Op != Eq && n.Op != Ne && n.L.Type().Kind == Stage {
		l, r = v.rank(n.L, l), v.rank(n.R, r)
	}
	return compare(n.Op, l, r)
}

// rank is the place of the stage that e has evaluated to; nil for none.
func (v evaluator) rank(e Expr, stage any) any {
	if lit, ok := e.(*StageLit); ok {
		return float64(lit.Rank)
	}
	if s, ok := stage.(string); ok {
		if r := v.env.StageRank(s); r >= 0 {
			return float64(r)
		}
	}
	return nil
}

func (v evaluator) Arith(n *Arith) any { return arith(n.Op, Visit(n.L, v), Visit(n.R, v)) }

func (v evaluator) Logic(n *Logic) any {
	for _, p := range n.Parts {
		if truth(Visit(p, v)) != n.And {
			return !n.And
		}
	}
	return n.And
}

func (v evaluator) Not(n *Not) any { return !truth(Visit(n.X, v)) }

func (v evaluator) Neg(n *Neg) any {
	return onNumber(Visit(n.X, v), func(f float64) float64 { return -f })
}

func (v evaluator) Cond(n *Cond) any {
	if truth(Visit(n.If, v)) {
		return Visit(n.Then, v)
	}
	return Visit(n.Else, v)
}

func (v evaluator) Call(n *Call) any {
	f := functionNamed(n.Func)
	if f == nil || f.eval == nil || len(n.Args) < f.min {
		return nil
	}
	args := make([]any, len(n.Args))
	for i, a := range n.Args {
		args[i] = Visit(a, v)
	}
	return f.eval(v.env, n, args)
}

func (v evaluator) Quant(n *Quant) any {
	related := v.env.Related(n.Object)
	held := 0
	for _, env := range related {
		if n.Where == nil || Truth(n.Where, env) {
			held++
		}
	}
	switch n.Func {
	case "any":
		return held > 0
	case "all":
		return held == len(related)
	}
	return float64(held)
}
