package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// Routing is an assignment policy in words, with examples that the evaluator computed.
type Routing struct {
	Title, Description, Object string
	// Trigger says when it runs; Method how a person is chosen unless a rule says otherwise.
	Trigger, Method string
	SLA             string
	Writes          []Pair
	Rules           []RoutingRule
	// Fallback receives what no rule matches.
	Fallback  Receiver
	RACI      []Pair
	Figure    string // the name of the decision tree's drawing
	Receivers []Receiver
	Examples  []RoutingExample
}

// RoutingRule is a branch of the decision tree.
type RoutingRule struct {
	Number                      int
	Title, Description, Matches string
	To, Method                  string
}

// Receiver is a queue, role or person that receives records.
type Receiver struct {
	Title, Kind, Description string
	Holds, Team, Capacity    string
	Order                    []string
	People                   []RoutedPerson
}

// RoutedPerson is somebody who takes records.
type RoutedPerson struct{ Name, Role, Territories, Skills, Capacity, Active string }

// RoutingExample is a record and who receives it.
type RoutingExample struct {
	Story         string
	Facts         []Pair
	Rule, To, Why string
	Skipped       []string // who was passed over, and why

	order int
}

// methods say how a person is chosen.
var methods = map[string]string{
	"round_robin":   "in turn",
	"territory":     "by territory",
	"account_based": "to the owner of the account",
	"skill_based":   "by skill",
}

// methodWords says a method with the field that it matches.
func (m *Model) methodWords(method string, by schema.Address) string {
	s := methods[method]
	if by != "" && (method == "territory" || method == "skill_based") {
		s += " (" + m.titleOf(by) + ")"
	}
	return s
}

// Routings are the assignment policies.
func (m *Model) Routings() []Routing {
	steps := m.steps()
	var out []Routing
	for _, r := range m.arch.Routings {
		x := Routing{Title: schema.Title(r), Description: r.Description, Object: m.object(r.Object.Name()), Trigger: upperFirst(m.happens(r.Trigger)),
			Method: m.methodWords(r.Method, r.By), SLA: m.clockWords(r.SLA), Fallback: m.receiver(r.Fallback), RACI: m.raci(r.RACI),
			Writes: m.routingWrites(r), Figure: treeName(r)}
		seen := map[schema.Address]bool{}
		receive := func(to schema.Address) {
			if to != "" && !seen[to] {
				seen[to] = true
				x.Receivers = append(x.Receivers, m.receiver(to))
			}
		}
		for i, rule := range r.Rules {
			method, by := rule.Method, rule.By
			if method == "" {
				method = r.Method
			}
			if by == "" {
				by = r.By
			}
			x.Rules = append(x.Rules, RoutingRule{Number: i + 1, Title: schema.Title(rule), Description: rule.Description,
				Matches: m.sentence(rule.When), To: m.titleOf(rule.To), Method: m.chosen(rule.To, method, by)})
			receive(rule.To)
		}
		receive(r.Fallback)
		x.Examples = m.routingExamples(r, steps)
		out = append(out, x)
	}
	return out
}

// treeName is the name of the drawing of a policy's decision tree.
func treeName(r *schema.Routing) string { return "routing-" + r.Address.Key() + ".svg" }

// chosen says how a person is chosen among the members of a receiver.
func (m *Model) chosen(to schema.Address, method string, by schema.Address) string {
	switch to.Kind() {
	case "queue":
		return m.methodWords(method, by)
	case "role":
		return "in turn"
	}
	return ""
}

// routingWrites lists what an assignment leaves on the record.
func (m *Model) routingWrites(r *schema.Routing) []Pair {
	return pairs(
		Pair{"Owner", "the person chosen, exactly one"},
		Pair{m.titleOf(r.AssignedAt), written(r.AssignedAt, "the time of the assignment")},
		Pair{m.titleOf(r.Basis), written(r.Basis, "the name of the rule that decided, or “fallback”")},
	)
}

// written is a text about a field, or "" where there is none.
func written(field schema.Address, text string) string {
	if field == "" {
		return ""
	}
	return text
}

// receiver is what stands behind an address that records are sent to.
func (m *Model) receiver(addr schema.Address) Receiver {
	out := Receiver{Title: m.titleOf(addr), Kind: addr.Kind()}
	var people []*schema.Member
	switch b := m.arch.Lookup(addr).(type) {
	case *schema.Queue:
		people = engine.QueueMembers(m.arch, b)
		out.Description, out.Team = b.Description, m.titleOf(b.Team)
		if b.Object != "" {
			out.Holds = lowerFirst(plurals(m, b.Object.Name()))
		}
		if b.Role != "" {
			out.Team = strings.TrimPrefix(out.Team+", "+m.titleOf(b.Role), ", ")
		}
		if b.Capacity > 0 {
			out.Capacity = number(b.Capacity) + " open records each, unless the person has a limit of their own"
		}
		for _, o := range b.Order {
			out.Order = append(out.Order, m.titleOf(o.By)+", "+m.direction(o))
		}
	case *schema.Role:
		people = engine.RoleMembers(m.arch, addr)
		out.Description, out.Team = b.Description, m.titleOf(b.Team)
	case *schema.Member:
		people = []*schema.Member{b}
	}
	for _, p := range people {
		x := RoutedPerson{Name: schema.Title(p), Role: m.titleOf(p.Role), Territories: strings.Join(p.Territories, ", "),
			Skills: strings.Join(p.Skills, ", "), Capacity: "no limit", Active: "yes"}
		if p.Capacity > 0 {
			x.Capacity = number(p.Capacity)
		} else if q := schema.Find[schema.Queue](m.arch, addr); q != nil && q.Capacity > 0 {
			x.Capacity = number(q.Capacity)
		}
		if !p.Active {
			x.Active = "no, receives nothing"
		}
		out.People = append(out.People, x)
	}
	return out
}

