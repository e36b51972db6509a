package odoo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// gates makes automations that refuse moves: one for each stage with all that it demands, so that people read at once what is
// missing, and one for the order of stages. They say what package engine demands, when a record makes the move; records that
// are in a stage already stay editable.
func (c *compiler) gates() {
	for _, t := range c.a.Tracks() {
		if !c.owns(t.Object) {
			continue
		}
		c.order(t)
		for _, s := range t.Stages {
			c.gate(t, s)
		}
	}
	for _, h := range c.a.Handoffs {
		from, to := c.a.Track(h.From), c.a.Track(h.To)
		if from != nil && to != nil && c.owns(from.Object) != c.owns(to.Object) {
			c.claim(h.Address, "what it owes is handed over").gap("One of its stages lives in another CRM; people look after it.")
		}
	}
}

// rolledUp is the lifecycle that a track follows by itself; "" for none.
func (c *compiler) rolledUp(t *schema.Track) string {
	if l, ok := t.Block.(*schema.Lifecycle); ok && l.Rollup != "" {
		return schema.Title(c.a.Lookup(l.Rollup))
	}
	return ""
}

// keeper writes the gate of a stage.
type keeper struct {
	*compiler
	t    *schema.Track
	s    *schema.Stage
	code *script
	name string
	n    int // demands
	// ways are handoffs and outcomes that lead here, with the code that tells whether a record comes that way.
	ways []way
}

// way is a handoff, or one of its other outcomes, that leads to a stage.
type way struct {
	h       *schema.Handoff
	outcome *schema.HandoffOutcome
	along   string
}

// moving declares the places from which and to which a record moves.
func (c *compiler) moving(code *script, t *schema.Track) error {
	at := &expr.FlowStage{Node: expr.Node{Typ: expr.Type{Kind: expr.Stage, Flow: string(t.Address)}}, Flow: string(t.Address), Object: t.Object}
	was, err := c.say(code, at, t.Object, t.Address)
	if err != nil {
		return err
	}
	is, err := c.say(code, at, t.Object, "")
	code.add(0, "was = %s", was)
	code.add(0, "now = %s", is)
	return err
}

func place(t *schema.Track, stage schema.Address) string {
	return pyexpr.Number(float64(t.Rank(stage)))
}

func (c *compiler) gate(t *schema.Track, s *schema.Stage) {
	k := &keeper{compiler: c, t: t, s: s, code: newScript(), name: fmt.Sprintf("%s: into %s", t.Label(), s.Called())}
	lost := c.moving(k.code, t)
	k.code.add(0, "missing = []")
	k.code.add(0, "if now == %s and was != now:", place(t, s.Address))
	if lost == nil {
		k.findWays()
	}
	k.entry()
	k.exit()
	k.facts()
	k.handoffs()
	k.owner()
	k.reasons()
	k.revisit()
	k.approvals()
	if !s.StaleAfter.IsZero() {
		k.stale()
	}
	if k.n == 0 || k.rolledUp(t) != "" {
		return
	}
	k.code.add(0, "sc_no += missing")
	c.automation(&s.Meta, "gate", k.name, c.names.model(t.Object), s.Golden, providers.Values{"trigger": "on_create_or_write", "watches": watching(c.names.model(t.Object), c.moves(t)...),
		"description": "Refuses records that enter the stage without what it demands."}, k.code)
}

// findWays lists how records get here. Where a handoff leads from a stage, its outcomes of the same way do not count.
func (k *keeper) findWays() {
	direct := func(from schema.Address) bool {
		return slices.ContainsFunc(k.a.Handoffs, func(h *schema.Handoff) bool { return h.From == from && h.To == k.s.Address })
	}
	for _, h := range k.a.Handoffs {
		along, err := k.along(h)
		if err != nil {
			if h.To == k.s.Address {
				k.claim(h.Address, "what it owes is handed over").gap(err.Error())
			}
			continue
		}
		if h.To == k.s.Address {
			k.ways = append(k.ways, way{h, nil, along})
		}
		for _, o := range h.Outcomes {
			if o.To == k.s.Address && !direct(h.From) {
				k.ways = append(k.ways, way{h, o, along})
			}
		}
	}
}

