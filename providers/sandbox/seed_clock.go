package sandbox

import (
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// seedSet is when a field got its value; -1 stands for the owner.
type seedSet struct {
	field int
	at    time.Time
}

// seedRaised is a clock that ran out and of which somebody was told then.
type seedRaised struct {
	sla          schema.Address
	started, due time.Time
}

// late tells whether the record is one of the one in ten that let a clock run out.
func (g *seedGen) late(s *schema.SLA) bool {
	return mix(g.p.seed^hash64(string(s.Address)), g.rec.object.stream^uint64(g.rec.i))%10 == 0
}

// limit is how long a clock may run that starts at a time; false when it does not concern the record.
func (g *seedGen) limit(s *schema.SLA, from time.Time) (time.Duration, bool) {
	l, err := engine.Due(g.p.a, s, g.engineRecord(), from)
	return l.Due.Sub(from), err == nil && l.Applies
}

// pace brings moves that start a clock as near to the move that stops it as the clock permits, from the last one back; where the record is
// still in the stage, near to now. A move that comes later makes no other clock run out that a later move stops.
func (g *seedGen) pace() {
	rec := g.rec
	for i := len(rec.moves) - 1; i >= 0; i-- {
		m := &rec.moves[i]
		for _, s := range g.startedBy(rec.object.tracks[m.track].Stages[m.to].Address) {
			share := g.r.Float64()
			j, stops := g.stoppedBy(i, s)
			if g.late(s) || !stops || g.answered(s) {
				continue
			}
			end := g.p.now
			if j < len(rec.moves) {
				end = rec.moves[j].at
			} else if i < len(rec.moves)-1 {
				continue // it went on in another flow, and this clock is not seen to stop
			}
			length, concerns := g.limit(s, m.at)
			if !concerns || !m.at.Add(length).Before(end) {
				continue
			}
			// Over a night or a weekend a limit in working hours is longer than it is by day.
			for ; length > time.Minute; length /= 4 {
				from := end.Add(-max(time.Minute, time.Duration(share*float64(length)))).Truncate(time.Minute)
				if l, _ := g.limit(s, from); !from.Add(l).Before(end) {
					g.delay(i, j, from, end)
					break
				}
			}
		}
	}
}

// delay puts the moves from i on, up to the one at j, between two times.
func (g *seedGen) delay(i, j int, from, end time.Time) {
	rec := g.rec
	for k := i; k < j && k < len(rec.moves); k++ {
		if at := from.Add(end.Sub(from) * time.Duration(k-i) / time.Duration(j-i)).Truncate(time.Minute); at.After(rec.moves[k].at) {
			rec.moves[k].at = at
		}
	}
	if last := len(rec.moves) - 1; j > last { // it is how long the record has been where it is
		at := rec.moves[last].at
		rec.entered[rec.moves[last].track] = at
		if at.After(rec.updated) {
			rec.updated = at
			if !rec.active.IsZero() {
				rec.active = at
			}
		}
	}
}

// startedBy lists the clocks that entering a stage starts, with those that start when one of them is answered by a field of the record.
func (g *seedGen) startedBy(stage schema.Address) []*schema.SLA {
	out := slices.Clone(g.p.clocks[stage])
	for _, s := range g.p.clocks[stage] {
		if s.Stops.Kind == "set" && strings.HasPrefix(string(s.Stops.Target), "field."+g.rec.object.name+".") {
			out = append(out, g.p.clocks[s.Stops.Target]...)
		}
	}
	return out
}

// stoppedBy is the move after move i of the same flow that stops a clock, the number of moves where none has so far; false for a clock that
// a field of the record itself stops.
func (g *seedGen) stoppedBy(i int, s *schema.SLA) (j int, ok bool) {
	moves := g.rec.moves
	switch s.Stops.Kind {
	case "set", "changed":
		return len(moves), !strings.HasPrefix(string(s.Stops.Target), "field."+g.rec.object.name+".")
	case "entering", "leaving":
		track := g.rec.object.tracks[moves[i].track]
		for j = i + 1; j < len(moves) && moves[j].track == moves[i].track; j++ {
			there := moves[j].to
			if s.Stops.Kind == "leaving" {
				there = moves[j].from
			}
			if track.Stages[there].Address == s.Stops.Target {
				return j, true
			}
		}
	}
	return len(moves), true
}

// keepClocks makes up what fields of the record stop the clocks that it starts, in time for nine in ten.
func (g *seedGen) keepClocks() {
	rec := g.rec
	rec.sets, rec.raised = rec.sets[:0], rec.raised[:0]
	g.answer()
	for i := range rec.moves {
		m := &rec.moves[i]
		stage := rec.object.tracks[m.track].Stages[m.to].Address
		for _, r := range g.p.a.Routings {
			if r.Trigger.Kind == "entering" && r.Trigger.Target == stage && r.AssignedAt != "" && g.set(r.AssignedAt, m.at) {
				g.keep(r.AssignedAt, i, m.at)
			}
		}
		g.keep(stage, i, m.at)
	}
	for f, field := range rec.object.fields { // what the record was made with
		if rec.vals[f] == nil || slices.ContainsFunc(rec.sets, func(x seedSet) bool { return x.field == f }) {
			continue
		}
		from := rec.created
		if at := g.setBefore(field.Address); !at.IsZero() && g.set(field.Address, at) {
			from = at
		}
		g.keep(field.Address, -1, from)
	}
}

// setBefore is when a field got its value that starts a clock which a move stops: as long before the move as the clock permits. Zero where
// there is no such move.
func (g *seedGen) setBefore(field schema.Address) time.Time {
	for _, s := range g.p.clocks[field] {
		for _, m := range g.rec.moves {
			if s.Stops.Kind != "entering" || g.rec.object.tracks[m.track].Stages[m.to].Address != s.Stops.Target || g.late(s) {
				continue
			}
			length, _ := g.limit(s, m.at)
			for at := m.at.Add(-length / 2).Truncate(time.Minute); at.Before(m.at); at = at.Add(m.at.Sub(at)/2 + time.Minute).Truncate(time.Minute) {
				if l, concerns := g.limit(s, at); concerns && !at.Add(l).Before(m.at) && at.After(g.rec.created) {
					return at
				}
			}
		}
	}
	return time.Time{}
}

// keep stops the clocks that a stage or field starts at a time, which comes after a move; -1 is before all. Of most that ran out somebody
// was told.
func (g *seedGen) keep(start schema.Address, after int, from time.Time) {
	for _, s := range g.p.clocks[start] {
		share, told := g.r.Float64(), g.r.IntN(5) > 0
		l, err := engine.Due(g.p.a, s, g.engineRecord(), from)
		if err != nil || !l.Applies {
			continue
		}
		own := (s.Stops.Kind == "set" || s.Stops.Kind == "changed") && strings.HasPrefix(string(s.Stops.Target), "field."+g.rec.object.name+".")
		if own && !g.late(s) {
			end := l.Due
			if next := after + 1; next > 0 && next < len(g.rec.moves) && g.rec.moves[next].at.Before(end) {
				end = g.rec.moves[next].at // what a stage asks for is there when it is left
			}
			at := from.Add(time.Minute + time.Duration(share*float64(end.Sub(from)-time.Minute))).Truncate(time.Minute)
			if at.After(g.p.now) || at.After(l.Due) || at.Before(from) {
				continue
			}
			if g.set(s.Stops.Target, at) {
				g.keep(s.Stops.Target, after, at)
			}
			continue
		}
		if told && !l.Due.After(g.p.now) && !g.answered(s) && g.runsOut(s, after, own, l.Due) {
			g.rec.raised = append(g.rec.raised, seedRaised{s.Address, from, l.Due})
		}
	}
}

// runsOut tells whether no move stops a clock in time.
func (g *seedGen) runsOut(s *schema.SLA, after int, own bool, due time.Time) bool {
	if own {
		return true
	}
	for i, m := range g.rec.moves {
		stages := g.rec.object.tracks[m.track].Stages
		hit := s.Stops.Kind == "entering" && stages[m.to].Address == s.Stops.Target ||
			s.Stops.Kind == "leaving" && m.from >= 0 && stages[m.from].Address == s.Stops.Target
		if i > after && hit && !m.at.After(due) {
			return false
		}
	}
	return true
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
