package pgstore

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/stagecraft-dev/stagecraft/planner"
)

// session is the one that holds the lock.
type session struct {
	conn *pgconn.PgConn
	held string // a condition in SQL: this session answers, and still holds the lock
	lost error  // set once the lock is known to be lost
}

// handover is how long a lock is waited for: the session of a process that was killed a moment ago takes that long to end.
const handover = "1s"

// sessionID gives the id of a session from its row a of pg_stat_activity; NULL where that may not be seen.
const sessionID = `(to_hex(trunc(extract(epoch FROM a.backend_start))::bigint) || '.' || to_hex(a.pid))`

// mySession gives the id of the session that answers.
const mySession = `(SELECT ` + sessionID + ` FROM pg_stat_get_activity(pg_backend_pid()) a)`

// key of the advisory lock; see the package's documentation.
func (s *Store) key() int64 { return key("stagecraft", s.schema, s.env) }

func key(parts ...string) int64 {
	h := sha256.New()
	for _, p := range parts {
		h.Write(append([]byte(p), 0))
	}
	return int64(binary.BigEndian.Uint64(h.Sum(nil)))
}

// isLock is a condition in SQL: row l of pg_locks is of somebody who holds the lock.
func (s *Store) isLock() string {
	return fmt.Sprintf(`(l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND ((l.classid::bigint << 32) | l.objid::bigint) = %d)`, s.key())
}

// mine is a condition in SQL: the session that answers holds the lock.
func (s *Store) mine() string {
	return "EXISTS (SELECT FROM pg_locks l WHERE l.pid = pg_backend_pid() AND " + s.isLock() + ")"
}

// Lock implements planner.Store.
func (s *Store) Lock(ctx context.Context, info planner.LockInfo) (func() error, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session != nil {
		return nil, errors.New("pgstore: locked twice")
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	conn, err := s.connect(ctx, s.writer(info))
	if err != nil {
		return nil, err
	}
	l, err := s.lock(ctx, conn, info)
	if err != nil {
		closeConn(conn)
		var pg *pgconn.PgError
		if errors.As(err, &pg) && pg.Code == lockNotAvailable {
			return nil, s.lockedBy(ctx)
		}
		return nil, s.problem("The lock of the state cannot be taken", err)
	}
	s.session = l
	return func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.session = nil
		return s.unlock(l)
	}, nil
}

// lock takes the lock for the session of conn and writes down who has it, in one transaction: a pooler that gives each transaction another
// session leaves one alone. An error that is no diag.Diagnostic comes from the database.
func (s *Store) lock(ctx context.Context, conn *pgconn.PgConn, info planner.LockInfo) (*session, error) {
	if err := settle(ctx, conn); err != nil {
		return nil, err
	}
	if err := s.refusePooler(ctx, conn); err != nil {
		return nil, err
	}
	if err := s.create(ctx, conn); err != nil {
		return nil, err
	}
	if err := run(ctx, conn, "BEGIN; SET LOCAL lock_timeout = '"+handover+"'"); err != nil {
		return nil, err
	}
	rows, err := query(ctx, conn, "SELECT "+mySession+", "+s.mine())
	if err != nil {
		return nil, err
	}
	if string(rows[0][1]) == "t" { // a new session holds nothing; this one was somebody's
		return nil, problem(pooled, "%s", noPooler)
	}
	info.ID = string(rows[0][0])
	body, err := json.Marshal(info)
	if err != nil {
		return nil, err
	}
	if _, err := query(ctx, conn, "SELECT pg_advisory_lock($1::bigint)", s.key()); err != nil {
		return nil, err
	}
	if _, err := query(ctx, conn, s.sql(`INSERT INTO {table} (environment, serial, entry, body) VALUES ($1, 0, -1, $2)
		ON CONFLICT (environment, serial, entry) DO UPDATE SET body = excluded.body, written = excluded.written`), s.env, body); err != nil {
		return nil, err
	}
	if err := run(ctx, conn, "COMMIT"); err != nil {
		return nil, err
	}
	return &session{conn: conn, held: fmt.Sprintf("(%s = '%s' AND %s)", mySession, info.ID, s.mine())}, nil
}

// unlock lets go of the lock and ends the session. A session that has ended holds nothing any more.
func (s *Store) unlock(l *session) error {
	defer closeConn(l.conn)
	if l.conn.IsClosed() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), answerTimeout)
	defer cancel()
	rows, err := query(ctx, l.conn, "SELECT pg_advisory_unlock($1::bigint)", s.key())
	switch {
	case l.lost != nil, err != nil && l.conn.IsClosed():
		return nil
	case err != nil:
		return s.problem("The lock of the state was not released", err)
	case string(rows[0][0]) != "t":
		return problem("The lock of the state was not released", "Another session answers than the one that took it. %s", noPooler)
	}
	return nil
}

