package hubspot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// routing makes a workflow that tries the rules in order and gives the record to the next in turn.
func (w *worker) routing(r *schema.Routing) {
	object := r.Object.Name()
	if !w.owns(object) {
		return
	}
	d := w.doer(schema.Title(r), object, r.Trigger)
	name, says := "Routing: "+d.title, "goes to the right person"
	fallback := w.decided(r, "fallback", r.Fallback, nil)
	x := node{rest: fallback}
	for _, rule := range r.Rules {
		if rule.When.IsZero() {
			x.rest = w.decided(r, rule.Name, rule.To, fallback)
			break
		}
		b, why := w.exactly(rule.When.Expr, object)
		if b == nil {
			w.byPeople(&r.Meta, says, name, d.plural, w.event(r.Trigger, schema.Criterion{}), nil, append(d.todo, w.ruleSteps(r)...), append([]string{fmt.Sprintf("The rule “%s” is no filter.", rule.Name)}, why...)...)
			return
		}
		then := w.decided(r, rule.Name, rule.To, fallback)
		if cases := w.matched(d, r, rule); len(cases) > 0 && len(x.cases)+len(cases)+len(r.Rules) <= maxCases {
			x.cases, then = append(x.cases, cases...), fallback // for a value that nobody covers
		}
		x.cases = append(x.cases, branchCase{schema.Label("", rule.Name), b, then})
	}
	if r.AssignedAt != "" {
		d.todo = append(d.todo, fmt.Sprintf("At the end of each branch, add Edit record: “%s” to the date of the step.", schema.Title(w.a.Lookup(r.AssignedAt))))
	}
	if w.capacities(r) {
		d.todo = append(d.todo, "HubSpot's rotation takes turns whoever is busy: take people with enough open records out of it by hand.")
	}
	ch := chain{x}
	if len(x.cases) == 0 {
		ch = x.rest
	}
	if len(ch) == 0 {
		w.byPeople(&r.Meta, says, name, d.plural, w.event(r.Trigger, schema.Criterion{}), nil, append(d.todo, w.ruleSteps(r)...), "Nobody is named who could receive a record.")
		return
	}
	enroll, loss := byHand(), ""
	if !r.Trigger.IsZero() {
		st, why := w.starting(r.Trigger)
		b, lacks := w.exactly(st.when, object)
		if why != "" || b == nil || st.object != object {
			d.todo = append(d.todo, fmt.Sprintf("Choose its enrollment trigger: %s. %s", w.event(r.Trigger, schema.Criterion{}), strings.TrimSpace(why+" "+strings.Join(lacks, " "))))
		} else {
			enroll, loss = enrollment(b, st.again...), st.loss
		}
	}
	made, live := w.workflow(&r.Meta, "", name, d.plural, false, definition(enroll, ch))
	if live {
		w.made[r.Address] = made
	}
	w.built(&r.Meta, says, made, live, d.todo, loss)
}

// ruleSteps are the rules of a policy for people who build it.
func (c *compiler) ruleSteps(r *schema.Routing) (out []string) {
	for _, rule := range r.Rules {
		when := "all others"
		if !rule.When.IsZero() {
			when = "if " + strings.TrimSuffix(expr.Sentence(rule.When.Expr, c.a.Namer()), ".")
		}
		out = append(out, fmt.Sprintf("Branch “%s”, %s: rotate to %s", rule.Name, when, schema.Title(c.a.Lookup(rule.To))))
	}
	if r.Fallback != "" {
		out = append(out, "All others: rotate to "+schema.Title(c.a.Lookup(r.Fallback)))
	}
	return out
}

// decided gives a record to the people behind an address, and notes the rule. With nobody there, otherwise decides.
func (w *worker) decided(r *schema.Routing, rule string, to schema.Address, otherwise chain) chain {
	people := w.someone(to)
	if len(people) == 0 && len(otherwise) > 0 {
		return otherwise
	}
	return w.given(r, rule, people)
}

func (w *worker) given(r *schema.Routing, rule string, people []string) (out chain) {
	if len(people) > 0 {
		out = append(out, assignTo(people, true))
	}
	if _, _, l := r.Basis.Split(); len(l) == 2 && l[0] == r.Object.Name() {
		_, name := w.property(l[0], l[1])
		out = append(out, setProperty(name, rule))
	}
	return out
}

// matched gives the cases in which a rule chooses by territory or skill: one for each value that somebody covers.
// Whatever it cannot say is left to the rule itself, which takes turns among everybody.
func (w *worker) matched(d *doer, r *schema.Routing, rule *schema.RoutingRule) (out []branchCase) {
	method, by := cmp.Or(rule.Method, r.Method), rule.By
	if by == "" {
		by = r.By
	}
	if method == "" || method == "round_robin" {
		return nil
	}
	turns := func() []branchCase {
		d.todo = append(d.todo, fmt.Sprintf("The rule “%s” takes turns among all of %s; HubSpot's rotation does not choose by %s.",
			rule.Name, schema.Title(w.a.Lookup(rule.To)), schema.Label("", method)))
		return nil
	}
	field := w.fieldOf(by)
	if field == nil || field.Type().Kind != expr.Option && field.Type().Kind != expr.Text || method == "account_based" {
		return turns()
	}
	covers := map[string][]string{}
	var values []string
	for _, id := range w.staff(rule.To) {
		m := w.a.MemberOf(id)
		list := m.Territories
		if method == "skill_based" {
			list = m.Skills
		}
		for _, v := range list {
			if field.Type().Kind == expr.Option && !slices.Contains(field.Type().Options, v) {
				continue
			}
			if !slices.Contains(values, v) {
				values = append(values, v)
			}
			covers[v] = append(covers[v], id)
		}
	}
	for _, v := range values {
		is := &expr.Compare{Node: truthNode, Op: expr.Eq, L: field, R: &expr.Literal{Node: expr.Node{Typ: field.Type()}, Value: v}}
		b, _ := w.exactly(both(rule.When.Expr, is), r.Object.Name())
		if b == nil {
			return turns()
		}
		out = append(out, branchCase{fmt.Sprintf("%s: %s", schema.Label("", rule.Name), v), b, w.given(r, rule.Name, covers[v])})
	}
	return out
}

// capacities tells whether anybody who may receive a record has a limit.
func (c *compiler) capacities(r *schema.Routing) bool {
	for _, rule := range r.Rules {
		if q := schema.Find[schema.Queue](c.a, rule.To); q != nil && q.Capacity > 0 {
			return true
		}
		if slices.ContainsFunc(c.staff(rule.To), func(id string) bool { return c.a.MemberOf(id).Capacity > 0 }) {
			return true
		}
	}
	return false
}
