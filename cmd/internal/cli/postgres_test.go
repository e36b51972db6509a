package cli_test

import (
	"bytes"
	"fmt"
	"net/url"
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
	"github.com/stagecraft-dev/stagecraft/planner/pgstore"
)

const inPostgres = `
environment "production" {
  crm "sandbox" { path = "crm.db" }
  state "postgres" {
    url    = env.DATABASE_URL
    schema = "revops"
  }
}
`

// statePlace is an architecture whose state is in PostgreSQL.
type statePlace struct {
	dir, url string
	store    *pgstore.Store
}

func newStatePlace(t *testing.T, blocks int) *statePlace {
	t.Helper()
	p := &statePlace{filepath.Join(t.TempDir(), "arch"), testtool.Postgres(t), nil}
	generate(t, p.dir, blocks)
	if err := os.WriteFile(filepath.Join(p.dir, "environment.hcl"), []byte(inPostgres), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DATABASE_URL", p.url)
	var err error
	if p.store, err = pgstore.New("production", p.url, "revops"); err != nil {
		t.Fatal(err)
	}
	return p
}

// args are those of a command on the place.
func (p *statePlace) args(args ...string) []string {
	return append(args, "--env", "production", p.dir)
}

// run gives what a command printed, of whatever outcome. The password is in none of it.
func (p *statePlace) run(args ...string) (string, error) {
	out, err := exec.Command("stagecraft", args...).CombinedOutput()
	if u, perr := url.Parse(p.url); perr == nil {
		if secret, _ := u.User.Password(); bytes.Contains(out, []byte(secret)) {
			err = fmt.Errorf("the password was printed")
		}
	}
	return string(out), err
}

func (p *statePlace) must(t *testing.T, args ...string) string {
	t.Helper()
	out, err := p.run(args...)
	if err != nil {
		t.Fatalf("stagecraft %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func (p *statePlace) outcome(t *testing.T) (result, int) {
	t.Helper()
	return outcomeIn(t, filepath.Join(p.dir, "crm.db"), p.store)
}

// TestPostgresKill kills applies whose journal is in PostgreSQL; the next apply finishes what they began.
func TestPostgresKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes; left out by -short")
	}
	calm := newStatePlace(t, 60)
	calm.must(t, calm.args("apply", "--auto-approve")...)
	want, total := calm.outcome(t)
	for _, after := range []int{0, total / 3, total - 1} {
		t.Run(fmt.Sprint(after), func(t *testing.T) {
			p := newStatePlace(t, 60)
			killAfter(t, after, p.args()...)
			p.must(t, p.args("apply", "--auto-approve")...)
			got, _ := p.outcome(t)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("killed and resumed (-undisturbed +resumed):\n%s", d)
			}
			p.must(t, p.args("plan", "--detailed-exitcode")...)
			if files, _ := filepath.Glob(filepath.Join(p.dir, ".stagecraft", "state", "*")); len(files) > 0 {
				t.Errorf("state on disk: %v", files)
			}
		})
	}
}

// TestPostgresLock has an apply meet the lock of another run, and a person break it.
func TestPostgresLock(t *testing.T) {
	p := newStatePlace(t, 20)
	if _, err := p.store.Lock(t.Context(), planner.LockInfo{Owner: "ana", Command: "apply", Host: "runner-7"}); err != nil {
		t.Fatal(err)
	}
	out, err := p.run(p.args("apply", "--auto-approve")...)
	if err == nil || !strings.Contains(out, "SC0406") || !strings.Contains(out, "held by ana, running apply, on runner-7") {
		t.Fatalf("%v\n%s", err, out)
	}
	p.must(t, p.args("plan")...) // that needs no lock
	how := regexp.MustCompile(`stagecraft (state unlock --env production \S+)`).FindStringSubmatch(strings.Join(strings.Fields(out), " "))
	if how == nil {
		t.Fatalf("not said how to break it:\n%s", out)
	}
	unlock := append(strings.Fields(how[1]), "--force", "--dir", p.dir)
	p.must(t, unlock...)
	if err := p.store.Append(t.Context(), planner.Entry{Phase: planner.Started, Target: "sandbox", Address: "x"}); err == nil || !strings.Contains(err.Error(), "lost") {
		t.Errorf("a run goes on without its lock: %v", err)
	}
	if out, err = p.run(unlock...); err == nil || !strings.Contains(out, "There is no lock to break") {
		t.Errorf("%v\n%s", err, out)
	}
	p.must(t, p.args("apply", "--auto-approve")...)
}

