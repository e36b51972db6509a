package cli_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// server is a stagecraft command that a script runs in the background.
type server struct {
	cmd  *exec.Cmd
	said chan string // what it printed after it was ready, once it has ended
}

// serverKey finds the server among the values of a script.
type serverKey struct{}

var export = regexp.MustCompile(`^\s*export (\w+)=(\S+)$`)

// serving is `serving ARGS…`: runs stagecraft with the arguments on a free port and without limits until the script ends, and sets the environment
// variables that it says to export. `serving stop` presses Ctrl-C; standard output is what it said at the end.
func serving(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(serverKey{}).(*server)
	if neg || len(args) == 0 {
		ts.Fatalf("usage: serving ARGS… | serving stop")
	}
	if args[0] == "stop" {
		ts.Check(s.cmd.Process.Signal(os.Interrupt))
		fmt.Fprint(ts.Stdout(), <-s.said)
		ts.Check(s.cmd.Wait())
		return
	}
	s.cmd, s.said = exec.Command("stagecraft", append(args, "--addr", "127.0.0.1:0", "--no-limits")...), make(chan string, 1)
	s.cmd.Dir = ts.MkAbs(".")
	out, err := s.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(s.cmd.Start())
	cmd := s.cmd
	ts.Defer(func() {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for ready := false; !ready; ready = strings.HasPrefix(lines.Text(), "In the architecture") {
		if !lines.Scan() {
			ts.Fatalf("stagecraft %s ended before it was ready", strings.Join(args, " "))
		}
		if m := export.FindStringSubmatch(lines.Text()); m != nil {
			ts.Setenv(m[1], m[2])
		}
	}
	go func(said chan<- string) {
		var rest strings.Builder
		for lines.Scan() {
			fmt.Fprintln(&rest, lines.Text())
		}
		said <- rest.String()
	}(s.said)
}
