package metadata

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// filled makes an element that has everything its type may have, twice near the root where it may be there more than once,
// with comments and elements that no schema knows between.
func filled(name, of string, above []string) *tree.Node {
	typ := TypeOf(of)
	if typ == nil {
		return tree.Leaf(name, someText(of, 0))
	}
	n := tree.New(name, &tree.Node{Kind: tree.Comment, Text: " about " + name + " "}, tree.New("unheardOf", tree.Leaf("inside", "kept")))
	for i, e := range typ.Elements {
		if slices.Contains(above, e.Type) || typ.index[e.Name] != i {
			continue
		}
		n.Kids = append(n.Kids, filled(e.Name, e.Type, append(slices.Clone(above), of)))
		if e.Many && len(above) < 2 {
			n.Kids = append(n.Kids, &tree.Node{Kind: tree.Comment, Text: " the second " + e.Name + " "}, filled(e.Name, e.Type, append(slices.Clone(above), of)))
		}
	}
	return n
}

// someText is a value of a simple type; another one for each number.
func someText(of string, number int) string {
	if values := EnumOf(of); len(values) > 0 {
		return values[number%len(values)]
	}
	switch of {
	case "boolean":
		return fmt.Sprint(number%2 == 0)
	case "int":
		return fmt.Sprint(7 + number)
	case "double":
		return fmt.Sprintf("%d.50", 7+number) // not as we write it
	case "date":
		return fmt.Sprintf("2026-02-0%d", 1+number)
	case "dateTime":
		return fmt.Sprintf("2026-02-0%dT12:00:00Z", 1+number)
	case "time":
		return fmt.Sprintf("12:00:0%d", number)
	}
	return fmt.Sprintf("text %d", number)
}

// changed gives every field of a value that is modelled another value.
func changed(v reflect.Value, typ *Type) {
	for _, f := range modelOf(v.Type()).fields {
		field := v.FieldByIndex(f.index)
		e, _ := typ.Element(f.name)
		switch {
		case field.Kind() == reflect.Slice:
			for i := range field.Len() {
				changeOne(field.Index(i), e.Type)
			}
			if field.Type().Elem().Kind() == reflect.String {
				field.Set(reflect.Append(field, reflect.ValueOf(someText(e.Type, 2))))
			}
		case field.Kind() == reflect.Pointer && !field.IsNil():
			changeOne(field.Elem(), e.Type)
		case field.Kind() != reflect.Pointer:
			changeOne(field, e.Type)
		}
	}
}

func changeOne(v reflect.Value, of string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(someText(of, 1))
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int:
		v.SetInt(v.Int() + 1)
	case reflect.Float64:
		v.SetFloat(v.Float() + 1)
	case reflect.Struct:
		if v.Type() == anyType {
			v.Set(reflect.ValueOf(Any{Type: "xsd:string", Text: "changed"}))
			return
		}
		changed(v, TypeOf(of))
	}
}

// unmodelled takes out of a tree what a Go type models.
func unmodelled(n *tree.Node, of reflect.Type) *tree.Node {
	out := *n
	out.Kids = nil
	modelled := map[string]reflect.Type{}
	for _, f := range modelOf(of).fields {
		t := of.FieldByIndex(f.index).Type
		for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		modelled[f.name] = t
	}
	for _, k := range n.Kids {
		t, ok := modelled[k.Name]
		switch {
		case k.Kind != tree.Element || !ok:
			out.Kids = append(out.Kids, k)
		case t.Kind() == reflect.Struct && t != anyType:
			out.Kids = append(out.Kids, unmodelled(k, t))
		}
	}
	return &out
}

// Whatever a file holds, all that we do not model is there after every value that we model was changed.
func TestWhatIsNotModelledStays(t *testing.T) {
	for name, value := range modelled() {
		t.Run(name, func(t *testing.T) {
			doc := &tree.Document{Root: filled(name, name, nil), Before: []*tree.Node{{Kind: tree.Comment, Text: " first "}},
				After: []*tree.Node{{Kind: tree.Comment, Text: " last "}}}
			doc.Root.SetAttr("xmlns", Namespace)
			doc.Root.SetAttr("xmlns:xsi", xsiNamespace)
			doc.Root.SetAttr("xmlns:xsd", xsdNamespace)
			printed := string(tree.Print(doc))
			doc = must(tree.Parse([]byte(printed)))(t)
			if err := Decode(doc, value); err != nil {
				t.Fatal(err)
			}
			if got := string(tree.Print(Encode(value))); got != printed {
				t.Fatalf("changed by reading it:\n%s\nwas\n%s", got, printed)
			}
			v := reflect.ValueOf(value).Elem()
			changed(v, TypeOf(name))
			out := Encode(value)
			if string(tree.Print(doc)) != printed {
				t.Error("what was read was changed")
			}
			if got, want := unmodelled(out.Root, v.Type()).String(), unmodelled(doc.Root, v.Type()).String(); got != want {
				t.Errorf("what is not modelled became\n%s\nwas\n%s", got, want)
			}
			again := reflect.New(v.Type())
			if err := Decode(out, again.Interface()); err != nil {
				t.Fatal(err)
			}
			if a, b := Encode(bareValue(again.Elem())), Encode(bareValue(v)); !a.Equal(b) {
				t.Errorf("reads as\n%s\nwritten was\n%s", a.Root, b.Root)
			}
			for _, p := range Check(out.Root, TypeOf(name)) {
				if p.Path != "unheardOf" && !strings.HasSuffix(p.Path, "/unheardOf") {
					t.Errorf("%s", p)
				}
			}
		})
	}
}

// bareValue copies a value without what it was read from.
func bareValue(v reflect.Value) any {
	out := reflect.New(v.Type())
	out.Elem().Set(v)
	forget(out.Elem())
	return out.Interface()
}

func forget(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c := reflect.New(v.Type().Elem())
			c.Elem().Set(v.Elem())
			v.Set(c)
			forget(c.Elem())
		}
	case reflect.Slice:
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		if v.Len() > 0 {
			v.Set(c)
		}
		for i := range c.Len() {
			forget(c.Index(i))
		}
	case reflect.Struct:
		if v.Type() == anyType {
			return
		}
		*rest(v) = Rest{}
		for _, f := range modelOf(v.Type()).fields {
			forget(v.FieldByIndex(f.index))
		}
	}
}
