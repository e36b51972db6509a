package providers

import (
	"cmp"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Step adds a manual step; before says that it comes before the apply. What is done on the same page for the same reason
// is one step for all blocks that ask for it, under one title: what they share is said once.
func (c *Compiled) Step(origin schema.Address, before bool, title, why string, steps ...string) {
	i := slices.IndexFunc(c.Manual, func(m ManualStep) bool {
		return m.Title == title && m.Why == why && m.Before == before
	})
	if i < 0 {
		c.Manual = append(c.Manual, ManualStep{Origin: origin, Title: title, Steps: steps, Why: why, Before: before})
		return
	}
	m := &c.Manual[i]
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

// SortSteps brings manual steps in the order in which people work them off: those before the apply first.
func (c *Compiled) SortSteps() {
	page := func(m ManualStep) int {
		return slices.IndexFunc(pages, func(kinds []string) bool { return slices.Contains(kinds, m.Origin.Kind()) })
	}
	first := func(m ManualStep) int {
		if m.Before {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(c.Manual, func(x, y ManualStep) int {
		return cmp.Or(first(x)-first(y), page(x)-page(y))
	})
}
