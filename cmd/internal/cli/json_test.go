package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/planner"
)

const small = `architecture "leads" {
  title   = "Our leads"
  version = "0.1.0"
}

role "sales" { title = "Sales" }

field "contact" "email" {
  type  = email
  owner = role.sales
}

lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "new" {
    owner = role.sales
    entry "any" { description = "Somebody wrote to us." }
    exit "reply" { description = "We answered." }
  }
  stage "done" {
    owner  = role.sales
    golden = true
    entry "mail" {
      description = "We can write to them."
      when        = is_set(contact.email)
    }
  }
}
`

// run runs one command line without a terminal.
func run(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	s, o, e := terminal.Test("")
	code = cli.Run(t.Context(), args, s)
	return code, o.String(), e.String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestJSON runs every command with --json: standard output holds one JSON
// value, also when the command fails, and nothing but usage errors goes to standard error.
func TestJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "arch/a.hcl", small)
	write(t, "arch/a.test.hcl", `scenario "start" {
  at = "2026-03-02T09:00:00Z"
  record "kim" {
    object = object.contact
    owner  = "ana@leads.example"
    stages = [stage.lead.new]
  }
  step "move" {
    record = "kim"
    move   = stage.lead.done
    expect { allowed = false }
  }
}
`)
	write(t, "old/a.hcl", strings.Replace(small, "We answered.", "We called.", 1))
	write(t, "golden/a.hcl", strings.Replace(small, "We can write to them.", "There is an address.", 1))
	write(t, "bad/a.hcl", `role "sales" { titel = "Sales" }`)
	for _, c := range []struct {
		line string
		code int
	}{
		{"version", 0},
		{"providers", 0},
		{"providers --matrix arch", 0},
		{"validate arch", 0},
		{"validate bad", 1},
		{"validate nowhere", 1},
		{"lint arch", 0},
		{"lint --strict arch", 1},
		{"lint bad", 1},
		{"lint nowhere", 1},
		{"lint --explain L-08", 0},
		{"fmt arch", 0},
		{"fmt --check old", 2},
		{"fmt bad/nowhere.hcl", 1},
		{"test arch", 0},
		{"test bad", 1},
		{"init new", 0},
		{"init new", 0},
		{"plan bad", 1},
		{"plan --detailed-exitcode arch", 2},
		{"plan --out plan.json arch", 0},
		{"show plan.json", 0},
		{"show nowhere.json", 1},
		{"apply plan.json arch", 0},
		{"apply plan.json arch", 1},
		{"apply --auto-approve arch", 0},
		{"plan --detailed-exitcode arch", 0},
		{"plan --target nonsense arch", 1},
		{"plan --env nonsense arch", 1},
		{"drift arch", 0},
		{"sandbox show arch", 0},
		{"sandbox seed --records 9 arch", 0},
		{"sandbox show 1 arch", 0},
		{"sandbox show --object contact arch", 0},
		{"audit arch", 0},
		{"audit --detailed-exitcode arch", 0},
		{"audit bad", 1},
		{"audit --env nonsense arch", 1},
		{"sandbox move 1 lead/nowhere arch", 1},
		{"sandbox move 4711 lead/done arch", 1},
		{"state list --dir arch", 0},
		{"state list --dir new", 0},
		{"state show sandbox_role.role.sales --dir arch", 0},
		{"state mv sandbox_role.role.sales sandbox_role.role.desk --dir arch", 0},
		{"state rm sandbox_role.role.desk --dir arch", 0},
		{"state rm sandbox_role.role.desk --dir arch", 1},
		{"history --dir arch", 0},
		{"history --dir new", 0},
		{"history show 1 --dir arch", 0},
		{"history show 99 --dir arch", 1},
		{"plan --rollback 1 arch", 0},
		{"plan --rollback 99 arch", 1},
		{"state unlock 0123456789ab --force --dir arch", 1},
		{"import --out imported arch", 0},
		{"import --out imported arch", 1},
		{"render arch --out docs", 0},
		{"render bad --out docs", 1},
		{"diff old arch", 0},
		{"diff --detailed-exitcode old arch", 2},
		{"diff bad arch", 1},
		{"changelog arch", 1},
	} {
		code, out, errs := run(t, append(strings.Fields(c.line), "--json")...)
		if code != c.code {
			t.Errorf("%s: exit code %d, want %d\n%s%s", c.line, code, c.code, out, errs)
		}
		d := json.NewDecoder(strings.NewReader(out))
		var v any
		if err := d.Decode(&v); err != nil {
			t.Errorf("%s: not JSON: %v\n%s", c.line, err, out)
			continue
		}
		if err := d.Decode(&v); !errors.Is(err, io.EOF) {
			t.Errorf("%s: more than one JSON value\n%s", c.line, out)
		}
		if errs != "" {
			t.Errorf("%s: standard error is not empty: %s", c.line, errs)
		}
	}
	// A guard that refuses, after the state was mended.
	if code, out, _ := run(t, "apply", "--auto-approve", "--json", "arch"); code != 0 {
		t.Fatalf("apply: %s", out)
	}
	if err := os.Rename("arch/.stagecraft", "golden/.stagecraft"); err != nil {
		t.Fatal(err)
	}
	code, out, _ := run(t, "apply", "--auto-approve", "--json", "golden")
	if code != 1 || !json.Valid([]byte(out)) || !strings.Contains(out, "SC0403") {
		t.Errorf("refused by a guard: exit code %d\n%s", code, out)
	}
	if code, out, errs := run(t, "apply", "--json", "golden"); code != cli.ExitUsage || out != "" || !strings.Contains(errs, "--auto-approve") {
		t.Errorf("apply --json without approval: exit code %d\n%s%s", code, out, errs)
	}
}

