package metadata

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Both formats hold what was written, whichever of them it is read from, and give the same bytes again.
func TestFormatsRoundTrip(t *testing.T) {
	p := sample()
	mdapi := must(p.MDAPI())(t)
	source := must(p.Source())(t)
	zipped := must(Zip(mdapi))(t)
	fromZip := must(Read(must(Unzip(zipped))(t)))(t)
	fromSource := must(Read(source))(t)
	for name, q := range map[string]*Package{"mdapi": fromZip, "source": fromSource} {
		if !q.Equal(p) {
			t.Errorf("%s: another package", name)
		}
		if len(q.Skipped) > 0 && name == "mdapi" {
			t.Errorf("%s: skipped %v", name, q.Skipped)
		}
		if again := must(Zip(must(q.MDAPI())(t)))(t); !bytes.Equal(again, zipped) {
			t.Errorf("%s: another zip", name)
		}
		sameFiles(t, must(q.Source())(t), source)
	}
	if len(fromZip.Components) != len(p.Components) {
		t.Errorf("%d components of %d", len(fromZip.Components), len(p.Components))
	}
}

func sameFiles(t *testing.T, got, want []File) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d files, want %d", len(got), len(want))
	}
	for i, f := range got {
		if f.Path != want[i].Path || !bytes.Equal(f.Data, want[i].Data) {
			t.Errorf("%s:\n%s\nwant %s:\n%s", f.Path, f.Data, want[i].Path, want[i].Data)
		}
	}
}

func TestGoldenFiles(t *testing.T) {
	for folder, files := range map[string][]File{"mdapi": must(sample().MDAPI())(t), "source": must(sample().Source())(t)} {
		var b strings.Builder
		for _, f := range files {
			b.WriteString("-- " + f.Path + " --\n" + string(f.Data))
		}
		golden(t, filepath.Join("testdata", folder+".golden.txt"), b.String())
	}
}

// Projects and packages of others: more package directories, folders in between, comments, files of other kinds, and an
// object that has nothing of its own.
func TestReadsWhatOthersWrote(t *testing.T) {
	const ns = ` xmlns="` + Namespace + `"`
	fsys := fstest.MapFS{
		"sfdx-project.json": {Data: []byte(`{"packageDirectories":[{"path":"core","default":true},{"path":"./crm/"}],"sourceApiVersion":"62.0","plugins":{}}`)},
		"core/main/objects/Lead/fields/A__c.field-meta.xml":      {Data: []byte("<!--mine--><CustomField" + ns + "><fullName>A__c</fullName></CustomField>")},
		"core/main/objects/Lead/Lead.object-meta.xml":            {Data: []byte("<CustomObject" + ns + "/>")},
		"core/main/objects/Lead/listViews/All.listView-meta.xml": {Data: []byte("<ListView" + ns + "><fullName>All</fullName><label>All</label></ListView>")},
		"core/main/classes/A.cls":                                {Data: []byte("class A {}")},
		"crm/deep/down/flows/F.flow-meta.xml":                    {Data: []byte("<Flow" + ns + "><label>F</label></Flow>")},
		"crm/x/reports/unfiled$public/sub/R.report-meta.xml":     {Data: []byte("<Report" + ns + "/>")},
		"elsewhere/flows/G.flow-meta.xml":                        {Data: []byte("<Flow" + ns + "/>")},
		"node_modules/x/flows/H.flow-meta.xml":                   {Data: []byte("broken")},
		".sfdx/flows/I.flow-meta.xml":                            {Data: []byte("broken")},
	}
	p := must(Read(must(Files(fsys))(t)))(t)
	var got []string
	for _, c := range p.Components {
		got = append(got, c.Kind+" "+c.Name)
	}
	want := "CustomObject Lead, CustomField Lead.A__c, ListView Lead.All, Flow F, Report unfiled$public/sub/R"
	if s := strings.Join(got, ", "); s != want || p.Version != "62.0" || strings.Join(p.Skipped, " ") != "core/main/classes/A.cls" {
		t.Errorf("read %s (version %s, skipped %v)", s, p.Version, p.Skipped)
	}
	again := must(ReadMDAPI(must(p.MDAPI())(t)))(t)
	if !again.Equal(p) {
		t.Errorf("another package from\n%s", must(p.MDAPI())(t))
	}
}

func TestUnzipBelowUnpackaged(t *testing.T) {
	files := must(sample().MDAPI())(t)
	for i := range files {
		files[i].Path = "unpackaged/" + files[i].Path
	}
	p := must(Read(must(Unzip(must(Zip(files))(t)))(t)))(t)
	if !p.Equal(sample()) {
		t.Error("another package")
	}
}

func TestPackagesRefused(t *testing.T) {
	gate := New("ValidationRule", "Lead.A", &ValidationRule{FullName: "A"})
	for want, p := range map[string]*Package{
		"there twice":             {Components: []Component{gate, {Member{"ValidationRule", "Lead.a"}, gate.Doc}}},
		`no metadata type "Nope"`: {Components: []Component{{Member{"Nope", "A"}, gate.Doc}}},
		"no name of a Flow":       {Components: []Component{New("Flow", "../A", &Flow{})}},
		"has no folder":           {Components: []Component{New("Report", "A", &Report{})}},
		"root element <Flow>":     {Components: []Component{New("Queue", "A", &Flow{})}},
		"no content":              {Components: []Component{{Member: Member{"Flow", "A"}}}},
	} {
		for _, write := range []func() ([]File, error){p.MDAPI, p.Source} {
			if _, err := write(); !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	}
	for _, c := range []struct{ path, data, want string }{
		{"flows/A.flow", "<Flow", "flows/A.flow: line 1"},
		{"flows/A.flow", "<Queue/>", "root element <Queue>, where <Flow> was expected"},
		{"flows/A.flow", "<Flow xmlns='other'/>", "namespace"},
		{"objects/A.object", "<CustomObject><fields/></CustomObject>", "<fields> has no fullName"},
		{"package.xml", "<Flow/>", "<Package> was expected"},
		{"destructiveChangesPost.xml", "", "no element"},
	} {
		_, err := ReadMDAPI([]File{{c.path, []byte(c.data)}})
		if !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.path, err, c.want)
		}
	}
	if _, err := Unzip([]byte("PK")); !providers.IsKind(err, providers.Invalid) {
		t.Errorf("zip: %v", err)
	}
	if _, err := Read(nil); !providers.IsKind(err, providers.Invalid) {
		t.Errorf("nothing: %v", err)
	}
}

func FuzzReadMDAPI(f *testing.F) {
	for _, file := range must(sample().MDAPI())(f) {
		f.Add(file.Path, file.Data)
	}
	f.Fuzz(func(t *testing.T, path string, data []byte) {
		p, err := ReadMDAPI([]File{{path, data}})
		if err != nil {
			if !providers.IsKind(err, providers.Invalid) {
				t.Fatal(err)
			}
			return
		}
		again := must(ReadMDAPI(must(p.MDAPI())(t)))(t)
		if again.Skipped = p.Skipped; !again.Equal(p) {
			t.Fatal("another package")
		}
		for _, c := range p.Components {
			c.Check()
			tree.Print(c.Doc)
			_ = CheckName(c.Kind, c.Name)
			if v := modelled()[KindOf(c.Kind).RootOf(c.Name)]; v != nil && c.Decode(v) == nil && !Encode(v).Equal(c.Doc) {
				t.Fatalf("%s changed by reading it", c.Kind)
			}
		}
	})
}
