package workflows

import (
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// TestActionlint has actionlint check every workflow: syntax, expressions, types of inputs, permissions.
func TestActionlint(t *testing.T) {
	l, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range all(t) {
		path := filepath.Join(root, ".github", "workflows", w.file)
		found, err := l.LintFile(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			t.Error(f)
		}
	}
	found, err := l.Lint("bad.yml", []byte("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.pull_request.title }}\n"), nil)
	if err != nil || len(found) == 0 {
		t.Errorf("actionlint finds nothing wrong with a title of a pull request in a script: %v", err)
	}
}

var pinned = regexp.MustCompile(`^\s*-? ?uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)

// own is how workflows name the action of this repository; they are released together.
const own = "stagecraft-dev/stagecraft/.github/actions/setup@v1"

// TestPinned: what others wrote runs only as the commit that somebody looked at.
func TestPinned(t *testing.T) {
	texts := map[string]string{"action.yml": read(t, ".github/actions/setup/action.yml")}
	for _, w := range all(t) {
		texts[w.file] = w.text
	}
	for name, text := range texts {
		for i, line := range strings.Split(text, "\n") {
			if strings.Contains(line, "uses: ") && !strings.HasSuffix(line, "uses: "+own) && !pinned.MatchString(line) {
				t.Errorf("%s:%d: not pinned by a commit, with its version: %s", name, i+1, strings.TrimSpace(line))
			}
		}
	}
}

// TestNoExpressionInScripts: text of an event that stands in a script would be run as a part of it.
func TestNoExpressionInScripts(t *testing.T) {
	for name, s := range scripts(t) {
		if strings.Contains(s.Run, "${{") {
			t.Errorf("%s has an expression in its script; give it in env", name)
		}
	}
}

// TestTriggers: no workflow runs with the secrets of the repository on what a fork proposes.
func TestTriggers(t *testing.T) {
	for _, w := range all(t) {
		for _, trigger := range []string{"pull_request_target:", "workflow_run:", "issue_comment:"} {
			if strings.Contains(w.text, trigger) {
				t.Errorf("%s is triggered by %s", w.file, trigger)
			}
		}
	}
}

// permissions are what each job of the reusable workflows may do, and nothing more.
var permissions = map[string]string{
	"stagecraft-plan.yml plan":     "checks: write, contents: read, pull-requests: write, security-events: write",
	"stagecraft-plan.yml proposal": "contents: read",
	"stagecraft-apply.yml plan":    "actions: read, contents: read, pull-requests: read",
	"stagecraft-apply.yml apply":   "contents: write",
	"stagecraft-drift.yml drift":   "contents: read, issues: write",
}

func TestPermissions(t *testing.T) {
	got := map[string]string{}
	for _, name := range reusable {
		w := load(t, name)
		if all, ok := w.Permissions.(map[string]any); !ok || len(all) > 0 {
			t.Errorf("%s gives its jobs permissions that they do not ask for: %v", name, w.Permissions)
		}
		for id, j := range w.Jobs {
			list := []string{}
			m, _ := j.Permissions.(map[string]any)
			for _, k := range slices.Sorted(maps.Keys(m)) {
				list = append(list, fmt.Sprintf("%s: %s", k, m[k]))
			}
			got[name+" "+id] = strings.Join(list, ", ")
		}
	}
	if !maps.Equal(got, permissions) {
		t.Errorf("permissions are %q, want %q", got, permissions)
	}
}

// TestFork: the job for forks gets no secret, no token and no environment, and says that nothing is to be trusted.
func TestFork(t *testing.T) {
	w := load(t, "stagecraft-plan.yml")
	p := w.Jobs["proposal"]
	if p.Environment != nil {
		t.Error("the job for forks has an environment")
	}
	for _, s := range p.Steps {
		for name, v := range s.Env {
			if strings.Contains(v, "secrets.") || strings.Contains(v, "token") {
				t.Errorf("step %q gets %s = %s", s.Name, name, v)
			}
		}
	}
	if s := w.step(t, "proposal", "Plan on paper"); s.Env["STAGECRAFT_UNTRUSTED"] != "1" {
		t.Error("the plan for forks does not say that the architecture is untrusted")
	}
	if !strings.Contains(w.Jobs["plan"].If, "github.event.pull_request.head.repo.full_name == github.repository") ||
		!strings.Contains(p.If, "github.event.pull_request.head.repo.full_name != github.repository") {
		t.Errorf("the jobs do not part forks from branches: %q, %q", w.Jobs["plan"].If, p.If)
	}
}

// TestCheckouts: no token is left where what is checked out could find it.
func TestCheckouts(t *testing.T) {
	for _, name := range reusable {
		w := load(t, name)
		for id, j := range w.Jobs {
			for _, s := range j.Steps {
				if strings.HasPrefix(s.Uses, "actions/checkout@") && s.With["persist-credentials"] != false {
					t.Errorf("%s: job %s keeps the credentials of its checkout", name, id)
				}
			}
		}
	}
}

// TestApply: an apply waits for its environment, one runs at a time and none is stopped.
func TestApply(t *testing.T) {
	j := load(t, "stagecraft-apply.yml").Jobs["apply"]
	if j.Environment != "${{ inputs.github-environment }}" {
		t.Errorf("the environment is %v", j.Environment)
	}
	if j.Concurrency == nil || j.Concurrency.Cancel || j.Concurrency.Group != "stagecraft-apply-${{ inputs.environment }}-${{ inputs.directory }}" {
		t.Errorf("concurrency is %+v", j.Concurrency)
	}
}

// scripts are all steps that run a shell.
func scripts(t *testing.T) map[string]*step {
	t.Helper()
	out := map[string]*step{}
	add := func(where string, steps []*step) {
		for i, s := range steps {
			if s.Run != "" {
				out[fmt.Sprintf("%s step %d %s", where, i+1, s.Name)] = s
			}
		}
	}
	for _, w := range all(t) {
		for id, j := range w.Jobs {
			add(w.file+" "+id, j.Steps)
		}
	}
	add("action.yml", setup(t).Runs.Steps)
	return out
}

// TestShell has bash parse every script, and shellcheck look at it where it is installed.
func TestShell(t *testing.T) {
	bash := testtool.Find(t, "bash")
	shellcheck, _ := exec.LookPath("shellcheck")
	files := map[string]string{}
	for name, s := range scripts(t) {
		files[name] = "#!/usr/bin/env bash\n" + s.Run
	}
	for _, name := range []string{"install.sh", "stagecraft-run"} {
		files[name] = read(t, ".github/actions/setup/"+name)
		if info, err := os.Stat(filepath.Join(root, ".github", "actions", "setup", name)); err != nil || info.Mode()&0o111 == 0 {
			t.Errorf("%s cannot be run: %v", name, err)
		}
	}
	for name, text := range files {
		cmd := exec.Command(bash, "-n")
		cmd.Stdin = strings.NewReader(text)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		if shellcheck == "" {
			continue
		}
		cmd = exec.Command(shellcheck, "-")
		cmd.Stdin = strings.NewReader(text)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
