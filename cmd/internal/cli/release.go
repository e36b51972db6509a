package cli

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/release"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

func (a *app) releaseCmd() *cobra.Command {
	w := &workspace{app: a}
	var f renderFlags
	var dryRun, allowOpen bool
	cmd := &cobra.Command{
		Use:   "release VERSION [DIR]",
		Short: "Release a version: check, write version and changelog, commit, tag, bundle the documents",
		Long: `Checks that everything is committed, that the architecture is valid and its scenarios pass, that the version fits what
changed since the last release, and that every definition is confirmed and signed by the whole council. Then it writes the
version and CHANGELOG.md, commits both on the current branch, makes an annotated tag, and writes a zip file
of all documents with a manifest of their digests. When any step fails nothing is left behind.

The tag of an architecture in a sub-directory has the directory before the version: crm/v1.4.0.
Nothing is pushed.`,
		Args: args(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			w.dirArg(args, 1)
			r, err := a.prepareRelease(cmd.Context(), w, f, args[0], allowOpen)
			if err != nil {
				return err
			}
			if r.Ready() && !dryRun {
				if err := r.Publish(); err != nil {
					return err
				}
			}
			if a.json {
				err = view.JSON(a.streams.Out, view.ReleaseReport(r, dryRun))
			} else {
				view.Release(a.streams.Out, a.streams.OutStyle(), r, dryRun)
				a.printDiags(r.Diags(), r.Sources)
			}
			if err == nil && !r.Ready() {
				err = exit{ExitError}
			}
			return err
		},
	}
	w.varFlags(cmd)
	cmd.Flags().StringVar(&f.out, "out", "", "directory for the bundle (default: releases in the architecture's directory)")
	cmd.Flags().StringVar(&f.paper, "paper", "a4", "size of PDF pages: a4 or letter")
	cmd.Flags().StringVar(&f.theme, "theme", "", "directory with theme.json and templates")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "check everything and show what would be written; write nothing")
	cmd.Flags().BoolVar(&allowOpen, "allow-open", false, "release although definitions are assumed or unsigned")
	cmd.AddCommand(a.releaseVerifyCmd())
	return cmd
}

func (a *app) releaseVerifyCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "verify BUNDLE",
		Short: "Make sure that a bundle is as it was released",
		Long:  "Compares every file in a bundle with the digest in its manifest, and prints the bundle's own SHA-256, which the tag of the release names.",
		Args:  args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			m, err := release.Verify(data)
			if err != nil {
				return diagError{diag.List{{Code: diag.BadBundle, Severity: diag.Error, Summary: args[0] + ": " + err.Error(),
					Detail: "Take the bundle of the release again, or make it anew from the tag."}}, nil}
			}
			sum := fmt.Sprintf("%x", sha256.Sum256(data))
			if a.json {
				return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "sha256": sum, "manifest": m})
			}
			view.Bundle(a.streams.Out, m, sum)
			return nil
		},
	}
}

// prepareRelease collects what a release needs from the command line and the repository.
func (a *app) prepareRelease(ctx context.Context, w *workspace, f renderFlags, version string, allowOpen bool) (*release.Release, error) {
	if err := f.checkPaper(); err != nil {
		return nil, err
	}
	load, err := w.options()
	if err != nil {
		return nil, err
	}
	who := w.identity(ctx)
	if who.Email == "" {
		return nil, diagError{diag.List{{Code: diag.NotCommitted, Severity: diag.Error, Summary: "git does not know who you are",
			Detail: "A release is a commit and a tag in your name: git config user.name and user.email."}}, nil}
	}
	theme, err := f.loadTheme(w)
	if err != nil {
		return nil, err
	}
	if f.out == "" {
		f.out = filepath.Join(w.dir, "releases")
	}
	return release.Prepare(w.dir, release.Options{
		Version: version, Now: time.Now(), By: who, ToolVersion: Version, Load: load, AllowOpen: allowOpen,
		Signoffs: func(res *hclschema.Result) (*signoff.Status, error) {
			c, err := w.signoffs(res, true, "")
			if err != nil {
				return nil, err
			}
			return c.status, c.problem()
		},
		CRMs:   w.crms,
		Render: render.Options{Theme: theme, Paper: f.paper}, Formats: render.DefaultFormats, Bundle: f.out,
	})
}
