package sandbox

import (
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// answer is what a made-up record does for a clock of the record that it hangs on: it is created, or one of its fields gets a value.
type answer struct {
	sla *schema.SLA
	// from is when the clock started, by is when it ran out.
	from, by time.Time
}

// objectOf is the object of whose records an event tells: of a field or the creation of one; "" for others.
func objectOf(e schema.Event) string {
	switch e.Kind {
	case "set", "changed":
		if _, _, l := e.Target.Split(); len(l) == 2 {
			return l[0]
		}
	case "created":
		return e.Target.Name()
	}
	return ""
}

// answers are the clocks of the record that this one hangs on which it stops in time.
func (g *seedGen) answers() []answer {
	up := g.parent
	if up == nil || up.last < 0 {
		return nil
	}
	var out []answer
	for _, m := range up.rec.moves {
		for _, s := range g.p.clocks[up.rec.object.tracks[m.track].Stages[m.to].Address] {
			if objectOf(s.Stops) != g.rec.object.name || up.late(s) {
				continue
			}
			if length, concerns := up.limit(s, m.at); concerns {
				out = append(out, answer{s, m.at, m.at.Add(length)})
			}
		}
	}
	return out
}

// answered tells whether a record that hangs on this one stops a clock of it.
func (g *seedGen) answered(s *schema.SLA) bool {
	child, here := g.p.byName[objectOf(s.Stops)], g.rec.object
	if child == nil || child.parent != here || g.late(s) {
		return false
	}
	for c := max(0, g.rec.i*child.n/max(here.n, 1)-2); c < child.n && c <= (g.rec.i+1)*child.n/max(here.n, 1)+1; c++ {
		if g.p.parentOf(child, c) == g.rec.i {
			return true
		}
	}
	return false
}

// begin is when a record is created that answers a clock: in the first third of its time, so that what is to happen on it fits in.
func (g *seedGen) begin() {
	for _, a := range g.answers() {
		at := a.from.Add(time.Duration(g.r.Float64() * float64(a.by.Sub(a.from)) / 3)).Truncate(time.Minute)
		if at = at.Add(time.Minute); at.Before(g.p.now) && !at.After(a.by) {
			g.rec.created = at
		}
	}
}

// answer gives the fields of the record that stop a clock of another their values in time.
func (g *seedGen) answer() {
	for _, a := range g.answers() {
		share := g.r.Float64()
		if a.sla.Stops.Kind == "created" {
			continue
		}
		from := a.from
		if g.rec.created.After(from) {
			from = g.rec.created
		}
		at := from.Add(time.Duration(share * float64(a.by.Sub(from)))).Truncate(time.Minute)
		if !at.Before(from) && !at.After(g.p.now) && g.set(a.sla.Stops.Target, at) {
			g.keep(a.sla.Stops.Target, -1, at)
		}
	}
}
