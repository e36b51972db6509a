package signoff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Item is one point of the strategic checkpoint.
type Item struct {
	Name string `json:"name"`
	Done bool   `json:"done"`
	// Detail says what is there or what is missing.
	Detail string `json:"detail"`
}

// edgeCases is how many awkward cases must be addressed: recycling over several products,
// re-activation of a churned customer, self-service sign-ups.
const edgeCases = 3

// framework are the parts of the measurement framework.
var framework = []string{"production", "conversion", "time_in_stage", "drop_off", "cost_to_enter", "segmentation"}

// Checkpoint judges the eight points that must be settled before the strategy is
// handed to those who build (G-03).
func Checkpoint(a *schema.Architecture, s *Status) []Item {
	return []Item{
		signedItem(s),
		criteriaItem(a),
		comparisonItem(a, s),
		goldenItem(a, s),
		statusItem(a),
		measurementItem(a),
		edgeCaseItem(a),
		blockerItem(a),
	}
}

func signedItem(s *Status) Item {
	var titles []string
	for _, r := range s.Council {
		titles = append(titles, r.Title)
	}
	i := Item{Name: "The definitions are signed by the whole council", Done: s.Summary.Definitions > 0 && s.Summary.Complete == s.Summary.Definitions,
		Detail: fmt.Sprintf("%d of %d are signed by %s", s.Summary.Complete, s.Summary.Definitions, strings.Join(titles, ", "))}
	if len(s.Council) == 0 {
		i.Detail = "the architecture names no council"
	}
	return i
}

func criteriaItem(a *schema.Architecture) Item {
	var lack []string
	for _, t := range a.Tracks() {
		for n, st := range t.Stages {
			final := st.Outcome != "" || n == len(t.Stages)-1 || handsOver(a, st)
			if len(st.Entry) == 0 || len(st.Exit) == 0 && !final {
				lack = append(lack, t.Label()+": "+schema.Title(st))
			}
		}
	}
	return list("Every stage has entry and exit criteria", lack, "all have", "missing in ")
}

// handsOver tells whether a handoff says how records leave a stage.
func handsOver(a *schema.Architecture, st *schema.Stage) bool {
	return slices.ContainsFunc(a.Handoffs, func(h *schema.Handoff) bool { return h.From == st.Address })
}

func comparisonItem(a *schema.Architecture, s *Status) Item {
	i := Item{Name: "The comparison of today and the recommendation is accepted"}
	info := a.Info
	recorded := info != nil && (info.CurrentState != "" || info.Intake != nil && len(info.Intake.CurrentStages)+len(info.Intake.CurrentPipelines) > 0)
	unsigned := 0
	for _, e := range s.Definitions {
		if e.Kind == "stage" && !e.Complete {
			unsigned++
		}
	}
	switch {
	case !recorded:
		i.Detail = "how things are today is written down nowhere, neither in words nor as a list of today's stages"
	case unsigned > 0:
		i.Detail = fmt.Sprintf("%d stages are not signed by the whole council", unsigned)
	default:
		i.Done, i.Detail = true, "today is recorded, and every stage is signed"
	}
	return i
}

func goldenItem(a *schema.Architecture, s *Status) Item {
	i := Item{Name: "The golden stages are defined"}
	var golden, loose []string
	for _, t := range a.Tracks() {
		for _, st := range t.Stages {
			if !st.Golden {
				continue
			}
			name := t.Label() + ": " + schema.Title(st)
			golden = append(golden, name)
			if e := s.Entry(st.Address); st.Definition == "" || e == nil || !e.Complete {
				loose = append(loose, name)
			}
		}
	}
	if len(golden) == 0 {
		i.Detail = "no stage is marked as golden"
		return i
	}
	return list(i.Name, loose, strings.Join(golden, ", "), "not defined and signed: ")
}

func statusItem(a *schema.Architecture) Item {
	i := Item{Name: "Working status is kept apart from the lifecycle"}
	for _, l := range a.Lifecycles {
		if l.Domain != "lead" {
			continue
		}
		n := 0
		for _, s := range a.Statuses {
			if s.Object == l.Object.Name() {
				n++
			}
		}
		if n == 0 {
			i.Detail = fmt.Sprintf("%s has no status of its own beside %s", schema.Label("", l.Object.Name()), schema.Title(l))
			return i
		}
		i.Done, i.Detail = true, fmt.Sprintf("%d statuses of the %s", n, l.Object.Name())
	}
	if i.Detail == "" {
		i.Detail = "there is no lifecycle for leads"
	}
	return i
}

func measurementItem(a *schema.Architecture) Item {
	var lack []string
	for _, c := range framework {
		if !slices.ContainsFunc(a.Metrics, func(m *schema.Metric) bool { return m.Category == c && m.Owner != "" }) {
			lack = append(lack, strings.ReplaceAll(c, "_", " "))
		}
	}
	return list("The measurement framework is agreed", lack, fmt.Sprintf("%d metrics, each part has one with an owner", len(a.Metrics)), "no metric with an owner for ")
}

func edgeCaseItem(a *schema.Architecture) Item {
	n := 0
	if a.Info != nil {
		n = len(a.Info.EdgeCases)
	}
	return Item{Name: "Three edge cases are addressed", Done: n >= edgeCases, Detail: fmt.Sprintf("%d are", n)}
}

func blockerItem(a *schema.Architecture) Item {
	var open []string
	for _, q := range a.Questions {
		if q.Status != "answered" && len(q.Blocks) > 0 {
			open = append(open, "“"+q.Text+"”")
		}
	}
	return list("Nothing is blocked", open, "no open question blocks a definition", diag.Count(len(open), "question")+" open: ")
}

// list is an item that is done when nothing is missing.
func list(name string, missing []string, good, bad string) Item {
	if len(missing) == 0 {
		return Item{name, true, good}
	}
	return Item{name, false, bad + strings.Join(missing, "; ")}
}
