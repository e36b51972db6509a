package engine

import (
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Record is a CRM record as plain values.
type Record struct {
	// ID identifies the record among those of its object.
	ID string
	// Object is the name of the record type: "contact".
	Object string
	// Owner is an identity of the directory, or the address of a queue or role
	// (a plain name of one is understood too); "" for none.
	Owner string
	// Fields are the values by field name: bool, a number, string, time.Time or a list; dates may be text.
	Fields map[string]any
	// Stages is the stage that the record is in, by lifecycle or pipeline.
	Stages map[schema.Address]schema.Address
	// EnteredAt is when the record entered that stage, by lifecycle or pipeline.
	EnteredAt map[schema.Address]time.Time
	// Activities are the named events logged on the record, in any order.
	Activities []Activity
	// Resets is when a score was last reset, by the address of a scoring or of
	// one of its dimensions: activities up to then count no more.
	Resets map[schema.Address]time.Time
	// Related are the associated records by object. Of a to-one association the first counts.
	Related map[string][]*Record
}

// Activity is a named event on a record.
type Activity struct {
	Name string
	At   time.Time
}

// Clone copies the record and its maps; related records are shared.
func (r *Record) Clone() *Record {
	c := *r
	c.Fields = cloneMap(r.Fields)
	c.Stages = cloneMap(r.Stages)
	c.EnteredAt = cloneMap(r.EnteredAt)
	c.Resets = cloneMap(r.Resets)
	c.Related = cloneMap(r.Related)
	c.Activities = append([]Activity(nil), r.Activities...)
	return &c
}

// Snapshot copies the record together with all records that are related to it, directly or through others.
func (r *Record) Snapshot() *Record {
	copies := map[*Record]*Record{}
	var visit func(*Record) *Record
	visit = func(r *Record) *Record {
		if r == nil || copies[r] != nil {
			return copies[r]
		}
		c := r.Clone()
		copies[r] = c
		for object, list := range c.Related {
			related := make([]*Record, len(list))
			for i, x := range list {
				related[i] = visit(x)
			}
			c.Related[object] = related
		}
		return c
	}
	return visit(r)
}

func cloneMap[K comparable, V any](m map[K]V) map[K]V {
	out := make(map[K]V, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// lastActivity is when something was last logged by now; zero for never.
func (r *Record) lastActivity(now time.Time) time.Time {
	var last time.Time
	for _, a := range r.Activities {
		if a.At.After(last) && !a.At.After(now) {
			last = a.At
		}
	}
	return last
}

// Missing tells whether a value counts as not given, as in package expr.
func Missing(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case time.Time:
		return v.IsZero()
	case []any:
		return len(v) == 0
	case []string:
		return len(v) == 0
	}
	return false
}

// texts gives the texts of a value: itself, or the items of a list.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		if v != "" {
			return []string{v}
		}
	case []string:
		return v
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, texts(x)...)
		}
		return out
	case bool, float64, int:
		return []string{formatValue(v)}
	}
	return nil
}
