package sandbox

import (
	"strconv"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// score computes the scores of the record and writes them into their fields.
func (g *seedGen) score() {
	s := g.rec.object
	if len(s.scorings) == 0 {
		return
	}
	rec := g.engineRecord()
	put := func(field schema.Address, v any) {
		if _, _, l := field.Split(); len(l) == 2 && l[0] == s.name {
			if f, ok := s.index[l[1]]; ok {
				g.rec.vals[f] = v
			}
		}
	}
	for _, sc := range s.scorings {
		res := engine.Score(g.p.a, sc, rec, g.p.now)
		for _, d := range res.Dimensions {
			put(d.Field, rounded(d.Points))
		}
		put(sc.Total, rounded(res.Total))
		for _, b := range res.Bands {
			if b.Band != "" {
				put(b.Field, b.Band)
			}
		}
	}
}

// engineRecord shows the record, and those that it hangs on, to the engine.
func (g *seedGen) engineRecord() *engine.Record {
	r := g.rec
	rec := &engine.Record{ID: strconv.FormatInt(r.object.first+int64(r.i), 10), Object: r.object.name, Owner: r.owner,
		Fields: make(map[string]any, len(r.vals)+3), Stages: map[schema.Address]schema.Address{}}
	for f, v := range r.vals {
		if v != nil {
			rec.Fields[r.object.fields[f].Name] = v
		}
	}
	rec.Fields["created_at"], rec.Fields["updated_at"] = r.created, r.updated
	if !r.active.IsZero() {
		rec.Fields["last_activity_at"] = r.active
	}
	for t, at := range r.stages {
		if at >= 0 {
			rec.Stages[r.object.tracks[t].Address] = r.object.tracks[t].Stages[at].Address
		}
	}
	for _, a := range r.activities {
		rec.Activities = append(rec.Activities, engine.Activity{Name: a.name, At: a.at})
	}
	if g.parent != nil && g.parent.last >= 0 {
		rec.Related = map[string][]*engine.Record{}
		for up := g.parent; up != nil && up.last >= 0; up = up.parent {
			rec.Related[up.rec.object.name] = []*engine.Record{up.shown()}
		}
	}
	return rec
}

// shown is engineRecord, kept for as long as the record stays the same.
func (g *seedGen) shown() *engine.Record {
	if g.cached == nil {
		g.cached = g.engineRecord()
	}
	return g.cached
}

// scoreOf is the score of the record in the making, before points fade; "total" sums the dimensions.
func (g *seedGen) scoreOf(sc *schema.Scoring, dimension string) (float64, bool) {
	sum, found := 0.0, dimension == "total"
	for _, d := range sc.Dimensions {
		if d.Name != dimension && dimension != "total" {
			continue
		}
		found = true
		points := 0.0
		for _, s := range d.Signals {
			if s.Event == "" {
				if expr.Truth(s.When.Expr, seedEnv{g}) {
					points += s.Points
				}
				continue
			}
			n := 0
			for _, x := range g.rec.activities {
				if x.name == s.Event {
					n++
				}
			}
			if s.MaxCount > 0 {
				n = min(n, int(s.MaxCount))
			}
			points += s.Points * float64(n)
		}
		if d.Cap != nil {
			points = min(points, *d.Cap)
		}
		if d.Floor != nil {
			points = max(points, *d.Floor)
		}
		sum += points
	}
	return sum, found
}
