package diff_test

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// rich has what the older base has not: abbreviations, a business calendar, a pipeline, RACI.
const rich = `
architecture "acme" {
  title    = "Acme"
  version  = "1.4.0"
  calendar = calendar.us
  steward  = role.ops
  council  = [role.vp_sales, role.vp_marketing]
}

calendar "us" {
  time_zone = "America/New_York"
  hours     = { weekdays = "09:00-17:00" }
}

role "ops" {
  title = "RevOps"
  reviewers { github = ["acme/revops"] }
}
role "vp_sales" { title = "VP Sales" }
role "vp_marketing" { title = "VP Marketing" }
role "sdr" { title = "SDR" }
role "ae" { title = "AE" }

field "contact" "email" { type = email }
field "contact" "phone" { type = phone }
field "contact" "staff" {
  label = "Employees"
  type  = number
}

scoring "lead" {
  object = object.contact
  owner  = role.vp_marketing
  dimension "fit" {
    signal "size" {
      points = 10
      when   = contact.staff > 50
    }
  }
  dimension "engagement" {
    signal "silent" {
      points = -5
      when   = !is_set(contact.phone)
    }
  }
  threshold "hot" {
    fit        = 30
    engagement = 40
  }
}

lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "mql" {
    label      = "Marketing Qualified Lead"
    short      = "MQL"
    definition = "Fits and asked."
    owner      = role.sdr
    entry "ready" {
      description = "Ready."
      when        = scoring.lead.meets.hot && contact.staff >= 40 && is_set(contact.email)
    }
    exit "any" { when = contact.staff > 5 || is_set(contact.phone) }
    raci {
      accountable = role.vp_marketing
      responsible = [role.sdr]
      informed    = [role.ops]
    }
  }
  stage "sql" {
    label      = "Sales Qualified Lead"
    short      = "SQL"
    definition = "Wants to buy."
    owner      = role.ae
    entry "need" { description = "There is a need." }
    exit "done" { description = "Done." }
  }
}

pipeline "new" {
  title = "New business"
  stage "proposal" {
    label       = "Proposal"
    definition  = "There is an offer."
    owner       = role.ae
    probability = 40
    forecast    = "pipeline"
    entry "offer" { description = "Sent." }
    exit "answer" { description = "Answered." }
  }
  stage "won" {
    label       = "Won"
    definition  = "Signed."
    owner       = role.ae
    probability = 100
    outcome     = "won"
    entry "signed" { description = "Signed." }
  }
}

handoff "accept" {
  title = "MQL to SQL"
  from  = stage.lead.mql
  to    = stage.lead.sql
  owner = role.ae
  owes  = [contact.email]
}

sla "first_touch" {
  title  = "First touch"
  starts = entering(stage.lead.mql)
  stops  = set(contact.phone)
  within = "8h"
  owner  = role.sdr
  escalate {
    after  = "10d"
    notify = [role.sdr]
  }
}
`

// replaced is rich with pairs of texts replaced; each must be there.
func replaced(t testing.TB, pairs ...string) string {
	t.Helper()
	s := rich
	for i := 0; i+1 < len(pairs); i += 2 {
		if !strings.Contains(s, pairs[i]) {
			t.Fatalf("rich has no %q", pairs[i])
		}
		s = strings.Replace(s, pairs[i], pairs[i+1], 1)
	}
	return s
}

const sal = `
  stage "sal" {
    label      = "Sales Accepted Lead"
    short      = "SAL"
    definition = "Sales works it."
    owner      = role.ae
    entry "yes" { description = "Taken." }
    exit "no" { description = "Done." }
  }
`

