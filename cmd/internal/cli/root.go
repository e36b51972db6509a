// Package cli holds the commands. Each is an options struct, a constructor
// and a run function; flags are parsed here, the work is done by the library
// packages, and package view prints.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Exit codes.
const (
	ExitOK      = 0 // done; nothing to change, or changes without --detailed-exitcode
	ExitError   = 1 // an error, or a scenario that failed
	ExitChanges = 2 // changes, drift or findings of an audit, with --detailed-exitcode; files to format, with fmt --check
	ExitUsage   = 64
	ExitStopped = 130 // stopped by Ctrl-C after finishing what was under way
)

// exit ends a command with a code, after everything was printed.
type exit struct{ code int }

func (e exit) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// usageError marks a wrong command line.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }

// diagError carries diagnostics and the sources for their snippets.
type diagError struct {
	diags   diag.List
	sources map[string][]byte
}

func (e diagError) Error() string { return e.diags.Err().Error() }

// Main runs one command line and returns the exit code.
func Main(args []string, s *terminal.Streams) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return Run(ctx, args, s)
}

// Run is Main with a context that stops the command.
func Run(ctx context.Context, args []string, s *terminal.Streams) int {
	app := &app{streams: s}
	root := app.root()
	root.SetArgs(longFlags(root, args))
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetIn(s.In)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return ExitOK
	}
	var code exit
	var usage usageError
	var de diagError
	var part incompleteError
	switch {
	case errors.As(err, &code):
		return code.code
	case errors.As(err, &usage):
		fmt.Fprintf(s.Err, "Error: %v\n\nRun '%s --help' for usage.\n", usage, cmd.CommandPath())
		return ExitUsage
	case errors.As(err, &part):
		app.printIncomplete(part)
		return ExitOK
	case errors.As(err, &de):
		app.printDiags(de.diags, de.sources)
		return ExitError
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(s.Err, "Stopped.")
		return ExitStopped
	}
	what := diag.ProviderError
	if _, file := errors.AsType[*fs.PathError](err); file {
		what = diag.UnreadableIO
	}
	app.printDiags(diag.List{{Severity: diag.Error, Code: what, Summary: err.Error()}}, nil)
	return ExitError
}

// app is what all commands share.
type app struct {
	streams *terminal.Streams
	noColor bool
	json    bool
	// untrusted is the flag, vetting what follows from it and from the runner.
	untrusted bool
	vetting   vetting
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "stagecraft",
		Short: "Lifecycle architecture as code", Version: versionString(),
		Long: `Stagecraft reads how a lead becomes a customer from HCL, compares it with a live CRM, applies it, and renders the documents that people sign.

stagecraft demo shows all of it in seconds; stagecraft init DIR starts an architecture of your own.

Exit codes: 0 done, 1 error, 2 changes (with --detailed-exitcode), 64 wrong command line, 130 stopped by Ctrl-C.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          knownCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if a.noColor {
				a.streams.Color = false
			}
			// Files are named after the environment.
			if f := cmd.Flags().Lookup("env"); f != nil && strings.ContainsAny(f.Value.String(), `/\:`) {
				return usageError{fmt.Errorf("--env %q: write the name of an environment, not a path", f.Value)}
			}
			return a.vet(cmd)
		},
	}
	root.PersistentFlags().BoolVar(&a.untrusted, "untrusted", false, "the architecture was vetted by nobody: read no secret, contact nothing (default: true for pull requests from forks)")
	root.PersistentFlags().BoolVar(&a.noColor, "no-color", false, "print without colours (also NO_COLOR)")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print the result as JSON on standard output")
	root.SetVersionTemplate("stagecraft {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.HiddenDefaultCmd = false
	addGroups(root, []group{
		{"Write an architecture", []*cobra.Command{a.initCmd(), a.validateCmd(), a.lintCmd(), a.fmtCmd(), a.testCmd(), a.importCmd()}},
		{"Change a CRM", []*cobra.Command{a.planCmd(), a.showCmd(), a.applyCmd(), a.qaCmd(), a.promoteCmd(), a.driftCmd(), a.auditCmd(), a.exportCmd(), a.historyCmd(), a.stateCmd(), a.sandboxCmd(), a.providersCmd()}},
		{"Make documents", []*cobra.Command{a.renderCmd(), a.serveCmd()}},
		{"Agree and release", []*cobra.Command{a.diffCmd(), a.signoffCmd(), a.ciCmd(), a.changelogCmd(), a.releaseCmd()}},
		{"More", []*cobra.Command{a.demoCmd(), a.versionCmd()}},
	})
	layHelp(root)
	addCompletions(root)
	return root
}

// longFlags turns Terraform's -long-flag into --long-flag where a command
// has such a flag, so that both spellings work.
func longFlags(root *cobra.Command, args []string) []string {
	known := map[string]bool{"help": true, "version": true}
	var collect func(*cobra.Command)
	collect = func(c *cobra.Command) {
		add := func(f *pflag.Flag) { known[f.Name] = true }
		c.Flags().VisitAll(add)
		c.PersistentFlags().VisitAll(add)
		for _, sub := range c.Commands() {
			collect(sub)
		}
	}
	collect(root)
	out := slices.Clone(args)
	for i, arg := range out {
		if arg == "--" {
			break
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		if strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--") && len(name) > 1 && known[name] {
			out[i] = "-" + arg
		}
	}
	return out
}

// printDiags shows diagnostics on standard error, or as JSON on standard
// output when the command was asked for JSON.
func (a *app) printDiags(ds diag.List, sources map[string][]byte) {
	if len(ds) == 0 {
		return
	}
	if a.json {
		_ = view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "diagnostics": ds.Sorted()})
		return
	}
	view.Diagnostics(a.streams.Err, a.streams.ErrStyle(), a.streams.ErrColumns(), ds, sources)
}

// knownCommand is the check of the root's arguments: what is left over is a command that does not exist.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return usageError{fmt.Errorf("unknown command %q.%s", args[0], diag.DidYouMean(args[0], names))}
}

// required is the error of a command line without a flag that the command needs; nil when it has a value.
func required(flag, value string) error {
	if value != "" {
		return nil
	}
	return usageError{fmt.Errorf("--%s is missing", flag)}
}
