package audit

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// facts asks for what each record's stage needs: it lets the engine judge the last move of the record anew, as it is now, and keeps what
// is refused because a value is missing.
func (c *crm) facts(t *tally, p *population) {
	for i, track := range p.tracks {
		stands := 0
		for _, r := range p.judged {
			if r.at[i].rank < 0 {
				continue
			}
			stands++
			t.Looked++
			if c.factsOf(t, r, i) {
				t.Broken++
			}
		}
		if !p.kept.Moves[track.Address] {
			t.unknown(stands, "%s does not keep from where records came to their stage in %s, so that what handoffs owe is not asked for", c.title, track.Label())
		}
	}
}

func (c *crm) factsOf(t *tally, r *record, track int) (broken bool) {
	p := r.of
	stage := p.stageAt(track, r.at[track].rank)
	from, since, moved := int16(nowhere), r.at[track].entered, false
	if m := r.lastMove(track); m != nil && m.to == r.at[track].rank { // else it came here past the history
		from, since, moved = m.from, m.at, true
	}
	flow := p.tracks[track].Address
	before := placed(c.see(r, present, around), flow, p.stageAt(track, from))
	if moved && from == nowhere && c.reach.crossed[stage] {
		before = c.beside(before, r, stage, since)
	}
	for _, x := range engine.Move(c.arch, before, stage, engine.MoveOptions{Now: c.now}) {
		if len(x.Missing) == 0 || x.Kind == engine.Owner || x.Kind == engine.Reason && moved {
			continue // owners are a check of their own, and a reason belongs to the move
		}
		elsewhere, absent := c.hidden(p.object, x.Missing)
		switch {
		case len(elsewhere) == len(x.Missing):
			t.unsure(r, "%s: whether %s is known stands in another CRM", c.called(stage), diag.Join(elsewhere, "and"))
		case len(elsewhere)+len(absent) == len(x.Missing):
			t.unsure(r, "%s: %s does not show %s", c.called(stage), c.title, diag.Join(append(absent, elsewhere...), "and"))
		default:
			broken = true
			var names []string
			for _, f := range x.Missing {
				names = append(names, c.called(f))
			}
			detail := ""
			if since != 0 {
				detail = "in the stage since " + moment(since)
			}
			t.find(r, FactMissing, x.Address, x.Message,
				fmt.Sprintf("Fill in %s, or move the records to the stage that fits what is known of them.", diag.Join(names, "and")), detail)
		}
	}
	return broken
}

// beside is a record that entered a flow at a time, with the related records in the stages in which they were then: along which handoff it came
// hangs on them. One write may have moved both, so that the moment before counts where there was no handoff.
func (c *crm) beside(e *engine.Record, r *record, stage schema.Address, at int64) *engine.Record {
	var out *engine.Record
	for _, at := range []int64{at, at - 1} {
		out = e.Clone()
		clear(out.Related)
		for _, x := range r.links {
			if c.reach.to[r.of.object][x.of.object] && x.created <= at {
				n := *c.see(x, present, further)
				n.Stages = x.stages(at)
				out.Related[x.of.object] = append(out.Related[x.of.object], &n)
			}
		}
		if hs, os := engine.HandoffsFor(c.arch, out, stage, c.now); len(hs)+len(os) > 0 {
			break
		}
	}
	return out
}

// lastMove is the last move of a record in a track; nil for none.
func (r *record) lastMove(track int) (last *move) {
	for i := range r.moves {
		if int(r.moves[i].track) == track {
			last = &r.moves[i]
		}
	}
	return last
}

// hidden are those facts that this CRM cannot show for a record of an object: of records that live elsewhere or could not be read, and
// what it does not hold.
func (c *crm) hidden(own string, fields []schema.Address) (elsewhere, absent []string) {
	for _, f := range fields {
		object := fieldObject(f)
		if p := c.populations[object]; p == nil {
			elsewhere = append(elsewhere, c.called(f))
		} else if p.failed && object != own || p.kept.Absent[f.Name()] {
			absent = append(absent, c.called(f))
		}
	}
	slices.Sort(elsewhere)
	slices.Sort(absent)
	return elsewhere, absent
}
