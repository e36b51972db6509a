package testtool

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Postgres gives the URL of a new database of a real PostgreSQL, which is dropped after the test. The server listens on loopback
// with TLS and a password; it is shared by the tests of a process and ends with it. The role of the URL owns the database and may
// create roles and databases, and is no superuser.
func Postgres(t testing.TB) string {
	t.Helper()
	bin, ok := postgresPrograms()
	if !ok {
		Missing(t, "postgres")
	}
	server, err := postgres(bin)
	if err != nil {
		t.Fatal(err)
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	name := "test_" + hex.EncodeToString(b[:])
	if err := server.run("CREATE DATABASE " + name + " OWNER owner"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.run("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return server.url("owner", name)
}

// postgresServer is one that runs.
type postgresServer struct {
	dir      string
	port     int
	password string
	stdin    io.Closer // the server runs until it is closed, by us or by the end of the process
	running  *exec.Cmd
	log      string
}

// postgresPrograms finds the folder of PostgreSQL's programs; Debian keeps them out of PATH.
func postgresPrograms() (dir string, ok bool) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), true
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is well-formed
	best := 0
	for _, path := range found {
		if v, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))); err == nil && v > best {
			best, dir = v, filepath.Dir(path)
		}
	}
	return dir, best > 0
}

var (
	postgresOnce   sync.Once
	postgresShared *postgresServer
	postgresErr    error
)

// postgres is the server of this process; the first call starts it.
func postgres(bin string) (*postgresServer, error) {
	postgresOnce.Do(func() {
		// A port that was free may be taken a moment later.
		for range 5 {
			if postgresShared, postgresErr = startPostgres(bin); postgresErr == nil {
				return
			}
		}
	})
	return postgresShared, postgresErr
}

// script makes a cluster and runs a server on it until its standard input ends, as it does when the test process dies, however it
// dies. Then it removes the folder.
const script = `
trap : INT TERM HUP
cd "$1" || exit 1
"$2/initdb" -D data -U postgres --pwfile=password --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync >log 2>&1 &&
cp server.crt server.key data/ && chmod 600 data/server.key || { echo failed; exec cat >/dev/null; }
"$2/postgres" -D data -p "$3" -k "" -c listen_addresses=127.0.0.1 -c ssl=on -c fsync=off -c max_connections=200 >>log 2>&1 &
server=$!
echo started
cat >/dev/null
kill -INT $server
wait $server
cd / && rm -rf "$1"
`

func startPostgres(bin string) (s *postgresServer, err error) {
	dir, err := os.MkdirTemp("", "stagecraft-postgres-")
	if err != nil {
		return nil, err
	}
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	s = &postgresServer{dir: dir, password: hex.EncodeToString(b[:]), log: filepath.Join(dir, "log")}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	cert, key, err := certificate()
	if err != nil {
		return nil, err
	}
	for name, data := range map[string][]byte{"password": []byte(s.password), "server.crt": cert, "server.key": key} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return nil, err
		}
	}
	s.running = exec.Command("sh", "-c", script, "sh", dir, bin, strconv.Itoa(s.port))
	if err := asPostgres(s.running, dir); err != nil {
		return nil, err
	}
	if s.stdin, err = s.running.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.running.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.running.Start(); err != nil {
		return nil, err
	}
	word, err := bufio.NewReader(out).ReadString('\n')
	if err == nil && word == "started\n" {
		if err = s.ready(); err == nil {
			return s, nil
		}
	}
	log, _ := os.ReadFile(s.log) // to say more than that it failed
	_ = s.stdin.Close()
	_ = s.running.Wait() // it failed already
	_ = os.RemoveAll(dir)
	return nil, fmt.Errorf("PostgreSQL does not start: %s %v\n%s", word, err, log)
}

// ready waits until the server takes connections, and creates the role that owns databases.
func (s *postgresServer) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		err := s.run("CREATE ROLE owner LOGIN CREATEROLE CREATEDB PASSWORD '" + s.password + "'")
		if err == nil {
			return nil
		}
		if log, _ := os.ReadFile(s.log); bytes.Contains(log, []byte("FATAL:  could not")) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *postgresServer) url(user, database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(user, s.password), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)),
		Path: "/" + database, RawQuery: url.Values{"sslmode": {"verify-full"}, "sslrootcert": {filepath.Join(s.dir, "server.crt")}}.Encode()}
	return u.String()
}

// run runs a statement as the superuser.
func (s *postgresServer) run(sql string) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgconn.Connect(ctx, s.url("postgres", "postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, sql).ReadAll()
	return err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// certificate makes one of loopback that signs itself.
func certificate() (cert, key []byte, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	now := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"}, NotBefore: now.Add(-time.Hour),
		NotAfter: now.Add(24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		return nil, nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), nil
}