// TestPostgresHistory lists applies, and goes back to one.
func TestPostgresHistory(t *testing.T) {
	p := newStatePlace(t, 20)
	roles := func(text string) {
		if err := os.WriteFile(filepath.Join(p.dir, "roles.hcl"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	roles("role \"first\" { title = \"First\" }\n")
	p.must(t, p.args("apply", "--auto-approve")...)
	then, _ := p.outcome(t)
	roles("role \"second\" { title = \"Second\" }\n")
	p.must(t, p.args("apply", "--auto-approve")...)
	history := strings.Split(p.must(t, "history", "--env", "production", "--dir", p.dir), "\n")
	if len(history) < 2 || !strings.Contains(history[0], "2") || !strings.Contains(history[1], "1") {
		t.Errorf("%q", history)
	}
	if out := p.must(t, "history", "show", "2", "--env", "production", "--dir", p.dir); !strings.Contains(out, "role.second") {
		t.Error(out)
	}
	p.must(t, p.args("apply", "--auto-approve", "--rollback", "1")...)
	now, _ := p.outcome(t)
	if d := cmp.Diff(then, now); d != "" {
		t.Errorf("rolled back (-then +now):\n%s", d)
	}
}

// TestPostgresApplies has many processes apply parts of an architecture at once: one at a time, and none is lost.
func TestPostgresApplies(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes; left out by -short")
	}
	const runs = 20
	p := newStatePlace(t, 60)
	// Roles need nothing else, so that each can be applied by itself.
	roles := "\n"
	for i := range runs {
		roles += fmt.Sprintf("role \"r%d\" { title = \"Role %d\" }\n", i, i)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "roles.hcl"), []byte(roles), 0o644); err != nil {
		t.Fatal(err)
	}
	p.must(t, p.args("apply", "--auto-approve", "--target", "role.r0")...)
	var wg sync.WaitGroup
	var tries atomic.Int64
	for i := range runs {
		wg.Go(func() {
			args := p.args("apply", "--auto-approve", "--target", fmt.Sprintf("role.r%d", i))
			for range 100 {
				tries.Add(1)
				out, err := p.run(args...)
				switch {
				case err == nil:
					return
				case !strings.Contains(out, "SC0406") && !strings.Contains(out, "SC0404"):
					t.Errorf("apply %d: %v\n%s", i, err, out)
					return
				}
			}
			t.Errorf("apply %d never had its turn", i)
		})
	}
	wg.Wait()
	t.Logf("%d tries for %d applies", tries.Load(), runs)
	got, n := p.outcome(t) // which compares what the state is bound to
	live := 0
	for id := range got.CRM {
		if strings.HasPrefix(id, "sandbox_role ") {
			live++
		}
	}
	if n != runs || live != runs {
		t.Errorf("%d roles in the state and %d in the CRM", n, live)
	}
	records, err := p.store.History(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var applied []string
	for i, r := range records {
		if r.Serial != len(records)-i {
			t.Errorf("record %d is of serial %d", i, r.Serial)
		}
		if r.Kind != planner.RecordApply {
			t.Errorf("record %d is of kind %s: %+v", i, r.Kind, r)
			continue
		}
		for _, o := range r.Result.Applied {
			applied = append(applied, o.Address)
		}
	}
	slices.Sort(applied)
	if len(applied) != runs || len(slices.Compact(applied)) != runs {
		t.Errorf("applied: %v", applied)
	}
}
