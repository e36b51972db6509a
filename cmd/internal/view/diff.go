package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	revisions "github.com/stagecraft-dev/stagecraft/schema/history" // view has a function history
)

// Compared is one side of a comparison.
type Compared struct {
	// Name is the directory, or the revision as it was asked for.
	Name     string              `json:"name"`
	Revision *revisions.Revision `json:"revision,omitempty"` // nil for a directory
	Version  string              `json:"version"`
	Digest   string              `json:"digest"`

	Architecture *schema.Architecture `json:"-"`
}

// DiffReport is what the diff command shows.
type DiffReport struct {
	FormatVersion string   `json:"format_version"`
	From          Compared `json:"from"`
	To            Compared `json:"to"`
	*diff.Diff
	Agreements []diff.Agreement `json:"agreements"`
}

// NewDiffReport compares two sides.
func NewDiffReport(from, to Compared) *DiffReport {
	d := diff.Compare(from.Architecture, to.Architecture)
	agreements := d.Agreements()
	if agreements == nil {
		agreements = []diff.Agreement{}
	}
	return &DiffReport{"1.0", from, to, d, agreements}
}

// String says where a side is from: "v1.2.0 (3f2a91c04b11, 2026-03-01)".
func (c Compared) String() string {
	if c.Revision == nil {
		return "the files in " + c.Name
	}
	return fmt.Sprintf("%s (%s, %s)", c.Name, c.Revision.Short, c.Revision.When.Format("2006-01-02"))
}

// titles are the names of roles and teams for people.
func (r *DiffReport) titles(list []schema.Address) []string {
	out := make([]string, len(list))
	for i, addr := range list {
		b := r.To.Architecture.Lookup(addr)
		if b == nil {
			b = r.From.Architecture.Lookup(addr)
		}
		if out[i] = schema.Title(b); b == nil {
			out[i] = schema.Label("", addr.Name())
		}
	}
	return out
}

// byGroup gives the changes under each heading of the changelog.
func (r *DiffReport) byGroup(each func(group string, changes []diff.Change)) {
	for _, g := range diff.Groups {
		var list []diff.Change
		for _, c := range r.Changes {
			if c.Group == g {
				list = append(list, c)
			}
		}
		if len(list) > 0 {
			each(g, list)
		}
	}
}

// documented tells whether the architecture keeps change records, so that a change without one stands out.
func (r *DiffReport) documented() bool { return len(r.To.Architecture.Changes) > 0 }

// version says which version must follow.
func (r *DiffReport) version() string {
	switch {
	case r.NextVersion == "":
		return fmt.Sprintf("The weightiest change is %s.", r.Part)
	case r.ToVersion == r.FromVersion:
		return fmt.Sprintf("The weightiest change is %s: version %s must follow %s. The files still say %s.", r.Part, r.NextVersion, r.FromVersion, r.ToVersion)
	case !r.Fits(r.ToVersion):
		return fmt.Sprintf("The weightiest change is %s: version %s must follow %s. The files say %s, which is too low.", r.Part, r.NextVersion, r.FromVersion, r.ToVersion)
	}
	return fmt.Sprintf("The weightiest change is %s: after %s comes %s or higher. The files say %s.", r.Part, r.FromVersion, r.NextVersion, r.ToVersion)
}

// Diff prints a comparison for people.
func Diff(w io.Writer, st terminal.Style, r *DiffReport) {
	fmt.Fprintf(w, "%s\nfrom %s\nto   %s\n\n", st.Bold(Clean(schema.Title(r.To.Architecture.Info))), Clean(r.From.String()), Clean(r.To.String()))
	if len(r.Changes) == 0 {
		fmt.Fprintf(w, "%s Formatting, comments and the place of a block in the files make no difference.\n", st.Green("No change in meaning."))
		diffNotes(w, st, r)
		return
	}
	r.byGroup(func(group string, changes []diff.Change) {
		fmt.Fprintln(w, st.Bold(group))
		for _, c := range changes {
			fmt.Fprintf(w, "  %s %s\n", diffSign(st, c.Kind), Clean(c.Text))
			about := []string{string(c.Part), diff.ClassNamed(c.Class).Title}
			if len(c.Roles) > 0 {
				about = append(about, "concerns "+strings.Join(r.titles(c.Roles), ", "))
			}
			if r.documented() && !c.Recorded() {
				about = append(about, "no change record")
			}
			fmt.Fprintf(w, "      %s\n", st.Dim(Clean(strings.Join(about, " · "))))
		}
		fmt.Fprintln(w)
	})
	fmt.Fprintln(w, st.Bold("Who must agree"))
	for _, a := range r.Agreements {
		who := strings.Join(r.titles(a.Approvers), ", ")
		if who == "" {
			who = "nobody is named; give the architecture a steward"
		}
		fmt.Fprintf(w, "  %s (%s, %s): %s\n", Clean(a.Title), Count(a.Changes, "change"), a.HandledBy, Clean(who))
	}
	fmt.Fprintln(w)
	diffRecords(w, st, r)
	diffNotes(w, st, r)
	fmt.Fprintf(w, "%s %s\n", st.Bold(Count(len(r.Changes), "change")+"."), r.version())
}

