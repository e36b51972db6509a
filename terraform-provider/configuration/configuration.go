// Package configuration writes what CRMs should have as Terraform configuration for the stagecraft provider: resources that refer
// to each other, import blocks for what exists, and the provider's blocks.
package configuration

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// Format is the name of the format.
const Format = "terraform"

// Source is where Terraform finds the provider.
const Source = "stagecraft-dev/stagecraft"

// CRM is one CRM with the operations that make it as it should be. Those with an id are of objects that exist.
type CRM struct {
	Info   *providers.Info
	Target providers.Target
	Ops    []*providers.Operation
}

// Files gives the files of a root module, by path, for a directory. Deletes are not in it: what Terraform does not manage, it
// leaves alone. Secrets are variables; so is what the architecture reads from an environment variable that the provider does
// not know.
func Files(crms []CRM, dir string) (map[string][]byte, error) {
	w := &writer{dir: dir, variables: map[string]variable{}, names: map[providers.Reference]string{}, places: map[providers.Reference]int{}}
	w.name(crms)
	files := map[string]*hclwrite.File{}
	file := func(name string) *hclwrite.Body {
		if files[name] == nil {
			files[name] = hclwrite.NewEmptyFile()
		}
		return files[name].Body()
	}
	for _, c := range crms {
		for _, op := range w.order[c.Info.Name] {
			t := c.Info.Type(op.Type)
			w.resource(file(op.Type+".tf"), t, op)
			if op.ID != "" {
				w.imports(file("imports.tf"), t, op)
			}
		}
	}
	if err := w.provider(file("providers.tf"), crms); err != nil {
		return nil, err
	}
	if len(w.variables) > 0 {
		w.declare(file("variables.tf"))
	}
	out := map[string][]byte{}
	for name, f := range files {
		out[name] = hclwrite.Format(f.Bytes())
	}
	return out, nil
}

// writer writes one configuration.
type writer struct {
	dir       string
	variables map[string]variable
	names     map[providers.Reference]string // of resources, by natural key
	order     map[string][]*providers.Operation
	places    map[providers.Reference]int // in the order, so that references only look back
}

type variable struct {
	doc    string
	secret bool
}

// name gives every resource a name, and brings each CRM's into an order in which they refer back wherever they can.
func (w *writer) name(crms []CRM) {
	w.order = map[string][]*providers.Operation{}
	for _, c := range crms {
		taken := map[[2]string]bool{}
		ops := map[providers.Reference]*providers.Operation{}
		var refs []providers.Reference
		for _, op := range c.Ops {
			if op.Action == providers.Delete {
				continue
			}
			ref := providers.Reference{Type: op.Type, Key: op.Key}
			ops[ref] = op
			refs = append(refs, ref)
			name := Name(op.Key)
			for n := 2; taken[[2]string{op.Type, name}]; n++ {
				name = fmt.Sprintf("%s_%d", Name(op.Key), n)
			}
			taken[[2]string{op.Type, name}] = true
			w.names[ref] = name
		}
		rank := map[string]int{}
		for i, t := range c.Info.Types {
			rank[t.Name] = i
		}
		slices.SortFunc(refs, func(a, b providers.Reference) int {
			if a.Type != b.Type {
				return rank[a.Type] - rank[b.Type]
			}
			t := c.Info.Type(a.Type)
			return cmp.Or(strings.Compare(t.ParentOf(ops[a].After), t.ParentOf(ops[b].After)),
				cmp.Compare(place(t, ops[a].After), place(t, ops[b].After)), strings.Compare(a.Key, b.Key))
		})
		seen := map[providers.Reference]bool{}
		var visit func(providers.Reference)
		visit = func(r providers.Reference) {
			op := ops[r]
			if op == nil || seen[r] {
				return
			}
			seen[r] = true
			for _, to := range c.Info.Type(r.Type).References(op.After) {
				visit(to)
			}
			w.places[r] = len(w.places)
			w.order[c.Info.Name] = append(w.order[c.Info.Name], op)
		}
		for _, r := range refs {
			visit(r)
		}
	}
}

// place is the place among siblings.
func place(t *providers.ResourceType, v providers.Values) float64 {
	for _, a := range t.Attributes {
		if n, ok := v[a.Name].(float64); ok && a.Ordinal {
			return n
		}
	}
	return 0
}

// Name is the name of a resource with a natural key: letters, digits and single underscores. Where two have the same, the second
// gets a number.
func Name(key string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(key) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && b.Len() > 0, r > 127 && letter(r):
			b.WriteRune(r)
		case r >= '0' && r <= '9':
			b.WriteString("_")
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	name := strings.TrimSuffix(b.String(), "_")
	if name == "" {
		return "unnamed"
	}
	return name
}

// relative is a path as it is seen from the directory of the configuration.
func (w *writer) relative(dir, path string) (string, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	from, err := filepath.Abs(w.dir)
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(from, to)
	return filepath.ToSlash(rel), err
}

func (w *writer) declare(body *hclwrite.Body) {
	for i, name := range slices.Sorted(maps.Keys(w.variables)) {
		if i > 0 {
			body.AppendNewline()
		}
		v := w.variables[name]
		b := body.AppendNewBlock("variable", []string{name}).Body()
		set(b, "description", v.doc)
		b.SetAttributeRaw("type", ident("string"))
		if v.secret {
			set(b, "sensitive", true)
		}
	}
}
