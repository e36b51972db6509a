package signoff_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

const text = `
architecture "acme" {
  title   = "Acme"
  version = "1.0.0"
  council = [role.vp_sales, role.vp_marketing]
}
role "vp_sales" {
  title   = "VP Sales"
  holders = ["dana@example.com", "Sam Roe <sam@example.com>"]
}
role "vp_marketing" {
  title   = "VP Marketing"
  holders = ["kim@example.com"]
}
role "ops" {
  title   = "Operations"
  holders = ["ola@example.com"]
}
role "sdr" { title = "SDR" }

field "contact" "fit" { type = number }
field "contact" "intent" { type = number }
field "contact" "touched_at" { type = datetime }
field "contact" "band" {
  type = enum("A", "B")
}

scoring "lead" {
  object = object.contact
  owner  = role.ops
  dimension "fit" {
    field = contact.fit
    signal "band" {
      points = 10
      when   = contact.band == "A"
    }
    signal "no_band" {
      points = -10
      when   = !is_set(contact.band)
    }
  }
  dimension "intent" {
    field = contact.intent
    signal "demo" {
      points = 40
      event  = "demo"
    }
  }
  threshold "mql" {
    fit    = 10
    intent = 40
  }
}

lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "new" {
    definition = "Somebody wrote."
    owner      = role.sdr
    entry "any" { description = "There is a record." }
    exit "fit" { description = "It fits." }
  }
  stage "mql" {
    label      = "MQL"
    definition = "It fits."
    owner      = role.sdr
    state      = "confirmed"
    entry "score" { when = scoring.lead.meets.mql }
    exit "call" { description = "We called." }
    raci { accountable = role.ops }
  }
  stage "done" {
    owner = role.sdr
    entry "end" { description = "All is said." }
  }
}

handoff "mql_done" {
  from  = stage.lead.mql
  to    = stage.lead.done
  owner = role.sdr
  sla   = sla.first_touch
}

sla "first_touch" {
  starts = entering(stage.lead.mql)
  stops  = set(contact.touched_at)
  within = "4h"
  clock  = "elapsed"
}
`

func load(t *testing.T, text string) *schema.Architecture {
	t.Helper()
	r := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(text)}, hclschema.Options{})
	if r.Diags.HasErrors() {
		t.Fatal(r.Diags.Err())
	}
	return r.Architecture
}

var (
	dana = signoff.Person{Name: "Dana Fox", Email: "dana@example.com"}
	sam  = signoff.Person{Name: "Sam Roe", Email: "Sam@Example.com"}
	kim  = signoff.Person{Name: "Kim Lee", Email: "kim@example.com"}
	ola  = signoff.Person{Name: "Ola Berg", Email: "ola@example.com"}
	day  = time.Date(2026, 1, 31, 9, 30, 0, 0, time.UTC)
)

// signed makes the record of an act on day n.
func signed(t *testing.T, a *schema.Architecture, role string, who signoff.Person, n int, act signoff.Act, addrs ...string) *signoff.Record {
	t.Helper()
	r, _, diags := signoff.Prepare(a, signoff.Evaluate(a, nil, nil), signoff.Request{Act: signoff.Sign, Role: signoff.ParseRole(role), Signer: who,
		Time: day.AddDate(0, 0, n), Addresses: addrs, ToolVersion: "1"})
	if diags.HasErrors() || r == nil {
		t.Fatalf("%v: %v", r, diags.Err())
	}
	if r.Act = act; act == signoff.Withdraw {
		r.Reason = "too early"
	}
	r.File = r.Name()
	return r
}

func state(a *schema.Architecture, def, role string, w signoff.Witness, records ...*signoff.Record) signoff.Signature {
	return *signoff.Evaluate(a, records, w).Entry(schema.Address(def)).Of(schema.Address(role))
}

