package hclschema

import (
	"embed"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"github.com/stagecraft-dev/stagecraft/schema/query"
)

// referenceFiles holds the examples and the prose of the language reference.
// Every example loads together with reference/prelude.hcl; a test sees to it.
//
//go:embed reference
var referenceFiles embed.FS

// chapters orders the top-level blocks of the reference.
var chapters = []struct {
	title  string
	blocks []string
}{
	{"The architecture itself", []string{"architecture"}},
	{"People and time", []string{"team", "role", "calendar"}},
	{"Systems, sources and segments", []string{"system", "source", "segment"}},
	{"Objects and fields", []string{"object", "field"}},
	{"Stages", []string{"lifecycle", "pipeline", "status"}},
	{"Handoffs and clocks", []string{"handoff", "reasons", "sla"}},
	{"Routing and scoring", []string{"queue", "routing", "scoring"}},
	{"Automation and nurture", []string{"automation", "sequence"}},
	{"Governance", []string{"approval", "hygiene", "review", "question", "policy"}},
	{"Measurement", []string{"metric", "dashboard", "goal"}},
	{"Enablement", []string{"term", "faq", "playbook"}},
	{"Change", []string{"moved", "retired", "import", "change"}},
	{"Environments and tests", []string{"environment", "scenario"}},
}

// Reference gives the text of the language reference, LANGUAGE.md. It is
// derived from schema.Language, the definition that the loader goes by. docs holds the
// doc comments of the model: "Stage" for a struct, "Stage.Owner" for a field.
// A block or attribute without a comment is an error.
func Reference(docs map[string]string) ([]byte, error) {
	r := &reference{docs: docs, done: map[reflect.Type]string{}}
	r.prose("introduction.md")
	r.prose("first.md")
	r.contents()
	r.prose("values.md")
	r.functions()
	r.prose("expressions.md")
	r.queries()
	r.prose("composition.md")
	for _, c := range chapters {
		r.printf("## %s\n\n", c.title)
		for _, name := range c.blocks {
			if n := schema.Language().Block(name); n != nil {
				r.block(n, name, nil)
			}
		}
	}
	r.diagnostics()
	for _, n := range schema.Language().Blocks {
		if r.done[n.Def.Type] == "" {
			r.missing = append(r.missing, "a chapter for "+n.Name)
		}
	}
	if len(r.missing) > 0 {
		return nil, fmt.Errorf("the language reference misses %s", strings.Join(r.missing, ", "))
	}
	return []byte(strings.TrimRight(r.out.String(), "\n") + "\n"), nil
}

type reference struct {
	docs    map[string]string
	out     strings.Builder
	done    map[reflect.Type]string // where a block type is described
	missing []string
}

func (r *reference) printf(format string, args ...any) { fmt.Fprintf(&r.out, format, args...) }

func (r *reference) prose(name string) {
	b, err := referenceFiles.ReadFile("reference/" + name)
	if err != nil {
		r.missing = append(r.missing, name)
		return
	}
	r.out.Write(b)
	r.out.WriteString("\n")
}

func (r *reference) contents() {
	r.printf("## Blocks at a glance\n\n| block | what it states |\n| --- | --- |\n")
	for _, c := range chapters {
		r.printf("| **[%s](#%s)** | |\n", c.title, anchor(strings.ReplaceAll(strings.ToLower(c.title), ",", "")))
		for _, name := range c.blocks {
			if n := schema.Language().Block(name); n != nil {
				first, _, _ := strings.Cut(strings.TrimPrefix(r.blockDoc(n), "`"+name+"` "), ". ")
				r.printf("| [`%s`](#%s) | %s |\n", blockForm(n), anchor(name), cell(sentence(strings.TrimSuffix(first, ".")+".")))
			}
		}
	}
	r.printf("| **[Variables, locals and modules](#variables-locals-and-modules)** | |\n" +
		"| `variable \"NAME\"` | An input, with a type and validations. |\n| `locals` | Named values and criteria. |\n" +
		"| `module \"NAME\"` | The architecture of another directory, taken in under a name. |\n\n")
}

