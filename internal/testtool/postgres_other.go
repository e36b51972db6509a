//go:build !unix

package testtool

import (
	"errors"
	"os/exec"
)

// asPostgres reports that the server of tests needs a shell.
func asPostgres(*exec.Cmd, string) error {
	return errors.New("tests start PostgreSQL on Unix only")
}