func TestDefinitions(t *testing.T) {
	var got []string
	for _, d := range signoff.Definitions(load(t, text)) {
		got = append(got, string(d.Address)+" "+d.State)
		for _, r := range d.RestsOn {
			got = append(got, "  "+string(r))
		}
	}
	want := []string{"stage.lead.new assumed", "stage.lead.mql confirmed", "  scoring.lead.threshold.mql", "stage.lead.done assumed",
		"handoff.mql_done assumed", "  sla.first_touch", "scoring.lead assumed"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestDigest says which edits make which signatures stale.
func TestDigest(t *testing.T) {
	before := load(t, text)
	for _, c := range []struct {
		name, old, new string
		stale          string
	}{
		{"state", `state      = "confirmed"`, `state = "assumed"`, ""},
		{"comment", `state      = "confirmed"`, "# agreed\nstate      = \"confirmed\"", ""},
		{"definition", "Somebody wrote.", "Somebody wrote to us.", "stage.lead.new"},
		{"criterion in words", "We called.", "We called twice.", "stage.lead.mql"},
		{"owner", "owner      = role.sdr\n    state", "owner      = role.ops\n    state", "stage.lead.mql"},
		{"threshold", "intent = 40", "intent = 50", "stage.lead.mql scoring.lead"},
		{"points", "points = 40", "points = 45", "scoring.lead"},
		{"clock", `within = "4h"`, `within = "8h"`, "handoff.mql_done"},
		{"option of a field", `enum("A", "B")`, `enum("A", "B", "C")`, ""},
		{"reviewers", `role "sdr" { title = "SDR" }`, "role \"sdr\" {\n  title = \"SDR\"\n  reviewers { github = [\"octocat\"] }\n}", ""},
		{"holder", `"dana@example.com", `, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			edited := strings.Replace(text, c.old, c.new, 1)
			if edited == text {
				t.Fatal("the edit changes nothing")
			}
			after := load(t, edited)
			var stale []string
			for _, d := range signoff.Definitions(before) {
				if signoff.Digest(after, after.Lookup(d.Address)) != d.Digest {
					stale = append(stale, string(d.Address))
				}
			}
			if got := strings.Join(stale, " "); got != c.stale {
				t.Errorf("stale: %q, want %q", got, c.stale)
			}
		})
	}
}

// proof is a witness that has seen some records.
type proof map[*signoff.Record]bool

func (p proof) Verify(r *signoff.Record) string {
	if p[r] {
		return ""
	}
	return "unknown"
}

func (proof) Since(*signoff.Record, schema.Address, signoff.Definition) []string {
	return []string{"It is another text."}
}

func TestStatesOfASignature(t *testing.T) {
	a := load(t, text)
	changed := load(t, strings.Replace(text, "Somebody wrote.", "Somebody called.", 1))
	const def, role = "stage.lead.new", "role.vp_sales"
	first := signed(t, a, "vp_sales", dana, 0, signoff.Sign)
	again := signed(t, a, "vp_sales", dana, 1, signoff.Sign, def)
	other := signed(t, a, "vp_sales", sam, 1, signoff.Sign, def)
	newer := signed(t, changed, "vp_sales", dana, 2, signoff.Sign, def)
	back := signed(t, a, "vp_sales", dana, 3, signoff.Withdraw, def)
	stranger := signed(t, load(t, strings.Replace(text, "dana@", "eve@example.com\", \"dana@", 1)), "vp_sales", signoff.Person{Name: "Eve", Email: "eve@example.com"}, 4, signoff.Sign, def)

	for _, c := range []struct {
		name     string
		a        *schema.Architecture
		w        signoff.Witness
		records  []*signoff.Record
		state    signoff.State
		by       signoff.Person
		verified bool
		why      string
	}{
		{"nobody", a, nil, nil, signoff.Missing, signoff.Person{}, false, ""},
		{"signed", a, nil, []*signoff.Record{first}, signoff.Valid, dana, false, ""},
		{"verified", a, proof{first: true}, []*signoff.Record{first}, signoff.Valid, dana, true, ""},
		{"changed since", changed, proof{first: true}, []*signoff.Record{first}, signoff.Stale, dana, true, "It is another text."},
		{"changed since, no witness", changed, nil, []*signoff.Record{first}, signoff.Stale, dana, false, "It changed since it was signed."},
		{"signed anew", changed, nil, []*signoff.Record{first, newer}, signoff.Valid, dana, false, ""},
		{"changed back: the latest text counts", a, nil, []*signoff.Record{first, newer}, signoff.Stale, dana, false, "It changed since it was signed."},
		{"withdrawn", a, nil, []*signoff.Record{first, back}, signoff.Withdrawn, dana, false, "Withdrawn: too early."},
		{"withdrawn by one, signed by another", a, nil, []*signoff.Record{first, other, back}, signoff.Valid, sam, false, ""},
		{"an unverified repetition takes no proof away", a, proof{first: true}, []*signoff.Record{first, again}, signoff.Valid, dana, true, ""},
		{"the verified one of two holders", a, proof{first: true}, []*signoff.Record{first, other}, signoff.Valid, dana, true, ""},
		{"not a holder", a, proof{stranger: true}, []*signoff.Record{stranger}, signoff.Stale, signoff.Person{Name: "Eve", Email: "eve@example.com"}, true, "eve@example.com does not hold the role."},
		{"not a holder beside one", a, nil, []*signoff.Record{first, stranger}, signoff.Valid, dana, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := state(c.a, def, role, c.w, c.records...)
			if s.State != c.state || s.Verified != c.verified || s.Signer != c.by || strings.Join(s.Why, " ") != c.why {
				t.Errorf("got %+v", s)
			}
		})
	}
}

