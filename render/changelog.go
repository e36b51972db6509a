package render

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// ChangelogFile is the file beside an architecture that tells what changed in each version.
const ChangelogFile = "CHANGELOG.md"

// Unreleased is the version of an entry for what is after the last release.
const Unreleased = "Unreleased"

// Changelog is the whole file for an architecture: its entries, newest first.
func Changelog(a *schema.Architecture, entries [][]byte) []byte {
	b := &bytes.Buffer{}
	fmt.Fprintf(b, "# Changelog: %s\n\nWhat changed in meaning with each version. Major: somebody must act, or live records are affected; minor: more than before; patch: words only.\n",
		esc(schema.Title(a.Info)))
	for _, e := range entries {
		b.WriteString("\n")
		b.Write(e)
	}
	return b.Bytes()
}

// WithEntry is the text of a changelog with the entry of a release added at its top, in place of one for the same version
// and of what was unreleased. An empty text is begun.
func WithEntry(log []byte, r Release, a *schema.Architecture) []byte {
	entry := ChangelogEntry(r, a)
	text := strings.ReplaceAll(string(log), "\r\n", "\n")
	at := entryAt(text)
	if at < 0 {
		if strings.TrimSpace(text) == "" {
			return Changelog(a, [][]byte{entry})
		}
		return []byte(strings.TrimRight(text, "\n") + "\n\n" + string(entry))
	}
	head, rest := text[:at], text[at:]
	out := head + string(entry)
	for rest != "" {
		end := len(rest)
		if next := entryAt(rest[1:]); next >= 0 {
			end = next + 1
		}
		if v := entryVersion(rest); v != r.Version && v != Unreleased {
			out += "\n" + strings.TrimRight(rest[:end], "\n") + "\n"
		}
		rest = rest[end:]
	}
	return []byte(out)
}

// entryAt is where the next entry of a changelog begins, or -1.
func entryAt(text string) int {
	if strings.HasPrefix(text, "## ") {
		return 0
	}
	if i := strings.Index(text, "\n## "); i >= 0 {
		return i + 1
	}
	return -1
}

// entryVersion is the version in the heading of an entry.
func entryVersion(entry string) string {
	line, _, _ := strings.Cut(entry, "\n")
	if f := strings.Fields(line); len(f) > 1 {
		return strings.Trim(f[1], "[]")
	}
	return ""
}

// ChangelogEntry is the part of a changelog for one version: its change records with the changes that each covers, then
// all other changes by theme, the weighty ones first. For the first version it says what there is. a is
// the architecture of that version.
func ChangelogEntry(r Release, a *schema.Architecture) []byte {
	b := &bytes.Buffer{}
	fmt.Fprintf(b, "## %s", esc(r.Version))
	if r.Date != "" {
		fmt.Fprintf(b, " (%s)", esc(r.Date))
	}
	fmt.Fprintln(b)
	if r.Changes == nil {
		fmt.Fprintf(b, "\nThe first version: %s.\n", firstVersion(a))
		return b.Bytes()
	}
	d := r.Changes
	if len(d.Changes) == 0 {
		fmt.Fprintf(b, "\nNo change in meaning since %s.\n", esc(d.FromVersion))
		return b.Bytes()
	}
	fmt.Fprintf(b, "\n%s since %s; the weightiest is %s.\n", plural(len(d.Changes), "change"), esc(d.FromVersion), d.Part)
	c := changesOf(d)
	for _, rec := range c.Records {
		fmt.Fprintf(b, "\n### %s\n\n%s\n", esc(rec.Title), esc(rec.Reason()))
		sentences(b, rec.Sentences)
	}
	for _, g := range c.Groups {
		fmt.Fprintf(b, "\n### %s\n", g.Title)
		sentences(b, g.Sentences)
	}
	return b.Bytes()
}

func sentences(b *bytes.Buffer, list []Sentence) {
	for i, s := range list {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString("- " + esc(s.Text))
		if s.Major {
			b.WriteString(" **Major.**")
		}
		b.WriteString("\n")
	}
}

// firstVersion counts what an architecture has.
func firstVersion(a *schema.Architecture) string {
	stages := 0
	for _, t := range a.Tracks() {
		stages += len(t.Stages)
	}
	var parts []string
	for _, x := range []struct {
		n    int
		word string
	}{{stages, "stage"}, {len(a.Lifecycles), "lifecycle"}, {len(a.Pipelines), "pipeline"}, {len(a.Handoffs), "handoff"}, {len(a.SLAs), "SLA"},
		{len(a.Fields), "field"}, {len(a.Automations), "automation"}, {len(a.Metrics), "metric"}} {
		if x.n > 0 {
			parts = append(parts, plural(x.n, x.word))
		}
	}
	if len(parts) == 0 {
		return "nothing is declared yet"
	}
	return strings.Join(parts, ", ")
}
