package metadata

import (
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

// schemaVariable names a file with the XML schema of the Metadata API, from forcedotcom/wsdl.
const schemaVariable = "STAGECRAFT_SALESFORCE_XSD"

const schemaHead = `# Types of Salesforce's Metadata API 66.0: element names, their order and their types, from metadata.wsdl of
# forcedotcom/wsdl, Copyright (c) 2024, Salesforce.com, Inc., BSD-3-Clause (schema.LICENSE).
# Renewed by: STAGECRAFT_SALESFORCE_XSD=FILE go test . -run TestSchemaIsThatOfSalesforce -update
`

// roots are the types whose closure the table holds.
func roots() []string {
	out := []string{"Package"}
	for _, k := range Kinds() {
		for _, r := range k.Roots() {
			if k.Modelled && !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

type xsdElement struct {
	Name string `xml:"name,attr"`
	Type string `xml:"type,attr"`
	Min  string `xml:"minOccurs,attr"`
	Max  string `xml:"maxOccurs,attr"`
	Nil  string `xml:"nillable,attr"`
}

type xsdComplex struct {
	Name     string       `xml:"name,attr"`
	Elements []xsdElement `xml:"sequence>element"`
	Extends  struct {
		Base     string       `xml:"base,attr"`
		Elements []xsdElement `xml:"sequence>element"`
	} `xml:"complexContent>extension"`
}

type xsdSimple struct {
	Name   string `xml:"name,attr"`
	Values []struct {
		Value string `xml:"value,attr"`
	} `xml:"restriction>enumeration"`
}

func TestSchemaIsThatOfSalesforce(t *testing.T) {
	path := os.Getenv(schemaVariable)
	if path == "" {
		t.Skip(schemaVariable + " names no file")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var xsd struct {
		Complex []xsdComplex `xml:"complexType"`
		Simple  []xsdSimple  `xml:"simpleType"`
	}
	if err := xml.Unmarshal(data, &xsd); err != nil {
		t.Fatal(err)
	}
	complexes, simples := map[string]xsdComplex{}, map[string]xsdSimple{}
	for _, c := range xsd.Complex {
		complexes[c.Name] = c
	}
	for _, s := range xsd.Simple {
		simples[s.Name] = s
	}
	golden(t, "schema.txt", schemaHead+closure(t, complexes, simples))
}

func closure(t *testing.T, complexes map[string]xsdComplex, simples map[string]xsdSimple) string {
	lines := map[string]string{}
	for queue := roots(); len(queue) > 0; queue = queue[1:] {
		name := queue[0]
		if lines[name] != "" {
			continue
		}
		if s, ok := simples[name]; ok {
			lines[name] = name + " ="
			for _, v := range s.Values {
				if strings.ContainsAny(v.Value, " \t") {
					t.Fatalf("%s has a value with a blank", name)
				}
				lines[name] += " " + v.Value
			}
			if len(s.Values) == 0 {
				t.Fatalf("%s lists no values", name)
			}
			continue
		}
		c, ok := complexes[name]
		if !ok {
			t.Fatalf("no type %s", name)
		}
		elements := append(c.Elements, c.Extends.Elements...)
		for base := c.Extends.Base; base != ""; {
			b := complexes[strings.TrimPrefix(base, "tns:")]
			elements = append(append(slices.Clone(b.Elements), b.Extends.Elements...), elements...)
			base = b.Extends.Base
		}
		lines[name] = name + " :"
		for _, e := range elements {
			marks := ""
			if e.Max == "unbounded" {
				if e.Min != "0" {
					t.Fatalf("%s.%s: the table has no mark for one or more", name, e.Name)
				}
				marks = "*"
			} else if e.Min == "0" {
				marks = "?"
			}
			if e.Nil == "true" {
				marks += "~"
			}
			prefix, of, _ := strings.Cut(e.Type, ":")
			if prefix == "tns" {
				queue = append(queue, of)
			}
			lines[name] += " " + e.Name + marks + ":" + of
		}
	}
	out := ""
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for n := range lines {
			if !yield(n) {
				return
			}
		}
	}) {
		out += lines[name] + "\n"
	}
	return out
}

// golden compares with a file of this folder and renews it with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs from what was made:\n%s", path, got)
	}
}
