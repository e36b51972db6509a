package site_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/site"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// markers is an architecture with a mark in everything that the pages of stages and handoffs have a place for.
const markers = `
architecture "m" {
  title   = "Marks"
  version = "1.0.0"
  council = [role.boss]
}
team "sales" { title = "MARK-team" }
role "ae" {
  title = "MARK-role"
  team  = team.sales
}
role "boss" { title = "MARK-boss" }
calendar "office" {
  title     = "MARK-calendar"
  time_zone = "Europe/Berlin"
  hours     = { weekdays = "09:00-17:00" }
}
source "fair" {
  title = "MARK-source"
  type  = "event"
}
field "contact" "email" {
  label  = "MARK-field"
  type   = email
  usage  = "MARK-usage"
  owner  = role.ae
  source = "MARK-field-source"
}
field "contact" "next" {
  label = "MARK-revisit"
  type  = date
}
field "company" "copy" {
  label = "MARK-copy"
  type  = email
}
reasons "no" {
  title = "MARK-reasons"
  kind  = "rejection"
  code "bad" { label = "Bad" }
}
term "word" {
  label      = "MARK-term"
  definition = "MARK-term-definition"
  typical    = "MARK-typical"
}
sla "fast" {
  title       = "MARK-clock"
  starts      = entering(stage.lead.one)
  stops       = set(contact.email)
  within      = "3h"
  target      = "7m"
  calendar    = calendar.office
  owner       = role.ae
  description = "MARK-why"
  variant "sooner" {
    when   = is_set(contact.next)
    within = "11m"
  }
  escalate {
    after    = "2h"
    notify   = [role.boss]
    action   = "MARK-action"
  }
}
lifecycle "lead" {
  title       = "MARK-lifecycle"
  description = "MARK-lifecycle-description"
  domain      = "lead"
  object      = object.contact
  stage "one" {
    label      = "MARK-one"
    short      = "MARK-short"
    number     = 17
    definition = "MARK-definition"
    golden     = true
    owner      = role.ae
    aliases    = ["MARK-alias"]
    guidance   = "MARK-guidance"
    customised = "MARK-customised"
    requires   = [contact.email]
    stale_after = "13d"
    crm        = { hubspot = "MARK-hubspot" }
    entry "gate" {
      description = "MARK-entry"
      when        = is_set(contact.next)
    }
    exit "door" {
      description = "MARK-exit"
      then        = stage.lead.two
    }
    raci {
      accountable = role.boss
      responsible = [role.ae]
    }
  }
  stage "two" {
    label = "MARK-two"
    owner = role.boss
    entry "in" { description = "Judged." }
    exit "out" { description = "Judged." }
  }
  stage "rest" {
    label   = "MARK-rest"
    owner   = role.boss
    outcome = "holding"
    reasons = reasons.no
    revisit = contact.next
    entry "in" { description = "Judged." }
    exit "out" { description = "Judged." }
  }
}
handoff "over" {
  title        = "MARK-handoff"
  from         = stage.lead.one
  to           = stage.lead.two
  decision     = "MARK-decision"
  owes         = [contact.email]
  promise      = "MARK-promise"
  owner        = role.boss
  producer     = role.ae
  sla          = sla.fast
  tracking     = "MARK-tracking"
  reasons      = reasons.no
  failure_mode = "MARK-failure"
  when         = is_set(contact.next)
  signals      = [source.fair]
  creates      = object.deal
  demotes      = role.ae
  note         = "MARK-note"
  carry {
    from = contact.email
    to   = company.copy
  }
  outcome "later" {
    description = "MARK-outcome"
    to          = stage.lead.rest
    reasons     = reasons.no
    requires    = [contact.next]
  }
  raci { accountable = role.boss }
}
`

func loadText(t *testing.T, text string) *schema.Architecture {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.hcl"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	res := hclschema.Load(dir, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags.Err())
	}
	return res.Architecture
}

