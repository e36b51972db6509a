package planner

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// question is a record count that a change asks for, and where the answer goes.
type question struct {
	providers.RecordQuery
	change *Change
}

// impact counts the live records that the changes concern, with one request a CRM.
func (b *build) impact(ctx context.Context) {
	for _, c := range b.crms {
		var qs []question
		for _, ch := range b.plan.Changes {
			if ch.Target == c.name {
				qs = append(qs, ch.questions()...)
			}
		}
		if len(qs) == 0 {
			continue
		}
		counts := make([]int64, len(qs))
		for i := range counts {
			counts[i] = -1
		}
		if rr, ok := c.Provider.(providers.RecordReader); ok {
			asked := make([]providers.RecordQuery, len(qs))
			for i, q := range qs {
				asked[i] = q.RecordQuery
			}
			answers, err := rr.CountRecords(ctx, asked)
			if err != nil {
				b.diags.Add(providerError(c.info, "cannot count records", err))
				return
			}
			copy(counts, answers)
		}
		for i, q := range qs {
			b.answer(q, counts[i])
		}
	}
}

// questions are the record counts that a change asks for.
func (c *Change) questions() []question {
	var out []question
	ask := func(q providers.RecordQuery) { out = append(out, question{q, c}) }
	w := c.w
	if c.Action == Delete || c.Action == Replace {
		ask(providers.RecordQuery{Type: c.Type, Key: w.live.Key})
	}
	if w.want == nil {
		return out
	}
	for i := range w.typ.Attributes {
		a := &w.typ.Attributes[i]
		if !demands(a) {
			continue
		}
		switch want := w.want.Values[a.Name].(type) {
		case []any: // facts demanded in a stage
			typ, key := c.holder()
			if a.Refers == "" || typ == "" {
				continue
			}
			var live []any
			if w.live != nil {
				live, _ = w.live.Values[a.Name].([]any)
			}
			for _, p := range want {
				if s, ok := p.(string); ok && !slices.Contains(live, p) {
					ask(providers.RecordQuery{Type: typ, Key: key, Missing: s})
				}
			}
		case bool: // a fact demanded on every record
			if !want || w.live == nil || w.live.Values[a.Name] == true {
				continue
			}
			for j := range w.typ.Attributes {
				o := &w.typ.Attributes[j]
				if key, ok := w.live.Values[o.Name].(string); ok && o.Name == "object" && o.Refers != "" {
					ask(providers.RecordQuery{Type: o.Refers, Key: key, Missing: w.live.Key})
				}
			}
		}
	}
	return out
}

// demands tells whether an attribute lists facts that records must have, or says
// that they must have one: "requires", "required", "required_properties", "owes".
func demands(a *providers.Attribute) bool {
	return strings.HasPrefix(a.Name, "requir") || a.Name == "owes"
}

// holder names the live object whose records must have what the resource requires: itself when
// records hang on it, or else the first such object that it refers to. It is "" for one that does not exist yet.
func (c *Change) holder() (typ, key string) {
	w := c.w
	if w.typ.Records {
		if w.live == nil {
			return "", ""
		}
		return w.typ.Name, w.live.Key
	}
	for i := range w.typ.Attributes {
		a := &w.typ.Attributes[i]
		t := w.crm.types[a.Refers]
		key, ok := w.want.Values[a.Name].(string)
		if t == nil || !t.Records || !ok {
			continue
		}
		if live, ok := w.crm.liveKey(t.Name, key); ok {
			return t.Name, live
		}
	}
	return "", ""
}

// liveKey gives the live key of the object that has the given one after the plan.
func (c *crm) liveKey(typ, key string) (string, bool) {
	if c.liveKeys == nil {
		c.liveKeys = make(map[[2]string]string, len(c.live))
		for _, l := range c.live {
			k := [2]string{l.Type, l.Key}
			if to, ok := c.renames[k]; ok {
				k[1] = to
			}
			c.liveKeys[k] = l.Key
		}
	}
	live, ok := c.liveKeys[[2]string{typ, key}]
	return live, ok
}

// answer writes a count into the change, raises its risk, and reports records that would be lost.
func (b *build) answer(q question, n int64) {
	c := q.change
	if n < 0 && q.Missing == "" && !c.w.typ.Records {
		return // no record can hang on it
	}
	if c.Impact == nil {
		c.Impact = &Impact{}
	}
	if q.Missing != "" {
		c.Impact.Missing = append(c.Impact.Missing, MissingFact{In: q.Key, Property: q.Missing, Records: n})
		if n > 0 {
			c.raise(Medium, fmt.Sprintf("%s in %s without %s, which becomes required", records(n), q.Key, q.Missing))
		}
		return
	}
	c.Impact.Records, c.Impact.MovedTo = &n, c.MoveRecordsTo
	switch {
	case n == 0:
		return
	case n < 0:
		c.raise(High, "the CRM cannot say how many records it holds")
		return
	}
	holds := "holds "
	if c.Origin.Kind() == "field" { // a property, an option
		holds = "is used by "
	}
	c.raise(High, holds+records(n))
	if c.Discard {
		c.raise(High, "the values of "+records(n)+" are dropped")
	}
	if c.MoveRecordsTo != "" || c.Discard || !c.w.typ.Records {
		return
	}
	r := diag.Range{}
	if c.Source != nil {
		r = *c.Source
	}
	what := c.Label
	if what == "" {
		what = c.Address
	}
	if c.w.pruned {
		b.diags.Errorf(diag.RecordsLeft, r, fmt.Sprintf("%s %s%s", c.Address, holds, records(n)),
			"It cannot be pruned while records are in it. Move them in the CRM first, or leave it out of --prune.")
		return
	}
	whose := "they"
	values := schema.HoldsValues(c.Origin)
	if values {
		whose = "their values"
	}
	hint := fmt.Sprintf("Say where %s go, with the %s that gets them:\nretired {\n  what = %s\n  to   = …\n}", whose, c.kind(), c.named())
	if values {
		hint += "\nTo drop the values for good, write discard = true in place of to."
	}
	if c.w.retired != nil {
		hint = fmt.Sprintf("The retired block of %s does not say where they go. Give it a `to` that is declared in the same CRM.", c.w.retired.What.Written())
	}
	b.diags.Errorf(diag.RecordsLeft, r, fmt.Sprintf("%s %s%s", what, holds, records(n)), hint)
}

// kind is what the language calls the block that a retired block names: stage, field, option.
func (c *Change) kind() string {
	if _, _, part := providers.SplitAddress(c.Address); part != "" && c.Origin.Kind() == "field" {
		return "option"
	}
	return c.Origin.Kind()
}

// named is the address to write in a retired block.
func (c *Change) named() string {
	if _, _, part := providers.SplitAddress(c.Address); c.kind() == "option" {
		return c.Origin.Written() + ".option." + part
	}
	return c.Origin.Written()
}

func records(n int64) string {
	if n == 1 {
		return "1 record"
	}
	return fmt.Sprintf("%d records", n)
}
