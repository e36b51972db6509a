package gitstore

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/stagecraft-dev/stagecraft/planner"
)

// The files of a commit of the state.
const (
	stateFile  = "state.json"
	recordFile = "record.json"
	sourcesDir = "sources"
	lockFile   = "lock.json" // of a commit of the lock
)

// Trailer of a commit that names a journal which was taken into the state.
const journalTrailer = "Journal: "

// write makes a commit of files, by path, and lists the objects that were not there before.
func write(objects *memory.Storage, files map[string][]byte, c object.Commit) (at plumbing.Hash, added []plumbing.Hash, err error) {
	put := func(encode func(plumbing.EncodedObject) error) (plumbing.Hash, error) {
		e := objects.NewEncodedObject()
		if err := encode(e); err != nil {
			return plumbing.ZeroHash, err
		}
		h := e.Hash()
		if objects.HasEncodedObject(h) == nil {
			return h, nil
		}
		added = append(added, h)
		_, err := objects.SetEncodedObject(e)
		return h, err
	}
	var tree func(dir string) (plumbing.Hash, error)
	tree = func(dir string) (plumbing.Hash, error) {
		t := &object.Tree{}
		dirs := map[string]bool{}
		for _, name := range slices.Sorted(maps.Keys(files)) {
			rest, below := strings.CutPrefix(name, dir)
			if !below {
				continue
			}
			first, _, deeper := strings.Cut(rest, "/")
			if deeper {
				dirs[first] = true
				continue
			}
			h, err := put(func(e plumbing.EncodedObject) error { return blob(e, files[name]) })
			if err != nil {
				return plumbing.ZeroHash, err
			}
			t.Entries = append(t.Entries, object.TreeEntry{Name: first, Mode: filemode.Regular, Hash: h})
		}
		for first := range dirs {
			h, err := tree(dir + first + "/")
			if err != nil {
				return plumbing.ZeroHash, err
			}
			t.Entries = append(t.Entries, object.TreeEntry{Name: first, Mode: filemode.Dir, Hash: h})
		}
		sort.Sort(object.TreeEntrySorter(t.Entries))
		return put(t.Encode)
	}
	if c.TreeHash, err = tree(""); err != nil {
		return at, nil, err
	}
	at, err = put(c.Encode)
	return at, added, err
}

func blob(e plumbing.EncodedObject, data []byte) error {
	e.SetType(plumbing.BlobObject)
	w, err := e.Writer()
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return errors.Join(err, w.Close())
}

// signature is who made a commit. Servers want an address; nobody's is known here.
func signature(who string, when time.Time) object.Signature {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune("<>\x7f", r) {
			return -1
		}
		return r
	}, who)
	if clean = strings.TrimSpace(clean); clean == "" {
		clean = "unknown"
	}
	return object.Signature{Name: clean, Email: "noreply@stagecraft.invalid", When: when.UTC()}
}

// read gives a file of a commit; nil when it has none of the name.
func read(objects *memory.Storage, c *object.Commit, name string) ([]byte, error) {
	t, err := object.GetTree(objects, c.TreeHash)
	if err != nil {
		return nil, err
	}
	f, err := t.File(name)
	if err == object.ErrFileNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return content(f)
}

func content(f *object.File) ([]byte, error) {
	r, err := f.Reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// commitFiles are the files of a commit of the state.
func commitFiles(state []byte, r *planner.Record) (map[string][]byte, error) {
	head := *r
	head.Sources = nil
	record, err := json.MarshalIndent(&head, "", " ")
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	files := map[string][]byte{stateFile: state, recordFile: append(record, '\n')}
	for name, data := range r.Sources {
		files[sourcesDir+"/"+escape(name)] = data
	}
	return files, nil
}

// recordOf reads the record of a commit, with its sources when they are asked for.
func recordOf(objects *memory.Storage, c *object.Commit, sources bool) (*planner.Record, error) {
	data, err := read(objects, c, recordFile)
	if err != nil {
		return nil, err
	}
	r := &planner.Record{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("%s of commit %s: %w", recordFile, c.Hash, err)
	}
	if !sources {
		return r, nil
	}
	t, err := object.GetTree(objects, c.TreeHash)
	if err != nil {
		return nil, err
	}
	err = t.Files().ForEach(func(f *object.File) error {
		name, below := strings.CutPrefix(f.Name, sourcesDir+"/")
		if !below {
			return nil
		}
		if r.Sources == nil {
			r.Sources = map[string][]byte{}
		}
		r.Sources[unescape(name)], err = content(f)
		return err
	})
	return r, err
}

// escape makes a path one that a tree can hold: git has no "..", no ".git" and no empty names.
func escape(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		switch {
		case p == "":
			parts[i] = "%"
		case p == "." || p == ".." || strings.EqualFold(p, ".git"):
			parts[i] = "%2E" + p[1:]
		default:
			parts[i] = strings.ReplaceAll(url.PathEscape(p), "%20", " ")
		}
	}
	return strings.Join(parts, "/")
}

func unescape(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		if p == "%" {
			parts[i] = ""
		} else if u, err := url.PathUnescape(p); err == nil {
			parts[i] = u
		}
	}
	return strings.Join(parts, "/")
}
