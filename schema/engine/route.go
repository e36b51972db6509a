package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Load is what routing remembers: how much everybody has to do, and whose turn it was.
type Load struct {
	// Open is the number of open records by identity.
	Open map[string]int
	// Last is the identity that was last assigned, by Assignment.Turn.
	Last map[string]string
}

// Assign takes an assignment to a person into account.
func (l *Load) Assign(as Assignment) {
	if as.To == "" {
		return
	}
	if l.Open == nil {
		l.Open = map[string]int{}
	}
	if l.Last == nil {
		l.Last = map[string]string{}
	}
	l.Open[as.To]++
	if as.Turn != "" {
		l.Last[as.Turn] = as.To
	}
}

// Assignment is who receives a record, and why.
type Assignment struct {
	// To is the identity of a person, or the address of a queue or role where
	// no single person is known; "" when nobody can receive the record.
	To string
	// Via is the queue, role or member that the rule or fallback names.
	Via schema.Address
	// Rule is the name of the rule that matched; "fallback" when none did or nobody had room.
	Rule string
	// Method is how the person was chosen; "" where there was nothing to choose.
	Method string
	// Turn is the key of Load.Last under which the turn is remembered; "" when no turn was taken.
	Turn string
	// Reason says it in a sentence.
	Reason string
	// Fallback tells that the fallback received the record.
	Fallback bool
	// Skipped says who was passed over and why.
	Skipped []string
}

// Route decides who receives a record: the first rule whose condition holds
// names a queue, a role or a person; in a queue or role, the method chooses
// among the members who are active and have room:
//
//   - round_robin: the next in the declared order after the last assigned;
//   - territory: of those whose territories contain the value of the rule's field (or, without
//     one, the record's value of any segment), the next in turn;
//   - skill_based: of those whose skills contain the value, or every value of a list, the next in turn;
//   - account_based: the owner of the record's company when an active person with room, else the next in turn.
//
// A queue or role for which the directory lists nobody receives the record
// itself. When it lists people and none is available, the fallback receives
// the record; a fallback queue or role with nobody available keeps it.
// Load is read and not changed; see Load.Assign.
func Route(a *schema.Architecture, r *schema.Routing, rec *Record, load Load, now time.Time) Assignment {
	w := router{a: a, r: r, env: NewEnv(a, rec, now), load: load}
	for _, rule := range r.Rules {
		if !holds(rule.When, w.env) {
			continue
		}
		by := rule.By
		if by == "" {
			by = r.By
		}
		method := rule.Method
		if method == "" {
			method = r.Method
		}
		as := w.choose(rule.To, method, by, false)
		as.Rule = rule.Name
		why := w.why(rule)
		if as.To != "" {
			as.Reason = why + " " + as.Reason
			return as
		}
		return w.fallback(rule.Name, why+" "+as.Reason)
	}
	return w.fallback("", "No rule matches.")
}

// Assign decides who of a role, queue, team or member takes a record over: the next in turn who is
// active and has room; the role, queue or team itself when there is nobody. To is "" only when the address names nothing.
func Assign(a *schema.Architecture, to schema.Address, rec *Record, load Load, now time.Time) Assignment {
	w := &router{a: a, r: &schema.Routing{}, env: NewEnv(a, rec, now), load: load}
	as := w.choose(to, "round_robin", "", true)
	as.Rule = "assign"
	return as
}

type router struct {
	a       *schema.Architecture
	r       *schema.Routing
	env     *Env
	load    Load
	skipped []string
}

func (w *router) why(rule *schema.RoutingRule) string {
	if rule.When.IsZero() {
		return fmt.Sprintf("Rule %q takes every record.", rule.Name)
	}
	return fmt.Sprintf("Rule %q matches: %s", rule.Name, stop(sentence(w.a, rule.When, rule.Description)))
}

func (w *router) fallback(rule, why string) Assignment {
	if w.r.Fallback == "" {
		return Assignment{Rule: rule, Reason: why + " There is no fallback.", Skipped: w.skipped}
	}
	as := w.choose(w.r.Fallback, "round_robin", "", true)
	as.Rule, as.Fallback = "fallback", true
	as.Reason = why + " The fallback applies. " + as.Reason
	return as
}

