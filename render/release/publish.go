package release

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// step is a part of publishing that is carried out whole or not at all.
type step struct {
	name string // what it does, for the error
	do   func() error
	undo func() error // nil when there is nothing to undo
}

// carryOut takes the steps in order. When one fails, those before it are undone and the error names it.
func carryOut(steps []step) error {
	for i, s := range steps {
		err := s.do()
		if err == nil {
			continue
		}
		err = fmt.Errorf("%s: %w", s.name, err)
		for _, u := range slices.Backward(steps[:i]) {
			if u.undo == nil {
				continue
			}
			if uerr := u.undo(); uerr != nil {
				err = errors.Join(err, fmt.Errorf("and it could not be undone, %s: %w", u.name, uerr))
			}
		}
		return err
	}
	return nil
}

// steps are those of publishing a draft under a tag, with its bundle. The branch and the tag come in one transaction of git and last but for
// the bundle's name. So a crash leaves, at the worst: changed files, which git restore puts back;
// or a whole release without its bundle, which release bundle makes.
func (d *draft) steps(tag, bundle string, data []byte) []step {
	out := []step{{"looking at the repository", d.unmoved, nil}}
	made := firstMissing(filepath.Dir(bundle))
	var tmp string
	out = append(out, step{"writing the bundle", func() (err error) {
		tmp, err = besides(bundle, data, 0o644)
		if err != nil && made != "" {
			err = errors.Join(err, removeEmpty(filepath.Dir(bundle), made))
		}
		return err
	}, func() error {
		err := os.Remove(tmp)
		if made != "" {
			err = errors.Join(err, removeEmpty(filepath.Dir(bundle), made))
		}
		return err
	}})
	out = append(out, step{"writing to the repository", d.copyObjects, nil}) // git gc removes what nothing names
	var paths []string
	for _, f := range d.files {
		paths = append(paths, f.path)
		out = append(out, step{"writing " + f.path, func() error { return replaceFile(d.disk(f.path), f.data) }, func() error {
			if f.was == nil {
				return os.Remove(d.disk(f.path))
			}
			return replaceFile(d.disk(f.path), f.was)
		}})
	}
	return append(out,
		step{"adding the files to the index", func() error {
			return d.quiet(nil, append([]string{"-c", "core.safecrlf=false", "update-index", "--add", "--"}, paths...)...)
		}, func() error { return d.quiet(nil, append([]string{"reset", "-q", "--"}, paths...)...) }},
		step{fmt.Sprintf("moving %s and writing the tag %s", d.name(), tag), func() error {
			return d.refs("update %s %s %s\ncreate refs/tags/%s %s\n", d.branch, d.commit, d.parent, tag, d.tag)
		}, func() error {
			return d.refs("update %s %s %s\ndelete refs/tags/%s %s\n", d.branch, d.parent, d.commit, tag, d.tag)
		}},
		step{"putting the bundle in place", func() error { return os.Rename(tmp, bundle) }, nil})
}

func (d *draft) quiet(in []byte, args ...string) error {
	_, err := d.git.run(in, args...)
	return err
}

// refs changes refs all at once; each is changed only when it is what it is thought to be.
func (d *draft) refs(commands string, args ...any) error {
	return d.quiet(fmt.Appendf(nil, "start\n"+commands+"prepare\ncommit\n", args...), "update-ref", "-m", "stagecraft release", "--stdin")
}

// unmoved makes sure that nobody changed the branch or the files since the draft was made.
func (d *draft) unmoved() error {
	if head, err := d.git.run(nil, "symbolic-ref", "-q", "HEAD"); err != nil || head != d.branch {
		return fmt.Errorf("another branch than %s was checked out in the meantime", d.name())
	}
	if at, err := d.git.run(nil, "rev-parse", d.branch); err != nil || at != d.parent {
		return fmt.Errorf("%s was moved in the meantime", d.name())
	}
	for _, f := range d.files {
		now, err := os.ReadFile(d.disk(f.path))
		if gone := errors.Is(err, fs.ErrNotExist); gone != (f.was == nil) || !gone && !bytes.Equal(now, f.was) {
			return fmt.Errorf("%s was changed in the meantime", f.path)
		}
	}
	return nil
}

// copyObjects takes the objects of the draft into the repository.
func (d *draft) copyObjects() error {
	scratch := d.git.with("GIT_OBJECT_DIRECTORY=" + filepath.Join(d.scratch, "objects"))
	pack, err := scratch.output([]byte(d.tag+"\n^"+d.parent+"\n"), "-c", "pack.writeBitmaps=false", "pack-objects", "--revs", "--stdout", "-q")
	if err != nil {
		return err
	}
	return d.quiet(pack, "unpack-objects", "-q")
}

// besides writes a file under another name in the directory of the one that it is to become.
func besides(name string, data []byte, mode os.FileMode) (tmp string, err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".stagecraft-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// replaceFile writes a file whole or not at all. The mode of a file that exists stays.
func replaceFile(name string, data []byte) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	tmp, err := besides(name, data, mode)
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, name); err != nil {
		return errors.Join(err, os.Remove(tmp))
	}
	return nil
}

// firstMissing is the first directory on the way to dir that does not exist; "" when all do.
func firstMissing(dir string) string {
	missing := ""
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); err == nil {
			break
		}
		missing = dir
	}
	return missing
}

// removeEmpty removes the directories from dir up to the one named top; they are expected to be empty.
func removeEmpty(dir, top string) error {
	for ; ; dir = filepath.Dir(dir) {
		if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if dir == top {
			return nil
		}
	}
}
