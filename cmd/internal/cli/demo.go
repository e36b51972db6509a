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
	"github.com/stagecraft-dev/stagecraft/planner/report"
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
		Short: "Show all of it on an example, in seconds",
		Long: "Writes an example architecture, plans and applies it to an embedded CRM, moves records, renders the documents, and shows what a change " +
			"means. It takes seconds, needs no network, and touches nothing outside of its directory, which the next demo makes anew.",
		Args: args(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if recordCount < 0 {
				return usageError{fmt.Errorf("--records %d: write how many, 0 for none", recordCount)}
			}
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
	d.say("\n%s\n%s", st.Bold(fmt.Sprintf("%d. %s", d.step, title)), st.Dim("$ "+command))
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
	o := &applyOptions{planOptions: planOptions{workspace: *w}, quiet: !a.streams.ErrTTY}
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
	if err := a.carryOut(ctx, o, s, p, nil); err != nil {
		return err
	}
	if err := d.again(ctx, o, dir); err != nil {
		return err
	}
	if err := d.live(ctx, w, dir); err != nil {
		return err
	}

	if err := d.documents(w); err != nil {
		return err
	}
	if err := d.change(ctx, w, o); err != nil {
		return err
	}
	d.next()
	return nil
}

// documents renders all documents and says which to open first.
func (d *demo) documents(w *workspace) error {
	docs := filepath.Join(d.out, "documents")
	formats := append(slices.Clone(render.DefaultFormats), siteFormat)
	d.head("Render what people sign", fmt.Sprintf("stagecraft render %s --out %s --format %s", w.dir, docs, strings.Join(formats, ",")))
	files, diags, err := d.app.render(w, renderFlags{out: docs, formats: formats})
	if err != nil {
		return err
	}
	if diags.HasErrors() {
		return diagError{diags, nil}
	}
	d.say("%s in %s. Look at these first:", view.Count(len(files), "file"), docs)
	for _, f := range [][2]string{
		{"stage-reference-card.pdf", "all stages on one page, to print"},
		{"definition-alignment.pdf", "what each term means, and where the council signs"},
		{"architecture-diagram.svg", "all stages and handoffs in swimlanes by team"},
		{"site/index.html", "all of it as a web site that needs no server"},
	} {
		d.say("  %-26s %s", f[0], f[1])
	}
	return nil
}

// change edits two numbers, as somebody would in a pull request, and shows what they mean to people and to the CRM.
func (d *demo) change(ctx context.Context, w *workspace, o *applyOptions) error {
	before := filepath.Join(d.out, "before")
	if err := copyExample(before); err != nil {
		return err
	}
	for _, e := range demoEdits {
		path := filepath.Join(w.dir, e.file)
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		edited := strings.Replace(string(text), e.old, e.new, 1)
		if edited == string(text) {
			return fmt.Errorf("%s does not contain %q", path, e.old)
		}
		if err := writeFile(path, []byte(edited)); err != nil {
			return err
		}
	}
	d.head("Change two numbers: what does that mean, and who must agree?", fmt.Sprintf("stagecraft diff %s %s", before, w.dir))
	sides, err := w.compare(before, w.dir)
	if err != nil {
		return err
	}
	view.Diff(d.app.streams.Out, d.app.streams.OutStyle(), view.NewDiffReport(sides[0], sides[1]))

	d.head("And what would it change in the CRM?", "stagecraft plan "+w.dir)
	_, err = d.plan(ctx, o)
	return err
}

// plan plans and shows the plan.
func (d *demo) plan(ctx context.Context, o *applyOptions) (*planner.Plan, error) {
	s, err := o.open(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close()
	p, err := s.plan(ctx)
	if err != nil {
		return nil, err
	}
	return p, d.app.showPlan(p, s.res.Sources, false)
}

// next says how to go on.
func (d *demo) next() {
	arch := filepath.Join(d.out, "architecture")
	d.say("\n%s", d.app.streams.OutStyle().Bold("What to try next"))
	for _, line := range [][2]string{
		{"a live site", "stagecraft serve " + arch},
		{"carry it out", "stagecraft apply " + arch},
		{"judge records", "stagecraft audit " + arch},
		{"who must sign", "stagecraft signoff status " + arch},
		{"one of your own", "stagecraft init mine"},
	} {
		d.say("  %-16s %s", line[0], line[1])
	}
	if exe, err := os.Executable(); err == nil && strings.Contains(exe, "go-build") {
		d.say("\ngo install ./cmd/stagecraft makes the command; go run ./cmd/stagecraft does the same.")
	}
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
	return copyExample(dir)
}

// copyExample writes the architecture that the demo shows.
func copyExample(dir string) error {
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
	d.say("Plan: %s.", report.Summary(p.Summary))
}

// again plans a second time: nothing may be left to do.
func (d *demo) again(ctx context.Context, o *applyOptions, dir string) error {
	d.head("Plan again", "stagecraft plan --detailed-exitcode "+dir)
	p, err := d.plan(ctx, o)
	if err == nil && !p.Empty() {
		err = exit{ExitChanges}
	}
	return err
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
		d.say("%s", seeded(res))
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

// What the demo's pull request changes.
var demoEdits = []struct{ file, old, new string }{
	{"slas.hcl", `within      = "4h"`, `within      = "2h"`},
	{"scoring.hcl", "engagement  = 40", "engagement  = 50"},
}

var demoFacts = map[string]any{"email": "sam@customer.example", "lead_source": "event_list"}