// choose finds the person in a target; To is "" when nobody is available and keep is not set.
func (w *router) choose(target schema.Address, method string, by schema.Address, keep bool) Assignment {
	as := Assignment{Via: target}
	title := titleOf(w.a, target)
	var members []*schema.Member
	var capacity float64
	switch b := w.a.Lookup(target).(type) {
	case *schema.Member:
		if w.available(b, 0) {
			as.To, as.Reason = b.Identity, stop(fmt.Sprintf("It goes to %s", person(b)))
		} else if keep {
			as.To = string(b.Role)
			if as.To == "" {
				as.To = b.Identity
			}
			as.Reason = stop(fmt.Sprintf("%s is not available and nobody else is named, so it waits with %s", person(b), titleOf(w.a, schema.Address(as.To))))
		} else {
			as.Reason = stop(fmt.Sprintf("%s is not available", person(b)))
		}
		as.Skipped = w.skipped
		return as
	case *schema.Queue:
		members, capacity = QueueMembers(w.a, b), b.Capacity
	case *schema.Role:
		members, method = RoleMembers(w.a, b.Address), "round_robin"
	case *schema.Team:
		members, method = b.Members, "round_robin"
	default:
		as.Reason = fmt.Sprintf("%s is not declared.", target)
		as.Skipped = w.skipped
		return as
	}
	if len(members) == 0 {
		as.To, as.Reason = string(target), fmt.Sprintf("%s receives it; no person is listed there.", title)
		as.Skipped = w.skipped
		return as
	}
	as.Method = method
	if method == "" {
		as.Method = "round_robin"
	}
	if m := w.accountOwner(as.Method); m != nil {
		as.To, as.Reason = m.Identity, stop(fmt.Sprintf("%s owns the account", person(m)))
		as.Skipped = w.skipped
		return as
	}
	pool, match, note := w.matching(members, as.Method, by)
	turn := string(target)
	if match != "" {
		turn += " " + match
	}
	if m := w.next(members, pool, capacity, turn); m != nil {
		as.To, as.Turn = m.Identity, turn
		as.Reason = stop(fmt.Sprintf("%s is next in %s%s", person(m), title, note))
	} else if keep {
		as.To, as.Method = string(target), ""
		as.Reason = fmt.Sprintf("Nobody in %s is available%s, so it waits there.", title, note)
	} else {
		as.Reason = fmt.Sprintf("Nobody in %s is available%s.", title, note)
	}
	as.Skipped = w.skipped
	return as
}

// accountOwner is the owner of the record's company, when account-based routing can use it.
func (w *router) accountOwner(method string) *schema.Member {
	if method != "account_based" {
		return nil
	}
	company := w.env.of("company")
	if company == nil || company.Owner == "" {
		w.skip("the account has no owner")
		return nil
	}
	m := MemberOf(w.a, company.Owner)
	if m == nil {
		w.skip("the account's owner %s is not in the directory", company.Owner)
		return nil
	}
	var capacity float64
	for _, q := range w.a.Queues {
		if slices.Contains(QueueMembers(w.a, q), m) && q.Capacity > capacity {
			capacity = q.Capacity
		}
	}
	if !w.available(m, capacity) {
		return nil
	}
	return m
}

// matching narrows the members down to those that fit the record.
func (w *router) matching(members []*schema.Member, method string, by schema.Address) (pool []*schema.Member, match, note string) {
	if method != "territory" && method != "skill_based" {
		return members, "", ""
	}
	values := w.values(by, method)
	what, has := "territory", func(m *schema.Member) []string { return m.Territories }
	if method == "skill_based" {
		what, has = "skill", func(m *schema.Member) []string { return m.Skills }
	}
	if len(values) == 0 {
		w.skip("the record has no value to match a %s", what)
		return nil, "", " because the record has no value to match a " + what
	}
	for _, m := range members {
		fits := 0
		for _, v := range values {
			if slices.ContainsFunc(has(m), func(s string) bool { return strings.EqualFold(s, v) }) {
				fits++
			}
		}
		if fits == len(values) || method == "territory" && fits > 0 {
			pool = append(pool, m)
		} else {
			w.skip("%s does not cover %s %s", person(m), what, diag.Join(values, "and"))
		}
	}
	match = strings.ToLower(strings.Join(values, "+"))
	return pool, match, fmt.Sprintf(" for %s %s", what, diag.Join(values, "and"))
}

// values are what members are matched against.
func (w *router) values(by schema.Address, method string) []string {
	if by != "" {
		return texts(w.field(by))
	}
	var out []string
	if method == "territory" {
		for _, s := range w.a.Segments {
			if s.Field != "" {
				out = append(out, texts(w.field(s.Field))...)
			}
		}
	}
	return out
}

func (w *router) field(f schema.Address) any {
	if _, kind, l := f.Split(); kind == "field" && len(l) == 2 {
		return w.env.Field(l[0], l[1])
	}
	return nil
}

// next is the first available member of the pool after the last assigned, in the order of all members.
func (w *router) next(members, pool []*schema.Member, capacity float64, turn string) *schema.Member {
	start := 0
	if last := w.load.Last[turn]; last != "" {
		start = slices.IndexFunc(members, func(m *schema.Member) bool { return m.Identity == last }) + 1
	}
	for i := range members {
		m := members[(start+i)%len(members)]
		if slices.Contains(pool, m) && w.available(m, capacity) {
			return m
		}
	}
	return nil
}

// available tells whether a person works here and has room, and notes why not.
func (w *router) available(m *schema.Member, capacity float64) bool {
	if m.Capacity > 0 {
		capacity = m.Capacity
	}
	switch open := w.load.Open[m.Identity]; {
	case !m.Active:
		w.skip("%s is not active", person(m))
		return false
	case capacity > 0 && float64(open) >= capacity:
		w.skip("%s has %s of %s", person(m), diag.Count(open, "open record"), number(capacity))
		return false
	}
	return true
}

func (w *router) skip(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	if !slices.Contains(w.skipped, s) {
		w.skipped = append(w.skipped, s)
	}
}
