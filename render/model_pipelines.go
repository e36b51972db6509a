package render

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// FlowSheet is a pipeline or lifecycle as an administrator sets it up.
type FlowSheet struct {
	Title, Kind, Description, Object, Type string
	// Property is the internal name of the property that holds the stage.
	Property string
	// Names are what the pipeline or property is called in each CRM.
	Names []Pair
	// Settings are the rules that hold for all stages.
	Settings []string
	// Audit are the fields that keep the last move.
	Audit  []Pair
	Stages []StageSetup
}

// StageSetup is a stage as an administrator sets it up.
type StageSetup struct {
	Stage
	// Value is the internal name of the stage.
	Value string
	Place int
	// Codes are the permitted reasons, Kept the field that holds them.
	Codes       []string
	ReasonField string
	Revisit     string
	Follows     []string
	Guidance    string
	CRM         []Pair
	// Approvals are the deal-desk policies without which a record cannot enter.
	Approvals []string
	// Clocks are the clocks that entering or leaving the stage starts or stops.
	Clocks []string
}

// PipelineSheets are the pipelines.
func (m *Model) PipelineSheets() []FlowSheet { return m.flowSheets(true) }

// LifecycleSheets are the lifecycles.
func (m *Model) LifecycleSheets() []FlowSheet { return m.flowSheets(false) }

func (m *Model) flowSheets(pipelines bool) []FlowSheet {
	var out []FlowSheet
	for _, t := range m.arch.Tracks() {
		if t.Pipeline != pipelines {
			continue
		}
		f := FlowSheet{Title: t.Label(), Kind: "lifecycle", Description: t.Description, Object: m.object(t.Object),
			Property: t.PropertyName(), Names: native(t.CRM), Settings: m.flowSettings(t)}
		if p, ok := t.Block.(*schema.Pipeline); ok {
			f.Kind, f.Type = "pipeline", words(p.Type)
		}
		if au := t.Audit; au != nil {
			f.Audit = pairs(Pair{"Who moved it", m.titleOf(au.By)}, Pair{"When", m.titleOf(au.At)}, Pair{"On what basis", m.titleOf(au.Basis)})
		}
		for i, s := range t.Stages {
			f.Stages = append(f.Stages, m.stageSetup(t, s, i))
		}
		out = append(out, f)
	}
	return out
}

// flowSettings are the rules of a pipeline or lifecycle in sentences.
func (m *Model) flowSettings(t *schema.Track) []string {
	var out []string
	if t.ForwardOnly {
		out = append(out, "Records only move forward, except along a recycling handoff.")
	} else {
		out = append(out, "Records may move backward.")
	}
	if t.NoSkip {
		out = append(out, "No stage is left out, except along a handoff.")
	}
	if l, ok := t.Block.(*schema.Lifecycle); ok && l.Rollup != "" {
		out = append(out, fmt.Sprintf("It follows %s: each %s takes the stage of its most advanced %s.", m.titleOf(l.Rollup), m.object(t.Object), m.trackObject(l.Rollup)))
	}
	for _, h := range m.arch.Hygienes {
		if h.Object.Name() != t.Object || !t.Pipeline {
			continue
		}
		if h.StaleFactor > 0 {
			out = append(out, fmt.Sprintf("An alert goes out when a %s has been in its stage for more than %s times the average.", m.object(t.Object), number(h.StaleFactor)))
		}
		if h.CloseDatePush != "" {
			date := "The close date"
			if h.CloseDate != "" {
				date = m.titleOf(h.CloseDate)
			}
			out = append(out, fmt.Sprintf("%s moves out only with a code from “%s”.", date, m.titleOf(h.CloseDatePush)))
		}
	}
	return out
}

func (m *Model) trackObject(addr schema.Address) string {
	if t := m.arch.Track(addr); t != nil {
		return m.object(t.Object)
	}
	return "record"
}

func (m *Model) stageSetup(t *schema.Track, s *schema.Stage, place int) StageSetup {
	out := StageSetup{Stage: m.Stage(s.Address), Value: s.Name, Place: place + 1, Follows: m.titlesOf(s.Follows), Revisit: m.titleOf(s.Revisit),
		Guidance: s.Guidance, CRM: native(s.CRM)}
	if r := schema.Find[schema.Reasons](m.arch, s.Reasons); r != nil {
		out.ReasonField = m.titleOf(engine.ReasonField(r, t.Object))
		for _, c := range r.Codes {
			out.Codes = append(out.Codes, schema.Title(c))
		}
	}
	for _, p := range m.arch.Approvals {
		if p.Before == s.Address {
			out.Approvals = append(out.Approvals, schema.Title(p))
		}
	}
	for _, c := range m.arch.SLAs {
		for _, e := range []struct {
			schema.Event
			verb string
		}{{c.Starts, "starts"}, {c.Stops, "stops"}} {
			if e.Target == s.Address && (e.Kind == "entering" || e.Kind == "leaving") {
				out.Clocks = append(out.Clocks, fmt.Sprintf("%s it %s “%s” (%s)", upperFirst(e.Kind), e.verb, schema.Title(c), diff.Duration(c.Within)))
			}
		}
	}
	return out
}

// Setup is what to set on the stage, besides its criteria.
func (s StageSetup) Setup() []Pair {
	reasons := s.Reasons
	if len(s.Codes) > 0 {
		reasons = fmt.Sprintf("a code from “%s”, kept in “%s”: %s", s.Reasons, s.ReasonField, strings.Join(s.Codes, ", "))
	}
	list := []Pair{{"Internal value", s.Value}, {"Stage number", s.StageNumber()}, {"Owner", s.Owner},
		{"Fields that must be filled in to enter", strings.Join(s.Requires, ", ")}, {"To enter, the record needs", reasons},
		{"The date to look at it again is kept in", s.Revisit}, {"Approved before it is entered by", strings.Join(s.Approvals, ", ")},
		{"Counts as stale after", s.StaleAfter}, {"Clocks", strings.Join(s.Clocks, "; ")}, {"Same as", s.SameAs},
		{"A record below maps to it from", strings.Join(s.Follows, ", ")}, {"Other names in use", strings.Join(s.Aliases, ", ")},
		{"Departs from the usual", s.Customised}, {"Guidance", s.Guidance}}
	for _, p := range s.CRM {
		list = append(list, Pair{"Called in " + p.Name, p.Text})
	}
	list = append(list, s.RACI...)
	return pairs(list...)
}

// StageNumber is the number that people use for the stage: "0".
func (s StageSetup) StageNumber() string { return strings.TrimPrefix(s.Number, "Stage ") }

// Mapping says what is special about a stage of a lifecycle: where it comes from and what it is called elsewhere; "" for nothing.
func (s StageSetup) Mapping() string {
	var parts []string
	add := func(format, text string) {
		if text != "" {
			parts = append(parts, fmt.Sprintf(format, text))
		}
	}
	add("follows %s", strings.Join(s.Follows, ", "))
	add("is the same as %s", s.SameAs)
	add("is looked at again on the date in “%s”", s.Revisit)
	add("is also called %s", strings.Join(s.Aliases, ", "))
	for _, p := range s.CRM {
		add("is called %s", p.Text+" in "+p.Name)
	}
	if len(parts) == 0 {
		return ""
	}
	return s.Title + " " + listing(parts, "and") + "."
}
