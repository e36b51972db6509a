package diff

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// This file has the sentences about what a business talks about most: who answers for what, what a
// score must reach, what a signal is worth, and how long a clock runs.

// special is the sentence for a change that has one of its own, or "".
func (w *words) special(kind string, b schema.Block, attr string, before, after value) string {
	switch {
	case kind == "raci":
		return w.raci(b, attr, before, after)
	case kind == "threshold" && len(before.parts) > 0 && len(after.parts) > 0:
		return w.threshold(b.Base().Address, before.parts, after.parts)
	case kind == "signal" && attr == "points":
		return w.points(b, before, after)
	case kind == "option" && attr == "deprecated":
		return fmt.Sprintf("%s %s.", w.block(kind, b), switches[attr][map[bool]int{true: 0, false: 1}[after.key == "true"]])
	}
	return ""
}

var raciWords = map[string]string{"accountable": "Accountable for", "responsible": "Responsible for", "consulted": "Consulted on", "informed": "Informed about"}

// raci says who took on or gave up a part: "Informed about MQL: AE added."
func (w *words) raci(b schema.Block, attr string, before, after value) string {
	about := raciWords[attr]
	if p := w.holder(b.Base().Address); p != nil {
		about += " " + w.name(p)
	}
	if attr != "accountable" {
		var parts []string
		if more := missing(after.items, before.items); len(more) > 0 {
			parts = append(parts, join(more, "and")+" added")
		}
		if less := missing(before.items, after.items); len(less) > 0 {
			parts = append(parts, join(less, "and")+" removed")
		}
		if len(parts) == 0 {
			return fmt.Sprintf("%s: the order is now %s; was %s.", about, order(after), order(before))
		}
		return about + ": " + strings.Join(parts, ", ") + "."
	}
	switch {
	case !after.set:
		return fmt.Sprintf("%s is now nobody, was %s.", about, before.text)
	case !before.set:
		return fmt.Sprintf("%s is now %s.", about, after.text)
	}
	return fmt.Sprintf("%s is now %s, was %s.", about, after.text, before.text)
}

// threshold says what a score must reach now: "MQL now needs engagement of at least 50, was 40."
func (w *words) threshold(addr schema.Address, before, after map[string]value) string {
	scoring := addr.Holder().Holder()
	var now, gone []string
	for _, k := range changedKeys(before, after) {
		name := "a total"
		if d := w.a.Lookup(scoring + schema.Address(".dimension."+k)); d != nil {
			name = lowerFirst(w.title(d))
		} else if k != "total" {
			name = lowerFirst(schema.Label("", k))
		}
		b, a := before[k], after[k]
		switch {
		case !a.set:
			gone = append(gone, fmt.Sprintf("%s of at least %s", name, b.text))
		case !b.set:
			now = append(now, fmt.Sprintf("%s of at least %s", name, a.text))
		default:
			now = append(now, fmt.Sprintf("%s of at least %s, was %s", name, a.text, b.text))
		}
	}
	var parts []string
	if len(now) > 0 {
		last := " and "
		if strings.Contains(now[0], ",") {
			last = ", and "
		}
		parts = append(parts, "now needs "+strings.Join(now, last))
	}
	if len(gone) > 0 {
		parts = append(parts, "no longer needs "+strings.Join(gone, " and "))
	}
	return w.thresholdName(addr) + " " + strings.Join(parts, "; it ") + "."
}

// thresholdName is the stage that asks for a threshold, or that has its name; else the threshold itself.
func (w *words) thresholdName(addr schema.Address) string {
	if w.users == nil {
		w.users = thresholdUsers(w.a)
	}
	stages := w.users[addr]
	if len(stages) == 0 {
		for _, t := range w.a.Tracks() {
			for _, s := range t.Stages {
				if s.Name == addr.Name() {
					stages = append(stages, s)
				}
			}
		}
	}
	if len(stages) == 1 {
		return w.name(stages[0])
	}
	return w.block("threshold", w.a.Lookup(addr))
}

// thresholdUsers finds the stages whose entry asks for a threshold, by threshold.
func thresholdUsers(a *schema.Architecture) map[schema.Address][]*schema.Stage {
	out := map[schema.Address][]*schema.Stage{}
	for _, t := range a.Tracks() {
		for _, s := range t.Stages {
			seen := map[schema.Address]bool{}
			for _, g := range s.Entry {
				expr.Walk(g.When.Expr, func(e expr.Expr) bool {
					if m, ok := e.(*expr.Meets); ok {
						addr := schema.Address(m.Scoring + ".threshold." + m.Threshold)
						if !seen[addr] {
							seen[addr] = true
							out[addr] = append(out[addr], s)
						}
					}
					return true
				})
			}
		}
	}
	return out
}

// points says what a signal is worth now: "Signal Demo request now gives 15 points of engagement, was 10."
func (w *words) points(b schema.Block, before, after value) string {
	subject := "Signal " + w.name(b)
	dim := ""
	if d := w.holder(b.Base().Address); d != nil {
		dim = lowerFirst(w.title(d))
	}
	plus, minus := strings.TrimPrefix(after.text, "-"), strings.TrimPrefix(before.text, "-")
	switch {
	case !before.set || !after.set:
		return fmt.Sprintf("%s of %s is now worth %s.", subject, dim, counted(after.text, "point"))
	case after.size < 0 && before.size <= 0:
		return fmt.Sprintf("%s now takes %s off %s, was %s.", subject, counted(plus, "point"), dim, minus)
	case after.size < 0:
		return fmt.Sprintf("%s now takes %s off %s, gave %s.", subject, counted(plus, "point"), dim, minus)
	case before.size < 0:
		return fmt.Sprintf("%s now gives %s of %s, took %s.", subject, counted(plus, "point"), dim, minus)
	}
	return fmt.Sprintf("%s now gives %s of %s, was %s.", subject, counted(plus, "point"), dim, minus)
}

// clocked gives a length of time in an SLA the words of the clock that it runs on.
func (w *words) clocked(b schema.Block, v value) value {
	module, kind, labels := b.Base().Address.Split()
	if !v.lasts || kind != "sla" {
		return v
	}
	x := schema.Find[schema.SLA](w.a, schema.NewAddress(module, "sla", labels[0]))
	if x != nil && x.Clock != "elapsed" && (x.Calendar != "" || w.a.Info != nil && w.a.Info.Calendar != "") {
		v.text = businessDuration(v.time)
	}
	return v
}

// content says what is in a block that comes or goes, where its name alone says too little; else "".
func (w *words) content(b schema.Block) string {
	switch x := b.(type) {
	case *schema.Gate:
		if !x.When.IsZero() {
			return expr.Sentence(x.When.Expr, w.n)
		}
		if x.Description != "" && strings.TrimSuffix(x.Description, ".") != w.title(b) {
			return quote(x.Description)
		}
	case *schema.Signal:
		return counted(fmt.Sprint(x.Points), "point")
	case *schema.RACI:
		if x.Accountable != "" {
			return w.ref(x.Accountable) + " is accountable"
		}
	}
	return ""
}

// lowerFirst is for a title inside a sentence; an abbreviation stays as it is.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) < 2 || unicode.IsUpper(r[1]) {
		return s
	}
	r[0] = unicode.ToLower(r[0])
	return string(r)
}
