package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// testCRMWith is testCRM with more blocks than testdata/crm.hcl has.
func testCRMWith(t testing.TB, more string) (*CRM, *clock) {
	t.Helper()
	c, err := Open(filepath.Join(t.TempDir(), "crm.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	k := &clock{at(t, "2026-03-02 10:00")}
	c.SetClock(k.now)
	src, err := os.ReadFile("testdata/crm.hcl")
	if err != nil {
		t.Fatal(err)
	}
	applyHCL(t, c, string(src)+more)
	return c, k
}

// contacts writes contacts of a company past the rules, as many as a change may have to deal with.
func contacts(t testing.TB, c *CRM, company int64, n int) {
	t.Helper()
	tx, err := c.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for i := range n {
		var id int64
		err := tx.QueryRow(`INSERT INTO records(id, object, props, created_at, updated_at) VALUES (`+nextID+`, 'contact', ?, 0, 0) RETURNING id`,
			fmt.Sprintf(`{"email":"a%d@b.example"}`, i)).Scan(&id)
		if err == nil {
			_, err = tx.Exec(`INSERT INTO links(from_id, to_id) VALUES (?, ?)`, id, company)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// TestManyRecords: one change may concern thousands of records, and set off more events than that.
func TestManyRecords(t *testing.T) {
	c, _ := testCRMWith(t, `
field "company" "tier" {
  type = text
}
field "contact" "tier" {
  type = text
}
automation "tier" {
  trigger = changed(company.tier)
  action "contacts" {
    do    = "set_field"
    field = contact.tier
    value = "gold"
  }
  action "titles" {
    do    = "set_field"
    field = contact.job_title
    value = "CTO"
  }
}
`)
	company := newRecord(t, c, NewRecord{Object: "company", Properties: map[string]any{"name": "Bluepeak", "industry": "software"}})
	const n = 1200
	contacts(t, c, company, n)
	if _, err := c.UpdateRecord(ctx, company, map[string]any{"tier": "gold"}, me); err != nil {
		t.Fatal(err)
	}
	var got int
	// "pong" answers the title that "ping" is set off by, once for each contact.
	err := c.db.QueryRow(`SELECT count(*) FROM records WHERE object = 'contact' AND props ->> 'tier' = 'gold' AND props ->> 'job_title' = 'Ping'
		AND props ->> 'fit_score' = 70`).Scan(&got)
	if err != nil || got != n {
		t.Errorf("%d contacts follow, %v", got, err)
	}
}

// endlessly expects that a change is undone because rules set each other off, and that the message has the texts.
func endlessly(t *testing.T, err error, texts ...string) {
	t.Helper()
	if !providers.IsKind(err, providers.Conflict) {
		t.Fatal(err)
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%q is not in: %v", text, err)
		}
	}
}

// TestRecordsWithoutEnd: rules that make a record of what the other has made.
func TestRecordsWithoutEnd(t *testing.T) {
	c, _ := testCRMWith(t, `
automation "visit" {
  trigger = created(object.project)
  action "deal" {
    do     = "create_record"
    object = object.deal
  }
}
automation "offer" {
  trigger = created(object.deal)
  action "project" {
    do     = "create_record"
    object = object.project
  }
}
`)
	_, _, err := c.CreateRecord(ctx, NewRecord{Object: "deal", Actor: me.Actor})
	endlessly(t, err, "automation.offer → automation.visit → automation.offer", "deal ", "more than 100")
	if list, err := c.Records(ctx, Filter{}); err != nil || len(list) != 0 {
		t.Errorf("%d records are left, %v", len(list), err)
	}
}

// TestScoresWithoutEnd: a score that counts against itself has no value.
func TestScoresWithoutEnd(t *testing.T) {
	c, _ := testCRMWith(t, `
field "deal" "heat" {
  type = number
}
scoring "heat" {
  object = object.deal
  dimension "heat" {
    field = deal.heat
    signal "cold" {
      points = 20
      when   = !is_set(deal.heat) || deal.heat < 10
    }
    signal "poor" {
      points = -5
      when   = deal.amount < 10
    }
  }
  threshold "hot" {
    total = 20
  }
}
`)
	_, _, err := c.CreateRecord(ctx, NewRecord{Object: "deal", Actor: me.Actor, Properties: map[string]any{"name": "X"}})
	endlessly(t, err, "scoring.heat changes", "of deal 1")
}

// TestScoreOnCompany: contacts that write their score to one field of their company agree on it, and the best of them counts.
func TestScoreOnCompany(t *testing.T) {
	c, _ := testCRMWith(t, `
field "company" "heat" {
  type = number
}
field "company" "band" {
  type = enum("warm", "cold")
}
scoring "heat" {
  object = object.contact
  total  = company.heat
  dimension "heat" {
    signal "happy" {
      points = 20
      when   = contact.nps > 8
    }
    signal "called" {
      points = 10
      when   = is_set(contact.first_contacted_at)
    }
    signal "student" {
      points = -5
      when   = ends_with(contact.email, ".edu")
    }
  }
  band "warm" {
    min   = 15
    field = company.band
  }
  band "cold" {
    field = company.band
  }
  threshold "hot" {
    total = 20
  }
}
`)
	company, first := lead(t, c, "software", map[string]any{"nps": 9})
	second := newRecord(t, c, NewRecord{Object: "contact", Links: []int64{company}, Properties: map[string]any{"email": "b@bluepeak.example", "first_contacted_at": "2026-03-01"}})
	look := func(heat float64, band string) {
		t.Helper()
		if p := show(t, c, company).Properties; p["heat"] != heat || p["band"] != band {
			t.Errorf("heat %v and band %v, want %v and %s", p["heat"], p["band"], heat, band)
		}
	}
	look(20, "warm")
	if _, err := c.UpdateRecord(ctx, first, map[string]any{"nps": 3}, me); err != nil {
		t.Fatal(err)
	}
	look(10, "cold")
	if _, err := c.UpdateRecord(ctx, company, map[string]any{"industry": "retail"}, me); err != nil {
		t.Fatal(err)
	}
	look(10, "cold")
	if _, err := c.UpdateRecord(ctx, second, map[string]any{"nps": 10}, me); err != nil {
		t.Fatal(err)
	}
	look(30, "warm")
}

// TestSequenceWithoutEnd: a sequence that starts itself anew, without a pause, takes each of its steps once in a Tick.
func TestSequenceWithoutEnd(t *testing.T) {
	c, k := testCRMWith(t, `
sequence "round" {
  object = object.contact
  starts = event("round")
  step "again" {
    do       = "enroll"
    sequence = sequence.other
  }
  exit "reply" {
    on = event("replied")
  }
}
sequence "other" {
  object = object.contact
  starts = event("other")
  step "back" {
    do       = "enroll"
    sequence = sequence.round
  }
  exit "reply" {
    on = event("replied")
  }
}
`)
	_, id := lead(t, c, "software", nil)
	if _, err := c.Log(ctx, id, "round", me); err != nil {
		t.Fatal(err)
	}
	for i, when := range []string{"2026-03-02 11:00", "2026-03-02 12:00"} {
		if res := tick(t, c, k, when); res.Steps < 2 || res.Steps > 4 {
			t.Errorf("Tick %d took %d steps", i, res.Steps)
		}
	}
}
