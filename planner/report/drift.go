package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Drift says what is no longer as it was applied, and both ways to end that. With all, every object that nobody declared is listed.
// command gives the command line for a command on the same environment.
func Drift(w io.Writer, st Style, d *planner.DriftReport, all bool, command func(string) string) {
	for _, o := range d.Drifted {
		Drifted(w, st, o)
	}
	for _, o := range d.Accepted {
		fmt.Fprintf(w, "%s %s\n", st.Dim("in the files already: "+string(o.Kind)), Clean(nameOf(o)))
	}
	if all && len(d.Unmanaged) > 0 {
		fmt.Fprintf(w, "%s\n", st.Yellow("Not managed here:"))
		listed(w, strangers(d.Unmanaged, true), true)
	}
	for _, text := range d.Unknown {
		fmt.Fprintf(w, "%s\n", st.Dim(WhoIsUnknown(d)+" "+Clean(text)))
	}
	if len(d.Drifted) == 0 {
		fmt.Fprintf(w, "%s %s in %s as applied.%s\n", st.Green("No drift."), diag.Count(d.Checked, "object"), d.Environment, driftAside(d, all))
		return
	}
	fmt.Fprintf(w, "%s%s\n", DriftCounts(d), driftAside(d, all))
	fmt.Fprintf(w, "To put back what was applied: %s (objects that nobody declared stay, unless --prune names them). To keep what is live: %s writes it into the files, for review.\n",
		Clean(command("apply")), Clean(command("drift --accept")))
}

// WhoIsUnknown introduces what keeps a CRM from telling who changed things.
func WhoIsUnknown(d *planner.DriftReport) string {
	if slices.ContainsFunc(d.Drifted, func(o planner.DriftedObject) bool { return !o.Changed.IsZero() }) {
		return "Who changed the rest is not known:"
	}
	return "Who changed it is not known:"
}

// DriftCounts says how much drifted.
func DriftCounts(d *planner.DriftReport) string {
	ours, others := 0, 0
	for _, o := range d.Drifted {
		if o.Kind == planner.DriftUnmanaged {
			others++
		} else {
			ours++
		}
	}
	text := fmt.Sprintf("%s of %d drifted.", diag.Count(ours, "object"), d.Checked)
	if others > 0 {
		text += fmt.Sprintf(" %s that nobody declared.", diag.Count(others, "object"))
	}
	return text
}

// driftAside counts what is no drift.
func driftAside(d *planner.DriftReport, all bool) string {
	var parts []string
	if n := len(d.Unmanaged); n > 0 && !all {
		parts = append(parts, fmt.Sprintf("%s elsewhere that nobody declared (--all lists them)", diag.Count(n, "object")))
	}
	if d.Unseen > 0 {
		parts = append(parts, fmt.Sprintf("%s cannot be seen with these credentials", diag.Count(d.Unseen, "object")))
	}
	if d.Ignored > 0 {
		parts = append(parts, fmt.Sprintf("%s left out by ignore patterns", diag.Count(d.Ignored, "object")))
	}
	if parts == nil {
		return ""
	}
	return " " + strings.Join(parts, "; ") + "."
}

func nameOf(o planner.DriftedObject) string {
	if o.Label != "" {
		return o.Label
	}
	return o.Key
}

// Drifted says what became of one object.
func Drifted(w io.Writer, st Style, o planner.DriftedObject) {
	where := Address(o.Address)
	if o.Kind == planner.DriftUnmanaged {
		where = Clean(o.Address)
	}
	if o.Source != nil {
		where += fmt.Sprintf(", %s:%d", o.Source.File, o.Source.Start.Line)
	}
	fmt.Fprintf(w, "%s %s %s\n", st.Yellow(string(o.Kind)), st.Bold(Clean(nameOf(o))), st.Dim("("+where+")"))
	if o.LiveKey != "" {
		fmt.Fprintf(w, "    applied as %s, now %s\n", Value(o.Key), Value(o.LiveKey))
	}
	for _, x := range o.Diffs {
		fmt.Fprintf(w, "    %s: applied %s, now %s\n", x.Path, Value(x.Before), Value(x.After))
	}
	if o.Why != "" {
		fmt.Fprintf(w, "    %s%s\n", Clean(o.Why), inBlock(o))
	}
	if text := ChangedBy(o.Changed); text != "" {
		fmt.Fprintf(w, "    %s\n", st.Dim(Clean(text)))
	}
}

func inBlock(o planner.DriftedObject) string {
	if o.Block == "" {
		return ""
	}
	return ": " + o.Block.Written()
}

// ChangedBy says who changed something, when and how, as far as that is known; "" when nothing is.
func ChangedBy(c *providers.LastChange) string {
	if c.IsZero() {
		return ""
	}
	text := "last changed"
	if c.Who != "" {
		text += " by " + c.Who
	}
	if c.When != nil {
		text += " on " + c.When.UTC().Format(time.DateOnly+" 15:04 MST")
	}
	if c.How != "" {
		text += " (" + c.How + ")"
	}
	return text
}
