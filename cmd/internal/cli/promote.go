package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func (a *app) promoteCmd() *cobra.Command {
	o := &planOptions{workspace: workspace{app: a}}
	var from, to, out string
	var markdown, detailed bool
	cmd := &cobra.Command{
		Use:   "promote --from ENVIRONMENT --to ENVIRONMENT [DIR]",
		Short: "Plan for one environment what has passed in another",
		Long: `Makes the plan of an environment, and refuses unless the architecture, as it is now, was applied completely in the first one and has passed stagecraft qa there since. It shows in what the two environments differ, then the plan. Nothing is changed.

A plan that is saved with --out remembers what it waits for: stagecraft apply PLANFILE looks again.

Exit codes: 0 done, 1 error or refused, 2 there are changes (with --detailed-exitcode).`,
		Example: "  stagecraft promote crm --from sandbox --to production --out plan.json\n  stagecraft apply plan.json crm",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dirArg(args, 0)
			if err := errors.Join(required("from", from), required("to", to)); err != nil {
				return usageError{err}
			}
			switch {
			case from == to:
				return usageError{fmt.Errorf("--from and --to are both %q", from)}
			case markdown && a.json:
				return usageError{errors.New("--markdown and --json cannot go together")}
			}
			o.env = to
			o.require = append(o.require, planner.PassedIn(from))
			return a.promote(cmd.Context(), o, from, out, markdown, detailed)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "environment that the architecture has passed in")
	cmd.Flags().StringVar(&to, "to", "", "environment to plan for")
	cmd.Flags().StringVar(&out, "out", "", "save the plan to a file, for apply")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print as a pull-request comment")
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when there are changes")
	cmd.Flags().StringSliceVar(&o.require, "require", nil, "refuse a plan that configures definitions that are not: confirmed, signed (by the whole council), verified (the signatures are proven)")
	cmd.Flags().StringVar(&o.trust, "trust", "", "with --require signed or verified, take signing keys, council and holders from this revision")
	cmd.Flags().BoolVar(&o.all, "all", false, "show every value of new objects and every manual step")
	o.varFlags(cmd)
	for _, f := range []string{"from", "to"} {
		_ = cmd.RegisterFlagCompletionFunc(f, environments) // fails for a flag that does not exist
	}
	return cmd
}

func (a *app) promote(ctx context.Context, o *planOptions, from, out string, markdown, detailed bool) error {
	s, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	p, err := s.plan(ctx)
	if err != nil {
		return err
	}
	c := &view.Promotion{FormatVersion: "1.0", Plan: p}
	if c.From, err = o.in(from).side(ctx); err != nil {
		return err
	}
	if c.To, err = o.side(ctx); err != nil {
		return err
	}
	c.Compare()
	if out != "" {
		data, err := planner.WritePlan(p)
		if err == nil {
			err = writeFile(out, data)
		}
		if err != nil {
			return err
		}
	}
	switch {
	case a.json:
		err = view.JSON(a.streams.Out, c)
	case markdown:
		view.PromotionMarkdown(a.streams.Out, c)
		r, reviewErr := o.review(ctx, s, p, "")
		if reviewErr != nil {
			return reviewErr
		}
		err = view.PlanMarkdown(a.streams.Out, r, view.CommentOptions{})
	default:
		view.Promote(a.streams.Out, a.streams.OutStyle(), c)
		err = a.showPlan(p, s.res.Sources, o.all)
	}
	switch {
	case err != nil:
		return err
	case out != "" && !a.json && !markdown:
		fmt.Fprintf(a.streams.Out, "\nSaved the plan to %s. To carry it out: %s\n", out, o.workspace.apply(out))
	case !p.Empty() && !a.json && !markdown:
		fmt.Fprintf(a.streams.Out, "\nSave it with --out FILE to carry it out with %s.\n", o.workspace.apply("FILE"))
	}
	if detailed && !p.Empty() {
		return exit{ExitChanges}
	}
	return nil
}

// in is the same for another environment.
func (o *planOptions) in(env string) *planOptions {
	other := *o
	other.env = env
	return &other
}

// past is what was applied in the environment, and what its trail says, unless the revision that is trusted keeps its state elsewhere.
func (o *planOptions) past(ctx context.Context) (*schema.Architecture, *planner.State, []*planner.Record, error) {
	d, res, err := o.read()
	if err != nil {
		return nil, nil, nil, err
	}
	if why, err := o.reroutes(res.Architecture); err != nil {
		return nil, nil, nil, err
	} else if why != "" {
		return nil, nil, nil, diagError{diag.List{{Code: diag.Untrusted, Severity: diag.Error, Summary: fmt.Sprintf("What was applied in %s is not looked at", o.envName()),
			Detail: fmt.Sprintf("That is because %s. Have somebody vet it first.", why)}}, nil}
	}
	store, err := d.Store(res.Architecture)
	if err != nil {
		return nil, nil, nil, asDiagError(err)
	}
	state, err := store.Load(ctx)
	if err != nil {
		return nil, nil, nil, asDiagError(err)
	}
	history, err := store.History(ctx)
	if err != nil {
		return nil, nil, nil, asDiagError(err)
	}
	return res.Architecture, state, history, nil
}

// passed tells why the architecture, as it is now, has not passed in an environment.
func (o *planOptions) passed(ctx context.Context, env string) diag.List {
	a, state, history, err := o.in(env).past(ctx)
	var de diagError
	switch {
	case errors.As(err, &de):
		return de.diags
	case err != nil:
		return diag.List{{Code: diag.State, Severity: diag.Error, Summary: fmt.Sprintf("What was applied in %s cannot be told", env), Detail: err.Error()}}
	}
	return planner.Passed(a, env, state, history, o.how(env))
}

// side is the environment as promote compares it.
func (o *planOptions) side(ctx context.Context) (*view.Side, error) {
	a, state, history, err := o.past(ctx)
	if err != nil {
		return nil, err
	}
	s := &view.Side{Environment: o.envName(), Applied: state.Architecture, Digest: a.Digest(), Settings: map[string]string{}}
	for _, r := range history {
		if r.Kind == planner.RecordApply && s.Apply == nil {
			s.Apply = r
		}
		if r.Kind == planner.RecordQA && s.QA == nil {
			s.QA = r
		}
	}
	d, err := o.directory()
	if err != nil {
		return nil, err
	}
	for _, t := range d.Targets(a, o.envName()) {
		s.CRM(t, factory(t.CRM.Provider))
	}
	return s, nil
}
