package audit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// tally gathers what one check finds.
type tally struct {
	Check
	arch     *schema.Architecture
	samples  int
	found    map[findingKey]*Finding
	figures  map[string]int
	unsaid   map[string]int     // sentences, with how many records each concerns
	unsaidOf map[string]*record // the last of these records
}

type findingKey struct {
	kind    Kind
	address schema.Address
	what    string
}

func newTally(a *schema.Architecture, samples int, name, title, what string) *tally {
	return &tally{Check: Check{Name: name, Title: title, What: what, Findings: []Finding{}}, arch: a, samples: samples,
		found: map[findingKey]*Finding{}, figures: map[string]int{}, unsaid: map[string]int{}, unsaidOf: map[string]*record{}}
}

// find notes that something is not as it is to be. Of a record that was put away the detail says so.
func (t *tally) find(r *record, kind Kind, at schema.Address, what, todo, detail string) {
	k := findingKey{kind, at, what}
	f := t.found[k]
	if f == nil {
		f = &Finding{Kind: kind, Address: at, What: what, Todo: todo}
		if b := t.arch.Lookup(at); b != nil {
			f.Range = b.Base().Range
		}
		t.found[k] = f
	}
	f.Count++
	if r.archived != 0 {
		put := ", put away at "
		if r.active != 0 {
			put += "the latest at "
		}
		detail = strings.TrimPrefix(detail+put+moment(r.archived), ", ")
	}
	if t.samples == 0 || len(f.Records) < t.samples {
		f.Records = append(f.Records, RecordRef{Object: r.of.object, ID: r.id, URL: r.url, Detail: detail})
	}
}

// unknown notes that something cannot be judged for some records; why is a sentence without its full stop.
func (t *tally) unknown(records int, why string, args ...any) {
	if records > 0 {
		t.unsaid[fmt.Sprintf(why, args...)] += records
	}
}

// unsure notes that something cannot be judged of a record, which counts once.
func (t *tally) unsure(r *record, why string, args ...any) {
	s := fmt.Sprintf(why, args...)
	if t.unsaidOf[s] != r {
		t.unsaidOf[s] = r
		t.unsaid[s]++
	}
}

// check is the outcome: what concerns most first; figures in the order given.
func (t *tally) check(figures ...string) Check {
	for _, f := range t.found {
		t.Findings = append(t.Findings, *f)
	}
	slices.SortFunc(t.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.What, b.What))
	})
	for _, f := range figures {
		t.Figures = append(t.Figures, Figure{f, t.figures[f]})
	}
	for _, s := range slices.Sorted(maps.Keys(t.unsaid)) {
		t.Untold = append(t.Untold, fmt.Sprintf("%s (%s).", s, count(t.unsaid[s], "record")))
	}
	return t.Check
}

// count says how many there are of something: "1 record", "1,200 records".
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return diag.Thousands(n) + " " + noun
}

// moment writes a time to the minute.
func moment(ms int64) string {
	if ms == 0 {
		return "an unknown time"
	}
	return instant(ms).Format("2006-01-02 15:04") + " UTC"
}

// length says in words how long a time is, in its largest unit.
func length(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return count(int(d/(24*time.Hour)), "day")
	case d >= 2*time.Hour:
		return count(int(d/time.Hour), "hour")
	case d >= time.Minute:
		return count(int(d/time.Minute), "minute")
	}
	return count(int(d/time.Second), "second")
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// called is what people call the block at an address.
func (c *crm) called(addr schema.Address) string {
	if b := c.arch.Lookup(addr); b != nil {
		return schema.Title(b)
	}
	return string(addr)
}
