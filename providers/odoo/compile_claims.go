package odoo

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// claim is something that the architecture demands, and what becomes of it.
type claim struct {
	at        schema.Address
	criterion string
	by        []string // automations that refuse what breaks it
	gaps      []string // what none refuses, and why
	notes     []string // what to know about it
	found     string   // what finds records that break it, where none is refused
}

// claim is what a block demands; the same one each time.
func (c *compiler) claim(at schema.Address, criterion string) *claim {
	for _, x := range c.claims {
		if x.at == at && x.criterion == criterion {
			return x
		}
	}
	x := &claim{at: at, criterion: criterion}
	c.claims = append(c.claims, x)
	return x
}

func (x *claim) refusedBy(automation string) {
	if !slices.Contains(x.by, automation) {
		x.by = append(x.by, automation)
	}
}

// gap says what is refused nowhere.
func (x *claim) gap(why string) {
	if why = sentence(why); !slices.Contains(x.gaps, why) {
		x.gaps = append(x.gaps, why)
	}
}

func (x *claim) detect(by string) { x.found = by }

func (x *claim) note(what string) {
	if !slices.Contains(x.notes, what) {
		x.notes = append(x.notes, what)
	}
}

// sentence begins with a capital and ends with a stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return compiling.Stop(strings.ToUpper(s[:1]) + s[1:])
}

// settle gives every claim its class. What an automation refuses is refused on every way into Odoo: in forms, imports, and
// over the API.
func (c *compiler) settle() {
	for _, x := range c.claims {
		class, how := providers.Prevented, strings.Join(x.notes, " ")
		made := "The rule “" + strings.Join(x.by, "” and “") + "” refuses it."
		switch {
		case x.found != "":
			class, how = providers.Detected, x.found
		case len(x.gaps) > 0:
			class = providers.Manual
			if how = strings.Join(x.gaps, " "); len(x.by) > 0 {
				how = strings.TrimSuffix(made, ".") + ", but not always. " + how
			}
		case len(x.by) > 0:
			how = strings.TrimSpace(made + " " + how)
		case how == "":
			how = "No record can break it."
		}
		c.enforcement(x.at, x.criterion, class, how)
	}
}

// leftToPeople classes what automations would do where none are made.
func (c *compiler) leftToPeople() {
	for i, e := range c.out.Enforcement {
		if e.Class != providers.Manual && (strings.Contains(e.How, "rule “") || strings.Contains(e.How, "automation")) {
			c.out.Enforcement[i].Class, c.out.Enforcement[i].How = providers.Manual, "People look after it: the crm block says scope = \"structure\", and no automations are made."
		}
	}
}
