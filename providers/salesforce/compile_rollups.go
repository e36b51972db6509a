package salesforce

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// rollups makes flows that keep a company's stage. Counts that criteria ask for are made when they ask.
func (c *compiler) rollups() {
	for _, l := range c.a.Lifecycles {
		parent, child := c.a.Track(l.Address), c.a.Track(l.Rollup)
		if parent != nil && child != nil && c.owns(parent.Object) && c.owns(child.Object) {
			c.rollup(l, parent, child)
		}
	}
}

// rollup makes the flow that moves the parent of a record forward, to the stage that follows from the record's.
func (c *compiler) rollup(l *schema.Lifecycle, parent, child *schema.Track) {
	e := c.effort(&l.Meta, "follows "+c.called(l.Rollup), fmt.Sprintf("Rollup: %s follows %s", parent.Label(), child.Label()))
	for _, home := range c.homeOf[child.Address] {
		if home.sobject == lead && c.names.last(child.Object) != lead {
			continue // a lead belongs to no account before it is converted
		}
		f, why := c.rollupFlow(l, parent, child, home)
		if why == nil {
			if err := c.flow(&l.Meta, "rollup_"+home.sobject, false, f); err != nil {
				why = []string{err.Error()}
			}
		}
		if why != nil {
			e.lacks(home.sobject, why...)
			continue
		}
		e.made = append(e.made, f.Label)
	}
	if len(e.made) > 0 && !parent.ForwardOnly {
		e.losses = append(e.losses, "It moves forward only: when the most advanced record falls back or goes, people look at it.")
	}
	e.close(fmt.Sprintf("“%s” of a record changes", child.Label()), []string{fmt.Sprintf("Set “%s” of the %s to the stage that follows from its most advanced record", parent.Label(), c.names.last(parent.Object))})
}

func (c *compiler) rollupFlow(l *schema.Lifecycle, parent, child *schema.Track, home home) (*flow.Flow, []string) {
	p, ok := resolver{c, home.sobject, child.Object}.Parent(child.Object, parent.Object)
	up := c.homeOn(parent, c.names.last(parent.Object))
	if !ok || p.Path == "" || up == nil {
		return nil, []string{fmt.Sprintf("No lookup leads from %s to %s.", home.sobject, c.names.last(parent.Object))}
	}
	env := c.entryEnv(child.Object, home.sobject)
	w := way{sobject: up.sobject, filter: flow.Filter{Field: "Id", Operator: "EqualTo", Value: flow.Ref("$Record." + p.Key)}}
	d := flow.Decide{Label: "Where is the record"}
	for _, s := range slices.Backward(parent.Stages) {
		var from []string
		for _, x := range child.Stages {
			if slices.Contains(s.Follows, x.Address) || len(s.Follows) == 0 && x.Name == s.Name {
				from = append(from, env.At(string(child.Address), string(x.Address)).String())
			}
		}
		if from == nil {
			continue
		}
		behind, why := criterion(&expr.Not{Node: truthNode, X: atStage(parent, expr.Ge, s.Address)}, env)
		if why != nil {
			return nil, why
		}
		d.Cases = append(d.Cases, flow.Case{Label: "As far as " + schema.Title(s), Formula: joined(anyOf(from), behind),
			Steps: []flow.Step{w.write("Move to "+schema.Title(s), []flow.Field{{Name: up.field, Value: flow.Text(up.value(parent, s.Address))}})}})
	}
	if d.Cases == nil {
		return nil, []string{"No stage follows from one of the other lifecycle."}
	}
	return &flow.Flow{Label: fmt.Sprintf("%s follows %s", parent.Label(), child.Label()), Object: home.sobject, On: flow.CreatedUpdated, Order: orderRollups, Steps: []flow.Step{d},
		Entry: flow.Entry{Formula: joined(filled(p.Key), fmt.Sprintf("OR(ISNEW(), ISCHANGED({!$Record.%s}), ISCHANGED({!$Record.%s}))", home.field, p.Key))}}, nil
}

// countField is the field that holds a count, which flows keep; false when there is none. A count is made when it is first asked for.
func (c *compiler) countField(object string, q *expr.Quant) (formula.Field, bool) {
	if !c.owns(object) || !c.owns(q.Object) {
		return formula.Field{}, false
	}
	sobject, child := c.names.last(object), c.names.last(q.Object)
	p, ok := resolver{c, child, q.Object}.Parent(q.Object, object)
	if !ok || p.Path == "" {
		return formula.Field{}, false
	}
	words := fmt.Sprintf("Number of records of %s", child)
	name := customName("count_" + q.Object)
	var filters []flow.Filter
	if q.Where != nil {
		if filters, ok = c.filters(q.Where, q.Object, child); !ok {
			return formula.Field{}, false
		}
		words += " with: " + strings.TrimSuffix(expr.Sentence(q.Where, c.a.Namer()), ".")
		name = customName("count_" + q.Object + "_" + checksum(expr.Format(q.Where)))
	}
	f := formula.Field{Name: name, Label: cut(words, maxLabel), Type: formula.Number}
	if c.has(typeField, key(sobject, name)) {
		return f, true
	}
	part := strings.TrimSuffix(name, "__c")
	flows, err := flow.Rollup{Label: part, Description: words + ".", Child: child, Lookup: p.Key, Parent: sobject, Field: name, Function: flow.Count, Filters: filters, Order: orderRollups}.Flows()
	if err != nil {
		return f, false
	}
	for i, x := range flows {
		if err := c.flow(c.info(), part+[]string{"_on_save", "_on_delete"}[i], false, x); err != nil {
			return f, false
		}
	}
	c.kept(c.info(), part, sobject, name, providers.Values{"label": f.Label, "type": "Number", "precision": precision, "scale": 0, "description": cut(words+". Flows keep it.", maxDescription)})
	c.step(c.info().Address, false, "Fill the counts of records that are there already", "Flows count when a record below is saved.",
		fmt.Sprintf("Update all records of %s once without a change (Data Loader, or a list view), so that “%s” of the %s is counted.", child, f.Label, sobject))
	return f, true
}

