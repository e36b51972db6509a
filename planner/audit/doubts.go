package audit

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// doubt is why what is told of a record until a time may be wrong: in one track, or in all (-1).
type doubt struct {
	until int64
	track int8
	why   string
}

// doubtful is the reason, a clause after "because", for which it is not sure where a record was in a track at a time; "" is none.
func (r *record) doubtful(track int, at int64) string {
	for _, d := range r.doubts {
		if at <= d.until && (d.track < 0 || int(d.track) == track) {
			return d.why
		}
	}
	t := r.of.tracks[track]
	if since := milli(r.of.kept.Since[t.Address]); at < since {
		return r.of.late(t.Label(), since)
	}
	return ""
}

func (p *population) late(what string, since int64) string {
	return fmt.Sprintf("%s keeps changes of %s since %s alone", p.crm.title, what, moment(since))
}

// doubtfulClock is the reason for which it is not sure that a clock ran from a time on; "" is none.
func (c *crm) doubtfulClock(i int, r *record, at int64) string {
	for _, d := range r.doubts {
		if at <= d.until && c.concerns(i, r.of, d) {
			return d.why
		}
	}
	k := c.clocks[i].sla
	if since := milli(r.of.kept.Since[k.Address]); at < since {
		return fmt.Sprintf("the clock is in force since %s alone", moment(since))
	}
	if d := c.untoldUntil(i, r.of); at < d.until {
		return d.why
	}
	return ""
}

// unseen says where starts of a clock may be missing in what is told of a record.
func (c *crm) unseen(t *tally, i int, r *record) {
	say := func(why string) {
		t.unsure(r, "%s is not judged for the time of which it is not sure, because %s", schema.Title(c.clocks[i].sla), why)
	}
	for _, d := range r.doubts {
		if c.concerns(i, r.of, d) {
			say(d.why)
		}
	}
	if d := c.untoldUntil(i, r.of); r.created < d.until {
		say(d.why)
	}
}

// concerns tells whether a doubt is about what starts or stops a clock.
func (c *crm) concerns(i int, p *population, d doubt) bool {
	if d.track < 0 {
		return true
	}
	for _, e := range c.clocks[i].events() {
		if t := c.arch.Track(e.Target); t != nil && (e.Kind == "entering" || e.Kind == "leaving") && t.Address == p.tracks[d.track].Address {
			return true
		}
	}
	return false
}

// untoldUntil is until when starts and stops of a clock on the records of a population may have been without being kept.
func (c *crm) untoldUntil(i int, p *population) doubt {
	if d, ok := p.since[i]; ok {
		return d
	}
	var out doubt
	for _, e := range c.clocks[i].events() {
		for _, o := range eventObjects(c.arch, e) {
			q := c.populations[o]
			if q == nil || e.Kind == "event" && q != p {
				continue
			}
			of, what := e.Target, c.called(e.Target)
			switch e.Kind {
			case "entering", "leaving":
				t := c.arch.Track(e.Target)
				if t == nil {
					continue
				}
				of, what = t.Address, t.Label()
			case "set", "changed":
			default:
				continue
			}
			if since := milli(q.kept.Since[of]); since > out.until && q.tells(e) == exactly {
				out = doubt{since, -1, q.late(what, since)}
			}
		}
	}
	p.since[i] = out
	return out
}

// events are what starts and stops a clock.
func (k *clock) events() []schema.Event {
	return append(k.starts[:len(k.starts):len(k.starts)], k.sla.Stops)
}
