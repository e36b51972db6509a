package hclschema

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// FetchPinned makes the modules from git available that the lock file in a directory of a file system pins, for an
// architecture of the past: what is in .stagecraft/modules is what the newest version pins. A module whose
// files are not there as pinned is fetched, once, into a directory beside it below root on disk. The result
// maps the directories of such modules to the ones that hold what is pinned; both are relative to the architecture.
func FetchPinned(ctx context.Context, fsys fs.FS, dir, root string) (map[string]string, diag.List) {
	files := fsFiles{fsys, path.Clean(dir)}
	locks, diags := readLocks(files)
	elsewhere := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(locks)) {
		pin := locks[key]
		g, err := parseGitSource(key)
		if err != nil || len(pin.commit) < 12 {
			continue // Load reports it, with the module block
		}
		if hash, _, err := hashFiles(files, g.dir()); err == nil && hash == pin.hash {
			continue
		}
		there := g.dir() + "@" + pin.commit[:12]
		if hash, _, err := hashFiles(dirFiles(root), there); err != nil || hash != pin.hash {
			got, err := checkout(ctx, g, pin.commit, root, there)
			if err != nil {
				diags.Errorf(diag.Module, diag.Range{}, fmt.Sprintf("%s cannot be fetched at commit %s", g.redacted(), pin.commit),
					"The architecture took it in at that time. %s. Check the URL and your access to the repository.", strings.ReplaceAll(err.Error(), g.url, g.redacted()))
				continue
			}
			if got.hash != pin.hash {
				diags.Errorf(diag.Module, diag.Range{}, fmt.Sprintf("%s is not what %s pinned", g.redacted(), lockName), "Commit %s holds other files than at that time.", pin.commit)
				continue
			}
		}
		elsewhere[g.dir()] = there
	}
	return elsewhere, diags
}
