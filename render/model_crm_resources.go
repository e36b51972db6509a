package render

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// ResourceGroup are the configuration objects of one type.
type ResourceGroup struct {
	Title, Doc string
	Count      int
	// Notes say what cannot be changed or removed later.
	Notes []string
	// Attributes explain the settings that occur.
	Attributes []Pair
	// Tables hold objects with plain settings, one table for each parent; Items those with lists of parts.
	Tables []ResourceTable
	Items  []ResourceItem
}

// ResourceTable are objects that belong to the same thing.
type ResourceTable struct {
	Of      string // "" when the type has no parents
	Columns []string
	Rows    [][]string
}

// ResourceItem is one object with all its settings.
type ResourceItem struct {
	Title    string
	Settings []ResourceSetting
}

// ResourceSetting is a setting: a text, or parts that are settings of their own.
type ResourceSetting struct {
	Name, Text string
	Parts      []string
}

// widest is how long a text may be to have a column of its own; longer ones go to the last column.
const widest = 40

// Resources are what is configured, by type, in the order in which the provider declares the types.
func (c *CRMConfiguration) Resources() []ResourceGroup {
	var out []ResourceGroup
	for _, t := range c.info.Types {
		var list []*providers.Resource
		for _, r := range c.compiled.Resources {
			if r.Type == t.Name {
				list = append(list, r)
			}
		}
		if len(list) > 0 {
			out = append(out, c.resourceGroup(t, list))
		}
	}
	return out
}

func (c *CRMConfiguration) resourceGroup(t *providers.ResourceType, list []*providers.Resource) ResourceGroup {
	g := ResourceGroup{Title: typeTitle(strings.TrimPrefix(t.Name, c.info.Name+"_")), Doc: t.Doc, Count: len(list)}
	present := func(a providers.Attribute) bool {
		return slices.ContainsFunc(list, func(r *providers.Resource) bool { return r.Values[a.Name] != nil })
	}
	var fixed []string
	for _, a := range t.Attributes {
		if !present(a) {
			continue
		}
		if a.Doc != "" {
			g.Attributes = append(g.Attributes, Pair{schema.Label("", a.Name), a.Doc})
		}
		if a.Immutable {
			fixed = append(fixed, lowerFirst(schema.Label("", a.Name)))
		}
	}
	if len(fixed) > 0 {
		g.Notes = append(g.Notes, "Cannot be changed once it exists: "+listing(fixed, "and")+".")
	}
	if !t.CanDelete || t.DeleteNote != "" {
		g.Notes = append(g.Notes, strings.TrimSpace("When it is removed from the architecture: "+cmp.Or(t.DeleteNote, "it stays in the CRM.")))
	}
	if t.Records {
		g.Notes = append(g.Notes, "Records hang on it: before one is removed, say where they go.")
	}
	var simple []*providers.Resource
	for _, r := range list {
		if slices.ContainsFunc(t.Attributes, func(a providers.Attribute) bool { return composite(r.Values[a.Name]) }) {
			g.Items = append(g.Items, resourceItem(t, r))
		} else {
			simple = append(simple, r)
		}
	}
	g.Tables = resourceTables(t, simple)
	return g
}

// typeTitle is what people call a resource type: "Stage", "SLA".
func typeTitle(noun string) string {
	if len(noun) <= 3 {
		return strings.ToUpper(noun)
	}
	return schema.Label("", noun)
}

// composite tells whether a value is a list of things with parts of their own, which does not fit a cell.
func composite(v any) bool {
	list, ok := v.([]any)
	return ok && slices.ContainsFunc(list, func(e any) bool { _, parts := e.(map[string]any); return parts })
}

// resourceTables brings resources into a table for each parent. What is short has a column; the rest shares the last one.
func resourceTables(t *providers.ResourceType, list []*providers.Resource) []ResourceTable {
	parents := t.Key[:len(t.Key)-1]
	var columns, rest []providers.Attribute
	for _, a := range t.Attributes {
		long, set := 0, false
		for _, r := range list {
			if v := r.Values[a.Name]; v != nil {
				set, long = true, max(long, len(plain(v)))
			}
		}
		switch {
		case !set || slices.Contains(parents, a.Name):
		case long <= widest && len(columns) < 6:
			columns = append(columns, a)
		default:
			rest = append(rest, a)
		}
	}
	var head []string
	for _, a := range columns {
		head = append(head, schema.Label("", a.Name))
	}
	if len(rest) > 0 {
		head = append(head, "Further settings")
	}
	var out []ResourceTable
	for _, r := range list {
		var of []string
		for _, p := range parents {
			of = append(of, plain(r.Values[p]))
		}
		parent := strings.Join(of, "/")
		i := slices.IndexFunc(out, func(x ResourceTable) bool { return x.Of == parent })
		if i < 0 {
			i = len(out)
			out = append(out, ResourceTable{Of: parent, Columns: head})
		}
		var row, more []string
		for _, a := range columns {
			row = append(row, shown(a, r.Values[a.Name]))
		}
		for _, a := range rest {
			if text := shown(a, r.Values[a.Name]); text != "" {
				more = append(more, schema.Label("", a.Name)+": "+text)
			}
		}
		if len(rest) > 0 {
			row = append(row, strings.Join(more, "; "))
		}
		out[i].Rows = append(out[i].Rows, row)
	}
	return out
}

func resourceItem(t *providers.ResourceType, r *providers.Resource) ResourceItem {
	out := ResourceItem{Title: cmp.Or(r.Label, r.Key)}
	for _, a := range t.Attributes {
		v := r.Values[a.Name]
		if v == nil {
			continue
		}
		s := ResourceSetting{Name: schema.Label("", a.Name)}
		if a.Sensitive || !composite(v) {
			s.Text = shown(a, v)
		} else {
			for _, e := range v.([]any) {
				s.Parts = append(s.Parts, plain(e))
			}
		}
		out.Settings = append(out.Settings, s)
	}
	return out
}

// shown is a value for people; what is sensitive is masked.
func shown(a providers.Attribute, v any) string {
	if a.Sensitive && v != nil {
		return "(secret)"
	}
	return plain(v)
}

// plain is a JSON value in a line.
func plain(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{true: "yes", false: "no"}[x]
	case float64:
		return number(x)
	case string:
		return x
	case []any:
		var parts []string
		for _, e := range x {
			parts = append(parts, plain(e))
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(x)) {
			parts = append(parts, strings.ReplaceAll(k, "_", " ")+": "+plain(x[k]))
		}
		return strings.Join(parts, "; ")
	}
	return fmt.Sprint(v)
}
