package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// CRMConfiguration is what one CRM is configured with.
type CRMConfiguration struct {
	Name, Title string
	// Enforcement says how rules hold; nil when there are none.
	Enforcement *Enforcement

	compiled *providers.Compiled
}

// Enforcement lists rules, the strongest kept first.
type Enforcement struct {
	Counts string // "3 prevented, 1 manual"
	Rules  []EnforcedRule
}

// EnforcedRule says how one rule holds.
type EnforcedRule struct{ Where, Rule, Class, How string }

// classes in the order of their strength.
var classes = []providers.Class{providers.Prevented, providers.Corrected, providers.Detected, providers.Manual}

func crmConfigurationOf(c CRM) *CRMConfiguration {
	out := &CRMConfiguration{Name: c.Info.Name, Title: c.Info.Title, compiled: c.Compiled}
	if len(c.Compiled.Enforcement) == 0 {
		return out
	}
	e := &Enforcement{}
	counts := map[providers.Class]int{}
	rules := slices.Clone(c.Compiled.Enforcement)
	slices.SortStableFunc(rules, func(x, y providers.Enforcement) int {
		return cmp.Compare(slices.Index(classes, x.Class), slices.Index(classes, y.Class))
	})
	for _, r := range rules {
		counts[r.Class]++
		e.Rules = append(e.Rules, EnforcedRule{r.Address.Written(), r.Criterion, string(r.Class), r.How})
	}
	var parts []string
	for _, c := range classes {
		if counts[c] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[c], c))
		}
	}
	e.Counts = strings.Join(parts, ", ")
	out.Enforcement = e
	return out
}

// enforced says in a few words how CRMs keep the criterion at an address: "prevented in Sandbox CRM".
func (m *Model) enforced(addr schema.Address) string {
	var parts []string
	for _, c := range m.CRMs {
		for _, r := range c.compiled.Enforcement {
			if r.Address == addr {
				parts = append(parts, fmt.Sprintf("%s in %s", r.Class, c.Title))
			}
		}
	}
	return strings.Join(parts, ", ")
}
