package salesforce

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// claimKey is something that a stage demands, as the enforcement has it.
type claimKey struct {
	at        schema.Address
	criterion string
}

// staleClaim is the claim that records do not stay in a stage for too long.
func staleClaim(s *schema.Stage) claimKey {
	return claimKey{s.Address, "no longer than " + s.StaleAfter.String() + " in the stage"}
}

// knownClaim is the claim that a fact has a value.
func (c *compiler) knownClaim(at, fact schema.Address) claimKey {
	return claimKey{at, schema.Title(c.a.Lookup(fact)) + " is known"}
}

// detects notes that a report lists the records of one object of the org that break a demand.
func (c *compiler) detects(d claimKey, report string) {
	if c.reported == nil {
		c.reported = map[claimKey][]string{}
	}
	c.reported[d] = append(c.reported[d], report)
}

// detected raises the class of what is left to people where reports list all records that break it: on every object of the org
// that the records of the stage are.
func (c *compiler) detected() {
	for i := range c.out.Enforcement {
		e := &c.out.Enforcement[i]
		by := c.reported[claimKey{e.Address, e.Criterion}]
		if e.Class != providers.Manual || len(by) == 0 || len(by) < len(c.homeOf[c.a.Track(e.Address).Address]) {
			continue
		}
		what := "The report “%s” lists the records that break it."
		if len(by) > 1 {
			what = "The reports “%s” list the records that break it."
		}
		e.Class, e.How = providers.Detected, strings.TrimSpace(e.How+" "+fmt.Sprintf(what, strings.Join(by, "” and “")))
	}
}
