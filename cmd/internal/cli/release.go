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
	"github.com/stagecraft-dev/stagecraft/render/compose"
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
		Short: "Release a version: check, write, commit, tag, bundle the documents",
		Long: `Checks that everything is committed, that the architecture is valid, its scenarios pass and lint finds no error, that the version fits what
changed since the last release, and that every definition is confirmed and signed by the whole council. Then it writes the
version and CHANGELOG.md, commits both on the current branch, makes an annotated tag, and writes a zip file
of all documents with a manifest of their digests. When any step fails nothing is left behind.

The warnings of validation are shown and do not stop a release, nor do those of lint: a policy makes errors of them where they should. What is not
agreed does, unless a policy gives L-51 another severity or --allow-open is given.

The tag of an architecture in a sub-directory has the directory before the version: crm/v1.4.0. A candidate such as 2.0.0-rc.1 is
compared with what was released before it, the version itself with the last one that was no candidate.
Git writes the release: the commit and the tag are signed when commit.gpgSign and tag.gpgSign say so (not by --dry-run). Hooks
for commits are not run. Nothing is pushed.

With --json: "checks" with their diagnostics, "changes" (as diff gives them), "changelog" (the entry), "commit", "tag" and whether they are signed,
"files" of the commit, "bundle", "bundle_sha256" and "bundle_files"; "released" tells whether it was written.`,
		Args: args(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			w.dirArg(args, 1)
			opts, err := a.releaseOptions(cmd.Context(), w, f)
			if err != nil {
				return err
			}
			opts.Version, opts.AllowOpen, opts.DryRun = args[0], allowOpen, dryRun
			r, err := release.Prepare(w.dir, opts)
			if err != nil {
				return asDiagError(err)
			}
			defer r.Close()
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
	bundleFlags(cmd, &f)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "check everything and show what would be written; write nothing")
	cmd.Flags().BoolVar(&allowOpen, "allow-open", false, "release although definitions are assumed or unsigned")
	cmd.AddCommand(a.releaseVerifyCmd(), a.releaseBundleCmd())
	return cmd
}

func bundleFlags(cmd *cobra.Command, f *renderFlags) {
	cmd.Flags().StringVar(&f.out, "out", "", "directory for the bundle (default: releases in the architecture's directory)")
	cmd.Flags().StringVar(&f.paper, "paper", "a4", "size of PDF pages: a4 or letter")
	cmd.Flags().StringVar(&f.theme, "theme", "", "directory with theme.json and templates")
}

func (a *app) releaseBundleCmd() *cobra.Command {
	w := &workspace{app: a}
	var f renderFlags
	cmd := &cobra.Command{
		Use:   "bundle [DIR]",
		Short: "Make the bundle of a release again, from its tag",
		Long: `Makes the bundle of the release whose tag is checked out in DIR, and writes it when it is the one that the tag names, byte
for byte. The same version of stagecraft makes the same bundle. To leave your own work tree as it is, check the tag out beside it.`,
		Example: "  git worktree add --detach ../acme-1.4.0 v1.4.0\n  stagecraft release bundle ../acme-1.4.0",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			w.dirArg(args, 0)
			opts, err := a.releaseOptions(cmd.Context(), w, f)
			if err != nil {
				return err
			}
			r, err := release.Rebuild(w.dir, opts)
			if err != nil {
				return asDiagError(err)
			}
			if r.Ready() {
				if err := r.WriteBundle(); err != nil {
					return err
				}
			}
			if a.json {
				err = view.JSON(a.streams.Out, view.ReleaseReport(r, false))
			} else {
				view.Rebuilt(a.streams.Out, a.streams.OutStyle(), r)
				a.printDiags(r.Diags(), r.Sources)
			}
			if err == nil && !r.Ready() {
				err = exit{ExitError}
			}
			return err
		},
	}
	w.varFlags(cmd)
	bundleFlags(cmd, &f)
	return cmd
}

func (a *app) releaseVerifyCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "verify BUNDLE [DIR]",
		Short: "Make sure that a bundle is as it was released",
		Long: `Compares every file in a bundle with the digest in its manifest, and prints the bundle's own SHA-256. With the directory of
the architecture, also makes sure that the release's tag names this SHA-256: whoever changes a file can change the manifest, too, but not the
tag. git verify-tag tells who signed the tag.`,
		Args: args(cobra.RangeArgs(1, 2)),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			m, err := release.Verify(data)
			if err != nil {
				return badBundle(args[0], err.Error())
			}
			sum, tag := fmt.Sprintf("%x", sha256.Sum256(data)), ""
			if len(args) > 1 {
				var named string
				if tag, named, err = release.Named(args[1], m.Version); err != nil {
					return asDiagError(err)
				}
				if named != sum {
					return badBundle(args[0], fmt.Sprintf("its SHA-256 is %s, and the tag %s names %q", sum, tag, named))
				}
			}
			if a.json {
				return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "sha256": sum, "tag": tag, "manifest": m})
			}
			view.Bundle(a.streams.Out, m, sum, tag)
			return nil
		},
	}
}

func badBundle(name, why string) error {
	return diagError{diag.List{{Code: diag.BadBundle, Severity: diag.Error, Summary: name + ": " + why,
		Detail: "Take the bundle of the release again, or make it anew from the tag: stagecraft release bundle."}}, nil}
}

// releaseOptions collects what a release needs from the command line and the repository.
func (a *app) releaseOptions(ctx context.Context, w *workspace, f renderFlags) (out release.Options, err error) {
	if err := f.checkPaper(); err != nil {
		return out, err
	}
	load, err := w.options()
	if err != nil {
		return out, err
	}
	who := w.identity(ctx)
	if who.Email == "" {
		return out, diagError{diag.List{{Code: diag.NotCommitted, Severity: diag.Error, Summary: "git does not know who you are",
			Detail: "A release is a commit and a tag in your name: git config user.name and user.email."}}, nil}
	}
	theme, err := f.loadTheme(w)
	if err != nil {
		return out, err
	}
	if f.out == "" {
		f.out = filepath.Join(w.dir, "releases")
	}
	return release.Options{
		Now: time.Now(), By: who, ToolVersion: Version, Load: load,
		Signoffs: func(res *hclschema.Result) (*signoff.Status, diag.List, map[string][]byte) {
			c, err := w.signoffs(res, true, "")
			if err != nil {
				return nil, diag.List{{Code: diag.BadSignOff, Severity: diag.Error, Summary: "the sign-offs cannot be read", Detail: err.Error()}}, nil
			}
			return c.Status, c.Diags, c.Sources
		},
		CRMs: func(res *hclschema.Result) ([]render.CRM, error) {
			d, err := w.directory()
			if err != nil {
				return nil, err
			}
			crms, err := compose.CRMs(d, res)
			return crms, asDiagError(err)
		},
		Render: render.Options{Theme: theme, Paper: f.paper}, Formats: render.DefaultFormats, Bundle: f.out,
	}, nil
}
