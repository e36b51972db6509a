package gitstore_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/gitstore"
	"github.com/stagecraft-dev/stagecraft/planner/storetest"
)

// git runs git in a directory and gives what it prints.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command(testtool.Find(t, "git"), args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// bare makes a bare repository.
func bare(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "crm.git")
	git(t, ".", "init", "-q", "--bare", dir)
	return dir
}

// checkout makes a repository with url as its remote "origin".
func checkout(t testing.TB, url string) string {
	t.Helper()
	dir := t.TempDir()
	git(t, dir, "init", "-q")
	git(t, dir, "remote", "add", "origin", url)
	return dir
}

// place is a remote as the suite wants it.
func place(t testing.TB, url string, getenv func(string) string) storetest.Place {
	here := checkout(t, url)
	open := func(dir, env string) planner.Ledger {
		return gitstore.New(gitstore.Options{Dir: dir, Env: env, Getenv: getenv})
	}
	return storetest.Place{Breaks: true,
		Open:      func(env string) planner.Ledger { return open(here, env) },
		Elsewhere: func(env string) planner.Ledger { return open(checkout(t, url), env) },
	}
}

func TestFile(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Place { return place(t, "file://"+filepath.ToSlash(bare(t)), nil) })
}
