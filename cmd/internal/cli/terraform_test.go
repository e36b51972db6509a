package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// TestTerraform runs the scripts in testdata/terraform: teams that move between stagecraft and Terraform.
func TestTerraform(t *testing.T) {
	tofu, mirror := testtool.Tofu(t), testtool.Mirror(t)
	p := params(t, "testdata/terraform")
	setup := p.Setup
	p.Setup = func(e *testscript.Env) error {
		bin := filepath.Join(e.WorkDir, "bin")
		if err := os.Mkdir(bin, 0o755); err != nil {
			return err
		}
		if err := os.Symlink(tofu, filepath.Join(bin, "tofu")); err != nil {
			return err
		}
		e.Setenv("PATH", bin+string(os.PathListSeparator)+e.Getenv("PATH"))
		e.Setenv("TF_CLI_CONFIG_FILE", mirror)
		for _, command := range []string{"init", "plan", "apply"} {
			e.Setenv("TF_CLI_ARGS_"+command, "-no-color")
		}
		return setup(e)
	}
	testscript.Run(t, p)
}
