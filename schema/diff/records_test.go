package diff_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

const record = `
metric "speed" { category = "speed" }
change "faster" {
  title      = "Answer faster"
  why        = "They buy elsewhere."
  metric     = metric.speed
  expect     = "Half."
  changes    = [sla.first_touch, scoring.lead.hot, stage.lead.gone]
  decided_by = [role.vp_sales]
  VERSION
}
`

// A change record is shown with the changes that it covers, in the difference to which it belongs.
func TestChangeRecords(t *testing.T) {
	edits := []string{`version  = "1.4.0"`, `version  = "1.5.0"`, `within = "8h"`, `within = "4h"`, "engagement = 40", "engagement = 50", "probability = 40", "probability = 50"}
	with := func(version string) string { return strings.Replace(record, "VERSION", version, 1) }
	for name, c := range map[string]struct {
		before, after string
		belongs       bool
	}{
		"new, with the version":     {"", with(`version = "1.5.0"`), true},
		"new, without a version":    {"", with(""), true},
		"known, with the version":   {with(`version = "1.5.0"`), with(`version = "1.5.0"`), true},
		"known, without a version":  {with(""), with(""), false},
		"of the version before":     {"", with(`version = "1.4.0"`), false},
		"of a version still ahead":  {"", with(`version = "1.6.0"`), false},
		"reworded, without version": {strings.Replace(with(""), "Half", "A third", 1), with(""), true},
	} {
		t.Run(name, func(t *testing.T) {
			metric := ""
			if c.before == "" {
				metric = `metric "speed" { category = "speed" }`
			}
			d := diff.Compare(load(t, rich+metric+c.before), load(t, replaced(t, edits...)+c.after))
			var covered []string
			for _, ch := range d.Changes {
				if slices.Contains(ch.Records, "change.faster") {
					covered = append(covered, string(ch.Address))
				}
			}
			if !c.belongs {
				if len(d.Records)+len(covered)+len(d.Notes) > 0 || len(d.Unrecorded()) != 3 {
					t.Errorf("it belongs to another version: %+v", d)
				}
				return
			}
			want := []diff.Record{{Address: "change.faster", Title: "Answer faster", Why: "They buy elsewhere.", Metric: "Speed", Expect: "Half.",
				DecidedBy: []string{"VP Sales"}, Version: d.Records[0].Version}}
			if !reflect.DeepEqual(d.Records, want) {
				t.Errorf("got %+v", d.Records)
			}
			if got := strings.Join(covered, " "); got != "sla.first_touch scoring.lead.threshold.hot" {
				t.Errorf("covers %s", got)
			}
			if un := d.Unrecorded(); len(un) != 1 || un[0].Address != "stage.new.proposal" {
				t.Errorf("without a record: %+v", un)
			}
			if len(d.Notes) != 1 || d.Notes[0].Kind != diff.NothingCovered || !strings.Contains(d.Notes[0].Text, "stage.lead.gone, which has not changed") {
				t.Errorf("notes: %+v", d.Notes)
			}
		})
	}
}

func TestNextVersion(t *testing.T) {
	versioned := func(v string, edits ...string) *schema.Architecture {
		return load(t, replaced(t, append([]string{`"1.4.0"`, `"` + v + `"`}, edits...)...))
	}
	major := []string{"contact.staff >= 40", "contact.staff >= 60"}
	minor := []string{`within = "8h"`, `within = "4h"`}
	patch := []string{"Fits and asked.", "Fits."}
	for _, c := range []struct {
		from  string
		edits []string
		want  string
	}{
		{"1.4.2", major, "2.0.0"}, {"1.4.2", minor, "1.5.0"}, {"1.4.2", patch, "1.4.3"}, {"1.4.2", nil, "1.4.2"},
		{"0.4.2", major, "0.5.0"}, {"0.4.2", minor, "0.5.0"}, {"0.4.2", patch, "0.4.3"},
		{"2.0.0-rc.1", major, "2.0.0"}, {"1.5.0-rc.1", major, "2.0.0"}, {"1.5.0-rc.1", minor, "1.5.0"}, {"1.5.1-rc.1", minor, "1.6.0"}, {"1.5.1-rc.1", patch, "1.5.1"},
	} {
		d := diff.Compare(versioned(c.from), versioned("9.9.9", c.edits...))
		if d.NextVersion != c.want {
			t.Errorf("after %s with a %s change: %s, want %s", c.from, d.Part, d.NextVersion, c.want)
		}
		if !d.Fits(c.want) || !d.Fits("99.0.0") || d.Fits("0.0.1") || d.Fits("next") {
			t.Errorf("after %s: Fits is wrong", c.from)
		}
	}
}

