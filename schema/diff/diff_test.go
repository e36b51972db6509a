package diff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// base is the older version of every case; a case replaces parts of it.
const base = `
architecture "acme" {
  title   = "Acme"
  version = "1.0.0"
  council = [role.vp_sales]
}

team "sales" { title = "Sales" }
role "vp_sales" { title = "VP Sales" }
role "sdr" { title = "Sales Development" }
role "ae" { title = "Account Executive" }

field "contact" "email" { type = email }
field "contact" "phone" { type = phone }
field "contact" "region" { type = enum("dach", "emea") }

reasons "recycling" {
  title = "Why a lead goes back"
  kind  = "recycling"
  code "timing" { label = "Bad timing" }
}

scoring "lead" {
  object = object.contact
  dimension "fit" {
    signal "mail" {
      points = 10
      when   = is_set(contact.email)
    }
  }
  dimension "interest" {
    signal "silent" {
      points = -5
      when   = !is_set(contact.phone)
    }
  }
  threshold "mql" {
    fit      = 40
    interest = 10
  }
}

lifecycle "lead" {
  title  = "Lead lifecycle"
  domain = "lead"
  object = object.contact

  stage "new" {
    label      = "New"
    definition = "Somebody wrote to us."
    owner      = role.sdr
    entry "wrote" { description = "There is a message." }
    exit "known" {
      description = "We can answer."
      then        = stage.lead.mql
    }
  }

  stage "mql" {
    label       = "Marketing Qualified Lead"
    definition  = "Fits and asked."
    state       = "assumed"
    owner       = role.sdr
    requires    = [contact.email]
    stale_after = "3d"
    entry "qualified" {
      description = "The form is complete."
      when        = is_set(contact.email)
    }
    exit "met" {
      description = "We have met."
      when        = contact.region == "dach"
      then        = stage.lead.won
    }
  }

  stage "won" {
    label      = "Customer"
    definition = "Has signed."
    owner      = role.ae
    outcome    = "won"
    entry "signed" {
      description = "Both signed."
      when        = lifecycle.lead >= stage.lead.mql
    }
  }
}

handoff "accept" {
  title    = "MQL to Customer"
  from     = stage.lead.mql
  to       = stage.lead.won
  owner    = role.ae
  owes     = [contact.email]
  sla      = sla.first_touch
  decision = "Do we sell?"
}

sla "first_touch" {
  title  = "First touch"
  starts = entering(stage.lead.mql)
  stops  = set(contact.phone)
  within = "8h"
  clock  = "elapsed"
}
`

func load(t testing.TB, src string) *schema.Architecture {
	t.Helper()
	res := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(src)}, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags)
	}
	return res.Architecture
}

// edit replaces pairs of texts in base; each must be there.
func edit(t testing.TB, pairs ...string) string {
	t.Helper()
	s := base
	for i := 0; i+1 < len(pairs); i += 2 {
		if !strings.Contains(s, pairs[i]) {
			t.Fatalf("base has no %q", pairs[i])
		}
		s = strings.Replace(s, pairs[i], pairs[i+1], 1)
	}
	return s
}

type want struct {
	Kind  diff.Kind
	Part  diff.Part
	Group string
	Text  string
}