// comparators are the operators of flows. Source: Metadata API Developer Guide, FlowRecordFilterOperator.
var comparators = map[expr.Op]string{expr.Eq: "EqualTo", expr.Ne: "NotEqualTo", expr.Lt: "LessThan", expr.Le: "LessThanOrEqualTo", expr.Gt: "GreaterThan", expr.Ge: "GreaterThanOrEqualTo"}

// filters are the conditions of a query that a criterion about records comes to; false when a query does not say exactly that.
func (c *compiler) filters(e expr.Expr, object, sobject string) (out []flow.Filter, ok bool) {
	r := resolver{c, sobject, object}
	there := func(field string) flow.Filter {
		return flow.Filter{Field: field, Operator: "IsNull", Value: flow.Bool(false)}
	}
	switch n := e.(type) {
	case *expr.Logic:
		for _, p := range n.Parts {
			more, ok := c.filters(p, object, sobject)
			if !ok || !n.And {
				return nil, false
			}
			out = append(out, more...)
		}
		return out, true
	case *expr.Call:
		if f, isField := first(n.Args).(*expr.Field); isField && n.Func == "is_set" && f.Object == object {
			field, ok := r.Field(object, f.Name)
			return []flow.Filter{there(field.Name)}, ok && field.Type != formula.LongTextArea
		}
	case *expr.Field:
		field, ok := r.Field(object, n.Name)
		return []flow.Filter{{Field: field.Name, Operator: "EqualTo", Value: flow.Bool(true)}}, ok && n.Object == object && field.Type == formula.Checkbox
	case *expr.Compare:
		switch l := n.L.(type) {
		case *expr.FlowStage:
			return c.stageFilters(n, l, object, sobject)
		case *expr.Field:
			lit, isLiteral := n.R.(*expr.Literal)
			field, ok := r.Field(object, l.Name)
			if !ok || !isLiteral || l.Object != object {
				return nil, false
			}
			switch v := lit.Value.(type) {
			case float64:
				return []flow.Filter{there(field.Name), {Field: field.Name, Operator: comparators[n.Op], Value: flow.Number(v)}}, field.Type == formula.Number || field.Type == formula.Currency
			case bool:
				return []flow.Filter{{Field: field.Name, Operator: comparators[n.Op], Value: flow.Bool(v)}}, field.Type == formula.Checkbox
			case string:
				value, known := r.Option(object, l.Name, v)
				return []flow.Filter{there(field.Name), {Field: field.Name, Operator: comparators[n.Op], Value: flow.Text(value)}},
					known && field.Type == formula.Picklist && (n.Op == expr.Eq || n.Op == expr.Ne)
			}
		}
	}
	return nil, false
}

func first(list []expr.Expr) expr.Expr {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// stageFilters compare a stage by leaving out those that it is not. Stages that several pipelines share tell nothing alone.
func (c *compiler) stageFilters(n *expr.Compare, l *expr.FlowStage, object, sobject string) (out []flow.Filter, ok bool) {
	s, isStage := n.R.(*expr.StageLit)
	t := c.a.Track(schema.Address(l.Flow))
	if !isStage || t == nil || t.Object != object {
		return nil, false
	}
	h := c.homeOn(t, sobject)
	if h == nil || h.recordType != "" {
		return nil, false
	}
	if n.Op == expr.Eq {
		return []flow.Filter{{Field: h.field, Operator: "EqualTo", Value: flow.Text(h.value(t, schema.Address(s.Stage)))}}, true
	}
	out = []flow.Filter{{Field: h.field, Operator: "IsNull", Value: flow.Bool(false)}}
	for i, value := range h.values {
		holds := map[expr.Op]bool{expr.Ne: i != s.Rank, expr.Lt: i < s.Rank, expr.Le: i <= s.Rank, expr.Gt: i > s.Rank, expr.Ge: i >= s.Rank}[n.Op]
		if !holds {
			out = append(out, flow.Filter{Field: h.field, Operator: "NotEqualTo", Value: flow.Text(value)})
		}
	}
	return out, true
}
