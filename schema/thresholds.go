package schema

import "github.com/stagecraft-dev/stagecraft/schema/expr"

// Meets says what a threshold of a scoring demands, as comparisons of its dimensions; false when there is no such threshold,
// or it demands nothing.
func Meets(a *Architecture, scoring, threshold string) (expr.Expr, bool) {
	s := Find[Scoring](a, Address(scoring))
	if s == nil {
		return nil, false
	}
	boolean, number := expr.Type{Kind: expr.Bool}, expr.Type{Kind: expr.Number}
	for _, t := range s.Thresholds {
		if t.Name != threshold {
			continue
		}
		var parts []expr.Expr
		dimensions := []string{"total"}
		for _, d := range s.Dimensions {
			dimensions = append(dimensions, d.Name)
		}
		for _, d := range dimensions {
			if n, ok := t.Minimum[d]; ok {
				parts = append(parts, &expr.Compare{Node: expr.Node{Typ: boolean}, Op: expr.Ge,
					L: &expr.Score{Node: expr.Node{Typ: number}, Scoring: scoring, Dimension: d}, R: &expr.Literal{Node: expr.Node{Typ: number}, Value: n}})
			}
		}
		switch len(parts) {
		case 0:
			return nil, false
		case 1:
			return parts[0], true
		}
		return &expr.Logic{Node: expr.Node{Typ: boolean}, And: true, Parts: parts}, true
	}
	return nil, false
}
