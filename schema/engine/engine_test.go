package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// world is the architecture that the tests of this package run on.
const world = `
architecture "t" {
  title    = "Test"
  version  = "1.0.0"
  calendar = calendar.us
}

calendar "us" {
  time_zone = "America/New_York"
  hours     = { weekdays = "09:00-17:00" }
}
calendar "eu" {
  time_zone = "Europe/Berlin"
  hours     = { weekdays = "09:00-17:00" }
}

role "sdr" { title = "SDR" }
role "ae" { title = "Account executive" }
role "boss" { title = "VP Sales" }
role "gone" { title = "Gone" }

team "sales" {
  member "ana" {
    title       = "Ana"
    identity    = "ana@acme.example"
    role        = role.sdr
    territories = ["emea", "na"]
    skills      = ["de", "fr"]
  }
  member "ben" {
    title       = "Ben"
    identity    = "ben@acme.example"
    role        = role.sdr
    capacity    = 2
    territories = ["na"]
    skills      = ["en"]
  }
  member "cleo" {
    title       = "Cleo"
    identity    = "cleo@acme.example"
    role        = role.sdr
    active      = false
    territories = ["apac"]
  }
  member "dan" {
    title       = "Dan"
    identity    = "dan@acme.example"
    role        = role.sdr
    territories = ["emea"]
    skills      = ["de", "en"]
  }
  member "eve" {
    title    = "Eve"
    identity = "eve@acme.example"
    role     = role.ae
  }
  member "old" {
    title    = "Olga"
    identity = "old@acme.example"
    role     = role.gone
    active   = false
  }
}

queue "sdrs" {
  team = team.sales
  role = role.sdr
}
queue "small" {
  members  = [member.sales.ana, member.sales.dan]
  capacity = 1
}
queue "inbox" { title = "Inbox" }

field "contact" "email" { type = email }
field "contact" "title" { type = text }
field "contact" "region" { type = text }
field "contact" "languages" { type = multi_enum("de", "fr", "en") }
field "contact" "look_again" { type = date }
field "contact" "touched_at" { type = datetime }
field "contact" "fit_score" { type = number }
field "contact" "band" { type = enum("A", "B", "C") }
field "contact" "next" { type = text }
field "contact" "note" { type = text }
field "company" "industry" { type = text }
field "company" "segment" {
  type = enum("smb", "enterprise", "old")
  option "old" { deprecated = true }
}
field "deal" "amount" {
  type       = currency
  required   = true
  validation = deal.amount > 0
  message    = "An amount is more than nothing."
}
field "deal" "discount" { type = percent }
field "deal" "close_date" { type = date }
field "deal" "site" { type = url }
field "deal" "won" { type = bool }
field "deal" "source" { type = text }

scoring "lead" {
  object = object.contact
  dimension "fit" {
    field = contact.fit_score
    cap   = 50
    floor = -20
    signal "industry" {
      points      = 40
      when        = company.industry == "software"
      description = "We serve software."
    }
    signal "title" {
      points = 30
      when   = contains(contact.title, "VP")
    }
    signal "student" {
      points = -100
      when   = ends_with(contact.email, ".edu")
    }
  }
  dimension "engagement" {
    signal "demo" {
      points = 40
      event  = "demo"
      decay  = { half_life = "30d" }
    }
    signal "visit" {
      points    = 5
      event     = "visit"
      max_count = 3
    }
    signal "download" {
      points = 30
      event  = "download"
      decay  = { per = "1mo", points = 10 }
    }
    signal "webinar" {
      points = 20
      event  = "webinar"
      decay  = { expires = "10d" }
    }
    signal "unsubscribe" {
      points = -30
      event  = "unsubscribe"
      decay  = { per = "30d", points = 10 }
    }
  }
  band "A" {
    min   = 80
    field = contact.band
  }
  band "B" {
    min   = 40
    field = contact.band
  }
  band "C" { field = contact.band }
  threshold "mql" {
    fit        = 40
    engagement = 40
  }
}

reasons "recycle" {
  kind = "recycling"
  code "timing" {}
  code "budget" {}
}
reasons "rejected" {
  kind = "rejection"
  code "bad_data" {}
}
reasons "push" {
  kind = "close_date_push"
  code "legal" {}
}

lifecycle "lead" {
  title        = "Lead lifecycle"
  domain       = "lead"
  object       = object.contact
  forward_only = true
  no_skip      = true
  stage "new" { label = "New" }
  stage "mql" {
    label = "MQL"
    entry "qualified" {
      description = "Both scores are reached."
      when        = scoring.lead.meets.mql && is_set(contact.email)
    }
    entry "judged" { description = "It feels right." }
    exit "accepted" {
      when = is_set(contact.touched_at)
      then = stage.lead.sal
    }
    exit "booked" {
      when = contact.note == "booked"
      then = stage.lead.sal
    }
    exit "silent" {
      when = contact.note == "silent"
    }
  }
  stage "sal" {
    label    = "SAL"
    owner    = role.sdr
    requires = [contact.title, company.industry]
  }
  stage "customer" {
    label   = "Customer"
    outcome = "won"
  }
  stage "nurture" {
    label   = "Nurture"
    outcome = "holding"
    revisit = contact.look_again
    reasons = reasons.recycle
  }
  stage "out" {
    label   = "Out"
    outcome = "disqualified"
  }
}

handoff "accept" {
  title = "Accept"
  from  = stage.lead.mql
  to    = stage.lead.sal
  owner = role.sdr
  owes  = [contact.email, contact.title]
  when  = !(contact.note == "spam")
  carry {
    from = contact.note
    to   = contact.next
  }
  outcome "reject" {
    to       = stage.lead.new
    reasons  = reasons.rejected
    requires = [contact.note]
  }
}
handoff "back" {
  from    = stage.lead.nurture
  to      = stage.lead.mql
  owner   = role.sdr
  recycle = true
}
handoff "to_nobody" {
  from  = stage.lead.sal
  to    = stage.lead.customer
  owner = role.gone
}

pipeline "new" {
  title = "New business"
  stage "open" { label = "Open" }
  stage "offer" { label = "Offer" }
  stage "won" {
    label   = "Won"
    outcome = "won"
  }
  stage "lost" {
    label   = "Lost"
    outcome = "lost"
  }
}
handoff "opens" {
  from  = stage.lead.sal
  to    = stage.new.open
  owner = role.ae
  owes  = [deal.source, contact.email]
  carry {
    from = contact.note
    to   = deal.source
  }
}

approval "desk" {
  object = object.deal
  before = stage.new.won
  owner  = role.boss
  trigger "discount" {
    description = "the discount is above 10 percent"
    when        = deal.discount > 10
  }
  trigger "terms" { description = "custom terms" }
  tier "small" {
    when      = deal.discount <= 20
    approvers = [role.ae]
  }
  tier "large" {
    when      = deal.discount <= 40
    approvers = [role.ae, role.boss]
  }
}

hygiene "deals" {
  object          = object.deal
  close_date      = deal.close_date
  close_date_push = reasons.push
}
`

