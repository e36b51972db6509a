package hclschema

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
	"github.com/stagecraft-dev/stagecraft/schema/query"
)

// themes says which file each top-level block is written to.
var themes = map[string]string{
	"architecture": "architecture",
	"team":         "people", "role": "people", "calendar": "people",
	"system": "inventory", "source": "inventory", "segment": "inventory",
	"object": "fields", "field": "fields",
	"lifecycle": "lifecycles", "status": "lifecycles", "pipeline": "pipelines",
	"handoff": "handoffs", "reasons": "handoffs", "sla": "handoffs",
	"queue": "routing", "routing": "routing", "scoring": "scoring",
	"automation": "automation", "sequence": "automation",
	"approval": "governance", "hygiene": "governance", "policy": "governance", "review": "governance", "question": "governance",
	"metric": "measurement", "dashboard": "measurement", "goal": "measurement",
	"term": "enablement", "faq": "enablement", "playbook": "enablement",
	"moved": "changes", "retired": "changes", "import": "changes", "change": "changes",
	"environment": "environments", "scenario": "scenarios.test",
}

// Write gives an architecture as clean HCL in canonical form, by file name.
// Loading the files gives the same architecture: Write is the inverse of Load,
// but for variables, locals and modules, whose values are written out. Blocks
// that came in through a module are left out.
//
// The architecture must be indexed. What equals its default is not written.
func Write(a *schema.Architecture) map[string][]byte {
	files := map[string]*bytes.Buffer{}
	v := reflect.ValueOf(a).Elem()
	for _, n := range schema.Language().Blocks {
		eachBlock(v, n, func(b reflect.Value) {
			if m, ok := b.Addr().Interface().(schema.Block); ok && m.Base().Address.Module() != "" {
				return
			}
			name := themes[n.Name] + ".hcl"
			if files[name] == nil {
				files[name] = &bytes.Buffer{}
			}
			writeBlock(files[name], b, n, 1)
		})
	}
	out := map[string][]byte{}
	for name, buf := range files {
		out[name], _ = FormatFile(buf.Bytes(), name)
	}
	return out
}

// eachBlock calls f for the blocks of one kind in a struct.
func eachBlock(v reflect.Value, n *schema.Nested, f func(reflect.Value)) {
	field := v.FieldByIndex(n.Index)
	if !n.Many {
		if field.Kind() != reflect.Pointer {
			f(field)
		} else if !field.IsNil() {
			f(field.Elem())
		}
		return
	}
	for i := range field.Len() {
		f(reflect.Indirect(field.Index(i)))
	}
}

// writeBlock writes a block whose attributes are depth levels deep.
func writeBlock(w *bytes.Buffer, v reflect.Value, n *schema.Nested, depth int) {
	w.WriteString(n.Name)
	for _, l := range n.Def.Labels {
		w.WriteString(" " + writeQuoted(v.FieldByIndex(l.Index).String()))
	}
	w.WriteString(" {\n")
	for _, a := range n.Def.Attrs {
		if text, given := writeAttr(a, v.FieldByIndex(a.Index), depth); given {
			fmt.Fprintf(w, "%s = %s\n", a.Name, text)
		}
	}
	if n.Def.Rest != nil {
		rest := v.FieldByIndex(n.Def.Rest.Index)
		for _, k := range sortedMapKeys(rest) {
			fmt.Fprintf(w, "%s = %s\n", k, writeValue(rest.MapIndex(reflect.ValueOf(k))))
		}
	}
	for _, nested := range n.Def.Blocks {
		eachBlock(v, nested, func(b reflect.Value) { writeBlock(w, b, nested, depth+1) })
	}
	w.WriteString("}\n")
}

// writeAttr gives the text of an attribute, unless leaving it out means the same.
func writeAttr(a *schema.Attr, v reflect.Value, depth int) (string, bool) {
	if d := defaultOf(a); d != nil {
		if v.Equal(*d) || v.Kind() == reflect.String && v.Len() == 0 {
			return "", false
		}
		return writeValue(v), true
	}
	if v.Kind() == reflect.String && a.Type == reflect.TypeFor[string]() && v.Len() > 0 {
		return writeText(v.String(), depth), true
	}
	empty := v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0
	if empty && !a.Required {
		return "", false
	}
	return writeValue(v), true
}

