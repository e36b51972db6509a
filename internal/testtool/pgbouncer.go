package testtool

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// PgBouncer starts a pooler before the server of a URL that Postgres gave, and gives the URL of the same database through it. Settings are
// lines of its configuration, such as "pool_mode = session". It ends with the test.
func PgBouncer(t testing.TB, address string, settings ...string) string {
	t.Helper()
	path := Find(t, "pgbouncer", "/usr/sbin/pgbouncer")
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	dir, err := os.MkdirTemp("", "stagecraft-pgbouncer-") // not the test's own, which is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"users": fmt.Sprintf("%q %q\n", u.User.Username(), password),
		"conf": fmt.Sprintf("[databases]\n* = host=%s port=%s\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\nunix_socket_dir =\n"+
			"auth_type = plain\nauth_file = %s\nserver_tls_sslmode = require\n%s\n", u.Hostname(), u.Port(), port, filepath.Join(dir, "users"), strings.Join(settings, "\n")),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(path, filepath.Join(dir, "conf"))
	if err := asPostgres(cmd, dir); err != nil {
		t.Fatal(err)
	}
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-read
		_ = cmd.Wait() // it was killed
	})
	up := make(chan error, 1)
	go func() {
		defer close(read)
		var said strings.Builder
		lines := bufio.NewScanner(log)
		for lines.Scan() {
			said.WriteString(lines.Text() + "\n")
			if strings.Contains(lines.Text(), "process up") {
				up <- nil
				_, _ = io.Copy(io.Discard, log)
				return
			}
		}
		up <- fmt.Errorf("PgBouncer does not start:\n%s", said.String())
	}()
	if err := <-up; err != nil {
		t.Fatal(err)
	}
	u.Host = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	u.RawQuery = "sslmode=disable"
	return u.String()
}