func TestStatus(t *testing.T) {
	a := load(t, text+`question "fit" {
  text   = "What fits?"
  blocks = [stage.lead.mql.entry.score]
}`)
	records := []*signoff.Record{
		signed(t, a, "vp_sales", dana, 0, signoff.Sign),
		signed(t, a, "vp_marketing", kim, 1, signoff.Sign, "lifecycle.lead"),
		signed(t, a, "ops", ola, 2, signoff.Sign),
	}
	s := signoff.Evaluate(a, records, proof{records[0]: true})
	if d := cmp.Diff(signoff.Summary{Definitions: 5, Complete: 3, Confirmed: 1, Contested: 1}, s.Summary); d != "" {
		t.Error(d)
	}
	if got := s.Remaining(); !cmp.Equal(got, []int{0, 2}) {
		t.Errorf("remaining %v", got)
	}
	if e := s.Entry("stage.lead.mql"); !cmp.Equal(e.Contested, []string{"What fits?"}) || !e.Complete || e.Verified || e.Of("role.ops") == nil {
		t.Errorf("%+v", e)
	}
	var agreed, open []string
	for _, e := range s.Agreed() {
		agreed = append(agreed, string(e.Address))
	}
	for _, o := range s.Open() {
		line := string(o.Entry.Address)
		for _, u := range o.Unmet {
			line += "; " + u.Lacks()
		}
		open = append(open, line)
	}
	if d := cmp.Diff([]string{"stage.lead.new", "stage.lead.done"}, agreed); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"stage.lead.new", "stage.lead.done", "handoff.mql_done; VP Marketing has not signed.", "scoring.lead; VP Marketing has not signed."}, open); d != "" {
		t.Error(d)
	}
	if u := s.Unmet(s.Entry("stage.lead.new"), true); len(u) != 1 || u[0].Lacks() != "The signature of VP Marketing (kim@example.com) is not verified: unknown." {
		t.Errorf("%+v", u)
	}
	var concerned []string
	for _, addr := range []schema.Address{"sla.first_touch", "stage.lead.mql.entry.score", "scoring.lead.threshold.mql", "scoring.lead", "scoring.lead.dimension.fit", "field.contact.fit"} {
		for _, e := range s.Concerned(a, addr) {
			concerned = append(concerned, string(addr)+": "+string(e.Address))
		}
	}
	if d := cmp.Diff([]string{"sla.first_touch: handoff.mql_done", "stage.lead.mql.entry.score: stage.lead.mql",
		"scoring.lead.threshold.mql: stage.lead.mql", "scoring.lead.threshold.mql: scoring.lead",
		"scoring.lead: stage.lead.mql", "scoring.lead: scoring.lead", "scoring.lead.dimension.fit: scoring.lead"}, concerned); d != "" {
		t.Error(d)
	}
	want := []signoff.Approver{{Role: "role.vp_sales", Signer: dana, Definitions: 5, Verified: 5}, {Role: "role.vp_marketing", Signer: kim, Definitions: 3}, {Role: "role.ops", Signer: ola, Definitions: 2}}
	if d := cmp.Diff(want, s.Approvers()); d != "" {
		t.Error(d)
	}
}