// lockedBy is the error of a lock that somebody else holds.
func (s *Store) lockedBy(ctx context.Context) error {
	by, _, err := s.holder(ctx)
	switch {
	case err != nil:
		return err
	case by == nil:
		return planner.Locked(planner.LockInfo{}, "It has let go of it since; try again.")
	case by.ID == "":
		return planner.Locked(*by, "Wait until that run ends. To break the lock, the session that holds it must be seen. "+notOurs)
	}
	return planner.Locked(*by, fmt.Sprintf("Wait until that run ends. Its lock ends with its connection. "+
		"If it hangs, break the lock, and it can write no more: stagecraft state unlock --env %s %s", s.env, by.ID))
}

// holder tells who holds the lock and with which process of the server; nil when nobody does. Without an id it may not be known who that is.
func (s *Store) holder(ctx context.Context) (by *planner.LockInfo, pid string, err error) {
	rows, err := s.read(ctx, `SELECT l.pid, coalesce(`+sessionID+`, ''), coalesce(a.usename, ''), coalesce(host(a.client_addr), ''),
			coalesce(extract(epoch FROM a.backend_start)::bigint, 0), (SELECT body FROM {table} WHERE environment = $1 AND serial = 0 AND entry = -1), to_hex(l.pid)
		FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE `+s.isLock(), s.env)
	if err != nil || len(rows) == 0 {
		return nil, "", err
	}
	row := rows[0]
	pid = string(row[0])
	by = &planner.LockInfo{ID: string(row[1]), Owner: "role " + string(row[2]), Host: string(row[3])}
	if since := number(row[4]); since > 0 {
		by.Since = time.Unix(since, 0).UTC()
	}
	// The row of who took the lock last counts if that was this session; the holder may not have written it yet.
	var last planner.LockInfo
	if json.Unmarshal(row[5], &last) == nil && (last.ID == by.ID || by.ID == "" && strings.HasSuffix(last.ID, "."+string(row[6]))) {
		by = &last
	}
	return by, pid, nil
}

const notBroken = "The lock was not broken"

// named tells who holds the lock that has an id, and with which process of the server.
func (s *Store) named(ctx context.Context, id string) (planner.LockInfo, string, error) {
	by, pid, err := s.holder(ctx)
	switch {
	case err != nil:
		return planner.LockInfo{}, "", err
	case by == nil:
		return planner.LockInfo{}, "", problem("There is no lock to break", "Nobody holds the lock of %s.", s.env)
	case by.ID == "":
		return planner.LockInfo{}, "", problem(notBroken, "The session that holds it cannot be seen. %s", notOurs)
	case by.ID != id:
		return planner.LockInfo{}, "", problem(fmt.Sprintf("The lock is not %q", id), "%s", planner.Locked(*by, "Its name is "+by.ID+".").Detail)
	}
	return *by, pid, nil
}

// Holder implements planner.Ledger.
func (s *Store) Holder(ctx context.Context, id string) (planner.LockInfo, error) {
	by, _, err := s.named(ctx, id)
	return by, err
}

// Unlock implements planner.Ledger. It ends the session that holds the lock.
func (s *Store) Unlock(ctx context.Context, id string) (planner.LockInfo, error) {
	by, pid, err := s.named(ctx, id)
	if err != nil {
		return by, err
	}
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	conn, err := s.connect(ctx, s.config)
	if err != nil {
		return planner.LockInfo{}, err
	}
	defer closeConn(conn)
	_, err = query(ctx, conn, "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE a.pid = $1::int AND coalesce("+sessionID+" = $2, true)", pid, id)
	if err == nil {
		// Whoever gets the lock knows that the session has ended.
		err = run(ctx, conn, fmt.Sprintf("BEGIN; SET LOCAL lock_timeout = '%ds'; SELECT pg_advisory_xact_lock(%d); COMMIT", int(endTimeout.Seconds()), s.key()))
	}
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &pg) && pg.Code == lockNotAvailable:
		if now, _, err := s.holder(ctx); err != nil || now != nil && now.ID == id {
			return planner.LockInfo{}, errors.Join(err, problem(notBroken, "Session %s was told to end and has not ended within %v.", id, endTimeout))
		}
	case pg != nil && pg.Code == insufficientRights:
		return planner.LockInfo{}, problem(notBroken, "The role %s may not end session %s. %s", s.config.User, id, notOurs)
	case err != nil:
		return planner.LockInfo{}, s.problem(notBroken, err)
	}
	return by, nil
}
