package gitstore_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/gitstore"
)

// impatient makes a repository whose git does not wait for files that others have locked.
func impatient(t *testing.T) (dir string) {
	dir = testtool.BareRepository(t)
	testtool.Git(t, dir, "config", "core.filesRefLockTimeout", "0")
	testtool.Git(t, dir, "config", "core.packedRefsTimeout", "0")
	return dir
}

// around has each request of a kind to a repository pass a function, which is told its number from 1 on and serves it with next.
func around(t *testing.T, dir string, kind func(*http.Request) bool, do func(n int, w http.ResponseWriter, next func())) (url string) {
	n := 0
	return testtool.GitServer(t, dir, token, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !kind(r) {
				h.ServeHTTP(w, r)
				return
			}
			n++
			do(n, w, func() { h.ServeHTTP(w, r) })
		})
	})
}

func pushes(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "git-receive-pack")
}

// TestServerBusy: at each push of a run in turn, somebody else has a file locked that the server must write. Git deletes no ref
// of any environment without the packed ones.
func TestServerBusy(t *testing.T) {
	for _, c := range []struct{ name, file, atomic string }{
		{"lock", "refs/stagecraft/lock/prod.lock", "true"},
		{"state", "refs/stagecraft/state/prod.lock", "true"},
		{"packed refs", "packed-refs.lock", "true"},
		{"one ref after the other", "refs/stagecraft/state/prod.lock", "false"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for busy, met := 1, true; met; busy++ {
				dir := impatient(t)
				testtool.Git(t, dir, "config", "receive.advertiseAtomic", c.atomic)
				met = false
				turn(t, open(t, around(t, dir, pushes, func(n int, _ http.ResponseWriter, next func()) {
					if n == busy {
						met = true
						locked := filepath.Join(dir, filepath.FromSlash(c.file))
						write(t, locked, "")
						defer os.Remove(locked)
					}
					next()
				}), env(gitstore.EnvToken, token)))
				if !met && busy < 4 {
					t.Fatalf("only %d pushes", busy-1)
				}
			}
		})
	}
}

// TestServerStaysBusy: a run that is stopped does not go on trying.
func TestServerStaysBusy(t *testing.T) {
	dir := impatient(t)
	write(t, filepath.Join(dir, "refs", "stagecraft", "lock", "prod.lock"), "")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	s := open(t, around(t, dir, pushes, func(n int, _ http.ResponseWriter, next func()) {
		if next(); n == 2 {
			stop()
		}
	}), env(gitstore.EnvToken, token))
	if _, err := s.Lock(ctx, planner.LockInfo{Owner: "ana"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestRefHalfway: git lists a ref that another push is making just then with an id of zeros. In the first line go-git does not understand it.
func TestRefHalfway(t *testing.T) {
	for _, service := range []string{"git-receive-pack", "git-upload-pack"} {
		t.Run(service, func(t *testing.T) {
			lists := func(r *http.Request) bool {
				return r.Method == http.MethodGet && r.URL.Query().Get("service") == service
			}
			for at, met := 1, true; met; at++ {
				met = false
				turn(t, open(t, around(t, testtool.BareRepository(t), lists, func(n int, w http.ResponseWriter, next func()) {
					if n != at {
						next()
						return
					}
					met = true
					w.Header().Set("Content-Type", "application/x-"+service+"-advertisement")
					line := strings.Repeat("0", 40) + " refs/stagecraft/lock/prod\x00report-status delete-refs atomic ofs-delta\n"
					for _, l := range []string{"# service=" + service + "\n", "", line, ""} {
						if l == "" {
							fmt.Fprint(w, "0000")
							continue
						}
						fmt.Fprintf(w, "%04x%s", len(l)+4, l)
					}
				}), env(gitstore.EnvToken, token)))
				if !met && at == 1 {
					t.Fatal("refs were not listed")
				}
			}
		})
	}
}
