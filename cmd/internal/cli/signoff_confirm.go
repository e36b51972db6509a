package cli

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

func (a *app) signoffConfirmCmd() *cobra.Command {
	w := &workspace{app: a}
	var verified bool
	cmd := &cobra.Command{
		Use:   "confirm [DIR] [ADDRESS…]",
		Short: "Set definitions that the whole council has signed to confirmed",
		Long:  "Writes state = \"confirmed\" into the files, and leaves everything else as it is. No signature goes stale by it. Look at the change and commit it.",
		Args:  args(cobra.ArbitraryArgs),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.confirm(w, w.parse(args), verified)
		},
	}
	w.varFlags(cmd)
	cmd.Flags().BoolVar(&verified, "verified", false, "only where every signature is verified")
	return cmd
}

func (a *app) confirm(w *workspace, addresses []string, verified bool) error {
	c, err := w.council("")
	if err != nil {
		return err
	}
	if err := c.problem(); err != nil {
		return err
	}
	chosen, err := c.confirmable(addresses, verified)
	if err != nil {
		return err
	}
	edits, diags := c.edits(chosen)
	if diags.HasErrors() {
		return diagError{diags, c.Sources}
	}
	if err := w.rewrite(c, chosen, edits); err != nil {
		return err
	}
	confirmed := []string{}
	for _, e := range chosen {
		confirmed = append(confirmed, string(e.Address))
	}
	if a.json {
		return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "confirmed": confirmed})
	}
	if len(chosen) == 0 {
		fmt.Fprintln(a.streams.Out, "There is nothing to confirm.")
	}
	for _, e := range chosen {
		fmt.Fprintf(a.streams.Out, "%s is confirmed (%s)\n", view.Clean(e.Title), c.res.Architecture.Lookup(e.Address).Base().Range)
	}
	return nil
}

// confirmable are the definitions that are signed by all and still assumed; addresses limit them.
func (c *council) confirmable(addresses []string, verified bool) ([]*signoff.Entry, error) {
	var out []*signoff.Entry
	matched := make([]bool, len(addresses))
	for _, e := range c.Status.Agreed() {
		named := len(addresses) == 0
		for i, p := range addresses {
			if signoff.Matches(p, e.Address) {
				matched[i], named = true, true
			}
		}
		if named && (e.Verified || !verified) {
			out = append(out, e)
		}
	}
	if i := slices.Index(matched, false); i >= 0 {
		d := diag.Diagnostic{Code: diag.Unsigned, Severity: diag.Error, Summary: fmt.Sprintf("Nothing that is called %q can be confirmed", addresses[i]),
			Detail: "A definition is confirmed once when every role of the council has signed it as it is. See stagecraft signoff status."}
		if e := c.Status.Entry(schema.Address(addresses[i])); e != nil {
			d.Detail += " " + strings.Join(signoff.Lacking(c.Status.Unmet(e, verified)), " ")
			d.Subject, d.Address = c.res.Architecture.Lookup(e.Address).Base().Range, addresses[i]
		}
		return nil, diagError{diag.List{d}, c.Sources}
	}
	return out, nil
}

// edits are the changes of each file that confirm the definitions.
func (c *council) edits(chosen []*signoff.Entry) (map[string][]hclschema.Edit, diag.List) {
	edits := map[string][]hclschema.Edit{}
	var diags diag.List
	for _, e := range chosen {
		b := c.res.Architecture.Lookup(e.Address)
		file := b.Base().Range.File
		edit, err := hclschema.SetText(c.res.Sources[file], b, "state", "confirmed")
		if err == nil && strings.HasPrefix(path.Clean(file), ".stagecraft/") {
			err = fmt.Errorf("the module belongs to another repository")
		}
		if err != nil {
			diags.Add(diag.Diagnostic{Code: diag.BadValue, Severity: diag.Error, Subject: b.Base().At("state"), Address: string(e.Address),
				Summary: fmt.Sprintf("%s cannot be confirmed here: %s", e.Title, err),
				Detail:  `Set state = "confirmed" by hand. Nothing was changed.`})
		}
		edits[file] = append(edits[file], edit)
	}
	return edits, diags
}

// rewrite changes the files, and puts them back when one cannot be written or the architecture would not be what was
// meant: exactly the chosen definitions confirmed, and no text changed.
func (w *workspace) rewrite(c *council, chosen []*signoff.Entry, edits map[string][]hclschema.Edit) error {
	opts, err := w.options()
	if err != nil {
		return err
	}
	write := func(content func(file string) []byte) error {
		var errs []error
		for file := range edits {
			errs = append(errs, os.WriteFile(filepath.Join(w.dir, filepath.FromSlash(file)), content(file), 0o644))
		}
		return errors.Join(errs...)
	}
	before := func(file string) []byte { return c.res.Sources[file] }
	if err := write(func(file string) []byte { return hclschema.ApplyEdits(before(file), edits[file]) }); err != nil {
		return errors.Join(err, write(before))
	}
	problem := c.unexpected(hclschema.Load(w.dir, opts), chosen)
	if problem == "" {
		return nil
	}
	if err := write(before); err != nil {
		return err
	}
	return diagError{diag.List{{Code: diag.BadValue, Severity: diag.Error, Summary: "The definitions cannot be confirmed one by one",
		Detail: problem + " The files are as they were; set state = \"confirmed\" by hand."}}, nil}
}

// unexpected says how an architecture differs from the one that was meant; "" when it does not.
func (c *council) unexpected(res *hclschema.Result, chosen []*signoff.Entry) string {
	if res.Diags.HasErrors() {
		return res.Diags.Err().Error()
	}
	after := signoff.Evaluate(res.Architecture, c.Records, nil)
	for i := range c.Status.Definitions {
		was := &c.Status.Definitions[i]
		now := after.Entry(was.Address)
		want := was.Confirmed || slices.Contains(chosen, was)
		switch {
		case now == nil || now.Digest != was.Digest:
			return fmt.Sprintf("%s would have another meaning.", was.Title)
		case now.Confirmed != want:
			return fmt.Sprintf("%s (%s) would be confirmed, too; one text of a module stands for both.", was.Title, was.Address)
		}
	}
	return ""
}
