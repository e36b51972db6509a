// Package browsertest runs the browser tests of the site: scripts for node in testdata/browser that drive
// headless Chromium. What they need, `make tools` installs.
package browsertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// Run runs a script of testdata/browser with arguments.
func Run(t *testing.T, script string, args ...string) {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	root := filepath.Join(filepath.Dir(here), "..", "..", "..")
	modules := filepath.Join(root, ".tools")
	node := testtool.Find(t, "node")
	chromium := testtool.Find(t, "chromium", "chromium-browser", "google-chrome")
	for _, m := range []string{"playwright-core", "axe-core"} {
		if _, err := os.Stat(filepath.Join(modules, "node_modules", m)); err != nil {
			testtool.Missing(t, "the node module "+m)
		}
	}
	cmd := exec.CommandContext(t.Context(), node, append([]string{filepath.Join(root, "render", "site", "testdata", "browser", script)}, args...)...)
	cmd.Env = append(os.Environ(), "MODULES="+filepath.Join(modules, "package.json"), "CHROMIUM="+chromium)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", script, err, out)
	}
}
