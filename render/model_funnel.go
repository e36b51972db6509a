package render

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// Funnel is a lifecycle or pipeline as a report to fill in.
type Funnel struct {
	Title, Object string
	// Transitions lead from stage to stage on the way forward; Spans are those that metrics measure over
	// several stages; Returns lead back along recycling handoffs.
	Transitions, Spans, Returns []Transition
	// Exits are the stages in which records drop out.
	Exits  []FunnelExit
	Stages []FunnelStage
}

// Transition is the step from one stage to another.
type Transition struct {
	From, To   string
	Metric     string // of a span
	Benchmark  string
	RedFlag    string
	Limit      string // the clock of the handoff, or how long a record may stay
	FromDigest string
	ToDigest   string
}

// FunnelExit is a stage that ends the way without success.
type FunnelExit struct{ Title, Reasons string }

// FunnelStage is a stage with what ties the report to what was agreed.
type FunnelStage struct {
	Title, Owner, Digest string
	Confirmed            bool
}

// Funnels are the lifecycles and pipelines of more than one stage.
func (m *Model) Funnels() []Funnel {
	var out []Funnel
	for _, t := range m.arch.Tracks() {
		f := Funnel{Title: t.Label(), Object: lowerFirst(plurals(m, t.Object))}
		var way []*schema.Stage
		for _, s := range t.Stages {
			d := m.Stage(s.Address)
			f.Stages = append(f.Stages, FunnelStage{d.Name(), d.Owner, d.Digest, d.Confirmed})
			switch s.Outcome {
			case "", "won":
				way = append(way, s)
			default:
				f.Exits = append(f.Exits, FunnelExit{d.Name(), m.titleOf(s.Reasons)})
			}
		}
		for i := 1; i < len(way); i++ {
			f.Transitions = append(f.Transitions, m.transition(way[i-1], way[i]))
		}
		f.Spans = m.spans(t, way)
		for _, h := range m.arch.Handoffs {
			from, to := schema.Find[schema.Stage](m.arch, h.From), schema.Find[schema.Stage](m.arch, h.To)
			if h.Recycle && from != nil && to != nil && t.Rank(h.From) >= 0 {
				f.Returns = append(f.Returns, m.transition(from, to))
			}
		}
		if len(f.Transitions) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// spans are the conversions that metrics measure between stages that do not follow each other.
func (m *Model) spans(t *schema.Track, way []*schema.Stage) []Transition {
	var out []Transition
	for _, x := range m.arch.Metrics {
		from, to := schema.Find[schema.Stage](m.arch, x.From), schema.Find[schema.Stage](m.arch, x.To)
		i, j := slices.Index(way, from), slices.Index(way, to)
		if x.Category == "conversion" && from != nil && to != nil && i >= 0 && j > i+1 {
			s := m.transition(from, to)
			s.Metric = schema.Title(x)
			s.Benchmark, s.RedFlag = m.expected(x)
			out = append(out, s)
		}
	}
	return out
}

func (m *Model) transition(from, to *schema.Stage) Transition {
	out := Transition{From: m.stageShort(from), To: m.stageShort(to), FromDigest: m.digest(from.Address), ToDigest: m.digest(to.Address)}
	var benchmarks, flags []string
	for _, x := range m.arch.Metrics {
		if x.From == from.Address && x.To == to.Address && x.Category == "conversion" {
			b, f := m.expected(x)
			benchmarks, flags = append(benchmarks, b), append(flags, f)
		}
	}
	blank := func(s string) bool { return s == "" }
	out.Benchmark = strings.Join(slices.DeleteFunc(slices.Compact(benchmarks), blank), "; ")
	out.RedFlag = strings.Join(slices.DeleteFunc(slices.Compact(flags), blank), "; ")
	for _, h := range m.arch.Handoffs {
		if s := schema.Find[schema.SLA](m.arch, h.SLA); h.From == from.Address && h.To == to.Address && s != nil {
			out.Limit = m.limit(s, s.Within)
		}
	}
	if out.Limit == "" && !from.StaleAfter.IsZero() {
		out.Limit = "stale after " + diff.Duration(from.StaleAfter)
	}
	return out
}

// expected are the benchmarks of a metric, and what raises its red flag.
func (m *Model) expected(x *schema.Metric) (benchmark, flag string) {
	var benchmarks, flags []string
	for _, b := range x.Benchmarks {
		if r := benchmarkRange(b, x.Unit, m.currency()); r != "" && !slices.Contains(benchmarks, r) {
			benchmarks = append(benchmarks, r)
		}
	}
	for _, al := range x.Alarms {
		flags = append(flags, upperFirst(alarm(al, x.Unit).When))
	}
	if len(flags) == 0 && x.RedFlag != "" {
		flags = append(flags, strings.TrimRight(x.RedFlag, ". "))
	}
	return strings.Join(benchmarks, "; "), strings.Join(flags, "; ")
}

// stageShort is a stage's abbreviation, or its label.
func (m *Model) stageShort(s *schema.Stage) string {
	if s.Short != "" {
		return s.Short
	}
	return schema.Title(s)
}

// Cuts are the dimensions by which every number is split, with their values.
func (m *Model) Cuts() []Pair {
	var out []Pair
	for _, s := range m.arch.Segments {
		values := s.Values
		if f := schema.Find[schema.Field](m.arch, s.Field); len(values) == 0 && f != nil {
			for _, o := range f.Type.Options {
				values = append(values, m.n.Option(f.Object, f.Name, o))
			}
		}
		text := strings.Join(values, "; ")
		if text == "" {
			text = "each value of " + m.titleOf(s.Field)
		}
		out = append(out, Pair{schema.Title(s), text})
	}
	return out
}
