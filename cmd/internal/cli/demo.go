package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/examples"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers/sandbox"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// demoMark is the file that says that a directory belongs to the demo, so
// that it may be made anew.
const demoMark = ".stagecraft-demo"

func (a *app) demoCmd() *cobra.Command {
	var out string
	var recordCount int
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the whole story on an example: validate, plan, apply, move records, render",
		Args:  args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := &demo{app: a, out: out, records: recordCount}
			return d.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&out, "out", "stagecraft-demo", "directory to write to")
	cmd.Flags().IntVar(&recordCount, "records", 500, "how many made-up records to fill the CRM with")
	return cmd
}

type demo struct {
	app     *app
	out     string
	records int
	step    int
}

func (d *demo) say(format string, args ...any) { fmt.Fprintf(d.app.streams.Out, format+"\n", args...) }

func (d *demo) head(title, command string) {
	d.step++
	st := d.app.streams.OutStyle()
	d.say("\n%s %s", st.Bold(fmt.Sprintf("%d. %s", d.step, title)), st.Dim("$ "+command))
}

func (d *demo) run(ctx context.Context) error {
	dir := filepath.Join(d.out, "architecture")
	if err := d.prepare(dir); err != nil {
		return err
	}
	a := d.app
	w := &workspace{app: a, dir: dir}
	d.say("A company's lifecycle architecture is in %s.", dir)

	d.head("Is it valid?", "stagecraft validate "+dir)
	if err := a.validate(w); err != nil {
		return err
	}
	d.head("Do its scenarios turn out as they should?", "stagecraft test "+dir)
	if err := d.scenarios(w); err != nil {
		return err
	}

	d.head("What would change in the CRM?", "stagecraft plan "+dir)
	o := &applyOptions{planOptions: planOptions{workspace: *w}}
	s, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	p, err := s.plan(ctx)
	if err != nil {
		return err
	}
	d.planInBrief(p)

	d.head("Apply it to the embedded CRM", "stagecraft apply "+dir)
	if err := a.carryOut(ctx, o, s, p); err != nil {
		return err
	}
	if err := d.again(ctx, o, dir); err != nil {
		return err
	}
	if err := d.live(ctx, w, dir); err != nil {
		return err
	}

	docs := filepath.Join(d.out, "documents")
	d.head("Render what people sign", "stagecraft render "+dir+" --out "+docs)
	files, diags, err := a.render(w, renderFlags{out: docs, formats: render.DefaultFormats})
	if err != nil {
		return err
	}
	if diags.HasErrors() {
		return diagError{diags, nil}
	}
	for _, f := range files {
		d.say("  %s", f)
	}
	d.say("\nOpen %s in a browser. The architecture is in %s; change a line and run stagecraft plan there.",
		filepath.Join(docs, "index.html"), dir)
	return nil
}

// prepare writes the example, replacing an earlier demo but nothing else.
func (d *demo) prepare(dir string) error {
	mark := filepath.Join(d.out, demoMark)
	if there, err := os.ReadDir(d.out); err == nil && len(there) > 0 {
		if _, err := os.Stat(mark); err != nil {
			return usageError{fmt.Errorf("%s is not empty and no earlier demo; name another directory with --out", d.out)}
		}
		if err := os.RemoveAll(d.out); err != nil {
			return err
		}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := writeFile(mark, []byte("Made by stagecraft demo; made anew by the next one.\n")); err != nil {
		return err
	}
	example, err := fs.Sub(examples.FS, "b2b-saas")
	if err != nil {
		return err
	}
	return os.CopyFS(dir, example)
}

func (d *demo) scenarios(w *workspace) error {
	res, err := w.load()
	if err != nil {
		return err
	}
	results := engine.RunScenarios(res.Architecture)
	failed := 0
	for _, r := range results {
		if !r.Passed() {
			failed++
			d.app.printDiags(r.Diags, res.Sources)
		}
	}
	d.say("%d passed, %d failed", len(results)-failed, failed)
	if failed > 0 {
		return exit{ExitError}
	}
	return nil
}

// planInBrief shows the first changes of a long plan and its summary.
func (d *demo) planInBrief(p *planner.Plan) {
	const shown = 12
	for i, c := range p.Changes {
		if i == shown {
			d.say("  … and %d more; stagecraft plan shows all", len(p.Changes)-shown)
			break
		}
		d.say("  + %s", c.Label)
	}
	d.say("Plan: %s.", view.PlanSummary(p.Summary))
}

// again plans a second time: nothing may be left to do.
func (d *demo) again(ctx context.Context, o *applyOptions, dir string) error {
	d.head("Plan again", "stagecraft plan --detailed-exitcode "+dir)
	s, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	p, err := s.plan(ctx)
	if err != nil {
		return err
	}
	if err := d.app.showPlan(p, s.res.Sources, false, false); err != nil {
		return err
	}
	if !p.Empty() {
		return exit{ExitChanges}
	}
	return nil
}

// live fills the CRM with records and tries two moves: one that the contract refuses, one that it allows.
func (d *demo) live(ctx context.Context, w *workspace, dir string) error {
	crm, err := w.openSandbox()
	if err != nil {
		return err
	}
	defer crm.Close()
	if d.records > 0 {
		d.head("Fill it with made-up records", fmt.Sprintf("stagecraft sandbox seed --records %d %s", d.records, dir))
		res, err := crm.Seed(ctx, sandbox.SeedOptions{N: d.records, Seed: 1})
		if err != nil {
			return err
		}
		d.say("Added %s, of which %d lack a fact of their stage on purpose.", view.Count(res.Records, "record"), res.Gaps)
	}
	id, _, err := crm.CreateRecord(ctx, sandbox.NewRecord{Object: "contact", Owner: demoOwner, Actor: "demo",
		Properties: map[string]any{"last_name": "Example"}})
	if err != nil {
		return err
	}
	if res, err := crm.Move(ctx, id, demoStart, sandbox.MoveRequest{Actor: "demo", Basis: "visited our pages"}); err != nil {
		return err
	} else if !res.Allowed {
		return &sandbox.Refused{Refusals: res.Refusals}
	}
	d.head("Move a person we cannot reach", fmt.Sprintf("stagecraft sandbox move %d %s %s", id, demoStage, dir))
	refused := d.app.move(ctx, crm, id, demoStage, sandbox.MoveRequest{Actor: "demo"})
	if refused == nil || !errors.Is(refused, exit{ExitError}) {
		return errors.Join(errors.New("the contract should have refused this move"), refused)
	}
	ch := sandbox.Change{Actor: "demo", Basis: "business card"}
	if _, err := crm.UpdateRecord(ctx, id, demoFacts, ch); err != nil {
		return err
	}
	d.head("Fill in what is missing and try again", fmt.Sprintf("stagecraft sandbox move %d %s %s", id, demoStage, dir))
	d.say("Filled in: %s", strings.Join(slices.Sorted(maps.Keys(demoFacts)), ", "))
	return d.app.move(ctx, crm, id, demoStage, sandbox.MoveRequest{Actor: "demo", Basis: "business card"})
}

// What the demo's record is moved with, in the b2b-saas example.
const (
	demoStart = "stage.lead.anonymous_visitor"
	demoStage = "stage.lead.known_lead"
	demoOwner = "ben@fernway.example"
)

var demoFacts = map[string]any{"email": "sam@customer.example", "lead_source": "event_list"}