var now = at("2026-03-03T10:00:00-05:00")

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// load reads the world and more, of which scenarios stand in a file of their own; problems of the language's own rules, which
// small tests break, do not matter here, those of reading do.
func load(t *testing.T, more string) *schema.Architecture {
	t.Helper()
	files := map[string][]byte{"world.hcl": []byte(world)}
	more, scenarios, found := strings.Cut(more, "scenario \"")
	if found {
		files["more.test.hcl"] = []byte("scenario \"" + scenarios)
	}
	files["more.hcl"] = []byte(more)
	r := hclschema.LoadFiles(files, hclschema.Options{})
	for _, d := range r.Diags {
		if d.Code < "SC0300" {
			t.Fatal(d)
		}
	}
	return r.Architecture
}

// days is a time so many days before now.
func days(n int) time.Time { return now.Add(-time.Duration(n) * 24 * time.Hour) }

func contact(fields map[string]any, more ...func(*engine.Record)) *engine.Record {
	r := &engine.Record{ID: "1", Object: "contact", Owner: "ana@acme.example", Fields: fields, Stages: map[schema.Address]schema.Address{}, Related: map[string][]*engine.Record{}}
	for _, f := range more {
		f(r)
	}
	return r
}

func in(stage schema.Address) func(*engine.Record) {
	return func(r *engine.Record) { r.Stages["lifecycle.lead"] = stage }
}