// blockForm is a block's type with its labels: stage "NAME".
func blockForm(n *schema.Nested) string {
	s := n.Name
	for _, l := range n.Def.Labels {
		s += fmt.Sprintf(" %q", strings.ToUpper(l.Name))
	}
	return s
}

func anchor(path string) string { return strings.ReplaceAll(path, " ", "-") }

// block describes a block and, below it, those nested in it. A block type
// that was described before is only linked to.
func (r *reference) block(n *schema.Nested, path string, parents []string) {
	level := min(3+len(parents), 6)
	r.done[n.Def.Type] = path
	r.printf("%s %s\n\n", strings.Repeat("#", level), path)
	r.printf("%s\n\n", r.blockDoc(n))
	r.printf("    %s { … }\n\n", blockForm(n))
	r.attributes(n)
	var below []*schema.Nested
	if len(n.Def.Blocks) > 0 {
		r.printf("| block inside | how many | meaning |\n| --- | --- | --- |\n")
		for _, b := range n.Def.Blocks {
			target := path + " " + b.Name
			if seen := r.done[b.Def.Type]; seen != "" {
				target = seen
			} else {
				below = append(below, b)
			}
			r.printf("| [`%s`](#%s) | %s | %s |\n", blockForm(b), anchor(target), howMany(b), cell(r.fieldDoc(b.Owner, b.GoName)))
		}
		r.printf("\n")
	}
	if len(parents) == 0 {
		r.example(path)
	}
	for _, b := range below {
		r.block(b, path+" "+b.Name, append(slices.Clone(parents), n.Name))
	}
}

func howMany(n *schema.Nested) string {
	switch {
	case n.Many && n.Required:
		return "one or more"
	case n.Many:
		return "any number"
	case n.Required:
		return "one"
	}
	return "at most one"
}

func (r *reference) attributes(n *schema.Nested) {
	rows := slices.Clone(n.Def.Labels)
	rows = append(rows, n.Def.Attrs...)
	if n.Def.Rest != nil {
		rows = append(rows, n.Def.Rest)
	}
	if len(rows) == 0 {
		return
	}
	r.printf("| attribute | type | default | meaning |\n| --- | --- | --- | --- |\n")
	for _, a := range rows {
		name, standard := "`"+a.Name+"`", ""
		switch {
		case slices.Contains(n.Def.Labels, a):
			name, standard = "`"+strings.ToUpper(a.Name)+"` (label)", "required"
		case a.Required:
			standard = "required"
		case a.Default != "" && len(a.RefKinds) == 0 && a.Type.Kind() == reflect.String:
			standard = fmt.Sprintf("`%q`", a.Default)
		case a.Default != "":
			standard = "`" + a.Default + "`"
		}
		r.printf("| %s | %s | %s | %s |\n", name, cell(typeName(a)), standard, cell(r.fieldDoc(a.Owner, a.GoName)))
	}
	r.printf("\n")
}

// typeName says in words what an attribute accepts.
func typeName(a *schema.Attr) string {
	limits := ""
	switch {
	case a.Min != nil && a.Max != nil:
		limits = fmt.Sprintf(", %v to %v", *a.Min, *a.Max)
	case a.Min != nil:
		limits = fmt.Sprintf(", at least %v", *a.Min)
	}
	t := a.Type
	if t.Kind() == reflect.Pointer && t != reflect.TypeFor[*schema.Decay]() {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[schema.Address]():
		return "reference to " + kinds(a.RefKinds)
	case reflect.TypeFor[[]schema.Address]():
		return "list of references to " + kinds(a.RefKinds)
	case reflect.TypeFor[schema.Criterion]():
		return "[criterion](#criteria)"
	case reflect.TypeFor[schema.Expression]():
		return "[expression](#expressions-about-the-architecture)"
	case reflect.TypeFor[schema.Duration]():
		return "[duration](#durations)"
	case reflect.TypeFor[schema.Event]():
		return "[event](#events)"
	case reflect.TypeFor[schema.FieldType]():
		return "[field type](#field-types)"
	case reflect.TypeFor[*schema.Decay]():
		return "decay"
	case reflect.TypeFor[map[string]schema.Setting]():
		return "text, number, bool, list, map or `env.NAME`"
	case reflect.TypeFor[map[string]float64]():
		return "map of numbers"
	case reflect.TypeFor[map[string]any]():
		return "map"
	}
	if len(a.Enum) > 0 {
		return "`" + strings.Join(a.Enum, "`, `") + "`"
	}
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "bool"
	case reflect.Float64:
		return "number" + limits
	case reflect.Slice:
		return "list of texts"
	case reflect.Map:
		return "map of texts"
	}
	return "any value"
}

