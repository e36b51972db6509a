package audit

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// Places in a track beside the rank of a stage.
const (
	nowhere = -1 // in no stage
	strange = -2 // in one that nobody declared
	untold  = -3 // of the stage in which a record was made: not known
)

// present is the moment after all others: a record as it is now.
const present = math.MaxInt64

// record is what is kept of a live record until all are read: a hundred thousand of them are in memory together.
// Times are milliseconds since 1970.
type record struct {
	of         *population
	id, url    string
	owner      string
	created    int64
	archived   int64 // 0 is never
	active     int64 // until when it was surely at work, where archived is no more than the latest time; else 0
	doubts     []doubt
	gone       bool
	read       bool     // else nothing is known of it but that another one is linked with it
	values     []uint32 // numbers of crm.values, by column of the population
	at         []place
	moves      []move
	changes    []change
	ticks      []tick
	activities []engine.Activity
	resets     map[schema.Address]time.Time
	links      []*record
}

// place is where a record is in one track.
type place struct {
	rank, made int16
	name       uint32 // in the CRM's words, of a strange stage: a number of crm.values
	entered    int64  // 0 is unknown
}

type move struct {
	at       int64
	track    int8 // of population.tracks
	who      bool
	from, to int16
	basis    int16 // the number of a code of a list of reasons, or one of those below
}

// The basis of a move that is no code of a list of reasons.
const (
	noBasis = 0
	aBasis  = -1
)

// change is a value that a field had until then; column ownerColumn is the owner.
type change struct {
	at     int64
	column int16
	was    uint32 // a number of crm.values
}

const ownerColumn = -1

// tick is something that concerns a clock.
type tick struct {
	at    int64
	clock int16 // -1 is one of which only the former name is known
	what  tickKind
}

type tickKind int8

const (
	starts tickKind = iota
	stops
	rings
)

// population are the records of one object in one CRM: those that are judged, and others that are linked with them.
type population struct {
	crm    *crm
	object string
	tracks []*schema.Track
	total  int64
	kept   providers.Kept
	judged []*record
	byID   map[string]*record // those that others are linked with, too
	// names are the fields at which some rule looks, columns their places.
	names   []string
	columns map[string]int
	// marks are what events on these records mean for clocks, set are fields whose first value counts as an event, valued those
	// whose value is the time of it.
	marks       map[schema.Event][]mark
	set, valued []string
	spent       map[schema.Address][]int64 // milliseconds, by stage, as the CRM counts
	failed      bool                       // not all could be read
	since       map[int]doubt              // from when on clocks are known of, by their number
}

type mark struct {
	clock int16
	what  tickKind
}

// record is the one with an id, which need not have been read yet.
func (p *population) record(id string) *record {
	r := p.byID[id]
	if r == nil {
		r = &record{of: p, id: id}
		p.byID[id] = r
	}
	return r
}

func (p *population) track(addr schema.Address) int {
	return slices.IndexFunc(p.tracks, func(t *schema.Track) bool { return t.Address == addr })
}

// rank is the place of a stage; name is what the CRM calls one that nobody declared.
func rank(t *schema.Track, stage schema.Address, name any) int16 {
	if i := t.Rank(stage); i >= 0 {
		return int16(i)
	}
	if s, _ := name.(string); s != "" || stage != "" {
		return strange
	}
	return nowhere
}

// take keeps what is needed of a live record.
func (p *population) take(l *providers.LiveRecord, bare bool) *record {
	c, r := p.crm, p.record(l.ID)
	*r = record{of: p, id: r.id, url: l.URL, owner: engine.Identity(c.arch, l.Owner), created: milli(l.Created), archived: milli(l.Archived), active: milli(l.Active),
		gone: l.OwnerGone, read: true, activities: exact(l.Activities), resets: l.Resets}
	for i, x := range r.activities {
		r.activities[i].Name = c.values.same(x.Name)
	}
	r.values = make([]uint32, len(p.names))
	for i, name := range p.names {
		if v := l.Fields[name]; !engine.Missing(v) {
			r.values[i] = c.values.number(v)
		}
	}
	r.at = make([]place, len(p.tracks))
	for i, t := range p.tracks {
		r.at[i] = place{rank: rank(t, l.Stages[t.Address], l.Strange[t.Address]), made: untold, entered: milli(l.EnteredAt[t.Address]),
			name: c.values.number(l.Strange[t.Address])}
	}
	for _, o := range c.neighbours(p.object) {
		for _, id := range l.Links[o.object] {
			r.links = append(r.links, o.record(id))
		}
	}
	for _, d := range l.Doubts {
		if t := p.track(d.Track); t >= 0 || d.Track == "" {
			r.doubts = append(r.doubts, doubt{milli(d.Until), int8(t), d.Why})
		}
	}
	if !bare {
		p.history(r, l)
	}
	return r
}

