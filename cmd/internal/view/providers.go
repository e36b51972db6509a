package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/render"
)

// Providers lists providers with their settings and resource types.
func Providers(w io.Writer, st terminal.Style, infos []*providers.Info) {
	for _, p := range infos {
		fmt.Fprintf(w, "%s  %s\n    %s\n", st.Bold(p.Name), p.Title, p.Doc)
		for _, s := range p.Settings {
			fmt.Fprintf(w, "    setting %s: %s\n", s.Name, s.Doc)
		}
		var names []string
		for _, t := range p.Types {
			names = append(names, strings.TrimPrefix(t.Name, p.Name+"_"))
		}
		fmt.Fprintf(w, "    %s: %s\n", Count(len(names), "resource type"), strings.Join(names, ", "))
	}
}

// Matrix writes the capabilities of all providers as a Markdown table, then
// how each criterion is enforced, when that was asked for.
func Matrix(w io.Writer, infos []*providers.Info, enforced []render.CRM) {
	head, rule := "| capability |", "| --- |"
	for _, p := range infos {
		head += " " + p.Title + " |"
		rule += " --- |"
	}
	fmt.Fprintf(w, "%s\n%s\n", head, rule)
	var notes []string
	for _, c := range providers.Capabilities {
		row := "| " + c.Name + ": " + c.Doc + " |"
		for _, p := range infos {
			state := providers.NotBuilt
			for _, pc := range p.Capabilities {
				if pc.Name != c.Name {
					continue
				}
				if state = pc.State; pc.Note != "" {
					notes = append(notes, fmt.Sprintf("%s, %s: %s", p.Title, c.Name, pc.Note))
					row += fmt.Sprintf(" %s [%d] |", state, len(notes))
					state = ""
				}
			}
			if state != "" {
				row += " " + string(state) + " |"
			}
		}
		fmt.Fprintln(w, row)
	}
	for i, n := range notes {
		fmt.Fprintf(w, "\n[%d] %s", i+1, n)
	}
	if len(notes) > 0 {
		fmt.Fprintln(w)
	}
	for _, e := range enforced {
		fmt.Fprintf(w, "\n| criterion | %s | how |\n| --- | --- | --- |\n", e.Info.Title)
		for _, c := range e.Compiled.Enforcement {
			fmt.Fprintf(w, "| %s: %s | %s | %s |\n", md(c.Address.Written()), md(c.Criterion), c.Class, md(c.How))
		}
	}
}

// ProviderReport is the JSON form of both.
func ProviderReport(infos []*providers.Info, enforced []render.CRM) any {
	type attribute struct {
		Name      string `json:"name"`
		Type      string `json:"type"`
		Doc       string `json:"doc"`
		Required  bool   `json:"required,omitempty"`
		Computed  bool   `json:"computed,omitempty"`
		Immutable bool   `json:"immutable,omitempty"`
		Sensitive bool   `json:"sensitive,omitempty"`
	}
	type typ struct {
		Name       string      `json:"name"`
		Doc        string      `json:"doc"`
		Key        []string    `json:"key"`
		Attributes []attribute `json:"attributes"`
	}
	type provider struct {
		Name         string                  `json:"name"`
		Title        string                  `json:"title"`
		Capabilities []providers.Capability  `json:"capabilities"`
		Types        []typ                   `json:"resource_types"`
		Enforcement  []providers.Enforcement `json:"enforcement,omitempty"`
	}
	var out []provider
	for _, p := range infos {
		x := provider{Name: p.Name, Title: p.Title, Capabilities: p.Capabilities}
		for _, e := range enforced {
			if e.Info.Name == p.Name {
				x.Enforcement = e.Compiled.Enforcement
			}
		}
		for _, t := range p.Types {
			y := typ{Name: t.Name, Doc: t.Doc, Key: t.Key}
			for _, a := range t.Attributes {
				y.Attributes = append(y.Attributes, attribute{a.Name, a.Type.FriendlyName(), a.Doc, a.Required, a.Computed, a.Immutable, a.Secret()})
			}
			x.Types = append(x.Types, y)
		}
		out = append(out, x)
	}
	return map[string]any{"format_version": "1.0", "providers": out}
}