// diffRecords prints why things were changed, and how many changes nobody gave a reason for.
func diffRecords(w io.Writer, st terminal.Style, r *DiffReport) {
	if len(r.Records) > 0 {
		fmt.Fprintln(w, st.Bold("Why"))
		for _, rec := range r.Records {
			fmt.Fprintf(w, "  %s %s\n", Clean(rec.Title), st.Dim("("+string(rec.Address)+")"))
			fmt.Fprintf(w, "      %s\n", Clean(rec.Why))
			if rec.Metric != "" {
				fmt.Fprintf(w, "      Measured by %s. %s\n", Clean(rec.Metric), Clean(rec.Expect))
			}
		}
		fmt.Fprintln(w)
	}
	if un := r.Unrecorded(); r.documented() && len(un) > 0 {
		fmt.Fprintf(w, "%s %d of %s. A change block says why, and what will show that it was right.\n\n", st.Yellow("Without a change record:"), len(un), Count(len(r.Changes), "change"))
	}
}

// diffNotes prints what to look at; a moved block is ready to be pasted.
func diffNotes(w io.Writer, st terminal.Style, r *DiffReport) {
	for _, n := range r.Notes {
		fmt.Fprintf(w, "%s %s\n", st.Yellow("Note:"), Clean(n.Text))
		fmt.Fprintln(w)
		for line := range strings.Lines(n.Moved) {
			fmt.Fprintf(w, "  %s\n", Clean(strings.TrimRight(line, "\n")))
		}
		if n.Moved != "" {
			fmt.Fprintln(w)
		}
	}
}

func diffSign(st terminal.Style, k diff.Kind) string {
	switch k {
	case diff.Added:
		return st.Green("+")
	case diff.Removed:
		return st.Red("-")
	case diff.Renamed:
		return st.Cyan("→")
	}
	return st.Yellow("~")
}

// DiffMarkdown writes a comparison as a comment for a pull request.
func DiffMarkdown(w io.Writer, r *DiffReport) {
	fmt.Fprintf(w, "### %s: what changes\n\nFrom %s to %s.\n", md(schema.Title(r.To.Architecture.Info)), md(r.From.String()), md(r.To.String()))
	if len(r.Changes) == 0 {
		fmt.Fprintf(w, "\n**No change in meaning.**\n")
	} else {
		fmt.Fprintf(w, "\n**%s.** %s\n", Count(len(r.Changes), "change"), md(r.version()))
	}
	r.byGroup(func(group string, changes []diff.Change) {
		fmt.Fprintf(w, "\n#### %s\n\n", group)
		for _, c := range changes {
			line := "- " + md(c.Text)
			if c.Part == diff.Major {
				line += " **Major.**"
			}
			if len(c.Roles) > 0 {
				line += " <sub>" + md(strings.Join(r.titles(c.Roles), ", ")) + "</sub>"
			}
			fmt.Fprintln(w, line)
		}
	})
	if len(r.Agreements) > 0 {
		fmt.Fprintf(w, "\n| what changes | worked out by | must agree |\n| --- | --- | --- |\n")
		for _, a := range r.Agreements {
			fmt.Fprintf(w, "| %s (%d) | %s | %s |\n", md(a.Title), a.Changes, a.HandledBy, md(strings.Join(r.titles(a.Approvers), ", ")))
		}
	}
	for _, rec := range r.Records {
		fmt.Fprintf(w, "\n> **%s** — %s", md(rec.Title), md(rec.Why))
		if rec.Metric != "" {
			fmt.Fprintf(w, " Measured by %s. %s", md(rec.Metric), md(rec.Expect))
		}
		fmt.Fprintln(w)
	}
	if un := r.Unrecorded(); r.documented() && len(un) > 0 {
		fmt.Fprintf(w, "\n<details><summary>%s without a change record</summary>\n\n", Count(len(un), "change"))
		for _, c := range un {
			fmt.Fprintf(w, "- `%s`\n", fence(string(c.Address)))
		}
		fmt.Fprintf(w, "\n</details>\n")
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "\n> **Note** — %s\n", md(n.Text))
		if n.Moved != "" {
			fmt.Fprintf(w, "\n```hcl\n%s```\n", n.Moved)
		}
	}
}
