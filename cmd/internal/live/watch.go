package live

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// quiet is how long no file may change before a change counts: editors write a file in several steps.
const quiet = 60 * time.Millisecond

// Watcher tells when files change in directories and in those below, also in ones that come later.
type Watcher struct {
	w *fsnotify.Watcher
}

// NewWatcher makes a watcher of nothing. Close it when done.
func NewWatcher() (*Watcher, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return &Watcher{w}, nil
}

// Close ends the watching.
func (w *Watcher) Close() error { return w.w.Close() }

// Add watches a directory and those below it. Hidden ones, which hold repositories and states, are left out; adding one twice
// is no error.
func (w *Watcher) Add(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path != dir:
			return nil // went away in between, or is not ours to read
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case path != dir && ignored(path):
			return filepath.SkipDir
		}
		return w.w.Add(path)
	})
}

// AddDir watches a directory alone.
func (w *Watcher) AddDir(dir string) error { return w.w.Add(dir) }

// ignored tells whether a file or directory is hidden or what editors keep beside their files.
func ignored(path string) bool {
	name := filepath.Base(path)
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") || strings.HasSuffix(name, "~") || strings.HasSuffix(name, ".swp") || name == "node_modules"
}

// Run calls changed after files changed and then were left alone for a moment, until ctx is done.
func (w *Watcher) Run(ctx context.Context, changed func()) error {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case e, ok := <-w.w.Events:
			if !ok {
				return nil
			}
			if ignored(e.Name) || e.Op == fsnotify.Chmod {
				continue
			}
			if info, err := os.Stat(e.Name); err == nil && info.IsDir() && e.Has(fsnotify.Create) {
				if err := w.Add(e.Name); err != nil && !os.IsNotExist(err) {
					return err
				}
			}
			timer.Reset(quiet)
		case err, ok := <-w.w.Errors:
			if !ok {
				return nil
			}
			return err
		case <-timer.C:
			changed()
		}
	}
}
