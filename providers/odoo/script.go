package odoo

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// script is the code of a server action: lines, and the helpers that they call.
type script struct {
	lines []string
	used  pyexpr.Helpers
}

func newScript() *script { return &script{used: pyexpr.Helpers{}} }

// add adds a line, so many levels deep. Texts in it are quoted by pyexpr.Quote alone.
func (s *script) add(depth int, format string, args ...any) {
	s.lines = append(s.lines, strings.Repeat("    ", depth)+fmt.Sprintf(format, args...))
}

// say writes a condition about records of an object.
func (c *compiler) say(s *script, e expr.Expr, object string, before schema.Address) (string, error) {
	code, used, err := pyexpr.Compile(e, c.env(object, before))
	if err == nil {
		s.used.Add(used)
	}
	return code, err
}

// automation makes an automation that runs code on each record of a model when a time has come. What runs when a record is
// saved becomes a rule of one automation for all, see gather.
func (c *compiler) automation(m *schema.Meta, part, name, model string, golden bool, v providers.Values, s *script) {
	switch {
	case c.settings.scope == structure:
		return
	case v["trigger"] != "on_time":
		c.onSave = append(c.onSave, savedRule{m.Address, name, model, c.phase, golden, v, s})
		return
	}
	v["name"], v["model"], v["code"] = name, model, s.text()
	derive(v)
	c.identified(typeAutomation, m, "", part, "automation “"+name+"”", golden, v)
}

// watching are fields as automations name those whose change starts them.
func watching(model string, names ...string) []any {
	var out []any
	seen := map[string]bool{}
	for _, n := range names {
		if !seen[n] {
			seen[n] = true
			out = append(out, key(model, n))
		}
	}
	return out
}

var truthNode = expr.Node{Typ: expr.Type{Kind: expr.Bool}}

func isSet(e expr.Expr) expr.Expr {
	return &expr.Call{Node: truthNode, Func: "is_set", Args: []expr.Expr{e}}
}

func isNot(e expr.Expr) expr.Expr { return &expr.Not{Node: truthNode, X: e} }

// joined is the conjunction (and) or disjunction of one or more conditions.
func joined(and bool, parts ...expr.Expr) expr.Expr {
	if len(parts) == 1 {
		return parts[0]
	}
	return &expr.Logic{Node: truthNode, And: and, Parts: parts}
}

// fieldOf is the value of a field; nil for what is none.
func (c *compiler) fieldOf(a schema.Address) *expr.Field {
	f := schema.Find[schema.Field](c.a, a)
	if f == nil {
		return nil
	}
	return &expr.Field{Node: expr.Node{Typ: f.Type.Expr()}, Object: f.Object, Name: f.Name}
}

// known holds when a fact has a value: on the record, on the one that it belongs to, or on any of several.
func (c *compiler) known(object string, fact schema.Address) expr.Expr {
	f := c.fieldOf(fact)
	switch {
	case f == nil:
		return nil
	case f.Object != object && !c.a.BelongsTo(object, f.Object):
		return &expr.Quant{Node: truthNode, Func: "any", Object: f.Object, Where: isSet(f)}
	}
	return isSet(f)
}

// atStage holds for records in a stage.
func atStage(t *schema.Track, stage schema.Address) expr.Expr {
	in := expr.Node{Typ: expr.Type{Kind: expr.Stage, Flow: string(t.Address)}}
	return &expr.Compare{Node: truthNode, Op: expr.Eq, L: &expr.FlowStage{Node: in, Flow: string(t.Address), Object: t.Object},
		R: &expr.StageLit{Node: in, Stage: string(stage), Flow: string(t.Address), Rank: t.Rank(stage)}}
}

// words say a condition: in its own words, or else in a sentence.
func (c *compiler) words(description string, when schema.Criterion) string {
	switch {
	case description != "":
		return compiling.Stop(description)
	case when.IsZero():
		return "People judge."
	}
	return compiling.Stop(expr.Sentence(when.Expr, c.a.Namer()))
}

// factName is the label of a fact, with its object where that is another one.
func (c *compiler) factName(object string, fact schema.Address) string {
	_, _, l := fact.Split()
	if len(l) != 2 {
		return fact.Name()
	}
	name := schema.Title(c.a.Field(l[0], l[1]))
	if l[0] != object {
		name += " of the " + strings.ToLower(c.a.Namer().Object(l[0]))
	}
	return name
}
