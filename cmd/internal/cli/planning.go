package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/planner/report"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// planOptions are the flags that plan and apply share.
type planOptions struct {
	workspace
	targets []string
	prune   []string
	require []string
	trust   string
	all     bool
}

func (o *planOptions) flags(cmd *cobra.Command) {
	o.workspace.flags(cmd)
	cmd.Flags().StringArrayVar(&o.targets, "target", nil, "plan only this block or resource and what it needs (repeatable)")
	cmd.Flags().StringArrayVar(&o.prune, "prune", nil, "delete unmanaged live objects that match TYPE.KEY, with * and ?; '*' is all (repeatable)")
	cmd.Flags().StringSliceVar(&o.require, "require", nil, "refuse a plan that configures definitions that are not: confirmed, signed (by the whole council), verified (the signatures are proven)")
	cmd.Flags().StringVar(&o.trust, "trust", "", "with --require signed or verified, take signing keys, council and holders from this revision")
	cmd.Flags().BoolVar(&o.all, "all", false, "show every value of new objects and every manual step")
}

// session is an architecture with its CRMs open.
type session struct {
	res   *hclschema.Result
	build planner.BuildOptions
	store planner.Store
	close func()
}

// open loads the architecture, opens the CRMs and reads the state.
func (o *planOptions) open(ctx context.Context) (_ *session, err error) {
	collectAgain := collectLess()
	defer func() {
		if err != nil {
			collectAgain()
		}
	}()
	store := o.store()
	var state *planner.State
	var stateErr error
	read := make(chan struct{})
	go func() { // beside the parsing of the files
		defer close(read)
		state, stateErr = store.Load(ctx)
	}()
	res, err := o.load()
	<-read
	if err != nil {
		return nil, err
	}
	d, err := o.directory()
	if err != nil {
		return nil, err
	}
	signed, err := o.signedOff(d, res)
	if err != nil {
		return nil, err
	}
	crms, closeAll, err := o.targetsOf(ctx, res.Architecture)
	if err != nil {
		return nil, err
	}
	if stateErr != nil {
		closeAll()
		return nil, asDiagError(stateErr)
	}
	s := &session{res: res, store: store, close: func() {
		closeAll()
		collectAgain()
	}}
	s.build = planner.BuildOptions{Arch: res.Architecture, Environment: o.envName(), CRMs: crms, State: state,
		Targets: o.targets, Prune: o.prune, Require: o.require, SignOffs: signed, Commit: d.Committed(res.Sources), ToolVersion: Version}
	if env := o.environment(res.Architecture); env != nil {
		s.build.Guard = env.Guard
	}
	return s, nil
}

// signedOff is what the council has signed; nil when nobody signed anything and nothing is required.
func (o *planOptions) signedOff(d *directory.Directory, res *hclschema.Result) (*signoff.Status, error) {
	s, err := d.SignOffsFor(res, o.require, o.trust)
	if err != nil || s == nil {
		return nil, asDiagError(err)
	}
	if !o.app.json {
		o.app.printDiags(s.Diags, s.Sources)
	}
	return s.Status, nil
}

// plan makes the plan of a session; a plan with errors is an error.
func (s *session) plan(ctx context.Context) (*planner.Plan, error) {
	p, diags := planner.Build(ctx, s.build)
	if diags.HasErrors() {
		return p, diagError{diags, s.res.Sources}
	}
	return p, nil
}

// asDiagError is an error as one that is shown with its diagnostics.
func asDiagError(err error) error {
	var p *directory.Problem
	var d diag.Diagnostic
	switch {
	case errors.As(err, &p):
		return diagError{p.Diags, p.Sources}
	case errors.As(err, &d):
		return diagError{diag.List{d}, nil}
	}
	return err
}

