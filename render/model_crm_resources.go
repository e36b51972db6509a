package render

import (
	"cmp"
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
	// Tables hold objects with plain settings, one table for each parent; Items those with lists of parts.
	Tables []ResourceTable
	Items  []ResourceItem

	attributes []Pair // the settings that occur, explained
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
	Settings []Pair         // those with a text
	Lists    []ResourceList // those with parts
}

// ResourceList is a setting with parts that are settings of their own.
type ResourceList struct {
	Name  string
	Parts []string
	Short bool // all parts together have room in a line
}

// SettingMeaning explains a setting, in all types or in the named ones.
type SettingMeaning struct {
	Name     string
	Meanings []Pair // types, meaning
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
	g := ResourceGroup{Title: typeTitle(typeNoun(c, t)), Doc: meaning(t.Doc, typeNoun(c, t), ""), Count: len(list)}
	present := func(a providers.Attribute) bool {
		return !a.Technical && slices.ContainsFunc(list, func(r *providers.Resource) bool { return r.Values[a.Name] != nil })
	}
	var fixed []string
	for _, a := range t.Attributes {
		if !present(a) {
			continue
		}
		if a.Doc != "" {
			g.attributes = append(g.attributes, Pair{schema.Label("", a.Name), meaning(a.Doc, a.Name, typeNoun(c, t))})
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
	full := crowded(rest, list)
	for _, r := range list {
		if full || slices.ContainsFunc(t.Attributes, func(a providers.Attribute) bool { return !a.Technical && composite(r.Values[a.Name]) }) {
			g.Items = append(g.Items, resourceItem(t, r))
		} else {
			inTables = append(inTables, r)
		}
	}
	g.Tables = resourceTables(t, inTables, columns, rest)
	return g
}

// typeNoun is a resource type without its provider: "property".
func typeNoun(c *CRMConfiguration, t *providers.ResourceType) string {
	return strings.TrimPrefix(t.Name, c.info.Name+"_")
}

// Settings explains the settings that occur, each once, in the order of their names.
func (c *CRMConfiguration) Settings() []SettingMeaning {
	types := map[Pair][]string{} // by name and meaning
	meanings := map[string][]string{}
	for _, g := range c.Resources() {
		for _, a := range g.attributes {
			if types[a] == nil {
				meanings[a.Name] = append(meanings[a.Name], a.Text)
			}
			types[a] = append(types[a], g.Title)
		}
	}
	var out []SettingMeaning
	for _, name := range slices.Sorted(maps.Keys(meanings)) {
		x := SettingMeaning{Name: name}
		for _, text := range meanings[name] {
			x.Meanings = append(x.Meanings, Pair{strings.Join(types[Pair{name, text}], ", "), text})
		}
		out = append(out, x)
	}
	return out
}

// composite tells whether a value is a list of things with parts of their own, which does not fit a cell.
func composite(v any) bool {
	list, ok := v.([]any)
	return ok && slices.ContainsFunc(list, func(e any) bool { _, parts := e.(map[string]any); return parts })
}

// lengthy tells whether a value is a list of whole sentences.
func lengthy(v any) bool {
	list, ok := v.([]any)
	return ok && len(list) > 1 && len(plain(v)) > widest*len(list)
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
		case given == 0 || given == repeats || a.Technical:
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
	return sum > 100*len(list)
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
	at := map[string]int{} // tables by what they are of
	for _, r := range list {
		var of []string
		for _, p := range parents {
			of = append(of, plain(r.Values[p]))
		}
		holder := strings.Join(of, "/")
		i, ok := at[holder]
		if !ok {
			i = len(out)
			at[holder] = i
			out = append(out, ResourceTable{Of: holder, Columns: head})
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
	if len(parents) == 0 {
		return out
	}
	parent := schema.Label("", parents[len(parents)-1])
	if lists := listed(out, columns, parent); lists != nil {
		return lists
	}
	if len(list) < 4*len(out) {
		return merged(out, parent)
	}
	return out
}

// listed makes one table with a row for each parent when all that objects have is a name, a place and at times a word more:
// "active, on_hold (On hold)". Nil for other objects.
func listed(tables []ResourceTable, columns []providers.Attribute, parent string) []ResourceTable {
	order := slices.IndexFunc(columns, func(a providers.Attribute) bool { return a.Name == "order" })
	if order < 0 || len(columns) > 2 {
		return nil
	}
	one := ResourceTable{Columns: []string{parent, "In this order"}}
	for _, t := range tables {
		var entries []string
		for _, row := range t.Rows {
			row = slices.DeleteFunc(slices.Delete(slices.Clone(row), order, order+1), func(s string) bool { return s == "" })
			if len(row) == 0 || len(strings.Join(row, "")) > 4*widest {
				return nil
			}
			entry := row[0]
			if len(row) > 1 {
				entry += " (" + strings.Join(row[1:], "; ") + ")"
			}
			entries = append(entries, entry)
		}
		one.Rows = append(one.Rows, []string{t.Of, strings.Join(entries, ", ")})
	}
	return []ResourceTable{one}
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
		name := schema.Label("", a.Name)
		switch text := shown(a, v); {
		case v == nil, a.Technical, strings.Contains(out.Title, "“"+text+"”"): // the title says it
		case a.Secret() || !composite(v) && !lengthy(v):
			out.Settings = append(out.Settings, Pair{name, strings.TrimRight(text, ".")})
		default:
			l := ResourceList{Name: name}
			size := 0
			for _, e := range v.([]any) {
				text := strings.TrimRight(part(e), ".")
				l.Parts = append(l.Parts, text)
				size += len(text)
			}
			l.Short = size <= 3*widest
			out.Lists = append(out.Lists, l)
		}
	}
	return out
}
