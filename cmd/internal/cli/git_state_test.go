package cli_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/gitstore"
)

const inGit = `
environment "production" {
  crm "sandbox" { path = "../crm.db" }
  state "git" {}
}
`

const gitToken = "t0ken-of-the-test"

// gitPlace is a repository with checkouts of one architecture beside each other, which share a CRM.
type gitPlace struct {
	top, url string
	blocks   int
}

func newGitPlace(t *testing.T, url string, blocks int) *gitPlace {
	t.Helper()
	t.Setenv(gitstore.EnvToken, gitToken)
	return &gitPlace{t.TempDir(), url, blocks}
}

// checkout makes one more, with more text in it.
func (p *gitPlace) checkout(t *testing.T, name, more string) string {
	t.Helper()
	dir := filepath.Join(p.top, name)
	generate(t, dir, p.blocks)
	write(t, filepath.Join(dir, "environment.hcl"), inGit+more)
	testtool.Git(t, dir, "init", "-q")
	testtool.Git(t, dir, "remote", "add", "origin", p.url)
	return dir
}

func (p *gitPlace) outcome(t *testing.T, dir string) result {
	t.Helper()
	r, _ := outcomeIn(t, filepath.Join(p.top, "crm.db"), p.store(dir))
	return r
}

func (p *gitPlace) store(dir string) *gitstore.Store {
	return gitstore.New(gitstore.Options{Dir: dir, Env: "production", Getenv: os.Getenv})
}

func inProduction(dir string, args ...string) *exec.Cmd {
	return exec.Command("stagecraft", append(args, "--env", "production", dir)...)
}

var howToUnlock = regexp.MustCompile(`stagecraft state unlock --env production (\w+)`)

// finish applies, after breaking the lock of a dead run if there is one.
func finish(t *testing.T, dir string) {
	t.Helper()
	for range 2 {
		out, err := inProduction(dir, "apply", "--auto-approve").CombinedOutput()
		if err == nil {
			return
		}
		how := howToUnlock.FindStringSubmatch(strings.Join(strings.Fields(string(out)), " "))
		if how == nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if out, err := exec.Command("stagecraft", "state", "unlock", "--force", how[1], "--env", "production", "--dir", dir).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	t.Fatal("the lock cannot be broken")
}

// killer kills a process at one of its requests, before the server did what was asked or after.
type killer struct {
	mu      sync.Mutex
	n, at   int
	after   bool
	process *os.Process
}

func (k *killer) around(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.mu.Lock()
		k.n++
		mine := k.process != nil && k.n == k.at
		k.mu.Unlock()
		if mine && !k.after {
			_ = k.process.Kill()
			panic(http.ErrAbortHandler)
		}
		h.ServeHTTP(w, r)
		if mine {
			_ = k.process.Kill()
		}
	})
}

// TestGitKill kills an apply at each of its requests to the server of the state, before and after these are carried out, and at changes of
// the CRM in between. Afterwards the run is finished where it was begun, or first somebody else applies elsewhere: the CRM
// and the state must be what an undisturbed run leaves.
func TestGitKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills many processes; left out by -short")
	}
	const blocks = 10
	k := &killer{}
	calm := newGitPlace(t, testtool.GitServer(t, testtool.BareRepository(t), gitToken, k.around), blocks)
	dir := calm.checkout(t, "a", "")
	if out, err := inProduction(dir, "apply", "--auto-approve").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	requests := k.n
	want := calm.outcome(t, dir)
	t.Logf("%d requests, %d changes", requests, len(want.State))
	if requests < 8 {
		t.Fatal("that are too few to be all")
	}
	check := func(t *testing.T, p *gitPlace, a string, elsewhere bool) {
		if elsewhere {
			finish(t, p.checkout(t, "b", ""))
		}
		finish(t, a)
		if d := cmp.Diff(want, p.outcome(t, a)); d != "" {
			t.Errorf("killed and resumed (-undisturbed +resumed):\n%s", d)
		}
		if out, err := inProduction(a, "plan", "--detailed-exitcode").CombinedOutput(); err != nil {
			t.Errorf("the plan after that is not empty: %v\n%s", err, out)
		}
		if left, _ := filepath.Glob(filepath.Join(a, ".stagecraft", "state", "*.journal")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	for at := 1; at <= requests; at++ {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("request %d %v", at, after), func(t *testing.T) {
				k := &killer{at: at, after: after}
				p := newGitPlace(t, testtool.GitServer(t, testtool.BareRepository(t), gitToken, k.around), blocks)
				a := p.checkout(t, "a", "")
				cmd := inProduction(a, "apply", "--auto-approve")
				k.mu.Lock()
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				k.process = cmd.Process
				k.mu.Unlock()
				if err := cmd.Wait(); err == nil && !after {
					t.Error("it was not killed")
				}
				check(t, p, a, at%2 == 0 != after)
			})
		}
	}
	for n := 0; n < len(want.State); n += 16 {
		t.Run(fmt.Sprintf("change %d", n), func(t *testing.T) {
			p := newGitPlace(t, testtool.GitServer(t, testtool.BareRepository(t), gitToken, nil), blocks)
			a := p.checkout(t, "a", "")
			killAfter(t, n, "--env", "production", a)
			check(t, p, a, n%32 == 0)
		})
	}
}

