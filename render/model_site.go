package render

import (
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// StageSheet is all that is declared about one stage, with what stands around it.
type StageSheet struct {
	Stage
	Domain Domain
	Track  Track
	// Place counts from 1 to len(Track.Stages).
	Place         int
	Before, After Ref
	// Facts must exist before a record enters.
	Facts   []Fact
	Follows []Ref // stages that a rollup maps to this one
	Twin    Ref   // the stage of another flow that means the same
	In, Out []HandoffSheet
	Clocks  []Clock // that entering or leaving the stage starts or stops
	CRM     []Pair  // its name in each system
}

// HandoffSheet is all that is declared about one handoff.
type HandoffSheet struct {
	Handoff
	FromStage, ToStage                  Ref
	Facts                               []Fact
	Clock                               *Clock
	Producer, Tracking, Creates, Demote string
	Signals                             []string
	Carries                             []Pair // from a field, to a field
	Outcomes                            []OutcomeSheet
	RACI                                []Pair
	Note                                string
	Changes                             []string
}

// OutcomeSheet is another answer to the decision of a handoff.
type OutcomeSheet struct {
	Title, Description, Reasons string
	To                          Ref
	Requires                    []Fact
}

// Fact is a field of the catalog in words.
type Fact struct {
	Ref
	Object, Type, Usage, Owner, Source string
	Options                            []string
	Required, Personal                 bool
}

// StageSheets lists all stages in the order of the journey.
func (m *Model) StageSheets() []StageSheet {
	handoffs := m.HandoffSheets()
	var out []StageSheet
	for _, d := range m.Domains {
		for _, t := range d.Tracks {
			for i, s := range t.Stages {
				sheet := StageSheet{Stage: s, Domain: d, Track: t, Place: i + 1}
				if i > 0 {
					sheet.Before = Ref{t.Stages[i-1].Address, t.Stages[i-1].Title}
				}
				if i+1 < len(t.Stages) {
					sheet.After = Ref{t.Stages[i+1].Address, t.Stages[i+1].Title}
				}
				for _, h := range handoffs {
					if h.FromStage.Address == s.Address {
						sheet.Out = append(sheet.Out, h)
					}
					if h.ToStage.Address == s.Address {
						sheet.In = append(sheet.In, h)
					}
				}
				m.declared(&sheet)
				out = append(out, sheet)
			}
		}
	}
	return out
}

// declared adds what the block of the stage says, and the clocks that run in it.
func (m *Model) declared(sheet *StageSheet) {
	s := schema.Find[schema.Stage](m.arch, sheet.Address)
	if s == nil {
		return
	}
	sheet.Facts = m.facts(s.Requires)
	sheet.Twin, sheet.Follows, sheet.CRM = m.ref(s.SameAs), m.refs(s.Follows), native(s.CRM)
	for _, c := range m.arch.SLAs {
		for _, e := range []schema.Event{c.Starts, c.Stops} {
			if e.Target == s.Address && (len(sheet.Clocks) == 0 || sheet.Clocks[len(sheet.Clocks)-1].Address != c.Address) {
				sheet.Clocks = append(sheet.Clocks, m.clockOf(c))
			}
		}
	}
}

// HandoffSheets lists all handoffs in the order in which a reader meets them.
func (m *Model) HandoffSheets() []HandoffSheet {
	var out []HandoffSheet
	for _, d := range m.Domains {
		for _, t := range d.Tracks {
			for _, h := range t.Handoffs {
				out = append(out, m.handoffSheet(h))
			}
		}
	}
	return out
}

func (m *Model) handoffSheet(h Handoff) HandoffSheet {
	b := schema.Find[schema.Handoff](m.arch, h.Address)
	out := HandoffSheet{Handoff: h, FromStage: m.ref(b.From), ToStage: m.ref(b.To), Facts: m.facts(b.Owes), Clock: m.clock(b.SLA),
		Producer: m.titleOf(b.Producer), Tracking: b.Tracking, Creates: m.titleOf(b.Creates), Demote: m.titleOf(b.Demotes),
		Signals: m.titlesOf(b.Signals), RACI: m.raci(b.RACI), Note: b.Note, Changes: m.Changes.Within(h.Address)}
	for _, c := range b.Carries {
		out.Carries = append(out.Carries, Pair{m.titleOf(c.From), m.titleOf(c.To)})
	}
	for _, o := range b.Outcomes {
		out.Outcomes = append(out.Outcomes, OutcomeSheet{Title: schema.Title(o), Description: o.Description,
			Reasons: m.titleOf(o.Reasons), To: m.ref(o.To), Requires: m.facts(o.Requires)})
	}
	return out
}

// SignOff is what the council has said about the definition at an address; nil where there is nothing to sign.
func (m *Model) SignOff(addr schema.Address) *signoff.Entry {
	if e := m.signoffs.Entry(addr); e != nil && len(e.Signatures) > 0 {
		return e
	}
	return nil
}

// Facts lists the fields of the catalog, record type by record type.
func (m *Model) Facts() []Fact {
	var all []schema.Address
	for _, object := range m.arch.ObjectNames() {
		for _, f := range m.arch.Fields {
			if f.Object == object {
				all = append(all, f.Address)
			}
		}
	}
	return m.facts(all)
}

func (m *Model) facts(list []schema.Address) []Fact {
	var out []Fact
	for _, addr := range list {
		f := schema.Find[schema.Field](m.arch, addr)
		if f == nil {
			continue
		}
		x := Fact{Ref: m.ref(addr), Object: m.n.Object(f.Object), Type: m.typeWords(f.Type), Usage: f.Usage,
			Owner: m.titleOf(f.Owner), Source: f.Source, Required: f.Required, Personal: f.Personal}
		for _, o := range f.Type.Options {
			x.Options = append(x.Options, m.n.Option(f.Object, f.Name, o))
		}
		out = append(out, x)
	}
	return out
}
