package cli_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema/hclgen"
)

// TestKill kills an apply with SIGKILL at random instants and finishes it with
// another apply: the CRM and the state must be what an undisturbed run leaves.
// STAGECRAFT_KILLS and STAGECRAFT_KILL_BLOCKS make it as long as one likes.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills many processes; left out by -short")
	}
	kills, blocks := number("STAGECRAFT_KILLS", 6), number("STAGECRAFT_KILL_BLOCKS", 150)
	calm := filepath.Join(t.TempDir(), "calm")
	generate(t, calm, blocks)
	out, err := exec.Command("stagecraft", "apply", "--auto-approve", calm).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want, total := outcome(t, calm)
	t.Logf("%d changes, %d kills", total, kills)
	for i := range kills {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "killed")
			generate(t, dir, blocks)
			killAfter(t, rand.New(rand.NewPCG(uint64(i), 1)).IntN(total), dir)
			out, err := exec.Command("stagecraft", "apply", "--auto-approve", dir).CombinedOutput()
			if err != nil {
				t.Fatalf("the apply after the kill failed: %v\n%s", err, out)
			}
			got, _ := outcome(t, dir)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("killed and resumed (-undisturbed +resumed):\n%s", d)
			}
			if out, err := exec.Command("stagecraft", "plan", "--detailed-exitcode", dir).CombinedOutput(); err != nil {
				t.Errorf("the plan after that is not empty: %v\n%s", err, out)
			}
		})
	}
}

func number(env string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(env)); err == nil {
		return n
	}
	return otherwise
}

func generate(t *testing.T, dir string, blocks int) {
	t.Helper()
	for name, data := range hclgen.Generate(blocks) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// killAfter starts an apply and kills it once it has reported n changes; it
// is somewhere in a later one then.
func killAfter(t *testing.T, n int, args ...string) {
	t.Helper()
	cmd := exec.Command("stagecraft", append([]string{"apply", "--auto-approve"}, args...)...)
	progress, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(progress)
	for seen := 0; seen < n && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "[") {
			seen++
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Log("the apply ended before it could be killed")
	}
}

// result is what an apply leaves: the CRM's objects and the state's resources, without remote ids.
type result struct {
	CRM   map[string]providers.Values
	State map[string]string
}

func outcome(t *testing.T, dir string) (result, int) {
	t.Helper()
	return outcomeIn(t, filepath.Join(dir, ".stagecraft", "sandbox-sandbox.db"), planner.NewLocalStore(planner.LocalPath(dir, "sandbox"), "sandbox"))
}

func outcomeIn(t *testing.T, db string, store planner.Store) (result, int) {
	t.Helper()
	crm, err := sandbox.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	defer crm.Close()
	live, err := crm.Provider().Read(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r := result{map[string]providers.Values{}, map[string]string{}}
	ids := map[string]string{}
	for _, l := range live {
		id := l.Type + " " + l.Key
		if _, twice := r.CRM[id]; twice {
			t.Errorf("%s exists twice", id)
		}
		r.CRM[id], ids[l.ID] = l.Values, id
	}
	state, err := store.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Pending) > 0 {
		t.Errorf("%d operations are still pending", len(state.Pending))
	}
	for addr, res := range state.Target("sandbox").Resources {
		r.State[addr] = ids[res.ID]
		if ids[res.ID] != res.Type+" "+res.Key {
			t.Errorf("%s is bound to %q", addr, ids[res.ID])
		}
	}
	return r, len(r.State)
}
