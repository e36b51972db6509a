package sandbox

import (
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/mail"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

var seedNow = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// digest is a hash over every row of the tables that Seed fills.
func digest(t testing.TB, c *CRM) string {
	t.Helper()
	h := sha256.New()
	for _, q := range []string{
		`SELECT id, object, owner, props, created_at, updated_at, last_activity_at FROM records ORDER BY id`,
		`SELECT record_id, track_id, stage_id, entered_at FROM positions ORDER BY record_id, track_id`,
		`SELECT from_id, to_id FROM links ORDER BY from_id, to_id`,
		`SELECT record_id, name, at FROM activities ORDER BY id`,
		`SELECT at, actor, record_id, kind, detail, basis FROM history ORDER BY id`,
	} {
		rows, err := c.db.Query(q)
		if err != nil {
			t.Fatal(err)
		}
		cols, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		vals, ptrs := make([]sql.NullString, len(cols)), make([]any, len(cols))
		for i := range vals {
			ptrs[i] = &vals[i]
		}
		for rows.Next() {
			if err := rows.Scan(ptrs...); err != nil {
				t.Fatal(err)
			}
			for _, v := range vals {
				fmt.Fprintf(h, "%v|%s\n", v.Valid, v.String)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func seed(t testing.TB, c *CRM, o SeedOptions) *SeedResult {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = seedNow
	}
	res, err := c.Seed(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestSeedIsDeterministic(t *testing.T) {
	var digests []string
	for _, s := range []uint64{7, 7, 8} {
		c, _ := testCRM(t)
		seed(t, c, SeedOptions{N: 3000, Seed: s})
		digests = append(digests, digest(t, c))
	}
	if digests[0] != digests[1] {
		t.Error("the same seed gave other records")
	}
	if digests[0] == digests[2] {
		t.Error("another seed gave the same records")
	}
}

func TestSeed20000(t *testing.T) {
	c, _ := testCRM(t)
	const n = 20_000
	res := seed(t, c, SeedOptions{N: n, Seed: 1})
	if res.Records != n {
		t.Errorf("made %d records, want %d", res.Records, n)
	}
	objects, err := c.Objects(ctx)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, o := range objects {
		if o.Records > 0 {
			got[o.Object] = int(o.Records)
		}
	}
	if d := cmp.Diff(res.Objects, got); d != "" {
		t.Error(d)
	}
	stages, err := c.Stages(ctx)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int64{}
	for _, s := range stages {
		count[s.Stage] = s.Records
		if s.Records == 0 {
			t.Errorf("nobody is in %s", s.Stage)
		}
	}
	if !(count["stage.lead.known"] > count["stage.lead.mql"] && count["stage.lead.mql"] > count["stage.lead.sal"]) {
		t.Errorf("no funnel: %v", count)
	}
	if share := float64(res.Gaps) / n; share < 0.002 || share > 0.06 {
		t.Errorf("%d of %d records lack a fact on purpose", res.Gaps, n)
	}
}

// Records satisfy the contract of the stage they are in, but for those that lack a fact on purpose.
func TestSeedSatisfiesStages(t *testing.T) {
	c, _ := testCRM(t)
	res := seed(t, c, SeedOptions{N: 2000, Seed: 3})
	clean, _ := testCRM(t)
	if r := seed(t, clean, SeedOptions{N: 2000, Seed: 3, Gaps: -1}); r.Gaps != 0 {
		t.Errorf("%d gaps without being asked for", r.Gaps)
	}
	lacking := func(c *CRM) (bad, in int) {
		list, err := c.Records(ctx, Filter{Object: "contact", Stage: "mql", Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		err = c.look(ctx, func(w *work) error {
			w.now = seedNow
			for _, x := range list {
				r, err := w.peek(x.ID)
				if err != nil {
					return err
				}
				rec := w.record(r)
				delete(rec.Stages, "lifecycle.lead")
				in++
				for _, f := range engine.Move(w.a, rec, "stage.lead.mql", engine.MoveOptions{Now: seedNow}) {
					if f.Kind == engine.Required {
						bad++
						break
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return bad, in
	}
	bad, in := lacking(c)
	if in < 100 || bad == 0 || bad > in/5 || res.Gaps == 0 {
		t.Errorf("%d of %d qualified contacts lack a fact (%d gaps in all), want a few", bad, in, res.Gaps)
	}
	if bad, in := lacking(clean); bad != 0 {
		t.Errorf("%d of %d lack a fact without gaps", bad, in)
	}
}

func TestSeedValues(t *testing.T) {
	c, _ := testCRM(t)
	seed(t, c, SeedOptions{N: 1500, Seed: 5})
	a, err := c.Architecture()
	if err != nil {
		t.Fatal(err)
	}
	var after int64
	for {
		list, err := c.Records(ctx, Filter{After: after, Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, r := range list {
			after = r.ID
			if refusals := engine.UpdateRefusals(a, &engine.Record{Object: r.Object, Fields: map[string]any{}}, r.Properties, engine.UpdateOptions{Now: seedNow}); len(refusals) > 0 {
				t.Fatalf("record %d has values that the CRM itself would refuse: %+v", r.ID, refusals)
			}
			if e, ok := r.Properties["email"].(string); ok {
				if p, err := mail.ParseAddress(e); err != nil || p.Address != e || !strings.HasSuffix(e, ".example") {
					t.Fatalf("e-mail address %q", e)
				}
			}
			if r.CreatedAt.After(r.UpdatedAt) || r.UpdatedAt.After(seedNow) {
				t.Fatalf("record %d: created %s, updated %s", r.ID, r.CreatedAt, r.UpdatedAt)
			}
		}
	}
}

// A company is where its most advanced contact is.
func TestSeedRollup(t *testing.T) {
	c, _ := testCRM(t)
	seed(t, c, SeedOptions{N: 1000, Seed: 2})
	list, err := c.Records(ctx, Filter{Object: "company", Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	rank := map[string]int{"known": 0, "mql": 1, "sal": 2}
	seen := 0
	for _, x := range list {
		best := -1
		for _, id := range show(t, c, x.ID).Links {
			if o := show(t, c, id); o.Object == "contact" {
				if r, ok := rank[schema.Address(o.Stages["lifecycle.lead"]).Name()]; ok {
					best = max(best, r)
				}
			}
		}
		got := -1
		if s := x.Stages["lifecycle.account"]; s != "" {
			got = rank[schema.Address(s).Name()]
			seen++
		}
		if got != best {
			t.Fatalf("company %d is at %d, its contacts at %d", x.ID, got, best)
		}
	}
	if seen == 0 {
		t.Error("no company has a stage")
	}
}

// The fields of an audit block say of made-up records what their history says.
func TestSeedAudit(t *testing.T) {
	c, _ := auditedCRM(t)
	seed(t, c, SeedOptions{N: 300, Seed: 3, Gaps: -1})
	list, err := c.Records(ctx, Filter{Object: "contact", Stage: "mql", Limit: 20})
	if err != nil || len(list) == 0 {
		t.Fatal(len(list), err)
	}
	for _, x := range list {
		p := show(t, c, x.ID).Properties
		at, _ := p["moved_at"].(string)
		if when, err := time.Parse(time.RFC3339, at); err != nil || when.After(seedNow) || p["moved_by"] != seedActor || p["move_basis"] != seedBasis {
			t.Errorf("record %d: by %v at %v, basis %v", x.ID, p["moved_by"], p["moved_at"], p["move_basis"])
		}
	}
}

// The history of a made-up record leads to where it is.
func TestSeedMoves(t *testing.T) {
	c, _ := testCRM(t)
	seed(t, c, SeedOptions{N: 600, Seed: 3})
	a, err := c.Architecture()
	if err != nil {
		t.Fatal(err)
	}
	moved, kept, clocks := 0, 0, 0
	for _, object := range []string{"contact", "company", "deal"} {
		_, list := history(t, c, nil, providers.RecordAsk{Object: object})
		for _, r := range list {
			at, since := map[schema.Address]schema.Address{}, map[schema.Address]time.Time{}
			var due time.Time
			last := r.Created
			for _, e := range r.Events {
				if e.At.Before(last) || e.At.After(seedNow) {
					t.Errorf("%s %s: %s at %s, after %s", object, r.ID, e.Kind, e.At, last)
				}
				last = e.At
				if e.Field == "first_contacted_at" && !e.At.After(due) {
					kept++
				}
				if e.Kind == providers.Changed && e.Is != r.Fields[e.Field] {
					t.Errorf("%s %s: %s became %v and is %v", object, r.ID, e.Field, e.Is, r.Fields[e.Field])
				}
				if e.Kind != providers.Moved {
					continue
				}
				if e.To == "stage.lead.mql" {
					l, err := engine.Due(a, a.SLAs[0], r.Record, e.At)
					if err != nil {
						t.Fatal(err)
					}
					due = l.Due
					clocks++
				}
				if e.From != at[e.Track] || e.Who != seedActor || !strings.HasSuffix(e.Basis, seedBasis) ||
					(e.Basis != seedBasis) != (schema.Find[schema.Stage](a, e.To).Reasons != "") {
					t.Errorf("%s %s: %+v from %s", object, r.ID, e, at[e.Track])
				}
				at[e.Track], since[e.Track] = e.To, e.At
				moved++
			}
			if d := cmp.Diff(r.Stages, at); d != "" {
				t.Errorf("%s %s (-is in +came to): %s", object, r.ID, d)
			}
			if d := cmp.Diff(r.EnteredAt, since); d != "" {
				t.Errorf("%s %s (-since +moved at): %s", object, r.ID, d)
			}
		}
	}
	if moved < 600 {
		t.Errorf("%d moves", moved)
	}
	if clocks < 50 || kept < clocks*8/10 || kept == clocks {
		t.Errorf("%d of %d clocks were kept; most should be", kept, clocks)
	}
}

func TestSeedWithoutConfiguration(t *testing.T) {
	c, err := Open(filepath.Join(t.TempDir(), "crm.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, o := range []SeedOptions{{N: 10}, {N: 0}} {
		if _, err := c.Seed(ctx, o); !providers.IsKind(err, providers.Invalid) {
			t.Errorf("Seed(%+v): %v, want an error that says what to do", o, err)
		}
	}
}

// TestSeedCommitFails makes the last step of a Seed fail: nothing stays behind, and the CRM can be written again.
func TestSeedCommitFails(t *testing.T) {
	c, _ := testCRM(t)
	if _, err := c.db.Exec(`CREATE TRIGGER bad AFTER INSERT ON history WHEN NEW.kind = 'created' BEGIN
		INSERT INTO positions SELECT -NEW.record_id, id, id, 0 FROM config LIMIT 1; END`); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Seed(ctx, SeedOptions{N: 10, Now: seedNow}); err == nil || !strings.Contains(err.Error(), "FOREIGN KEY") {
		t.Fatal(err)
	}
	if _, err := c.db.Exec(`DROP TRIGGER bad`); err != nil {
		t.Fatal(err)
	}
	seed(t, c, SeedOptions{N: 10})
	var n int
	if err := c.db.QueryRow(`SELECT count(*) FROM records`).Scan(&n); err != nil || n != 10 {
		t.Errorf("%d records, %v", n, err)
	}
}

func TestSeedTwiceAppends(t *testing.T) {
	c, _ := testCRM(t)
	seed(t, c, SeedOptions{N: 300, Seed: 1})
	seed(t, c, SeedOptions{N: 300, Seed: 2})
	var broken int
	if err := c.db.QueryRow(`SELECT count(*) FROM links WHERE to_id NOT IN (SELECT id FROM records) OR from_id NOT IN (SELECT id FROM records)`).Scan(&broken); err != nil || broken != 0 {
		t.Errorf("%d links lead nowhere (%v)", broken, err)
	}
	var detail string
	if err := c.db.QueryRow(`SELECT detail FROM history WHERE record_id = 301`).Scan(&detail); err != nil || !json.Valid([]byte(detail)) {
		t.Errorf("history of record 301: %q (%v)", detail, err)
	}
}

// One operation seeds b.N records.
func BenchmarkSeed(b *testing.B) {
	c, _ := testCRM(b)
	var peak uint64
	b.ReportAllocs()
	b.ResetTimer()
	seed(b, c, SeedOptions{N: b.N, Seed: 1, Progress: func(int, int) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.Sys)
	}})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
}
