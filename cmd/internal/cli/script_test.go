package cli_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/cli"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/internal/testtool"

	_ "time/tzdata"
)

var update = flag.Bool("update", false, "rewrite expected output in scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"stagecraft": func() { os.Exit(cli.Main(os.Args[1:], terminal.System())) },
	})
}

// TestScripts runs the scripts in testdata/script: each is a story that a reader can follow.
func TestScripts(t *testing.T) {
	// Scripts that need a tool skip themselves where it is missing; this says so, and fails where tools are required.
	for _, tool := range []string{"git", "ssh-keygen", "script"} {
		if tool == "script" && runtime.GOOS != "linux" {
			continue // it takes other flags elsewhere
		}
		t.Run(tool, func(t *testing.T) { testtool.Find(t, tool) })
	}
	testscript.Run(t, params(t, "testdata/script"))
}

func params(t *testing.T, dir string) testscript.Params {
	return testscript.Params{
		Dir:                 dir,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "1")
			e.Setenv("USER", "tester")
			e.Values[serverKey{}] = &server{}
			e.Values[forgeKey{}] = &forgeServer{}
			return os.CopyFS(filepath.Join(e.WorkDir, "examples"), os.DirFS("../../../examples"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sub":      substitute,
			"samefile": sameTree,
			"serving":  serving,
			"request":  request,
			"forge":    forge,
		},
	}
}

// substitute is `sub FILE OLD NEW`: replaces text that must be there.
func substitute(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: sub FILE OLD NEW")
	}
	path := ts.MkAbs(args[0])
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not contain %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(path, []byte(strings.ReplaceAll(text, args[1], args[2])), 0o644))
}

// sameTree is `samefile DIR1 DIR2`: the directories hold the same files with the same bytes.
func sameTree(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: samefile DIR1 DIR2")
	}
	read := func(dir string) string {
		var b strings.Builder
		root := ts.MkAbs(dir)
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			rel, _ := filepath.Rel(root, path)
			fmt.Fprintf(&b, "%s\n%s\n", rel, data)
			return err
		})
		ts.Check(err)
		return b.String()
	}
	if same := read(args[0]) == read(args[1]); same == neg {
		ts.Fatalf("%s and %s: same is %v", args[0], args[1], same)
	}
}

var command = regexp.MustCompile(`(?m)^(?:\$ )?(stagecraft|go run \./cmd/stagecraft) ([^#\n]*)`)

// TestDocumentedCommands runs every stagecraft command that a README shows,
// in order, in one directory with the examples for each document.
func TestDocumentedCommands(t *testing.T) {
	docs, err := filepath.Glob("../../../examples/*/README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, doc := range append(docs, "../../../README.md", "../../../providers/hubspot/README.md", "../../../providers/salesforce/README.md", "../../../providers/odoo/README.md") {
		data, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		script := "# " + doc + "\n"
		n := 0
		fence := false
		var blocks strings.Builder
		for _, line := range strings.Split(string(data), "\n") {
			if strings.HasPrefix(line, "```") {
				fence = !fence
				continue
			}
			if fence {
				blocks.WriteString(line + "\n")
			}
		}
		for _, m := range command.FindAllStringSubmatch(blocks.String(), -1) {
			args := strings.TrimSpace(m[2])
			if strings.HasPrefix(args, "apply") {
				script += "stdin yes.txt\n"
			}
			if strings.HasPrefix(args, "sandbox serve") {
				script += "serving " + args + "\n"
			} else {
				script += "exec stagecraft " + args + "\n"
			}
			n++
		}
		if n == 0 {
			t.Errorf("%s shows no command", doc)
		}
		if _, block, ok := strings.Cut(string(data), "```hcl\n"); ok && doc == "../../../README.md" {
			block, _, _ = strings.Cut(block, "```")
			script += "exec stagecraft validate first\n-- first/a.hcl --\n" + block
		}
		script += "-- yes.txt --\nyes\n"
		name := strings.NewReplacer("../", "", "/", "-", ".md", "").Replace(doc)
		if err := os.WriteFile(filepath.Join(dir, name+".txtar"), []byte(script), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, params(t, dir))
}
