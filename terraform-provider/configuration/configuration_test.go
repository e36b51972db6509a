package configuration

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// crmOf compiles an example for a CRM; every second object exists.
func crmOf(t *testing.T, f *providers.Factory, example string) CRM {
	t.Helper()
	dir := filepath.Join("..", "..", "examples", example)
	res := hclschema.Load(dir, hclschema.Options{Getenv: func(string) string { return "" }})
	if err := res.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	target := providers.Target{Environment: "production", CRM: &schema.CRM{Provider: f.Info.Name}, Dir: dir}
	c, diags := f.Compile(res.Architecture, target)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	ops := providers.Creates(c.Resources)
	for i, op := range ops {
		if i%2 == 0 {
			op.Action, op.ID, op.Before = providers.Update, fmt.Sprint(i), op.After
		}
	}
	return CRM{Info: f.Info, Target: target, Ops: ops}
}

// What is written says again what was wanted, and refers without a circle.
func TestFilesSayWhatIsWanted(t *testing.T) {
	for _, f := range bundled.Factories() {
		for _, example := range []string{"b2b-saas", "data-contract"} {
			t.Run(f.Info.Name+"/"+example, func(t *testing.T) {
				c := crmOf(t, f, example)
				files, err := Files([]CRM{c}, t.TempDir())
				if err != nil {
					t.Fatal(err)
				}
				read := parse(t, f.Info, files)
				imports := 0
				for _, op := range c.Ops {
					got, ok := read.values[op.Type+" "+op.Key]
					if !ok {
						t.Errorf("%s %s is not written", op.Type, op.Key)
						continue
					}
					if d := cmp.Diff(map[string]any(op.After), got); d != "" {
						t.Errorf("%s %s (-wanted +written):\n%s", op.Type, op.Key, d)
					}
					if op.ID != "" {
						imports++
					}
				}
				if len(read.values) != len(c.Ops) || read.imports != imports {
					t.Errorf("%d resources of %d, %d imports of %d", len(read.values), len(c.Ops), read.imports, imports)
				}
			})
		}
	}
}

type written struct {
	values  map[string]map[string]any // by type and key
	imports int
}

// parse reads resources back, pass by pass: those that refer only to what is known already.
func parse(t *testing.T, info *providers.Info, files map[string][]byte) written {
	t.Helper()
	out := written{values: map[string]map[string]any{}}
	var blocks []*hclsyntax.Block
	for name, data := range files {
		f, diags := hclparse.NewParser().ParseHCL(data, name)
		if diags.HasErrors() {
			t.Fatalf("%s: %v\n%s", name, diags, data)
		}
		for _, b := range f.Body.(*hclsyntax.Body).Blocks {
			switch b.Type {
			case "resource":
				blocks = append(blocks, b)
			case "import":
				out.imports++
			}
		}
	}
	known := map[string]map[string]cty.Value{} // type, name, value with a key
	for len(blocks) > 0 {
		vars := map[string]cty.Value{}
		for typ, names := range known {
			vars[typ] = cty.ObjectVal(names)
		}
		var later []*hclsyntax.Block
		for _, b := range blocks {
			if !ready(b, vars) {
				later = append(later, b)
				continue
			}
			typ := info.Type(strings.TrimPrefix(b.Labels[0], "stagecraft_"))
			x := map[string]any{}
			for _, a := range typ.Attributes {
				if attr := b.Body.Attributes[AttributeName(typ, a.Name)]; attr != nil {
					v, diags := attr.Expr.Value(&hcl.EvalContext{Variables: vars})
					if diags.HasErrors() {
						t.Fatal(diags)
					}
					x[a.Name] = plain(t, v)
				}
			}
			if len(x) != len(b.Body.Attributes) {
				t.Errorf("%v has attributes that its type has not", b.Labels)
			}
			key := typ.KeyOf(x)
			if out.values[typ.Name+" "+key] != nil {
				t.Errorf("%s %s is written twice", typ.Name, key)
			}
			out.values[typ.Name+" "+key] = x
			if known[b.Labels[0]] == nil {
				known[b.Labels[0]] = map[string]cty.Value{}
			}
			if _, taken := known[b.Labels[0]][b.Labels[1]]; taken {
				t.Errorf("there are two %s.%s", b.Labels[0], b.Labels[1])
			}
			known[b.Labels[0]][b.Labels[1]] = cty.ObjectVal(map[string]cty.Value{"key": cty.StringVal(key)})
		}
		if len(later) == len(blocks) {
			t.Fatalf("%d resources refer in a circle, or to nothing: %v", len(later), later[0].Labels)
		}
		blocks = later
	}
	return out
}

func ready(b *hclsyntax.Block, known map[string]cty.Value) bool {
	for _, a := range b.Body.Attributes {
		for _, v := range a.Expr.Variables() {
			t, ok := known[v.RootName()]
			if !ok || !t.Type().HasAttribute(v[1].(hcl.TraverseAttr).Name) {
				return false
			}
		}
	}
	return true
}

func plain(t *testing.T, v cty.Value) (x any) {
	t.Helper()
	data, err := ctyjson.Marshal(v, v.Type())
	if err == nil {
		err = json.Unmarshal(data, &x)
	}
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestProviderBlock(t *testing.T) {
	dir := t.TempDir()
	sf := bundled.Factories()[2]
	c := CRM{Info: sf.Info, Target: providers.Target{Environment: "production", Dir: filepath.Join(dir, "crm"), CRM: &schema.CRM{Provider: "salesforce", Settings: map[string]schema.Setting{
		"instance": {Env: "SF_INSTANCE_URL"},
		"gates":    {Value: "off"},
		"auth": {Value: map[string]any{"method": "jwt", "client_id": schema.Setting{Env: "ACME_CLIENT"}, "key_file": "keys/server.key",
			"client_secret": schema.Setting{Env: "ACME_SECRET"}}},
	}}}}
	files, err := Files([]CRM{c}, filepath.Join(dir, "terraform", "acme"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# instance comes from SF_INSTANCE_URL in the environment.", `gates = "off"`, `key_file`, `"../../crm/keys/server.key"`, "var.acme_client\n", "var.acme_secret\n"} {
		if !strings.Contains(string(files["providers.tf"]), want) {
			t.Errorf("no %s in\n%s", want, files["providers.tf"])
		}
	}
	vars := string(files["variables.tf"])
	if before, after, _ := strings.Cut(vars, `variable "acme_secret"`); strings.Contains(before, "sensitive") || !strings.Contains(after, "sensitive") {
		t.Errorf("what is secret is not:\n%s", vars)
	}
}

func TestName(t *testing.T) {
	for key, want := range map[string]string{"contact/icp_band": "contact_icp_band", "a-b / C": "a_b_c", "9 to 5": "_9_to_5", "有資格": "有資格", "…": "unnamed", "Été": "été"} {
		if got := Name(key); got != want || !hclsyntax.ValidIdentifier(got) {
			t.Errorf("%q becomes %q", key, got)
		}
	}
}
