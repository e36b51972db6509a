package gitstore_test

import (
	"path/filepath"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/gitstore"
	"github.com/stagecraft-dev/stagecraft/planner/storetest"
)

// checkout makes a repository with url as its remote "origin".
func checkout(t testing.TB, url string) string {
	t.Helper()
	dir := t.TempDir()
	testtool.Git(t, dir, "init", "-q")
	testtool.Git(t, dir, "remote", "add", "origin", url)
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
	storetest.Run(t, func(t *testing.T) storetest.Place {
		return place(t, "file://"+filepath.ToSlash(testtool.BareRepository(t)), nil)
	})
}
