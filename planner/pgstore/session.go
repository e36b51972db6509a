package pgstore

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

const (
	connectTimeout = 10 * time.Second // where the URL has none
	answerTimeout  = time.Minute      // of the database, to all that is asked at once
	endTimeout     = 10 * time.Second
)

// Codes of errors, from appendix A of PostgreSQL's manual.
const (
	lockNotAvailable   = "55P03"
	undefinedTable     = "42P01"
	insufficientRights = "42501"
)

// advice says what to do about errors of the database.
var advice = map[string]string{
	insufficientRights: " The role needs USAGE on the schema and SELECT, INSERT, UPDATE and DELETE on the table, or CREATE on the database where the schema is missing.",
	"28P01":            " Look at the user and the password of the URL.",
	"28000":            " Look at the user of the URL and at the server's pg_hba.conf.",
	"3D000":            " Create the database; only the schema and the table in it are made when they are missing.",
	"25006":            " A state cannot be kept in a standby, nor by a role or database that is read-only.",
	"42703":            " The table is not one that stagecraft made; set another schema.",
}

const (
	pooled   = "The database is reached through a pooler that shares sessions"
	noPooler = "A pooler that gives each transaction another session cannot keep a lock. Connect to PostgreSQL itself, or to a pool with pool_mode = session."
	notOurs  = "It is that of another role: use that one, or ask for pg_signal_backend and pg_read_all_stats."
)

// configOf reads a URL. Its error has no part of the URL: where that is malformed, any part may be the password.
func configOf(address string) (*pgconn.Config, error) {
	config, err := pgconn.ParseConfig(address)
	if err != nil || strings.TrimSpace(address) == "" || misread(config) {
		return nil, problem("The URL of the state's database cannot be used",
			"It has to be of the form postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=verify-full, with reserved characters of the password as %%40 and the like; files that it names must exist.")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	config.RuntimeParams["client_encoding"] = "UTF8"
	return config, nil
}

// misread tells whether a part of the password may have been taken for something else, because a character in it is not escaped.
func misread(config *pgconn.Config) bool {
	parts := []string{config.Host, config.Database}
	for name := range config.RuntimeParams {
		parts = append(parts, name)
	}
	return slices.ContainsFunc(parts, func(p string) bool { return strings.LastIndexByte(p, '@') > 0 }) // @ begins the name of an abstract socket
}

// secretsOf lists what is secret in a URL, in all its forms.
func secretsOf(address string, config *pgconn.Config) []string {
	secret := []string{address}
	for _, p := range []string{config.Password, url.QueryEscape(config.Password), url.PathEscape(config.Password)} {
		if p != "" {
			secret = append(secret, p)
		}
	}
	return secret
}

// writer is the configuration of a session that takes the lock: it says so to whoever looks at the sessions of the server, and is on the primary.
func (s *Store) writer(info planner.LockInfo) *pgconn.Config {
	c := s.config.Copy()
	c.RuntimeParams["application_name"] = fmt.Sprintf("stagecraft since %s: %s, %s@%s", info.Since.UTC().Format(time.RFC3339), info.Command, info.Owner, info.Host)
	if c.ValidateConnect == nil {
		c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	return c
}

func (s *Store) connect(ctx context.Context, config *pgconn.Config) (*pgconn.PgConn, error) {
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, s.problem("The database of the state cannot be reached", err)
	}
	if encoding := conn.ParameterStatus("server_encoding"); encoding != "UTF8" {
		closeConn(conn)
		return nil, problem("The database cannot keep states", "Its encoding is %s, and has to be UTF8.", encoding)
	}
	return conn, nil
}

func closeConn(conn *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
	defer cancel()
	_ = conn.Close(ctx) // it is of no use any more either way
}

// settle has the session live as long as the run does, end soon when the machine of the run is gone, and lose nothing in a crash of the server.
func settle(ctx context.Context, conn *pgconn.PgConn) error {
	_, err := query(ctx, conn, `SELECT set_config(s.name, v.value, false) FROM pg_settings s JOIN (VALUES
			('idle_session_timeout', '0'), ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3'), ('synchronous_commit', 'on')
		) v (name, value) ON v.name = s.name WHERE s.name <> 'synchronous_commit' OR s.setting = 'off'`)
	return err
}

// refusePooler refuses a pooler that gives each transaction another session. A pooler shows in that the server's process is not the one that it
// announced. Then a transaction of another connection gets the session that is idle between two of ours, if sessions are shared.
func (s *Store) refusePooler(ctx context.Context, conn *pgconn.PgConn) error {
	const whose = "SELECT pg_backend_pid()::text"
	rows, err := query(ctx, conn, whose)
	if err != nil || string(rows[0][0]) == strconv.FormatUint(uint64(conn.PID()), 10) {
		return err
	}
	other, err := s.connect(ctx, s.config)
	if err != nil {
		return err
	}
	defer closeConn(other)
	if err := run(ctx, other, "BEGIN"); err != nil {
		return err
	}
	theirs, err := query(ctx, other, whose)
	if err == nil {
		err = run(ctx, other, "ROLLBACK") // a pooler ends sessions that are left in a transaction
	}
	if err != nil {
		return err
	}
	if string(theirs[0][0]) == string(rows[0][0]) {
		return problem(pooled, "%s", noPooler)
	}
	return nil
}

// create makes the schema and the table where they are missing.
func (s *Store) create(ctx context.Context, conn *pgconn.PgConn) error {
	rows, err := query(ctx, conn, "SELECT to_regnamespace($1) IS NOT NULL, to_regclass($2) IS NOT NULL", quoted(s.schema), s.sql("{table}"))
	if err != nil || string(rows[0][1]) == "t" {
		return err
	}
	// One transaction; without the lock, two that create at once may fail.
	text := fmt.Sprintf("SELECT pg_advisory_xact_lock(%d);", key("stagecraft", s.schema))
	if string(rows[0][0]) != "t" {
		text += "CREATE SCHEMA IF NOT EXISTS " + quoted(s.schema) + ";"
	}
	return run(ctx, conn, s.sql(text+`CREATE TABLE IF NOT EXISTS {table} (
			environment text COLLATE "C" NOT NULL,
			serial bigint NOT NULL,
			entry bigint NOT NULL,
			written timestamptz NOT NULL DEFAULT clock_timestamp(),
			body json NOT NULL,
			record json,
			sources json,
			PRIMARY KEY (environment, serial, entry)
		);
		COMMENT ON TABLE {table} IS 'States of stagecraft. Entry 0 of a serial is the state after that commit, higher ones are the journal that follows it, -1 is who took the lock last.'`))
}

// read runs a query in a session of its own, so that an end of the context cannot end the session that holds the lock. Where there is no table
// there are no rows.
func (s *Store) read(ctx context.Context, text string, args ...any) ([][][]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	conn, err := s.connect(ctx, s.config)
	if err != nil {
		return nil, err
	}
	defer closeConn(conn)
	rows, err := query(ctx, conn, s.sql(text), args...)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == undefinedTable {
		return nil, nil
	}
	if err != nil {
		return nil, s.problem("The state cannot be read", err)
	}
	return rows, nil
}

// query runs one statement with arguments, and gives the rows as text.
func query(ctx context.Context, conn *pgconn.PgConn, text string, args ...any) ([][][]byte, error) {
	values := make([][]byte, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case []byte:
			values[i] = a
		default:
			values[i] = fmt.Append(nil, a)
		}
	}
	res := conn.ExecParams(ctx, text, values, nil, nil, nil).Read()
	return res.Rows, res.Err
}

