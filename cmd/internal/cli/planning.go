package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/review"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/planner/report"
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
	base    string
	all     bool
	// rollback is the serial of the apply to go back to; 0 for none.
	rollback int
}

func (o *planOptions) flags(cmd *cobra.Command) {
	o.workspace.flags(cmd)
	cmd.Flags().StringArrayVar(&o.targets, "target", nil, "plan only this block or resource and what it needs (repeatable)")
	cmd.Flags().StringArrayVar(&o.prune, "prune", nil, "delete unmanaged live objects that match TYPE.KEY, with * and ?; '*' is all (repeatable)")
	cmd.Flags().StringSliceVar(&o.require, "require", nil, "refuse a plan that configures definitions that are not: confirmed, signed (by the whole council), verified (the signatures are proven)")
	cmd.Flags().StringVar(&o.trust, "trust", "", "trust this revision: signing keys, council and holders are taken from it (--require signed, verified), and CRMs and states are contacted as it says or not at all")
	cmd.Flags().StringVar(&o.base, "base", "", "say what changes since this revision (default: since what was applied last); with --untrusted its architecture stands for what is live (default: what the pull request is for)")
	cmd.Flags().BoolVar(&o.all, "all", false, "show every value of new objects and every manual step")
}

// session is an architecture with its CRMs open.
type session struct {
	res   *hclschema.Result
	build planner.BuildOptions
	store planner.Ledger
	// varFiles names those of the architecture's sources that were given with values of variables.
	varFiles []string
	// collect looks for garbage as often as usual again: for what is read and let go piece by piece.
	collect func()
	close   func()
}

// open loads the architecture, opens the CRMs and reads the state.
func (o *planOptions) open(ctx context.Context) (_ *session, err error) {
	collectAgain := collectLess()
	defer func() {
		if err != nil {
			collectAgain()
		}
	}()
	d, err := o.directory()
	if err != nil {
		return nil, err
	}
	if d.Load.Untrusted {
		if o.rollback > 0 {
			return nil, usageError{errors.New("--rollback reads the state, which --untrusted does not allow")}
		}
		return o.onPaper(d, collectAgain)
	}
	var store planner.Ledger = d.LocalStore()
	var state *planner.State
	var stateErr error
	read := make(chan struct{})
	go func() { // beside the parsing of the files; mostly the state is there
		defer close(read)
		state, stateErr = store.Load(ctx)
	}()
	res, err := o.load()
	<-read
	if err != nil {
		return nil, err
	}
	if why, err := o.reroutes(res.Architecture); err != nil {
		return nil, err
	} else if why != "" {
		o.app.vetting.why = why
		return o.open(ctx)
	}
	if env := d.Environment(res.Architecture); env != nil && env.State != nil {
		if store, err = d.Store(res.Architecture); err != nil {
			return nil, asDiagError(err)
		}
		state, stateErr = store.Load(ctx)
	}
	var back *planner.Record
	if o.rollback != 0 && stateErr == nil {
		if res, back, err = o.back(ctx, d, res, store, state); err != nil {
			return nil, err
		}
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
	s := &session{res: res, store: store, build: o.buildOptions(d, res, signed, crms, state), varFiles: o.varFiles, collect: collectAgain, close: func() {
		closeAll()
		collectAgain()
	}}
	if back != nil {
		s.build.Rollback, s.build.Commit, s.varFiles = back.Serial, back.Architecture.Commit, back.VarFiles
	}
	return s, nil
}

// buildOptions are what the plan of an architecture depends on.
func (o *planOptions) buildOptions(d *directory.Directory, res *hclschema.Result, signed *signoff.Status, crms []planner.TargetProvider, state *planner.State) planner.BuildOptions {
	b := planner.BuildOptions{Arch: res.Architecture, Environment: o.envName(), CRMs: crms, State: state,
		Targets: o.targets, Prune: o.prune, Require: o.require, SignOffs: signed, Commit: d.Committed(res.Sources), ToolVersion: Version,
		Passed: func(env string) diag.List { return o.passed(context.Background(), env) }}
	if env := o.environment(res.Architecture); env != nil {
		b.Guard = env.Guard
		if env.After != "" && !d.Load.Untrusted && o.rollback == 0 { // a way back waits for nobody
			b.Await = []string{env.After.Name()}
		}
	}
	return b
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
	var out, artifact string
	var markdown, detailed, validate bool
	cmd := &cobra.Command{
		Use:   "plan [DIR]",
		Short: "Show what an apply would change, and why",
		Long: "Compares the architecture with the live CRM and with what was applied last. Nothing is changed.\n\n" +
			"With --markdown it is made for those who must agree: what changes for whom in sentences, risk and records concerned, who must agree and has signed, what is done by hand; " +
			"the technical differences are folded. It fits into a comment of a pull request (65,536 characters).\n\nExit codes: 0 done, 1 error, 2 there are changes (with --detailed-exitcode).",
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dirArg(args, 0)
			if err := checkURL("artifact-url", artifact); err != nil {
				return err
			}
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
			if markdown && !a.json {
				r, err := o.review(cmd.Context(), s, p, "")
				if err != nil {
					return err
				}
				if err := view.PlanMarkdown(a.streams.Out, r, view.CommentOptions{URL: artifact}); err != nil {
					return err
				}
			} else if err := a.showPlan(p, s.res.Sources, o.all); err != nil {
				return err
			}
			if out != "" && !a.json && !markdown {
				fmt.Fprintf(a.streams.Out, "\nSaved the plan to %s. To carry it out: %s\n", out, o.workspace.apply(out))
			}
			if detailed && !p.Empty() {
				return exit{ExitChanges}
			}
			return nil
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "save the plan to a file, for apply")
	cmd.Flags().IntVar(&o.rollback, "rollback", 0, rollbackUsage)
	cmd.Flags().BoolVar(&validate, "validate", false, "have the CRM check the changes too, where it can (Salesforce: a deploy that changes nothing)")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print the plan for those who must agree to it, as a pull-request comment")
	cmd.Flags().StringVar(&artifact, "artifact-url", "", "with --markdown, where all of the plan can be read when it is too long for a comment")
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when there are changes")
	return cmd
}

func (a *app) showPlan(p *planner.Plan, sources map[string][]byte, all bool) error {
	if a.json {
		return view.JSON(a.streams.Out, p)
	}
	a.printDiags(p.Findings, sources)
	report.Plan(a.streams.Out, a.streams.OutStyle(), p, all)
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
			if markdown && !a.json {
				return view.PlanMarkdown(a.streams.Out, review.New(review.Options{Plan: p}), view.CommentOptions{})
			}
			return a.showPlan(p, nil, all)
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
