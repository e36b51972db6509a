package sandbox

import (
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// seedMove is a move of a made-up record; places of stages in their track, -1 for none.
type seedMove struct {
	track, from, to int
	at              time.Time
}

// path makes up how the record came to where it is: into each lifecycle or pipeline and on through the stages before its own, in the
// time until it entered that. What was lost or put on hold came some of the way.
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

// notes are the entries of the history about what happened to the record, oldest first.
func (g *seedGen) notes() []seedNote {
	rec := g.rec
	var out []seedNote
	for _, m := range rec.moves {
		t := rec.object.tracks[m.track]
		detail := map[string]any{"track": t.Address, "from": "", "to": t.Stages[m.to].Address}
		if m.from >= 0 {
			detail["from"] = t.Stages[m.from].Address
		}
		if code := g.reason(t.Stages[m.to]); code != "" {
			detail["reason"] = code
		}
		out = append(out, seedNote{m.at, "moved", detail})
	}
	for _, x := range rec.sets {
		switch {
		case x.field < 0:
			out = append(out, seedNote{x.at, "owner", map[string]any{"old": "", "new": rec.owner}})
		case rec.vals[x.field] != nil: // else it is what the record lacks on purpose
			out = append(out, seedNote{x.at, "changed", map[string]any{"field": rec.object.fields[x.field].Name, "old": nil, "new": rec.vals[x.field]}})
		}
	}
	for _, x := range rec.raised {
		detail := map[string]any{"sla": x.sla, "step": 1, "at": x.due}
		out = append(out, seedNote{x.due, "escalated", detail})
	}
	slices.SortStableFunc(out, func(a, b seedNote) int { return a.at.Compare(b.at) })
	return out
}

// reason is the code that a move into a stage is given; "" where it asks for none.
func (g *seedGen) reason(s *schema.Stage) string {
	list := schema.Find[schema.Reasons](g.p.a, s.Reasons)
	if list == nil {
		return ""
	}
	if field := engine.ReasonField(list, g.rec.object.name); field == schema.FieldAddress(g.rec.object.name, field.Name()) {
		if f, ok := g.rec.object.index[field.Name()]; ok {
			code, _ := g.rec.vals[f].(string)
			return code
		}
	}
	return list.Codes[g.rec.i%len(list.Codes)].Name
}
