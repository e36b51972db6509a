package odoo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// routing makes a rule that gives records to their owners.
func (c *compiler) routing(r *schema.Routing) {
	const says = "goes to the right person"
	name := routingName(r)
	d := &doer{compiler: c, title: schema.Title(r)}
	var lost error
	body := func(code *script, object string) {
		d.code, d.object = code, object
		lost = d.route(1, r)
	}
	why := ""
	if r.Trigger.IsZero() {
		why = "It runs when an automation or somebody asks for it."
	} else if why = c.run(&r.Meta, "", name, r.Trigger, schema.Criterion{}, body); lost != nil {
		why = sentence(lost.Error())
		c.dropRules(r.Address)
	}
	if why != "" {
		for _, rule := range r.Rules {
			d.todo = append(d.todo, fmt.Sprintf("%s: to %s.", strings.TrimSuffix(c.words(rule.Description, rule.When), "."), schema.Title(c.a.Lookup(rule.To))))
		}
	}
	c.built(&r.Meta, says, name, why, d.todo)
}

func routingName(r *schema.Routing) string { return "Routing: " + schema.Title(r) }

// route writes code, so many levels deep, that tries the rules in order and gives the record to the one with the fewest open records of
// those whom the first rule that holds names, or of the fallback when nobody of them has room. The error says which rule cannot be said.
func (d *doer) route(depth int, r *schema.Routing) error {
	if !d.hasOwner(d.object) {
		return fmt.Errorf("records of %s have no salesperson in Odoo", d.object)
	}
	d.code.add(depth, "rule, user = 'fallback', env['res.users']")
	word := "if"
	for _, rule := range r.Rules {
		holds := "True"
		if !rule.When.IsZero() {
			var err error
			if holds, err = d.say(d.code, rule.When.Expr, d.object, ""); err != nil {
				return fmt.Errorf("the rule “%s” cannot be said: %w", rule.Name, err)
			}
		}
		d.code.add(depth, "%s %s:", word, holds)
		d.code.add(depth+1, "rule = %s", pyexpr.Quote(rule.Name))
		d.code.add(depth+1, "user = %s", d.choice(r, rule))
		word = "elif"
	}
	if logins := d.someone(r.Fallback); len(logins) > 0 {
		d.code.add(depth, "if user is not None and not user:")
		d.code.add(depth+1, "rule, user = 'fallback', %s", d.turn(r.Fallback, logins, pyexpr.Tuple(logins)))
	}
	d.own(depth)
	d.keep(depth, r.Basis, "rule")
	d.keep(depth, r.AssignedAt, "datetime.datetime.utcnow()")
	if clock := d.clockOf(schema.Find[schema.SLA](d.a, r.SLA)); clock != "" {
		d.startClock(depth, clock)
	}
	return nil
}

// choice is code for the person whom a rule chooses: no user when nobody has room, and None when it names nobody who can log in.
func (d *doer) choice(r *schema.Routing, rule *schema.RoutingRule) string {
	logins := d.someone(rule.To)
	if len(logins) == 0 {
		return "None"
	}
	method := cmp.Or(rule.Method, r.Method)
	if schema.Find[schema.Queue](d.a, rule.To) == nil {
		method = "" // in a role or a team people take turns
	}
	all := pyexpr.Tuple(logins)
	switch method {
	case "territory", "skill_based":
		return d.turn(rule.To, logins, d.covering(r, rule, method, logins))
	case "account_based":
		account, ok := d.reach("company")
		if !ok {
			d.todo = append(d.todo, fmt.Sprintf("The rule “%s” takes turns among all of %s: Odoo has no way to the account.", rule.Name, schema.Title(d.a.Lookup(rule.To))))
			break
		}
		var everybody []string
		for _, t := range d.a.Teams {
			everybody = append(everybody, d.staff(t.Address)...)
		}
		owner := fmt.Sprintf("[owner.login for owner in %s.user_id if owner.login in %s]", account, pyexpr.Tuple(everybody))
		return d.turn("", everybody, owner) + " or " + d.turn(rule.To, logins, all)
	}
	return d.turn(rule.To, logins, all)
}

