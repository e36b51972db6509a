package sftest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// Lint has xmllint look at files by the schema of the Metadata API, and gives what it says of those that are not valid, by path.
// The schema is that of the file that STAGECRAFT_SALESFORCE_XSD names, else the one that package metadata knows.
func Lint(t testing.TB, files []metadata.File) map[string]string {
	t.Helper()
	tool, schema, dir := testtool.Find(t, "xmllint"), os.Getenv("STAGECRAFT_SALESFORCE_XSD"), t.TempDir()
	if schema == "" {
		schema = filepath.Join(dir, "schema.xsd")
		if err := os.WriteFile(schema, []byte(xsd()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"--noout", "--schema", schema}
	for i, f := range files {
		name := fmt.Sprintf("%d.xml", i)
		if err := os.WriteFile(filepath.Join(dir, name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	cmd := exec.CommandContext(t.Context(), tool, args...)
	cmd.Dir = dir
	out, _ := cmd.CombinedOutput()
	said := map[string]string{}
	for line := range strings.Lines(string(out)) {
		name, _, _ := strings.Cut(strings.Fields(line + " .")[0], ":")
		said[name] += line
	}
	wrong := map[string]string{}
	for i, f := range files {
		name := fmt.Sprintf("%d.xml", i)
		if said[name] != name+" validates\n" {
			wrong[f.Path] = "xmllint: " + said[name]
		}
	}
	return wrong
}

// xsd writes what package metadata knows of the Metadata API as an XML schema.
func xsd() string {
	var b strings.Builder
	b.WriteString(`<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="` + metadata.Namespace +
		`" elementFormDefault="qualified" targetNamespace="` + metadata.Namespace + `">` + "\n")
	roots := []string{"Package"}
	for _, k := range metadata.Kinds() {
		if k.Modelled {
			roots = append(roots, k.Roots()...)
		}
	}
	slices.Sort(roots)
	roots = slices.Compact(roots)
	done := map[string]bool{}
	for queue := slices.Clone(roots); len(queue) > 0; queue = queue[1:] {
		if name := queue[0]; !done[name] {
			done[name] = true
			queue = append(queue, writeType(&b, name)...)
		}
	}
	for _, root := range roots {
		fmt.Fprintf(&b, `<xsd:element name="%s" type="tns:%s"/>`+"\n", root, root)
	}
	b.WriteString("</xsd:schema>\n")
	return b.String()
}

// writeType writes a type, and gives the types of its elements that the schema defines.
func writeType(b *strings.Builder, name string) (needs []string) {
	if values := metadata.EnumOf(name); len(values) > 0 {
		fmt.Fprintf(b, `<xsd:simpleType name="%s"><xsd:restriction base="xsd:string">`, name)
		for _, v := range values {
			fmt.Fprintf(b, `<xsd:enumeration value="%s"/>`, v)
		}
		b.WriteString("</xsd:restriction></xsd:simpleType>\n")
		return nil
	}
	fmt.Fprintf(b, `<xsd:complexType name="%s"><xsd:sequence>`, name)
	for _, e := range metadata.TypeOf(name).Elements {
		low, high, of := 1, "1", "xsd:"+e.Type
		if e.Optional {
			low = 0
		}
		if e.Many {
			high = "unbounded"
		}
		if metadata.TypeOf(e.Type) != nil || len(metadata.EnumOf(e.Type)) > 0 {
			of, needs = "tns:"+e.Type, append(needs, e.Type)
		}
		fmt.Fprintf(b, `<xsd:element name="%s" type="%s" minOccurs="%d" maxOccurs="%s" nillable="%t"/>`, e.Name, of, low, high, e.Nillable)
	}
	b.WriteString("</xsd:sequence></xsd:complexType>\n")
	return needs
}
