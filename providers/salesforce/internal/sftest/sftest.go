// Package sftest runs Salesforce's own tools in tests: the sf CLI, jsforce and a flow scanner, as .ci/tools installs them.
// A test whose tool is missing is skipped by name, or fails under `make test`.
package sftest

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// modules is the folder of the package.json whose node modules are installed, one of them by its name.
func modules(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(dir, "go.mod")) {
		if dir == filepath.Dir(dir) {
			t.Fatal("the tests do not run inside the module")
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, ".tools", "salesforce")
	if !exists(filepath.Join(dir, "node_modules", filepath.FromSlash(name))) {
		testtool.Missing(t, "the node module "+name)
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Node runs a script that requires a node module, which it finds through the path in MODULES, and gives what it prints.
// The script comes as its text.
func Node(t testing.TB, module, script string, args ...string) []byte {
	t.Helper()
	dir := modules(t, module)
	cmd := exec.CommandContext(t.Context(), testtool.Find(t, "node"), append([]string{"--input-type=module", "-"}, args...)...)
	cmd.Env = append(os.Environ(), "MODULES="+filepath.Join(dir, "package.json"))
	cmd.Stdin = strings.NewReader(script)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the script for %s: %v\n%s%s", module, err, out, stderr.Bytes())
	}
	return out
}

// CLI is the sf command with a home of its own, which is empty at first. It sends nothing about its use and does not
// look for newer versions.
type CLI struct {
	bin string
	env []string
}

// SF finds the sf command.
func SF(t testing.TB) *CLI {
	t.Helper()
	node, dir := testtool.Find(t, "node"), modules(t, "@salesforce/cli")
	return &CLI{
		bin: filepath.Join(dir, "node_modules", ".bin", "sf"),
		env: []string{
			"PATH=" + filepath.Dir(node) + string(filepath.ListSeparator) + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TZ=UTC",
			"SF_DISABLE_TELEMETRY=true", "SF_DISABLE_AUTOUPDATE=true", "SF_SKIP_NEW_VERSION_CHECK=true", "SF_DISABLE_LOG_FILE=true",
			"SF_USE_GENERIC_UNIX_KEYCHAIN=true", "DO_NOT_TRACK=1", "NO_COLOR=1",
		},
	}
}

// Result is what a command answers with --json.
type Result struct {
	Status  int             `json:"status"` // 0 when all went well
	Name    string          `json:"name"`   // of the error
	Message string          `json:"message"`
	Result  json.RawMessage `json:"result"`
}

// Run runs a command in a folder, with --json. A command that fails is no failure of the test; its status says so.
func (c *CLI) Run(t testing.TB, dir string, args ...string) Result {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), c.bin, append(args, "--json")...)
	cmd.Dir, cmd.Env = dir, c.env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var r Result
	if json.Unmarshal(out, &r) != nil {
		t.Fatalf("sf %s: %v\n%s%s", strings.Join(args, " "), err, out, stderr.Bytes())
	}
	return r
}

// Must runs a command that has to succeed, and reads its result into a value, unless that is nil.
func (c *CLI) Must(t testing.TB, dir string, into any, args ...string) {
	t.Helper()
	r := c.Run(t, dir, args...)
	if r.Status != 0 {
		t.Fatalf("sf %s: %s: %s\n%s", strings.Join(args, " "), r.Name, r.Message, r.Result)
	}
	if into != nil {
		if err := json.Unmarshal(r.Result, into); err != nil {
			t.Fatalf("sf %s: %v\n%s", strings.Join(args, " "), err, r.Result)
		}
	}
}

// Login opens a session with a token, under an alias that becomes the default.
func (c *CLI) Login(t testing.TB, url, token, alias string) {
	t.Helper()
	with := *c
	with.env = append(with.env[:len(with.env):len(with.env)], "SF_ACCESS_TOKEN="+token)
	with.Must(t, t.TempDir(), nil, "org", "login", "access-token", "--instance-url", url, "--no-prompt", "--alias", alias, "--set-default")
}
