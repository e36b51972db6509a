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

// widest is how long a text may be to have a column of its own, in bytes; longer ones go to the last column.
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
			g.Attributes = append(g.Attributes, Pair{schema.Label("", a.Name), meaning(a)})
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
	columns, rest := layout(t, list)
	var inTables []*providers.Resource
	for _, r := range list {
		if crowded(rest, list) || slices.ContainsFunc(t.Attributes, func(a providers.Attribute) bool { return composite(r.Values[a.Name]) }) {
			g.Items = append(g.Items, resourceItem(t, r))
		} else {
			inTables = append(inTables, r)
		}
	}
	g.Tables = resourceTables(t, inTables, columns, rest)
	return g
}

// meaning is an attribute's documentation, to be read after its name: a leading name, as Go's comments have it, is not said twice.
func meaning(a providers.Attribute) string {
	first, rest, _ := strings.Cut(a.Doc, " ")
	if strings.EqualFold(first, strings.ReplaceAll(a.Name, "_", "")) {
		return rest
	}
	return "— " + a.Doc
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

// layout chooses the columns of a type's tables: what is short and given for most resources has one; the rest shares
// the last. What only repeats the parent is left out.
func layout(t *providers.ResourceType, list []*providers.Resource) (columns, rest []providers.Attribute) {
	parents := t.Key[:len(t.Key)-1]
	for _, a := range t.Attributes {
		long, given, repeats := 0, 0, 0
		for _, r := range list {
			v := r.Values[a.Name]
			if v == nil {
				continue
			}
			given, long = given+1, max(long, len(plain(v)))
			if slices.ContainsFunc(parents, func(p string) bool { return plain(r.Values[p]) == plain(v) }) {
				repeats++
			}
		}
		switch {
		case given == 0 || given == repeats:
		case long <= widest && 3*given >= len(list) && len(columns) < 5:
			columns = append(columns, a)
		default:
			rest = append(rest, a)
		}
	}
	return columns, rest
}

// crowded tells whether the last column would hold whole paragraphs.
func crowded(rest []providers.Attribute, list []*providers.Resource) bool {
	sum := 0
	for _, r := range list {
		sum += len(further(rest, r))
	}
	return sum > 200*len(list)
}

// further are the settings of a resource that have no column.
func further(rest []providers.Attribute, r *providers.Resource) string {
	var parts []string
	for _, a := range rest {
		if text := shown(a, r.Values[a.Name]); text != "" {
			parts = append(parts, schema.Label("", a.Name)+": "+strings.TrimRight(text, "."))
		}
	}
	return strings.Join(parts, "; ")
}

// resourceTables brings resources into a table for each parent.
func resourceTables(t *providers.ResourceType, list []*providers.Resource, columns, rest []providers.Attribute) []ResourceTable {
	parents := t.Key[:len(t.Key)-1]
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
		var row []string
		for _, a := range columns {
			row = append(row, shown(a, r.Values[a.Name]))
		}
		if len(rest) > 0 {
			row = append(row, further(rest, r))
		}
		out[i].Rows = append(out[i].Rows, row)
	}
	if len(parents) > 0 && len(list) < 4*len(out) {
		return merged(out, schema.Label("", parents[len(parents)-1]))
	}
	return out
}

// merged makes one table of many small ones, with what they belong to in the first column.
func merged(tables []ResourceTable, parent string) []ResourceTable {
	if len(tables) < 3 {
		return tables
	}
	one := ResourceTable{Columns: append([]string{parent}, tables[0].Columns...)}
	for _, t := range tables {
		for _, row := range t.Rows {
			one.Rows = append(one.Rows, append([]string{t.Of}, row...))
		}
	}
	return []ResourceTable{one}
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
