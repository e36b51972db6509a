package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Model is an architecture in words: what all documents show, with
// references resolved to titles and criteria to sentences.
type Model struct {
	Title, Name, Version, Commit, Digest string
	Description, Steward, Motion         string
	Council                              []string // titles of the roles that sign
	Domains                              []Domain
	Terms                                []Definition
	Questions                            []Question
	EdgeCases                            []Pair
	Confirmed, Assumed                   int // definitions by state; of everything that can be signed
	Changes                              *Changes
	CRMs                                 []*CRMConfiguration

	// Architecture is what all of this was made from.
	arch     *schema.Architecture
	n        expr.Namer
	signoffs *signoff.Status
	releases []Release
	rules    map[schema.Address]string // how CRMs keep the criterion at an address
	shared   map[string]bool           // names that several stages have
	stages   map[schema.Address]Stage
	handoffs map[schema.Address]Handoff
}

// Domain is a part of the journey with its lifecycles and pipelines.
type Domain struct {
	Title  string
	Tracks []Track
}

// TrackOf is a track with its domain.
type TrackOf struct {
	Domain Domain
	Track  Track
}

// With pairs the domain with one of its tracks.
func (d Domain) With(t Track) TrackOf { return TrackOf{d, t} }

// Track is a lifecycle or pipeline.
type Track struct {
	Address                                  schema.Address
	Title, Kind, Description, Object, Rollup string
	ForwardOnly, NoSkip                      bool
	Stages                                   []Stage
	Handoffs                                 []Handoff

	order int // in its domain
}

// Facts say where a track is kept and how records move in it.
func (t Track) Facts() string {
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
	return strings.Join(facts, " ")
}

// Definition is a term or stage that people agree on.
type Definition struct {
	Address    schema.Address
	Title      string
	Definition string
	Typical    string
	Confirmed  bool
	Owner      string
	Changes    []string // sentences, since the last release
	Approval
}

// Stage is a stage with its criteria in sentences.
type Stage struct {
	Definition
	Short       string
	OwnerShort  string // the owner's abbreviation, or title
	Number      string
	Golden      bool
	Team        string
	Entry, Exit []Criterion
	Requires    []string
	Reasons     string
	Outcome     string
	StaleAfter  string
	Probability string
	Forecast    string
	Aliases     []string
	Customised  string
	SameAs      string
	Follows     []string
	Revisit     string // the field with the day to look again
	Guidance    string
	RACI        []Pair
}

// Name is the title with the mark of a golden stage in front and the abbreviation behind.
func (s Stage) Name() string {
	name := s.Title
	if s.Golden {
		name = "★ " + name
	}
	if s.Short != "" && s.Short != s.Title {
		name += " (" + s.Short + ")"
	}
	return name
}

// Entrance sums the entry criteria up.
func (s Stage) Entrance() string {
	var out []string
	for _, c := range s.Entry {
		out = append(out, c.Summary())
	}
	return strings.Join(out, " ")
}

// Also lists the lesser facts.
func (s Stage) Also() string {
	var facts []string
	for _, p := range []Pair{{"Number", s.Number}, {"Probability", s.Probability}, {"Forecast", s.Forecast}, {"Outcome", s.Outcome},
		{"Reason code from", s.Reasons}, {"Stale after", s.StaleAfter}, {"Also called", strings.Join(s.Aliases, ", ")},
		{"Looked at again on", s.Revisit}, {"The same as", s.SameAs}, {"Follows", strings.Join(s.Follows, ", ")},
		{"Departs from the usual", s.Customised}, {"Guidance", s.Guidance}} {
		if p.Text != "" {
			facts = append(facts, p.Name+": "+strings.TrimRight(p.Text, "."))
		}
	}
	for _, p := range s.RACI {
		facts = append(facts, p.Name+": "+p.Text)
	}
	return strings.Join(facts, " · ")
}

// Criterion is an entry or exit criterion.
type Criterion struct {
	Name, Description string
	Rule              string // sentence of the machine-checked condition; "" when people judge
	Then              string
	Enforced          string // how CRMs keep it: "prevented in Sandbox CRM"
}

