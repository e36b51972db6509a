// Package browsertest runs the browser tests of the site: scripts for node in testdata/browser that drive
// headless Chromium. What they need, `make tools` installs.
package browsertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Run runs a script of testdata/browser with arguments. The test is skipped when node, Chromium
// or a module is missing, and fails instead where STAGECRAFT_TEST_TOOLS is "required".
func Run(t *testing.T, script string, args ...string) {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	root := filepath.Join(filepath.Dir(here), "..", "..", "..")
	modules := filepath.Join(root, ".tools")
	missing := func(what string) {
		t.Helper()
		if os.Getenv("STAGECRAFT_TEST_TOOLS") == "required" {
			t.Fatalf("%s is missing; make tools installs it", what)
		}
		t.Skipf("%s is missing; make tools installs it", what)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing("node")
	}
	chromium := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil && chromium == "" {
			chromium = p
		}
	}
	if chromium == "" {
		missing("chromium")
	}
	for _, m := range []string{"playwright-core", "axe-core"} {
		if _, err := os.Stat(filepath.Join(modules, "node_modules", m)); err != nil {
			missing("the node module " + m)
		}
	}
	cmd := exec.CommandContext(t.Context(), node, append([]string{filepath.Join(root, "render", "site", "testdata", "browser", script)}, args...)...)
	cmd.Env = append(os.Environ(), "MODULES="+filepath.Join(modules, "package.json"), "CHROMIUM="+chromium)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", script, err, out)
	}
}
