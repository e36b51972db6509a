package render

import (
	"cmp"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// ContractGroup are the contracts of one part of the journey.
type ContractGroup struct {
	Title     string
	Contracts []Contract
}

// Contract is a handoff in full: what is decided, which facts must exist and where, who supplies them and who
// receives the record, by when, and what happens otherwise.
type Contract struct {
	Handoff
	// FromTrack and ToTrack are the lifecycles or pipelines of the two stages, with their objects.
	FromTrack, ToTrack string
	FromOwner, ToOwner string // of the stages
	Producer           string
	Tracking           string
	Recorded           []string // the fields that keep the move: by whom, when, on what basis
	Creates, Demotes   string
	Facts              []OwedFact
	Carried            []Pair // from one record to another
	Clock              *Clock
	Outcomes           []ContractOutcome
	Codes              []ReasonList
	Signals            []string
	RACI               []Pair
	// Found is what the inventory found on how it works today; "" when nothing is wrong.
	Found string
}

// Who says in pairs who has a part in the contract.
func (c Contract) Who() []Pair {
	return pairs(Pair{"Supplies the facts", c.Producer}, Pair{"Hands over", c.FromOwner}, Pair{"Owns the record afterwards", c.Owner},
		Pair{"Answers for the next stage", c.ToOwner}, Pair{"Steps back to a supporting part", c.Demotes})
}

// OwedFact is something that must be known before the move.
type OwedFact struct {
	Name, Object, Type string
	Held               string // "Salesforce", "Work management (outside the CRM)"
	Outside            bool   // it is not held in a CRM
	Source, Owner      string
	Carried            string // the field that it is copied to
}

// ContractOutcome is another answer to the decision.
type ContractOutcome struct {
	Title, Description, To, Reasons string
	Needs                           []string
}

// Contracts lists every handoff, by the part of the journey that it starts in.
func (m *Model) Contracts() []ContractGroup {
	var out []ContractGroup
	for _, d := range m.Domains {
		for _, t := range d.Tracks {
			g := ContractGroup{Title: t.Title}
			for _, h := range t.Handoffs {
				g.Contracts = append(g.Contracts, m.contract(h))
			}
			if len(g.Contracts) > 0 {
				out = append(out, g)
			}
		}
	}
	return out
}

func (m *Model) contract(h Handoff) Contract {
	b := schema.Find[schema.Handoff](m.arch, h.Address)
	c := Contract{Handoff: h, FromTrack: m.trackOf(b.From), ToTrack: m.trackOf(b.To), FromOwner: m.stageOwner(b.From), ToOwner: m.stageOwner(b.To),
		Producer: m.titleOf(b.Producer), Tracking: b.Tracking, Recorded: m.recorded(b.To), Creates: m.titleOf(b.Creates), Demotes: m.titleOf(b.Demotes),
		Clock: m.clock(b.SLA), Signals: m.titlesOf(b.Signals), RACI: m.raci(b.RACI), Found: found(b.Condition, b.Note)}
	lists := []schema.Address{b.Reasons}
	for _, o := range b.Outcomes {
		c.Outcomes = append(c.Outcomes, ContractOutcome{schema.Title(o), o.Description, m.titleOf(o.To), m.titleOf(o.Reasons), m.titlesOf(o.Requires)})
		lists = append(lists, o.Reasons)
	}
	seen := map[schema.Address]bool{}
	for _, addr := range lists {
		if r := schema.Find[schema.Reasons](m.arch, addr); r != nil && !seen[addr] {
			seen[addr] = true
			c.Codes = append(c.Codes, m.reasonCodes(r, m.reasonObject(r)))
		}
	}
	to := map[schema.Address]string{}
	for _, x := range b.Carries {
		to[x.From] = m.titleOf(x.To)
		c.Carried = append(c.Carried, Pair{m.fieldOf(x.From), m.fieldOf(x.To)})
	}
	for _, addr := range b.Owes {
		c.Facts = append(c.Facts, m.fact(addr, to[addr]))
	}
	return c
}

// trackOf names the lifecycle or pipeline of a stage with the object that it is kept on.
func (m *Model) trackOf(stage schema.Address) string {
	t := m.arch.Track(stage)
	if t == nil {
		return ""
	}
	return t.Label() + ", on the " + m.object(t.Object)
}

// recorded are the fields in which the record keeps who moved it into a stage, when and on what basis.
func (m *Model) recorded(stage schema.Address) []string {
	t := m.arch.Track(stage)
	if t == nil || t.Audit == nil {
		return nil
	}
	return m.titlesOf([]schema.Address{t.Audit.By, t.Audit.At, t.Audit.Basis})
}

func (m *Model) stageOwner(stage schema.Address) string {
	if s := schema.Find[schema.Stage](m.arch, stage); s != nil {
		return m.titleOf(s.Owner)
	}
	return ""
}

// fieldOf names a field with its object: "Deal: Scope".
func (m *Model) fieldOf(addr schema.Address) string {
	if f := schema.Find[schema.Field](m.arch, addr); f != nil {
		return m.n.Object(f.Object) + ": " + schema.Title(f)
	}
	return m.titleOf(addr)
}

func (m *Model) fact(addr schema.Address, carried string) OwedFact {
	f := schema.Find[schema.Field](m.arch, addr)
	if f == nil {
		return OwedFact{Name: m.titleOf(addr)}
	}
	held, outside := m.heldIn(f)
	return OwedFact{Name: schema.Title(f), Object: m.n.Object(f.Object), Type: m.holds(f), Held: held, Outside: outside, Source: f.Source,
		Owner: m.titleOf(f.Owner), Carried: carried}
}

// heldIn names the system that holds a field: its own, its object's, or the one that is said to hold the object.
func (m *Model) heldIn(f *schema.Field) (title string, outside bool) {
	addr := f.System
	if o := m.arch.Object(f.Object); o != nil {
		addr = cmp.Or(addr, o.System)
	}
	own := addr != "" // it is said where it lives, so perhaps outside the CRM
	for _, s := range m.arch.Systems {
		for _, o := range s.Objects {
			if o.Name() == f.Object {
				addr = cmp.Or(addr, s.Address)
			}
		}
	}
	s := schema.Find[schema.System](m.arch, addr)
	switch {
	case s == nil:
		return "the CRM", false
	case own && s.Type != "crm":
		return schema.Title(s) + " (outside the CRM)", true
	}
	return schema.Title(s), false
}

// holds says what a field holds, with the options of a list: "one of A, B, C".
func (m *Model) holds(f *schema.Field) string {
	var options []string
	for _, o := range f.Type.Options {
		options = append(options, m.n.Option(f.Object, f.Name, o))
	}
	return strings.Replace(m.typeWords(f.Type), "a list", strings.Join(options, ", "), 1)
}

var conditions = map[string]string{"duplicate": "Duplicate", "dead_end": "Dead end", "workaround": "Workaround"}

// found says what an inventory found: "Workaround: copied by hand"; "" when nothing is wrong.
func found(condition, note string) string {
	word := conditions[condition]
	switch {
	case word == "":
		return ""
	case note == "":
		return word
	}
	return word + ": " + note
}
