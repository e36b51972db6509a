package hclschema

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// lockName is the file that pins modules from git. It belongs into version control.
const lockName = "stagecraft.lock.hcl"

// modulesDir is where Init puts modules from git.
const modulesDir = ".stagecraft/modules"

// gitSource is the source of a module in a git repository:
// git::URL//DIRECTORY?ref=REF, where "git::" may be left out before https://, ssh:// and file://.
type gitSource struct {
	url    string
	subdir string // inside the repository, or ""
	ref    string // tag, branch or commit; "" is the default branch
}

func parseGitSource(s string) (gitSource, error) {
	s = strings.TrimPrefix(s, "git::")
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "ssh" && u.Scheme != "file" && u.Scheme != "http" {
		return gitSource{}, fmt.Errorf("it is neither a directory (./DIRECTORY) nor a git URL")
	}
	q := u.Query()
	g := gitSource{ref: q.Get("ref")}
	q.Del("ref")
	u.RawQuery = q.Encode()
	if i := strings.Index(strings.TrimPrefix(u.Path, "/"), "//"); i >= 0 {
		i += len(u.Path) - len(strings.TrimPrefix(u.Path, "/"))
		g.subdir = path.Clean(u.Path[i+2:])
		u.Path = u.Path[:i]
	}
	if g.subdir == ".." || strings.HasPrefix(g.subdir, "../") {
		return gitSource{}, fmt.Errorf("its directory is outside of the repository")
	}
	g.url = u.String()
	return g, nil
}

// key names what is fetched once, whatever directories of it are used.
func (g gitSource) key() string {
	if g.ref == "" {
		return g.url
	}
	return g.url + "?ref=" + url.QueryEscape(g.ref)
}

// dir is where Init puts the repository, relative to the architecture.
func (g gitSource) dir() string {
	sum := sha256.Sum256([]byte(g.key()))
	name := strings.TrimSuffix(path.Base(strings.TrimSuffix(g.url, "/")), ".git")
	return path.Join(modulesDir, name+"-"+hex.EncodeToString(sum[:6]))
}

// redacted is the URL without a password.
func (g gitSource) redacted() string {
	if u, err := url.Parse(g.url); err == nil {
		return u.Redacted()
	}
	return g.url
}

// lock is the pin of one repository.
type lock struct{ ref, commit, hash string }

// readLocks reads the lock file; a missing one holds no locks.
func readLocks(files fileTree) (map[string]lock, diag.List) {
	locks := map[string]lock{}
	src, err := files.read(lockName)
	if err != nil {
		return locks, nil
	}
	file, hd := hclsyntax.ParseConfig(src, lockName, hcl.InitialPos)
	diags := fromHCL(hd, diag.Syntax)
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok || diags.HasErrors() {
		return locks, diags
	}
	for _, b := range body.Blocks {
		if b.Type != "module" || len(b.Labels) != 1 {
			continue
		}
		get := func(name string) string {
			if a := b.Body.Attributes[name]; a != nil {
				s, _ := literalString(a.Expr)
				return s
			}
			return ""
		}
		locks[b.Labels[0]] = lock{ref: get("ref"), commit: get("commit"), hash: get("hash")}
	}
	return locks, diags
}

// fetchedDir is the directory of a module from git, as fetched by Init and pinned in the lock file.
func (l *loader) fetchedDir(c *moduleCall) (string, bool) {
	at := rangeOf(c.block.Body.Attributes["source"].Expr.Range())
	g, err := parseGitSource(c.source)
	if err != nil {
		l.diags.Errorf(diag.Module, at, fmt.Sprintf("The source of module.%s is not usable: %s", c.name, err), `Write "./DIRECTORY" or "git::https://HOST/REPOSITORY.git?ref=v1.0.0".`)
		return "", false
	}
	if l.opts.Recorded {
		return path.Join(g.dir(), g.subdir), true
	}
	if l.locks == nil {
		var ds diag.List
		l.locks, ds = readLocks(l.files)
		l.diags.Add(ds...)
	}
	pin, locked := l.locks[g.key()]
	hash, n, err := hashFiles(l.files, g.dir())
	switch {
	case l.opts.Untrusted && (!locked || err != nil || n == 0):
		l.withhold(diag.Module, c.rng, fmt.Sprintf("module.%s is not here", c.name), "The architecture is untrusted, so %s is not fetched. It is read where it was fetched before, as %s pins it.", g.redacted(), lockName)
		return "", false
	case !locked || err != nil || n == 0:
		l.diags.Errorf(diag.Module, c.rng, fmt.Sprintf("module.%s has not been fetched", c.name), "Run stagecraft init, which fetches %s and pins it in %s.", g.redacted(), lockName)
		l.incomplete = true
		return "", false
	case hash != pin.hash:
		l.diags.Errorf(diag.Module, c.rng, fmt.Sprintf("module.%s differs from what %s pins", c.name, lockName),
			"The files in %s have been changed, or the lock file has. Run stagecraft init to fetch commit %s again.", g.dir(), pin.commit)
		l.incomplete = true
		return "", false
	}
	return path.Join(g.dir(), g.subdir), true
}

// hashFiles is a digest over the names and contents of the architecture files below dir.
func hashFiles(files fileTree, dir string) (string, int, error) {
	names, err := files.list(dir)
	if err != nil {
		return "", 0, err
	}
	h, n := sha256.New(), 0
	for _, name := range names {
		if !isArchitectureFile(name) {
			continue
		}
		src, err := files.read(name)
		if err != nil {
			return "", 0, err
		}
		rel, _ := below(dir, name)
		fmt.Fprintf(h, "%s\n%d\n", rel, len(src))
		h.Write(src)
		n++
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), n, nil
}
