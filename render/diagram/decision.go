package diagram

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Measures of a decision tree.
const (
	questionW = 370.0
	branchW   = 76.0 // between a question and who receives the record
	receiverW = 270.0
	downH     = 34.0 // between a question and the next
	larger    = 2.0  // a tree is narrow and stands within a page, so that its texts have room
)

// treeCard is a card of a decision tree.
func treeCard(id, role string, w float64, title string, paragraphs ...string) card {
	return card{id: id, name: title, role: role, w: w, smallRole: "small", larger: larger}.with(0, title, paragraphs...)
}

// Decision draws a routing policy as a decision tree: one question for each rule, in the order in which they are
// tried; to the right who receives the record when the answer is yes; below the next question, and last
// the fallback.
func Decision(a *schema.Architecture, r *schema.Routing) *Scene {
	s := &Scene{Title: schema.Title(r), W: 2*margin + questionW + branchW + receiverW}
	b := &builder{s: s, a: a, namer: a.Namer(), y: margin}
	b.lines(s.Title, 20, 26, "title", true)
	b.lines(r.Description, 14, 20, "foot", false)
	b.y += 12

	start := treeCard(string(r.Address)+".start", "start", questionW, b.begins(r))
	b.card(start, margin, b.y, start.height())
	b.y += start.height()
	joined := true // whether a record gets this far
	for i, rule := range r.Rules {
		if joined {
			b.down(label(i == 0, "", "no"))
		} else {
			b.y += downH
		}
		condition := "Every record."
		if !rule.When.IsZero() {
			condition = "If " + expr.Sentence(rule.When.Expr, b.namer) + "."
		}
		question := treeCard(string(rule.Address), "question", questionW, fmt.Sprintf("%d. %s", i+1, schema.Title(rule)), condition)
		receiver := b.receiver(string(rule.Address)+".to", "receiver", rule.To, r, rule)
		h := max(question.height(), receiver.height())
		b.card(question, margin, b.y, h)
		b.card(receiver, margin+questionW+branchW, b.y, h)
		b.s.add(Line{Points: []Point{{margin + questionW, b.y + h/2}, {margin + questionW + branchW - 1, b.y + h/2}}, Role: "handoff", Arrow: true},
			Text{X: margin + questionW + branchW/2 - 4, Y: b.y + h/2 - 6, Size: 11 + larger, Anchor: "middle", Role: "yes", S: label(rule.When.IsZero(), "always", "yes")})
		b.y += h
		s.tells(question.name, []string{receiver.name})
		joined = joined && !rule.When.IsZero()
	}
	b.fallback(r, joined)
	b.y += 14
	b.lines(b.afterwards(r), 13, 18, "foot", false)
	s.H = b.y + margin
	return s
}

func label(cond bool, yes, no string) string {
	if cond {
		return yes
	}
	return no
}

// down draws the way to the next question.
func (b *builder) down(text string) {
	x := margin + questionW/2
	b.s.add(Line{Points: []Point{{x, b.y}, {x, b.y + downH - 1}}, Role: "flow", Arrow: true})
	if text != "" {
		b.s.add(Text{X: x + 8, Y: b.y + downH/2 + 4, Size: 11 + larger, Anchor: "start", Role: "small", S: text})
	}
	b.y += downH
}

// fallback draws who receives what no rule placed. The arrow is missing where a rule before takes every record: then
// only records for which nobody has room get here.
func (b *builder) fallback(r *schema.Routing, joined bool) {
	text := "For records that no rule matches, or for which nobody has room."
	if joined {
		b.down(label(len(r.Rules) == 0, "", "no"))
	} else {
		text = "For records for which nobody has room."
		b.y += downH
	}
	c := b.receiver(string(r.Address)+".fallback", "fallback", r.Fallback, r, nil)
	c.w = questionW
	c.title = Wrap("Fallback: "+c.name, questionW-24, 13+larger, true, cardTitle)
	c.small = append(c.small, Wrap(text, questionW-24, 11+larger, false, 2)...)
	b.card(c, margin, b.y, c.height())
	b.s.tells("Fallback", []string{c.name})
	b.y += c.height()
}

// receiver is the card of who receives a record; rule is nil for the fallback.
func (b *builder) receiver(id, role string, to schema.Address, r *schema.Routing, rule *schema.RoutingRule) card {
	what, how := "", ""
	switch x := b.a.Lookup(to).(type) {
	case *schema.Queue:
		what = "Queue"
		if team := b.a.Lookup(x.Team); team != nil {
			what += " of " + schema.Title(team)
		}
		if role := b.a.Lookup(x.Role); role != nil {
			what += " · " + schema.Title(role)
		}
		if rule != nil {
			how = b.method(cmp.Or(rule.Method, r.Method), cmp.Or(rule.By, r.By))
		}
		if x.Capacity > 0 {
			how += fmt.Sprintf(" At most %g open records each.", x.Capacity)
		}
	case *schema.Role:
		what = "Role"
	case *schema.Member:
		what = "Person"
	}
	return treeCard(id, role, receiverW, schema.Title(b.a.Lookup(to)), what, strings.TrimSpace(how))
}

// method says how the person in a queue is chosen.
func (b *builder) method(method string, by schema.Address) string {
	words := map[string]string{
		"round_robin": "In turn", "territory": "By territory", "account_based": "To the owner of the account", "skill_based": "By skill",
	}[method]
	if f := schema.Find[schema.Field](b.a, by); f != nil && (method == "territory" || method == "skill_based") {
		words += ": " + b.namer.Field(f.Object, f.Name)
	}
	return words + "."
}

// begins says when a policy runs.
func (b *builder) begins(r *schema.Routing) string {
	object := b.namer.Object(r.Object.Name())
	what := schema.Title(b.a.Lookup(r.Trigger.Target))
	switch r.Trigger.Kind {
	case "entering":
		return object + " enters " + what
	case "leaving":
		return object + " leaves " + what
	case "created":
		return object + " is created"
	case "set":
		return object + ": " + what + " is filled in"
	case "changed":
		return object + ": " + what + " changes"
	}
	return object + " needs an owner"
}

// afterwards says what an assignment starts and writes down.
func (b *builder) afterwards(r *schema.Routing) string {
	var parts []string
	if sla := schema.Find[schema.SLA](b.a, r.SLA); sla != nil {
		parts = append(parts, fmt.Sprintf("An assignment starts the clock %s (%s).", schema.Title(sla), diff.Duration(sla.Within)))
	}
	if f := schema.Find[schema.Field](b.a, r.Basis); f != nil {
		parts = append(parts, fmt.Sprintf("%s says which rule decided.", b.namer.Field(f.Object, f.Name)))
	}
	return strings.Join(parts, " ")
}
