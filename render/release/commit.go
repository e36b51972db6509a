package release

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// draft is the commit and the tag of a release before anything of them is in the repository: git's objects in a
// directory of their own, which close removes.
type draft struct {
	git     runner
	scratch string // bare repository that borrows the objects of the real one
	branch  string // that HEAD names: refs/heads/main
	parent  string // commit that the branch is on
	// signs tells whether what is configured to be signed is: not when nothing is going to be published.
	signs  bool
	files  []change
	commit string
	tag    string
	// What was signed.
	commitSigned, tagSigned bool
}

// change is a file that the release writes.
type change struct {
	path string // from the top of the repository
	mode string // 100644 or 100755
	was  []byte // nil when the file is new
	data []byte // as git would check it out
}

// newDraft finds the branch that the release goes to.
func newDraft(top string, signs bool) (*draft, error) {
	d := &draft{git: runner{top: top}, signs: signs}
	var err error
	if _, err = d.git.run(nil, "rev-parse", "--git-dir"); err != nil {
		return nil, err // git is missing, or does not trust the directory
	}
	if d.parent, err = d.git.run(nil, "rev-parse", "--verify", "HEAD^{commit}"); err != nil {
		return nil, errors.New("there is no commit yet; commit the architecture first: git add . && git commit")
	}
	if d.branch, err = d.git.run(nil, "symbolic-ref", "-q", "HEAD"); err != nil {
		return nil, errors.New("HEAD is on no branch; check the branch out that the release belongs to: git switch main")
	}
	if _, err := d.git.run(nil, "rev-parse", "--verify", "-q", "MERGE_HEAD"); err == nil {
		return nil, errors.New("a merge is going on; finish it with git commit")
	}
	return d, nil
}

// name is the branch as people write it.
func (d *draft) name() string { return strings.TrimPrefix(d.branch, "refs/heads/") }

// begin makes the place for the objects.
func (d *draft) begin() error {
	objects, err := d.git.run(nil, "rev-parse", "--path-format=absolute", "--git-path", "objects")
	if err != nil {
		return err
	}
	if d.scratch, err = os.MkdirTemp("", "stagecraft-release-*"); err != nil {
		return err
	}
	if _, err := d.git.run(nil, "init", "-q", "--bare", "--template=", d.scratch); err != nil {
		return err
	}
	info := filepath.Join(d.scratch, "objects", "info")
	if err := os.MkdirAll(info, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(info, "alternates"), []byte(objects+"\n"), 0o644)
}

// close removes what was made on the side.
func (d *draft) close() error {
	if d == nil || d.scratch == "" {
		return nil
	}
	return os.RemoveAll(d.scratch)
}

// aside is git on the repository, with new objects and the index in the scratch.
func (d *draft) aside() runner {
	return d.git.with("GIT_OBJECT_DIRECTORY="+filepath.Join(d.scratch, "objects"), "GIT_INDEX_FILE="+filepath.Join(d.scratch, "index"))
}

// identity is the environment for a person who commits and tags at a time.
func identity(who signoff.Person, at time.Time) []string {
	date := at.Format(time.RFC3339)
	return []string{"GIT_AUTHOR_NAME=" + who.Name, "GIT_AUTHOR_EMAIL=" + who.Email, "GIT_AUTHOR_DATE=" + date,
		"GIT_COMMITTER_NAME=" + who.Name, "GIT_COMMITTER_EMAIL=" + who.Email, "GIT_COMMITTER_DATE=" + date}
}

// write makes the commit of the files on top of the branch. It is signed when commit.gpgSign is on.
func (d *draft) write(files []file, message string, who signoff.Person, at time.Time) error {
	if err := d.begin(); err != nil {
		return err
	}
	git := d.aside()
	plain := []string{"-c", "core.splitIndex=false", "-c", "core.fsmonitor=false", "-c", "index.sparse=false", "-c", "core.safecrlf=false", "-c", "i18n.commitEncoding=UTF-8"}
	run := func(in []byte, args ...string) (string, error) {
		return git.run(in, append(plain[:len(plain):len(plain)], args...)...)
	}
	if _, err := run(nil, "read-tree", d.parent); err != nil {
		return err
	}
	for _, f := range files {
		c, err := d.existing(f.path)
		if err != nil {
			return err
		}
		blob, err := run(f.data, "hash-object", "-w", "--stdin", "--path", f.path)
		if err != nil {
			return err
		}
		if _, err = run(nil, "update-index", "--add", "--cacheinfo", c.mode+","+blob+","+f.path); err != nil {
			return err
		}
		// the same content as a checkout would give it, with the line ends of this repository
		if c.data, err = git.output(nil, "cat-file", "--filters", "--path="+f.path, blob); err != nil {
			return err
		}
		d.files = append(d.files, c)
	}
	tree, err := run(nil, "write-tree", "--missing-ok")
	if err != nil {
		return err
	}
	args := []string{"commit-tree", tree, "-p", d.parent, "-F", "-"}
	d.commitSigned = d.signs && d.git.is("commit.gpgSign")
	if d.commitSigned {
		args = append(args, "-S")
	}
	git = git.with(identity(who, at)...)
	d.commit, err = run([]byte(message), args...)
	return err
}

// existing is a file as it is now. One that is a link, or stands behind one, is no file of its own that could be committed.
func (d *draft) existing(name string) (change, error) {
	c := change{path: name, mode: "100644"}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return c, fmt.Errorf("%s is outside of the repository", name)
	}
	for p := name; p != "."; p = path.Dir(p) {
		if info, err := os.Lstat(d.disk(p)); err == nil && info.Mode()&os.ModeSymlink != 0 {
			return c, fmt.Errorf("%s is a symbolic link; a release writes a file of the repository itself: put the file there instead of the link", p)
		}
	}
	was, err := os.ReadFile(d.disk(name))
	if err != nil && !os.IsNotExist(err) {
		return c, err
	}
	if err == nil {
		c.was = append([]byte{}, was...)
	}
	line, err := d.git.run(nil, "ls-tree", d.parent, "--", name)
	if mode, _, found := strings.Cut(line, " "); found {
		c.mode = mode
	}
	return c, err
}

// disk is the path of a file of the repository on disk.
func (d *draft) disk(name string) string { return filepath.Join(d.git.top, filepath.FromSlash(name)) }

// annotate makes the tag object. It is signed when tag.gpgSign or tag.forceSignAnnotated is on.
func (d *draft) annotate(name, message string, who signoff.Person, at time.Time) error {
	args := []string{"--git-dir=" + d.scratch, "-c", "core.hooksPath=" + os.DevNull}
	how := "-a"
	if d.tagSigned = d.signs && (d.git.is("tag.gpgSign") || d.git.is("tag.forceSignAnnotated")); d.tagSigned {
		how = "-s"
		// the keys and programs that this repository is configured with; nothing found is no error
		settings, _ := d.git.run(nil, "config", "-z", "--get-regexp", `^(gpg|user)\.`)
		for entry := range strings.SplitSeq(settings, "\x00") {
			if key, value, ok := strings.Cut(entry, "\n"); ok {
				args = append(args, "-c", key+"="+value)
			}
		}
	} else {
		args = append(args, "-c", "tag.gpgSign=false", "-c", "tag.forceSignAnnotated=false")
	}
	git := d.git.with(identity(who, at)...)
	if _, err := git.run([]byte(message), append(args, "tag", how, "--cleanup=verbatim", "-F", "-", name, d.commit)...); err != nil {
		return err
	}
	var err error
	d.tag, err = git.run(nil, "--git-dir="+d.scratch, "rev-parse", "refs/tags/"+name)
	return err
}
