package render

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Documents and the blocks that are theirs: every text and every reference of such a block is in the document.
var theirs = map[string][]string{
	"scoring-specification":   {"Scorings"},
	"routing-rules":           {"Routings", "Queues"},
	"pipeline-configuration":  {"Pipelines"},
	"automation-inventory":    {"Automations", "Sequences"},
	"sla-sheet":               {"SLAs"},
	"field-catalog":           {"Fields", "Statuses", "Reasons", "Hygienes"},
	"deal-desk":               {"Approvals"},
	"measurement-framework":   {"Metrics", "Goals"},
	"dashboard-specification": {"Dashboards"},
}

// elsewhere are the attributes that another document shows, or that are no text for people.
var elsewhere = map[string]string{
	"Band.Dimension":   "names another block",
	"Action.Dimension": "names another block",
}

func TestNothingOfTheirBlocksIsMissing(t *testing.T) {
	for doc, lists := range theirs {
		t.Run(doc, func(t *testing.T) {
			a := example(t, "b2b-saas")
			mark := marker{t: t, a: a}
			for _, list := range lists {
				v := reflect.ValueOf(a).Elem().FieldByName(list)
				for _, n := range schema.Language().Blocks {
					if v.Type() == reflect.ValueOf(a).Elem().FieldByIndex(n.Index).Type() {
						for i := range v.Len() {
							mark.block(v.Index(i).Elem(), n.Def)
						}
					}
				}
			}
			if len(mark.marks) < 10 {
				t.Fatalf("only %d marks", len(mark.marks))
			}
			s, diags := Compose(a, Options{Only: []string{doc}})
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			text := strings.ReplaceAll(string(s.Page(doc).Markdown), `\`, "")
			for _, m := range mark.marks {
				texts := m.texts(a)
				if !slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(s)) }) {
					t.Errorf("%s is not in the document: %q", m.where, texts)
				}
			}
		})
	}
}

// marker writes a text of its own into every free text of blocks, and notes what the document must say.
type marker struct {
	t     *testing.T
	a     *schema.Architecture
	n     int
	marks []mark
}

type mark struct {
	where string
	texts func(*schema.Architecture) []string // one of them must be there
}

func (m *marker) block(v reflect.Value, d *schema.Def) {
	for _, attr := range d.Attrs {
		f := v.FieldByIndex(attr.Index)
		where := fmt.Sprintf("%s.%s", attr.Owner.Name(), attr.GoName)
		if _, skip := elsewhere[where]; skip {
			continue
		}
		next := func() string { m.n++; return fmt.Sprintf("marker%dx", m.n) }
		switch x := f.Interface().(type) {
		case string:
			if f.Kind() == reflect.String && len(attr.Enum) == 0 && x != "" {
				f.SetString(next())
				m.said(where, f.String())
			}
		case []string:
			for i := range x {
				x[i] = next()
				m.said(where, x[i])
			}
		case schema.Address:
			m.ref(where, x)
		case []schema.Address:
			for _, y := range x {
				m.ref(where, y)
			}
		}
	}
	for _, b := range d.Blocks {
		f := v.FieldByIndex(b.Index)
		if !b.Many {
			if f.Kind() == reflect.Pointer && !f.IsNil() {
				m.block(f.Elem(), b.Def)
			}
			continue
		}
		for i := range f.Len() {
			m.block(f.Index(i).Elem(), b.Def)
		}
	}
}

func (m *marker) said(where, text string) {
	m.marks = append(m.marks, mark{where, func(*schema.Architecture) []string { return []string{text} }})
}

// ref expects the title of what an address names, which may be marked later itself.
func (m *marker) ref(where string, addr schema.Address) {
	if m.a.Lookup(addr) == nil {
		return
	}
	m.marks = append(m.marks, mark{where + " " + string(addr), func(a *schema.Architecture) []string {
		texts := []string{(&Model{arch: a, n: a.Namer()}).titleOf(addr)}
		if s := schema.Find[schema.Stage](a, addr); s != nil && s.Short != "" {
			texts = append(texts, s.Short)
		}
		return texts
	}})
}
