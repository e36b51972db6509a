package view

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// Promotion is what promote shows: two environments, and the plan for the second. Its JSON form is the output of promote --json.
type Promotion struct {
	FormatVersion string        `json:"format_version"`
	From          *Side         `json:"from"`
	To            *Side         `json:"to"`
	Settings      []Setting     `json:"settings,omitempty"`
	Plan          *planner.Plan `json:"plan"`
}

// Side is one environment.
type Side struct {
	Environment string `json:"environment"`
	// Applied is what was applied last, completely; Digest that of the architecture as it is now, read for this environment.
	Applied planner.Architecture `json:"applied"`
	Digest  string               `json:"digest"`
	Apply   *planner.Record      `json:"apply,omitempty"`
	QA      *planner.Record      `json:"qa,omitempty"`
	// Settings of the CRMs, by "provider.name"; secrets are hidden, and what comes from the environment is named only.
	Settings map[string]string `json:"settings"`
}

// Setting is one in which the environments differ; "" is none.
type Setting struct {
	Name string `json:"name"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// CRM adds the settings of a CRM; f says which are secret, and may be nil.
func (s *Side) CRM(t providers.Target, f *providers.Factory) {
	var objects []string
	for _, o := range t.CRM.Objects {
		objects = append(objects, o.Name())
	}
	s.Settings[t.CRM.Provider] = "used"
	if len(objects) > 0 {
		s.Settings[t.CRM.Provider+".objects"] = strings.Join(objects, ", ")
	}
	if len(t.CRM.Ignore) > 0 {
		s.Settings[t.CRM.Provider+".ignore"] = strings.Join(t.CRM.Ignore, ", ")
	}
	for name, v := range t.CRM.Settings {
		text := fmt.Sprint(v.Value)
		if v.Env != "" {
			text = "env." + v.Env
		} else if f != nil && hidden(f.Info, name) {
			text = planner.Masked
		}
		s.Settings[t.CRM.Provider+"."+name] = text
	}
}

// hidden tells whether a setting may hold a secret.
func hidden(i *providers.Info, name string) bool {
	for _, s := range i.Settings {
		if s.Name == name {
			return s.Sensitive || len(s.Secrets) > 0
		}
	}
	return true
}

// Compare finds the settings in which the environments differ.
func (p *Promotion) Compare() {
	all := maps.Clone(p.From.Settings)
	maps.Copy(all, p.To.Settings)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if f, t := p.From.Settings[name], p.To.Settings[name]; f != t {
			p.Settings = append(p.Settings, Setting{name, f, t})
		}
	}
}

// rows are the lines of the comparison, with a heading.
func (p *Promotion) rows() [][]string {
	rows := [][]string{{"", p.From.Environment, p.To.Environment}}
	add := func(name, from, to string) {
		if from != "" || to != "" {
			rows = append(rows, []string{name, orDash(from), orDash(to)})
		}
	}
	add("Version", p.From.Applied.Version, p.To.Applied.Version)
	add("Commit", p.From.Applied.Commit, p.To.Applied.Commit)
	add("Digest", brief(p.From.Applied.Digest), brief(p.To.Applied.Digest))
	add("Applied", recordWhen(p.From.Apply), recordWhen(p.To.Apply))
	add("Tested", p.From.tested(), p.To.tested())
	if p.From.Digest != p.To.Digest {
		add("Read now", brief(p.From.Digest), brief(p.To.Digest)+" (variables differ)")
	}
	for _, s := range p.Settings {
		add(s.Name, s.From, s.To)
	}
	manual := 0
	for _, t := range p.Plan.Targets {
		manual += len(t.Manual)
	}
	if manual > 0 {
		add("Manual steps", "", fmt.Sprint(manual))
	}
	if n := p.Plan.Summary.Unmanaged; n > 0 {
		add("Unmanaged", "", fmt.Sprint(n))
	}
	return rows
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func brief(digest string) string {
	if len(digest) > 12 {
		return digest[:12]
	}
	return digest
}

func (s *Side) tested() string {
	if s.QA == nil || s.QA.QA == nil {
		return ""
	}
	return recordWhen(s.QA) + ": " + s.QA.QA.Summary()
}

func recordWhen(r *planner.Record) string {
	if r == nil {
		return ""
	}
	text := r.Time.UTC().Format("2006-01-02 15:04 MST")
	if r.Actor != "" {
		text += " by " + r.Actor
	}
	return text
}

// Promote prints in what two environments differ, before the plan.
func Promote(w io.Writer, s terminal.Style, p *Promotion) {
	rows := p.rows()
	for _, r := range rows {
		for i := range r {
			r[i] = Clean(r[i])
		}
	}
	table(w, s, rows)
	fmt.Fprintln(w)
}

// PromotionMarkdown writes the comparison as a table.
func PromotionMarkdown(w io.Writer, p *Promotion) {
	fmt.Fprintf(w, "### Promotion: %s → %s\n\n", md(p.From.Environment), md(p.To.Environment))
	for i, r := range p.rows() {
		fmt.Fprintf(w, "| %s | %s | %s |\n", md(r[0]), md(r[1]), md(r[2]))
		if i == 0 {
			fmt.Fprint(w, "| --- | --- | --- |\n")
		}
	}
	fmt.Fprintln(w)
}
