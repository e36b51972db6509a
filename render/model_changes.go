package render

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// Changes is the difference of two versions in words.
type Changes struct {
	From, To string // versions
	Part     string // the part of the version that must grow
	// Records say why something was changed, each with the changes that it covers.
	Records []ChangeRecord
	// Groups are the changes without a record.
	Groups []ChangeGroup

	diff *diff.Diff
}

// ChangeRecord is why something was changed.
type ChangeRecord struct {
	Title, Why     string
	DecidedBy      []string
	Metric, Expect string // what will show whether it was right
	Sentences      []Sentence
}

// Reason is why it was changed, who decided, and what will show whether that was right.
func (r ChangeRecord) Reason() string {
	out := r.Why
	if len(r.DecidedBy) > 0 {
		out += " Decided by " + strings.Join(r.DecidedBy, ", ") + "."
	}
	if r.Metric != "" {
		measured := "Measured by " + r.Metric
		if r.Expect != "" {
			measured += ": " + strings.TrimRight(r.Expect, ".")
		}
		out += " " + measured + "."
	}
	return out
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

// changesOf puts a difference under its records and headings, the weighty changes first.
func changesOf(d *diff.Diff) *Changes {
	out := &Changes{From: d.FromVersion, To: d.ToVersion, Part: string(d.Part), diff: d}
	of := func(belongs func(diff.Change) bool) []Sentence {
		var list []Sentence
		for _, p := range []diff.Part{diff.Major, diff.Minor, diff.Patch} {
			for _, c := range d.Changes {
				if c.Part == p && belongs(c) {
					list = append(list, Sentence{c.Text, p == diff.Major})
				}
			}
		}
		return slices.Compact(list)
	}
	for _, r := range d.Records {
		out.Records = append(out.Records, ChangeRecord{r.Title, r.Why, r.DecidedBy, r.Metric, r.Expect,
			of(func(c diff.Change) bool { return slices.Contains(c.Records, r.Address) })})
	}
	for _, title := range diff.Groups {
		if list := of(func(c diff.Change) bool { return c.Group == title && len(c.Records) == 0 }); len(list) > 0 {
			out.Groups = append(out.Groups, ChangeGroup{title, list})
		}
	}
	return out
}

// Since says what the changes are counted from: "version 1.2.0".
func (c *Changes) Since() string {
	if c.From == c.To {
		return "an earlier state of version " + c.From
	}
	return "version " + c.From
}

// Any tells whether anything changed.
func (c *Changes) Any() bool { return c != nil && len(c.diff.Changes) > 0 }

// Count says how many changes there are: "3 changes".
func (c *Changes) Count() string { return plural(len(c.diff.Changes), "change") }

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
