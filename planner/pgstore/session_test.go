package pgstore_test

import (
	"context"
	"fmt"
	"io"
	"net"
	neturl "net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/pgstore"
)

// altered is a URL with other parts.
func altered(t *testing.T, url string, change func(u *neturl.URL, q neturl.Values)) string {
	t.Helper()
	u, err := neturl.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	change(u, q)
	u.RawQuery = q.Encode()
	return u.String()
}

// TestPasswordIsNeverSaid makes every kind of error that there is before a session.
func TestPasswordIsNeverSaid(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t/#%?&@ü"
	good := testtool.Postgres(t)
	with := func(change func(u *neturl.URL, q neturl.Values)) string {
		return altered(t, good, func(u *neturl.URL, q neturl.Values) {
			u.User = neturl.UserPassword("owner", secret)
			change(u, q)
		})
	}
	for name, tc := range map[string]struct{ url, says string }{
		"wrong password":     {with(func(*neturl.URL, neturl.Values) {}), "user and the password of the URL"},
		"in the query":       {altered(t, good, func(u *neturl.URL, q neturl.Values) { u.User = neturl.User("owner"); q.Set("password", secret) }), "user and the password"},
		"as the database":    {altered(t, good, func(u *neturl.URL, q neturl.Values) { u.Path = "/" + u.User.String() }), "database"},
		"no server":          {with(func(u *neturl.URL, q neturl.Values) { u.Host = "127.0.0.1:1" }), "cannot be reached"},
		"no certificate":     {with(func(u *neturl.URL, q neturl.Values) { q.Set("sslrootcert", "/nowhere/"+secret) }), "files that it names must exist"},
		"no such mode":       {with(func(u *neturl.URL, q neturl.Values) { q.Set("sslmode", "perhaps") }), "has to be of the form"},
		"unescaped slash":    {"postgres://owner:12/s3cr3t@127.0.0.1:5432/x", "reserved characters"},
		"unescaped question": {"postgres://owner:12?s3cr3t=@127.0.0.1:1/x", "cannot be reached"},
		"unescaped at":       {"postgres://owner:12@s3cr3t@127.0.0.1:5432/x", "reserved characters"},
		"unescaped":          {"postgres://owner:" + secret + "@127.0.0.1:5432/x", "reserved characters"},
		"bad port":           {"postgres://owner:hunter2@127.0.0.1:port:s3cr3t/x", "has to be of the form"},
		"words":              {"host=127.0.0.1 port=1 password='s3cr3t", "has to be of the form"},
		"nothing":            {" ", "has to be of the form"},
		"not a URL":          {"s3cr3t", "has to be of the form"},
		"untrusted by TLS":   {with(func(u *neturl.URL, q neturl.Values) { q.Del("sslrootcert") }), "certificate"},
		"another host name":  {with(func(u *neturl.URL, q neturl.Values) { u.Host = strings.Replace(u.Host, "127.0.0.1", "localhost", 1) }), "cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := pgstore.New("production", tc.url, "")
			if err == nil {
				_, err = s.Load(ctx)
			}
			d := refused(t, err, tc.says)
			text := fmt.Sprintf("%v %+v %#v", err, d, err)
			for _, part := range []string{"s3cr3t", "hunter2", neturl.QueryEscape(secret), neturl.PathEscape(secret)} {
				if strings.Contains(text, part) {
					t.Errorf("%q is in %s", part, text)
				}
			}
			if u, err := neturl.Parse(good); err == nil {
				if p, _ := u.User.Password(); strings.Contains(text, p) {
					t.Errorf("the password is in %s", text)
				}
			}
		})
	}
}

// TestStopped stops a run that waits for a server that never answers.
func TestStopped(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		cancel()
		_, _ = conn.Read(make([]byte, 1<<16))
		<-t.Context().Done()
	}()
	s := open(t, "postgres://owner@"+l.Addr().String()+"/x?sslmode=require", "")
	_, err = s.Load(ctx)
	refused(t, err, "cannot be reached", "canceled")
}

