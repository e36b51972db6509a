//go:build unix

package planner

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// lockFile takes the lock at path and writes who holds it. The kernel lets go of it when the process
// ends, however it ends. When somebody else holds it, release is nil and by is what they wrote.
func lockFile(path string, who []byte) (release func() error, by []byte, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		by, _ = io.ReadAll(f)
		f.Close()
		return nil, by, nil
	}
	if err == nil {
		err = f.Truncate(0)
	}
	if err == nil {
		_, err = f.Write(who)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	// The file stays: removing it would let two runs lock two files of one name.
	return f.Close, nil, nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