// writeValue writes a value of any attribute type.
func writeValue(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case schema.Address:
		return x.Written()
	case schema.Duration:
		return writeQuoted(x.String())
	case schema.FieldType:
		return writeFieldType(x)
	case schema.Event:
		return writeEvent(x)
	case schema.Expression:
		return string(x)
	case schema.Criterion:
		return expr.Format(x.Expr)
	case *schema.Decay:
		return writeDecay(x)
	case schema.Setting:
		if x.Env != "" {
			return "env." + x.Env
		}
		return writeValue(reflect.ValueOf(&x.Value).Elem())
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return "null"
		}
		return writeValue(v.Elem())
	case reflect.String:
		return writeQuoted(v.String())
	case reflect.Float64:
		return expr.Format(&expr.Literal{Value: v.Float()})
	case reflect.Slice:
		items := make([]string, v.Len())
		for i := range items {
			items[i] = writeValue(v.Index(i))
		}
		return writeList("[", items, "]")
	case reflect.Map:
		items := make([]string, 0, v.Len())
		for _, k := range sortedMapKeys(v) {
			key := k
			if !hclsyntax.ValidIdentifier(k) {
				key = writeQuoted(k)
			}
			items = append(items, key+" = "+writeValue(v.MapIndex(reflect.ValueOf(k))))
		}
		return writeList("{", items, "}")
	}
	return fmt.Sprint(v.Interface())
}

func sortedMapKeys(m reflect.Value) []string {
	keys := make([]string, 0, m.Len())
	for _, k := range m.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	return keys
}

// lineLength is about how long a list may become before it is broken.
const lineLength = 88

// writeList writes a list or map on one line, or on several when it is long.
func writeList(open string, items []string, end string) string {
	inner := strings.Join(items, ", ")
	switch {
	case len(items) == 0:
		return open + end
	case len(inner) > lineLength || strings.Contains(inner, "\n"):
		sep := ",\n"
		if open == "{" {
			sep = "\n"
		}
		return open + "\n" + strings.Join(items, sep) + strings.TrimSuffix(sep, "\n") + "\n" + end
	case open == "{":
		return "{ " + inner + " }"
	}
	return open + inner + end
}

// writeQuoted writes a text in quotation marks.
func writeQuoted(s string) string { return expr.Format(&expr.Literal{Value: s}) }

// writeText writes a text as a heredoc, indented to its depth, when it has
// several lines and comes back the same, else in quotation marks.
func writeText(s string, depth int) string {
	if strings.Count(s, "\n") < 2 {
		return writeQuoted(s)
	}
	indent := strings.Repeat("  ", depth)
	var doc strings.Builder
	for line := range strings.Lines(strings.NewReplacer("${", "$${", "%{", "%%{").Replace(s)) {
		if line != "\n" {
			doc.WriteString(indent + "  ")
		}
		doc.WriteString(line)
	}
	text := "<<-EOT\n" + doc.String() + indent + "EOT"
	if !strings.HasSuffix(s, "\n") {
		text = "chomp(<<-EOT\n" + doc.String() + "\n" + indent + "EOT\n)"
	}
	if got, ok := evalLiteral(text); !ok || got != s {
		return writeQuoted(s)
	}
	return text
}

func writeFieldType(t schema.FieldType) string {
	if t.Kind != "enum" && t.Kind != "multi_enum" {
		return t.String()
	}
	items := make([]string, len(t.Options))
	for i, o := range t.Options {
		items[i] = writeQuoted(o)
	}
	return t.Kind + writeList("(", items, ")")
}

func writeEvent(e schema.Event) string {
	switch e.Kind {
	case "event":
		return "event(" + writeQuoted(e.Name) + ")"
	case "every":
		return "every(" + writeQuoted(e.Every.String()) + ")"
	}
	return e.Kind + "(" + e.Target.Written() + ")"
}

func writeDecay(d *schema.Decay) string {
	var items []string
	put := func(name string, x schema.Duration) {
		if !x.IsZero() {
			items = append(items, name+" = "+writeQuoted(x.String()))
		}
	}
	put("half_life", d.HalfLife)
	put("per", d.Per)
	if d.Points != 0 {
		items = append(items, "points = "+writeValue(reflect.ValueOf(d.Points)))
	}
	put("expires", d.Expires)
	return writeList("{", items, "}")
}

// evalLiteral evaluates an expression that names nothing.
func evalLiteral(src string) (string, bool) {
	e, diags := hclsyntax.ParseExpression([]byte(src+"\n"), "", hcl.InitialPos)
	if diags.HasErrors() {
		return "", false
	}
	v, diags := e.Value(&hcl.EvalContext{Functions: query.Functions})
	if diags.HasErrors() || v.Type() != cty.String || !v.IsWhollyKnown() || v.IsNull() {
		return "", false
	}
	return v.AsString(), true
}
