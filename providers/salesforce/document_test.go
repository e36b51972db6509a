package salesforce

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// sampleComponents are the components of the metadata package's example, which has every type, and the flows that package flow
// builds in its tests.
func sampleComponents(t testing.TB) []metadata.Component {
	t.Helper()
	data, err := os.ReadFile("metadata/testdata/source.golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	var files []metadata.File
	for _, f := range strings.Split("\n"+string(data), "\n-- ")[1:] {
		path, text, _ := strings.Cut(f, " --\n")
		files = append(files, metadata.File{Path: path, Data: []byte(text)})
	}
	p, err := metadata.Read(files)
	if err != nil {
		t.Fatal(err)
	}
	flows, _ := filepath.Glob("flow/testdata/*.flow.xml")
	for _, path := range flows {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := tree.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		p.Components = append(p.Components, metadata.Component{Member: metadata.Member{Kind: "Flow", Name: "Built_" + strings.TrimSuffix(filepath.Base(path), ".flow.xml")}, Doc: doc})
	}
	if len(flows) == 0 || len(p.Components) < 25 {
		t.Fatalf("%d components, %d flows", len(p.Components), len(flows))
	}
	return p.Components
}

func TestDocumentsAreWhatTheyWereReadFrom(t *testing.T) {
	for _, c := range sampleComponents(t) {
		root := c.Doc.Root
		doc := inside(root, metadata.TypeOf(root.Name))
		back, err := componentOf(c.Kind, c.Name, doc)
		if err != nil {
			t.Errorf("%s %s: %v", c.Kind, c.Name, err)
			continue
		}
		if got, want := string(tree.Print(back.Doc)), string(tree.Print(&tree.Document{Root: root})); got != want {
			t.Errorf("%s %s: %s\nwas %s", c.Kind, c.Name, got, want)
		}
		if problems := back.Check(); len(problems) > 0 {
			t.Errorf("%s %s: %v", c.Kind, c.Name, problems)
		}
	}
}

// Documents go through files of plans, so that they are JSON and stay what they are.
func TestDocumentsAreJSON(t *testing.T) {
	for _, c := range sampleComponents(t) {
		doc := inside(c.Doc.Root, metadata.TypeOf(c.Doc.Root.Name))
		data, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		var back any
		if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, doc) {
			t.Errorf("%s %s: %v, %s", c.Kind, c.Name, err, data)
		}
	}
}

func TestDocumentShape(t *testing.T) {
	parse := func(s string) *tree.Node {
		doc, err := tree.Parse([]byte(`<Report xmlns="urn:x" xmlns:xsi="urn:y">` + s + `</Report>`))
		if err != nil {
			t.Fatal(err)
		}
		return doc.Root
	}
	for _, c := range []struct {
		xml  string
		want map[string]any
	}{
		{"<name>A &amp; B</name><!-- said -->", map[string]any{"name": "A & B"}},
		{"<columns><field>A</field></columns>", map[string]any{"columns": []any{map[string]any{"field": "A"}}}},
		{"<filter><language>de</language></filter>", map[string]any{"filter": map[string]any{"language": "de"}}},
		{"<filter/>", map[string]any{"filter": map[string]any{}}},
		{"<name/>", map[string]any{"name": ""}},
		{"<unheard>1</unheard>", map[string]any{"unheard": "1"}},
		{"<unheard>1</unheard><name>N</name><unheard>2</unheard>", map[string]any{"name": "N", "unheard": []any{"1", "2"}}},
		{`<unheard xsi:type="xsd:int">1</unheard>`, map[string]any{"unheard": map[string]any{"@xsi:type": "xsd:int", "#text": "1"}}},
		{`<unheard xsi:nil="true"/>`, map[string]any{"unheard": map[string]any{"@xsi:nil": "true"}}},
	} {
		n := parse(c.xml)
		got := inside(n, metadata.TypeOf("Report"))
		if !reflect.DeepEqual(got, any(c.want)) {
			t.Errorf("%s: %v", c.xml, got)
		}
		back, err := nodeOf("Report", got, metadata.TypeOf("Report"))
		if err != nil || !reflect.DeepEqual(inside(back, metadata.TypeOf("Report")), got) {
			t.Errorf("%s: %v, %v", c.xml, back, err)
		}
	}
}

