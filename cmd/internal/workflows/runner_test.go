package workflows

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// installed is the path on which the action put its commands; it is built once.
var installed = sync.OnceValues(func() (string, error) {
	temp, err := os.MkdirTemp("", "stagecraft-action-")
	if err != nil {
		return "", err
	}
	script, err := filepath.Abs(filepath.Join(root, ".github", "actions", "setup"))
	if err != nil {
		return "", err
	}
	cmd := exec.Command("bash", "-c", `"$GITHUB_ACTION_PATH/install.sh"`)
	cmd.Dir = temp
	cmd.Env = append(os.Environ(), "GITHUB_ACTION_PATH="+script, "RUNNER_TEMP="+temp, "GITHUB_PATH="+filepath.Join(temp, "path"))
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	path, err := os.ReadFile(filepath.Join(temp, "path"))
	return strings.TrimSpace(string(path)), err
})

// runner runs steps of a job in one workspace.
type runner struct {
	t    *testing.T
	dir  string // workspace
	temp string
	hub  string // directory of the fake gh
	// env has what the runner sets, values what expressions stand for.
	env, values map[string]string
}

// ran is what became of a step.
type ran struct {
	code    int
	log     string
	outputs map[string]string
	summary string
	// commands are the workflow commands that the runner would have carried out.
	commands []string
}

func newRunner(t *testing.T, dir string) *runner {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the workflows run on Linux")
	}
	for _, tool := range []string{"bash", "git", "unzip"} {
		testtool.Find(t, tool)
	}
	commands, err := installed()
	if err != nil {
		t.Fatal(err)
	}
	r := &runner{t: t, dir: dir, temp: t.TempDir(), hub: t.TempDir(), values: map[string]string{}}
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "gh"), []byte("#!/bin/sh\nexec env FAKE_GH='"+r.hub+"' '"+own+"' \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(r.hub, "api"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.env = map[string]string{"PATH": strings.Join([]string{bin, commands, os.Getenv("PATH")}, string(os.PathListSeparator)), "HOME": r.temp, "RUNNER_TEMP": r.temp,
		"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "acme/crm", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_RUN_ID": "77",
		"GIT_CONFIG_GLOBAL": os.DevNull, "NO_COLOR": "1"}
	return r
}

var expression = regexp.MustCompile(`\$\{\{ *(.*?) *\}\}`)

// run runs one step. Every expression in its environment must have a value; secrets that nobody gave are empty.
func (r *runner) run(s *step) *ran {
	r.t.Helper()
	env := maps.Clone(r.env)
	for name, text := range s.Env {
		env[name] = expression.ReplaceAllStringFunc(text, func(e string) string {
			e = expression.FindStringSubmatch(e)[1]
			v, ok := r.values[e]
			if !ok && !strings.HasPrefix(e, "secrets.") {
				r.t.Fatalf("step %q: nobody says what %s is", s.Name, e)
			}
			return v
		})
	}
	scratch := r.t.TempDir()
	env["GITHUB_OUTPUT"], env["GITHUB_STEP_SUMMARY"] = filepath.Join(scratch, "output"), filepath.Join(scratch, "summary")
	script := filepath.Join(scratch, "script.sh")
	if err := os.WriteFile(script, []byte(s.Run), 0o644); err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", script) // as the runner does for shell: bash
	cmd.Dir = r.dir
	for _, name := range slices.Sorted(maps.Keys(env)) {
		cmd.Env = append(cmd.Env, name+"="+env[name])
	}
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	err := cmd.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		r.t.Fatal(err)
	}
	out := &ran{code: cmd.ProcessState.ExitCode(), log: log.String(), outputs: map[string]string{}, commands: obeyed(log.String())}
	text, _ := os.ReadFile(env["GITHUB_OUTPUT"])
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		out.outputs[name] = value
	}
	text, _ = os.ReadFile(env["GITHUB_STEP_SUMMARY"])
	out.summary = string(text)
	if s.ID != "" {
		for name, value := range out.outputs {
			r.values["steps."+s.ID+".outputs."+name] = value
		}
	}
	return out
}

// done is run for a step that must succeed.
func (r *runner) done(s *step) *ran {
	r.t.Helper()
	out := r.run(s)
	if out.code != 0 {
		r.t.Fatalf("step %q ended with %d:\n%s", s.Name, out.code, out.log)
	}
	return out
}

var command = regexp.MustCompile(`^\s*::([^ :]+)( [^:]*)?::|##\[([^\]]+)\]`)

// obeyed lists the workflow commands of a log that the runner carries out: those outside of what stop-commands shuts out. Source: ActionCommandManager
// of actions/runner.
func obeyed(log string) (out []string) {
	stopped := ""
	for line := range strings.Lines(log) {
		m := command.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name := m[1] + m[3]
		switch {
		case stopped != "" && name == stopped:
			stopped = ""
		case stopped == "" && name == "stop-commands":
			stopped = strings.TrimSpace(line[strings.LastIndex(line, "::")+2:])
		case stopped == "":
			out = append(out, name)
		}
	}
	return out
}
