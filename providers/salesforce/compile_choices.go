package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/flow"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// choice is one case of a policy: whom the records of a formula go to.
type choice struct {
	name   string
	rule   string // which decides: that of the policy, or the fallback
	when   string // formula; "" for all
	owner  flow.Value
	to     string // queue or user, by name; "" for an owner that only a flow finds
	isUser bool
	why    string // there is no owner
}

// choices are the cases of a policy in order, the fallback last. use says for what kind of formula.
func (c *compiler) choices(r *schema.Routing, sobject string, use formula.Use, todo *[]string) (out []choice, why []string) {
	env := c.env(r.Object.Name(), sobject, use)
	for _, rule := range r.Rules {
		when, lacks := criterion(rule.When.Expr, env)
		if lacks == nil && changes(when) {
			lacks = []string{"It asks for a change, which only the entry condition of a flow sees."}
		}
		if lacks != nil {
			return nil, append([]string{fmt.Sprintf("The rule “%s” cannot be told.", rule.Name)}, lacks...)
		}
		out = append(out, c.chosen(r, rule, sobject, when, env, todo)...)
		usual := c.choice(rule.Name, when, rule.To, sobject)
		if usual.why != "" {
			*todo = append(*todo, fmt.Sprintf("The rule “%s” leaves %s to the fallback. %s", rule.Name, sobject, usual.why))
		}
		out = append(out, usual)
		if when == "" {
			break
		}
	}
	last := c.choice("fallback", "", r.Fallback, sobject)
	for i, x := range out {
		if x.why != "" { // as when nobody has room
			out[i] = last
			out[i].name, out[i].when = x.name, x.when
		}
	}
	return append(out, last), nil
}

// choice is a case whose owner is behind an address.
func (c *compiler) choice(name, when string, to schema.Address, sobject string) choice {
	if to == "" {
		return choice{name: name, rule: name, when: when, why: "Nobody is named."}
	}
	x := choice{name: name, rule: name, when: when}
	if x.owner, x.why = c.ownerFor(to, sobject); x.why != "" {
		return x
	}
	if queue, ok := c.queueOf(to, sobject); ok && (to.Kind() == "queue" || len(c.staff(to)) != 1) {
		x.to = queue
	} else {
		x.to, x.isUser = c.staff(to)[0], true
	}
	return x
}

// chosen are the cases in which a rule picks one person: the owner of the account, or the only one who covers a territory or
// has a skill. All else goes to whom the rule names, and people take turns there.
func (c *compiler) chosen(r *schema.Routing, rule *schema.RoutingRule, sobject, when string, env formula.Env, todo *[]string) (out []choice) {
	method := cmp.Or(rule.Method, r.Method, "round_robin")
	to := c.called(rule.To)
	switch method {
	case "account_based":
		p, ok := resolver{c, sobject, r.Object.Name()}.Parent(r.Object.Name(), "company")
		if !ok || p.Path == "" || env.Use != formula.Entry {
			*todo = append(*todo, fmt.Sprintf("The rule “%s” gives every %s to %s: Salesforce does not look for the account of a %s. Whoever takes it looks whose account it is.", rule.Name, strings.ToLower(sobject), to, strings.ToLower(sobject)))
			return nil
		}
		return []choice{{name: rule.Name + " account", rule: rule.Name, when: joined(when, filled(p.Key)), owner: flow.Ref("$Record." + p.Path + ".OwnerId")}}
	case "territory", "skill_based":
		by := cmp.Or(rule.By, r.By)
		if out = c.covered(r, rule, method, by, sobject, when, env); out == nil {
			*todo = append(*todo, fmt.Sprintf("The rule “%s” gives all to %s: nobody alone covers a value of “%s” that Salesforce knows. People share out there.", rule.Name, to, c.called(by)))
		}
		return out
	}
	if len(c.staff(rule.To)) > 1 {
		*todo = append(*todo, fmt.Sprintf("The rule “%s” gives all to %s: assignment rules and flows have no turns. People take from there; Omni-Channel, or an app that assigns in turn, does it for them.", rule.Name, to))
	}
	return nil
}

// covered are the cases of the values that only one person covers.
func (c *compiler) covered(r *schema.Routing, rule *schema.RoutingRule, method string, by schema.Address, sobject, when string, env formula.Env) (out []choice) {
	field := c.fieldOf(by)
	if field == nil || field.Type().Kind != expr.Option && field.Type().Kind != expr.Text {
		return nil
	}
	covers := map[string][]string{}
	var values []string
	for _, id := range c.holders(rule.To) {
		m := c.a.MemberOf(id)
		for _, v := range map[string][]string{"territory": m.Territories, "skill_based": m.Skills}[method] {
			if field.Type().Kind == expr.Option && !slices.Contains(field.Type().Options, v) {
				continue
			}
			if covers[v] == nil {
				values = append(values, v)
			}
			covers[v] = append(covers[v], id)
		}
	}
	users := c.staff(rule.To)
	for _, v := range values {
		is, why := criterion(&expr.Compare{Node: truthNode, Op: expr.Eq, L: field, R: &expr.Literal{Node: expr.Node{Typ: field.Type()}, Value: v}}, env)
		if why != nil || len(covers[v]) != 1 {
			continue
		}
		user := covers[v][0]
		if u := c.org.org.user(user); u != nil {
			user = u.Username
		}
		if slices.Contains(users, user) {
			out = append(out, choice{name: rule.Name + " " + v, rule: rule.Name, when: joined(when, is), owner: flow.User(user), to: user, isUser: true})
		}
	}
	return out
}
