package qa

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// has tells whether values have an attribute with text in its name that is given.
func has(v providers.Values, text string) bool {
	for name, x := range v {
		if strings.Contains(name, text) && x != nil {
			return true
		}
	}
	return false
}

// difference says how the live object of a change is otherwise than it should be; "" when what concerns attr is right.
func difference(c *planner.Change, attr string) string {
	what := c.Label
	if what == "" {
		what = c.Key
	}
	switch c.Action {
	case planner.Create:
		return what + " is missing"
	case planner.Delete:
		return what + " is still there"
	case planner.Replace:
		return what + " is another one"
	}
	var parts []string
	for _, d := range c.Diffs {
		if strings.Contains(d.Path, attr) && !d.Technical {
			parts = append(parts, fmt.Sprintf("%s is %v instead of %v", d.Path, d.Before, d.After))
		}
	}
	if len(parts) == 0 && attr == "" && len(c.Diffs) > 0 {
		return what + " is configured otherwise"
	}
	if len(parts) == 0 {
		return ""
	}
	return what + ": " + strings.Join(parts, ", ")
}

// configuredCase is a case about configuration alone: live as it should be, or by hand where no program can read it.
func (r *run) configuredCase(c *crm, title, attr string, needed int, origins ...schema.Address) CaseResult {
	n, wrong := r.configured(c, attr, origins...)
	first := c.firstByHand(origins)
	x := CaseResult{CRM: c.name, Title: title, Outcome: Pass}
	switch {
	case len(wrong) > 0:
		x.Outcome, x.Detail = Fail, capital(strings.Join(wrong, "; "))+"."
	case len(first) > 0:
		x.Outcome, x.Detail, x.Steps = ByHand, "It is not all there: people have to do something first, and then comes another apply.", first
	case n < needed:
		x.Outcome, x.Detail = ByHand, "Not all of it can be read over the API of "+c.title+"."
		for _, at := range origins {
			for _, s := range c.manual(at) {
				if !slices.Contains(x.Steps, s) {
					x.Steps = append(x.Steps, s)
				}
			}
		}
		if len(x.Steps) == 0 {
			x.Steps = []string{"Compare the settings of " + c.title + " with the configuration specification."}
		}
	}
	return x
}

// values wants every stage and every working state to be live as declared, and none beside them.
func (r *run) values() ([]CaseResult, error) {
	var out []CaseResult
	for _, t := range r.a.Tracks() {
		c := r.of(t.Object)
		if c == nil {
			continue
		}
		origins := []schema.Address{t.Address}
		var names []string
		for _, s := range t.Stages {
			origins, names = append(origins, s.Address), append(names, schema.Title(s))
		}
		x := r.configuredCase(c, fmt.Sprintf("%s: %s", t.Label(), strings.Join(names, ", ")), "", len(t.Stages), origins...)
		if extra := r.among(c, origins); len(extra) > 0 {
			x.Outcome = Fail
			x.Detail = strings.TrimSpace(x.Detail + " There is more than was declared: " + strings.Join(extra, ", ") + ".")
			x.Steps = []string{"Take them out with stagecraft apply --prune, or leave them out with an ignore pattern of the crm block when nobody is offered them."}
		}
		out = append(out, x)
	}
	var objects []string
	states := map[string][]schema.Address{}
	for _, s := range r.a.Statuses {
		if states[s.Object] == nil {
			objects = append(objects, s.Object)
		}
		states[s.Object] = append(states[s.Object], s.Address)
	}
	for _, o := range objects {
		if c := r.of(o); c != nil {
			out = append(out, r.configuredCase(c, fmt.Sprintf("Statuses of %s", schema.Label("", o)), "", 1, states[o]...))
		}
	}
	for _, f := range r.a.Fields {
		c := r.of(f.Object)
		if c == nil || len(f.Type.Options) == 0 {
			continue
		}
		if n, wrong := r.configured(c, "", optionsOf(f)...); n > 0 && len(wrong) > 0 {
			out = append(out, CaseResult{CRM: c.name, Title: fmt.Sprintf("Options of %s.%s", f.Object, f.Name), Outcome: Fail, Detail: capital(strings.Join(wrong, "; ")) + "."})
		}
	}
	return out, nil
}

// optionsOf are the addresses of a field and its options.
func optionsOf(f *schema.Field) []schema.Address {
	out := []schema.Address{f.Address}
	for _, o := range f.Options {
		out = append(out, o.Address)
	}
	return out
}

// among are live objects that nobody declared and that stand in one order with what a block made.
func (r *run) among(c *crm, origins []schema.Address) []string {
	parents := map[[2]string]bool{}
	for _, x := range c.compiled.Resources {
		if slices.Contains(origins, x.Origin) {
			if p := c.provider.Info().Type(x.Type).ParentOf(x.Values); p != "" {
				parents[[2]string{x.Type, p}] = true
			}
		}
	}
	var out []string
	for _, o := range r.plan.Unmanaged {
		i := strings.LastIndexByte(o.Key, '/')
		if o.Target == c.name && o.Among && i > 0 && parents[[2]string{o.Type, o.Key[:i]}] {
			out = append(out, o.Key[i+1:])
		}
	}
	return out
}

// probabilities wants the weight of each stage of a pipeline to be live as declared.
func (r *run) probabilities() ([]CaseResult, error) {
	var out []CaseResult
	for _, t := range r.a.Tracks() {
		c := r.of(t.Object)
		if c == nil {
			continue
		}
		var list []string
		var origins []schema.Address
		for _, s := range t.Stages {
			if s.Probability != nil {
				list = append(list, fmt.Sprintf("%s %g %%", schema.Title(s), *s.Probability))
				origins = append(origins, s.Address)
			}
		}
		if len(origins) > 0 {
			out = append(out, r.configuredCase(c, fmt.Sprintf("%s: %s", t.Label(), strings.Join(list, ", ")), "probability", len(origins), origins...))
		}
	}
	return out, nil
}