func TestSentences(t *testing.T) {
	const major, minor, patch, changed = diff.Major, diff.Minor, diff.Patch, diff.Changed
	for name, c := range map[string]struct {
		edits []string
		want  []want
	}{
		"tightened clock": {[]string{`within = "8h"`, `within = "4h"`},
			[]want{{changed, minor, "Lead", "First touch SLA tightened from 8 to 4 hours."}}},
		"relaxed clock": {[]string{`within = "8h"`, `within = "1d12h"`},
			[]want{{changed, minor, "Lead", "First touch SLA relaxed from 8 hours to 1 day and 12 hours."}}},
		"criterion": {[]string{"The form is complete.\"\n      when        = is_set(contact.email)", "The form is complete.\"\n      when        = is_set(contact.email) && is_set(contact.phone)"},
			[]want{{changed, major, "Lead", "Entry criterion “Qualified” of Marketing Qualified Lead now also asks that Phone is filled in."}}},
		"criterion left to people": {[]string{"The form is complete.\"\n      when        = is_set(contact.email)", "The form is complete.\""},
			[]want{{changed, major, "Lead", "Entry criterion “Qualified” of Marketing Qualified Lead is now a matter of judgement, was: Email is filled in."}}},
		"criterion from people": {[]string{`{ description = "There is a message." }`, "{\n description = \"There is a message.\"\n when = is_set(contact.email)\n}"},
			[]want{{changed, major, "Lead", "Entry criterion “Wrote” of New now asks that Email is filled in; was a matter of judgement."}}},
		"exit leads elsewhere": {[]string{`then        = stage.lead.won`, `then        = stage.lead.new`},
			[]want{{changed, major, "Lead", "Exit criterion “Met” of Marketing Qualified Lead now leads to New, was Customer."}}},
		"confirmed": {[]string{`state       = "assumed"`, `state       = "confirmed"`},
			[]want{{changed, minor, "Lead", "Stage Marketing Qualified Lead is now confirmed, was assumed."}}},
		"golden": {[]string{`state       = "assumed"`, "state       = \"assumed\"\n    golden = true"},
			[]want{{changed, minor, "Lead", "Stage Marketing Qualified Lead is now a golden stage."}}},
		"owner": {[]string{"state       = \"assumed\"\n    owner       = role.sdr", "state       = \"assumed\"\n    owner       = role.ae"},
			[]want{{changed, major, "Lead", "Stage Marketing Qualified Lead is now owned by Account Executive, was Sales Development."}}},
		"definition": {[]string{"Fits and asked.", "Fits, asked and was checked."},
			[]want{{changed, patch, "Lead", "Stage Marketing Qualified Lead is now defined as “Fits, asked and was checked”, was “Fits and asked”."}}},
		"label": {[]string{`"Marketing Qualified Lead"`, `"Qualified Lead"`},
			[]want{{changed, patch, "Lead", "Stage Marketing Qualified Lead is now called “Qualified Lead”."}}},
		"facts": {[]string{`requires    = [contact.email]`, `requires    = [contact.phone]`},
			[]want{{changed, major, "Lead", "Stage Marketing Qualified Lead now also requires Phone and no longer requires Email."}}},
		"fewer facts": {[]string{`requires    = [contact.email]`, ``},
			[]want{{changed, minor, "Lead", "Stage Marketing Qualified Lead no longer requires Email."}}},
		"owes": {[]string{`owes     = [contact.email]`, `owes     = [contact.email, contact.phone]`},
			[]want{{changed, major, "Lead", "Handoff “MQL to Customer” now also owes Phone."}}},
		"patience": {[]string{`stale_after = "3d"`, `stale_after = "2d"`},
			[]want{{changed, minor, "Lead", "Stage Marketing Qualified Lead now counts as stale after 2 days, was 3 days."}}},
		"points": {[]string{`points = 10`, `points = 15`},
			[]want{{changed, minor, "Scoring and routing", "Signal “Mail” now gives 15 points of fit, was 10."}}},
		"threshold": {[]string{`fit      = 40`, `fit      = 50`},
			[]want{{changed, major, "Scoring and routing", "Marketing Qualified Lead now needs fit of at least 50, was 40."}}},
		"option added": {[]string{`enum("dach", "emea")`, `enum("dach", "emea", "apac")`},
			[]want{{changed, minor, "Data", "Field Region of contact now also allows “apac”."}}},
		"option gone": {[]string{`enum("dach", "emea")`, `enum("dach")`},
			[]want{{changed, major, "Data", "Field Region of contact no longer allows “emea”."}}},
		"type": {[]string{`type = phone`, `type = text`},
			[]want{{changed, major, "Data", "Field Phone of contact is now of the type text, was phone."}}},
		"council": {[]string{`council = [role.vp_sales]`, `council = [role.vp_sales, role.ae]`},
			[]want{{changed, minor, "Architecture", "The architecture now also needs the signature of Account Executive."}}},
		"forward only": {[]string{`title  = "Lead lifecycle"`, "title  = \"Lead lifecycle\"\n  forward_only = true"},
			[]want{{changed, major, "Lead", "Lead lifecycle now only moves forward."}}},
		"clock starts elsewhere": {[]string{`starts = entering(stage.lead.mql)`, `starts = entering(stage.lead.new)`},
			[]want{{changed, minor, "Lead", "First touch SLA now starts with entering New, was entering Marketing Qualified Lead."}}},
		"stage added": {[]string{"  stage \"won\"", "  stage \"sal\" {\n    label = \"Sales Accepted Lead\"\n    definition = \"Taken.\"\n    owner = role.ae\n    entry \"yes\" { description = \"Yes.\" }\n    exit \"no\" { description = \"No.\" }\n  }\n\n  stage \"won\""},
			[]want{{diff.Added, major, "Lead", "Stage Sales Accepted Lead added between Marketing Qualified Lead and Customer."}}},
		"role added": {[]string{`role "ae"`, "role \"csm\" { title = \"Customer Success\" }\nrole \"ae\""},
			[]want{{diff.Added, minor, "People and systems", "Role Customer Success added."}}},
		"team removed": {[]string{`team "sales" { title = "Sales" }`, ``},
			[]want{{diff.Removed, minor, "People and systems", "Team Sales removed."}}},
		"code added": {[]string{`code "timing"`, "code \"budget\" { label = \"No budget\" }\n  code \"timing\""},
			[]want{{diff.Added, minor, "Data", "Reason code “No budget” of “Why a lead goes back” added."}}},
		"handoff leads elsewhere": {[]string{`to       = stage.lead.won`, `to       = stage.lead.new`, `owes     = [contact.email]`, "owes     = [contact.email]\n recycle = true\n reasons = reasons.recycling"},
			[]want{{changed, major, "Lead", "Handoff “MQL to Customer” now leads to New, was Customer."},
				{changed, major, "Lead", "Handoff “MQL to Customer” now asks for a code from “Why a lead goes back”."},
				{changed, major, "Lead", "Handoff “MQL to Customer” now sends records back."}}},
		"order of options": {[]string{`enum("dach", "emea")`, `enum("emea", "dach")`},
			[]want{{changed, minor, "Data", "Field Region of contact: the order of options is now “emea”, “dach”; was “dach”, “emea”."}}},
		"choice": {[]string{`clock  = "elapsed"`, "clock  = \"business\"\n  calendar = calendar.de", `team "sales"`, "calendar \"de\" {\n time_zone = \"Europe/Berlin\"\n hours = { weekdays = \"09:00-17:00\" }\n}\nteam \"sales\""},
			[]want{{changed, minor, "Lead", "First touch SLA: clock is now business, was elapsed."},
				{changed, minor, "Lead", "First touch SLA now runs on the calendar De."},
				{diff.Added, minor, "People and systems", "Calendar De added."}}},
		"version only": {[]string{`"1.0.0"`, `"1.0.1"`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := diff.Compare(load(t, base), load(t, edit(t, c.edits...)))
			var got []want
			for _, ch := range d.Changes {
				got = append(got, want{ch.Kind, ch.Part, ch.Group, ch.Text})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			highest := diff.Part("")
			for _, w := range c.want {
				highest = w.Part
			}
			if d.Part != highest {
				t.Errorf("the whole asks for %q, want %q", d.Part, highest)
			}
		})
	}
}

func TestDuration(t *testing.T) {
	for in, want := range map[string]string{"4h": "4 hours", "1h": "1 hour", "90m": "90 minutes", "1d12h": "1 day and 12 hours",
		"2w": "2 weeks", "10d": "10 days", "12mo": "1 year", "18mo": "18 months", "0m": "no time"} {
		d, err := schema.ParseDuration(in)
		if err != nil {
			t.Fatal(err)
		}
		if got := diff.Duration(d); got != want {
			t.Errorf("Duration(%s) = %q, want %q", in, got, want)
		}
	}
}