func kinds(list []string) string {
	switch list[0] {
	case "any":
		if slices.Contains(list, "gone") {
			return "any block, also one that is no longer declared"
		}
		return "any block"
	case "gone":
		return "a block that is no longer declared"
	}
	return "`" + strings.Join(list, "`, `") + "`"
}

func (r *reference) example(name string) {
	b, err := referenceFiles.ReadFile("reference/" + name + ".hcl")
	if err != nil {
		r.missing = append(r.missing, "an example for "+name)
		return
	}
	r.printf("```hcl\n%s```\n\n", b)
}

// blockDoc is the comment of the block's struct, beginning with the block's name.
func (r *reference) blockDoc(n *schema.Nested) string {
	doc := r.docs[n.Def.Type.Name()]
	if doc == "" {
		r.missing = append(r.missing, "a comment on "+n.Def.Type.Name())
	}
	if rest, ok := strings.CutPrefix(doc, n.Def.Type.Name()+" "); ok {
		return "`" + n.Name + "` " + rest
	}
	return doc
}

// fieldDoc is the comment of a field without the field's name in front:
// "Title is what people see." gives "What people see."
func (r *reference) fieldDoc(owner reflect.Type, field string) string {
	doc := r.docs[owner.Name()+"."+field]
	if doc == "" && owner == reflect.TypeFor[schema.Architecture]() {
		return ""
	}
	if doc == "" {
		r.missing = append(r.missing, "a comment on "+owner.Name()+"."+field)
		return ""
	}
	rest, ok := strings.CutPrefix(doc, field+" ")
	if !ok {
		return doc
	}
	return sentence(rest)
}

// sentence makes a sentence of its own of what follows a name in a comment.
func sentence(rest string) string {
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "is "), "are ")
	return strings.ToUpper(rest[:1]) + rest[1:]
}

// cell makes a text fit for a table.
func cell(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", "\\|")
}

func (r *reference) functions() {
	r.printf("### Functions of criteria\n\n| function | meaning | example |\n| --- | --- | --- |\n")
	for _, f := range expr.Functions() {
		r.printf("| `%s` | %s | `%s` |\n", cell(f.Signature), cell(f.Doc), cell(f.Example))
	}
	var names []string
	for name := range query.Functions {
		names = append(names, name)
	}
	sort.Strings(names)
	r.printf("\n### Functions of ordinary attributes\n\nOutside criteria, these functions of other HCL tools may be called; none reads a file, the network or the clock: `%s`.\n\n",
		strings.Join(names, "`, `"))
}

// queries lists what expressions about the architecture begin with.
func (r *reference) queries() {
	r.printf("| list | blocks |\n| --- | --- |\n")
	for _, name := range query.Names() {
		kinds := query.Kinds(name)
		target := anchor(kinds[0]) // the others are described there, too
		for i, k := range kinds {
			kinds[i] = fmt.Sprintf("[`%s`](#%s)", k, target)
		}
		r.printf("| `%s` | %s |\n", name, strings.Join(kinds, ", "))
	}
	r.printf("\n")
}

func (r *reference) diagnostics() {
	r.printf("## Diagnostics\n\nEvery error and warning has a code that never changes its meaning.\n\n| code | meaning |\n| --- | --- |\n")
	codes := diag.Codes()
	var names []string
	for c := range codes {
		names = append(names, string(c))
	}
	sort.Strings(names)
	for _, c := range names {
		r.printf("| `%s` | %s |\n", c, cell(codes[diag.Code(c)]))
	}
}
