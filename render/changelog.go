package render

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// changelog writes what changed between two versions, for those who work with it.
func changelog(m *Model, d *diff.Diff) []byte {
	b := &text{}
	b.line("# Changelog")
	b.line("")
	b.line("## %s: from %s to %s", esc(m.Title), esc(d.FromVersion), esc(d.ToVersion))
	b.line("")
	if len(d.Changes) == 0 {
		b.line("No change in meaning.")
		b.line("")
	} else {
		b.line("The changes ask for a new **%s** version.", d.Part)
		b.line("")
		changes(b, d, "###")
	}
	b.line("---")
	b.line("")
	b.line("%s", esc(m.Stamp()))
	return b.bytes()
}

// changes lists changes under the headings of their groups, the weighty ones first.
func changes(b *text, d *diff.Diff, head string) {
	for _, g := range diff.Groups {
		var list []diff.Change
		for _, p := range []diff.Part{diff.Major, diff.Minor, diff.Patch} {
			for _, c := range d.Changes {
				if c.Group == g && c.Part == p {
					list = append(list, c)
				}
			}
		}
		if len(list) == 0 {
			continue
		}
		b.line("%s %s", head, g)
		b.line("")
		for _, c := range slices.Compact(sentences(list)) {
			b.line("- %s", c)
		}
		b.line("")
	}
}

func sentences(list []diff.Change) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = esc(c.Text)
		if c.Part == diff.Major {
			out[i] += " *(major)*"
		}
	}
	return out
}
