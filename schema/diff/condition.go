package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// gates are the blocks whose condition decides whether a record may move.
var gates = []string{"entry", "exit", "handoff"}

// condition says how a condition changed: that of a gate part by part, where only some of its parts changed, or one that limits a block.
func condition(block, kind string, before, after value) string {
	verb, without := "now applies only when", "now always applies"
	gate := slices.Contains(gates, kind)
	if gate {
		verb, without = "now asks that", "is now a matter of judgement"
	}
	switch {
	case !after.set:
		return fmt.Sprintf("%s %s, was: %s.", block, without, before.text)
	case before.set && gate:
		if s := partly(before, after); s != "" {
			return block + " " + s + "."
		}
		return fmt.Sprintf("%s %s %s; was: %s.", block, verb, after.text, before.text)
	case before.set:
		return fmt.Sprintf("%s %s %s; was: %s.", block, verb, after.text, before.text)
	case gate:
		return fmt.Sprintf("%s %s %s; was a matter of judgement.", block, verb, after.text)
	}
	return fmt.Sprintf("%s %s %s.", block, verb, after.text)
}

// partly says which parts of a condition came and went, when it has some left; else "".
func partly(before, after value) string {
	and := true
	old, now := conjuncts(before, true), conjuncts(after, true)
	if either, or := conjuncts(before, false), conjuncts(after, false); !share(old, now) && share(either, or) {
		and, old, now = false, either, or
	}
	more, less := missing(now, old), missing(old, now)
	switch {
	case !share(old, now) && (len(old) > 1 || len(now) > 1), len(more)+len(less) == 0:
		return ""
	case len(more) == 1 && len(less) == 1:
		if and {
			return fmt.Sprintf("now asks that %s, was %s", more[0], shorten(less[0], more[0]))
		}
		return fmt.Sprintf("now also holds when %s, and no longer when %s", more[0], less[0])
	case len(less) == 0 && and:
		return "now also asks that " + join(more, "and")
	case len(more) == 0 && and:
		return "no longer asks that " + join(less, "and")
	case len(less) == 0:
		return "now also holds when " + join(more, "or")
	case len(more) == 0:
		return "no longer holds when " + join(less, "or")
	}
	return ""
}

// conjuncts are the parts of a condition that is joined by and (or, without and, by or); otherwise it is its own only part.
func conjuncts(v value, and bool) []value {
	l, ok := v.cond.(*expr.Logic)
	if !ok || l.And != and || len(v.items) == 0 {
		return []value{{key: v.key, text: v.text}}
	}
	return v.items
}

func share(a, b []value) bool {
	return slices.ContainsFunc(a, func(x value) bool { return slices.ContainsFunc(b, func(y value) bool { return x.key == y.key }) })
}

// shorten leaves out of a text what it has in common with the beginning of another, when only a short end differs:
// "50" for "Employees is at least 50".
func shorten(s, other string) string {
	a, b := strings.Fields(s), strings.Fields(other)
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	if n >= 2 && n < len(a) && len(a)-n <= 3 && len(b)-n <= 3 {
		return strings.Join(a[n:], " ")
	}
	return s
}

// long is from how many characters on only the differing middle of two texts is shown.
const long = 160

// around is how many words of context are shown on each side of what differs.
const around = 3

// contrast shortens two long texts to where they differ, with a few words around.
func contrast(before, after string) (was, now string) {
	if len(before) <= long || len(after) <= long {
		return before, after
	}
	a, b := strings.Fields(before), strings.Fields(after)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	head, tail = max(0, head-around), max(0, tail-around)
	cut := func(words []string) string {
		s := strings.Join(words[head:len(words)-tail], " ")
		if head > 0 {
			s = "“… " + s
		}
		if tail > 0 {
			s += " …”"
		}
		return s
	}
	return cut(a), cut(b)
}