func (a *app) planCmd() *cobra.Command {
	o := &planOptions{workspace: workspace{app: a}}
	var out string
	var markdown, detailed, validate bool
	cmd := &cobra.Command{
		Use:   "plan [DIR]",
		Short: "Show what an apply would change, and why",
		Long:  "Compares the architecture with the live CRM and with what was applied last. Nothing is changed.\n\nExit codes: 0 done, 1 error, 2 there are changes (with --detailed-exitcode).",
		Args:  args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dirArg(args, 0)
			s, err := o.open(cmd.Context())
			if err != nil {
				return err
			}
			defer s.close()
			s.build.Validate = validate
			p, err := s.plan(cmd.Context())
			if err != nil {
				return err
			}
			if out != "" {
				data, err := planner.WritePlan(p)
				if err != nil {
					return err
				}
				if err := writeFile(out, data); err != nil {
					return err
				}
			}
			if err := a.showPlan(p, s.res.Sources, o.all, markdown); err != nil {
				return err
			}
			if out != "" && !a.json && !markdown {
				next := "stagecraft apply " + out
				if o.dir != "." {
					next += " " + o.dir
				}
				fmt.Fprintf(a.streams.Out, "\nSaved the plan to %s. To carry it out: %s\n", out, next)
			}
			if detailed && !p.Empty() {
				return exit{ExitChanges}
			}
			return nil
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "save the plan to a file, for apply")
	cmd.Flags().BoolVar(&validate, "validate", false, "have the CRM check the changes too, where it can (Salesforce: a deploy that changes nothing)")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print the plan as a pull-request comment")
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when there are changes")
	return cmd
}

func (a *app) showPlan(p *planner.Plan, sources map[string][]byte, all, markdown bool) error {
	switch {
	case a.json:
		return view.JSON(a.streams.Out, p)
	case markdown:
		view.PlanMarkdown(a.streams.Out, p)
	default:
		a.printDiags(p.Findings, sources)
		report.Plan(a.streams.Out, a.streams.OutStyle(), p, all)
	}
	return nil
}

func (a *app) showCmd() *cobra.Command {
	var all, markdown bool
	cmd := &cobra.Command{
		Use:   "show PLANFILE",
		Short: "Show a saved plan",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := readPlan(args[0], "")
			if err != nil {
				return err
			}
			return a.showPlan(p, nil, all, markdown)
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "show every value of new objects and every manual step")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print the plan as a pull-request comment")
	return cmd
}

func readPlan(path, env string) (*planner.Plan, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p, err := planner.ReadPlan(data, path, env)
	if err != nil {
		return nil, asDiagError(err)
	}
	return p, nil
}

// applyOptions are the flags of apply.
type applyOptions struct {
	planOptions
	planFile                   string
	autoApprove                bool
	quiet                      bool // no line for each change
	deletes, changes, goldenOK bool
}

func (a *app) applyCmd() *cobra.Command {
	o := &applyOptions{planOptions: planOptions{workspace: workspace{app: a}}}
	cmd := &cobra.Command{
		Use:   "apply [PLANFILE] [DIR]",
		Short: "Change the CRM to what the architecture says",
		Long:  "Makes a plan, asks, and carries it out; with a PLANFILE, carries out exactly that plan and refuses when it no longer fits.\nCtrl-C finishes the operations under way and stops; the next apply goes on from there.",
		Args:  args(cobra.MaximumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				if info, err := os.Stat(args[0]); err == nil && !info.IsDir() {
					o.planFile, args = args[0], args[1:]
				}
			}
			if len(args) > 1 {
				return usageError{fmt.Errorf("%s is not a plan file", args[0])}
			}
			o.dirArg(args, 0)
			return a.apply(cmd.Context(), o)
		},
	}
	o.flags(cmd)
	cmd.Flags().BoolVar(&o.autoApprove, "auto-approve", false, "do not ask")
	cmd.Flags().BoolVar(&o.deletes, "allow-deletes", false, "permit more deletions than the guards allow")
	cmd.Flags().BoolVar(&o.changes, "allow-changes", false, "permit more changes than the guards allow")
	cmd.Flags().BoolVar(&o.goldenOK, "allow-golden", false, "permit changes of golden stages")
	return cmd
}

func (o *applyOptions) allowed() []string {
	var out []string
	for name, on := range map[string]bool{"deletes": o.deletes, "changes": o.changes, "golden": o.goldenOK} {
		if on {
			out = append(out, name)
		}
	}
	return out
}

