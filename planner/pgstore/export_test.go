package pgstore

import "testing"

// Release lets go of the lock without the store's knowing.
func Release(t *testing.T, s *Store) {
	t.Helper()
	rows, err := query(t.Context(), s.session.conn, "SELECT pg_advisory_unlock($1::bigint)", s.key())
	if err != nil || string(rows[0][0]) != "t" {
		t.Fatal(rows, err)
	}
}
