// Package testtool has what tests need beside Go: programs, servers. Where a program is missing a test is skipped by
// name; under `make test`, which installs them all, it fails instead.
package testtool

import (
	"os"
	"os/exec"
	"testing"
)

// Find gives the path of the first of several programs that is installed.
func Find(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	Missing(t, names[0])
	return ""
}

// Missing ends a test that needs what is not there: skipped, or failed where STAGECRAFT_TEST_TOOLS is "required".
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("STAGECRAFT_TEST_TOOLS") == "required" {
		t.Fatalf("%s is missing; make tools installs it", what)
	}
	t.Skipf("%s is missing; make tools installs it", what)
}