// TestLocked runs commands while another run holds the lock.
func TestLocked(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "arch/a.hcl", small)
	if code, _, errs := run(t, "apply", "--auto-approve", "arch"); code != 0 {
		t.Fatal(errs)
	}
	store := planner.NewLocalStore(planner.LocalPath("arch", "sandbox"), "sandbox")
	unlock, err := store.Lock(context.Background(), planner.LockInfo{Owner: "ana", Command: "apply", Host: "desk"})
	if err != nil {
		t.Fatal(err)
	}
	write(t, "arch/a.hcl", strings.Replace(small, "We answered.", "We called.", 1))
	for _, args := range [][]string{
		{"apply", "--auto-approve", "arch"},
		{"state", "rm", "sandbox_role.role.sales", "--dir", "arch"},
		{"state", "mv", "sandbox_role.role.sales", "sandbox_role.role.desk", "--dir", "arch"},
	} {
		code, _, errs := run(t, args...)
		if code != 1 || !strings.Contains(errs, "SC0406") || !strings.Contains(errs, "ana") {
			t.Errorf("%v: exit code %d\n%s", args, code, errs)
		}
	}
	if code, _, errs := run(t, "plan", "arch"); code != 0 {
		t.Errorf("a plan reads only and needs no lock: %s", errs)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := run(t, "apply", "--auto-approve", "arch"); code != 0 || !strings.Contains(out, "1 updated") {
		t.Errorf("after the lock was let go: exit code %d\n%s%s", code, out, errs)
	}
}

// TestColour looks for escape sequences: on a terminal only, and never when they are not wanted.
func TestColour(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "arch/a.hcl", small)
	write(t, "bad/a.hcl", `role "sales" { titel = "Sales" }`)
	for _, c := range []struct {
		name  string
		set   func(*terminal.Streams)
		args  []string
		wants bool
	}{
		{"pipe", func(s *terminal.Streams) { s.Color = true }, nil, false},
		{"terminal", func(s *terminal.Streams) { s.Color, s.OutTTY, s.ErrTTY = true, true, true }, nil, true},
		{"NO_COLOR", func(s *terminal.Streams) { s.OutTTY, s.ErrTTY = true, true }, nil, false},
		{"--no-color", func(s *terminal.Streams) { s.Color, s.OutTTY, s.ErrTTY = true, true, true }, []string{"--no-color"}, false},
		{"--json", func(s *terminal.Streams) { s.Color, s.OutTTY, s.ErrTTY = true, true, true }, []string{"--json"}, false},
	} {
		for _, dir := range []string{"arch", "bad"} {
			s, out, errs := terminal.Test("")
			c.set(s)
			cli.Run(t.Context(), append([]string{"plan", dir}, c.args...), s)
			if text := out.String() + errs.String(); strings.Contains(text, "\x1b[") != c.wants {
				t.Errorf("%s, %s: %q", c.name, dir, text)
			}
		}
	}
}
