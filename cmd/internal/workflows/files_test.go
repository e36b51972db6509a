package workflows

import (
	"os"
	"path/filepath"
	"testing"

	"go.yaml.in/yaml/v4"
)

// root is the top of the repository.
const root = "../../.."

// workflow is a workflow file, as far as tests look at it. Source: GitHub Docs, Workflow syntax for GitHub Actions.
type workflow struct {
	file string
	text string

	On struct {
		Call struct {
			Inputs  map[string]input `yaml:"inputs"`
			Secrets map[string]input `yaml:"secrets"`
		} `yaml:"workflow_call"`
	} `yaml:"on"`
	Permissions any `yaml:"permissions"`
	Defaults    struct {
		Run struct {
			Shell string `yaml:"shell"`
		} `yaml:"run"`
	} `yaml:"defaults"`
	Jobs map[string]*job `yaml:"jobs"`
}

type input struct {
	Description string `yaml:"description"`
	Type        string `yaml:"type"`
	Required    bool   `yaml:"required"`
	Default     any    `yaml:"default"`
}

type job struct {
	If          string         `yaml:"if"`
	Uses        string         `yaml:"uses"`
	With        map[string]any `yaml:"with"`
	Secrets     any            `yaml:"secrets"`
	Environment any            `yaml:"environment"`
	Permissions any            `yaml:"permissions"`
	Concurrency *struct {
		Group  string `yaml:"group"`
		Cancel bool   `yaml:"cancel-in-progress"`
	} `yaml:"concurrency"`
	Steps []*step `yaml:"steps"`
}

type step struct {
	ID    string            `yaml:"id"`
	Name  string            `yaml:"name"`
	If    string            `yaml:"if"`
	Uses  string            `yaml:"uses"`
	With  map[string]any    `yaml:"with"`
	Run   string            `yaml:"run"`
	Shell string            `yaml:"shell"`
	Env   map[string]string `yaml:"env"`
}

// action is a composite action.
type action struct {
	Runs struct {
		Using string  `yaml:"using"`
		Steps []*step `yaml:"steps"`
	} `yaml:"runs"`
}

func read(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func parse(t testing.TB, name, text string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// load reads one workflow.
func load(t testing.TB, name string) *workflow {
	t.Helper()
	w := &workflow{file: name, text: read(t, ".github/workflows/"+name)}
	parse(t, name, w.text, w)
	return w
}

// all are the workflows of the repository.
func all(t testing.TB) (out []*workflow) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(names) < 5 {
		t.Fatalf("%d workflows: %v", len(names), err)
	}
	for _, n := range names {
		out = append(out, load(t, filepath.Base(n)))
	}
	return out
}

// reusable are those that other repositories call.
var reusable = []string{"stagecraft-plan.yml", "stagecraft-apply.yml", "stagecraft-drift.yml"}

// setup is the composite action that they use.
func setup(t testing.TB) *action {
	t.Helper()
	a := &action{}
	parse(t, "action.yml", read(t, ".github/actions/setup/action.yml"), a)
	return a
}

// step finds a step by its name.
func (w *workflow) step(t testing.TB, job, name string) *step {
	t.Helper()
	for _, s := range w.Jobs[job].Steps {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("%s: job %s has no step %q", w.file, job, name)
	return nil
}
