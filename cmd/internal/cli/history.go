package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

func (a *app) diffCmd() *cobra.Command {
	w := &workspace{app: a}
	var markdown, detailed bool
	cmd := &cobra.Command{
		Use:   "diff FROM [TO]",
		Short: "Say what changed in meaning, and who must agree to it",
		Long: "Compares two versions of the architecture by meaning: formatting, comments and moved files make no difference.\n" +
			"FROM and TO are directories or git revisions (a branch, a tag, a commit, HEAD~2); a directory wins where both exist. REVISION:DIRECTORY reads the architecture from another place in the repository. Without TO, FROM is compared with the files in --dir.",
		Example: "  stagecraft diff v1.2.0\n  stagecraft diff main HEAD --dir crm --markdown\n  stagecraft diff old new",
		Args:    args(cobra.RangeArgs(1, 2)),
		RunE: func(_ *cobra.Command, args []string) error {
			if markdown && a.json {
				return usageError{errors.New("--markdown and --json cannot go together")}
			}
			to := w.dir
			if len(args) == 2 {
				to = args[1]
			}
			sides, err := w.compare(args[0], to)
			if err != nil {
				return err
			}
			r := view.NewDiffReport(sides[0], sides[1])
			switch {
			case a.json:
				r.From.Digest, r.To.Digest = r.From.Architecture.Digest(), r.To.Architecture.Digest()
				err = view.JSON(a.streams.Out, r)
			case markdown:
				view.DiffMarkdown(a.streams.Out, r)
			default:
				view.Diff(a.streams.Out, a.streams.OutStyle(), r)
			}
			if err == nil && detailed && len(r.Changes) > 0 {
				return exit{ExitChanges}
			}
			return err
		},
	}
	w.varFlags(cmd)
	cmd.Flags().StringVar(&w.dir, "dir", ".", "directory of the architecture")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print a comment for a pull request")
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when there are changes")
	return cmd
}

// compare loads the two sides of a comparison, both at once.
func (w *workspace) compare(from, to string) (sides [2]view.Compared, err error) {
	defer collectLess()()
	var errs [2]error
	var wg sync.WaitGroup
	parsed := &hclschema.Cache{}
	for i, name := range []string{from, to} {
		wg.Go(func() { sides[i], errs[i] = w.at(name, parsed) })
	}
	wg.Wait()
	return sides, both(errs[0], errs[1])
}

// both is one error for two; their diagnostics are shown together.
func both(a, b error) error {
	var x, y diagError
	if !errors.As(a, &x) || !errors.As(b, &y) {
		return errors.Join(a, b)
	}
	out := diagError{append(slices.Clone(x.diags), y.diags...), maps.Clone(x.sources)}
	if out.sources == nil {
		out.sources = y.sources
	} else {
		maps.Copy(out.sources, y.sources)
	}
	return out
}

// at loads the architecture from a directory, or from w's directory at a git revision. parsed may be nil.
func (w *workspace) at(name string, parsed *hclschema.Cache) (view.Compared, error) {
	c := view.Compared{Name: name}
	opts, err := w.options()
	if err != nil {
		return c, err
	}
	opts.Cache = parsed
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		res := hclschema.Load(name, opts)
		if res.Diags.HasErrors() {
			return c, inDirectory(name, res)
		}
		if res.Incomplete {
			return c, incompleteError{diagError{res.Diags, res.Sources}}
		}
		c.Architecture = res.Architecture
	} else {
		repo, rev, err := w.repository(name)
		if err != nil {
			return c, notThere(name, err)
		}
		opts.ToolVersion = "" // what an older version required says nothing about whether it can be read
		arch, at, err := repo.Architecture(rev, opts)
		if err != nil {
			return c, notThere(name, err)
		}
		c.Architecture, c.Revision = arch, &at
	}
	c.Version = c.Architecture.Info.Version
	return c, nil
}

// repository opens the repository for a revision, which may name another directory than w's: REVISION:DIRECTORY, the
// directory seen from the top of the repository, as in git.
func (w *workspace) repository(name string) (_ *history.Repo, rev string, err error) {
	repo, err := history.Open(w.dir)
	rev, dir, elsewhere := strings.Cut(name, ":")
	if err == nil && elsewhere {
		repo, err = history.Open(filepath.Join(repo.Top(), filepath.FromSlash(dir)))
	}
	return repo, rev, err
}

