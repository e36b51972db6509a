package render

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// Glossary are the terms of one part of the journey.
type Glossary struct {
	Domain string // "Lead"; "General" for terms of none
	Terms  []Definition
}

// Glossary lists the terms by domain, in the order of the journey, those of no domain last.
func (m *Model) Glossary() []Glossary {
	var out []Glossary
	for _, domain := range append(slices.Clone(schema.Domains), "general") {
		g := Glossary{Domain: schema.Label("", domain)}
		for _, t := range m.Terms {
			if schema.Find[schema.Term](m.arch, t.Address).Domain == domain {
				g.Terms = append(g.Terms, t)
			}
		}
		if len(g.Terms) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// Definitions lists the stages as what the council approves.
func (t Track) Definitions() []Definition {
	var out []Definition
	for _, s := range t.Stages {
		out = append(out, s.Definition)
	}
	return out
}

// WorkingStatuses are the statuses of one object.
type WorkingStatuses struct {
	Object   string
	Statuses []WorkingStatus
}

// WorkingStatus says how a record is being worked, apart from its stage.
type WorkingStatus struct {
	Definition
	Closed  bool
	Reasons string
}

// Definitions lists the statuses as what the council approves.
func (w WorkingStatuses) Definitions() []Definition {
	var out []Definition
	for _, s := range w.Statuses {
		out = append(out, s.Definition)
	}
	return out
}

// Statuses lists the working statuses by object, from low to high.
func (m *Model) Statuses() []WorkingStatuses {
	var out []WorkingStatuses
	b := &modelBuilder{a: m.arch, n: m.n, m: m}
	for _, object := range m.arch.ObjectNames() {
		g := WorkingStatuses{Object: m.n.Object(object)}
		for _, s := range m.arch.Statuses {
			if s.Object == object {
				g.Statuses = append(g.Statuses, WorkingStatus{b.definition(s, s.Definition, "", s.State, ""), s.Closed, m.titleOf(s.Reasons)})
			}
		}
		if len(g.Statuses) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// AlsoSigned lists what the council signs beside terms, stages, handoffs and statuses: scoring models and automations.
func (m *Model) AlsoSigned() []Definition {
	var out []Definition
	b := &modelBuilder{a: m.arch, n: m.n, m: m}
	for _, s := range m.arch.Scorings {
		words := []string{s.Description}
		for _, t := range s.Thresholds {
			words = append(words, closed(m.n.Threshold(string(s.Address), t.Name)+": "+thresholdWords(m, s, t)))
		}
		out = append(out, b.definition(s, paragraph(words...), "", s.State, s.Owner))
	}
	for _, x := range m.arch.Automations {
		out = append(out, b.definition(x, paragraph(x.Purpose, x.Outcome), "", x.State, x.Owner))
	}
	return out
}

// thresholdWords says which scores a threshold asks for: "fit at least 50, engagement at least 40".
func thresholdWords(m *Model, s *schema.Scoring, t *schema.Threshold) string {
	var parts []string
	for _, d := range s.Dimensions {
		if n, ok := t.Minimum[d.Name]; ok {
			parts = append(parts, strings.ToLower(schema.Title(d))+" at least "+number(n))
		}
	}
	if n, ok := t.Minimum["total"]; ok {
		parts = append(parts, "total at least "+number(n))
	}
	return strings.Join(parts, ", ")
}

// Evolution is how stages came to be, version by version.
type Evolution struct {
	Versions []string
	Tracks   []EvolutionTrack
}

// EvolutionTrack are the stages of one lifecycle or pipeline.
type EvolutionTrack struct {
	Title string
	Rows  []EvolutionRow
}

// EvolutionRow has a word for each version in which something happened to the stage: added, changed, renamed, removed.
type EvolutionRow struct {
	Stage string
	Cells []string
}

// evolutionColumns is how many versions a table has room for; older ones are taken together.
const evolutionColumns = 6

// Evolution is the stage architecture over the released versions and, when it differs from the last one, the present
// one; nil when no releases are known.
func (m *Model) Evolution() *Evolution {
	releases := slices.Clone(m.releases)
	if len(releases) == 0 {
		return nil
	}
	if last := releases[len(releases)-1].Version; m.Changes != nil && m.Changes.From == last && m.Version != last {
		releases = append(releases, Release{Version: m.Version, Changes: m.Changes.diff})
	}
	e := &Evolution{}
	for _, r := range releases {
		e.Versions = append(e.Versions, r.Version)
	}
	for _, t := range m.arch.Tracks() {
		track := EvolutionTrack{Title: t.Label()}
		for _, s := range t.Stages {
			track.Rows = append(track.Rows, EvolutionRow{schema.Title(s), stageCells(releases, s.Address)})
		}
		track.Rows = append(track.Rows, removedStages(releases, t.Address)...)
		e.Tracks = append(e.Tracks, track)
	}
	if n := len(e.Versions) - evolutionColumns; n > 0 {
		e.fold(n + 1)
	}
	return e
}

// stageCells follows a stage back through its renames.
func stageCells(releases []Release, addr schema.Address) []string {
	cells := make([]string, len(releases))
	for i := len(releases) - 1; i >= 0 && addr != ""; i-- {
		if releases[i].Changes == nil {
			cells[i] = "added"
			break
		}
		for _, c := range releases[i].Changes.Changes {
			switch {
			case c.Address == addr && c.Kind == diff.Added:
				cells[i] = "added"
			case c.Address == addr && c.Kind == diff.Renamed:
				cells[i] = "renamed"
			case c.Address.Within(addr) && cells[i] == "":
				cells[i] = "changed"
			}
		}
		if cells[i] == "added" {
			break
		}
		addr = formerAddress(releases[i].Changes, addr)
	}
	return cells
}

// formerAddress is the address that a block had before some changes.
func formerAddress(d *diff.Diff, addr schema.Address) schema.Address {
	for _, c := range d.Changes {
		if c.Kind == diff.Renamed {
			if was, ok := schema.Rebase(addr, c.Address, c.From); ok {
				return was
			}
		}
	}
	return addr
}

// removedStages are the stages that a track had once.
func removedStages(releases []Release, track schema.Address) []EvolutionRow {
	var out []EvolutionRow
	for i, r := range releases {
		if r.Changes == nil {
			continue
		}
		for _, c := range r.Changes.Changes {
			if c.Kind != diff.Removed || c.Block != "stage" || !inTrack(c.Address, track) {
				continue
			}
			row := EvolutionRow{c.Title, append(stageCells(releases[:i], c.Address), make([]string, len(releases)-i)...)}
			row.Cells[i] = "removed"
			out = append(out, row)
		}
	}
	return out
}

// inTrack tells whether stage.lead.mql belongs to lifecycle.lead.
func inTrack(stage, track schema.Address) bool {
	_, kind, labels := stage.Split()
	return kind == "stage" && len(labels) == 2 && stage.Module() == track.Module() && labels[0] == track.Name()
}

// fold takes the first n versions together.
func (e *Evolution) fold(n int) {
	e.Versions = append([]string{"up to " + e.Versions[n-1]}, e.Versions[n:]...)
	for _, t := range e.Tracks {
		for i, r := range t.Rows {
			first := ""
			for _, c := range []string{"changed", "renamed", "added", "removed"} { // the last that applies says most
				if slices.Contains(r.Cells[:n], c) {
					first = c
				}
			}
			t.Rows[i].Cells = append([]string{first}, r.Cells[n:]...)
		}
	}
}

// paragraph joins sentences, each closed by a full stop; empty ones are left out.
func paragraph(sentences ...string) string {
	var out []string
	for _, s := range sentences {
		if s = closed(s); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}

// closed ends a text with a full stop, unless it is closed already.
func closed(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}