// TestGitLockBroken breaks the lock of an apply that has changed the CRM and is about to write its state; somebody else applies first. The
// run must not write over that, and what it did must not be lost.
func TestGitLockBroken(t *testing.T) {
	const at = 6 // after a load, the lock and another load: the push of the state
	var n atomic.Int64
	var meanwhile func()
	repository := testtool.BareRepository(t)
	p := newGitPlace(t, testtool.GitServer(t, repository, gitToken, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if n.Add(1) == at {
				meanwhile()
			}
			h.ServeHTTP(w, r)
		})
	}), 10)
	a, b := p.checkout(t, "a", "role \"mine\" { title = \"Mine\" }\n"), p.checkout(t, "b", "role \"theirs\" { title = \"Theirs\" }\n")
	meanwhile = func() {
		out, err := inProduction(b, "apply", "--auto-approve").CombinedOutput()
		if err == nil || !strings.Contains(string(out), "SC0406") {
			t.Errorf("the lock did not hold: %v\n%s", err, out)
		}
		finish(t, b)
	}
	out, err := inProduction(a, "apply", "--auto-approve").CombinedOutput()
	if text := strings.Join(strings.Fields(string(out)), " "); err == nil || !strings.Contains(text, "The lock of this run was broken") || !strings.Contains(text, "is in the journal") {
		t.Fatalf("%v\n%s", err, out)
	}
	if r := p.outcome(t, b); r.CRM["sandbox_role mine"] == nil {
		t.Error("what the run did is gone from the CRM")
	}
	finish(t, a)
	r := p.outcome(t, a)
	if r.State["sandbox_role.role.mine"] == "" || r.State["sandbox_role.role.theirs"] != "" || r.CRM["sandbox_role theirs"] != nil {
		t.Errorf("%v", r.State)
	}
	if out, err := inProduction(a, "plan", "--detailed-exitcode").CombinedOutput(); err != nil {
		t.Errorf("the plan after that is not empty: %v\n%s", err, out)
	}
	if all := testtool.Git(t, repository, "cat-file", "--batch-all-objects", "--batch") + string(out); strings.Contains(all, gitToken) || !strings.Contains(all, "Theirs") {
		t.Error("a secret is told, or there is nothing to look into")
	}
}

// TestGitApplies has many processes, each in a checkout of its own, apply to one CRM at once: one at a time, and none is lost.
func TestGitApplies(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes; left out by -short")
	}
	const runs = 20
	repository := testtool.BareRepository(t)
	p := newGitPlace(t, repository, 10)
	// Roles need nothing else, so that each can be applied by itself.
	roles := "\n"
	for i := range runs {
		roles += fmt.Sprintf("role \"r%d\" { title = \"Role %d\" }\n", i, i)
	}
	var dirs []string
	for i := range runs {
		dirs = append(dirs, p.checkout(t, fmt.Sprint(i), roles))
	}
	if out, err := inProduction(dirs[0], "apply", "--auto-approve", "--target", "role.r0").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var wg sync.WaitGroup
	var tries atomic.Int64
	for i := 1; i < runs; i++ {
		wg.Go(func() {
			for t.Context().Err() == nil {
				tries.Add(1)
				out, err := inProduction(dirs[i], "apply", "--auto-approve", "--target", fmt.Sprintf("role.r%d", i)).CombinedOutput()
				if err == nil {
					return
				}
				// Somebody has the lock, or applied since the plan was made.
				if text := string(out); !strings.Contains(text, "SC0406") && !strings.Contains(text, "SC0404") {
					t.Errorf("apply %d: %v\n%s", i, err, text)
					return
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d tries for %d applies", tries.Load(), runs-1)
	got := p.outcome(t, dirs[0]) // which compares what the state is bound to
	if len(got.State) != runs {
		t.Errorf("%d roles in the state", len(got.State))
	}
	records, err := p.store(dirs[0]).History(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var applied []string
	for i, r := range records {
		if r.Serial != len(records)-i || r.Kind != planner.RecordApply {
			t.Errorf("record %d: serial %d, %s", i, r.Serial, r.Kind)
		}
		for _, o := range r.Result.Applied {
			applied = append(applied, o.Address)
		}
	}
	slices.Sort(applied)
	if len(records) != runs || len(applied) != runs || len(slices.Compact(applied)) != runs {
		t.Errorf("%d records, applied: %v", len(records), applied)
	}
	if refs := testtool.Git(t, repository, "for-each-ref", "--format=%(refname)"); refs != "refs/stagecraft/state/production" {
		t.Errorf("left behind: %s", refs)
	}
}
