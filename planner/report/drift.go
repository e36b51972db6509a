package report

import (
	"fmt"
	"io"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Drift says what is no longer as it was applied.
func Drift(w io.Writer, st Style, d *planner.DriftReport) {
	if len(d.Drifted) == 0 {
		fmt.Fprintf(w, "%s %s in %s as applied.\n", st.Green("No drift."), diag.Count(d.Checked, "object"), d.Environment)
		return
	}
	for _, o := range d.Drifted {
		Drifted(w, st, o)
	}
	fmt.Fprintf(w, "%s of %d drifted. stagecraft plan shows what an apply would do about it.\n", diag.Count(len(d.Drifted), "object"), d.Checked)
}

// Drifted says what became of one object.
func Drifted(w io.Writer, st Style, o planner.DriftedObject) {
	label := o.Label
	if label == "" {
		label = o.Key
	}
	fmt.Fprintf(w, "%s %s %s\n", st.Yellow(string(o.Kind)), st.Bold(Clean(label)), st.Dim("("+Address(o.Address)+")"))
	for _, x := range o.Diffs {
		fmt.Fprintf(w, "    %s: applied %s, now %s\n", x.Path, Value(x.Before), Value(x.After))
	}
}
