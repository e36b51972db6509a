package audit

import (
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// depth is over how many links one has to look: a fact may stand on a related record, and be computed there from its related ones.
const depth = 2

// maxSeen bounds how many records are kept in the form in which the engine reads them.
const maxSeen = 500

// view is a record as it is now, with related records over some links.
type view struct {
	of   *record
	deep int
}

// see shows a record as it was at a time to the engine, as far as the history tells: what it does not keep is as it is now. What comes back is
// shared and stays as it is.
func (c *crm) see(r *record, at int64, deep int) *engine.Record {
	k := view{r, deep}
	if at == present {
		if e := c.seen[k]; e != nil {
			return e
		}
	}
	p := r.of
	e := &engine.Record{ID: r.id, Object: p.object, Owner: r.owner, Fields: make(map[string]any, len(r.values)),
		Stages: r.stages(at), Activities: r.activities, Resets: r.resets}
	for i, v := range r.values {
		if v != nil {
			e.Fields[p.names[i]] = v
		}
	}
	if at != present {
		r.rewind(e, at)
	}
	if deep > 0 && len(r.links) > 0 {
		e.Related = map[string][]*engine.Record{}
		for _, o := range r.links {
			if c.reach.to[p.object][o.of.object] && o.created <= at {
				e.Related[o.of.object] = append(e.Related[o.of.object], c.see(o, at, deep-1))
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
		switch x := r.changes[i]; {
		case x.column == ownerColumn:
			owner, _ := x.was.(string)
			e.Owner = engine.Identity(r.of.crm.arch, owner)
		case x.was == nil:
			delete(e.Fields, r.of.names[x.column])
		default:
			e.Fields[r.of.names[x.column]] = x.was
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
