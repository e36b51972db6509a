package metadata

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
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
// values that do not fit, texts that are too long. It finds what a validation by the XML schema finds.
func Check(n *tree.Node, typ *Type) []Problem {
	var c checker
	c.attributes(n, ElementType{Type: typ.Name}, "")
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
		c.attributes(k, e, at)
		if of := TypeOf(e.Type); isNil(k) {
			if len(k.Kids) > 0 {
				c.report(k, at, "holds something and is nil")
			}
		} else if of != nil {
			c.element(k, of, at)
		} else {
			c.value(k, typ, e, at)
		}
	}
	for _, e := range typ.Elements {
		if !e.Optional && seen[e.Name] == 0 {
			c.report(n, path+"/"+e.Name, "required, and missing")
		}
	}
	if strings.Trim(n.Value(), xmlSpace) != "" {
		c.report(n, path, "text beside elements")
	}
}

// attributes takes declarations of namespaces, and what XML Schema has for values that are nil or name their own type.
func (c *checker) attributes(n *tree.Node, e ElementType, path string) {
	for _, a := range n.Attrs {
		ok := strings.HasPrefix(a.Name, "xmlns:")
		switch a.Name {
		case "xmlns":
			ok = a.Value == Namespace
		case "xsi:nil":
			_, err := parseBool(strings.Trim(a.Value, xmlSpace))
			ok = err == nil && e.Nillable
		case "xsi:type":
			prefix, of, _ := strings.Cut(a.Value, ":")
			ok = e.Type == "anyType" && prefix == "xsd" && (of == "string" || lexical[of] != nil)
		}
		if !ok {
			c.report(n, path, "the attribute %s=%q is not allowed", a.Name, a.Value)
		}
	}
}

func (c *checker) value(n *tree.Node, typ *Type, e ElementType, path string) {
	if len(n.Elements()) > 0 {
		c.report(n, path, "holds elements, where a text was expected")
		return
	}
	text := n.Value()
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && !strings.ContainsRune(xmlSpace, r) || r == 0xFFFE || r == 0xFFFF }) {
		c.report(n, path, "holds a character that XML does not allow")
	}
	if most := maxLength[typ.Name+"."+e.Name]; most > 0 && utf8.RuneCountInString(text) > most {
		c.report(n, path, "has %d characters; at most %d are allowed", utf8.RuneCountInString(text), most)
	}
	of := e.Type
	if of == "anyType" {
		of = strings.TrimPrefix(n.Attr("xsi:type"), "xsd:")
	}
	if fits(text, of) {
		return
	}
	if values := EnumOf(of); len(values) > 0 && len(values) < 50 {
		c.report(n, path, "%q is none of %s", text, strings.Join(values, ", "))
		return
	}
	c.report(n, path, "%q is no %s", text, of)
}

// xmlSpace is the white space of XML, which counts in texts and values of enumerations, and not around other values.
const xmlSpace = " \t\r\n"

// lexical is how XML Schema writes simple values.
var lexical = map[string]*regexp.Regexp{
	"boolean":  regexp.MustCompile(`^(true|false|1|0)$`),
	"int":      regexp.MustCompile(`^[+-]?[0-9]+$`),
	"double":   regexp.MustCompile(`^([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|-?INF|NaN)$`),
	"date":     regexp.MustCompile(`^` + datePattern + zonePattern + `$`),
	"time":     regexp.MustCompile(`^` + timePattern + zonePattern + `$`),
	"dateTime": regexp.MustCompile(`^` + datePattern + `T` + timePattern + zonePattern + `$`),
}

const (
	datePattern = `(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})`
	timePattern = `(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)`
	zonePattern = `(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?`
)

// fits tells whether a text is a value of a simple type: an enumeration's, or one that XML Schema defines. All else is text.
func fits(text, of string) bool {
	if values := table().enums[of]; len(values) > 0 {
		return slices.Contains(values, text)
	}
	form := lexical[of]
	if form == nil {
		return true
	}
	if of != "int" { // XML Schema allows blanks here too, libxml2 does not
		text = strings.Trim(text, xmlSpace)
	}
	parts := form.FindStringSubmatch(text)
	if parts == nil {
		return false
	}
	var err error
	if i := form.SubexpIndex("date"); i > 0 {
		_, err = time.Parse(time.DateOnly, parts[i])
	} else if of == "int" {
		_, err = strconv.ParseInt(text, 10, 32)
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
