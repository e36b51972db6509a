package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/live"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/site"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func (a *app) serveCmd() *cobra.Command {
	s := &serving{app: a, w: &workspace{app: a}}
	var addr string
	var remote bool
	cmd := &cobra.Command{
		Use:   "serve [DIR]",
		Short: "Show the documents in a browser while files are edited",
		Long: "Serves the site that render --format site writes, and loads its pages anew when a file of the architecture changes. While the files " +
			"have errors, the last version without errors stays, with the errors on top. Stop it with Ctrl-C.",
		Example: "  stagecraft serve crm\n  stagecraft serve --addr 127.0.0.1:0 --since v1.2.0",
		Args:    args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s.w.dirArg(args, 0)
			host, _, err := net.SplitHostPort(addr)
			switch {
			case err != nil:
				return usageError{fmt.Errorf("--addr %q is no address; write one such as 127.0.0.1:8642", addr)}
			case !remote && !live.Loopback(host):
				return usageError{fmt.Errorf("--addr %q: anybody who reaches this machine could read the site; add --remote if that is wanted", addr)}
			}
			return s.run(cmd.Context(), addr, host)
		},
	}
	s.w.varFlags(cmd)
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8642", "address to listen on")
	cmd.Flags().BoolVar(&remote, "remote", false, "allow an address that other machines reach")
	cmd.Flags().StringVar(&s.flags.since, "since", "", "an earlier version: mark changes and show a changelog")
	cmd.Flags().StringVar(&s.flags.theme, "theme", "", "directory with theme.json (default: theme in the architecture's directory, if it is there)")
	return cmd
}

// serving is a site that is shown while its files are edited.
type serving struct {
	*app
	w       *workspace
	flags   renderFlags
	server  *live.Server
	watcher *live.Watcher
	last    *render.Set // without errors; nil when there was none yet
}

// run serves until ctx is done.
func (s *serving) run(ctx context.Context, addr, host string) error {
	var err error
	if s.watcher, err = live.NewWatcher(); err != nil {
		return err
	}
	defer s.watcher.Close()
	// Before the first reading, so that no change is missed.
	if err := s.watch(); err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return usageError{fmt.Errorf("--addr %q: %w; choose another port, or 0 for one that is free", addr, err)}
	}
	s.server = live.NewServer()
	s.server.Host = host
	s.rebuild()
	fmt.Fprintf(s.streams.Out, "http://%s/ shows the architecture in %s and follows its files. Ctrl-C stops it.\n", l.Addr(), s.w.dir)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watching := make(chan error, 1)
	go func() {
		err := s.watcher.Run(ctx, func() {
			if s.rebuild() {
				fmt.Fprintln(s.streams.Out, "Updated.")
			}
		})
		cancel() // a site that nobody renews is not shown
		watching <- err
	}()
	err = s.server.Run(ctx, l)
	cancel()
	return errors.Join(err, <-watching)
}

// watch watches the directories that the site is made from.
func (s *serving) watch() error {
	dirs := []string{s.w.dir}
	if theme := s.flags.themeDir(s.w); exists(theme) {
		dirs = append(dirs, theme)
	}
	for _, dir := range dirs {
		if err := s.watcher.Add(dir); err != nil {
			return fmt.Errorf("%s cannot be watched: %w", dir, err)
		}
	}
	return nil
}

// rebuild reads the files and shows what came of it; it tells whether that is something new.
func (s *serving) rebuild() bool {
	l := &site.Live{}
	set, diags, err := s.read()
	var de diagError
	switch {
	case errors.As(err, &de):
		l.Problems, l.Sources = de.diags, de.sources
	case err != nil:
		l.Problems = diag.List{{Severity: diag.Error, Code: diag.UnreadableIO, Summary: err.Error()}}
	default:
		s.last, l.Problems = set, diags
	}
	var files []site.File
	var more diag.List
	if s.last == nil {
		files = site.Broken(l)
	} else {
		l.Stale = err != nil
		files, more = site.Build(s.last, site.Options{Live: l})
	}
	if !s.server.Set(files) {
		return false // nothing to say either: the output may be a file in a watched directory
	}
	s.printDiags(l.Problems, l.Sources)
	s.printDiags(more, nil)
	if l.Stale && !s.json {
		fmt.Fprintf(s.streams.Err, "%s; the last version without errors stays.\n", view.Summary(l.Problems))
	}
	return true
}

// read reads the architecture and composes its documents. Directories of modules, which may be elsewhere, are watched from then on.
func (s *serving) read() (*render.Set, diag.List, error) {
	res, err := s.w.load()
	if res != nil {
		for name := range res.Sources {
			if !filepath.IsAbs(name) {
				name = filepath.Join(s.w.dir, filepath.FromSlash(name))
			}
			_ = s.watcher.AddDir(filepath.Dir(name)) // one that is gone cannot change
		}
	}
	if err != nil {
		return nil, nil, err
	}
	return s.composeOf(s.w, s.flags, res)
}
