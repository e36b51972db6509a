package cli_test

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
)

// TestUsage runs wrong command lines: each is answered on standard error, with
// 64, and says where help is.
func TestUsage(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "arch/a.hcl", small)
	for _, c := range []struct{ line, says string }{
		{"plna", `unknown command "plna". Did you mean "plan"?`},
		{"state lst", "unknown command"},
		{"state list arch", "write: stagecraft state list [flags]. A directory is named with --dir arch"},
		{"history arch", "A directory is named with --dir arch"},
		{"history shw", "write: stagecraft history [flags]"},
		{"sandbox nonsense", "unknown command"},
		{"plan one two", "2 arguments given; write: stagecraft "},
		{"plan --nonsense", "unknown flag"},
		{"plan -detailed-exitcod arch", "unknown shorthand flag"},
		{"lint --format sarf arch", `Did you mean "sarif"?`},
		{"lint --explain L-99", `there is no rule "L-99"`},
		{"plan --var nonsense arch", "write NAME=VALUE"},
		{"render arch", "--out is missing"},
		{"import arch", "--out is missing"},
		{"show", "write: stagecraft show PLANFILE"},
		{"apply nowhere.json arch", "is not a plan file"},
		{"sandbox move one lead/done arch", "not a record number"},
		{"diff", "write: stagecraft diff FROM [TO]"},
		{"diff a b --json --markdown", "cannot go together"},
		{"changelog one two", "2 arguments given; write: stagecraft "},
	} {
		code, out, errs := run(t, strings.Fields(c.line)...)
		if code != cli.ExitUsage || out != "" || !strings.Contains(errs, c.says) || !strings.Contains(errs, "--help") {
			t.Errorf("%s: exit code %d, standard output %q, standard error %q", c.line, code, out, errs)
		}
	}
}
