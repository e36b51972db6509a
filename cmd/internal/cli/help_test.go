package cli

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
)

// Help fits on a terminal of 80 columns and speaks in one voice: what a command does, as an order, without a full stop.
func TestHelp(t *testing.T) {
	streams, out, _ := terminal.Test("")
	root := (&app{streams: streams}).root()
	root.SetOut(out)
	root.InitDefaultHelpCmd()
	n := 0
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		n++
		out.Reset()
		if err := cmd.Help(); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(out.String(), "\n") {
			if len([]rune(line)) > helpWidth {
				t.Errorf("%s: a line of %d letters: %s", cmd.CommandPath(), len([]rune(line)), line)
			}
		}
		if strings.HasSuffix(cmd.Short, ".") || cmd.Short == "" {
			t.Errorf("%s: %q", cmd.CommandPath(), cmd.Short)
		}
		for _, c := range cmd.Commands() {
			visit(c)
		}
	}
	visit(root)
	if n < 30 {
		t.Errorf("only %d commands seen", n)
	}
}
