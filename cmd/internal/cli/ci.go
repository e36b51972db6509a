package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/ci"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/review"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// ciOptions are the flags of ci.
type ciOptions struct {
	planOptions
	planFile, out, markdown string
	strict, noReviewers     bool
}

func (a *app) ciCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ci",
		Short: "Tell a pull request what a plan means",
		Long: `Run in a pipeline: lints and plans, then writes one comment for each environment into the pull request and keeps it up to date, sets a
check, shows findings at the lines of the files, and asks those for a review who must agree to the changes (the reviewers of their roles). What people
wrote or set themselves stays as it is.

The exit code is 1 when there are errors, or when something could not be posted that should have been.`,
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.ciGitHubCmd(), a.ciGitLabCmd())
	return cmd
}

func (a *app) ciGitHubCmd() *cobra.Command {
	return a.ciHostCmd("github", "Tell a pull request on GitHub what a plan means",
		`Reads what GitHub Actions sets (GITHUB_EVENT_PATH, GITHUB_REPOSITORY and the like) and the token GITHUB_TOKEN, which needs these permissions:
pull-requests: write, checks: write, security-events: write for code scanning, contents: read.

The check is failure when there are errors, action_required when somebody has still to sign or a guard stands in the way, neutral when the architecture
is untrusted and nobody could plan it, else success. The plan is added to the summary of the step, also for events that are no pull request and for
pull requests from forks, whose token can only read. The outputs of the step are conclusion, changes (true or false) and summary.`,
		nil, func(o ci.Options) (ci.Forge, error) { return ci.OpenGitHub(o) })
}

func (a *app) ciGitLabCmd() *cobra.Command {
	var quality string
	return a.ciHostCmd("gitlab", "Tell a merge request on GitLab what a plan means",
		`Reads what GitLab CI sets (CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID and the like) and the token GITLAB_TOKEN: a project access token with
the role Developer and the scope api. CI_JOB_TOKEN cannot write notes.

The outcome is a commit status: failed when there are errors, pending when somebody has still to sign or a guard stands in the way, else success.
Findings are written as a code quality report, for artifacts:reports:codequality.`,
		func(cmd *cobra.Command) {
			cmd.Flags().StringVar(&quality, "code-quality", ci.CodeQuality, "file for the code quality report; empty for none")
		}, func(o ci.Options) (ci.Forge, error) { return ci.OpenGitLab(o, quality) })
}

// ciHostCmd is the command for one code host. flags adds its own; may be nil.
func (a *app) ciHostCmd(name, short, long string, flags func(*cobra.Command), open func(ci.Options) (ci.Forge, error)) *cobra.Command {
	o := &ciOptions{planOptions: planOptions{workspace: workspace{app: a}}}
	cmd := &cobra.Command{Use: name + " [DIR]", Short: short, Long: long, Args: args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dirArg(args, 0)
			if o.planFile != "" && o.out != "" {
				return usageError{errors.New("--plan and --out cannot go together")}
			}
			forge, err := open(ci.Options{Getenv: a.streams.Getenv, ReadFile: os.ReadFile, UserAgent: "stagecraft/" + Version})
			if err != nil {
				return diagError{diag.List{{Code: diag.Usage, Severity: diag.Error, Summary: "this is no job to tell a pull request from", Detail: err.Error() + "."}}, nil}
			}
			return a.ci(cmd.Context(), o, forge)
		}}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.planFile, "plan", "", "take this saved plan; by default one is made")
	cmd.Flags().StringVar(&o.out, "out", "", "save the plan to a file, for apply")
	cmd.Flags().StringVar(&o.markdown, "markdown", "", "write all of the comment to a file, to keep as an artifact")
	cmd.Flags().BoolVar(&o.strict, "strict", false, "let warnings fail, too")
	cmd.Flags().BoolVar(&o.noReviewers, "no-reviewers", false, "ask nobody for a review")
	if flags != nil {
		flags(cmd)
	}
	return cmd
}

// ci lints, plans and tells.
func (a *app) ci(ctx context.Context, o *ciOptions, forge ci.Forge) error {
	found, res, err := o.lint(o.strict)
	if err != nil {
		return err
	}
	r := &ci.Report{Environment: o.envName(), Dir: found.Dir, Lint: found, NoReviewers: o.noReviewers}
	var notes []string
	fallback := ""
	if req := forge.Request(); req != nil && req.Base != "" {
		fallback = req.Base
		notes = append(notes, o.trustBase(req.Base)...)
	}
	if r.Review, r.Paper, err = o.reviewed(ctx, found, res, fallback); err != nil {
		return err
	}
	if !a.json {
		list := found.Found
		if found.Loaded && o.planFile == "" {
			list = list[len(res.Diags):] // planning has told these
		}
		a.printDiags(append(slices.Clone(list), r.Review.Plan.Findings...), found.Sources)
		if !r.Review.Unplanned {
			report.Plan(a.streams.Out, a.streams.OutStyle(), r.Review.Plan, o.all)
		}
	}
	if err := o.keep(r, forge.Page()); err != nil {
		return err
	}
	more, failed := ci.Post(ctx, forge, r)
	notes = append(notes, more...)
	getenv := a.streams.Getenv
	if _, ok := forge.(*ci.GitHub); ok {
		err = errors.Join(ci.StepSummary(getenv("GITHUB_STEP_SUMMARY"), r, forge.Page(), notes),
			ci.Outputs(getenv("GITHUB_OUTPUT"), [][2]string{{"conclusion", string(r.Conclusion())}, {"changes", fmt.Sprint(!r.Review.Plan.Empty())}, {"summary", r.Summary()}}))
	}
	if err := errors.Join(err, a.told(r, forge, notes, failed)); err != nil {
		return err
	}
	if failed != nil || r.Conclusion() == ci.Failure {
		return exit{ExitError}
	}
	return nil
}

