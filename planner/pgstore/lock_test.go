package pgstore_test

import (
	neturl "net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/pgstore"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var named = regexp.MustCompile(`stagecraft state unlock --env production (\S+)$`)

// idOf is the id of a lock, from the error of whoever wanted it, too.
func idOf(t *testing.T, s *pgstore.Store) string {
	t.Helper()
	_, err := s.Lock(ctx, ben)
	d := refused(t, err, "state is locked")
	m := named.FindStringSubmatch(d.Detail)
	if d.Code != diag.Locked || m == nil {
		t.Fatalf("%s: %s", d.Code, d.Detail)
	}
	return m[1]
}

func TestLockedTellsByWhom(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	a, b := open(t, url, ""), open(t, url, "")
	unlock := lock(t, a, ana)
	_, err := b.Lock(ctx, ben)
	refused(t, err, "held by ana, running apply, on laptop (process 7) since 2026-03-02T09:30:00Z")
	if name := sql(t, url, "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'stagecraft%'"); name != "stagecraft since 2026-03-02T09:30:00Z: apply, ana@laptop" {
		t.Error(name)
	}
	unlock()
	lock(t, b, ben)
}

// TestBrokenLock breaks the lock of a run that still goes on: it notices before it writes again.
func TestBrokenLock(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	a, b := open(t, url, ""), open(t, url, "")
	lock(t, a, ana)
	state := planner.NewState("production")
	commit(t, a, state)
	id := idOf(t, b)

	_, err := b.Unlock(ctx, "1.2")
	refused(t, err, `lock is not "1.2"`, "held by ana", "Its name is "+id)
	if err := a.Append(ctx, entry(planner.Started, "a")); err != nil {
		t.Fatal("broken by another id: ", err)
	}
	by, err := b.Unlock(ctx, id)
	if err != nil || by.Owner != "ana" || by.ID != id {
		t.Fatal(by, err)
	}
	_, err = b.Unlock(ctx, id)
	refused(t, err, "no lock to break")

	unlock := lock(t, b, ben)
	refused(t, a.Append(ctx, entry(planner.Ended, "a")), "lock of this run was lost", "administrator")
	refused(t, a.Append(ctx, entry(planner.Ended, "a")), "lock of this run was lost", "administrator")
	refused(t, a.Commit(ctx, state, &planner.Record{}), "lock of this run was lost")
	got, err := b.Load(ctx)
	if err != nil || got.Serial != 1 || len(got.Pending) != 1 || got.Pending[0].Phase != planner.Started {
		t.Fatalf("%+v %v", got, err)
	}
	commit(t, b, got)
	unlock()
}

// TestLockLostInTheSameSession lets go of the lock behind the back of the run, without an end of its session.
func TestLockLostInTheSameSession(t *testing.T) {
	t.Parallel()
	a := open(t, testtool.Postgres(t), "")
	lock(t, a, ana)
	pgstore.Release(t, a)
	refused(t, a.Append(ctx, entry(planner.Started, "a")), "lock of this run was lost")
	if got, err := a.Load(ctx); err != nil || len(got.Pending) != 0 {
		t.Error(got, err)
	}
}

// role makes a role with a password that may do what is granted, and gives the URL of it.
func role(t *testing.T, url, name string, grants ...string) string {
	t.Helper()
	u, err := neturl.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	name += strings.TrimPrefix(u.Path, "/test") // roles are the server's, not the database's
	sql(t, url, "CREATE ROLE "+name+" LOGIN PASSWORD 'secret of "+name+"'")
	for _, g := range grants {
		sql(t, url, "GRANT "+g+" TO "+name)
	}
	t.Cleanup(func() { sql(t, url, "GRANT "+name+" TO CURRENT_USER; DROP OWNED BY "+name+"; DROP ROLE "+name) })
	u.User = neturl.UserPassword(name, "secret of "+name)
	return u.String()
}

const (
	onSchema = "USAGE ON SCHEMA stagecraft"
	onTable  = "SELECT, INSERT, UPDATE, DELETE ON stagecraft.stagecraft_state"
)

func TestRights(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	_, err := open(t, role(t, url, "nobody"), "").Lock(ctx, ben)
	refused(t, err, "permission denied for database", "The role needs")

	owner := open(t, url, "")
	unlock := lock(t, owner, ana)
	commit(t, owner, planner.NewState("production"))
	if err := owner.Append(ctx, entry(planner.Started, "a")); err != nil {
		t.Fatal(err)
	}

	// A role of its own is told who holds the lock, and that it may not break it.
	grantee := open(t, role(t, url, "grantee", onSchema, onTable), "")
	_, err = grantee.Lock(ctx, ben)
	refused(t, err, "held by ana, running apply, on laptop (process 7)")
	_, err = grantee.Unlock(ctx, idOf(t, grantee))
	refused(t, err, "not broken", "ask for pg_signal_backend")
	if err := owner.Append(ctx, entry(planner.Failed, "a")); err != nil {
		t.Fatal(err)
	}
	unlock()
	unlock = lock(t, grantee, ben)
	state, err := grantee.Load(ctx)
	if err != nil {
		t.Fatal(err)
	}
	commit(t, grantee, state)
	unlock()

	// Whoever may only read plans, and cannot lock.
	reader := open(t, role(t, url, "reader", onSchema, "SELECT ON stagecraft.stagecraft_state"), "")
	if got, err := reader.Load(ctx); err != nil || got.Serial != 2 {
		t.Fatal(got, err)
	}
	_, err = reader.Lock(ctx, ben)
	refused(t, err, "permission denied for table", "The role needs")
	stranger := open(t, role(t, url, "stranger"), "")
	_, err = stranger.Load(ctx)
	refused(t, err, "permission denied for schema")
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	url := testtool.Postgres(t)
	lock(t, open(t, url, ""), ana)()
	s := open(t, url+"&default_transaction_read_only=on", "")
	if _, err := s.Load(ctx); err != nil {
		t.Fatal(err)
	}
	_, err := s.Lock(ctx, ben)
	refused(t, err, "read only")
}
