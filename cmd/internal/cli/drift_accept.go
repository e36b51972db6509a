package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/accept"
	"github.com/stagecraft-dev/stagecraft/planner/report"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var errAddresses = errors.New("addresses are for --accept; name the directory alone to see all drift")

// accept writes drift into the files.
func (a *app) accept(ctx context.Context, o *driftOptions, s *session, in planner.DriftOptions, addresses []string) error {
	load, err := o.options()
	if err != nil {
		return err
	}
	out, diags := accept.Accept(ctx, accept.Options{Drift: in, Addresses: addresses, Load: func(changed map[string][]byte) *hclschema.Result {
		return hclschema.LoadChanged(o.dir, changed, load)
	}})
	if diags.HasErrors() {
		return diagError{diags, s.res.Sources}
	}
	if err := rewrite(o.dir, out.Changed, s.res.Sources); err != nil {
		return err
	}
	if a.json {
		err = view.JSON(a.streams.Out, out)
	} else {
		a.showAccepted(s, out)
	}
	if err == nil && o.detailed && len(out.ByHand) > 0 {
		return exit{ExitChanges}
	}
	return err
}

func (a *app) showAccepted(s *session, out *accept.Result) {
	w, st := a.streams.Out, a.streams.OutStyle()
	for _, file := range out.Files {
		_, _ = w.Write([]byte(report.CleanLines(string(diff.Diff(file, s.res.Sources[file], file, out.Changed[file])))))
	}
	for _, x := range out.Accepted {
		if x.Note != "" {
			fmt.Fprintf(w, "%s %s\n", st.Bold(report.Clean(x.Address)+":"), report.Clean(x.Note))
		}
	}
	for _, x := range out.ByHand {
		report.Drifted(w, st, x.DriftedObject)
		fmt.Fprintf(w, "    %s %s\n", st.Yellow("not accepted:"), report.Clean(x.Because))
		for line := range strings.Lines(x.Write) {
			fmt.Fprintf(w, "      %s\n", report.Clean(strings.TrimSuffix(line, "\n")))
		}
	}
	switch {
	case len(out.Accepted)+len(out.ByHand) == 0:
		fmt.Fprintf(w, "%s Nothing to accept in %s.\n", st.Green("No drift."), out.Environment)
		return
	case len(out.ByHand) == 0:
		fmt.Fprintf(w, "Accepted all drift of %s", view.Count(len(out.Accepted), "object"))
	default:
		fmt.Fprintf(w, "Accepted the drift of %s; %s must be done by hand", view.Count(len(out.Accepted), "object"), view.Count(len(out.ByHand), "object"))
	}
	if len(out.Files) == 0 {
		fmt.Fprintln(w, ". No file was changed.")
		return
	}
	fmt.Fprintf(w, ". Changed: %s. Look at the edit and commit it; nothing was applied or committed.\n", strings.Join(out.Files, ", "))
	if was := s.build.Commit; strings.HasSuffix(was, "with changes") {
		fmt.Fprintf(w, "%s\n", st.Dim("The files had changes before that were not committed: git diff shows both."))
	}
}