// along is code that tells whether a record comes from where a handoff starts: from that stage of the track, or into the
// track while it is in a stage of another one.
func (k *keeper) along(h *schema.Handoff) (string, error) {
	from := k.a.Track(h.From)
	switch {
	case from == nil:
		return "False", nil
	case from.Address == k.t.Address:
		return "was == " + place(from, h.From), nil
	}
	there, err := k.say(k.code, atStage(from, h.From), k.t.Object, "")
	return "(was is None and " + there + ")", err
}

// demand adds what must hold; if is code that tells for which moves, "" for all.
func (k *keeper) demand(x *claim, only string, must expr.Expr, message string) {
	code, err := "", error(nil)
	if must == nil {
		err = fmt.Errorf("it is kept in no field of Odoo")
	} else {
		code, err = k.say(k.code, must, k.t.Object, k.t.Address)
	}
	switch {
	case err != nil:
		x.gap(err.Error())
	case k.said(must) && !strings.HasPrefix(message, k.title()+" needs: "):
		x.refusedBy(k.name)
	default:
		k.refuse(x, only, "not "+code, message)
	}
}

// refuse adds code that tells whether a move is refused, with the message.
func (k *keeper) refuse(x *claim, only, broken, message string) {
	if up := k.rolledUp(k.t); up != "" {
		x.gap(fmt.Sprintf("The stage follows “%s” by itself, and a refusal would stop what moves it.", up))
		return
	}
	if only != "" {
		broken = only + " and " + broken
	}
	k.n++
	k.code.add(1, "if %s:", broken)
	k.code.add(2, "missing.append(%s)", pyexpr.Quote(message))
	x.refusedBy(k.name)
	for _, f := range k.numbers(broken) {
		x.note(f)
	}
}

// numbers notes that Odoo knows no missing number.
func (k *keeper) numbers(code string) []string {
	if strings.Contains(code, "sc_num(") {
		return []string{"Odoo knows no missing number: 0 counts as not filled in."}
	}
	return nil
}

// said tells whether an entry criterion demands the same already.
func (k *keeper) said(must expr.Expr) bool {
	return must != nil && slices.ContainsFunc(k.s.Entry, func(g *schema.Gate) bool { return !g.When.IsZero() && expr.Format(g.When.Expr) == expr.Format(must) })
}

func (k *keeper) title() string { return "“" + schema.Title(k.s) + "”" }

func (k *keeper) entry() {
	for _, g := range k.s.Entry {
		if g.When.IsZero() {
			k.judged(g)
			continue
		}
		k.demand(k.claim(g.Address, expr.Format(g.When.Expr)), "", g.When.Expr, k.title()+" needs: "+k.words(g.Description, g.When))
	}
}

// judged is a criterion without a condition.
func (c *compiler) judged(g *schema.Gate) {
	c.claim(g.Address, cmp.Or(g.Description, schema.Title(g))).gap("It has no condition: people judge.")
}

// exit demands one of the exit criteria that lead here from the stage that a record leaves, unless people judge one of them.
func (k *keeper) exit() {
	for _, from := range k.t.Stages {
		var either []expr.Expr
		var claims []*claim
		var say []string
		judged := false
		for _, g := range from.Exit {
			switch {
			case g.Then != k.s.Address:
			case g.When.IsZero():
				judged = true
			default:
				either, say = append(either, g.When.Expr), append(say, strings.TrimSuffix(k.words(g.Description, g.When), "."))
				claims = append(claims, k.claim(g.Address, expr.Format(g.When.Expr)))
			}
		}
		if len(either) == 0 {
			continue
		}
		if judged {
			for _, x := range claims {
				x.gap("People judge another criterion that leads to the same stage, so no move is refused for this one.")
			}
			continue
		}
		message := fmt.Sprintf("Leaving “%s” for %s needs: %s.", schema.Title(from), k.title(), strings.Join(say, "; or "))
		k.demand(claims[0], "was == "+place(k.t, from.Address), joined(false, either...), message)
		for _, x := range claims[1:] {
			x.by, x.gaps, x.notes = append(x.by, claims[0].by...), append(x.gaps, claims[0].gaps...), append(x.notes, claims[0].notes...)
		}
	}
	for _, g := range k.s.Exit {
		switch t := k.a.Track(g.Then); {
		case g.When.IsZero():
			k.judged(g)
		case t == nil || t.Address != k.t.Address || schema.Find[schema.Stage](k.a, g.Then) == nil:
			k.claim(g.Address, expr.Format(g.When.Expr)).note("It says what advances a record, and forbids no move.")
		}
	}
}