// direction says which records come first by a key, in the words of its type.
func (m *Model) direction(o *schema.SortKey) string {
	up, down := "A to Z", "Z to A"
	if f := schema.Find[schema.Field](m.arch, o.By); f != nil {
		switch f.Type.Kind {
		case "number", "percent", "currency":
			up, down = "lowest first", "highest first"
		case "date", "datetime":
			up, down = "oldest first", "newest first"
		case "bool":
			up, down = "no before yes", "yes before no"
		}
	}
	if o.Direction == "ascending" {
		return up
	}
	return down
}

// OtherQueues are the queues that no policy sends records to; the others stand with their policy.
func (m *Model) OtherQueues() []Receiver {
	used := map[schema.Address]bool{}
	for _, r := range m.arch.Routings {
		used[r.Fallback] = true
		for _, rule := range r.Rules {
			used[rule.To] = true
		}
	}
	var out []Receiver
	for _, q := range m.arch.Queues {
		if !used[q.Address] {
			out = append(out, m.receiver(q.Address))
		}
	}
	return out
}

// routingExamples show each rule and the fallback at work: decisions of scenarios, else made-up
// records that the evaluator sends that way.
func (m *Model) routingExamples(r *schema.Routing, steps []exampleStep) []RoutingExample {
	var conditions []schema.Criterion
	for _, rule := range r.Rules {
		conditions = append(conditions, rule.When)
	}
	fields := fieldsOf(conditions...)
	var out []RoutingExample
	add := func(story string, rec *engine.Record, as engine.Assignment, title string) {
		x := RoutingExample{Story: story, Rule: title, To: "nobody", Why: reason(r, as), order: ruleIndex(r, as.Rule)}
		for _, s := range as.Skipped {
			if !strings.Contains(s, "does not cover") { // what the method means
				x.Skipped = append(x.Skipped, s)
			}
		}
		if as.To != "" {
			x.To = m.person(as.To)
		}
		x.Facts = m.recordFacts(rec, fields, exampleTime)
		out = append(out, x)
	}
	shown := map[string]bool{}
	for _, st := range steps {
		if as := st.result.Assignment; as != nil && st.result.Routing == r.Address && !shown[as.Rule+as.To] {
			shown[as.Rule+as.To], shown[as.Rule] = true, true
			add(st.story(), st.result.Record, *as, ruleTitle(r, as))
		}
	}
	s := newSearch(m.arch, r.Object.Name(), conditions...)
	for _, rule := range r.Rules {
		if shown[rule.Name] || rule.When.IsZero() {
			continue
		}
		rec := s.record()
		s.climb(rec, func(rec *engine.Record) float64 {
			sum := near(rule.When.Expr, engine.NewEnv(m.arch, rec, exampleTime))
			if engine.Route(m.arch, r, rec, engine.Load{}, exampleTime).Rule == rule.Name {
				sum += 2
			}
			return sum
		})
		if as := engine.Route(m.arch, r, rec, engine.Load{}, exampleTime); as.Rule == rule.Name {
			add("A made-up record.", rec, as, ruleTitle(r, &as))
		}
	}
	if rec := s.record(); !shown["fallback"] {
		if as := engine.Route(m.arch, r, rec, engine.Load{}, exampleTime); as.Fallback {
			add("A made-up record of which nothing is known.", rec, as, ruleTitle(r, &as))
		}
	}
	slices.SortStableFunc(out, func(x, y RoutingExample) int { return x.order - y.order })
	return out
}

// ruleIndex is the place of a rule in a policy; the fallback comes last.
func ruleIndex(r *schema.Routing, name string) int {
	if i := slices.IndexFunc(r.Rules, func(x *schema.RoutingRule) bool { return x.Name == name }); i >= 0 {
		return i
	}
	return len(r.Rules)
}

// ruleTitle names the rule that decided, with its number.
func ruleTitle(r *schema.Routing, as *engine.Assignment) string {
	i := ruleIndex(r, as.Rule)
	if i == len(r.Rules) {
		return "Fallback"
	}
	return fmt.Sprintf("%d. %s", i+1, schema.Title(r.Rules[i]))
}

// reason is why somebody received a record, without the rule, which has a column of its own.
func reason(r *schema.Routing, as engine.Assignment) string {
	i := ruleIndex(r, as.Rule)
	if i == len(r.Rules) {
		return as.Reason
	}
	_, rest, ok := strings.Cut(as.Reason, strings.TrimRight(r.Rules[i].Description, ". ")+". ")
	if r.Rules[i].Description == "" || !ok {
		return as.Reason
	}
	return rest
}
