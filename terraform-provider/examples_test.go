package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
)

// cli is OpenTofu with the provider as the sources have it now.
type cli struct {
	t    testing.TB
	tofu string
	env  []string
}

func newCLI(t testing.TB) *cli {
	t.Helper()
	tofu := testtool.Tofu(t)
	return &cli{t, tofu, append(os.Environ(), "TF_CLI_CONFIG_FILE="+testtool.Mirror(t), "CHECKPOINT_DISABLE=1")}
}

func (c *cli) run(dir string, args ...string) string {
	c.t.Helper()
	cmd := exec.Command(c.tofu, args...)
	cmd.Dir, cmd.Env = dir, c.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		c.t.Fatalf("tofu %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// All examples are valid, and formatted. Those of a CRM are one configuration, and so are those written by hand.
func TestExamples(t *testing.T) {
	c := newCLI(t)
	c.run("examples", "fmt", "-check", "-recursive", "-diff", "-no-color")
	configurations := map[string]string{}
	crms := map[string]bool{}
	for _, f := range bundled.Factories() {
		crms[f.Info.Name] = true
	}
	err := fs.WalkDir(os.DirFS("examples"), ".", func(name string, d fs.DirEntry, err error) error {
		// A resource is imported once in a configuration, so one of the two ways is left out.
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".tf") || strings.HasSuffix(name, "import-by-string-id.tf") && !strings.Contains(name, "architecture") {
			return err
		}
		data, err := os.ReadFile(filepath.Join("examples", name))
		crm := strings.Split(filepath.Base(filepath.Dir(name))+"__", "_")[1]
		if !crms[crm] {
			crm = "architecture"
		}
		configurations[crm] += string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(configurations) != len(crms)+1 {
		t.Fatalf("%d configurations", len(configurations))
	}
	required := "terraform {\n  required_providers {\n    stagecraft = {\n      source = \"stagecraft-dev/stagecraft\"\n    }\n  }\n}\n"
	for name, text := range configurations {
		t.Run(name, func(t *testing.T) {
			dir, c := t.TempDir(), &cli{t, c.tofu, c.env}
			if !strings.Contains(text, "required_providers") {
				text = required + text
			}
			write(t, filepath.Join(dir, "main.tf"), text)
			architecture(t, dir)
			c.run(dir, "init", "-no-color")
			c.run(dir, "validate", "-no-color")
		})
	}
}

// architecture is what examples that are about an architecture find in the folder crm.
func architecture(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(filepath.Join(dir, "crm"), os.DirFS("../examples/b2b-saas")); err != nil {
		t.Fatal(err)
	}
}

// What examples ask of an architecture is answered, without any CRM.
func TestExamplesOfFunctions(t *testing.T) {
	c, dir := newCLI(t), t.TempDir()
	architecture(t, dir)
	files, err := filepath.Glob("examples/functions/*/function.tf")
	if err != nil || len(files) != 4 {
		t.Fatalf("examples of %d functions: %v", len(files), err)
	}
	text := "terraform {\n  required_providers {\n    stagecraft = {\n      source = \"stagecraft-dev/stagecraft\"\n    }\n  }\n}\n"
	for _, file := range append(files, "examples/data-sources/stagecraft_architecture/data-source.tf") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text += string(data)
	}
	write(t, filepath.Join(dir, "main.tf"), text)
	c.run(dir, "init", "-no-color")
	c.run(dir, "apply", "-no-color", "-auto-approve")
	var out struct {
		Score   struct{ Value struct{ Total float64 } }
		Route   struct{ Value struct{ Rule string } }
		Due     struct{ Value string }            `json:"first_touch_due"`
		Formula struct{ Value map[string]string } `json:"reachable"`
		Owners  struct{ Value map[string][]string }
	}
	answers := c.run(dir, "output", "-json")
	if err := json.Unmarshal([]byte(answers), &out); err != nil {
		t.Fatal(err)
	}
	// Friday evening is outside business hours: the clock runs on Monday.
	if out.Score.Value.Total <= 0 || out.Route.Value.Rule != "upper_segments" || !strings.HasPrefix(out.Due.Value, "2026-03-09T") ||
		len(out.Formula.Value) != 2 || len(out.Owners.Value["role.sdr"]) == 0 {
		t.Errorf("answers: %s", answers)
	}
}

// Queries are for Terraform 1.14, which is not here: they are held to the language, and to what list resources take.
func TestQueries(t *testing.T) {
	files, err := filepath.Glob("examples/list-resources/*/*.tfquery.hcl")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d queries: %v", len(files), err)
	}
	for _, file := range files {
		f, diags := hclparse.NewParser().ParseHCLFile(file)
		if diags.HasErrors() {
			t.Error(diags)
			continue
		}
		content, diags := f.Body.Content(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "list", LabelNames: []string{"type", "name"}}}})
		if diags.HasErrors() || len(content.Blocks) != 1 || content.Blocks[0].Labels[0] != filepath.Base(filepath.Dir(file)) {
			t.Errorf("%s: not one list of its type: %v", file, diags)
			continue
		}
		list, diags := content.Blocks[0].Body.Content(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "provider", Required: true}}, Blocks: []hcl.BlockHeaderSchema{{Type: "config"}}})
		if diags.HasErrors() {
			t.Error(diags)
			continue
		}
		for _, config := range list.Blocks {
			if _, diags := config.Body.Content(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "key"}}}); diags.HasErrors() {
				t.Error(diags)
			}
		}
	}
}