func TestRenamed(t *testing.T) {
	r := signed(t, load(t, text), "vp_sales", dana, 0, signoff.Sign)
	renamed := load(t, strings.NewReplacer("stage.lead.mql", "stage.lead.qualified", `stage "mql"`, `stage "qualified"`).Replace(text)+`
moved {
  from = stage.lead.mql
  to   = stage.lead.qualified
}`)
	s := state(renamed, "stage.lead.qualified", "role.vp_sales", nil, r)
	if s.State != signoff.Stale || s.Why[0] != "It was stage.lead.mql when it was signed." {
		t.Errorf("%+v", s)
	}
}

func TestPrepareRefuses(t *testing.T) {
	a := load(t, text)
	for _, c := range []struct {
		name    string
		req     signoff.Request
		code    diag.Code
		summary string
	}{
		{"no such role", signoff.Request{Role: "role.vp_sale", Signer: dana}, diag.UnknownReference, "There is no role role.vp_sale"},
		{"not a holder", signoff.Request{Role: "role.vp_marketing", Signer: dana}, diag.NotSigner, "Dana Fox <dana@example.com> does not hold the role VP Marketing"},
		{"no identity", signoff.Request{Role: "role.vp_sales"}, diag.NotSigner, "Git does not know who you are"},
		{"no such definition", signoff.Request{Role: "role.vp_sales", Signer: dana, Addresses: []string{"stage.lead.sql"}}, diag.UnknownReference, `Nothing that can be signed is called "stage.lead.sql"`},
		{"not a definition", signoff.Request{Role: "role.vp_sales", Signer: dana, Addresses: []string{"sla.first_touch"}}, diag.UnknownReference, `Nothing that can be signed is called "sla.first_touch"`},
		{"no say", signoff.Request{Role: "role.ops", Signer: ola, Addresses: []string{"stage.lead.new"}}, diag.NotSigner, "Operations has no say in New"},
		{"withdraw what", signoff.Request{Act: signoff.Withdraw, Role: "role.vp_sales", Signer: dana, Reason: "x"}, diag.Usage, "There is nothing to withdraw"},
		{"withdraw why", signoff.Request{Act: signoff.Withdraw, Role: "role.vp_sales", Signer: dana, Addresses: []string{"*"}}, diag.Usage, "A signature is not withdrawn without a reason"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.req.Act == "" {
				c.req.Act = signoff.Sign
			}
			c.req.Time = day
			r, _, diags := signoff.Prepare(a, signoff.Evaluate(a, nil, nil), c.req)
			if r != nil || len(diags) != 1 || diags[0].Code != c.code || diags[0].Summary != c.summary {
				t.Errorf("%v %v", r, diags)
			}
		})
	}
}

