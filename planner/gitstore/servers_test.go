package gitstore_test

import (
	"bufio"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
)

// token is what the server over http wants; it must never be found anywhere.
const token = "s3cr3t-t0ken/with+signs"

// env makes a Getenv of NAME, VALUE, ….
func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

// sshServer is an sshd on loopback that lets one key in.
type sshServer struct {
	url        string // of the repository
	key        string // path of the private key
	private    ed25519.PrivateKey
	knownHosts string // path
}

// newSSHServer starts sshd for the bare repository at dir.
func newSSHServer(t testing.TB, dir string) *sshServer {
	t.Helper()
	sshd := testtool.Find(t, "sshd", "/usr/sbin/sshd")
	if os.Geteuid() == 0 { // sshd wants it then
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	at := t.TempDir()
	s := &sshServer{key: filepath.Join(at, "key"), knownHosts: filepath.Join(at, "known_hosts")}
	var public ssh.PublicKey
	s.private, public = newKey(t, s.key)
	_, host := newKey(t, filepath.Join(at, "host"))
	write(t, filepath.Join(at, "authorized_keys"), string(ssh.MarshalAuthorizedKey(public)))
	var port int
	var err error
	for range 5 { // a port that was free may be taken a moment later
		if port, err = startSSHD(t, sshd, at); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.knownHosts, fmt.Sprintf("[127.0.0.1]:%d %s", port, ssh.MarshalAuthorizedKey(host)))
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	s.url = fmt.Sprintf("ssh://%s@127.0.0.1:%d%s", me.Username, port, dir)
	return s
}

// startSSHD starts sshd, with the keys in a folder, at a port that is free. It ends with the test.
func startSSHD(t testing.TB, sshd, at string) (port int, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	write(t, filepath.Join(at, "config"), fmt.Sprintf("Port %d\nListenAddress 127.0.0.1\nHostKey %s\nAuthorizedKeysFile %s\nPidFile none\n"+
		"StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n",
		port, filepath.Join(at, "host"), filepath.Join(at, "authorized_keys")))
	cmd := exec.Command(sshd, "-D", "-e", "-f", filepath.Join(at, "config"))
	log, err := cmd.StderrPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines, said := bufio.NewScanner(log), ""
	for lines.Scan() && !strings.Contains(lines.Text(), "Server listening on") {
		said += lines.Text() + "\n"
	}
	if err := lines.Err(); err != nil || !strings.Contains(lines.Text(), "listening") {
		return 0, fmt.Errorf("sshd does not start: %v\n%s", err, said)
	}
	go func() { _, _ = io.Copy(io.Discard, log) }()
	return port, nil
}

// newKey writes a private key to path.
func newKey(t testing.TB, path string) (ed25519.PrivateKey, ssh.PublicKey) {
	t.Helper()
	pub, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(pem.EncodeToMemory(block)))
	public, err := ssh.NewPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	return private, public
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
