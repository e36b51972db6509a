package render

import (
	"fmt"
	"strings"
)

// alignment writes the Definition Alignment Document: what every term and stage means, who
// owns it, how it is entered and left, whether it is agreed, and where the council signs.
func alignment(m *Model) []byte {
	b := &text{}
	b.line("# Definition Alignment Document")
	b.line("")
	b.line("**%s**, version %s.", esc(m.Title), esc(m.Version))
	if m.Description != "" {
		b.line("")
		b.line("%s", esc(m.Description))
	}
	b.line("")
	for _, p := range []Pair{{"Steward", m.Steward}, {"Council", strings.Join(m.Council, ", ")}, {"Motion", m.Motion},
		{"Definitions", fmt.Sprintf("%d confirmed, %d assumed", m.Confirmed, m.Assumed)}, {"Commit", m.Commit}, {"Digest", m.Digest}} {
		if p.Text != "" {
			b.line("- **%s:** %s", p.Name, esc(p.Text))
		}
	}
	b.line("")
	b.line("A definition marked **ASSUMED** is a proposal: confirm it or correct it. One marked **CONFIRMED** is agreed. ★ marks a golden stage, one of the transitions that matter most.")
	b.line("")
	if m.Diff != nil && len(m.Diff.Changes) > 0 {
		b.line("## What changed since version %s", esc(m.Diff.FromVersion))
		b.line("")
		changes(b, m.Diff, "###")
	}
	overview(b, m)
	for _, d := range m.Domains {
		for _, t := range d.Tracks {
			b.line("## %s", part(d, t))
			b.line("")
			trackIntro(b, t)
			for _, s := range t.Stages {
				stage(b, s, m)
			}
			contracts(b, t)
		}
	}
	glossary(b, m)
	pairs(b, "Edge cases", m.EdgeCases)
	questions(b, m)
	signatures(b, m)
	b.line("---")
	b.line("")
	b.line("%s", esc(m.Stamp()))
	return b.bytes()
}

// part names a track with its domain.
func part(d Domain, t Track) string {
	if d.Title == t.Title {
		return esc(t.Title)
	}
	return esc(d.Title + ": " + t.Title)
}

func stateMark(confirmed bool) string {
	if confirmed {
		return "**CONFIRMED**"
	}
	return "**ASSUMED**"
}

func golden(s Stage) string {
	if s.Golden {
		return "★ "
	}
	return ""
}

func overview(b *text, m *Model) {
	b.line("## Stages at a glance")
	b.line("")
	for _, d := range m.Domains {
		for _, t := range d.Tracks {
			b.line("**%s**", part(d, t))
			b.line("")
			b.line("| Stage | Owner | Enters when | State |")
			b.line("| --- | --- | --- | --- |")
			for _, s := range t.Stages {
				var entry []string
				for _, c := range s.Entry {
					entry = append(entry, summary(c))
				}
				name := golden(s) + s.Title
				if s.Short != "" && s.Short != s.Title {
					name += " (" + s.Short + ")"
				}
				b.line("| %s | %s | %s | %s |", cell(name), cell(s.Owner), cell(strings.Join(entry, " ")), stateMark(s.Confirmed))
			}
			b.line("")
		}
	}
}

func summary(c Criterion) string {
	if c.Description != "" {
		return strings.TrimRight(c.Description, ".") + "."
	}
	return c.Rule + "."
}

func trackIntro(b *text, t Track) {
	if t.Description != "" {
		b.line("%s", esc(t.Description))
		b.line("")
	}
	facts := []string{fmt.Sprintf("This %s is kept on the %s.", t.Kind, strings.ToLower(t.Object))}
	if t.ForwardOnly {
		facts = append(facts, "Records only move forward, except along a recycling handoff.")
	}
	if t.NoSkip {
		facts = append(facts, "No stage is left out, except along a handoff.")
	}
	if t.Rollup != "" {
		facts = append(facts, "It follows the most advanced record of "+t.Rollup+".")
	}
	b.line("%s", esc(strings.Join(facts, " ")))
	b.line("")
}

func stage(b *text, s Stage, m *Model) {
	title := golden(s) + esc(s.Title)
	if s.Short != "" && s.Short != s.Title {
		title += " (" + esc(s.Short) + ")"
	}
	b.line("### %s", title)
	b.line("")
	line := stateMark(s.Confirmed)
	if s.Owner != "" {
		line += " · Owner: " + esc(s.Owner)
	}
	b.line("%s · Definition digest `%.12s`", line, s.Digest)
	b.line("")
	if s.Definition.Definition != "" {
		b.line("%s", esc(s.Definition.Definition))
		b.line("")
	}
	criteria(b, "Enters when", s.Entry)
	if len(s.Requires) > 0 {
		b.line("**Facts that must exist:** %s.", esc(strings.Join(s.Requires, ", ")))
		b.line("")
	}
	criteria(b, "Leaves when", s.Exit)
	var facts []string
	for _, p := range []Pair{{"Number", s.Number}, {"Probability", s.Probability}, {"Forecast", s.Forecast}, {"Outcome", s.Outcome},
		{"Reason code from", s.Reasons}, {"Stale after", s.StaleAfter}, {"Also called", strings.Join(s.Aliases, ", ")},
		{"The same as", s.SameAs}, {"Departs from the usual", s.Customised}} {
		if p.Text != "" {
			facts = append(facts, p.Name+": "+strings.TrimRight(p.Text, "."))
		}
	}
	for _, p := range s.RACI {
		facts = append(facts, p.Name+": "+p.Text)
	}
	if len(facts) > 0 {
		b.line("**Also:** %s.", esc(strings.Join(facts, " · ")))
		b.line("")
	}
	if len(s.Changes) > 0 {
		b.line("**Changed since %s:**", esc(m.Diff.FromVersion))
		b.line("")
		for _, c := range s.Changes {
			b.line("- %s", esc(c))
		}
		b.line("")
	}
	approval(b, m.Council)
}