// refused tells whether a guard stands in the way, so that asking would be in vain.
func (o *applyOptions) refused(p *planner.Plan) bool {
	return slices.ContainsFunc(p.Guards, func(g planner.Tripped) bool { return !slices.Contains(o.allowed(), g.Name) })
}

func (a *app) apply(ctx context.Context, o *applyOptions) error {
	var p *planner.Plan
	var told diag.List
	if o.planFile != "" {
		var err error
		if p, err = readPlan(o.planFile, o.env); err != nil {
			return err
		}
		o.env = p.Environment
		o.require = append(o.require, p.Required...) // what it was made under still holds
	}
	s, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if p == nil {
		if p, err = s.plan(ctx); err != nil {
			return err
		}
		if !a.json {
			if err := a.showPlan(p, s.res.Sources, o.all, false); err != nil {
				return err
			}
			told = p.Findings
		}
		if a.json && !p.Empty() && !o.autoApprove {
			return usageError{errors.New("apply --json cannot ask; give --auto-approve, or a plan file")}
		}
		if !p.Empty() && !o.refused(p) {
			if err := a.approve(ctx, o, s, p); err != nil {
				return err
			}
		}
	}
	return a.carryOut(ctx, o, s, p, told)
}

// carryOut applies a plan with progress on standard error and a summary on standard output. What was told with the plan is not
// told again.
func (a *app) carryOut(ctx context.Context, o *applyOptions, s *session, p *planner.Plan, told diag.List) error {
	progress := view.NewProgress(a.streams, a.json || o.quiet)
	res, diags := planner.Apply(ctx, planner.ApplyOptions{Plan: p, Build: s.build, Store: s.store,
		Allow: o.allowed(), Report: progress.Event, Lock: lockInfo("apply")})
	progress.Close()
	if res == nil {
		return diagError{diags, s.res.Sources}
	}
	if a.json {
		if err := view.JSON(a.streams.Out, view.ApplyReport(res, diags)); err != nil {
			return err
		}
	} else {
		a.printDiags(slices.DeleteFunc(slices.Clone(diags), func(d diag.Diagnostic) bool {
			return slices.ContainsFunc(told, func(t diag.Diagnostic) bool {
				return t.Summary == d.Summary && t.Detail == d.Detail && t.Subject == d.Subject
			})
		}), s.res.Sources)
		view.Applied(a.streams.Out, a.streams.OutStyle(), p, res)
	}
	switch {
	case res.Interrupted:
		return exit{ExitStopped}
	case diags.HasErrors() || !res.Complete():
		return exit{ExitError}
	}
	return nil
}

// approve gets a person's consent before anything is changed: --auto-approve,
// "yes", or the name of a protected environment. Where nobody can answer (the
// input is empty), the person is told what to do instead.
func (a *app) approve(ctx context.Context, o *applyOptions, s *session, p *planner.Plan) error {
	env := o.environment(s.res.Architecture)
	protected := env != nil && env.Protected
	switch {
	case o.autoApprove && protected:
		return diagError{diag.List{{Code: diag.Usage, Severity: diag.Error, Subject: env.At("protected"),
			Summary: fmt.Sprintf("%s is protected, so --auto-approve is not enough", env.Name),
			Detail:  "Save the plan with plan --out, have it looked at and apply that file; or leave --auto-approve out and type the environment's name. Nothing was changed."}}, s.res.Sources}
	case o.autoApprove:
		return nil
	}
	answer := "yes"
	if protected {
		answer = env.Name
	}
	fmt.Fprintf(a.streams.Out, "\nApply this to %s? Only %q goes on: ", p.Environment, answer)
	line, err := a.readLine(ctx)
	fmt.Fprintln(a.streams.Out)
	if ctx.Err() != nil {
		return ctx.Err() // Ctrl-C is a no
	}
	switch {
	case strings.TrimSpace(line) == answer:
		return nil
	case line == "" && err != nil:
		return diagError{diag.List{{Code: diag.Usage, Severity: diag.Error, Summary: "nobody is there to approve the plan",
			Detail: "Give --auto-approve, or save the plan with plan --out and apply that file. Nothing was changed."}}, nil}
	}
	fmt.Fprintln(a.streams.Out, "Nothing was changed.")
	return exit{ExitError}
}

