package salesforce

import (
	"net/http/httptest"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/internal/sftest"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// crm is the target of these tests.
var crm = providers.Target{Environment: "production", CRM: &schema.CRM{Provider: provider}}

// building is what a plan of an architecture needs that has never been applied.
func building(a *schema.Architecture, p providers.Provider) planner.BuildOptions {
	return planner.BuildOptions{Arch: a, Environment: crm.Environment, Guard: &schema.Guard{DeletePercent: 100, ChangePercent: 100},
		State: &planner.State{}, CRMs: []planner.TargetProvider{{Target: crm, Provider: p}}}
}

// project is the SFDX project of an architecture, for an org or for none.
func project(t *testing.T, a *schema.Architecture, p providers.Provider) []metadata.File {
	t.Helper()
	var ops []*providers.Operation
	if p == nil {
		c, diags := Factory().Compile(a, crm)
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		ops = providers.Creates(c.Resources)
	} else {
		all, diags := planner.OperationsOf(t.Context(), building(a, p))
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		ops = slices.Concat(all[0].Same, all[0].Changes)
	}
	files, err := exports[0].Write(p, crm, ops)
	if err != nil {
		t.Fatal(err)
	}
	var out []metadata.File
	for _, name := range sortedKeys(files) {
		out = append(out, metadata.File{Path: name, Data: files[name]})
	}
	return out
}

// invited is an org whose users are the people of an architecture.
func invited(org *emulator.Org, a *schema.Architecture) *emulator.Org {
	for _, team := range a.Teams {
		for _, m := range team.Members {
			org.AddUser(m.Identity)
		}
	}
	return org
}

// What the examples become is valid by the schema, for the sf CLI and for a flow scanner, made for an org or for none.
func TestProjectsAreValid(t *testing.T) {
	for _, name := range exampleNames {
		a := exampleArch(t, name)
		for where, p := range map[string]providers.Provider{"offline": nil, "empty": orgOf(t, invited(emulator.Empty(), a), nil)} {
			t.Run(name+" "+where, func(t *testing.T) {
				files := project(t, a, p)
				made, err := metadata.ReadSource(files)
				if err != nil {
					t.Fatal(err)
				}
				if len(made.Components) < 20 {
					t.Fatalf("only %d components", len(made.Components))
				}
				for _, c := range made.Components {
					for _, problem := range c.Check() {
						t.Errorf("%s %s: %s", c.Kind, c.Name, problem)
					}
				}
				for name, why := range sftest.Lint(t, slices.DeleteFunc(slices.Clone(files), func(f metadata.File) bool { return path.Ext(f.Path) != ".xml" })) {
					t.Errorf("%s: %s", name, why)
				}
				for _, f := range sftest.Errors(sftest.ScanFlows(t, files)) {
					t.Errorf("%+v", f)
				}
				converted, err := metadata.ReadMDAPI(sftest.SF(t).Convert(t, files))
				if err != nil {
					t.Fatal(err)
				}
				sameComponents(t, made, converted)
			})
		}
	}
}

// sameComponents checks that an org or a tool has the components of a package as they are asked for. Of objects the org gives
// standard fields too that nobody asked for, and more of those that were.
func sameComponents(t *testing.T, want, got *metadata.Package) {
	t.Helper()
	for _, c := range want.Components {
		other := got.Find(c.Kind, c.Name)
		if other == nil {
			t.Errorf("%s %s is missing", c.Kind, c.Name)
			continue
		}
		if asked := other.With(c, metadata.Listed); !asked.Same(*other) {
			t.Errorf("%s %s is not what was asked for: %s", c.Kind, c.Name,
				cmp.Diff(strings.Split(asked.Normal().String(), "\n"), strings.Split(other.Normal().String(), "\n")))
		}
	}
	for _, c := range got.Components {
		if want.Find(c.Kind, c.Name) == nil && (c.Kind != "CustomField" || strings.HasSuffix(c.Name, "__c")) {
			t.Errorf("%s %s is too much", c.Kind, c.Name)
		}
	}
}

// What we apply, the sf CLI retrieves; what we export, it deploys, and that org is then what ours is.
func TestRoundTrip(t *testing.T) {
	cli := sftest.SF(t)
	a := exampleArch(t, "b2b-saas")
	ours := orgOf(t, invited(emulator.Empty(), a), nil)
	files := project(t, a, ours)
	applied(t, a, ours)

	want, err := metadata.ReadSource(files)
	if err != nil {
		t.Fatal(err)
	}
	got, err := metadata.ReadSource(retrieved(t, cli, orgBehind(ours), files))
	if err != nil {
		t.Fatal(err)
	}
	sameComponents(t, want, got)

	org, dir := invited(emulator.Empty(), a), t.TempDir()
	sftest.Write(t, dir, files)
	login(t, cli, org)
	cli.Must(t, dir, nil, "project", "deploy", "start", "--source-dir", "force-app")
	theirs := orgOf(t, org, nil)
	settled(t, a, theirs)
	if x, y := inventoryOf(t, ours), inventoryOf(t, theirs); !slices.Equal(x, y) {
		t.Errorf("applied:\n%s\ndeployed by the sf CLI:\n%s", strings.Join(x, "\n"), strings.Join(y, "\n"))
	}
}

// login has the sf CLI work with an org.
func login(t *testing.T, cli *sftest.CLI, org *emulator.Org) {
	t.Helper()
	srv := httptest.NewServer(org)
	t.Cleanup(srv.Close)
	token, err := org.Login(emulator.Administrator)
	if err != nil {
		t.Fatal(err)
	}
	cli.Login(t, srv.URL, token, "emulated")
}

// retrieved is what the sf CLI brings back of what the manifest of a project names, without the files that say nothing.
func retrieved(t *testing.T, cli *sftest.CLI, org *emulator.Org, project []metadata.File) []metadata.File {
	t.Helper()
	login(t, cli, org)
	dir := t.TempDir()
	sftest.Write(t, dir, slices.DeleteFunc(slices.Clone(project), func(f metadata.File) bool { return strings.HasPrefix(f.Path, "force-app/") }))
	sftest.Write(t, dir, []metadata.File{{Path: "force-app/.keep"}})
	cli.Must(t, dir, nil, "project", "retrieve", "start", "--manifest", "manifest/package.xml")
	return slices.DeleteFunc(sftest.Read(t, dir), func(f metadata.File) bool {
		return f.Path == "force-app/.keep" || strings.HasPrefix(f.Path, ".sf") ||
			strings.HasSuffix(f.Path, ".object-meta.xml") && strings.Count(string(f.Data), "<") <= 3
	})
}

// applied applies an architecture to an org, and wants nothing to be left to do.
func applied(t *testing.T, a *schema.Architecture, p *Provider) {
	t.Helper()
	build := building(a, p)
	plan, diags := planner.Build(t.Context(), build)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	res, diags := planner.Apply(t.Context(), planner.ApplyOptions{Plan: plan, Build: build,
		Store: planner.NewLocalStore(filepath.Join(t.TempDir(), "state.json"), crm.Environment)})
	if err := diags.Err(); err != nil || !res.Complete() {
		t.Fatal(err, res)
	}
	settled(t, a, p)
}

// settled wants a plan that knows of no earlier apply to change nothing.
func settled(t *testing.T, a *schema.Architecture, p *Provider) {
	t.Helper()
	plan, diags := planner.Build(t.Context(), building(a, p))
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	for _, c := range plan.Changes {
		if c.Touches() {
			t.Errorf("%s %s: %v", c.Action, c.Address, c.Diffs)
		}
	}
	if len(plan.Changes) == 0 {
		t.Error("nothing is adopted")
	}
}

// inventoryOf lists what an org has by type and natural key.
func inventoryOf(t *testing.T, p *Provider) (out []string) {
	t.Helper()
	all, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		out = append(out, l.Type+" "+l.Key)
	}
	slices.Sort(out)
	return out
}