// trustBase has those sign who may in the revision that a change is proposed to, unless the command line says otherwise, so that a change
// cannot appoint those who approve it. It tells when that revision cannot be read.
func (o *ciOptions) trustBase(base string) (notes []string) {
	if o.trust != "" {
		return nil
	}
	if _, err := o.at(base, nil); err != nil {
		return []string{"Who may sign is taken from the proposal itself, because the revision that it is for cannot be read. " + sentence(err)}
	}
	o.trust = base
	return nil
}

// reviewed makes the plan, or takes the one that was made, and looks at it. What keeps it from being made becomes a finding of a plan
// that cannot be applied; paper tells that this, or the plan, is because the architecture is untrusted.
func (o *ciOptions) reviewed(ctx context.Context, found *view.Lint, res *hclschema.Result, fallback string) (r *review.Review, paper bool, err error) {
	none := func(findings diag.List) *review.Review {
		p := &planner.Plan{FormatVersion: planner.FormatVersion, ToolVersion: Version, Environment: o.envName(), Findings: findings}
		if i := res.Architecture.Info; i != nil {
			p.Architecture.Name, p.Architecture.Version = i.Name, i.Version
		}
		return review.New(review.Options{Plan: p, Findings: found.Found, Unplanned: true})
	}
	if !found.Loaded {
		return none(nil), res.Incomplete, nil
	}
	s, p, err := o.planned(ctx, res)
	if s != nil {
		defer s.close()
	}
	var de diagError
	switch {
	case p == nil && errors.As(err, &de):
		return none(de.diags), false, nil
	case p == nil:
		return nil, false, err
	}
	r, err = o.review(ctx, s, p, fallback)
	if err != nil {
		return nil, false, err
	}
	r.Findings = append(slices.Clone(found.Found), r.Findings...)
	return r, p.Paper != nil, nil
}

// planned makes the plan, or reads the one that was made of the same files, for which no CRM is needed.
func (o *ciOptions) planned(ctx context.Context, res *hclschema.Result) (*session, *planner.Plan, error) {
	if o.planFile == "" {
		s, err := o.open(ctx)
		if err != nil {
			return nil, nil, err
		}
		p, err := s.plan(ctx)
		return s, p, err
	}
	p, err := readPlan(o.planFile, o.envName())
	if err != nil {
		return nil, nil, err
	}
	if p.Architecture.Digest != res.Architecture.Digest() {
		return nil, nil, diagError{diag.List{{Code: diag.StalePlan, Severity: diag.Error, Summary: "The plan was made of other files",
			Detail: fmt.Sprintf("%s does not fit the architecture in %s. Make it again with plan --out.", o.planFile, o.dir)}}, nil}
	}
	s := &session{res: res, close: func() {}}
	s.build.Paper = p.Paper
	if p.Paper != nil {
		return s, p, nil
	}
	if why, err := o.reroutes(res.Architecture); err != nil || why != "" {
		return s, p, err // what was applied last is not looked at
	}
	if d, err := o.directory(); err == nil {
		if store, err := d.Store(res.Architecture); err == nil {
			if state, err := store.Load(ctx); err == nil {
				s.store, s.build.State = store, state
			}
		}
	}
	return s, p, nil
}

// keep writes the files that were asked for.
func (o *ciOptions) keep(r *ci.Report, page string) error {
	if o.out != "" && !r.Review.Unplanned && !r.Review.Plan.Errored {
		data, err := planner.WritePlan(r.Review.Plan)
		if err == nil {
			err = writeFile(o.out, data)
		}
		if err != nil {
			return err
		}
	}
	if o.markdown == "" {
		return nil
	}
	var b bytes.Buffer
	if err := view.PlanMarkdown(&b, r.Review, view.CommentOptions{Limit: view.NoLimit, URL: page}); err != nil {
		return err
	}
	return writeFile(o.markdown, b.Bytes())
}

// told says on the command line what was told to the host.
func (a *app) told(r *ci.Report, forge ci.Forge, notes []string, failed error) error {
	req := forge.Request()
	posted := req != nil && req.Silent == ""
	if a.json {
		out := map[string]any{"format_version": "1.0", "conclusion": r.Conclusion(), "summary": r.Summary(), "posted": posted && failed == nil,
			"notes": append([]string{}, notes...), "reviewers": append([]string{}, forge.Accounts(r.Review.Reviewers())...), "diagnostics": append(diag.List{}, r.Lint.Found.Sorted()...), "plan": r.Review.Plan}
		if req != nil {
			out["request"] = req.Number
		}
		if failed != nil {
			out["error"] = failed.Error()
		}
		return view.JSON(a.streams.Out, out)
	}
	fmt.Fprintf(a.streams.Out, "\nOutcome: %s. %s.\n", r.Conclusion(), r.Summary())
	for _, n := range notes {
		fmt.Fprintf(a.streams.Out, "%s\n", view.Clean(n))
	}
	if failed != nil {
		a.printDiags(diag.List{{Code: diag.Forge, Severity: diag.Error, Summary: "not everything could be posted", Detail: failed.Error() + "."}}, nil)
		return nil
	}
	if posted {
		fmt.Fprintf(a.streams.Out, "Posted to request %d.\n", req.Number)
	}
	return nil
}
