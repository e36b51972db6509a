package api

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestListMetadata(t *testing.T) {
	o, c, _ := start(t, inTurn(says(200, soap("listMetadata", `
  <result><createdById>005</createdById><createdByName>A</createdByName><createdDate>2026-01-01T00:00:00.000Z</createdDate><fileName>objects/Opportunity.object</fileName>
   <fullName>Opportunity.A%2FB</fullName><id>01Q1</id><lastModifiedById>005</lastModifiedById><lastModifiedByName>B &amp; C</lastModifiedByName>
   <lastModifiedDate>2026-02-01T00:00:00.000Z</lastModifiedDate><manageableState>unmanaged</manageableState><namespacePrefix xsi:nil="true"/><type>BusinessProcess</type></result>
  <result><fullName>Two</fullName><type>Flow</type></result>`)), says(200, soap("listMetadata", `<result><fullName>Three</fullName></result>`))))
	got, err := c.ListMetadata(t.Context(), ListQuery{Type: "A"}, ListQuery{Type: "B"}, ListQuery{Type: "C"}, ListQuery{Type: "D"})
	want := []FileProperties{
		{Type: "BusinessProcess", FullName: "Opportunity.A%2FB", FileName: "objects/Opportunity.object", ID: "01Q1", ManageableState: "unmanaged",
			CreatedByName: "A", LastModifiedByName: "B & C", LastModifiedDate: "2026-02-01T00:00:00.000Z"},
		{Type: "Flow", FullName: "Two"},
		{FullName: "Three"},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
	if s := o.seen(); len(s) != 2 || strings.Count(s[0].body, "<queries>") != 3 || strings.Count(s[1].body, "<queries>") != 1 {
		t.Error(s)
	}
	if got, err := c.ListMetadata(t.Context()); err != nil || got != nil || len(o.seen()) != 2 {
		t.Error("nothing was asked for", got, err)
	}
}

func TestReadMetadata(t *testing.T) {
	o, c, _ := start(t, says(200, soap("readMetadata", `<result>
  <records xsi:type="ValidationRule"><fullName>Opportunity.Gate</fullName><active>true</active><errorConditionFormula>a &lt; b &amp;&amp; c</errorConditionFormula><x xsi:type="xsd:string">y</x></records>
  <records xsi:nil="true"/></result>`)))
	got, err := c.ReadMetadata(t.Context(), "ValidationRule", "Opportunity.Gate", "Opportunity.None")
	want := `<?xml version="1.0" encoding="UTF-8"?>
<ValidationRule xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">` +
		`<fullName>Opportunity.Gate</fullName><active>true</active><errorConditionFormula>a &lt; b &amp;&amp; c</errorConditionFormula><x xsi:type="xsd:string">y</x></ValidationRule>
`
	if err != nil || len(got) != 1 || got[0].Type != "ValidationRule" || got[0].FullName != "Opportunity.Gate" || string(got[0].XML) != want {
		t.Fatalf("%v %s", err, got)
	}
	var back struct {
		XMLName xml.Name `xml:"http://soap.sforce.com/2006/04/metadata ValidationRule"`
		Formula string   `xml:"http://soap.sforce.com/2006/04/metadata errorConditionFormula"`
	}
	if err := xml.Unmarshal(got[0].XML, &back); err != nil || back.Formula != "a < b && c" {
		t.Error(err, back)
	}

	names := make([]string, 205)
	for i := range names {
		names[i] = fmt.Sprint("N", i)
	}
	for typ, want := range map[string][]int{"Flow": {10, 10, 5}, "CustomMetadata": {200, 5}} {
		before := len(o.seen())
		n := names
		if typ == "Flow" {
			n = names[:25]
		}
		if _, err := c.ReadMetadata(t.Context(), typ, n...); err != nil {
			t.Fatal(err)
		}
		var sizes []int
		for _, call := range o.seen()[before:] {
			sizes = append(sizes, strings.Count(call.body, "<fullNames>"))
		}
		if !cmp.Equal(sizes, want) {
			t.Errorf("%s: %v", typ, sizes)
		}
	}
}

func TestDescribeMetadata(t *testing.T) {
	_, c, _ := start(t, says(200, soap("describeMetadata", `<result><metadataObjects><childXmlNames>CustomField</childXmlNames><childXmlNames>RecordType</childXmlNames>
	 <directoryName>objects</directoryName><inFolder>false</inFolder><metaFile>false</metaFile><suffix>object</suffix><xmlName>CustomObject</xmlName></metadataObjects>
	 <organizationNamespace></organizationNamespace><partialSaveAllowed>true</partialSaveAllowed><testRequired>true</testRequired></result>`)))
	got, err := c.DescribeMetadata(t.Context())
	want := &MetadataDescription{Types: []MetadataType{{Name: "CustomObject", Directory: "objects", Suffix: "object", Children: []string{"CustomField", "RecordType"}}},
		PartialSaveAllowed: true, TestRequired: true}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}

// retrieved is the end of a retrieve.
func retrieved(zip string) string {
	return soap("checkRetrieveStatus", `<result><done>true</done><fileProperties><fullName>LeadStatus</fullName></fileProperties><id>09S1</id>
	 <messages><fileName>package.xml</fileName><problem>Entity of type 'Queue' named 'x' cannot be found</problem></messages>
	 <status>Succeeded</status><success>true</success><zipFile>`+zip+`</zipFile></result>`)
}

func TestRetrieve(t *testing.T) {
	files := map[string][]byte{"package.xml": []byte("<Package/>"), "standardValueSets/LeadStatus.standardValueSet": []byte("<x/>")}
	zip, err := Zip(files)
	if err != nil {
		t.Fatal(err)
	}
	text := base64.StdEncoding.EncodeToString(zip)
	begin := says(200, soap("retrieve", "<result><done>false</done><id>09S1</id><state>Queued</state></result>"))
	waiting := says(200, soap("checkRetrieveStatus", "<result><done>false</done><status>InProgress</status></result>"))
	good := says(200, retrieved(text[:20]+"\n"+text[20:]))

	o, c, clock := start(t, inTurn(begin, waiting, waiting, good))
	got, err := c.Retrieve(t.Context(), Members{Type: "StandardValueSet", Names: []string{"LeadStatus"}})
	if err != nil || got.ID != "09S1" || len(got.Files) != 1 || got.Files[0].FullName != "LeadStatus" || len(got.Messages) != 1 || !strings.Contains(got.Messages[0].Problem, "cannot be found") {
		t.Fatalf("%+v %v", got, err)
	}
	if back, err := Unzip(got.Zip); err != nil || !cmp.Equal(back, files) {
		t.Error(back, err)
	}
	if len(o.seen()) != 4 || clock.slept.Milliseconds() != 300 {
		t.Error(o.lines(), clock.slept)
	}

	t.Run("again when the zip is gone", func(t *testing.T) {
		gone := says(500, soapFault("INVALID_LOCATOR", "retrieve result has been deleted"))
		o, c, _ := start(t, inTurn(begin, lost, gone, begin, good))
		if got, err := c.Retrieve(t.Context(), Members{}); err != nil || len(got.Zip) == 0 || len(o.seen()) != 5 {
			t.Error(got, err, o.lines())
		}
		o, c, _ = start(t, inTurn(begin, gone, begin, gone))
		if _, err := c.Retrieve(t.Context(), Members{}); kindOf(err) != "invalid" || len(o.seen()) != 4 {
			t.Error(err, o.lines())
		}
	})
	for name, tt := range map[string]struct {
		answer, kind string
	}{
		"failed":  {soap("checkRetrieveStatus", `<result><done>true</done><errorMessage>too large</errorMessage><errorStatusCode>LIMIT_EXCEEDED</errorStatusCode><status>Failed</status><success>false</success></result>`), "invalid"},
		"no zip":  {retrieved(""), "unavailable"},
		"bad zip": {retrieved("%%%"), "unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			_, c, _ := start(t, inTurn(begin, says(200, tt.answer)))
			if _, err := c.Retrieve(t.Context(), Members{}); kindOf(err) != tt.kind {
				t.Error(err)
			}
		})
	}
	t.Run("no id", func(t *testing.T) {
		_, c, _ := start(t, says(200, soap("retrieve", "<result/>")))
		if _, err := c.Retrieve(t.Context(), Members{}); kindOf(err) != "unavailable" {
			t.Error(err)
		}
	})
	t.Run("given up", func(t *testing.T) {
		_, c, clock := start(t, inTurn(begin, waiting))
		clock.after = 2
		if _, err := c.Retrieve(t.Context(), Members{}); !errors.Is(err, context.Canceled) || !providers.IsKind(err, providers.Unavailable) {
			t.Error(err)
		}
	})
}

