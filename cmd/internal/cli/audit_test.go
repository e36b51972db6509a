package cli_test

import (
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
)

// A CRM that breaks off is an error; the report is saved all the same, says so, and takes nothing for right.
func TestAuditThatCannotRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../../examples/simple-pipeline")); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"apply", "--auto-approve", dir}, {"sandbox", "seed", "--records", "5", dir}} {
		if out, err := exec.Command("stagecraft", args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, ".stagecraft", "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	db, err := sql.Open("sqlite", files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE records SET props = '{'`); err != nil {
		t.Fatal(err)
	}
	audit := func(args ...string) string {
		cmd := exec.Command("stagecraft", append(append([]string{"audit"}, args...), dir)...)
		var out, errs strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &errs
		_ = cmd.Run() // its code is looked at
		if code := cmd.ProcessState.ExitCode(); code != cli.ExitError {
			t.Errorf("%v: exit code %d\n%s%s", args, code, out.String(), errs.String())
		}
		return out.String()
	}
	said := audit()
	for _, want := range []string{"Not everything could be read: what follows is incomplete.", "Not known.", "Nothing could be judged."} {
		if !strings.Contains(said, want) {
			t.Errorf("without %q:\n%s", want, said)
		}
	}
	saved := filepath.Join(dir, "report", "audit.json")
	if said := audit("--json", "--out", saved); strings.Contains(said, `"checks"`) {
		t.Errorf("errors and a report are printed as one:\n%s", said)
	}
	report, err := os.ReadFile(saved)
	if err != nil || !strings.Contains(string(report), `"failed": true`) {
		t.Errorf("%v\n%s", err, report)
	}
}
