package odoo

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// order makes an automation of the moves that the order of stages forbids, from each stage to each other one. The rules are
// those of package engine: ended records stay, nothing goes back in a flow that only goes forward, and a flow that
// leaves no stage out goes step by step, but along handoffs.
func (c *compiler) order(t *schema.Track) {
	ends := slices.ContainsFunc(t.Stages, ended)
	var claims []*claim
	if t.ForwardOnly {
		claims = append(claims, c.claim(t.Address, "no move to an earlier stage"))
	}
	if t.NoSkip {
		claims = append(claims, c.claim(t.Address, "no stage left out"))
	}
	if ends {
		claims = append(claims, c.claim(t.Address, "ended records stay"))
	}
	if claims == nil {
		return
	}
	if up := c.rolledUp(t); up != "" {
		for _, x := range claims {
			x.gap(fmt.Sprintf("The stage follows “%s” by itself.", up))
		}
		return
	}
	code := newScript()
	if err := c.moving(code, t); err != nil {
		for _, x := range claims {
			x.gap(err.Error())
		}
		return
	}
	name := t.Label() + ": order of stages"
	code.add(0, "forbidden = {")
	for i := -1; i < len(t.Stages); i++ {
		for j := range t.Stages {
			if why := c.forbids(t, i, j); why != "" {
				from := "None"
				if i >= 0 {
					from = pyexpr.Number(float64(i))
				}
				code.add(1, "(%s, %s): %s,", from, pyexpr.Number(float64(j)), pyexpr.Quote(why))
			}
		}
	}
	code.add(0, "}")
	code.add(0, "if was != now and (was, now) in forbidden:")
	code.add(1, "sc_no.append(forbidden[(was, now)])")
	model := c.names.model(t.Object)
	c.automation(t.Block.Base(), "order", name, model, false, providers.Values{"trigger": "on_create_or_write", "watches": watching(model, c.moves(t)...),
		"description": "Refuses moves against the order of stages."}, code)
	for _, x := range claims {
		x.refusedBy(name)
	}
}

func ended(s *schema.Stage) bool { return s.Outcome != "" && s.Outcome != "holding" }

// aside tells whether a stage is beside the path rather than a step of it.
func aside(s *schema.Stage) bool {
	return s.Outcome == "lost" || s.Outcome == "disqualified" || s.Outcome == "holding"
}

// forbids says why a record may not go from one place to another; -1 is outside the flow. "" when it may.
func (c *compiler) forbids(t *schema.Track, i, j int) string {
	if i == j {
		return ""
	}
	to := t.Stages[j]
	along, recycles, outcome := false, false, false
	for _, h := range c.a.Handoffs {
		starts := i >= 0 && h.From == t.Stages[i].Address
		if other := c.a.Track(h.From); i < 0 && other != nil && other.Address != t.Address {
			starts = true
		}
		if !starts {
			continue
		}
		if h.To == to.Address {
			along, recycles = true, recycles || h.Recycle
		}
		if slices.ContainsFunc(h.Outcomes, func(o *schema.HandoffOutcome) bool { return o.To == to.Address }) {
			outcome = true
		}
	}
	if outcome && !along { // an outcome counts where no handoff leads the same way
		along, recycles = true, true
	}
	if i >= 0 {
		from := t.Stages[i]
		if ended(from) && !recycles && !(j > i && along) {
			return fmt.Sprintf("“%s” ends %s; a record leaves it only along a handoff that recycles, and there is none to “%s”.", schema.Title(from), t.Label(), schema.Title(to))
		}
		if j < i && t.ForwardOnly && !recycles && !aside(to) {
			return fmt.Sprintf("%s only goes forward, and “%s” comes before “%s”.", t.Label(), schema.Title(to), schema.Title(from))
		}
	}
	if !t.NoSkip || along || aside(to) || j <= i {
		return ""
	}
	var skipped []string
	for _, s := range t.Stages[i+1 : j] {
		if !aside(s) {
			skipped = append(skipped, "“"+schema.Title(s)+"”")
		}
	}
	if skipped == nil {
		return ""
	}
	return fmt.Sprintf("%s leaves no stage out; before “%s” comes %s.", t.Label(), schema.Title(to), strings.Join(skipped, ", "))
}