// dashboards wants reports to be defined as declared, and the numbers that they are made of to rise with a record that enters.
func (r *run) dashboards() ([]CaseResult, error) {
	var out []CaseResult
	for _, d := range r.a.Dashboards {
		for _, c := range r.crms {
			if n, _ := r.configured(c, "", append(slices.Clone(d.Metrics), d.Address)...); n == 0 && len(c.manual(d.Address)) == 0 && len(r.crms) > 1 {
				continue // another CRM shows it
			}
			var titles []string
			for _, m := range d.Metrics {
				titles = append(titles, title(r.a, m))
			}
			out = append(out, r.configuredCase(c, schema.Title(d)+": "+strings.Join(titles, ", "), "", 1, append(slices.Clone(d.Metrics), d.Address)...))
		}
	}
	if len(r.a.Metrics) == 0 {
		return out, nil
	}
	for _, t := range r.a.Tracks() {
		if c := r.of(t.Object); c != nil && len(t.Stages) > 0 && c.tests != nil {
			x, err := r.counted(c, t)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
	}
	return out, nil
}

// counted wants a record more in a stage to be counted there.
func (r *run) counted(c *crm, t *schema.Track) (CaseResult, error) {
	first := t.Stages[0].Address
	say := fmt.Sprintf("A record more in %s is counted", r.stage(first))
	reader, ok := c.provider.(providers.RecordReader)
	i := slices.IndexFunc(c.compiled.Resources, func(x *providers.Resource) bool {
		return x.Origin == first && c.provider.Info().Type(x.Type).Records
	})
	if !ok || i < 0 {
		return r.judged(c, say, obstacle{"The records in a stage cannot be counted over the API."})
	}
	q := []providers.RecordQuery{{Type: c.compiled.Resources[i].Type, Key: c.compiled.Resources[i].Key}}
	before, err := reader.CountRecords(r.ctx, q)
	if err != nil {
		return CaseResult{}, fmt.Errorf("%s: %w", c.title, err)
	}
	if before[0] < 0 {
		return r.judged(c, say, obstacle{"The records in a stage cannot be counted over the API."})
	}
	s, err := r.subject(t.Object)
	if err == nil {
		err = s.bring(first)
	}
	if err != nil {
		return r.judged(c, say, err)
	}
	now := int64(0)
	ok, err = s.settled(func() bool {
		var n []int64
		if n, err = reader.CountRecords(r.ctx, q); err == nil {
			now = n[0]
		}
		return now > before[0]
	})
	if err == nil && !ok {
		err = refused{"the count stays behind", []string{fmt.Sprintf("There were %d records, and with the test record there are %d.", before[0], now)}}
	}
	return r.judged(c, say, err)
}

// conflicts wants no automation that nobody declared to write what the declared ones write.
func (r *run) conflicts() ([]CaseResult, error) {
	var out []CaseResult
	for _, f := range r.plan.Findings {
		if f.Code == diag.LegacyConflict || f.Code == diag.LiveConflict {
			out = append(out, CaseResult{Title: f.Summary, Outcome: Fail, Detail: f.Detail})
		}
	}
	for _, c := range r.crms {
		say := "No automation that nobody declared interferes"
		switch _, reviews := c.provider.(providers.Reviewer); {
		case !reviews:
			out = append(out, CaseResult{CRM: c.name, Title: say, Outcome: ByHand, Detail: "The automations of " + c.title + " cannot be read.",
				Steps: []string{"Look through all automations that are switched on for one that writes what the specification writes."}})
		case len(out) == 0:
			out = append(out, CaseResult{CRM: c.name, Title: say, Outcome: Pass})
		}
	}
	var origins []schema.Address
	for _, x := range r.a.Automations {
		origins = append(origins, x.Address)
	}
	for _, c := range r.crms {
		if _, wrong := r.configured(c, "", origins...); len(wrong) > 0 {
			out = append(out, CaseResult{CRM: c.name, Title: "Declared automations are as declared", Outcome: Fail, Detail: capital(strings.Join(wrong, "; ")) + "."})
		}
	}
	return append(out, r.rivals()...), nil
}

// rivals are the fields and positions that several automations write; whether they undo each other is for people to try.
func (r *run) rivals() []CaseResult {
	var order []string
	writers := map[string][]string{}
	for _, x := range r.a.Automations {
		for _, act := range x.Actions {
			what := ""
			switch {
			case act.Field != "":
				what = title(r.a, act.Field)
			case act.Do == "move_to" && r.a.Track(act.Stage) != nil:
				what = "the position in " + r.a.Track(act.Stage).Label()
			case act.Status != "":
				what = "the status " + title(r.a, act.Status)
			default:
				continue
			}
			if writers[what] == nil {
				order = append(order, what)
			}
			if !slices.Contains(writers[what], schema.Title(x)) {
				writers[what] = append(writers[what], schema.Title(x))
			}
		}
	}
	var out []CaseResult
	for _, what := range order {
		if by := writers[what]; len(by) > 1 {
			out = append(out, CaseResult{Title: fmt.Sprintf("%s is written by %s", capital(what), strings.Join(by, " and by ")), Outcome: ByHand,
				Detail: "Only people know which of them is to win.", Steps: []string{"Trigger each one alone, then all of them together, and look at the value each time."}})
		}
	}
	return out
}

func title(a *schema.Architecture, at schema.Address) string {
	if b := a.Lookup(at); b != nil {
		return schema.Title(b)
	}
	return string(at)
}