// Each case: what is edited, the sentence, the class, who must approve.
func TestClassesAndSentences(t *testing.T) {
	for name, c := range map[string]struct {
		edits                  []string
		text, class, approvers string
	}{
		"threshold": {[]string{"engagement = 40", "engagement = 50"},
			"MQL now needs engagement of at least 50, was 40.", "scoring", "role.vp_marketing"},
		"both thresholds": {[]string{"engagement = 40", "engagement = 50", "fit        = 30", "fit        = 35"},
			"MQL now needs engagement of at least 50, was 40, and fit of at least 35, was 30.", "scoring", "role.vp_marketing"},
		"clock": {[]string{`within = "8h"`, `within = "4h"`},
			"First touch SLA tightened from 8 to 4 business hours.", "sla", "role.sdr"},
		"clock to days": {[]string{`within = "8h"`, `within = "1d"`},
			"First touch SLA relaxed from 8 business hours to 1 working day.", "sla", "role.sdr"},
		"wall clock": {[]string{`within = "8h"`, "within = \"8h\"\n  clock = \"elapsed\""},
			"First touch SLA: clock is now elapsed, was business.", "sla", "role.sdr"},
		"escalation": {[]string{`after  = "10d"`, `after  = "14d"`},
			"Escalation of First touch: after relaxed from 10 to 14 working days.", "sla", "role.sdr"},
		"stage added": {[]string{"\n  stage \"sql\"", sal + "\n  stage \"sql\""},
			"Stage SAL added between MQL and SQL.", "stage", "role.vp_sales role.vp_marketing"},
		"stage of a pipeline added": {[]string{"\n  stage \"won\"", strings.Replace(sal, "short      = \"SAL\"", "probability = 50", 1) + "\n  stage \"won\""},
			"Stage Sales Accepted Lead added between Proposal and Won.", "pipeline", "role.vp_sales role.vp_marketing"},
		"points": {[]string{"points = 10", "points = 1"},
			"Signal “Size” now gives 1 point of fit, was 10.", "scoring", "role.vp_marketing"},
		"negative points": {[]string{"points = -5", "points = -10"},
			"Signal “Silent” now takes 10 points off engagement, was 5.", "scoring", "role.vp_marketing"},
		"points that turn": {[]string{"points = 10", "points = -3"},
			"Signal “Size” now takes 3 points off fit, gave 10.", "scoring", "role.vp_marketing"},
		"number in a criterion": {[]string{"contact.staff >= 40", "contact.staff >= 60"},
			"Entry criterion “Ready” of MQL now asks that Employees is at least 60, was 40.", "criteria", "role.vp_sales role.vp_marketing"},
		"part of a criterion gone": {[]string{"contact.staff >= 40 && ", ""},
			"Entry criterion “Ready” of MQL no longer asks that Employees is at least 40.", "criteria", "role.vp_sales role.vp_marketing"},
		"another alternative": {[]string{"contact.staff > 5 ||", "contact.staff > 5 || is_set(contact.email) ||"},
			"Exit criterion “Any” of MQL now also holds when Email is filled in.", "criteria", "role.vp_sales role.vp_marketing"},
		"criterion added": {[]string{`entry "need"`, "entry \"mail\" { when = is_set(contact.email) }\n    entry \"need\""},
			"Entry criterion “Mail” of SQL added: Email is filled in.", "criteria", "role.vp_sales role.vp_marketing role.ae"},
		"criterion removed": {[]string{`exit "any" { when = contact.staff > 5 || is_set(contact.phone) }`, `exit "other" { description = "Something else happened." }`},
			"Exit criterion “Any” of MQL removed, was: Employees is more than 5 or Phone is filled in.\nExit criterion “Other” of MQL added: “Something else happened”.", "criteria", "role.vp_sales role.vp_marketing"},
		"facts owed": {[]string{"owes  = [contact.email]", "owes  = [contact.email, contact.phone]"},
			"Handoff “MQL to SQL” now also owes Phone.", "criteria", "role.vp_sales role.vp_marketing role.ae"},
		"accountable": {[]string{"accountable = role.vp_marketing", "accountable = role.vp_sales"},
			"Accountable for MQL is now VP Sales, was VP Marketing.", "people", "role.sdr"},
		"informed": {[]string{"informed    = [role.ops]", "informed    = [role.ae]"},
			"Informed about MQL: AE added, RevOps removed.", "people", "role.sdr"},
		"owner": {[]string{"owner      = role.sdr", "owner      = role.ae"},
			"Stage MQL is now owned by AE, was SDR.", "people", "role.sdr role.ae"},
		"chance": {[]string{"probability = 40", "probability = 50"},
			"Stage Proposal: the chance to win raised from 40 to 50 %.", "pipeline", "role.vp_sales role.vp_marketing"},
		"definition": {[]string{"Fits and asked.", "Fits, and asked for us."},
			"Stage MQL is now defined as “Fits, and asked for us”, was “Fits and asked”.", "wording", "role.ops"},
		"abbreviation": {[]string{`short      = "SQL"`, `short      = "SQL1"`},
			"Stage SQL is now abbreviated “SQL1”.", "wording", "role.ops"},
		"agreed": {[]string{`short      = "SQL"`, "short      = \"SQL\"\n    state = \"confirmed\""},
			"Stage SQL is now confirmed, was assumed.", "governance", "role.vp_sales role.vp_marketing"},
		"council": {[]string{"[role.vp_sales, role.vp_marketing]", "[role.vp_sales]"},
			"The architecture no longer needs the signature of VP Marketing.", "governance", "role.vp_sales role.vp_marketing"},
		"calendar": {[]string{"09:00-17:00", "08:00-17:00"},
			"Calendar Us: hours Weekdays is now “08:00-17:00”, was “09:00-17:00”.", "sla", "role.ops"},
		"reviewers": {[]string{`github = ["acme/revops"]`, `github = ["acme/revops", "octocat"]`},
			"Reviewers of RevOps are now also “octocat” on GitHub.", "people", "role.ops"},
		"no reviewers": {[]string{`reviewers { github = ["acme/revops"] }`, ""},
			"Reviewers of RevOps removed.", "people", "role.ops"},
		"catalog": {[]string{`field "contact" "phone"`, "field \"contact\" \"fax\" { type = phone }\nfield \"contact\" \"phone\""},
			"Field Fax of contact added.", "field", "role.ops"},
	} {
		t.Run(name, func(t *testing.T) {
			d := diff.Compare(load(t, rich), load(t, replaced(t, c.edits...)))
			var got []string
			for _, ch := range d.Changes {
				got = append(got, ch.Text)
			}
			if s := strings.Join(got, "\n"); s != c.text {
				t.Fatalf("got\n%s\nwant\n%s", s, c.text)
			}
			if ch := d.Changes[0]; ch.Class != c.class || join(ch.Approvers) != c.approvers || ch.HandledBy != diff.ClassNamed(c.class).HandledBy {
				t.Errorf("class %s, handled by %s, approved by %q; want %s, %q", ch.Class, ch.HandledBy, join(ch.Approvers), c.class, c.approvers)
			}
		})
	}
}