func TestWhatIsNoDocument(t *testing.T) {
	for _, v := range []any{
		nil, "text", 1.0, []any{},
		map[string]any{"a b": "1"}, map[string]any{"": "1"}, map[string]any{"name": []any{[]any{"1"}}}, map[string]any{"name": 1},
		map[string]any{"@x y": "1"}, map[string]any{"@x": 1.0}, map[string]any{"#text": map[string]any{}}, map[string]any{"filter": map[string]any{"#text": "1", "language": "de"}},
		map[string]any{"<name>": "1"},
	} {
		if c, err := componentOf("Report", "A/B", v); err == nil {
			t.Errorf("%v became %s", v, c.Doc.Root)
		}
	}
}

func TestServes(t *testing.T) {
	report := func(more ...any) map[string]any {
		out := map[string]any{"format": "Summary", "reportType": "LeadList", "columns": []any{map[string]any{"field": "LEAD_SOURCE"}, map[string]any{"field": "STATUS"}}}
		for i := 0; i < len(more); i += 2 {
			out[more[i].(string)] = more[i+1]
		}
		return out
	}
	for name, c := range map[string]struct {
		want, live any
		serves     bool
	}{
		"the same":               {report(), report(), true},
		"a default of the org":   {report(), report("showDetails", "false", "isSmartTotalDisabled", "false"), true},
		"a chart added":          {report(), report("chart", map[string]any{"chartType": "Donut"}), true},
		"an unknown element":     {report(), report("fromNextYear", "yes"), true},
		"another way of writing": {report("rowLimit", 10.0, "showDetails", true), report("rowLimit", "10", "showDetails", "true"), true},
		"one less":               {report("rowLimit", "10"), report(), false},
		"another value":          {report("scope", "team"), report("scope", "organization"), false},
		"a column less":          {report(), report("columns", []any{map[string]any{"field": "LEAD_SOURCE"}}), false},
		"a column more":          {report(), report("columns", []any{map[string]any{"field": "LEAD_SOURCE"}, map[string]any{"field": "STATUS"}, map[string]any{"field": "CITY"}}), false},
		"no document":            {map[string]any{"a b": "1"}, report(), false},
		"a live text":            {report(), "text", false},
		"columns in other order": {report(), report("columns", []any{map[string]any{"field": "STATUS"}, map[string]any{"field": "LEAD_SOURCE"}}), false},
	} {
		if servesAs("Report")(c.want, c.live) != c.serves {
			t.Errorf("%s: serves is %t", name, !c.serves)
		}
	}
}

// BenchmarkServes compares flows that were written in another way, which takes longest.
func BenchmarkServes(b *testing.B) {
	var docs, others []any
	for _, c := range sampleComponents(b) {
		if c.Kind != "Flow" {
			continue
		}
		doc := inside(c.Doc.Root, metadata.TypeOf("Flow"))
		other := maps.Clone(doc.(map[string]any))
		other["apiVersion"] = "66"
		docs, others = append(docs, doc), append(others, other)
	}
	serves := servesAs("Flow")
	for b.Loop() {
		for i := range docs {
			if !serves(docs[i], others[i]) {
				b.Fatal("another way of writing is no change")
			}
		}
	}
}

func FuzzDocument(f *testing.F) {
	for _, c := range sampleComponents(f) {
		data, _ := json.Marshal(inside(c.Doc.Root, metadata.TypeOf(c.Doc.Root.Name)))
		f.Add(c.Kind, data)
	}
	f.Add("Flow", []byte(`{"start":[],"recordCreates":{"name":1},"decisions":[[{}]],"scheduledPaths":"x"}`))
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		var doc any
		if metadata.KindOf(kind) == nil || json.Unmarshal(data, &doc) != nil {
			return
		}
		servesAs(kind)(doc, doc)
		for typ, d := range documents {
			derive(typ, map[string]any{"definition": doc, "object": "Lead"})
			if m, ok := doc.(map[string]any); ok {
				summaryOf(d.kind, m)
			}
		}
		derive(typeAssignment, map[string]any{"object": "Lead", "entries": doc})
		sameEntries(doc, doc)
		c, err := componentOf(kind, "X.X", doc)
		if err != nil {
			return
		}
		once := inside(c.Doc.Root, metadata.TypeOf(c.Doc.Root.Name))
		again, err := componentOf(kind, "X.X", once)
		if err != nil {
			t.Fatalf("%v is no document: %v", once, err)
		}
		if twice := inside(again.Doc.Root, metadata.TypeOf(again.Doc.Root.Name)); !reflect.DeepEqual(once, twice) {
			t.Fatalf("%v became %v", once, twice)
		}
		if !again.Same(*c) {
			t.Fatalf("%s became %s", c.Doc.Root, again.Doc.Root)
		}
	})
}
