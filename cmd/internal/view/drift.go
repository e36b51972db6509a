package view

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
)

// maxDrift is how many bytes of findings an issue gets; hosts refuse bodies of more than 65,536 characters.
const maxDrift = 60_000

// DriftMarkdown writes drift for an issue or a chat. Whatever comes from the CRM or the files stands in code spans, so that no
// label mentions people, links somewhere or is taken for markup. command gives the command line for a command on the same environment.
func DriftMarkdown(w io.Writer, d *planner.DriftReport, command func(string) string) {
	fmt.Fprintf(w, "### Stagecraft drift: %s\n\n", code(d.Environment))
	if len(d.Drifted) == 0 {
		fmt.Fprintf(w, "**No drift.** %s as applied.\n", Count(d.Checked, "object"))
	} else {
		fmt.Fprintf(w, "**%s**\n\n", report.DriftCounts(d))
	}
	var list bytes.Buffer
	for i, o := range d.Drifted {
		before := list.Len()
		driftItem(&list, o)
		if list.Len() > maxDrift {
			list.Truncate(before)
			fmt.Fprintf(&list, "\n%d more; %s lists all.\n", len(d.Drifted)-i, code(command("drift")))
			break
		}
	}
	_, _ = list.WriteTo(w)
	if n := len(d.Accepted); n > 0 {
		fmt.Fprintf(w, "\n%s changed as well, and the files say so already: the next apply takes note of it.\n", Count(n, "object"))
	}
	if n := len(d.Unmanaged); n > 0 {
		fmt.Fprintf(w, "\n%s elsewhere in the CRM that nobody declared: no drift; %s lists them.\n", Count(n, "object"), code(command("drift --all")))
	}
	if d.Unseen > 0 {
		fmt.Fprintf(w, "\n%s cannot be seen with these credentials.\n", Count(d.Unseen, "object"))
	}
	for _, text := range d.Unknown {
		fmt.Fprintf(w, "\n%s %s\n", report.WhoIsUnknown(d), code(text))
	}
	if len(d.Drifted) > 0 {
		fmt.Fprintf(w, "\nTo put back what was applied: %s. To keep what is live: %s writes it into the files, for review.\n", code(command("apply")), code(command("drift --accept")))
	}
}

func driftItem(w io.Writer, o planner.DriftedObject) {
	name := o.Label
	if name == "" {
		name = o.Key
	}
	fmt.Fprintf(w, "- **%s** %s", o.Kind, code(name))
	if o.Source != nil {
		fmt.Fprintf(w, " (%s)", code(fmt.Sprintf("%s:%d", o.Source.File, o.Source.Start.Line)))
	}
	fmt.Fprintf(w, ", %s\n", code(o.Address))
	if o.LiveKey != "" {
		fmt.Fprintf(w, "  - applied as %s, now %s\n", code(o.Key), code(o.LiveKey))
	}
	for _, x := range o.Diffs {
		fmt.Fprintf(w, "  - %s: applied %s, now %s\n", code(x.Path), code(report.Value(x.Before)), code(report.Value(x.After)))
	}
	if o.Why != "" {
		fmt.Fprintf(w, "  - %s\n", code(o.Why+": "+o.Block.Written()))
	}
	if text := report.ChangedBy(o.Changed); text != "" {
		fmt.Fprintf(w, "  - %s\n", code(text))
	}
}

// code is a text in a code span, in which nothing is markup.
func code(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '`':
			return '\''
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r): // Cf: what turns the direction of text around
			return '\uFFFD'
		}
		return r
	}, s)
	if strings.TrimSpace(s) == "" {
		return "(none)"
	}
	return "`" + s + "`"
}
