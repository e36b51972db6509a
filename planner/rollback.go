package planner

import (
	"maps"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Renamed lists, as moved blocks that lead back, the blocks that have another address in the state of now than in that of then. The ids of
// live objects tell which they are, so that also renames count whose moved blocks are gone from the files.
func Renamed(now, then *State) []*schema.Moved {
	var out []*schema.Moved
	seen := map[schema.Address]bool{}
	for _, target := range slices.Sorted(maps.Keys(then.Targets)) {
		current := now.Targets[target]
		if current == nil {
			continue
		}
		was := map[[2]string]string{} // type and id to the address of then
		for addr, r := range then.Targets[target].Resources {
			was[[2]string{r.Type, r.ID}] = addr
		}
		for _, addr := range slices.Sorted(maps.Keys(current.Resources)) {
			r := current.Resources[addr]
			_, from, part := providers.SplitAddress(addr)
			_, to, partThen := providers.SplitAddress(was[[2]string{r.Type, r.ID}])
			if r.ID != "" && to != "" && from != to && part == partThen && !seen[from] {
				seen[from] = true
				out = append(out, &schema.Moved{From: from, To: to})
			}
		}
	}
	// What is inside of a renamed block goes with it.
	return slices.DeleteFunc(slices.Clone(out), func(m *schema.Moved) bool {
		return slices.ContainsFunc(out, func(o *schema.Moved) bool {
			to, part, ok := rewrite(m.From, "", o.From, o.To)
			return ok && o != m && to == m.To && part == ""
		})
	})
}
