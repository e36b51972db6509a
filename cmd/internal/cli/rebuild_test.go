package cli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/live"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
)

// Problems that were told are not told again: with its output in a file of the watched directory, serve would go on for ever.
func TestRebuildTellsNewsOnly(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.hcl"), []byte("bogus {\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	streams, _, errs := terminal.Test("")
	a := &app{streams: streams}
	watcher, err := live.NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	defer watcher.Close()
	s := &serving{app: a, w: &workspace{app: a, dir: dir}, server: live.NewServer(), watcher: watcher}
	if !s.rebuild() || errs.Len() == 0 {
		t.Fatal("the problem is not told")
	}
	said := errs.Len()
	if s.rebuild() || errs.Len() != said {
		t.Errorf("told again: %s", errs)
	}
}