func TestPrepareChooses(t *testing.T) {
	a := load(t, text)
	all := signed(t, a, "vp_sales", dana, 0, signoff.Sign)
	bySam := signed(t, a, "vp_sales", sam, 1, signoff.Sign)
	for _, c := range []struct {
		name    string
		act     signoff.Act
		role    string
		who     signoff.Person
		records []*signoff.Record
		w       signoff.Witness
		addrs   []string
		want    string
	}{
		{"everything", signoff.Sign, "vp_sales", dana, nil, nil, nil, "stage.lead.new stage.lead.mql stage.lead.done handoff.mql_done scoring.lead"},
		{"nothing is left", signoff.Sign, "vp_sales", sam, []*signoff.Record{all}, nil, nil, ""},
		{"a second holder by name", signoff.Sign, "vp_sales", sam, []*signoff.Record{all}, nil, []string{"stage.lead.new"}, "stage.lead.new"},
		{"again, to prove it", signoff.Sign, "vp_sales", dana, []*signoff.Record{all}, nil, []string{"stage.lead.new"}, "stage.lead.new"},
		{"proven", signoff.Sign, "vp_sales", dana, []*signoff.Record{all}, proof{all: true}, []string{"stage.lead.new"}, ""},
		{"a pattern and a holder", signoff.Sign, "vp_sales", dana, nil, nil, []string{"stage.lead.m*", "scoring.lead"}, "stage.lead.mql scoring.lead"},
		{"owner and accountable", signoff.Sign, "ops", ola, nil, nil, nil, "stage.lead.mql scoring.lead"},
		{"withdraw", signoff.Withdraw, "vp_sales", dana, []*signoff.Record{all}, nil, []string{"stage.*"}, "stage.lead.new stage.lead.mql stage.lead.done"},
		{"withdraw beside another holder", signoff.Withdraw, "vp_sales", dana, []*signoff.Record{all, bySam}, nil, []string{"stage.lead.new"}, "stage.lead.new"},
		{"withdraw what somebody else signed", signoff.Withdraw, "vp_sales", sam, []*signoff.Record{all}, nil, []string{"*"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, defs, diags := signoff.Prepare(a, signoff.Evaluate(a, c.records, c.w), signoff.Request{Act: c.act, Role: signoff.ParseRole(c.role),
				Signer: c.who, Time: day, Addresses: c.addrs, Reason: "why"})
			var got []string
			for i, d := range defs {
				got = append(got, string(d.Address))
				if r.Definitions[i] != (signoff.Signed{Address: d.Address, Title: d.Title, Digest: d.Digest}) {
					t.Errorf("%+v", r.Definitions[i])
				}
			}
			if strings.Join(got, " ") != c.want || len(diags) > 0 || (r == nil) != (c.want == "") {
				t.Errorf("%v, %v", got, diags)
			}
		})
	}
}

func TestCheckpoint(t *testing.T) {
	a := load(t, text)
	done := func(a *schema.Architecture, records ...*signoff.Record) (out []bool) {
		for _, i := range signoff.Checkpoint(a, signoff.Evaluate(a, records, nil)) {
			out = append(out, i.Done)
		}
		return out
	}
	if d := cmp.Diff([]bool{false, true, false, false, false, false, false, true}, done(a)); d != "" {
		t.Error(d)
	}
	full := strings.NewReplacer(`version = "1.0.0"`, `version = "1.0.0"
  current_state = "Spreadsheets."
  edge_case "a" { handling = "x" }
  edge_case "b" { handling = "x" }
  edge_case "c" { handling = "x" }`, `label      = "MQL"`, `label = "MQL"
    golden = true`).Replace(text) + `
status "contact" "open" { label = "Open" }
`
	for _, c := range []string{"production", "conversion", "time_in_stage", "drop_off", "cost_to_enter", "segmentation"} {
		full += `metric "` + c + `" {
  category = "` + c + `"
  owner    = role.ops
}
`
	}
	a = load(t, full)
	if d := cmp.Diff([]bool{true, true, true, true, true, true, true, true}, done(a, signed(t, a, "vp_sales", dana, 0, signoff.Sign), signed(t, a, "vp_marketing", kim, 0, signoff.Sign))); d != "" {
		t.Error(d)
	}
}

func TestReadIsTheInverseOfEncode(t *testing.T) {
	a := load(t, text)
	one := signed(t, a, "vp_sales", dana, 1, signoff.Sign)
	two := signed(t, a, "vp_marketing", kim, 0, signoff.Sign)
	files := fstest.MapFS{
		"signoffs/allowed_signers":        {Data: []byte("dana@example.com ssh-ed25519 AAAA")},
		"signoffs/README.md":              {Data: []byte("hello")},
		"signoffs/vp_sales/notes.txt":     {Data: []byte("hello")},
		one.Name():                        {Data: one.Encode()},
		two.Name():                        {Data: []byte(strings.ReplaceAll(string(two.Encode()), "\n", "\r\n"))}, // as git may check it out
		"signoffs/vp_sales/sub/deep.json": {Data: []byte("{")},
	}
	got, diags, _ := signoff.Read(files)
	if d := cmp.Diff([]*signoff.Record{two, one}, got); d != "" || len(diags) > 0 {
		t.Error(d, diags)
	}
	if !strings.HasPrefix(one.Name(), "signoffs/vp_sales/20260201T093000Z-") {
		t.Error(one.Name())
	}
	if got, diags, _ := signoff.Read(fstest.MapFS{}); len(got)+len(diags) > 0 {
		t.Error(got, diags)
	}
}