// readLine reads a line of the input. It does not wait for one when ctx ends.
func (a *app) readLine(ctx context.Context) (string, error) {
	read := make(chan struct{})
	var got string
	var readErr error
	go func() {
		got, readErr = bufio.NewReader(a.streams.In).ReadString('\n')
		close(read)
	}()
	select {
	case <-read:
		return got, readErr
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func lockInfo(command string) planner.LockInfo {
	host, _ := os.Hostname()
	owner := os.Getenv("USER")
	if owner == "" {
		owner = os.Getenv("USERNAME")
	}
	return planner.LockInfo{Owner: owner, Command: command, Host: host, PID: os.Getpid(), Since: time.Now().UTC()}
}

func (a *app) importCmd() *cobra.Command {
	o := &planOptions{workspace: workspace{app: a}}
	var out, from string
	cmd := &cobra.Command{
		Use:   "import --out DIR [DIR]",
		Short: "Write HCL from a live CRM",
		Long:  "Reads the configuration of the environment's CRM and writes it as clean HCL to a new directory. Validating that directory and planning it against the same CRM shows no changes but adoptions.\nDIR holds the environment blocks; without one the embedded sandbox CRM is read. With --from an SFDX project, or a package of Salesforce's Metadata API, is read instead of an org.",
		Args:  args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := required("out", out); err != nil {
				return err
			}
			o.dirArg(args, 0)
			return a.importLive(cmd.Context(), o, from, out)
		},
	}
	o.workspace.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "directory to write to; must hold no HCL yet")
	cmd.Flags().StringVar(&from, "from", "", "folder with Salesforce metadata to read instead of a live CRM")
	return cmd
}

func (a *app) importLive(ctx context.Context, o *planOptions, from, out string) error {
	arch := &schema.Architecture{}
	if files, err := hclFiles([]string{o.dir}); err == nil && len(files) > 0 {
		res, err := o.load()
		if err != nil {
			return err
		}
		arch = res.Architecture
	}
	if there, err := os.ReadDir(out); err == nil && len(there) > 0 {
		return diagError{diag.List{{Code: diag.Usage, Severity: diag.Error, Summary: fmt.Sprintf("%s is not empty", out),
			Detail: "Import writes whole files and would overwrite what is there. Name a new directory."}}, nil}
	}
	var crms []planner.TargetProvider
	closeAll := func() {}
	var err error
	if from != "" {
		crms, err = folderOf(ctx, from)
	} else {
		crms, closeAll, err = o.targetsOf(ctx, arch)
	}
	if err != nil {
		return err
	}
	defer closeAll()
	live, diags, err := planner.ImportLive(ctx, crms)
	if err != nil {
		return err
	}
	if diags.HasErrors() {
		return diagError{diags, nil}
	}
	if !a.json {
		a.printDiags(diags, nil)
	}
	files := hclschema.Write(live)
	var names []string
	for name, data := range files {
		if err := writeFile(filepath.Join(out, name), data); err != nil {
			return err
		}
		names = append(names, name)
	}
	if a.json {
		return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "out": out, "files": sorted(names), "findings": diags.Sorted()})
	}
	fmt.Fprintf(a.streams.Out, "Wrote %s to %s. Next: stagecraft plan %s\n", view.Count(len(names), "file"), out, out)
	return nil
}

// folderOf is a folder of Salesforce metadata as a CRM.
func folderOf(ctx context.Context, dir string) ([]planner.TargetProvider, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	t := providers.Target{CRM: &schema.CRM{Provider: "salesforce", Settings: map[string]schema.Setting{"source": {Value: abs}}}}
	p, err := factory("salesforce").Open(ctx, t, func(string) string { return "" })
	if err != nil {
		return nil, diagError{diag.List{{Code: diag.Environment, Severity: diag.Error, Summary: fmt.Sprintf("%s cannot be read", dir), Detail: err.Error()}}, nil}
	}
	return []planner.TargetProvider{{Target: t, Provider: p}}, nil
}