// covering is code for the logins of those who cover what the record has.
func (d *doer) covering(r *schema.Routing, rule *schema.RoutingRule, method string, logins []string) string {
	by := []schema.Address{cmp.Or(rule.By, r.By)}
	if by[0] == "" && method == "territory" {
		for _, s := range d.a.Segments {
			by = append(by, s.Field)
		}
	}
	values := ""
	for _, a := range by {
		f := d.fieldOf(a)
		if f == nil || !slices.Contains([]string{"text", "enum", "multi_enum", "email", "url", "phone", "user"}, schema.Find[schema.Field](d.a, a).Type.Kind) {
			continue
		}
		if at, err := d.say(d.code, f, d.object, ""); err == nil {
			values += at + ", "
		}
	}
	if values == "" {
		d.todo = append(d.todo, fmt.Sprintf("The rule “%s” takes turns among all of %s: Odoo has no value that tells who covers it.", rule.Name, schema.Title(d.a.Lookup(rule.To))))
		return pyexpr.Tuple(logins)
	}
	d.code.calls("sc_covers")
	every := map[string]string{"territory": "False", "skill_based": "True"}[method]
	who := ""
	for _, login := range logins {
		m := d.memberWith(login)
		list := m.Territories
		if method == "skill_based" {
			list = m.Skills
		}
		covered := make([]string, len(list))
		for i, v := range list {
			covered[i] = strings.ToLower(v)
		}
		who += fmt.Sprintf("(%s, %s), ", pyexpr.Quote(login), pyexpr.Tuple(covered))
	}
	return fmt.Sprintf("[login for login, covered in (%s) if sc_covers((%s), covered, %s)]", strings.TrimSuffix(who, " "), strings.TrimSuffix(values, " "), every)
}

// memberWith is the member who logs in so.
func (c *compiler) memberWith(login string) *schema.Member {
	for _, t := range c.a.Teams {
		for _, m := range t.Members {
			if l, _ := c.org.login(m.Identity); l == login {
				return m
			}
		}
	}
	return &schema.Member{}
}

// turn is code for the user among logins, which code lists, who has the fewest open records of the object and room for one more; the
// owner where he is one of them. People of a queue have the room that it gives, unless they have one of their own.
func (d *doer) turn(to schema.Address, people []string, logins string) string {
	d.code.calls("sc_turn")
	room := ""
	for _, login := range people {
		if n := d.capacity(schema.Find[schema.Queue](d.a, to), d.memberWith(login)); n > 0 {
			room += fmt.Sprintf("%s: %s, ", pyexpr.Quote(login), pyexpr.Number(n))
		}
	}
	return fmt.Sprintf("sc_turn(%s, {%s}, %s)", logins, strings.TrimSuffix(room, ", "), d.open())
}

// capacity is how many open records somebody takes at most; 0 is no limit.
func (c *compiler) capacity(q *schema.Queue, m *schema.Member) float64 {
	if m.Capacity > 0 || q == nil {
		return m.Capacity
	}
	return q.Capacity
}

// queueCapacity is the largest that queues give to a member without a capacity of their own.
func (c *compiler) queueCapacity(m *schema.Member) (most float64) {
	for _, q := range c.a.Queues {
		if c.owns(q.Object.Name()) && c.names.model(q.Object.Name()) == leadModel && slices.Contains(engine.QueueMembers(c.a, q), m) {
			most = max(most, q.Capacity)
		}
	}
	return most
}

// open is a domain for the records of the object that are somebody's work: those in no stage with an outcome.
func (d *doer) open() string {
	var parts []string
	if only := d.onlyOf(d.object); only != "" {
		parts = append(parts, strings.Trim(only, "[]"))
	}
	for _, t := range d.a.Tracks() {
		if t.Object != d.object || !d.owns(t.Object) {
			continue
		}
		var ends []string
		for _, s := range t.Stages {
			switch {
			case s.Outcome == "":
			case d.inStages(t):
				ends = append(ends, recordName(typeStage, d.stageKey(t, s)))
			default:
				ends = append(ends, stageValue(s))
			}
		}
		switch {
		case ends == nil || !pyexpr.Name(d.trackHome(t).name):
		case d.inStages(t):
			d.code.calls("sc_ids")
			parts = append(parts, "('stage_id', 'not in', sc_ids("+pyexpr.Tuple(ends)+"))")
		default:
			parts = append(parts, fmt.Sprintf("(%s, 'not in', %s)", pyexpr.Quote(d.trackHome(t).name), pyexpr.Tuple(ends)))
		}
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// own gives the record to user. Odoo would put a lead into the team of its new owner, and so out of its pipeline, unless told which it is in.
func (d *doer) own(depth int) {
	values := "{'user_id': user.id}"
	if d.names.model(d.object) == leadModel {
		values = "{'user_id': user.id, 'team_id': record.team_id.id}"
	}
	d.code.calls("sc_write")
	d.code.add(depth, "if user and user != record.user_id:")
	d.code.add(depth+1, "sc_write(record, %s)", values)
}

// keep writes code to a field of the record; nothing where there is no such field.
func (d *doer) keep(depth int, field schema.Address, value string) {
	if f := d.fieldOf(field); f != nil && f.Object == d.object {
		if x, ok := (resolver{d.compiler}).Field(f.Object, f.Name); ok && pyexpr.Name(x.Name) {
			d.code.calls("sc_write")
			d.code.add(depth, "sc_write(record, {%s: %s})", pyexpr.Quote(x.Name), value)
		}
	}
}
