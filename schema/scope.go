package schema

import (
	"sort"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// exprScope makes an Architecture the scope of expressions about one object,
// written in one module.
type exprScope struct {
	a              *Architecture
	module, object string
}

// ExprScope is the scope for checking expressions about records of object that are
// written in a module ("" for the root).
func (a *Architecture) ExprScope(module, object string) expr.Scope {
	return &exprScope{a, module, object}
}

func (s *exprScope) Object() string    { return s.object }
func (s *exprScope) Objects() []string { return s.a.ObjectNames() }

func (s *exprScope) FieldType(object, name string) (expr.Type, bool) {
	f := s.a.Field(object, name)
	if f == nil {
		return expr.Type{}, false
	}
	return f.Type.Expr(), true
}

func (s *exprScope) FieldNames(object string) []string {
	names := BuiltinFields()
	for _, f := range s.a.Fields {
		if f.Object == object {
			names = append(names, f.Name)
		}
	}
	sort.Strings(names)
	return names
}

func (s *exprScope) Related(from, to string) expr.Cardinality {
	switch {
	case s.a.BelongsTo(from, to):
		return expr.One
	case s.a.HasMany(from, to):
		return expr.Many
	}
	return expr.Unrelated
}

// RootModule follows "module" in the parts of a reference that is seen from the root
// and not from the module in which an expression is written.
const RootModule = ":root"

func (s *exprScope) Resolve(parts []string) (expr.Expr, []string, bool) {
	module := s.module
	if len(parts) > 2 && parts[0] == "module" && parts[1] == RootModule {
		module, parts = "", parts[2:]
	}
	for len(parts) >= 2 && parts[0] == "module" {
		module = strings.TrimPrefix(module+".module."+parts[1], ".")
		parts = parts[2:]
	}
	if len(parts) < 2 {
		return nil, nil, false
	}
	addr := NewAddress(module, parts[0], parts[1])
	switch {
	case len(parts) == 2 && (parts[0] == "lifecycle" || parts[0] == "pipeline"):
		if t := s.a.Track(addr); t != nil {
			return flowStage(t), nil, true
		}
		return nil, s.a.Addresses(parts[0]), false
	case len(parts) == 3 && parts[0] == "stage":
		addr = NewAddress(module, "stage", parts[1], parts[2])
		if t := s.a.Track(addr); t != nil {
			if r := t.Rank(addr); r >= 0 {
				n := &expr.StageLit{Stage: string(addr), Flow: string(t.Address), Rank: r}
				n.Typ = expr.Type{Kind: expr.Stage, Flow: string(t.Address)}
				return n, nil, true
			}
		}
		return nil, s.a.Addresses("stage"), false
	case parts[0] == "scoring":
		return s.scoring(addr, parts)
	}
	return nil, nil, false
}

func flowStage(t *Track) expr.Expr {
	n := &expr.FlowStage{Flow: string(t.Address), Object: t.Object}
	n.Typ = expr.Type{Kind: expr.Stage, Flow: string(t.Address)}
	return n
}

func (s *exprScope) scoring(addr Address, parts []string) (expr.Expr, []string, bool) {
	sc := Find[Scoring](s.a, addr)
	if sc == nil {
		return nil, s.a.Addresses("scoring"), false
	}
	var near []string
	if len(parts) == 4 && parts[2] == "meets" {
		for _, t := range sc.Thresholds {
			if t.Name == parts[3] {
				n := &expr.Meets{Scoring: string(addr), Threshold: t.Name}
				n.Typ = expr.Type{Kind: expr.Bool}
				return n, nil, true
			}
			near = append(near, string(addr)+".meets."+t.Name)
		}
		return nil, near, false
	}
	if len(parts) == 3 {
		if parts[2] == "total" {
			return score(addr, "total"), nil, true
		}
		for _, d := range sc.Dimensions {
			if d.Name == parts[2] {
				return score(addr, d.Name), nil, true
			}
			near = append(near, string(addr)+"."+d.Name)
		}
	}
	return nil, append(near, string(addr)+".meets."), false
}

func score(addr Address, dimension string) expr.Expr {
	n := &expr.Score{Scoring: string(addr), Dimension: dimension}
	n.Typ = expr.Type{Kind: expr.Number}
	return n
}
