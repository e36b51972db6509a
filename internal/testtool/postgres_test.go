package testtool

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestPostgres(t *testing.T) {
	ctx := context.Background()
	a, b := Postgres(t), Postgres(t)
	if a == b {
		t.Fatal("the same database twice")
	}
	conn, err := pgconn.Connect(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	res := conn.ExecParams(ctx, "SELECT ssl::text, rolsuper::text FROM pg_stat_ssl, pg_roles WHERE pid = pg_backend_pid() AND rolname = current_user", nil, nil, nil, nil).Read()
	if res.Err != nil {
		t.Fatal(res.Err)
	}
	if tls, super := string(res.Rows[0][0]), string(res.Rows[0][1]); tls != "true" || super != "false" {
		t.Fatalf("TLS %s, superuser %s", tls, super)
	}
}
