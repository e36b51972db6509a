package planner

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// kept is a file of the history: two JSON values, the record and, so that a list need not read it, the rest.
type kept struct {
	Sources map[string][]byte `json:"sources,omitempty"`
	State   []byte            `json:"state"`
}

func (l *LocalStore) historyDir() string { return l.path + ".history" }

func (l *LocalStore) historyPath(serial int) string {
	return filepath.Join(l.historyDir(), fmt.Sprintf("%06d.json.gz", serial))
}

// keep writes the file of a commit. One that a dead run left for the same serial is replaced.
func (l *LocalStore) keep(r *Record, state []byte) error {
	if err := os.MkdirAll(l.historyDir(), 0o755); err != nil {
		return err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	enc := json.NewEncoder(z)
	head := *r
	head.Sources = nil
	for _, v := range []any{&head, kept{r.Sources, state}} {
		if err := enc.Encode(v); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return writeAtomic(l.historyPath(r.Serial), b.Bytes())
}

// History implements Ledger.
func (l *LocalStore) History(context.Context) ([]*Record, error) {
	s, err := l.load()
	if err != nil {
		return nil, err
	}
	files, err := os.ReadDir(l.historyDir())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, stateError(l.historyDir(), "The history cannot be read", "%v", err)
	}
	var out []*Record
	for _, f := range slices.Backward(files) {
		name, ok := strings.CutSuffix(f.Name(), ".json.gz")
		serial, err := strconv.Atoi(name)
		if !ok || err != nil || serial > s.Serial {
			continue
		}
		r, _, err := l.kept(serial, false)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// At implements Ledger.
func (l *LocalStore) At(_ context.Context, serial int) (*Record, *State, error) {
	now, err := l.load()
	if err != nil {
		return nil, nil, err
	}
	if serial > now.Serial {
		return nil, nil, NoRecord(l.env, serial)
	}
	r, k, err := l.kept(serial, true)
	if err != nil {
		return nil, nil, err
	}
	r.Sources = k.Sources
	s, err := DecodeState(k.State, l.historyPath(serial))
	return r, s, err
}

func (l *LocalStore) kept(serial int, all bool) (*Record, *kept, error) {
	path := l.historyPath(serial)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, NoRecord(l.env, serial)
	}
	if err != nil {
		return nil, nil, stateError(path, "The history cannot be read", "%v", err)
	}
	defer f.Close()
	r, k := &Record{}, &kept{}
	z, err := gzip.NewReader(f)
	if err == nil {
		dec := json.NewDecoder(z)
		err = dec.Decode(r)
		if err == nil && all {
			err = dec.Decode(k)
		}
		if err == nil && all {
			_, err = io.Copy(io.Discard, z) // proves the sum
		}
	}
	if err == nil && r.Serial != serial {
		err = fmt.Errorf("it says that it is commit %d", r.Serial)
	}
	if err != nil {
		return nil, nil, stateError(path, "The history is damaged", "%v", err)
	}
	return r, k, nil
}

// Holder implements Ledger. The lock of a file goes away with the process that holds it; there is never one to break.
func (l *LocalStore) Holder(context.Context, string) (LockInfo, error) {
	return LockInfo{}, stateError(l.lockPath(), "There is no lock to break",
		"The lock of a local state ends with the process that holds it. Whoever is told that it is held can wait for that process, or end it.")
}

// Unlock implements Ledger.
func (l *LocalStore) Unlock(ctx context.Context, id string) (LockInfo, error) {
	return l.Holder(ctx, id)
}
