package schema

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var workingRules = []func(*checker){checkQueues, checkExits, checkApprovals, checkHygiene}

func checkQueues(c *checker) {
	for _, q := range c.Queues {
		for _, k := range q.Order {
			if q.Object != "" {
				c.reachable(k, "by", k.By, q.Object.Name())
			}
		}
	}
}

func checkExits(c *checker) {
	for _, s := range c.Sequences {
		for _, e := range s.Exits {
			if e.On.IsZero() && e.When.IsZero() {
				c.fail(diag.MissingAttribute, e, "", fmt.Sprintf("%s never happens", e.Address),
					"Say which event (on) or condition (when) ends the sequence.")
			}
		}
	}
}

func checkApprovals(c *checker) {
	for _, p := range c.Approvals {
		if t := c.Track(p.Before); p.Before != "" && t != nil && t.Object != p.Object.Name() {
			c.fail(diag.WrongReference, p, "before", fmt.Sprintf("%s is not a stage of a %s", p.Before, p.Object.Name()),
				"%s approves records of %s; %s runs on object %q.", p.Address, p.Object, t.Address, t.Object)
		}
		for _, g := range p.Triggers {
			if g.When.IsZero() && g.Description == "" {
				c.fail(diag.MissingAttribute, g, "", fmt.Sprintf("%s says nothing", g.Address), "Give the condition (when), or a description that people go by.")
			}
		}
		for i, t := range p.Tiers {
			if t.When.IsZero() && t.Description == "" && i < len(p.Tiers)-1 {
				c.fail(diag.BadValue, t, "", fmt.Sprintf("%s hides the tiers after it", t.Address),
					"The first tier that applies decides, and one without when applies always. Give it a condition, or put it last.")
			}
		}
	}
}

func checkHygiene(c *checker) {
	for _, h := range c.Hygienes {
		for _, f := range h.DuplicateKeys {
			c.reachable(h, "duplicate_keys", f, h.Object.Name())
		}
		if h.CloseDate != "" {
			c.kindIs(h, "close_date", h.CloseDate, "a close date", "date", "datetime")
		}
		if h.CloseDatePush != "" && h.CloseDate == "" {
			c.fail(diag.MissingAttribute, h, "close_date_push", fmt.Sprintf("%s does not say which date is guarded", h.Address),
				"Add close_date = %s.NAME.", h.Object.Name())
		}
	}
}