// Summary is the criterion in one sentence: its words, or its rule where it has none.
func (c Criterion) Summary() string {
	if c.Description != "" {
		return strings.TrimRight(c.Description, ".") + "."
	}
	return c.Rule + "."
}

// Handoff is a contract between two stages.
type Handoff struct {
	Address                               schema.Address
	Title, From, To, Decision, Owner, SLA string
	Owes                                  []string
	Promise, FailureMode, Reasons, When   string
	Recycle, Confirmed                    bool
	Changes                               []string
	Approval
}

// Terms are what the contract says, part by part.
func (h Handoff) Terms() []Pair {
	var out []Pair
	for _, p := range []Pair{{"Decision", h.Decision}, {"Facts owed", strings.Join(h.Owes, ", ")}, {"And", h.When},
		{"Promise", h.Promise}, {"When the answer is no", h.Reasons}, {"If the stage is sloppy", h.FailureMode}} {
		if p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

// Question is an open question or homework.
type Question struct{ Text, Ask, Blocks, Due, Kind string }

// Pair is a name and a text.
type Pair struct{ Name, Text string }

func newModel(a *schema.Architecture, opts Options) *Model {
	m := &Model{Commit: opts.Commit, Digest: a.Digest(), arch: a, n: a.Namer(), signoffs: opts.Signoffs, releases: opts.Releases,
		stages: map[schema.Address]Stage{}, handoffs: map[schema.Address]Handoff{}}
	if m.signoffs == nil {
		m.signoffs = signoff.Evaluate(a, nil, nil)
	}
	m.Confirmed = m.signoffs.Summary.Confirmed
	m.Assumed = m.signoffs.Summary.Definitions - m.Confirmed
	if i := a.Info; i != nil {
		m.Title, m.Name, m.Version, m.Description = schema.Title(i), i.Name, i.Version, i.Description
		m.Steward = m.titleOf(i.Steward)
		m.Motion = strings.ReplaceAll(i.Motion, "_", "-")
		m.Council = m.titlesOf(i.Council)
		for _, e := range i.EdgeCases {
			m.EdgeCases = append(m.EdgeCases, Pair{schema.Title(e), e.Handling})
		}
	}
	if opts.Since != nil {
		m.Changes = changesOf(diff.Compare(opts.Since, a))
	}
	m.shared = sharedNames(a)
	for _, c := range opts.CRMs {
		m.CRMs = append(m.CRMs, m.crmConfiguration(c))
	}
	m.rules = rulesByAddress(m.CRMs)
	b := &modelBuilder{a: a, n: m.n, m: m, leaving: map[schema.Address][]*schema.Handoff{}}
	for _, h := range a.Handoffs {
		if t := a.Track(h.From); t != nil {
			b.leaving[t.Address] = append(b.leaving[t.Address], h)
		}
	}
	for _, domain := range schema.Domains {
		d := Domain{Title: schema.Label("", domain)}
		for _, t := range a.Tracks() {
			if t.Domain == domain {
				d.Tracks = append(d.Tracks, b.track(t))
			}
		}
		slices.SortStableFunc(d.Tracks, func(x, y Track) int { return x.order - y.order })
		if len(d.Tracks) > 0 {
			m.Domains = append(m.Domains, d)
		}
	}
	for _, t := range a.Terms {
		m.Terms = append(m.Terms, b.definition(t, t.Definition, t.Typical, t.State, t.Owner))
	}
	for _, q := range a.Questions {
		if q.Status == "answered" {
			continue
		}
		m.Questions = append(m.Questions, Question{Text: q.Text, Ask: m.titleOf(q.Ask), Due: q.Due, Kind: q.Kind,
			Blocks: strings.Join(m.titlesOf(q.Blocks), ", ")})
	}
	return m
}

// Stamp says what a document was made from: version, commit, digest.
func (m *Model) Stamp() string {
	s := fmt.Sprintf("%s %s", m.Title, m.Version)
	if m.Commit != "" {
		s += " · commit " + m.Commit
	}
	return s + fmt.Sprintf(" · digest %.12s", m.Digest)
}