var fenced = regexp.MustCompile("(?ms)^( *)```([a-z]+)\n(.*?)^ *```$")

// The README's commands do what it says.
func TestReadme(t *testing.T) {
	tofu := testtool.Tofu(t)
	testtool.Find(t, "bash")
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string][]string{}
	for _, m := range fenced.FindAllStringSubmatch(string(data), -1) {
		blocks[m[2]] = append(blocks[m[2]], strings.ReplaceAll(m[3], "\n"+m[1], "\n"))
	}
	if len(blocks["hcl"]) != 1 || len(blocks["sh"]) != 3 {
		t.Fatalf("%d blocks of configuration, %d of commands", len(blocks["hcl"]), len(blocks["sh"]))
	}
	if n := strings.Count(blocks["hcl"][0], "\n"); n > 10 {
		t.Errorf("the first configuration has %d lines", n)
	}
	home, work, bin := t.TempDir(), t.TempDir(), t.TempDir()
	if err := os.Symlink(tofu, filepath.Join(bin, "tofu")); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "stagecraft"), "../cmd/stagecraft").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	env := os.Environ()
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} { // which are at home
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(out)))
	}
	env = append(env, "HOME="+home, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "TF_CLI_CONFIG_FILE="+os.DevNull, "CHECKPOINT_DISABLE=1", "TF_CLI_ARGS=-no-color")
	run := func(dir, script string) string {
		t.Helper()
		cmd := exec.Command("bash", "-euo", "pipefail", "-c", script)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s\n%v\n%s", script, err, out)
		}
		return string(out)
	}
	try, build, move := blocks["sh"][0], blocks["sh"][1], blocks["sh"][2]
	run("..", build)
	write(t, filepath.Join(work, "main.tf"), blocks["hcl"][0])
	if out := run(work, try); !strings.Contains(out, "1 added") || !strings.Contains(out, "No changes.") {
		t.Errorf("the first configuration:\n%s", out)
	}
	out := run(work, move)
	applied := regexp.MustCompile(`Resources: (\d+) imported, (\d+) added, (\d+) changed, (\d+) destroyed`).FindStringSubmatch(out)
	if applied == nil || applied[1] == "0" || !slices.Equal(applied[2:], []string{"0", "0", "0"}) {
		t.Errorf("moving to Terraform:\n%s", out)
	}
	if !strings.Contains(out[strings.Index(out, "Resources: "):], "No changes") {
		t.Errorf("moving back:\n%s", out)
	}
}
