package sandbox

import (
	"path/filepath"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
)

func openTest(t testing.TB) *CRM {
	t.Helper()
	c, err := Open(filepath.Join(t.TempDir(), "sandbox ü?#.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestConformance(t *testing.T) {
	providertest.Run(t, providertest.Options{
		Open: func(t *testing.T) providers.Provider { return openTest(t).Provider() },
		Writes: func(p providers.Provider) int64 {
			var n int64
			if err := p.(*Provider).crm.db.QueryRow(`SELECT (SELECT count(*) FROM history) + (SELECT count(*) FROM records)`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		},
		Enter: func(t *testing.T, p providers.Provider, typ, key string, n int) { enter(t, p.(*Provider).crm, key, n) },
	})
}

// enter puts n records into a stage without asking its gates.
func enter(t testing.TB, c *CRM, stage string, n int) {
	t.Helper()
	_, err := c.db.Exec(`
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
		INSERT INTO records (object, props, created_at, updated_at) SELECT 'contact', json_object('band', 'A'), 0, 0 FROM n;
		INSERT INTO positions SELECT r.id, t.id, s.id, 0 FROM records r, config s JOIN config t ON t.key = json_extract(s.vals, '$.track') AND t.type = 'sandbox_lifecycle'
		WHERE s.type = 'sandbox_stage' AND s.key = ?2 AND r.id NOT IN (SELECT record_id FROM positions)`, n, stage)
	if err != nil {
		t.Fatal(err)
	}
}