// approval asks each member of the council for a yes or no, side by side while they fit.
func approval(b *text, council []string) {
	const fits = 5
	switch {
	case len(council) == 0:
		return
	case len(council) > fits:
		b.line("| Internally approved? | |")
		b.line("| --- | --- |")
		for _, role := range council {
			b.line("| %s | ☐ yes ☐ no |", cell(role))
		}
	default:
		var roles []string
		for _, role := range council {
			roles = append(roles, cell(role))
		}
		b.line("| Internally approved? | %s |", strings.Join(roles, " | "))
		b.line("| --- |%s", strings.Repeat(" --- |", len(council)))
		b.line("| |%s", strings.Repeat(" ☐ yes ☐ no |", len(council)))
	}
	b.line("")
}

func criteria(b *text, head string, list []Criterion) {
	if len(list) == 0 {
		return
	}
	b.line("**%s:**", head)
	b.line("")
	for _, c := range list {
		line := esc(c.Name)
		if c.Description != "" {
			line += " — " + esc(c.Description)
		}
		if c.Rule != "" {
			line += " *Checked: " + esc(c.Rule) + ".*"
			if c.Enforced != "" {
				line += " *" + esc(strings.ToUpper(c.Enforced[:1])+c.Enforced[1:]) + ".*"
			}
		} else {
			line += " *A matter of judgement.*"
		}
		if c.Then != "" {
			line += " Then: " + esc(c.Then) + "."
		}
		b.line("- %s", line)
	}
	b.line("")
}

func contracts(b *text, t Track) {
	if len(t.Handoffs) == 0 {
		return
	}
	b.line("### Handoffs of %s", esc(t.Title))
	b.line("")
	for _, h := range t.Handoffs {
		title := h.Title
		if h.Recycle {
			title += " (recycles)"
		}
		b.line("#### %s", esc(title))
		b.line("")
		line := stateMark(h.Confirmed) + " · " + esc(h.From) + " → " + esc(h.To) + " · New owner: " + esc(h.Owner)
		if h.SLA != "" {
			line += " · " + esc(h.SLA)
		}
		b.line("%s", line)
		b.line("")
		for _, p := range []Pair{{"Decision", h.Decision}, {"Facts owed", strings.Join(h.Owes, ", ")}, {"And", h.When},
			{"Promise", h.Promise}, {"When the answer is no", h.Reasons}, {"If the stage is sloppy", h.FailureMode}} {
			if p.Text != "" {
				b.line("- **%s:** %s", p.Name, esc(p.Text))
			}
		}
		b.line("")
	}
}

func glossary(b *text, m *Model) {
	if len(m.Terms) == 0 {
		return
	}
	b.line("## Other terms")
	b.line("")
	b.line("| Term | Our definition | Usually | Owner | Approved? |")
	b.line("| --- | --- | --- | --- | --- |")
	for _, t := range m.Terms {
		b.line("| %s | %s | %s | %s | %s ☐ yes ☐ no |", cell(t.Title), cell(t.Definition), cell(t.Typical), cell(t.Owner), stateMark(t.Confirmed))
	}
	b.line("")
}

func pairs(b *text, head string, list []Pair) {
	if len(list) == 0 {
		return
	}
	b.line("## %s", head)
	b.line("")
	for _, p := range list {
		b.line("- **%s.** %s", esc(p.Name), esc(p.Text))
	}
	b.line("")
}

func questions(b *text, m *Model) {
	if len(m.Questions) == 0 {
		return
	}
	b.line("## Open questions and homework")
	b.line("")
	b.line("| Question | Who answers | Blocks | Due |")
	b.line("| --- | --- | --- | --- |")
	for _, q := range m.Questions {
		b.line("| %s | %s | %s | %s |", cell(q.Text), cell(q.Ask), cell(q.Blocks), cell(q.Due))
	}
	b.line("")
}

func signatures(b *text, m *Model) {
	if len(m.Council) == 0 {
		return
	}
	b.line("## Sign-off")
	b.line("")
	b.line("The undersigned agree to the definitions in this document, version %s, digest `%.12s`.", esc(m.Version), m.Digest)
	b.line("")
	b.line("| Role | Name | Date | Signature |")
	b.line("| --- | --- | --- | --- |")
	for _, role := range m.Council {
		b.line("| %s | | | |", cell(role))
	}
	b.line("")
}
