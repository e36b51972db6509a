package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/audit"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

const auditHelp = `Looks at the live records of an environment and says which do not stand as the architecture demands: who owns them, whether the facts of their stage are there, whether their way there is in the history and was a permitted one, and whether clocks were kept and breaches raised. Reads only: no lock is taken, and nothing is written to the CRM or to the state.

Records are judged by the files as they are now. Where something else was applied, or nothing, the report says so: it tells then how many records would not stand.

What a CRM keeps no history of cannot be judged; the report says what and of how many. Findings name records by their ids, a few of each kind: --samples N for more of them, --all-records for all. No name, address or other fact of a person is in the report.

--now says from when on clocks are late and how long records have been where they are. It does not rewind: stages, owners and facts are those that the CRM has now.

--markdown leaves records out where an issue would be too long for them, and says so; --out has no such limit.

Exit codes: 0 done, 1 error, 2 something was found (with --detailed-exitcode).`

type auditOptions struct {
	planOptions
	reporting
	objects        []string
	limit, samples int
	allRecords     bool
	now            string
	detailed       bool
}

func (a *app) auditCmd() *cobra.Command {
	o := &auditOptions{planOptions: planOptions{workspace: workspace{app: a}}}
	cmd := &cobra.Command{
		Use:     "audit [DIR]",
		Short:   "Say which live records do not stand as the architecture demands",
		Long:    auditHelp,
		Example: "  stagecraft audit crm --env production\n  stagecraft audit crm --env production --object contact --out audit.json",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dirArg(args, 0)
			if err := o.check(); err != nil {
				return err
			}
			return a.audit(cmd.Context(), o)
		},
	}
	o.workspace.flags(cmd)
	cmd.Flags().StringArrayVar(&o.objects, "object", nil, "look only at records of this type (repeatable)")
	cmd.Flags().IntVar(&o.limit, "limit", 0, "read at most this many records of each type, those that were made last (default: all)")
	cmd.Flags().IntVar(&o.samples, "samples", 3, "name at most this many records for each finding; 0 names all")
	cmd.Flags().BoolVar(&o.allRecords, "all-records", false, "name all records of each finding")
	cmd.Flags().StringVar(&o.now, "now", "", "time by which clocks are judged, such as 2026-03-02T09:00:00Z (default: now)")
	o.reporting.flags(cmd)
	cmd.Flags().BoolVar(&o.detailed, "detailed-exitcode", false, "exit with 2 when something was found")
	return cmd
}

// check refuses flags that make no sense, before anything is read.
func (o *auditOptions) check() error {
	switch {
	case o.limit < 0:
		return usageError{fmt.Errorf("--limit %d: write a number of records; 0 is all", o.limit)}
	case o.samples < 0:
		return usageError{fmt.Errorf("--samples %d: write a number of records; 0 is all", o.samples)}
	}
	if o.allRecords {
		o.samples = 0
	}
	return o.reporting.check(o.app)
}

func (a *app) audit(ctx context.Context, o *auditOptions) error {
	now, err := timeOf(o.now)
	if err != nil {
		return err
	}
	o.readOnly = true
	s, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	names := s.res.Architecture.ObjectNames()
	for _, name := range o.objects {
		if !slices.Contains(names, name) {
			return usageError{fmt.Errorf("--object %s: there is no such record type.%s", name, diag.DidYouMean(name, names))}
		}
	}
	in := audit.Options{Environment: s.build.Environment, Arch: s.res.Architecture, Now: now, Objects: o.objects, Limit: o.limit, Samples: o.samples}
	for _, c := range planner.LookAt(s.build.CRMs) {
		in.CRMs = append(in.CRMs, audit.CRM{Target: c.Target, View: c.View})
	}
	s.collect() // records go by
	r, diags := audit.Run(ctx, in)
	r.Applied = s.build.State.Architecture.Digest
	failed := diags.HasErrors()
	r.Failed = failed
	if !failed || len(r.Objects) > 0 { // what other CRMs gave is worth having
		if err := a.giveAudit(o, r); err != nil {
			return err
		}
	}
	if failed {
		return diagError{diags, s.res.Sources}
	}
	if !a.json {
		a.printDiags(diags, s.res.Sources)
	}
	if o.detailed && !r.Clean() {
		return exit{ExitChanges}
	}
	return nil
}

// giveAudit saves the whole report and prints it. After a failure, --json prints the errors instead.
func (a *app) giveAudit(o *auditOptions, r *audit.Report) error {
	markdown := func(limit int) func(io.Writer) {
		return func(w io.Writer) { view.AuditMarkdown(w, r, limit, o.command) }
	}
	if err := o.save(r, markdown(0)); err != nil || r.Failed && a.json {
		return err
	}
	return a.show(o.reporting, r, markdown(view.MaxIssue), func() { view.Audit(a.streams.Out, a.streams.OutStyle(), a.streams.Columns, r) })
}

// timeOf reads the flag --now; the time of now without one.
func timeOf(flag string) (time.Time, error) {
	if flag == "" {
		return time.Now(), nil
	}
	t, err := time.Parse(time.RFC3339, flag)
	if err != nil {
		return t, usageError{fmt.Errorf("--now %q: write a time such as 2026-03-02T09:00:00Z", flag)}
	}
	return t, nil
}
