package report

import (
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Parts finds, for each thing that is created, what is created inside of it by the same block:
// the options of a property, the codes of reasons. One line can speak for all of them. told are those parts.
func Parts(changes []*planner.Change) (inside map[*planner.Change][]*planner.Change, told map[*planner.Change]bool) {
	plain := func(c *planner.Change) bool {
		return c.Action == planner.Create && c.Risk == planner.Low && c.Impact == nil && len(c.Diffs) == 0
	}
	type place struct{ target, key string }
	whole := map[place]*planner.Change{}
	for _, c := range changes {
		if plain(c) && c.Origin != "" {
			whole[place{c.Target, c.Key}] = c
		}
	}
	inside, told = map[*planner.Change][]*planner.Change{}, map[*planner.Change]bool{}
	for _, c := range changes {
		if !plain(c) || c.Documents {
			continue
		}
		for _, key := range parents(c.Key) {
			if w := whole[place{c.Target, key}]; w != nil && w != c && below(w.Origin, c.Origin) {
				inside[w], told[c] = append(inside[w], c), true
				break
			}
		}
	}
	return inside, told
}

// below tells whether a block is the other one, or stands in it.
func below(block, inner schema.Address) bool {
	return inner == block || strings.HasPrefix(string(inner), string(block)+".")
}

// parent is the natural key of what an object is in; "" for one that is in nothing.
func parent(key string) string {
	if i := strings.LastIndexByte(key, '/'); i >= 0 {
		return key[:i]
	}
	return ""
}

// parents are the natural keys that what an object is in may have. Some CRMs name a list by its object and field, "deals.size" of
// "deals/size", or by its kind, "global.size" of "size".
func parents(key string) []string {
	in := parent(key)
	if of, name, ok := strings.Cut(in, "."); ok {
		return []string{in, of + "/" + name, name}
	}
	return []string{in}
}

// noun says what kind of thing a change is about: “option”, “property”.
func noun(c *planner.Change) string {
	kind, _, named := strings.Cut(c.Label, " “") // handoff “MQL to SAL”
	if !named {                                  // lookup from A to B
		_, kind, _ = strings.Cut(c.Type, "_")
		return strings.ReplaceAll(kind, "_", " ")
	}
	return strings.TrimSuffix(kind, " of") // definition of “MQL”
}

// Counted counts changes by kind, in words: "2 codes, 5 options".
func Counted(list []*planner.Change) string {
	counts := map[string]int{}
	for _, c := range list {
		counts[noun(c)]++
	}
	words := make([]string, 0, len(counts))
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		words = append(words, diag.Count(counts[kind], kind))
	}
	return strings.Join(words, ", ")
}