// TestEncoding refuses a database that cannot keep every text.
func TestEncoding(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	u, err := neturl.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	name := "latin" + strings.TrimPrefix(u.Path, "/test")
	sql(t, url, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'")
	t.Cleanup(func() { sql(t, url, "DROP DATABASE "+name) })
	u.Path = "/" + name
	_, err = open(t, u.String(), "").Lock(ctx, ben)
	refused(t, err, "encoding is LATIN1")
}

func TestPoolers(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	direct := open(t, url, "")
	lock(t, direct, ana)()

	s := open(t, testtool.PgBouncer(t, url, "pool_mode = session"), "")
	unlock := lock(t, s, ana)
	_, err := direct.Lock(ctx, ben)
	refused(t, err, "held by ana")
	if err := s.Append(ctx, entry(planner.Started, "a")); err != nil {
		t.Fatal(err)
	}
	unlock()
	lock(t, direct, ben)()

	s = open(t, testtool.PgBouncer(t, url, "pool_mode = transaction"), "")
	if _, err := s.Load(ctx); err != nil {
		t.Fatal(err) // that needs no session
	}
	_, err = s.Lock(ctx, ana)
	refused(t, err, "shares sessions", "pool_mode = session")
	lock(t, direct, ben)() // it is not left behind
}

// TestPoolerUnnoticed has a pooler share two sessions in turn, so that it does not show when the lock is taken.
func TestPoolerUnnoticed(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	direct := open(t, url, "")
	lock(t, direct, ana)()
	pooled := testtool.PgBouncer(t, url, "pool_mode = transaction", "server_round_robin = 1", "min_pool_size = 2")
	var conns []*pgconn.PgConn
	for _, text := range []string{"BEGIN", "BEGIN", "ROLLBACK", "ROLLBACK"} { // two transactions at once take two sessions
		if text == "BEGIN" {
			conn, err := pgconn.Connect(ctx, pooled)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(ctx)
			conns = append(conns, conn)
		} else {
			conns = append(conns[1:], conns[0])
		}
		if _, err := conns[len(conns)-1].Exec(ctx, text).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, pooled, "")
	release, err := s.Lock(ctx, ana)
	written := 0
	for ; err == nil && written < 10; written++ {
		err = s.Append(ctx, entry(planner.Started, "a"))
	}
	t.Logf("%d written, then %v", written, err)
	refused(t, err, "lock of this run was lost", "pool_mode = session")
	if release != nil {
		_ = release()
	}
}

// TestConnectionLost cuts the connection of a run in the middle of its apply.
func TestConnectionLost(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	through, cut := cable(t, url)
	a := open(t, through, "")
	unlock, err := a.Lock(ctx, ana)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Append(ctx, entry(planner.Started, "a")); err != nil {
		t.Fatal(err)
	}
	cut()
	refused(t, a.Append(ctx, entry(planner.Ended, "a")), "lock of this run was lost", "run again")
	refused(t, a.Commit(ctx, planner.NewState("production"), &planner.Record{}), "lock of this run was lost")
	if err := unlock(); err != nil {
		t.Error(err)
	}

	b := open(t, url, "")
	release := lock(t, b, ben) // nobody has to break anything
	got, err := b.Load(ctx)
	if err != nil || got.Serial != 0 || len(got.Pending) != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	release()

	a = open(t, through, "") // the cable is whole again
	lock(t, a, ana)
	commit(t, a, got)
}

// cable forwards connections to the server of a URL until it is cut.
func cable(t *testing.T, url string) (through string, cut func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var open []net.Conn
	cut = func() {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range open {
			_ = c.Close()
		}
		open = nil
	}
	t.Cleanup(func() { _ = l.Close(); cut() })
	var server string
	through = altered(t, url, func(u *neturl.URL, _ neturl.Values) { server, u.Host = u.Host, l.Addr().String() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				_ = near.Close()
				continue
			}
			mu.Lock()
			open = append(open, near, far)
			mu.Unlock()
			go func() { _, _ = io.Copy(far, near) }()
			go func() { _, _ = io.Copy(near, far) }()
		}
	}()
	return through, cut
}
