package audit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// crm is one CRM with the records that were read from it.
type crm struct {
	CRM
	arch        *schema.Architecture
	now         time.Time
	title       string
	reach       *reach
	clocks      []*clock
	codes       map[string]int16 // of lists of reasons
	values      *values
	populations map[string]*population // of all objects that live here
	near        map[string][]*population
	seen        map[view]*engine.Record
	rules       map[moveKind]moveRule
	limits      *engine.Clocks
}

func newCRM(c CRM, o *Options, clocks []*clock, reach *reach) *crm {
	a := o.Arch
	out := &crm{CRM: c, arch: a, now: o.Now, title: c.View.Info().Title, reach: reach, clocks: clocks, codes: codesOf(a), values: newValues(),
		populations: map[string]*population{}, near: map[string][]*population{}, seen: map[view]*engine.Record{}, rules: map[moveKind]moveRule{}, limits: engine.NewClocks(a)}
	for _, o := range a.ObjectNames() {
		if !c.Target.Owns(o) {
			continue
		}
		p := &population{crm: out, object: o, byID: map[string]*record{}, columns: map[string]int{}, spent: map[schema.Address][]int64{}}
		for _, t := range a.Tracks() {
			if t.Object == o {
				p.tracks = append(p.tracks, t)
			}
		}
		for _, f := range slices.Sorted(maps.Keys(reach.fields)) {
			if name := f.Name(); fieldObject(f) == o && name != "owner" && name != "id" {
				p.columns[name] = len(p.names)
				p.names = append(p.names, name)
			}
		}
		out.populations[o] = p
	}
	return out
}

// neighbours are the populations of this CRM whose records are judged by those of an object, or the other way round.
func (c *crm) neighbours(object string) []*population {
	list, ok := c.near[object]
	if !ok {
		for _, o := range slices.Sorted(maps.Keys(c.populations)) {
			if o != object && (c.reach.to[object][o] || c.reach.to[o][object]) {
				list = append(list, c.populations[o])
			}
		}
		c.near[object] = list
	}
	return list
}

func (c *crm) clockOf(sla schema.Address) int {
	return slices.IndexFunc(c.clocks, func(k *clock) bool { return k.sla.Address == sla })
}

// read reads the records of an object that are judged.
func (c *crm) read(ctx context.Context, p *population, limit int) (o Object, diags diag.List) {
	o = Object{Name: p.object, Target: string(c.Target.CRM.Address)}
	live, err, ok := c.View.Records(ctx, c.arch, c.Target, providers.RecordAsk{Object: p.object, Limit: limit})
	switch {
	case !ok:
		o.Limits = []string{c.silent()}
		return o, nil
	case err != nil:
		return c.unread(o, p, err)
	}
	p.total = live.Total
	p.prepare(live.Kept)
	o.Limits = append(o.Limits, live.Kept.Notes...)
	for l, err := range live.Each {
		if err != nil {
			o, diags = c.unread(o, p, err)
			break
		}
		r := p.take(l, false)
		p.judged = append(p.judged, r)
		for stage, d := range l.Spent {
			if d > 0 {
				p.spent[stage] = append(p.spent[stage], d.Milliseconds())
			}
		}
	}
	o.Total, o.Read = max(p.total, int64(len(p.judged))), len(p.judged)
	if len(diags) == 0 && int64(o.Read) < o.Total {
		o.Limits = append(o.Limits, fmt.Sprintf("Of %s only the %s were read that were made last.", count(int(o.Total), "record"), diag.Thousands(o.Read)))
	}
	return o, diags
}

func (c *crm) unread(o Object, p *population, err error) (Object, diag.List) {
	var diags diag.List
	p.failed = true
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		diags.Errorf(diag.ProviderError, c.Target.Range(), fmt.Sprintf("Reading the records of %s was broken off", p.object), "%s", err)
	} else {
		diags.Errorf(diag.ProviderError, c.Target.Range(), fmt.Sprintf("%s does not give the records of %s", c.title, p.object), "%s", err)
	}
	o.Limits = append(o.Limits, fmt.Sprintf("%s failed while they were read; what is said of them is incomplete.", c.title))
	return o, diags
}

// silent says that a CRM tells nothing of its records, in its own words where it has some.
func (c *crm) silent() string {
	for _, k := range c.View.Info().Capabilities {
		if k.Name == "record history" && k.Note != "" {
			return fmt.Sprintf("%s does not tell how its records came where they are: %s", c.title, k.Note)
		}
	}
	return fmt.Sprintf("%s does not tell how its records came where they are.", c.title)
}

// follow reads the records that are linked with those that are judged, and the ones linked with them, as far as
// somebody has to look there; then it links all of them, both ways.
func (c *crm) follow(ctx context.Context) (diags diag.List) {
	var from, all []*record
	objects := slices.Sorted(maps.Keys(c.populations))
	for _, o := range objects {
		from = append(from, c.populations[o].judged...)
	}
	all = slices.Clone(from)
	for range 2 {
		missing := map[*population][]string{}
		wanted := map[*record]bool{}
		for _, r := range from {
			for _, x := range r.links {
				if c.reach.to[r.of.object][x.of.object] && !x.read && !wanted[x] && !x.of.complete() && !x.of.failed {
					wanted[x] = true
					missing[x.of] = append(missing[x.of], x.id)
				}
			}
		}
		from = nil
		for _, o := range objects {
			p := c.populations[o]
			if len(missing[p]) == 0 {
				continue
			}
			list, more := c.linked(ctx, p, missing[p])
			from, diags = append(from, list...), append(diags, more...)
		}
		all = append(all, from...)
	}
	join(all, c.reach)
	for _, p := range c.populations { // nothing is looked up any more
		p.byID = nil
	}
	c.values.numbers = nil
	return diags
}

// complete tells whether all records that there are have been read.
func (p *population) complete() bool {
	return len(p.judged) > 0 && int64(len(p.judged)) >= p.total
}

func (c *crm) linked(ctx context.Context, p *population, ids []string) (list []*record, diags diag.List) {
	bare := !c.reach.told[p.object]
	live, err, ok := c.View.Records(ctx, c.arch, c.Target, providers.RecordAsk{Object: p.object, IDs: ids, Bare: bare})
	if !ok {
		p.failed = true
		return nil, nil
	}
	if err == nil {
		if p.marks == nil {
			p.prepare(live.Kept)
		}
		for l, each := range live.Each {
			if err = each; err != nil {
				break
			}
			list = append(list, p.take(l, bare))
		}
	}
	if err != nil {
		_, diags = c.unread(Object{}, p, err)
	}
	return list, diags
}

// join forgets links with what was not read, and links both ways.
func join(all []*record, reach *reach) {
	for _, r := range all {
		r.links = slices.DeleteFunc(r.links, func(o *record) bool { return !o.read })
	}
	given := make([]int, len(all))
	for i, r := range all {
		given[i] = len(r.links)
	}
	for i, r := range all {
		for _, o := range r.links[:given[i]] {
			if reach.to[o.of.object][r.of.object] {
				o.links = append(o.links, r)
			}
		}
	}
	for _, r := range all {
		r.links = unique(r.links)
	}
}

// unique keeps the first of equal ones.
func unique(list []*record) []*record {
	if len(list) < 2 {
		return list
	}
	seen := make(map[*record]bool, len(list))
	return slices.Clip(slices.DeleteFunc(list, func(r *record) bool {
		had := seen[r]
		seen[r] = true
		return had
	}))
}
