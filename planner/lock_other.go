//go:build !unix

package planner

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
)

// lockFile takes the lock at path by creating it and writes who holds it. A lock whose process on
// this host is gone is taken over. When somebody else holds it, release is nil and by is what they wrote.
func lockFile(path string, who []byte) (release func() error, by []byte, err error) {
	for range 2 {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err == nil {
			_, err = f.Write(who)
			if cerr := f.Close(); err == nil {
				err = cerr
			}
			if err != nil {
				os.Remove(path) // nobody would ever let go of it
				return nil, nil, err
			}
			return func() error { return os.Remove(path) }, nil, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, nil, err
		}
		if by, err = os.ReadFile(path); errors.Is(err, fs.ErrNotExist) {
			continue // let go of in between
		} else if err != nil {
			return nil, nil, err
		}
		if !dead(by) {
			return nil, by, nil
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, err
		}
	}
	return nil, by, nil
}

func dead(by []byte) bool {
	var info LockInfo
	host, err := os.Hostname()
	if err != nil || json.Unmarshal(by, &info) != nil || info.Host != host || info.PID == 0 {
		return false
	}
	p, err := os.FindProcess(info.PID) // fails here when there is no such process
	if err != nil {
		return true
	}
	_ = p.Release()
	return false
}

// syncDir does nothing: a directory cannot be synced here, and a rename is durable without.
func syncDir(string) error { return nil }
