package sandbox

import (
	"slices"
	"time"
)

// seedMove is a move of a made-up record; places of stages in their track, -1 for none.
type seedMove struct {
	track, from, to int
	at              time.Time
}

// path makes up how the record came to where it is: into each lifecycle or pipeline and on through the stages before its own, in the
// time until it entered that. What was lost or put on hold came some of the way. It draws after all else, so that it changes nothing.
func (g *seedGen) path() {
	rec := g.rec
	rec.moves = rec.moves[:0]
	begin := rec.created
	for t, at := range rec.stages {
		if at < 0 {
			continue
		}
		var way []int
		for i, s := range rec.object.tracks[t].Stages[:at] {
			if s.Outcome == "" {
				way = append(way, i)
			}
		}
		if o := rec.object.tracks[t].Stages[at].Outcome; len(way) > 0 && o != "" && o != "won" {
			way = way[:1+g.r.IntN(len(way))]
		}
		way = append(way, at)
		times := make([]time.Time, len(way))
		for i := range times {
			times[i] = begin.Add(time.Duration(g.r.Float64() * float64(rec.entered[t].Sub(begin)))).Truncate(time.Minute)
		}
		slices.SortFunc(times, time.Time.Compare)
		times[len(way)-1] = rec.entered[t]
		from := -1
		for i, to := range way {
			rec.moves = append(rec.moves, seedMove{t, from, to, times[i]})
			from = to
		}
		begin = rec.entered[t]
	}
}

// detail is what the history says of a move.
func (m seedMove) detail(s *seedObject) string {
	t := s.tracks[m.track]
	b := append([]byte(`{"track":`), quoteJSON(t.Address)...)
	b = append(b, `,"from":`...)
	if m.from < 0 {
		b = append(b, `""`...)
	} else {
		b = append(b, quoteJSON(t.Stages[m.from].Address)...)
	}
	b = append(b, `,"to":`...)
	b = append(b, quoteJSON(t.Stages[m.to].Address)...)
	return string(append(b, '}'))
}