// history keeps the events of a record, and what they mean for clocks.
func (p *population) history(r *record, l *providers.LiveRecord) {
	tell := func(e schema.Event, at int64) {
		for _, m := range p.marks[e] {
			r.ticks = append(r.ticks, tick{at, m.clock, m.what})
		}
	}
	if r.created != 0 {
		tell(schema.Event{Kind: "created", Target: schema.NewAddress("", "object", p.object)}, r.created)
	}
	p.first(r, l, tell)
	for i := range l.Events {
		e := &l.Events[i]
		at := milli(e.At)
		switch e.Kind {
		case providers.Made:
			if t := p.track(e.Track); t >= 0 {
				r.at[t].made = rank(p.tracks[t], e.To, e.Is)
				p.entering(e.To, at, tell)
			}
		case providers.Moved:
			if t := p.track(e.Track); t >= 0 {
				r.moves = append(r.moves, move{at: at, track: int8(t), from: rank(p.tracks[t], e.From, e.Was), to: rank(p.tracks[t], e.To, e.Is),
					who: e.Who != "", basis: p.crm.basisOf(e.Basis)})
				if e.From != "" {
					tell(schema.Event{Kind: "leaving", Target: e.From}, at)
				}
				p.entering(e.To, at, tell)
			}
		case providers.Changed:
			p.changed(r, e, at, tell)
		case providers.Logged:
			tell(schema.Event{Kind: "event", Name: e.Name}, at)
		case providers.Raised:
			if c := p.crm.clockOf(e.Clock); c >= 0 || e.Clock == "" {
				r.ticks = append(r.ticks, tick{at, int16(c), rings})
			}
		}
	}
	for i, t := range p.tracks {
		if s := l.Stages[t.Address]; s != "" && !p.kept.Moves[t.Address] && r.at[i].entered != 0 {
			p.entering(s, r.at[i].entered, tell)
		}
	}
	for _, f := range p.valued {
		if at, ok := timeOf(l.Fields[f]); ok {
			tell(schema.Event{Kind: "set", Target: schema.FieldAddress(p.object, f)}, milli(at))
		}
	}
	slices.SortStableFunc(r.ticks, func(a, b tick) int { return cmp.Compare(a.at, b.at) })
	r.moves, r.changes, r.ticks = exact(r.moves), exact(r.changes), exact(r.ticks)
}

// exact is a list without room for more.
func exact[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return append(make([]T, 0, len(list)), list...)
}

func (p *population) entering(s schema.Address, at int64, tell func(schema.Event, int64)) {
	if s != "" {
		tell(schema.Event{Kind: "entering", Target: s}, at)
	}
}

// first tells of the values with which a record was made, of the fields that count: what its first change replaced, or what
// it has when there was none.
func (p *population) first(r *record, l *providers.LiveRecord, tell func(schema.Event, int64)) {
	for _, f := range p.set {
		v := l.Fields[f]
		if f == "owner" {
			v = l.Owner
		}
		i := slices.IndexFunc(l.Events, func(e providers.RecordEvent) bool { return e.Kind == providers.Changed && e.Field == f })
		if i >= 0 {
			v = l.Events[i].Was
		}
		if !engine.Missing(v) && r.created != 0 {
			tell(schema.Event{Kind: "set", Target: schema.FieldAddress(p.object, f)}, r.created)
		}
	}
}

func (p *population) changed(r *record, e *providers.RecordEvent, at int64, tell func(schema.Event, int64)) {
	f := schema.FieldAddress(p.object, e.Field)
	if e.Field == "owner" {
		r.changes = append(r.changes, change{at, ownerColumn, p.crm.values.number(e.Was)})
	} else if i, ok := p.columns[e.Field]; ok {
		r.changes = append(r.changes, change{at, int16(i), p.crm.values.number(e.Was)})
	}
	if at != r.created || !engine.Missing(e.Was) {
		tell(schema.Event{Kind: "changed", Target: f}, at)
	}
	if !engine.Missing(e.Is) {
		tell(schema.Event{Kind: "set", Target: f}, at)
	}
}

// stage is where a record was in a track at a time: the last move until then tells, before all moves the first one.
func (r *record) stage(track int, at int64) int16 {
	if at == present {
		return r.at[track].rank
	}
	where, found := r.at[track].rank, false
	for _, m := range r.moves {
		if int(m.track) != track {
			continue
		}
		if m.at > at {
			if !found {
				return m.from
			}
			break
		}
		where, found = m.to, true
	}
	return where
}

// stageAt is the stage of a rank; "" for none that is declared.
func (p *population) stageAt(track int, rank int16) schema.Address {
	if rank < 0 {
		return ""
	}
	return p.tracks[track].Stages[rank].Address
}

// value is what a field held at a time, as far as the history tells; the owner where the column is ownerColumn.
func (r *record) value(column int, at int64) any {
	all := r.of.crm.values.list
	for _, c := range r.changes {
		if c.at > at && int(c.column) == column {
			return all[c.was]
		}
	}
	switch {
	case column == ownerColumn:
		return r.owner
	case column < len(r.values):
		return all[r.values[column]]
	}
	return nil
}

// field is value by the name of the field.
func (r *record) field(name string, at int64) any {
	if i, ok := r.of.columns[name]; ok {
		return r.value(i, at)
	}
	return nil
}

func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// timeOf reads a moment.
func timeOf(v any) (time.Time, bool) {
	switch v := v.(type) {
	case time.Time:
		return v, !v.IsZero()
	case string:
		t, err := time.Parse(time.RFC3339, v)
		return t, err == nil
	}
	return time.Time{}, false
}
