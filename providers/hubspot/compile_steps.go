package hubspot

import (
	"cmp"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// step adds a manual step; before says that it comes before the apply. What is done on the same page for the same reason
// is one step for all blocks that ask for it, under one title: what they share is said once.
func (c *compiler) step(origin schema.Address, before bool, title, why string, steps ...string) {
	i := slices.IndexFunc(c.out.Manual, func(m providers.ManualStep) bool {
		return m.Title == title && m.Why == why && m.Before == before
	})
	if i < 0 {
		c.out.Manual = append(c.out.Manual, providers.ManualStep{Origin: origin, Title: title, Steps: steps, Why: why, Before: before})
		return
	}
	m := &c.out.Manual[i]
	if origin != m.Origin && !slices.Contains(m.Also, origin) {
		m.Also = append(m.Also, origin)
	}
	for _, s := range steps {
		if !slices.Contains(m.Steps, s) {
			m.Steps = append(m.Steps, s)
		}
	}
}

// pages are the kinds of block whose manual steps are done one after the other, roughly by settings page: people, objects
// with their properties and pipelines, scores, workflows, what watches and counts.
var pages = [][]string{
	{"member", "team", "role", "queue"},
	{"lifecycle", "pipeline", "stage", "status", "field", "reasons", "approval"},
	{"scoring", "dimension"},
	{"routing", "handoff", "automation", "sequence", "sla", "calendar"},
	{"system", "hygiene"},
	{"metric", "dashboard", "goal"},
}

// sortSteps brings manual steps in the order in which people work them off: those before the apply first.
func sortSteps(list []providers.ManualStep) {
	page := func(m providers.ManualStep) int {
		return slices.IndexFunc(pages, func(kinds []string) bool { return slices.Contains(kinds, m.Origin.Kind()) })
	}
	first := func(m providers.ManualStep) int {
		if m.Before {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(x, y providers.ManualStep) int {
		return cmp.Or(first(x)-first(y), page(x)-page(y))
	})
}
