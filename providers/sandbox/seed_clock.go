package sandbox

import (
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// seedSet is when a field got its value; -1 stands for the owner.
type seedSet struct {
	field int
	at    time.Time
}

// keepClocks makes up what stops the clocks that the record starts, in time for nine in ten. What is to happen on other records, or
// has to be a last move, it leaves alone.
func (g *seedGen) keepClocks() {
	rec := g.rec
	rec.sets = rec.sets[:0]
	for i := range rec.moves {
		m := &rec.moves[i]
		stage := rec.object.tracks[m.track].Stages[m.to].Address
		for _, r := range g.p.a.Routings {
			if r.Trigger.Kind == "entering" && r.Trigger.Target == stage && r.AssignedAt != "" {
				g.set(r.AssignedAt, m.at)
			}
		}
		g.keep(stage, i, m.at)
	}
	for f, field := range rec.object.fields { // what the record was made with
		if rec.vals[f] != nil && !slices.ContainsFunc(rec.sets, func(x seedSet) bool { return x.field == f }) {
			g.keep(field.Address, -1, rec.created)
		}
	}
}

// keep stops the clocks that a stage or field starts at a time, which comes after a move; -1 is before all.
func (g *seedGen) keep(start schema.Address, after int, from time.Time) {
	for _, s := range g.p.clocks[start] {
		late, share := g.r.IntN(10) == 0, g.r.Float64()
		l, err := engine.Due(g.p.a, s, g.engineRecord(), from)
		if err != nil || !l.Applies || late {
			continue
		}
		at := from.Add(time.Minute + time.Duration(share*float64(l.Due.Sub(from)-time.Minute))).Truncate(time.Minute)
		if at.After(g.p.now) || at.After(l.Due) {
			continue
		}
		switch s.Stops.Kind {
		case "set", "changed":
			if g.set(s.Stops.Target, at) {
				g.keep(s.Stops.Target, after, at)
			}
		case "entering", "leaving":
			g.hurry(after, s.Stops, at)
		}
	}
}

// set gives a field of the record a value at a time; times are that time. A field gets one only once, and it tells whether.
func (g *seedGen) set(field schema.Address, at time.Time) bool {
	rec := g.rec
	f := -1
	if field != schema.FieldAddress(rec.object.name, "owner") {
		var ok bool
		if f, ok = rec.object.index[field.Name()]; !ok || rec.object.fields[f].Address != field || rec.object.fields[f].computed {
			return false
		}
	} else if rec.owner == "" {
		return false
	}
	if slices.ContainsFunc(rec.sets, func(x seedSet) bool { return x.field == f }) {
		return false
	}
	if f >= 0 {
		switch rec.object.fields[f].Type.Kind {
		case "date":
			rec.vals[f] = at.Format(time.DateOnly)
		case "datetime":
			rec.vals[f] = at.UTC().Format(time.RFC3339)
		default:
			if rec.vals[f] == nil {
				rec.vals[f] = rec.object.fields[f].make(g)
			}
		}
	}
	rec.sets = append(rec.sets, seedSet{f, at})
	if at.After(rec.updated) {
		rec.updated = at
	}
	return true
}

// hurry brings the moves after a move forward, so that one that enters or leaves a stage of its track happens by a time. When the
// record entered the stage that it is in stays as it is.
func (g *seedGen) hurry(i int, stop schema.Event, by time.Time) {
	if i < 0 {
		return
	}
	moves := g.rec.moves
	track := g.rec.object.tracks[moves[i].track]
	for j := i + 1; j+1 < len(moves) && moves[j].track == moves[i].track && moves[j+1].track == moves[i].track; j++ {
		there := moves[j].to
		if stop.Kind == "leaving" {
			there = moves[j].from
		}
		if track.Stages[there].Address != stop.Target {
			continue
		}
		if by.Before(moves[j].at) {
			for k := i + 1; k <= j; k++ {
				moves[k].at = moves[i].at.Add(by.Sub(moves[i].at) * time.Duration(k-i) / time.Duration(j-i)).Truncate(time.Minute)
			}
		}
		return
	}
}
