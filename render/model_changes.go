package render

import (
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// Changes is the difference of two versions in words.
type Changes struct {
	From, To string // versions
	Part     string // the part of the version that must grow
	Groups   []ChangeGroup

	diff *diff.Diff
}

// ChangeGroup are the changes under one heading.
type ChangeGroup struct {
	Title     string
	Sentences []Sentence
}

// Sentence is one change.
type Sentence struct {
	Text  string
	Major bool
}

// changesOf puts a difference under its headings, the weighty changes first.
func changesOf(d *diff.Diff) *Changes {
	out := &Changes{From: d.FromVersion, To: d.ToVersion, Part: string(d.Part), diff: d}
	for _, g := range diff.Groups {
		group := ChangeGroup{Title: g}
		for _, p := range []diff.Part{diff.Major, diff.Minor, diff.Patch} {
			for _, c := range d.Changes {
				if c.Group == g && c.Part == p {
					group.Sentences = append(group.Sentences, Sentence{c.Text, p == diff.Major})
				}
			}
		}
		group.Sentences = slices.Compact(group.Sentences)
		if len(group.Sentences) > 0 {
			out.Groups = append(out.Groups, group)
		}
	}
	return out
}

// Within are the changes of a block and of what is in it, as sentences. Nil has none.
func (c *Changes) Within(addr schema.Address) []string {
	if c == nil {
		return nil
	}
	var out []string
	for _, x := range c.diff.Changes {
		if x.Address.Within(addr) {
			out = append(out, x.Text)
		}
	}
	return out
}
