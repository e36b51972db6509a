package audit

import (
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// sight is how far one sees from a record.
type sight int8

const (
	nothing sight = iota // but itself
	further              // from a related one: a fact may stand there and be computed from its related ones
	around               // from the one that is judged
)

// maxSeen bounds how many records are kept in the form in which the engine reads them.
const maxSeen = 500

// view is a record as it is now, with related records.
type view struct {
	of *record
	sight
}

// see shows a record as it was at a time to the engine, as far as the history tells: what it does not keep is as it is now. What comes back is
// shared and stays as it is.
func (c *crm) see(r *record, at int64, s sight) *engine.Record {
	p := r.of
	var links map[string]bool
	switch s {
	case around:
		links = c.reach.to[p.object]
	case further:
		links = c.reach.beyond[p.object]
	}
	if len(links) == 0 || len(r.links) == 0 {
		s = nothing
	}
	k := view{r, s}
	if at == present {
		if e := c.seen[k]; e != nil {
			return e
		}
	}
	e := &engine.Record{ID: r.id, Object: p.object, Owner: r.owner, Fields: r.fields(), Stages: r.stages(at), Activities: r.activities, Resets: r.resets}
	if at != present {
		r.rewind(e, at)
	}
	if s != nothing {
		e.Related = map[string][]*engine.Record{}
		for _, o := range r.links {
			if links[o.of.object] && o.created <= at {
				e.Related[o.of.object] = append(e.Related[o.of.object], c.see(o, at, s-1))
			}
		}
	}
	if at == present {
		if len(c.seen) >= maxSeen {
			clear(c.seen)
		}
		c.seen[k] = e
	}
	return e
}

// fields are the values that a record has now, by name.
func (r *record) fields() map[string]any {
	n := 0
	for _, v := range r.values {
		if v != 0 {
			n++
		}
	}
	out := make(map[string]any, n)
	for i, v := range r.values {
		if v != 0 {
			out[r.of.names[i]] = r.of.crm.values.list[v]
		}
	}
	return out
}

// stages are the stages in which a record was at a time, by lifecycle or pipeline.
func (r *record) stages(at int64) map[schema.Address]schema.Address {
	out := make(map[schema.Address]schema.Address, len(r.of.tracks))
	for i, t := range r.of.tracks {
		if s := r.of.stageAt(i, r.stage(i, at)); s != "" {
			out[t.Address] = s
		}
	}
	return out
}

// rewind takes the changes after a time back.
func (r *record) rewind(e *engine.Record, at int64) {
	for i := len(r.changes) - 1; i >= 0 && r.changes[i].at > at; i-- {
		c := r.of.crm
		switch x := r.changes[i]; {
		case x.column == ownerColumn:
			e.Owner = engine.Identity(c.arch, c.values.text(x.was))
		case x.was == 0:
			delete(e.Fields, r.of.names[x.column])
		default:
			e.Fields[r.of.names[x.column]] = c.values.list[x.was]
		}
	}
}

// placed is the record with one of its stages changed; "" is none.
func placed(e *engine.Record, track, stage schema.Address) *engine.Record {
	c := *e
	c.Stages = make(map[schema.Address]schema.Address, len(e.Stages))
	for t, s := range e.Stages {
		c.Stages[t] = s
	}
	delete(c.Stages, track)
	if stage != "" {
		c.Stages[track] = stage
	}
	return &c
}
