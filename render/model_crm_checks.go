package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner/qa"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// AdminCheck is one thing that an administrator tries after the configuration was applied.
type AdminCheck struct {
	Title, How string
	// Cases are what to try, one by one.
	Cases []string
}

// Checks are the checks after an apply, with what this architecture has to check.
// They are those that stagecraft qa makes on a live environment.
func (m *Model) Checks(c *CRMConfiguration) []AdminCheck {
	here := func(object string) bool { return slices.Contains(c.objects, object) }
	var tracks []*schema.Track
	for _, t := range m.arch.Tracks() {
		if here(t.Object) {
			tracks = append(tracks, t)
		}
	}
	cases := map[string][]string{qa.Values: m.valueCases(c, tracks), qa.Transitions: m.transitionCases(tracks), qa.Backward: m.backwardCases(tracks),
		qa.Rollup: m.rollupCases(tracks), qa.Probabilities: m.probabilityCases(tracks), qa.Dashboards: m.dashboardCases(), qa.Reasons: m.reasonCases(tracks),
		qa.Conflicts: m.conflictCases(here), qa.EdgeCases: m.edgeCases()}
	var out []AdminCheck
	for _, check := range qa.Checks() {
		out = append(out, AdminCheck{check.Title, check.How, cases[check.Key]})
	}
	return out
}

func (m *Model) valueCases(c *CRMConfiguration, tracks []*schema.Track) (out []string) {
	for _, t := range tracks {
		var names []string
		for _, s := range t.Stages {
			names = append(names, schema.Label(s.Label, s.Name))
		}
		out = append(out, fmt.Sprintf("%s (%s): %s", t.Label(), m.object(t.Object), strings.Join(names, ", ")))
	}
	byObject := map[string][]string{}
	for _, s := range m.arch.Statuses {
		byObject[s.Object] = append(byObject[s.Object], schema.Title(s))
	}
	for _, o := range c.objects {
		if len(byObject[o]) > 0 {
			out = append(out, fmt.Sprintf("Status of the %s: %s", m.object(o), strings.Join(byObject[o], ", ")))
		}
	}
	return out
}

func (m *Model) transitionCases(tracks []*schema.Track) (out []string) {
	for _, h := range m.arch.Handoffs {
		if t := m.arch.Track(h.From); t != nil && !h.Recycle && slices.ContainsFunc(tracks, func(x *schema.Track) bool { return x.Address == t.Address }) {
			out = append(out, fmt.Sprintf("%s → %s, then owned by %s", m.stageWords(h.From), m.stageWords(h.To), m.titleOf(h.Owner)))
		}
	}
	for _, x := range m.arch.Automations {
		for _, action := range x.Actions {
			if action.Do == "move_to" {
				out = append(out, fmt.Sprintf("When %s: moves to %s", m.happens(x.Trigger), m.stageWords(action.Stage)))
			}
		}
	}
	return out
}

func (m *Model) backwardCases(tracks []*schema.Track) (out []string) {
	for _, t := range tracks {
		if !t.ForwardOnly || len(t.Stages) < 2 {
			continue
		}
		out = append(out, fmt.Sprintf("%s: from %s back to %s", t.Label(), m.stageWords(t.Stages[1].Address), m.stageWords(t.Stages[0].Address)))
		for _, h := range m.arch.Handoffs {
			if h.Recycle && t.Rank(h.From) >= 0 && t.Rank(h.To) >= 0 {
				out = append(out, fmt.Sprintf("%s: from %s to %s is allowed, because it recycles", t.Label(), m.stageWords(h.From), m.stageWords(h.To)))
			}
		}
	}
	return out
}

func (m *Model) rollupCases(tracks []*schema.Track) (out []string) {
	for _, t := range tracks {
		l, ok := t.Block.(*schema.Lifecycle)
		if !ok || l.Rollup == "" {
			continue
		}
		for _, s := range t.Stages {
			for _, f := range s.Follows {
				out = append(out, fmt.Sprintf("A %s enters %s: its %s becomes %s", m.trackObject(l.Rollup), m.stageWords(f), m.object(t.Object), schema.Label(s.Label, s.Name)))
			}
		}
		if len(out) == 0 {
			out = append(out, fmt.Sprintf("%s follows %s, stage by stage of the same name", t.Label(), m.titleOf(l.Rollup)))
		}
	}
	return out
}

func (m *Model) probabilityCases(tracks []*schema.Track) (out []string) {
	for _, t := range tracks {
		var list []string
		for _, s := range t.Stages {
			if s.Probability != nil {
				list = append(list, fmt.Sprintf("%s %s %%", schema.Label(s.Label, s.Name), number(*s.Probability)))
			}
		}
		if len(list) > 0 {
			out = append(out, t.Label()+": "+strings.Join(list, ", "))
		}
	}
	return out
}

func (m *Model) dashboardCases() (out []string) {
	for _, d := range m.arch.Dashboards {
		out = append(out, schema.Title(d)+": "+strings.Join(m.titlesOf(d.Metrics), ", "))
	}
	return out
}

func (m *Model) reasonCases(tracks []*schema.Track) (out []string) {
	for _, t := range tracks {
		for _, s := range t.Stages {
			if s.Reasons != "" {
				out = append(out, fmt.Sprintf("Into %s without a code from “%s”", m.stageWords(s.Address), m.titleOf(s.Reasons)))
			}
		}
	}
	for _, h := range m.arch.Handoffs {
		if t := m.arch.Track(h.From); t != nil && h.Reasons != "" && h.Recycle && slices.ContainsFunc(tracks, func(x *schema.Track) bool { return x.Address == t.Address }) {
			out = append(out, fmt.Sprintf("From %s to %s without a code from “%s”", m.stageWords(h.From), m.stageWords(h.To), m.titleOf(h.Reasons)))
		}
	}
	return out
}

// conflictCases are the fields and positions that several automations write.
func (m *Model) conflictCases(here func(string) bool) (out []string) {
	type target struct{ what, object string }
	var order []target
	writers := map[target][]string{}
	add := func(t target, name string) {
		if here(t.object) && !slices.Contains(writers[t], name) {
			if writers[t] == nil {
				order = append(order, t)
			}
			writers[t] = append(writers[t], name)
		}
	}
	for _, x := range m.arch.Automations {
		for _, action := range x.Actions {
			switch {
			case action.Field != "":
				add(target{m.titleOf(action.Field), m.objectOf(action.Field)}, schema.Title(x))
			case action.Do == "move_to":
				if t := m.arch.Track(action.Stage); t != nil {
					add(target{"the position in " + t.Label(), t.Object}, schema.Title(x))
				}
			case action.Status != "":
				object := m.objectOf(action.Status)
				add(target{"the status of the " + m.object(object), object}, schema.Title(x))
			}
		}
	}
	for _, t := range order {
		if len(writers[t]) > 1 {
			out = append(out, upperFirst(t.what)+" is written by "+listing(writers[t], "and"))
		}
	}
	return out
}

func (m *Model) edgeCases() (out []string) {
	for _, e := range m.EdgeCases {
		out = append(out, strings.TrimRight(e.Name, ". ")+": "+e.Text)
	}
	return out
}
