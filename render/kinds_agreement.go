package render

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/render/card"
	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

const needsInventory = "Declare system and source blocks, or an intake block in the architecture."

// agreement are the documents in which people agree on what things mean.
var agreement = []kind{
	text(Kind{"definition-alignment", "Definition Alignment Document", "What every term and stage means, who owns it, how it is entered and left, and where the council signs.", toAgree}, "", nil),
	referenceCard(Kind{"stage-reference-card", "Stage Reference Card", "All stages on one page: how each is entered, and who owns each transition.", toAgree},
		"Declare a lifecycle or a pipeline with stages."),
	drawing(Kind{"architecture-diagram", "Lifecycle Architecture Diagram", "All stages in swimlanes by team, with every handoff.", toAgree}, "", func(m *Model) *Drawing {
		return &Drawing{Scene: diagram.Build(m.arch, m.Stamp()), Sources: map[string]func() []byte{
			"mmd": func() []byte { return diagram.Mermaid(m.arch) }, "dot": func() []byte { return diagram.DOT(m.arch) }}}
	}),
	text(Kind{"contract-sheets", "Contract Sheets", "One sheet for each handoff: what is decided, which facts are owed, by whom and by when.", toAgree},
		"Declare handoff blocks.", func(m *Model) bool { return len(m.arch.Handoffs) > 0 }),
	text(Kind{"raci", "RACI Matrix", "Who is accountable, responsible, consulted and informed, and where nobody is.", toAgree},
		"Declare roles, and name them as owners or in raci blocks.", func(m *Model) bool { return len(m.arch.Roles) > 0 }),
	figured(Kind{"current-state", "Current State Audit", "How things work today, what is wrong with it, and what the architecture puts in its place.", toAgree},
		needsInventory, func(m *Model) bool { return m.CurrentState() != nil },
		func(m *Model) map[string]*diagram.Scene {
			if s := diagram.CurrentState(m.arch, ""); s != nil {
				return map[string]*diagram.Scene{"current-state.svg": s}
			}
			return nil
		}),
	drawing(Kind{"current-state-map", "Current State Map", "Systems, ways in, queues and stages as they work today, with what the inventory found.", toAgree},
		needsInventory, func(m *Model) *Drawing { return &Drawing{Scene: diagram.CurrentState(m.arch, m.Stamp())} }),
	text(Kind{"meeting-pack", "Meeting Pack", "Agenda, what changed, what is still assumed and whose word it waits for.", toAgree},
		"Declare stages, terms or handoffs.", func(m *Model) bool { return len(m.signoffs.Definitions) > 0 }),
	text(Kind{"governance", "Governance Handbook", "Who decides what, how a change becomes a release, and what must be true before the next phase.", toAgree}, "", nil),
	text(Kind{"completeness", "Completeness Report", "What the architecture has of everything that a complete one has, and what is missing.", toAgree}, "", nil),
	text(Kind{"maturity-matrix", "Maturity Matrix", "How far the company is in working by the architecture, capability by capability.", toAgree},
		"Declare capability blocks in the architecture.", func(m *Model) bool { return len(m.Capabilities()) > 0 }),
	text(Kind{"intake-form", "Intake Form", "What is asked before an architecture is drawn, with the answers given and room for the others.", toAgree}, "", nil),
	text(Kind{"changelog", "Changelog", "What changed in meaning since the last version.", toAgree},
		"It compares two versions: give the earlier one with --since.", func(m *Model) bool { return m.Changes != nil }),
}

// referenceCard is the kind of the card, which is laid out for the set's paper.
func referenceCard(k Kind, needs string) kind {
	return kind{k, needs, func(s *Set) diag.List {
		if !slices.ContainsFunc(s.Model.arch.Tracks(), func(t *schema.Track) bool { return len(t.Stages) > 0 }) {
			return nil
		}
		scene, diags := card.Build(s.Model.arch, card.Options{Paper: s.Paper, Stamp: s.Model.Stamp(), Organisation: s.Theme.Organisation,
			Accent: s.Theme.Accent, Fonts: s.Theme.Fonts})
		if scene != nil {
			s.draw(k, &Drawing{Scene: scene, OnPaper: true})
		}
		return diags
	}}
}
