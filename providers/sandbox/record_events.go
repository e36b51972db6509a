package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// telling are the kinds of history entries that tell of a record. Most are; others are sorted out here, which is faster than in the query.
var telling = map[string]bool{"score_reset": true, "created": true, "moved": true, "changed": true, "scored": true, "owner": true, "activity": true,
	"breached": true, "escalated": true}

// entryDetail is what entries of the kinds that are read say.
type entryDetail struct {
	Track     schema.Address `json:"track"`
	From      schema.Address `json:"from"`
	To        schema.Address `json:"to"`
	Reason    string         `json:"reason"`
	Field     string         `json:"field"`
	Old       any            `json:"old"`
	New       any            `json:"new"`
	Discarded bool           `json:"discarded"`
	Name      string         `json:"name"`
	SLA       schema.Address `json:"sla"`
	Target    schema.Address `json:"target"`
}

// entry makes events of an entry of the history.
func (h *recordHistory) entry(found map[int64]*providers.LiveRecord, scan func(...any) error) error {
	var record, id, at int64
	var actor, kind, detail, basis string
	if err := scan(&record, &id, &at, &actor, &kind, &detail, &basis); err != nil {
		return err
	}
	r := found[record]
	if r == nil || !telling[kind] { // removed, or of no concern
		return nil
	}
	var d entryDetail
	if kind != "created" { // that one holds all values
		var err error
		if d, err = h.detail(detail); err != nil {
			return err
		}
	}
	e := providers.RecordEvent{At: milli(at), Who: h.who(actor, id), Basis: basis}
	switch kind {
	case "score_reset":
		if r.Resets == nil {
			r.Resets = map[schema.Address]time.Time{}
		}
		r.Resets[h.renamed(d.Target, id)] = e.At
		return nil
	case "created":
		e.Kind = providers.Made
	case "moved":
		e.Kind, e.Track = providers.Moved, h.renamed(d.Track, id)
		e.From, e.Was = h.stage(d.From, id)
		e.To, e.Is = h.stage(d.To, id)
		if d.Reason != "" {
			e.Basis = strings.TrimSuffix(d.Reason+": "+basis, ": ")
		}
	case "changed", "scored":
		e.Kind, e.Was, e.Is = providers.Changed, d.Old, d.New
		e.Field = h.current(schema.FieldAddress(h.object, d.Field), id).Name()
		if name, ok := h.fields[e.Field]; ok {
			e.Field = name
		}
		if d.Discarded { // what is left of a list follows from what comes next
			e.Is = discarded{}
		}
	case "owner":
		e.Kind, e.Field = providers.Changed, "owner"
		e.Was, e.Is = h.party(d.Old, id), h.party(d.New, id)
	case "activity":
		e.Kind, e.Name = providers.Logged, d.Name
	case "escalated":
		e.Kind, e.Clock = providers.Raised, h.renamed(d.SLA, id)
	case "breached": // tells somebody where an automation does something then
		e.Kind, e.Clock = providers.Raised, h.renamed(d.SLA, id)
		if !slices.ContainsFunc(h.in.Automations, func(x *schema.Automation) bool { return x.Trigger.Kind == "breached" && x.Trigger.Target == e.Clock }) {
			return nil
		}
	}
	if r != h.of {
		h.settle()
		h.of = r
	}
	h.events = append(h.events, e)
	return nil
}

// settle gives the record whose entries were read its events.
func (h *recordHistory) settle() {
	if h.of != nil {
		h.of.Events = slices.Clone(h.events)
	}
	h.of, h.events = nil, h.events[:0]
}

// maxDetails bounds how many details of entries are kept in the form in which they are read.
const maxDetails = 1000

// detail reads what an entry says. Most say what others have said.
func (h *recordHistory) detail(text string) (entryDetail, error) {
	d, ok := h.details[text]
	if ok {
		return d, nil
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return d, err
	}
	if len(h.details) >= maxDetails {
		clear(h.details)
	}
	h.details[text] = d
	return d, nil
}

// discarded stands for a value that configuration took away.
type discarded struct{}

// finish brings the events of a record into their order.
func (h *recordHistory) finish(r *providers.LiveRecord) {
	if h.bare {
		return
	}
	h.untold(r)
	slices.SortStableFunc(r.Events, func(a, b providers.RecordEvent) int { return a.At.Compare(b.At) })
	next := map[string]any{}
	for i := len(r.Events) - 1; i >= 0; i-- {
		e := &r.Events[i]
		if e.Kind != providers.Changed {
			continue
		}
		if e.Is == (discarded{}) {
			var known bool
			if e.Is, known = next[e.Field]; !known {
				e.Is = r.Fields[e.Field]
			}
		}
		next[e.Field] = e.Was
	}
}

// untold adds what no entry of the history tells of: that the record was made, and the activities of made-up records.
func (h *recordHistory) untold(r *providers.LiveRecord) {
	told := map[engine.Activity]int{}
	for _, e := range r.Events {
		if e.Kind == providers.Logged {
			told[engine.Activity{Name: e.Name, At: e.At}]++
		}
	}
	if !slices.ContainsFunc(r.Events, func(e providers.RecordEvent) bool { return e.Kind == providers.Made }) {
		r.Events = append(r.Events, providers.RecordEvent{Kind: providers.Made, At: r.Created})
	}
	for _, x := range r.Activities {
		if told[x] > 0 {
			told[x]--
			continue
		}
		r.Events = append(r.Events, providers.RecordEvent{Kind: providers.Logged, At: x.At, Name: x.Name})
	}
}

// current is the address that something has now which an entry of the history names.
func (h *recordHistory) current(addr schema.Address, entry int64) schema.Address {
	for _, r := range h.renames {
		if r.entry > entry && r.from == addr {
			addr = r.to
		}
	}
	return addr
}

// renamed is the same in the architecture.
func (h *recordHistory) renamed(addr schema.Address, entry int64) schema.Address {
	return h.back(h.current(addr, entry))
}

// stage is the stage that an entry names, or its name when the architecture does not know it.
func (h *recordHistory) stage(addr schema.Address, entry int64) (schema.Address, any) {
	if addr == "" {
		return "", nil
	}
	if now := h.renamed(addr, entry); schema.Find[schema.Stage](h.a, now) != nil {
		return now, nil
	}
	return "", addr.Name()
}

// who is a person, queue or role that an entry names.
func (h *recordHistory) who(name string, entry int64) string {
	name = string(h.renamed(schema.Address(name), entry))
	known, ok := h.people[name]
	if !ok {
		known = engine.Identity(h.a, name)
		h.people[name] = known
	}
	return known
}

// party is an owner that an entry names; nil for nobody.
func (h *recordHistory) party(v any, entry int64) any {
	if s, ok := v.(string); ok && s != "" {
		return h.who(s, entry)
	}
	return nil
}