// run runs statements.
func run(ctx context.Context, conn *pgconn.PgConn, text string) error {
	_, err := conn.Exec(ctx, text).ReadAll()
	return err
}

// problem is an error of the database as one to be shown.
func (s *Store) problem(summary string, err error) error {
	var d diag.Diagnostic
	if errors.As(err, &d) {
		return d
	}
	hint := ""
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		hint = advice[pg.Code]
	}
	return problem(summary, "%s: %s.%s", s.place(), s.text(err), hint)
}

// text is an error in one line, without what is secret and what place says.
func (s *Store) text(err error) string {
	var c *pgconn.ConnectError
	if errors.As(err, &c) {
		err = c.Unwrap()
	}
	return strings.TrimSuffix(strings.Join(strings.Fields(s.clean(err.Error())), " "), ".")
}

// clean is a text without what is secret.
func (s *Store) clean(text string) string {
	for _, secret := range s.secret {
		text = strings.ReplaceAll(text, secret, "(secret)")
	}
	return text
}

// place says where the table is.
func (s *Store) place() string {
	return s.clean(fmt.Sprintf("%s.%s in database %s at %s", s.schema, table, s.config.Database, s.config.Host))
}

func problem(summary, detail string, args ...any) diag.Diagnostic {
	return diag.Diagnostic{Code: diag.State, Severity: diag.Error, Summary: summary, Detail: fmt.Sprintf(detail, args...)}
}

// quoted is a name in SQL.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// number is a number that the server wrote.
func number(text []byte) int64 {
	n, _ := strconv.ParseInt(string(text), 10, 64)
	return n
}