// version is the architecture of a directory or revision.
func (a *app) version(w *workspace, name string) (*schema.Architecture, error) {
	c, err := w.at(name, nil)
	return c.Architecture, err
}

// inDirectory is the error for an architecture that does not load, with the directory before the names of its
// files, because two directories may be concerned.
func inDirectory(dir string, res *hclschema.Result) error {
	e := diagError{sources: map[string][]byte{}}
	for _, d := range res.Diags {
		if !d.Subject.IsZero() {
			d.Subject.File = path.Join(filepath.ToSlash(dir), d.Subject.File)
		}
		e.diags.Add(d)
	}
	for name, src := range res.Sources {
		e.sources[path.Join(filepath.ToSlash(dir), name)] = src
	}
	return e
}

// notThere makes an error of the history one with diagnostics.
func notThere(name string, err error) error {
	var broken *history.NotLoaded
	var d diag.Diagnostic
	switch {
	case errors.As(err, &broken) && broken.Incomplete:
		return incompleteError{diagError{broken.Diags, broken.Sources}}
	case errors.As(err, &broken):
		return diagError{broken.Diags, broken.Sources}
	case errors.As(err, &d):
		if _, statErr := os.Stat(name); errors.Is(statErr, os.ErrNotExist) {
			d.Detail += fmt.Sprintf(" There is no directory %s either.", name)
		}
		return diagError{diag.List{d}, nil}
	}
	return err
}

func (a *app) changelogCmd() *cobra.Command {
	w := &workspace{app: a}
	var out string
	var unreleased bool
	cmd := &cobra.Command{
		Use:   "changelog [DIR]",
		Short: "Write the changelog of all released versions",
		Long: "A released version is a git tag such as v1.2.0; for an architecture in a sub-directory of its repository the path comes first: crm/v1.2.0.\n" +
			"The changelog tells what each version changed in meaning, with its change records.",
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			w.dirArg(args, 0)
			arch, releases, err := a.releases(w, unreleased)
			if err != nil {
				return err
			}
			if a.json {
				return view.JSON(a.streams.Out, map[string]any{"format_version": "1.0", "releases": releases})
			}
			entries := make([][]byte, len(releases))
			for i, r := range releases {
				entries[i] = render.ChangelogEntry(render.Release{Version: r.Version, Date: r.Date, Changes: r.Changes}, r.arch)
			}
			text := render.Changelog(arch, entries)
			if out == "" {
				_, err = a.streams.Out.Write(text)
				return err
			}
			if err := writeFile(out, text); err != nil {
				return err
			}
			fmt.Fprintln(a.streams.Out, out)
			return nil
		},
	}
	w.varFlags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "file to write to (default: standard output)")
	cmd.Flags().BoolVar(&unreleased, "unreleased", false, "begin with what changed after the last release")
	return cmd
}

// released is a version with its architecture.
type released struct {
	Version string     `json:"version"`
	Date    string     `json:"date,omitempty"`
	Tag     string     `json:"tag,omitempty"`
	Commit  string     `json:"commit,omitempty"`
	Changes *diff.Diff `json:"changes"` // null for the first version

	arch *schema.Architecture
}

// releases reads the released versions, newest first, and with unreleased the files in front of them. It
// returns the newest architecture as well.
func (a *app) releases(w *workspace, unreleased bool) (newest *schema.Architecture, list []released, err error) {
	opts, err := w.options()
	if err != nil {
		return nil, nil, err
	}
	opts.ToolVersion = ""
	repo, err := history.Open(w.dir)
	if err != nil {
		return nil, nil, notThere(w.dir, err)
	}
	past, warnings, err := repo.Past(opts)
	if err != nil {
		return nil, nil, notThere(w.dir, err)
	}
	if !a.json {
		a.printDiags(warnings, nil)
	}
	if unreleased {
		now, err := w.at(w.dir, nil)
		if err != nil {
			return nil, nil, err
		}
		r := released{Version: render.Unreleased, arch: now.Architecture}
		if len(past) > 0 {
			r.Changes = diff.Compare(past[0].Architecture, now.Architecture)
		}
		if r.Changes == nil || len(r.Changes.Changes) > 0 {
			list = append(list, r)
		}
	}
	for _, p := range past {
		list = append(list, released{p.Version, p.When.Format(time.DateOnly), p.Tag, p.Hash, p.Changes, p.Architecture})
	}
	if len(list) == 0 {
		return nil, nil, notThere(w.dir, repo.NoReleases())
	}
	return list[0].arch, list, nil
}
