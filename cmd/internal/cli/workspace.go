package cli

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

// Version is the version of the tool; releases set it with -ldflags.
var Version = "0.1.0"

// Factories is the explicit list of providers.
func Factories() []*providers.Factory { return bundled.Factories() }

// DefaultEnvironment is the environment used without --env: the embedded sandbox CRM.
const DefaultEnvironment = "sandbox"

// workspace is the directory, environment and variables that a command works on.
type workspace struct {
	app      *app
	dir      string
	env      string
	vars     []string
	varFiles []string
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

// envName is the environment's name, also when none was given.
func (w *workspace) envName() string {
	if w.env == "" {
		return DefaultEnvironment
	}
	return w.env
}

// options are what the architecture is read with, beside its files.
func (w *workspace) options() (hclschema.Options, error) {
	opts := hclschema.Options{Vars: map[string]string{}, VarFiles: w.varFiles, Getenv: w.app.streams.Getenv,
		Env: w.env, ToolVersion: Version}
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

// load reads the architecture. It prints warnings; errors come back as one error with all of them.
func (w *workspace) load() (*hclschema.Result, error) {
	opts, err := w.options()
	if err != nil {
		return nil, err
	}
	res := hclschema.Load(w.dir, opts)
	if !res.Diags.HasErrors() {
		res.Diags.Add(w.checkEnvironment(res.Architecture)...)
		res.Diags.Add(checkSettings(res.Architecture)...)
	}
	if res.Diags.HasErrors() {
		return res, diagError{res.Diags, res.Sources}
	}
	if len(res.Diags) > 0 && !w.app.json {
		w.app.printDiags(res.Diags, res.Sources)
	}
	return res, nil
}

// targetsOf opens the CRMs of the environment. Call close when done.
func (w *workspace) targetsOf(ctx context.Context, a *schema.Architecture) (ts []planner.TargetProvider, closeAll func(), err error) {
	closeAll = func() {
		for _, t := range ts {
			_ = t.Provider.Close()
		}
		w.hideFromGit()
	}
	crms := []*schema.CRM{{Provider: "sandbox"}}
	if env := w.environment(a); env != nil {
		crms = env.CRMs
	} else if diags := w.checkEnvironment(a); len(diags) > 0 {
		return nil, closeAll, diagError{diags, nil}
	}
	for _, crm := range crms {
		f := factory(crm.Provider)
		if f == nil {
			closeAll()
			return nil, func() {}, diagError{diag.List{{Code: diag.Environment, Severity: diag.Error, Subject: crm.Range,
				Summary: fmt.Sprintf("there is no provider %q", crm.Provider),
				Detail:  "This version of stagecraft can apply to: " + strings.Join(providerNames(), ", ") + "."}}, nil}
		}
		t := providers.Target{Environment: w.envName(), CRM: crm, Dir: w.dir}
		p, err := f.Open(ctx, t, w.app.streams.Getenv)
		if err != nil {
			closeAll()
			return nil, func() {}, diagError{diag.List{{Code: diag.Environment, Severity: diag.Error, Subject: crm.Range,
				Summary: fmt.Sprintf("the %s CRM cannot be opened", crm.Provider), Detail: err.Error()}}, nil}
		}
		ts = append(ts, planner.TargetProvider{Target: t, Provider: p})
	}
	return ts, closeAll, nil
}

// hideFromGit keeps what the tool itself stores beside the architecture (state, the sandbox CRM, fetched modules) out of
// commits. Nothing depends on it, so that a directory that cannot be written to is no error.
func (w *workspace) hideFromGit() {
	own := filepath.Join(w.dir, ".stagecraft")
	if ignore := filepath.Join(own, ".gitignore"); exists(own) && !exists(ignore) {
		_ = os.WriteFile(ignore, []byte("*\n"), 0o644)
	}
}

// checkEnvironment reports an environment that is asked for and not declared.
func (w *workspace) checkEnvironment(a *schema.Architecture) diag.List {
	if w.envName() == DefaultEnvironment || w.environment(a) != nil {
		return nil
	}
	var names []string
	for _, e := range a.Environments {
		names = append(names, e.Name)
	}
	return diag.List{{Code: diag.Environment, Severity: diag.Error,
		Summary: fmt.Sprintf("there is no environment %q", w.env),
		Detail:  "Declare it with an environment block, or leave --env out to use the embedded sandbox CRM." + diag.DidYouMean(w.env, names)}}
}

// checkSettings finds settings of crm blocks that their providers do not have. CRMs without a provider may have any.
func checkSettings(a *schema.Architecture) (diags diag.List) {
	for _, env := range a.Environments {
		for _, crm := range env.CRMs {
			f := factory(crm.Provider)
			if f == nil {
				continue
			}
			var known []string
			for _, s := range f.Info.Settings {
				known = append(known, s.Name)
			}
			for _, name := range slices.Sorted(maps.Keys(crm.Settings)) {
				if !slices.Contains(known, name) {
					diags.Errorf(diag.Environment, crm.Range, fmt.Sprintf("%s has no setting %q", f.Info.Title, name),
						"The settings are %s.%s", strings.Join(known, ", "), diag.DidYouMean(name, known))
				}
			}
		}
	}
	return diags
}

// environment is the block of the selected environment, or nil.
func (w *workspace) environment(a *schema.Architecture) *schema.Environment {
	for _, e := range a.Environments {
		if e.Name == w.envName() {
			return e
		}
	}
	return nil
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

// store is where the environment's state is kept.
func (w *workspace) store() planner.Store {
	return planner.NewLocalStore(planner.LocalPath(w.dir, w.envName()), w.envName())
}

func factory(name string) *providers.Factory {
	for _, f := range Factories() {
		if f.Info.Name == name {
			return f
		}
	}
	return nil
}

func providerNames() []string {
	var names []string
	for _, f := range Factories() {
		names = append(names, f.Info.Name)
	}
	return names
}

// committed is the short hash of the commit that an architecture was read at, "" outside a repository, with a remark
// when the files that were read are not those of the commit.
func committed(dir string, sources map[string][]byte) string {
	repo, err := history.Open(dir)
	if err != nil {
		return ""
	}
	at, err := repo.Resolve("HEAD")
	if err != nil {
		return ""
	}
	tree, err := repo.FS(at)
	if err != nil {
		return at.Short
	}
	for name, data := range sources {
		was, err := fs.ReadFile(tree, path.Join(repo.Dir(), filepath.ToSlash(name)))
		if err != nil || !bytes.Equal(was, data) {
			return at.Short + " with changes"
		}
	}
	return at.Short
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
