package metadata

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// Problem is something that the org would refuse in a file, or that the schema does not know.
type Problem struct {
	Line int    // in the file, 0 where it was made
	Path string // of elements, "fields/valueSet/restricted"
	Text string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.Path + ": " + p.Text
	}
	return fmt.Sprintf("line %d: %s: %s", p.Line, p.Path, p.Text)
}

// Check compares an element with a type of the schema: elements that are unknown, missing, too many or out of order,
// values that do not fit, texts that are too long.
func Check(n *tree.Node, typ *Type) []Problem {
	var c checker
	c.element(n, typ, "")
	return c.problems
}

// Check compares a component's file with the schema.
func (c Component) Check() []Problem {
	k := KindOf(c.Kind)
	if k == nil || TypeOf(k.RootOf(c.Name)) == nil {
		return []Problem{{Path: c.Kind, Text: "the schema here does not know the type"}}
	}
	return Check(c.Doc.Root, TypeOf(k.RootOf(c.Name)))
}

type checker struct{ problems []Problem }

func (c *checker) report(n *tree.Node, path, format string, args ...any) {
	c.problems = append(c.problems, Problem{n.Line, strings.TrimPrefix(path, "/"), fmt.Sprintf(format, args...)})
}

func (c *checker) element(n *tree.Node, typ *Type, path string) {
	seen := map[string]int{}
	last := ""
	for _, k := range n.Elements() {
		e, known := typ.Element(k.Name)
		at := path + "/" + k.Name
		seen[k.Name]++
		switch {
		case !known:
			c.report(k, at, "unknown in %s of API %s", typ.Name, APIVersion)
			continue
		case seen[k.Name] == 2 && !e.Many:
			c.report(k, at, "more than one")
		case last != "" && typ.position(k.Name) < typ.position(last):
			c.report(k, at, "stands behind <%s>, which must follow it", last)
		default:
			last = k.Name
		}
		if of := TypeOf(e.Type); of != nil && !isNil(k) {
			c.element(k, of, at)
		} else if of == nil {
			c.value(k, typ, e, at)
		}
	}
	for _, e := range typ.Elements {
		if !e.Optional && seen[e.Name] == 0 {
			c.report(n, path+"/"+e.Name, "required, and missing")
		}
	}
	if strings.TrimSpace(n.Value()) != "" {
		c.report(n, path, "text beside elements")
	}
}

func (c *checker) value(n *tree.Node, typ *Type, e ElementType, path string) {
	if len(n.Elements()) > 0 {
		c.report(n, path, "holds elements, where a text was expected")
		return
	}
	text := n.Value()
	if strings.ContainsFunc(text, func(r rune) bool { return isControl(r) && !strings.ContainsRune("\t\n\r", r) }) {
		c.report(n, path, "holds a character that XML does not allow")
	}
	if most := maxLength[typ.Name+"."+e.Name]; most > 0 && utf8.RuneCountInString(text) > most {
		c.report(n, path, "has %d characters; at most %d are allowed", utf8.RuneCountInString(text), most)
	}
	if e.Nillable && isNil(n) || fits(strings.TrimSpace(text), e.Type) {
		return
	}
	if values := EnumOf(e.Type); len(values) > 0 {
		c.report(n, path, "%q is none of %s", text, strings.Join(values, ", "))
		return
	}
	c.report(n, path, "%q is no %s", text, e.Type)
}

// fits tells whether a text is a value of a simple type. Dates and times are left to the org.
func fits(text, of string) bool {
	var err error
	switch of {
	case "boolean":
		_, err = parseBool(text)
	case "int":
		_, err = strconv.ParseInt(text, 10, 32)
	case "double":
		_, err = strconv.ParseFloat(text, 64)
	default:
		values := table().enums[of]
		return len(values) == 0 || slices.Contains(values, text)
	}
	return err == nil
}

// maxLength is how many characters a text may have. The message of a rule is documented for ValidationRule of the Tooling API;
// the rest is what the setup pages take, and was not tried on an org.
var maxLength = map[string]int{
	"CustomField.description":              1000,
	"CustomField.inlineHelpText":           510,
	"CustomField.label":                    40,
	"CustomValue.fullName":                 255,
	"StandardValue.fullName":               255,
	"ValidationRule.description":           255,
	"ValidationRule.errorConditionFormula": 3900,
	"ValidationRule.errorMessage":          255,
}
