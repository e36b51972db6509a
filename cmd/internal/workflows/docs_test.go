package workflows

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

var fenced = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// level orders what a token may do.
var level = map[string]int{"": 0, "none": 0, "read": 1, "write": 2}

// TestCallers: the workflows that README.md shows call the reusable ones with inputs and secrets that these have, and give their jobs the
// permissions that they ask for.
func TestCallers(t *testing.T) {
	called := map[string]bool{}
	for _, m := range fenced.FindAllStringSubmatch(read(t, "README.md"), -1) {
		w := &workflow{file: "README.md", text: m[1]}
		parse(t, "README.md", m[1], w)
		for id, j := range w.Jobs {
			name, ours := strings.CutPrefix(j.Uses, "stagecraft-dev/stagecraft/.github/workflows/")
			name, version, _ := strings.Cut(name, "@")
			if !ours || !slices.Contains(reusable, name) || !strings.HasSuffix(own, "@"+version) {
				t.Errorf("job %s calls %s", id, j.Uses)
				continue
			}
			called[name] = true
			callee := load(t, name)
			for in, v := range j.With {
				want, ok := callee.On.Call.Inputs[in]
				if _, text := v.(string); !ok || text != (want.Type == "string") {
					t.Errorf("job %s gives %s = %v, which %s does not take", id, in, v, name)
				}
			}
			for in, want := range callee.On.Call.Inputs {
				if _, given := j.With[in]; want.Required && !given {
					t.Errorf("job %s does not give %s", id, in)
				}
			}
			secrets, _ := j.Secrets.(map[string]any)
			for s := range secrets {
				if _, ok := callee.On.Call.Secrets[s]; !ok {
					t.Errorf("job %s gives the secret %s, which %s does not take", id, s, name)
				}
			}
			given, _ := j.Permissions.(map[string]any)
			needed := map[string]string{}
			for _, nested := range callee.Jobs {
				asked, _ := nested.Permissions.(map[string]any)
				for scope, l := range asked {
					if l := l.(string); level[l] > level[needed[scope]] {
						needed[scope] = l
					}
				}
			}
			for scope, l := range needed {
				if g, _ := given[scope].(string); g != l {
					t.Errorf("job %s gives %s: %q, and %s asks for %q", id, scope, g, name, l)
				}
			}
			for scope := range given {
				if needed[scope] == "" {
					t.Errorf("job %s gives %s, for which %s does not ask", id, scope, name)
				}
			}
		}
	}
	for _, name := range reusable {
		if !called[name] {
			t.Errorf("README.md does not show how to call %s", name)
		}
	}
}

// TestInputs: each input says what it is for, and is used.
func TestInputs(t *testing.T) {
	for _, name := range reusable {
		w := load(t, name)
		for in, i := range w.On.Call.Inputs {
			if i.Description == "" || !strings.Contains(w.text, "inputs."+in) {
				t.Errorf("%s: input %s is not described or not used", name, in)
			}
		}
		for s, i := range w.On.Call.Secrets {
			if i.Description == "" || !strings.Contains(w.text, "secrets."+s) {
				t.Errorf("%s: secret %s is not described or not used", name, s)
			}
		}
	}
}

// TestGitLab: the template parses, its scripts are a shell's, an apply waits for a person and runs alone, and no job of a merge request applies.
func TestGitLab(t *testing.T) {
	jobs := map[string]struct {
		Extends string   `yaml:"extends"`
		Script  []string `yaml:"script"`
		Needs   []string `yaml:"needs"`
		Rules   []struct {
			If   string `yaml:"if"`
			When string `yaml:"when"`
		} `yaml:"rules"`
		ResourceGroup string `yaml:"resource_group"`
		Environment   any    `yaml:"environment"`
		Interruptible bool   `yaml:"interruptible"`
	}{}
	text := read(t, ".gitlab/stagecraft.gitlab-ci.yml")
	_, body, _ := strings.Cut(text, "\n.stagecraft:")
	parse(t, "stagecraft.gitlab-ci.yml", ".stagecraft:"+body, &jobs)
	var whole map[string]any
	parse(t, "stagecraft.gitlab-ci.yml", text, &whole)
	if len(whole) != len(jobs)+1 || len(jobs) != 5 {
		t.Fatalf("%d entries, %d jobs", len(whole), len(jobs))
	}
	for name, j := range jobs {
		for _, s := range j.Script {
			cmd := exec.Command(testtool.Find(t, "bash"), "-n")
			cmd.Stdin = strings.NewReader(s)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", name, err, out)
			}
			applies := strings.Contains(s, "stagecraft apply")
			for _, r := range j.Rules {
				if applies && (r.When != "manual" || !strings.Contains(r.If, "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH")) {
					t.Errorf("%s applies by itself: %+v", name, r)
				}
			}
			if applies && (j.ResourceGroup == "" || j.Environment == nil || j.Interruptible || len(j.Needs) == 0) {
				t.Errorf("%s: %+v", name, j)
			}
		}
		if name != ".stagecraft" && (j.Extends != ".stagecraft" || len(j.Rules) != 1) {
			t.Errorf("%s extends %q and has %d rules", name, j.Extends, len(j.Rules))
		}
	}
}