// factClaim is the claim that a fact has a value.
func (k *keeper) factClaim(at, fact schema.Address) *claim {
	name := fact.Name()
	if f := k.fieldOf(fact); f != nil {
		name = k.a.Namer().Field(f.Object, f.Name)
	}
	return k.claim(at, name+" is known")
}

// facts are those without which no record enters. A handoff may carry one over from another record.
func (k *keeper) facts() {
	for _, f := range k.s.Requires {
		must := k.known(k.t.Object, f)
		only := ""
		for _, w := range k.ways {
			carried := k.carried(w.h, f)
			if w.outcome != nil || carried == nil || must == nil {
				continue
			}
			if code, err := k.say(k.code, joined(false, carried...), k.t.Object, k.t.Address); err == nil {
				only = strings.TrimPrefix(only+" and not ("+w.along+" and "+code+")", " and ")
			}
		}
		k.demand(k.factClaim(k.s.Address, f), only, must, fmt.Sprintf("%s needs %s, which is missing.", k.title(), k.factName(k.t.Object, f)))
	}
}

// carried hold when a handoff can bring a fact along.
func (k *keeper) carried(h *schema.Handoff, fact schema.Address) (out []expr.Expr) {
	for _, x := range h.Carries {
		if from := k.known(k.t.Object, x.From); x.To == fact && from != nil {
			out = append(out, from)
		}
	}
	return out
}

// handoffs demand what is owed along them, and their conditions.
func (k *keeper) handoffs() {
	for _, w := range k.ways {
		if w.outcome != nil {
			for _, f := range w.outcome.Requires {
				k.demand(k.factClaim(w.outcome.Address, f), w.along, k.known(k.t.Object, f), fmt.Sprintf("The outcome “%s” of “%s” needs %s, which is missing.",
					schema.Label("", w.outcome.Name), schema.Title(w.h), k.factName(k.t.Object, f)))
			}
			continue
		}
		for _, f := range w.h.Owes {
			must := k.known(k.t.Object, f)
			if more := k.carried(w.h, f); must != nil && more != nil {
				must = joined(false, append(more, must)...)
			}
			k.demand(k.factClaim(w.h.Address, f), w.along, must, fmt.Sprintf("The handoff “%s” needs %s, which is missing.", schema.Title(w.h), k.factName(k.t.Object, f)))
		}
		if !w.h.When.IsZero() {
			k.demand(k.claim(w.h.Address, expr.Format(w.h.When.Expr)), w.along, w.h.When.Expr, fmt.Sprintf("The handoff “%s” needs: %s", schema.Title(w.h), k.words("", w.h.When)))
		}
	}
}

// owner demands one where the stage or a handoff has one, unless something gives it one on entry.
func (k *keeper) owner() {
	wanted, at := k.s.Owner, k.s.Address
	queue := wanted.Kind() == "queue" // what waits in a queue has no salesperson
	for _, w := range k.ways {
		if w.outcome == nil && w.h.Owner != "" {
			queue = queue || w.h.Owner.Kind() == "queue"
			if wanted == "" {
				wanted, at = w.h.Owner, w.h.Address
			}
		}
	}
	if wanted == "" {
		return
	}
	x := k.claim(at, "has an owner")
	if wanted == nobody {
		x.gap("Nobody answers for the stage yet.")
		return
	}
	owner := &expr.Field{Node: expr.Node{Typ: expr.Type{Kind: expr.Ref}}, Object: k.t.Object, Name: "owner"}
	if decides := k.a.Decider(k.t.Object, k.s.Address); queue || decides != "" {
		x.note(fmt.Sprintf("A record may enter without one: %s gives it one.", cmp.Or("“"+decides+"”", "the queue")))
		return
	}
	k.demand(x, "", isSet(owner), fmt.Sprintf("The record has no owner. %s belongs to %s; name the person first.", k.title(), schema.Title(k.a.Lookup(wanted))))
}
