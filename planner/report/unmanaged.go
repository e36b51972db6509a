package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// maxUnmanaged is how many lines of unmanaged objects are shown.
const maxUnmanaged = 20

// unmanaged lists what nobody declared: first what stands among declared things, such as an
// option that a declared property has besides its own. It concerns the architecture most.
func unmanaged(w io.Writer, st Style, p *planner.Plan, all bool) {
	if len(p.Unmanaged) > 0 {
		fmt.Fprintf(w, "\n%s\n", st.Yellow("Not managed here")+" (declare or import them, ignore them, or delete them with --prune):")
		var among, elsewhere []planner.Object
		for _, o := range p.Unmanaged {
			if o.Among {
				among = append(among, o)
			} else {
				elsewhere = append(elsewhere, o)
			}
		}
		if len(among) > 0 {
			fmt.Fprintf(w, "  %s\n", st.Bold("Among what is declared:"))
			listed(w, strangers(among, true), all)
			if len(elsewhere) > 0 {
				fmt.Fprintf(w, "  %s\n", st.Bold("Elsewhere:"))
			}
		}
		listed(w, strangers(elsewhere, all), all)
		fmt.Fprintln(w)
	}
	if len(p.Ignored) > 0 {
		fmt.Fprintf(w, "%s\n", st.Dim(fmt.Sprintf("%s left out by ignore patterns.", diag.Count(len(p.Ignored), "object"))))
	}
}

// listed prints lines of a list, the first ones when not all are asked for.
func listed(w io.Writer, lines []string, all bool) {
	for i, line := range lines {
		if i == maxUnmanaged && !all {
			fmt.Fprintf(w, "  … and %d more; --all lists them\n", len(lines)-i)
			return
		}
		fmt.Fprintf(w, "  ? %s\n", line)
	}
}

// strangers names objects. Unless each is asked for, those that are inside the same thing, which
// is inside another itself, are one line with the pattern that --prune and ignore take for all of
// them: the options of a property that nobody declared. Such lines come last.
func strangers(list []planner.Object, each bool) []string {
	pattern := func(o planner.Object) string {
		if each || strings.Count(o.Key, "/") < 2 {
			return o.Type + "." + Clean(o.Key)
		}
		return o.Type + "." + Clean(parent(o.Key)) + "/*"
	}
	var single, several []string
	counts := map[string]int{}
	for _, o := range list {
		counts[pattern(o)]++
	}
	for _, o := range list {
		switch text := pattern(o); {
		case counts[text] == 1:
			single = append(single, o.Type+"."+Clean(o.Key))
		case counts[text] > 1:
			several = append(several, fmt.Sprintf("%s (%d)", text, counts[text]))
			counts[text] = 0
		}
	}
	return append(single, several...)
}