func join[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return strings.Join(out, " ")
}

// Only what differs of a long text is shown.
func TestLongTextsAreShortened(t *testing.T) {
	long := strings.Repeat("The company sends people out to work. ", 8)
	edit := func(middle string) string {
		return replaced(t, "Fits and asked.", long+"They decide within "+middle+" after the first call. "+long)
	}
	got := texts(diff.Compare(load(t, edit("three weeks")), load(t, edit("ten days"))))
	want := "changed patch: Stage MQL is now defined as “… They decide within ten days after the first …”, was “… They decide within three weeks after the first …”."
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A stage whose name another flow has too is named with its flow.
func TestAmbiguousStageNames(t *testing.T) {
	src := replaced(t, `label       = "Proposal"`, `label       = "MQL"`)
	got := texts(diff.Compare(load(t, src), load(t, strings.Replace(src, "probability = 40", "probability = 45", 1))))
	if !strings.Contains(got, "Stage MQL of New business: the chance to win raised from 40 to 45 %.") {
		t.Error(got)
	}
}

// Where two things have one name, their addresses tell them apart.
func TestSameNames(t *testing.T) {
	src := strings.NewReplacer(`stage "sql"`, `stage "sales"`, "stage.lead.sql", "stage.lead.sales").Replace(rich)
	gate := "exit \"any\" { when = contact.staff > 5 || is_set(contact.phone) }"
	with := func(src, stage string) string {
		return strings.Replace(src, gate, "exit \"any\" { when = lifecycle.lead >= stage.lead."+stage+" }", 1)
	}
	got := texts(diff.Compare(load(t, with(rich, "sql")), load(t, with(src, "sales"))))
	for _, want := range []string{
		"Handoff “MQL to SQL” now leads to SQL (stage.lead.sales), was SQL (stage.lead.sql).",
		"Exit criterion “Any” of MQL now asks that lifecycle.lead >= stage.lead.sales, was stage.lead.sql.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// An escalation that names a class says who decides it in this organisation.
func TestEscalationsNameApprovers(t *testing.T) {
	review := `
role "specialist" { title = "Specialist" }
review "quarterly" {
  cadence = "quarterly"
  check   = ["All."]
  escalation "stages" {
    on         = "A stage is to be added."
    to         = role.specialist
    handled_by = "customer"
    class      = "stage"
  }
  escalation "criteria" {
    on    = "Criteria are to be changed."
    to    = role.specialist
    class = "criteria"
  }
}
`
	d := diff.Compare(load(t, rich+review), load(t, replaced(t, "\n  stage \"sql\"", sal+"\n  stage \"sql\"", "contact.staff >= 40", "contact.staff >= 60")+review))
	want := map[string]string{"stage": "customer role.specialist", "criteria": "specialist role.specialist role.vp_sales role.vp_marketing"}
	for _, ch := range d.Changes {
		if got := ch.HandledBy + " " + join(ch.Approvers); got != want[ch.Class] {
			t.Errorf("%s: %s, want %s", ch.Class, got, want[ch.Class])
		}
	}
	if len(d.Changes) != 2 {
		t.Error(texts(d))
	}
	// who decided before the change decides about it
	other := strings.Replace(review, "to         = role.specialist", "to         = role.sdr", 1)
	d = diff.Compare(load(t, rich+review), load(t, replaced(t, "\n  stage \"sql\"", sal+"\n  stage \"sql\"")+other))
	if got := join(d.Changes[0].Approvers); got != "role.specialist" {
		t.Errorf("%s is approved by %s", d.Changes[0].Text, got)
	}
}
