// Package pgstore keeps the states of environments in a table of a PostgreSQL database, with their history and journal.
//
// The table is stagecraft_state in a schema of its own; the first run that takes a lock makes both where they are missing and it may.
// A row belongs to an environment, a serial and an entry:
//
//	serial n, entry 0    the state after commit n, with the record of who made it and the files that it was made from
//	serial n, entry 1 …  the journal: what was done since commit n; commit n+1 removes it
//	serial 0, entry -1   who took the lock last
//
// A role that may not create needs SELECT, INSERT, UPDATE and DELETE on the table and USAGE on the schema. Rows of serials that are not the
// highest may be deleted when a history has grown too long. The database must have the encoding UTF8.
//
// # Lock
//
// Whoever applies holds a session-level advisory lock of the database. Its key are the first eight bytes, as a signed big-endian number, of the
// SHA-256 of "stagecraft", the schema and the environment, each ended by a NUL. Its name, for messages and for [Store.Unlock], is the id that PostgreSQL gives
// to sessions, %c of log_line_prefix: pg_stat_activity and the server's log have it, too.
//
// Every write goes through the session that holds the lock, in one statement that first looks whether it still does. So a run whose connection is lost,
// or whose lock was broken, cannot write any more, whatever it believes. It reconnects to nothing: it ends, and the next run reads
// from the journal how far it came.
//
// A pooler that gives each transaction another session, as PgBouncer does with pool_mode = transaction, takes the lock away from whoever took it. It is
// refused when the lock is taken; where it goes unnoticed there, the first write notices. Connect to PostgreSQL itself or use a pool with pool_mode = session.
//
// # Connection
//
// The URL is that of libpq (postgres://user:password@host:port/database?sslmode=verify-full), which decides on TLS; what it leaves out comes from libpq's
// variables (PGPASSWORD, PGSSLROOTCERT …) and password file. Without a connect_timeout it is ten seconds. No message has the password.
package pgstore