// The escalations of the language can name every class of changes, and nothing else.
func TestClassesAreThoseOfTheLanguage(t *testing.T) {
	var names []string
	for _, c := range diff.Classes {
		names = append(names, c.Name)
		if c.Title == "" || c.Meaning == "" || c.HandledBy != "architect" && c.HandledBy != "specialist" || c.Approval == "" {
			t.Errorf("incomplete: %+v", c)
		}
	}
	enum := slices.Clone(schema.DefOf(reflect.TypeFor[schema.ReviewEscalation](), "escalation").Attr("class").Enum)
	slices.Sort(names)
	slices.Sort(enum)
	if !slices.Equal(names, enum) {
		t.Errorf("classes %v, in the language %v", names, enum)
	}
}

func TestProbableRenames(t *testing.T) {
	const accepted = `stage "accepted"`
	for name, c := range map[string]struct {
		before, after string
		want          []string // from > to
	}{
		"same content, another name": {
			replaced(t, "\n  stage \"sql\"", strings.Replace(sal, `stage "sal"`, accepted, 1)+"\n  stage \"sql\""),
			replaced(t, "\n  stage \"sql\"", strings.Replace(sal, "Sales Accepted", "Now Accepted", 1)+"\n  stage \"sql\""), []string{"stage.lead.accepted > stage.lead.sal"}},
		"nearly the same": {
			replaced(t, `field "contact" "email"`, "field \"contact\" \"jobs\" {\n type = enum(\"a\", \"b\")\n usage = \"How many.\"\n source = \"enrichment\"\n owner = role.ae\n}\nfield \"contact\" \"email\""),
			replaced(t, `field "contact" "email"`, "field \"contact\" \"posts\" {\n type = enum(\"a\", \"b\")\n usage = \"How many posts.\"\n source = \"enrichment\"\n owner = role.ae\n}\nfield \"contact\" \"email\""), []string{"contact.jobs > contact.posts"}},
		"same title": {
			rich + `team "inside" { title = "Inside sales" }`, rich + `team "remote" { title = "Inside sales" }`, []string{"team.inside > team.remote"}},
		"something else": {
			rich + `term "a" {
  label      = "First value"
  definition = "The first use."
}`, rich + `term "b" {
  label      = "Churn"
  definition = "The customer left."
}`, nil},
		"two partners": {
			rich + `team "inside" { title = "Inside sales" }`, rich + `team "remote" { title = "Inside sales" }
team "field" { title = "Inside sales" }`, nil},
		"nothing to go by": {rich + `team "inside" {}`, rich + `team "remote" {}`, nil},
		"renamed already": {
			rich + `team "inside" { title = "Inside sales" }`, rich + `team "remote" { title = "Inside sales" }
moved {
  from = team.inside
  to   = team.remote
}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := diff.Compare(load(t, c.before), load(t, c.after))
			var got []string
			for _, n := range d.Notes {
				got = append(got, n.From.Written()+" > "+n.To.Written())
				if n.Kind != diff.ProbableRename || !strings.Contains(n.Text, "may be a rename of") || !strings.Contains(n.Text, "write moved {") {
					t.Errorf("note %+v", n)
				}
				// the block that it shows makes the rename
				if again := diff.Compare(load(t, c.before), load(t, c.after+"\n"+n.Moved)); len(again.Notes) > 0 || again.Changes[0].Kind != diff.Renamed {
					t.Errorf("with %s:\n%s", n.Moved, texts(again))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v\n%s", got, c.want, texts(d))
			}
		})
	}
}

// A candidate fits when the version that it leads to does, and is not lower than what was before.
func TestCandidateFits(t *testing.T) {
	for _, c := range []struct {
		from, next, version string
		want                bool
	}{
		{"1.0.0", "2.0.0", "2.0.0-rc.1", true},
		{"1.0.0", "2.0.0", "1.1.0-rc.1", false},
		{"2.0.0-rc.1", "2.0.0", "2.0.0-rc.2", true},
		{"2.0.0-rc.2", "2.0.0", "2.0.0-rc.1", false},
		{"1.1.0-rc.1", "2.0.0", "1.1.0-rc.2", false},
		{"1.0.0", "1.0.0", "1.0.0-rc.1", false},
		{"next", "1.0.0", "1.0.0", false},
	} {
		d := diff.Diff{FromVersion: c.from, NextVersion: c.next}
		if got := d.Fits(c.version); got != c.want {
			t.Errorf("%s after %s, at least %s: %v", c.version, c.from, c.next, got)
		}
	}
}
