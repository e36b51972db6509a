package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
)

// TestInterrupt presses Ctrl-C once an apply has made its first change: it finishes what is under way, says
// what it did and what is left, ends with 130, and the next apply does the rest.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent Ctrl-C")
	}
	if testing.Short() {
		t.Skip("applies a large architecture; left out by -short")
	}
	dir := filepath.Join(t.TempDir(), "arch")
	generate(t, dir, 600)
	cmd := exec.Command("stagecraft", "apply", "--auto-approve", dir)
	var out bytes.Buffer
	cmd.Stdout = &out
	progress, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done, total := 0, 0
	lines := bufio.NewScanner(progress)
	for lines.Scan() {
		var i int
		if _, err := fmt.Sscanf(lines.Text(), "[%d/%d]", &i, &total); err != nil {
			t.Errorf("unexpected progress: %s", lines.Text())
		}
		if done++; i == 1 {
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // its code is looked at
	if code := cmd.ProcessState.ExitCode(); code != cli.ExitStopped {
		t.Fatalf("exit code %d, want %d\n%s", code, cli.ExitStopped, out.String())
	}
	summary := out.String()[strings.LastIndex(out.String(), "Plan:"):]
	if !strings.Contains(summary, "Applied in part") || !strings.Contains(summary, "Run apply again to finish.") {
		t.Errorf("the summary does not say that it is partial:\n%s", summary)
	}
	reported := 0
	for _, m := range regexp.MustCompile(`(\d+) (?:created|adopted)`).FindAllStringSubmatch(summary, -1) {
		n, _ := strconv.Atoi(m[1]) // digits
		reported += n
	}
	if reported != done {
		t.Errorf("%d changes were reported as they were made, %d in the summary:\n%s", done, reported, summary)
	}
	if left := fmt.Sprintf("Not reached: %d\n", total-done); !strings.Contains(summary, left) {
		t.Errorf("the summary does not say %q:\n%s", left, summary)
	}
	if _, recorded := outcome(t, dir); recorded != done {
		t.Errorf("the state has %d objects, %d were made", recorded, done)
	}
	if out, err := exec.Command("stagecraft", "apply", "--auto-approve", dir).CombinedOutput(); err != nil {
		t.Fatalf("the next apply failed: %v\n%s", err, out)
	}
	if _, recorded := outcome(t, dir); recorded != total {
		t.Errorf("the state has %d objects of %d", recorded, total)
	}
	if out, err := exec.Command("stagecraft", "plan", "--detailed-exitcode", dir).CombinedOutput(); err != nil {
		t.Errorf("the plan after that is not empty: %v\n%s", err, out)
	}
}

// ctrlC is an input at which somebody presses Ctrl-C instead of typing; it never ends.
type ctrlC struct{ press func() }

func (c ctrlC) Read([]byte) (int, error) {
	c.press()
	select {}
}

// TestInterruptPrompt presses Ctrl-C where apply asks: that is a no, at once.
func TestInterruptPrompt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "arch")
	generate(t, dir, 10)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s, out, errs := terminal.Test("")
	s.In = ctrlC{cancel}
	if code := cli.Run(ctx, []string{"apply", dir}, s); code != cli.ExitStopped || errs.String() != "Stopped.\n" {
		t.Errorf("exit code %d\n%s\n%s", code, errs, out)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".stagecraft", "state", "*")); err != nil || len(left) > 0 {
		t.Errorf("something was changed: %v, %v", left, err)
	}
}
