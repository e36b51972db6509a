package schema

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var handoffRules = []func(*checker){checkHandoffOrder, checkHandoffFacts, checkRecycling, checkCarries}

func checkHandoffOrder(c *checker) {
	for _, h := range c.Handoffs {
		from, to := c.Track(h.From), c.Track(h.To)
		if from == nil || to == nil || from.Rank(h.From) < 0 || to.Rank(h.To) < 0 {
			continue
		}
		switch {
		case h.From == h.To:
			c.fail(diag.StageOrder, h, "to", fmt.Sprintf("%s leads from a stage to itself", h.Address),
				"A handoff joins two stages. Name the stage that receives the record.")
		case to.follows():
			c.fail(diag.Rollup, h, "to", fmt.Sprintf("%s cannot be moved to", h.To),
				"%s follows other records by itself. Hand over between the stages that it follows.", to.Address)
		case from.Address == to.Address && to.Rank(h.To) < from.Rank(h.From) && from.ForwardOnly && !h.Recycle:
			c.fail(diag.StageOrder, h, "to", fmt.Sprintf("%s leads backward", h.Address),
				"%s is forward_only, and %s comes before %s. Mark the handoff with recycle = true, or turn it round.", from.Address, h.To, h.From)
		}
	}
}

// checkHandoffFacts keeps to facts that the records at hand have.
func checkHandoffFacts(c *checker) {
	for _, h := range c.Handoffs {
		from, to := c.Track(h.From), c.Track(h.To)
		if from == nil || to == nil {
			continue
		}
		objects := []string{from.Object, to.Object}
		if h.Creates != "" {
			objects = append(objects, h.Creates.Name())
		}
		for _, f := range h.Owes {
			c.reachable(h, "owes", f, objects...)
		}
		for _, o := range h.Outcomes {
			for _, f := range o.Requires {
				c.reachable(o, "requires", f, objects...)
			}
		}
	}
}

func checkRecycling(c *checker) {
	for _, h := range c.Handoffs {
		to := Find[Stage](c.Architecture, h.To)
		if h.Recycle && h.Reasons == "" && (to == nil || to.Reasons == "") {
			c.fail(diag.RecycleReasons, h, "recycle", fmt.Sprintf("%s recycles records without saying why", h.Address),
				"Add reasons = reasons.NAME, so that every record that goes back carries a coded reason.")
		}
	}
}

func checkCarries(c *checker) {
	for _, h := range c.Handoffs {
		for _, y := range h.Carries {
			from, to := Find[Field](c.Architecture, y.From), Find[Field](c.Architecture, y.To)
			if from == nil || to == nil {
				continue
			}
			if y.From == y.To {
				c.fail(diag.BadValue, y, "to", fmt.Sprintf("%s is carried to itself", y.From.Written()), "Name the field of the other record that receives the fact.")
				continue
			}
			f, t := from.Type.Expr().Kind, to.Type.Expr().Kind
			if text := to.Type.Kind == "text" || to.Type.Kind == "long_text"; f != t && !text {
				c.fail(diag.WrongType, y, "to", fmt.Sprintf("%s cannot receive %s", y.To.Written(), y.From.Written()),
					"The first is %s, the second %s. Carry a fact to a field of the same type, or to a text.", to.Type, from.Type)
			}
		}
	}
}