func TestZip(t *testing.T) {
	files := map[string][]byte{"b": []byte("2"), "a/ä.flow": nil}
	first, err := Zip(files)
	again, err2 := Zip(files)
	if err != nil || err2 != nil || !bytes.Equal(first, again) {
		t.Error("the same files make different zips", err, err2)
	}
	for _, name := range []string{"../x", "/x", "a//b", "", "."} {
		if _, err := Zip(map[string][]byte{name: nil}); kindOf(err) != "invalid" {
			t.Errorf("%q: %v", name, err)
		}
	}
	big, err := Zip(map[string][]byte{"a": make([]byte, 1000), "b": make([]byte, 1000)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unzip(big, 2000); err != nil {
		t.Error(err)
	}
	if _, err := unzip(big, 1999); kindOf(err) != "invalid" {
		t.Error(err)
	}
	if _, err := Unzip(bytes.Replace(first, []byte("a/ä"), []byte("../"), 2)); kindOf(err) != "invalid" {
		t.Error(err)
	}
	if _, err := Unzip([]byte("PK")); kindOf(err) != "invalid" {
		t.Error(err)
	}
	many := map[string][]byte{}
	for i := range maxFiles + 1 {
		many[fmt.Sprint(i)] = nil
	}
	if _, err := Zip(many); kindOf(err) != "invalid" {
		t.Error(err)
	}
}

func FuzzUnzip(f *testing.F) {
	z, err := Zip(map[string][]byte{"a": []byte("1"), "b/c": []byte("2")})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(z)
	f.Fuzz(func(t *testing.T, data []byte) {
		files, err := unzip(data, 1<<20)
		if err != nil {
			return
		}
		packed, err := Zip(files)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Unzip(packed); err != nil || len(back) != len(files) {
			t.Error(err)
		}
	})
}

// What the readers of XML make of anything is an error or a value.
func FuzzSOAP(f *testing.F) {
	f.Add([]byte(soap("readMetadata", `<result><records xsi:type="Flow"><fullName>a</fullName></records></result>`)))
	f.Add([]byte(retrieved("UEs=")))
	f.Add([]byte(soapFault("X", "y")))
	f.Fuzz(func(t *testing.T, body []byte) {
		var read envelope[readAnswer]
		if xml.Unmarshal(body, &read) == nil && read.Body.Response != nil {
			for _, r := range read.Body.Response.Records {
				if !bytes.Contains(r.document("Flow"), r.Inner) {
					t.Error("lost")
				}
			}
		}
		var got envelope[struct {
			Result retrieveResult `xml:"result"`
		}]
		if xml.Unmarshal(body, &got) == nil && got.Body.Response != nil {
			if r, err := got.Body.Response.Result.outcome("x"); err == nil && len(r.Zip) == 0 {
				t.Error("a zip without content")
			}
		}
	})
}
