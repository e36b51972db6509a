package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/qa"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// qaOptions are the flags of qa.
type qaOptions struct {
	planOptions
	reporting
	done        []string
	now, by     string
	autoApprove bool
}

func (a *app) qaCmd() *cobra.Command {
	o := &qaOptions{planOptions: planOptions{workspace: workspace{app: a}}}
	cmd := &cobra.Command{
		Use:   "qa [DIR]",
		Short: "Test a live environment with test records that are removed again",
		Long: `Makes the nine checks of an implementation on a live environment, after an apply: values, transitions, no way back, company sync, probabilities, dashboards, reasons, conflicting automations, edge cases. What is expected comes from the architecture and from how each CRM enforces it. The outcome is kept in the trail of the environment; promote asks for it.

A check passes, fails, does not apply, or is left to people: where the CRM lets no program tell, the report says what to do. When that is done and right, say so with --done CHECK; --done manual_steps says that the manual steps of the plan are done.

Test records are called “` + providers.TestPrefix + `”, have e-mail addresses at ` + providers.TestDomain + `, and are removed also when the run is stopped; what a killed run left behind is removed by the next one. Automations run on them as on any record: they may make tasks and notify colleagues.

The exit code is 1 unless every check passed, was done by hand, or does not apply.`,
		Example: "  stagecraft qa crm --env sandbox\n  stagecraft qa crm --env sandbox --done edge_cases,conflicts --out qa.md",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dirArg(args, 0)
			if err := o.reporting.check(a); err != nil {
				return err
			}
			for _, d := range o.done {
				if !slices.Contains(qa.DoneNames(), d) {
					return usageError{fmt.Errorf("there is no check %q; write %s.%s", d, strings.Join(qa.DoneNames(), ", "), diag.DidYouMean(d, qa.DoneNames()))}
				}
			}
			return a.qa(cmd.Context(), o)
		},
	}
	o.workspace.flags(cmd)
	cmd.Flags().StringSliceVar(&o.done, "done", nil, "say that what a check leaves to people was done and is right: "+strings.Join(qa.DoneNames(), ", "))
	o.reporting.flags(cmd)
	cmd.Flags().StringVar(&o.now, "now", "", "time of the run, such as 2026-03-02T09:00:00Z (default: now)")
	cmd.Flags().StringVar(&o.by, "by", "", "who runs it (default: the user)")
	cmd.Flags().BoolVar(&o.autoApprove, "auto-approve", false, "do not ask before test records are made")
	_ = cmd.RegisterFlagCompletionFunc("done", several(words(qa.DoneNames()...))) // fails for a flag that does not exist
	return cmd
}

func (a *app) qa(ctx context.Context, o *qaOptions) (err error) {
	by := lockInfo("qa")
	now, err := timeOf(o.now)
	if err != nil {
		return err
	}
	if o.by != "" {
		by.Owner = o.by
	}
	s, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if diags := o.testable(s); diags.HasErrors() {
		return diagError{diags, s.res.Sources}
	}
	err = a.ask(ctx, o.environment(s.res.Architecture), consent{question: fmt.Sprintf("Make test records in %s, and remove them again?", o.envName()), auto: o.autoApprove,
		instead: "Leave --auto-approve out and type the environment's name. No record was made.",
		nobody:  "Give --auto-approve, or for a protected environment its name. No record was made.",
		out:     a.streams.Err, sources: s.res.Sources})
	if err != nil {
		return err
	}
	unlock, err := s.store.Lock(ctx, by) // nothing is applied while it is tested
	if err != nil {
		return asDiagError(err)
	}
	defer func() {
		var ended exit
		if e := unlock(); e != nil && (err == nil || errors.As(err, &ended)) {
			err = asDiagError(e)
		}
	}()
	if s.build.State, err = s.store.Load(ctx); err != nil {
		return asDiagError(err)
	}
	if diags := o.testable(s); diags.HasErrors() {
		return diagError{diags, s.res.Sources}
	}
	s.build.Await = nil // it is applied already
	report, err := a.tested(ctx, o, s, by.Owner, now)
	if err != nil {
		return err
	}
	rec := planner.NewRecord(planner.RecordQA, by)
	rec.Time, rec.Architecture, rec.QA = now.UTC(), report.Architecture, report.Record()
	if err := s.store.Commit(context.WithoutCancel(ctx), s.build.State, rec); err != nil {
		return asDiagError(err)
	}
	err = a.give(o.reporting, report, func(w io.Writer) { view.QAMarkdown(w, report) }, func() { view.QA(a.streams.Out, a.streams.OutStyle(), report) })
	if err == nil && !report.Passed {
		return exit{ExitError}
	}
	return err
}

// tested makes the checks.
func (a *app) tested(ctx context.Context, o *qaOptions, s *session, by string, now time.Time) (*qa.Report, error) {
	var id [4]byte
	_, _ = rand.Read(id[:]) // never fails
	opts := qa.Options{Build: s.build, Run: hex.EncodeToString(id[:]), Now: now, By: by}
	opts.Split(o.done)
	if !a.json && a.streams.ErrTTY {
		opts.Told = func(c qa.Check, x qa.CaseResult) {
			fmt.Fprintf(a.streams.Err, "%s: %s (%s)\n", c.Title, x.Title, x.Outcome)
		}
	}
	report, diags, err := qa.Run(ctx, opts)
	switch {
	case diags.HasErrors():
		return nil, diagError{diags, s.res.Sources}
	case err != nil:
		return nil, err
	}
	return report, nil
}

// testable tells why an environment is not one to be tested: nothing, or something else, was applied there.
func (o *qaOptions) testable(s *session) diag.List {
	var diags diag.List
	env, how := o.envName(), o.how(o.envName())
	switch s.build.State.Architecture.Digest {
	case "":
		diags.Errorf(diag.NotPassed, diag.Range{}, fmt.Sprintf("Nothing was applied completely in %s yet, so there is nothing to test", env),
			"Run stagecraft apply %s first.\nA project that ends with its documents and its specification needs no test here: the nine checks are in the configuration specification (stagecraft render --only crm-configuration), for whoever builds it.", how)
	case s.res.Architecture.Digest():
	default:
		diags.Errorf(diag.NotPassed, diag.Range{}, fmt.Sprintf("What was applied in %s is another architecture", env),
			"It would be tested against what is not there. Run stagecraft apply %s first.", how)
	}
	return diags
}
