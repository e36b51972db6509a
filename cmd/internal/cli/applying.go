package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

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
	cmd.Flags().IntVar(&o.rollback, "rollback", 0, rollbackUsage)
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
		if o.rollback != 0 && o.rollback != p.Rollback {
			return usageError{errors.New("a plan file says itself what it goes back to; leave --rollback out")}
		}
		o.env, o.rollback = p.Environment, p.Rollback
		o.require = append(o.require, p.Required...) // what it was made under still holds
	}
	s, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if s.build.Paper != nil {
		return notOnPaper(s.build.Paper.Why)
	}
	if p != nil {
		if err := elsewhere(p, s.res.Sources); err != nil {
			return err
		}
	}
	for _, env := range s.build.Await {
		s.build.Require = append(s.build.Require, planner.PassedIn(env))
	}
	s.build.Await = nil
	if p == nil {
		if p, err = s.plan(ctx); err != nil {
			return err
		}
		if !a.json {
			if err := a.showPlan(p, s.res.Sources, o.all); err != nil {
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
		Allow: o.allowed(), Report: progress.Event, Lock: lockInfo("apply"),
		Sources: s.res.Sources, VarFiles: s.varFiles, Vars: s.res.Vars})
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

// elsewhere refuses a plan that was made in a directory above or below the one with these files. The architecture would be the same there,
// but not the place of a local state and of the embedded CRM.
func elsewhere(p *planner.Plan, sources map[string][]byte) error {
	for _, c := range p.Changes {
		if c.Source == nil || sources[c.Source.File] != nil {
			continue
		}
		for name := range sources {
			if strings.HasSuffix(name, "/"+c.Source.File) || strings.HasSuffix(c.Source.File, "/"+name) {
				return diagError{diag.List{{Code: diag.StalePlan, Severity: diag.Error, Summary: "The plan was made in another directory",
					Detail: fmt.Sprintf("Nothing was changed. What is %s in the plan is %s here. Name the directory that was planned: stagecraft apply PLANFILE DIR.", c.Source.File, name)}}, nil}
			}
		}
	}
	return nil
}

// approve gets a person's consent before anything is changed.
func (a *app) approve(ctx context.Context, o *applyOptions, s *session, p *planner.Plan) error {
	return a.ask(ctx, o.environment(s.res.Architecture), consent{question: fmt.Sprintf("Apply this to %s?", p.Environment), auto: o.autoApprove,
		instead: "Save the plan with plan --out, have it looked at and apply that file; or leave --auto-approve out and type the environment's name. Nothing was changed.",
		nobody:  "Give --auto-approve, or save the plan with plan --out and apply that file. Nothing was changed.",
		out:     a.streams.Out, sources: s.res.Sources})
}

// lockInfo says who runs a command: in a pipeline who started it, else the user of the system.
func lockInfo(command string) planner.LockInfo {
	info := planner.LockInfo{Command: command, PID: os.Getpid(), Since: time.Now().UTC()}
	info.Host, _ = os.Hostname()
	names := []string{"USER", "USERNAME"}
	switch {
	case os.Getenv("GITHUB_ACTIONS") == "true":
		names = []string{"GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR"}
		info.Run = fmt.Sprintf("%s/%s/actions/runs/%s", os.Getenv("GITHUB_SERVER_URL"), os.Getenv("GITHUB_REPOSITORY"), os.Getenv("GITHUB_RUN_ID"))
	case os.Getenv("GITLAB_CI") == "true":
		names = []string{"GITLAB_USER_LOGIN"}
		info.Run = os.Getenv("CI_JOB_URL")
	}
	for _, name := range names {
		if info.Owner == "" {
			info.Owner = os.Getenv(name)
		}
	}
	if info.Owner == "" && info.Run == "" {
		if u, err := user.Current(); err == nil {
			info.Owner = u.Username
		}
	}
	return info
}
