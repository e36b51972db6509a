package audit

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// owners asks for one active owner of each record that stands in a stage. No owner is missed where the stage belongs to nobody: one that
// rolls others up, or means the same as another.
func (c *crm) owners(t *tally, p *population) {
	for _, r := range p.judged {
		stands, broken := false, false
		for i, track := range p.tracks {
			if r.at[i].rank < 0 {
				continue
			}
			stands = true
			stage := track.Stages[r.at[i].rank]
			kind, what := c.ownerOf(r, stage)
			if kind == "" {
				continue
			}
			broken = true
			todo := "Give the records to somebody who is active."
			if stage.Owner != "" {
				todo = fmt.Sprintf("%s belongs to %s: give the records to somebody there who is active.", schema.Title(stage), c.called(stage.Owner))
			}
			if kind == OwnerUnlisted {
				todo += " If the owner works here, add the person to the directory."
			}
			t.find(r, kind, stage.Address, what, todo, "")
		}
		if stands {
			t.Looked++
		}
		if broken {
			t.Broken++
		}
	}
}

// ownerOf is what is wrong with the owner of a record in a stage; "" is nothing.
func (c *crm) ownerOf(r *record, stage *schema.Stage) (Kind, string) {
	in := schema.Title(stage)
	switch {
	case r.owner == "" && !r.gone:
		if stage.Owner == "" {
			return "", ""
		}
		return NoOwner, fmt.Sprintf("A record in %s has no owner.", in)
	case r.gone:
		return OwnerGone, fmt.Sprintf("The owner of a record in %s is no longer active.", in)
	case engine.OwnerProblem(c.arch, r.owner) == "":
		return "", ""
	case engine.MemberOf(c.arch, r.owner) != nil:
		return OwnerGone, fmt.Sprintf("The owner of a record in %s is no longer active.", in)
	}
	return OwnerUnlisted, fmt.Sprintf("The owner of a record in %s is not in the directory.", in)
}
