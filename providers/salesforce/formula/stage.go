package formula

import (
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// flow finds the picklist of a lifecycle or pipeline, with the condition that the record is in it at all.
func (b *builder) flow(n *expr.FlowStage) (f Flow, path string, in *cond, bad *cond) {
	f, ok := b.env.Org.Flow(n.Flow)
	if !ok || f.Field.Type != Picklist {
		return f, "", nil, lose(n, "The org has no picklist for this lifecycle or pipeline.", "Create it first.")
	}
	path, _, bad = b.reach(n, f.Object, f.Field)
	if bad != nil {
		return f, "", nil, bad
	}
	in = yes
	if f.RecordType != "" {
		name, ok := quote(f.RecordType)
		if !ok {
			return f, "", nil, lose(n, "A formula cannot hold the name of the record type.", "Rename the record type.")
		}
		of, _, bad := b.reach(n, f.Object, Field{Name: "RecordType.DeveloperName", Type: Text})
		if bad != nil {
			return f, "", nil, bad
		}
		in = either(of+" = "+name, of+" <> "+name)
	}
	if n.Flow == b.env.Before {
		var was *cond
		if path, was, bad = b.before(n, f.Object, path); bad != nil {
			return f, "", nil, bad
		}
		if in = all(in, was); f.RecordType != "" {
			in = all(in, leaf("NOT(ISCHANGED("+b.ref("RecordTypeId")+"))"))
		}
	}
	return f, path, in, nil
}

// stageValue is the place of the record's stage in its flow.
func (b *builder) stageValue(n *expr.FlowStage) value {
	f, path, in, bad := b.flow(n)
	if bad != nil {
		return value{lost: bad, set: no}
	}
	place := places(path, f.Stages, -1, func(s Stage) int { return s.Rank })
	return value{kind: expr.Stage, text: place, set: all(in, b.member(path, values(f.Stages)))}
}

func values(stages []Stage) []string {
	out := make([]string, len(stages))
	for i, s := range stages {
		out[i] = s.Value
	}
	return out
}

// member says that a picklist (or text) has one of several values, which blank is not.
func (b *builder) member(path string, of []string) *cond {
	return memberOf(path, of, func(v string) *cond { return leaf("ISPICKVAL(" + path + ", " + v + ")") })
}

func memberOf(path string, of []string, is func(string) *cond) *cond {
	var parts []*cond
	var cases strings.Builder
	seen := map[string]bool{}
	for _, v := range of {
		s, ok := quote(v)
		if !ok || v == "" || seen[v] {
			continue
		}
		seen[v] = true
		parts = append(parts, is(s))
		cases.WriteString(", " + s + ", 1")
	}
	if len(parts) <= 2 {
		return anyOf(parts...)
	}
	c := "CASE(" + path + cases.String() + ", 0)"
	return either(c+" = 1", c+" = 0")
}

// inStages says that the record is in one of the stages that pass.
func (b *builder) inStages(n *expr.FlowStage, pass func(Stage) bool) *cond {
	f, path, in, bad := b.flow(n)
	if bad != nil {
		return bad
	}
	var some []Stage
	for _, s := range f.Stages {
		if pass(s) {
			some = append(some, s)
		}
	}
	return all(in, b.member(path, values(some)))
}

// stage compares the stage of a record with a named one.
func (b *builder) stage(n *expr.FlowStage, op expr.Op, lit *expr.StageLit) *cond {
	return b.inStages(n, func(s Stage) bool {
		if op == expr.Eq || op == expr.Ne {
			return (s.Address == lit.Stage) == (op == expr.Eq)
		}
		return op.Holds(s.Rank - lit.Rank)
	})
}