func did(name string, when ...time.Time) func(*engine.Record) {
	return func(r *engine.Record) {
		for _, w := range when {
			r.Activities = append(r.Activities, engine.Activity{Name: name, At: w})
		}
	}
}

func company(fields map[string]any) func(*engine.Record) {
	return func(r *engine.Record) {
		r.Related["company"] = []*engine.Record{{ID: "c", Object: "company", Fields: fields}}
	}
}

func ownedBy(s string) func(*engine.Record) { return func(r *engine.Record) { r.Owner = s } }

func names(rs []engine.Refusal) []string {
	out := []string{}
	for _, r := range rs {
		out = append(out, string(r.Kind)+":"+r.Name)
	}
	slices.Sort(out)
	return out
}

func TestScore(t *testing.T) {
	a := load(t, "")
	lead := schema.Find[schema.Scoring](a, "scoring.lead")
	software := company(map[string]any{"industry": "software"})
	for _, c := range []struct {
		name            string
		rec             *engine.Record
		fit, engagement float64
		band            string
		mql             bool
		reasons         []string
	}{
		{"nothing", contact(nil), 0, 0, "C", false, nil},
		{"a fact on a related record", contact(nil, software), 40, 0, "B", false, []string{"+40 industry (We serve software.)"}},
		{"capped", contact(map[string]any{"title": "VP Sales"}, software), 50, 0, "B", false,
			[]string{"+40 industry (We serve software.)", "+30 title", "capped at 50 (signals add up to 70)"}},
		{"floored", contact(map[string]any{"email": "x@u.edu"}), -20, 0, "C", false,
			[]string{"-100 student", "raised to the floor of -20 (signals add up to -100)"}},
		{"half life", contact(nil, did("demo", days(14))), 0, 28.945, "C", false, []string{"+40 demo (14 days ago, 28.9 after decay)"}},
		{"half life, exactly one", contact(nil, did("demo", days(30))), 0, 20, "C", false, []string{"+40 demo (30 days ago, 20.0 after decay)"}},
		{"today has all its points", contact(nil, did("demo", now.Add(-23*time.Hour))), 0, 40, "B", false, []string{"+40 demo (23 hours ago)"}},
		{"the future does not count", contact(nil, did("demo", now.Add(time.Second))), 0, 0, "C", false, nil},
		{"the newest count", contact(nil, did("visit", days(9), days(2), days(7), days(1))), 0, 15, "C", false, []string{"+15 visit (3 times, newest 1 day ago)"}},
		{"linear, a month is 30 days", contact(nil, did("download", days(15))), 0, 25, "C", false, []string{"+30 download (15 days ago, 25.0 after decay)"}},
		{"linear to the end", contact(nil, did("download", days(90))), 0, 0, "C", false, nil},
		{"negative points fade, too", contact(nil, did("unsubscribe", days(60))), 0, -10, "C", false, []string{"-30 unsubscribe (60 days ago, -10.0 after decay)"}},
		{"almost expired", contact(nil, did("webinar", days(10).Add(time.Second))), 0, 20, "C", false, []string{"+20 webinar (9 days ago)"}},
		{"expired", contact(nil, did("webinar", days(10))), 0, 0, "C", false, nil},
		{"both sides", contact(nil, software, did("demo", now)), 40, 40, "A", true, []string{"+40 industry (We serve software.)", "+40 demo (just now)"}},
		{"reset", contact(nil, did("demo", days(2)), func(r *engine.Record) {
			r.Resets = map[schema.Address]time.Time{"scoring.lead.dimension.engagement": days(1)}
		}), 0, 0, "C", false, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := engine.Score(a, lead, c.rec, now)
			fit, _ := r.Value("fit")
			eng, _ := r.Value("engagement")
			total, _ := r.Value("total")
			if fit != c.fit || eng-c.engagement > 0.001 || c.engagement-eng > 0.001 || total != fit+eng {
				t.Errorf("got fit %v, engagement %v, total %v; want %v, %v", fit, eng, total, c.fit, c.engagement)
			}
			if r.Band("total") != c.band || r.Meets("mql") != c.mql {
				t.Errorf("got band %q, mql %v; want %q, %v", r.Band("total"), r.Meets("mql"), c.band, c.mql)
			}
			var got []string
			for _, d := range r.Dimensions {
				for _, x := range d.Reasons {
					got = append(got, x.Text)
				}
			}
			if diff := cmp.Diff(c.reasons, got); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEnv(t *testing.T) {
	a := load(t, "")
	rec := contact(map[string]any{"email": "x@acme.example"}, company(map[string]any{"industry": "software"}), did("demo", days(1)), in("stage.lead.mql"))
	rec.Related["deal"] = []*engine.Record{{Object: "deal", Fields: map[string]any{"amount": 5.0}, Related: map[string][]*engine.Record{"contact": {rec}}}}
	env := engine.NewEnv(a, rec, now).WithPrior(map[string]any{"email": nil})
	deal := engine.NewEnv(a, rec.Related["deal"][0], now)
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"own", env.Field("contact", "email"), "x@acme.example"},
		{"prior", env.Prior("contact", "email"), nil},
		{"to-one", env.Field("company", "industry"), "software"},
		{"prior of what did not change", env.Prior("company", "industry"), "software"},
		{"to-many has no one value", env.Field("deal", "amount"), nil},
		{"related", env.Related("deal")[0].Field("deal", "amount"), 5.0},
		{"owner", env.Field("contact", "owner"), "ana@acme.example"},
		{"id", env.Field("contact", "id"), "1"},
		{"last activity", env.Field("contact", "last_activity_at"), days(1)},
		{"computed score", env.Field("contact", "fit_score"), 40.0},
		{"computed band", env.Field("contact", "band"), "B"},
		{"stage", env.StageOf("lifecycle.lead"), "stage.lead.mql"},
		{"no such flow", env.StageOf("lifecycle.none"), ""},
		{"rank", env.StageRank("stage.lead.sal"), 2},
		{"no such stage", env.StageRank("stage.lead.none"), -1},
		{"stage of the contact of a deal", deal.StageOf("lifecycle.lead"), "stage.lead.mql"},
		{"no such scoring", env.Meets("scoring.none", "mql"), false},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if v, ok := deal.Score("scoring.lead", "fit"); v != 40 || !ok {
		t.Errorf("score of the contact of a deal: %v, %v", v, ok)
	}
}

// A score that asks for itself has no value rather than no end.
func TestScoreOfItself(t *testing.T) {
	a := load(t, `scoring "loop" {
  object = object.contact
  dimension "d" {
    signal "s" {
      points = 1
      when   = scoring.loop.d >= 0 || scoring.loop.total >= 0
    }
  }
}`)
	r := engine.Score(a, schema.Find[schema.Scoring](a, "scoring.loop"), contact(nil), now)
	if r.Total != 0 || !strings.HasSuffix(string(r.Scoring), "loop") {
		t.Errorf("got %+v", r)
	}
}
