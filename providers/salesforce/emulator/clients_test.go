package emulator

import (
	_ "embed"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/internal/sftest"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// project is a package of most types, as an SFDX project.
func project(t *testing.T) *metadata.Package {
	t.Helper()
	var files []metadata.File
	for _, part := range []map[string]string{lifecycle(), funnel(), flowFiles(slaFlow)} {
		for name, text := range part {
			if name != "package.xml" {
				files = append(files, metadata.File{Path: name, Data: []byte(text)})
			}
		}
	}
	p, err := metadata.ReadMDAPI(files)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// asKept is a package as an org gives it back that it was deployed to: with the org's own additions.
func asKept(t *testing.T, p *metadata.Package) *metadata.Package {
	t.Helper()
	sent, err := p.MDAPI()
	if err != nil {
		t.Fatal(err)
	}
	o, files := Empty(), map[string]string{}
	for _, f := range sent {
		files[f.Path] = string(f.Data)
	}
	deployed(t, o, files)
	var wanted strings.Builder
	for _, c := range p.Components {
		wanted.WriteString(types(c.Kind, encodeName(c.Kind, c.Name)))
	}
	var got []metadata.File
	for name, data := range retrieveFiles(t, o, wanted.String()) {
		got = append(got, metadata.File{Path: name, Data: data})
	}
	kept, err := metadata.ReadMDAPI(got)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// cliDeploy is what the CLI says of a deploy.
type cliDeploy struct {
	ID    string `json:"id"`
	Files []struct {
		Name  string `json:"fullName"`
		State string `json:"state"`
		Path  string `json:"filePath"`
		Line  int    `json:"lineNumber"`
		Error string `json:"error"`
	} `json:"files"`
}

// The sf CLI finds an org here that it can work with, and brings back what it deployed.
func TestTheCLI(t *testing.T) {
	cli := sftest.SF(t)
	want := asKept(t, project(t))
	source, err := want.Source()
	if err != nil {
		t.Fatal(err)
	}
	o := Empty()
	server := httptest.NewServer(o)
	defer server.Close()
	cli.Login(t, server.URL, DefaultToken, "emulated")
	dir := t.TempDir()
	sftest.Write(t, dir, source)

	var checked, made cliDeploy
	deploy := []string{"project", "deploy", "start", "--source-dir", "force-app"}
	cli.Must(t, dir, &checked, append(deploy, "--dry-run")...)
	if o.state.Metadata.get("CustomPermission", "Bypass") != nil || len(checked.Files) != len(want.Components) {
		t.Fatalf("a dry run writes, or tells of %d files, not %d", len(checked.Files), len(want.Components))
	}
	cli.Must(t, dir, &made, deploy...)
	for _, f := range made.Files {
		if f.State != "Created" && f.State != "Changed" || f.Path == "" {
			t.Errorf("%+v", f)
		}
	}

	// What comes back into an empty project.
	back := t.TempDir()
	sftest.Write(t, back, slices.DeleteFunc(slices.Clone(source), func(f metadata.File) bool { return strings.HasPrefix(f.Path, "force-app/") }))
	sftest.Write(t, back, []metadata.File{{Path: "force-app/.keep"}})
	cli.Must(t, back, nil, "project", "retrieve", "start", "--manifest", "manifest/package.xml")
	// The CLI makes a file for every object of which it has a part, be there nothing in it.
	files := slices.DeleteFunc(sftest.Read(t, back), func(f metadata.File) bool {
		return f.Path == "force-app/.keep" || strings.HasPrefix(f.Path, ".sf") || strings.HasSuffix(f.Path, ".object-meta.xml") && strings.Count(string(f.Data), "<") <= 3
	})
	paths := func(files []metadata.File) (out []string) {
		for _, f := range files {
			out = append(out, f.Path)
		}
		return out
	}
	if a, b := paths(source), paths(files); !slices.Equal(a, b) {
		t.Errorf("deployed %v\ngot %v", a, b)
	}
	got, err := metadata.ReadSource(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range want.Components {
		if other := got.Find(c.Kind, c.Name); other == nil || !c.Doc.Equal(other.Doc) {
			t.Errorf("%s %s is not what was deployed", c.Kind, c.Name)
		}
	}
	if !got.Equal(want) {
		t.Error("the tree is not what was deployed")
	}

	var listed []struct {
		Name string `json:"fullName"`
	}
	cli.Must(t, dir, &listed, "org", "list", "metadata", "--metadata-type", "ValidationRule")
	if len(listed) != 1 || listed[0].Name != "Opportunity.Gate" {
		t.Errorf("listed %+v", listed)
	}
	var stages struct {
		Total int `json:"totalSize"`
	}
	cli.Must(t, dir, &stages, "data", "query", "--query", "SELECT ApiName FROM OpportunityStage WHERE IsActive = true")
	if stages.Total != 4 {
		t.Errorf("%d stages are active, want the 4 that were deployed", stages.Total)
	}
}

// What the org refuses, the CLI shows with the file and the line.
func TestTheCLIShowsFailures(t *testing.T) {
	cli := sftest.SF(t)
	server := httptest.NewServer(Empty())
	defer server.Close()
	cli.Login(t, server.URL, DefaultToken, "emulated")
	dir := t.TempDir()
	source, err := project(t).Source()
	if err != nil {
		t.Fatal(err)
	}
	sftest.Write(t, dir, source)
	rule := "force-app/main/default/objects/Opportunity/validationRules/Gate.validationRule-meta.xml"
	i := slices.IndexFunc(source, func(f metadata.File) bool { return f.Path == rule })
	sftest.Write(t, dir, []metadata.File{{Path: rule, Data: []byte(strings.Replace(string(source[i].Data), "ISBLANK(Amount)", "ISBLANK(Amonut)", 1))}})
	r := cli.Run(t, dir, "project", "deploy", "start", "--source-dir", "force-app")
	var a cliDeploy
	if err := json.Unmarshal(r.Result, &a); err != nil || r.Status == 0 {
		t.Fatal(err, r.Status)
	}
	for _, f := range a.Files {
		if f.State == "Failed" && f.Name == "Opportunity.Gate" && f.Line > 0 && strings.HasSuffix(f.Path, rule) && strings.Contains(f.Error, "Amonut does not exist") {
			return
		}
	}
	t.Errorf("%s", r.Result)
}

//go:embed testdata/client/drive.mjs
var driver string

// jsforce finds an org here that it can work with.
func TestJSforce(t *testing.T) {
	o := Empty()
	server := httptest.NewServer(o)
	defer server.Close()
	zip := filepath.Join(t.TempDir(), "package.zip")
	if err := os.WriteFile(zip, zipped(lifecycle()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := sftest.Node(t, "jsforce", driver, server.URL, DefaultToken, zip); strings.TrimSpace(string(out)) != "ok" {
		t.Errorf("%s", out)
	}
}
