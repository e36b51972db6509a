package render

import (
	"github.com/stagecraft-dev/stagecraft/render/diagram"
)

// agreement are the documents in which people agree on what things mean.
var agreement = []kind{
	text(Kind{"definition-alignment", "Definition Alignment Document", "What every term and stage means, who owns it, how it is entered and left, and where the council signs.", toAgree}, "", nil),
	drawing(Kind{"architecture-diagram", "Lifecycle Architecture Diagram", "All stages in swimlanes by team, with every handoff.", toAgree}, "", func(m *Model) *Drawing {
		return &Drawing{Scene: diagram.Build(m.arch, m.Stamp())}
	}),
	text(Kind{"changelog", "Changelog", "What changed in meaning since the last version.", toAgree},
		"It compares two versions: give the earlier one with --since.", func(m *Model) bool { return m.Changes != nil }),
}
