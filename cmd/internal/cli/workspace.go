package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// Version is the version of the tool; releases set it with -ldflags.
var Version = "0.1.0"

// Factories is the explicit list of providers.
func Factories() []*providers.Factory { return bundled.Factories() }

// workspace is the directory, environment and variables that a command works on.
type workspace struct {
	app      *app
	dir      string
	env      string
	vars     []string
	varFiles []string
	readOnly bool // nothing may be written, beside the architecture or to a CRM
	dirFlag  bool // the directory is given with --dir
}

// how names an environment of the workspace, or none, on a command line.
func (w *workspace) how(env string) string {
	var how []string
	if env != "" {
		how = append(how, "--env", env)
	}
	if w.dir != "." && w.dirFlag {
		how = append(how, "--dir")
	}
	if w.dir != "." {
		how = append(how, w.dir)
	}
	return strings.Join(how, " ")
}

// command is a command line for what this one was for.
func (w *workspace) command(line string) string {
	return strings.TrimSpace("stagecraft " + line + " " + w.how(w.env))
}

// apply is the command line that carries out a plan file, which names the environment itself.
func (w *workspace) apply(planFile string) string {
	return strings.TrimSpace("stagecraft apply " + planFile + " " + w.how(""))
}

// flags adds the flags that select a workspace.
func (w *workspace) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.env, "env", "", "environment to work on (default: the embedded sandbox CRM)")
	w.varFlags(cmd)
}

func (w *workspace) varFlags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&w.vars, "var", nil, "set a variable: --var NAME=VALUE (repeatable)")
	cmd.Flags().StringArrayVar(&w.varFiles, "var-file", nil, "read variables from a file (repeatable)")
}

// dirArg sets the directory from the optional argument at position i.
func (w *workspace) dirArg(args []string, i int) {
	w.dir = "."
	if len(args) > i {
		w.dir = args[i]
	}
}

// options are what the architecture is read with, beside its files.
func (w *workspace) options() (hclschema.Options, error) {
	opts := hclschema.Options{Vars: map[string]string{}, VarFiles: w.varFiles, Getenv: w.app.streams.Getenv,
		Env: w.env, ToolVersion: Version, Untrusted: w.app.vetting.why != ""}
	for _, v := range w.vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok {
			return opts, usageError{fmt.Errorf("--var %q: write NAME=VALUE", v)}
		}
		opts.Vars[name] = value
	}
	return opts, nil
}

// collectLess has garbage collected less often until the function that it gives is called. Nearly all that is made while
// architectures are read and compared is kept, so that looking for garbage in it takes a fifth of the time for little.
func collectLess() func() {
	before := debug.SetGCPercent(400)
	return func() { debug.SetGCPercent(before) }
}

// directory is the workspace as others know it, too.
func (w *workspace) directory() (*directory.Directory, error) {
	load, err := w.options()
	return &directory.Directory{Path: w.dir, Env: w.env, Load: load, Factories: Factories(), Getenv: w.app.streams.Getenv, ReadOnly: w.readOnly}, err
}

// envName is the environment's name, also when none was given.
func (w *workspace) envName() string { return (&directory.Directory{Env: w.env}).EnvName() }

// read reads the architecture. Errors come back as one error with all of them.
func (w *workspace) read() (*directory.Directory, *hclschema.Result, error) {
	d, err := w.directory()
	if err != nil {
		return nil, nil, err
	}
	res := d.Read()
	if res.Diags.HasErrors() {
		return d, res, diagError{res.Diags, res.Sources}
	}
	return d, res, nil
}

// load reads the architecture and prints warnings. What is missing of an untrusted one is an error, too.
func (w *workspace) load() (*hclschema.Result, error) {
	_, res, err := w.read()
	if err != nil {
		return res, err
	}
	if res.Incomplete {
		return res, incompleteError{diagError{res.Diags, res.Sources}}
	}
	if len(res.Diags) > 0 && !w.app.json {
		w.app.printDiags(res.Diags, res.Sources)
	}
	return res, nil
}

// targetsOf opens the CRMs of the environment. Call close when done.
func (w *workspace) targetsOf(ctx context.Context, a *schema.Architecture) ([]planner.TargetProvider, func(), error) {
	d, err := w.directory()
	if err != nil {
		return nil, nil, err
	}
	ts, closeAll, err := d.Open(ctx, a)
	if err != nil {
		closeAll()
		return nil, nil, asDiagError(err)
	}
	return ts, closeAll, nil
}

// hideFromGit keeps what the tool itself stores beside the architecture out of commits.
func (w *workspace) hideFromGit() { (&directory.Directory{Path: w.dir}).HideFromGit() }

// environment is the block of the selected environment, or nil.
func (w *workspace) environment(a *schema.Architecture) *schema.Environment {
	return (&directory.Directory{Env: w.env}).Environment(a)
}

// sandboxPath is the file of the embedded sandbox CRM of the environment.
func (w *workspace) sandboxPath(a *schema.Architecture) (string, error) {
	t := providers.Target{Environment: w.envName(), CRM: &schema.CRM{Provider: "sandbox"}, Dir: w.dir}
	if a != nil {
		if env := w.environment(a); env != nil {
			for _, c := range env.CRMs {
				if c.Provider == "sandbox" {
					t.CRM = c
				}
			}
		}
	}
	return sandbox.Path(t, w.app.streams.Getenv)
}

// store is where the environment's state is kept, for commands that need nothing else of the architecture.
func (w *workspace) store() (planner.Ledger, error) {
	d, res, err := w.read()
	if err != nil {
		return nil, err
	}
	store, err := d.Store(res.Architecture)
	return store, asDiagError(err)
}

// state is what was applied last.
func (w *workspace) state(ctx context.Context) (*planner.State, error) {
	store, err := w.store()
	if err != nil {
		return nil, err
	}
	s, err := store.Load(ctx)
	return s, asDiagError(err)
}

func factory(name string) *providers.Factory {
	for _, f := range Factories() {
		if f.Info.Name == name {
			return f
		}
	}
	return nil
}

// versionString names the tool and how it was built.
func versionString() string {
	v := Version
	if bi, ok := debug.ReadBuildInfo(); ok {
		for _, s := range bi.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				v += " (" + s.Value[:12] + ")"
			}
		}
	}
	return v
}

// writeFile writes a file and the directories above it.
func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