func TestPagesShowAll(t *testing.T) {
	a := loadText(t, markers)
	earlier := loadText(t, strings.ReplaceAll(strings.ReplaceAll(markers, "MARK-definition", "MARK-before"), "MARK-promise", "MARK-promised"))
	status := signoff.Evaluate(a, nil, nil)
	*status.Entry("stage.lead.one").Of("role.boss") = signoff.Signature{Role: "role.boss", RoleTitle: "MARK-boss", State: signoff.Stale, Version: "0.9.0",
		Signer: signoff.Person{Name: "MARK-signer"}, Why: []string{"MARK-stale"}, Unverified: "MARK-unproven"}
	files := build(t, a, render.Options{Since: earlier, Signoffs: status}, site.Options{})
	for name, want := range map[string][]string{
		"stages/lead-one.html": {"MARK-lifecycle", "MARK-one", "MARK-short", "Stage 17", "MARK-definition", "Golden stage", "MARK-role", "MARK-team", "MARK-alias",
			"MARK-guidance", "MARK-customised", "MARK-field", "MARK-usage", "13 days", "HubSpot", "MARK-hubspot", "MARK-entry", "MARK-revisit", "MARK-exit", "MARK-two",
			"MARK-boss", "MARK-handoff", "MARK-decision", "MARK-clock", "3 business hours", "7 minutes", "MARK-calendar", "11 minutes", "2 business hours", "MARK-action", "MARK-why",
			"Accountable", "Responsible", "Assumed", "What changed", "stale", "MARK-signer", "0.9.0", "MARK-stale", "MARK-unproven"},
		"stages/lead-rest.html": {"MARK-rest", "holding", "MARK-reasons", "MARK-revisit", "MARK-two"},
		"handoffs/over.html": {"MARK-handoff", "MARK-one", "MARK-two", "MARK-decision", "MARK-field", "MARK-promise", "MARK-boss", "MARK-role", "MARK-clock", "MARK-tracking",
			"MARK-reasons", "MARK-failure", "MARK-revisit", "MARK-source", "Deal", "MARK-note", "MARK-copy", "MARK-outcome", "MARK-rest", "Accountable", "What changed", "not signed"},
		"glossary.html": {"MARK-term", "MARK-term-definition", "MARK-typical", "MARK-one", "MARK-short", "MARK-definition", "MARK-field", "MARK-usage", "MARK-field-source", "MARK-copy"},
		"index.html":    {"Marks", "MARK-lifecycle", "MARK-lifecycle-description", "MARK-one", "What changed since", "1 lapsed"},
	} {
		for _, w := range want {
			if !bytes.Contains(files[name], []byte(w)) {
				t.Errorf("%s does not show %q", name, w)
			}
		}
	}
}

// Under serve, pages listen and show what is wrong; a site that could not be read yet does, too.
func TestLive(t *testing.T) {
	live := &site.Live{Sources: map[string][]byte{"a.hcl": []byte("one\n  stage <two> {\n")}}
	live.Problems.Errorf(diag.Syntax, diag.Range{File: "a.hcl", Start: diag.Pos{Line: 2, Column: 3}}, "this & that", "Do <this>.")
	files := build(t, load(t, "simple-pipeline"), render.Options{}, site.Options{Live: live})
	broken := map[string][]byte{}
	for _, f := range site.Broken(live) {
		broken[f.Path] = f.Data
	}
	for _, data := range [][]byte{files["index.html"], files["glossary.html"], broken["index.html"]} {
		for _, want := range []string{"live.js", `data-revision="` + site.RevisionMark + `"`, "SC0001", "this &amp; that", "a.hcl:2:3", "stage &lt;two&gt; {", "Do &lt;this&gt;."} {
			if !bytes.Contains(data, []byte(want)) {
				t.Errorf("no %q in\n%.300s", want, data)
			}
		}
	}
	for _, set := range []map[string][]byte{files, broken} {
		for _, name := range []string{"assets/live.js", "assets/site.css", "assets/theme.js"} {
			if set[name] == nil {
				t.Errorf("%s is missing", name)
			}
		}
	}
}
