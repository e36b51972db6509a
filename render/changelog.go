package render

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/Masterminds/semver/v3"

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

// WithEntry is the text of a changelog with the entry of a release added above the others. It takes the place of
// one for the same version and of what was unreleased, and keeps the words there that the tool did not write. An
// empty text is begun. Line ends stay as they are.
func WithEntry(log []byte, r Release, a *schema.Architecture) []byte {
	entry := string(ChangelogEntry(r, a))
	text := strings.ReplaceAll(string(log), "\r\n", "\n")
	head, sections := changelogSections(text)
	switch {
	case strings.TrimSpace(text) == "":
		return Changelog(a, [][]byte{[]byte(entry)})
	case len(sections) == 0:
		head = strings.TrimRight(head, "\n") + "\n\n"
	}
	kept, rest := "", ""
	for _, s := range sections {
		if v := entryVersion(s); v == r.Version || strings.EqualFold(v, Unreleased) {
			kept += byHand(s, entry)
		} else {
			rest += "\n" + strings.TrimRight(s, "\n") + "\n"
		}
	}
	out := head + entry + kept + rest
	if strings.Contains(string(log), "\r\n") {
		out = strings.ReplaceAll(out, "\n", "\r\n")
	}
	return []byte(out)
}

// changelogSections takes a changelog apart: what stands above the first entry, and the entries. An entry begins with a heading
// that names a version; other headings, and those in examples between fences, belong to what they stand in.
func changelogSections(text string) (head string, entries []string) {
	fence := ""
	for line := range strings.Lines(text) {
		mark := strings.TrimSpace(line)
		switch {
		case fence != "" && strings.HasPrefix(mark, fence):
			fence = ""
		case fence == "" && (strings.HasPrefix(mark, "```") || strings.HasPrefix(mark, "~~~")):
			fence = mark[:3]
		case fence == "" && strings.HasPrefix(line, "## ") && entryVersion(line) != "":
			entries = append(entries, "")
		}
		if n := len(entries); n > 0 {
			entries[n-1] += line
		} else {
			head += line
		}
	}
	return head, entries
}

// entryVersion is the version in the heading of an entry, as in "## [1.2.0] - 2026-03-01"; "" when it names none.
func entryVersion(entry string) string {
	line, _, _ := strings.Cut(entry, "\n")
	f := strings.Fields(line)
	if len(f) < 2 {
		return ""
	}
	v, _, _ := strings.Cut(strings.TrimPrefix(f[1], "["), "]")
	v = strings.TrimPrefix(v, "v")
	if _, err := semver.StrictNewVersion(v); err != nil && !strings.EqualFold(v, Unreleased) {
		return ""
	}
	return v
}

// toolLine matches the lines of an entry by which one can tell that the tool wrote it.
var toolLine = regexp.MustCompile(`^(\d+ changes? since .*; the weightiest is .*\.|No change in meaning since .*\.|The first version: .*\.)$`)

// byHand is what an entry that is replaced says beyond the new one, with a blank line in front; "" when nothing.
func byHand(old, entry string) string {
	have := map[string]bool{}
	for line := range strings.Lines(entry) {
		have[strings.TrimSpace(line)] = true
	}
	_, body, _ := strings.Cut(old, "\n")
	var keep []string
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\n")
		text := strings.TrimSpace(line)
		switch {
		case text == "" && (len(keep) == 0 || keep[len(keep)-1] == ""):
		case text == "" || !have[text] && !toolLine.MatchString(text):
			keep = append(keep, line)
		}
	}
	if text := strings.TrimRight(strings.Join(keep, "\n"), "\n"); text != "" {
		return "\n" + text + "\n"
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
