package render_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// loadText reads an architecture from a text; any error ends the test.
func loadText(t testing.TB, src string) *schema.Architecture {
	t.Helper()
	res := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(src)}, hclschema.Options{})
	if res.Diags.HasErrors() {
		t.Fatal(res.Diags.Err())
	}
	return res.Architecture
}

// page is the Markdown of one document; any error ends the test.
func page(t testing.TB, a *schema.Architecture, name string, opts render.Options) string {
	t.Helper()
	opts.Only = []string{name}
	set, diags := render.Compose(a, opts)
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	p := set.Page(name)
	if p == nil {
		t.Fatalf("there is no %s", name)
	}
	return string(p.Markdown)
}

// section is what stands under a heading, up to the next one of its rank or above.
func section(t testing.TB, md, heading string) string {
	t.Helper()
	at := strings.Index(md, "\n"+heading+"\n")
	if at < 0 {
		t.Fatalf("there is no %q in:\n%s", heading, md)
	}
	rest := md[at+len(heading)+2:]
	rank, _, _ := strings.Cut(heading, " ")
	if end := regexp.MustCompile(`(?m)^#{1,` + fmt.Sprint(len(rank)) + `} `).FindStringIndex(rest); end != nil {
		rest = rest[:end[0]]
	}
	return rest
}

func contains(t testing.TB, text string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%q is missing in:\n%s", w, text)
		}
	}
}

func lacks(t testing.TB, text string, not ...string) {
	t.Helper()
	for _, w := range not {
		if strings.Contains(text, w) {
			t.Errorf("%q should not be in:\n%s", w, text)
		}
	}
}

// marked is an architecture in which each text is a word of its own, M and a number; more is added to it.
func marked(t testing.TB, more string) *schema.Architecture {
	t.Helper()
	src, err := os.ReadFile("testdata/agreement.hcl")
	if err != nil {
		t.Fatal(err)
	}
	return loadText(t, string(src)+more)
}

// Every text of the blocks that a document is about stands in it, and what else they say.
func TestAgreementDocumentsLeaveNothingOut(t *testing.T) {
	a := marked(t, "")
	for name, want := range map[string][]string{
		"definition-alignment": {"M1", "M6", "M7", "M40", "M41", "M42", "M43", "M44", "M45", "M46", "M47", "M48", "M49", "M50", "M18", "M21", "M22", "M23", "M24",
			"3 days", "M35", "M33 is filled in", "M51", "M52", "M58: 8 business hours", "M61", "M62", "M63", "M65", "M66", "M67", "M68", "M69", "M37", "M70", "M71", "2027-01-02",
			"M74", "M75", "m76 at least 4321, total at least 98", "No more work is expected", "holding", "Accountable: M18"},
		"contract-sheets": {"M51", "M42", "M50", "M40, on the contact", "M52", "M53", "M33", "e-mail address", "M34", "M25 (outside the CRM)", "M36", "M22", "M23", "M24", "M18",
			"M58", "8 business hours", "the aim is 5 minutes in business hours", "M16 (Europe/Vienna)", "M59", "16 business hours", "After 7 business hours: tell M24; give the record to M31; M60", "M54", "M37", "M38", "M39", "30 days",
			"M55", "M35 is filled in", "creates** a deal", "M28", "Duplicate: M56", "M57", "keeps the move in:** M81, M82, M83", "Must be filled in: M35", "a contact enters M43"},
		"raci":            {"M18", "M22", "M23", "M24", "M42", "M51", "M58", "M61", "M65", "M28", "M8", "M74"},
		"current-state":   {"M2", "M3", "M13", "M14", "M15", "M25", "M26", "M27", "M28", "M29", "M30", "M31", "M32", "M56", "M61", "M62", "M64", "M33", "its records win"},
		"meeting-pack":    {"M2", "M3", "M13", "M14", "M15", "M42", "M70", "M71", "M72", "M73", "M24", "2027-01-02", "2027-02-03", "M51", "M65", "M68"},
		"governance":      {"M18", "M19", "m20@example.com", "M21", "M78", "M77", "M79", "L-08: error", "M80", "a reviewed plan", "every month"},
		"maturity-matrix": {"M8", "M9", "M10", "M11", "M18", "■■■□ 3, mostly", "3 of 4 points"},
		"intake-form":     {"M2", "M3", "M4", "M5", "M7", "M12", "M13", "M14", "M15", "M17: 1234", "M18", "M21", "M25", "M28", "■ by actions", "■ yes   □ no", "□ yes   ■ no", "■ sales-led"},
	} {
		t.Run(name, func(t *testing.T) { contains(t, page(t, a, name, render.Options{}), want...) })
	}
}

// signature is what one role has said about one definition.
func signature(state signoff.State, verified bool, why ...string) signoff.Signature {
	return signoff.Signature{State: state, Verified: verified, Why: why, Signer: signoff.Person{Name: "Dana Fox", Email: "dana@example.com"},
		Time: time.Date(2026, 11, 20, 23, 30, 0, 0, time.FixedZone("", 2*3600)), Version: "1.0.0"}
}

// Tables of approval show who signed, when, verified or not, and what lapsed; else boxes for the pen.
func TestApprovals(t *testing.T) {
	a := marked(t, "")
	status := signoff.Evaluate(a, nil, nil)
	set := func(addr schema.Address, sigs ...signoff.Signature) {
		e := status.Entry(addr)
		for i, s := range sigs {
			s.Role, s.RoleTitle = e.Signatures[i].Role, e.Signatures[i].RoleTitle
			e.Signatures[i] = s
		}
	}
	set("stage.l.one", signature(signoff.Valid, true), signature(signoff.Valid, false))
	set("stage.l.two", signature(signoff.Stale, true, "Its owner changed."), signature(signoff.Withdrawn, true, "Withdrawn: too early."))
	md := page(t, a, "definition-alignment", render.Options{Signoffs: status})
	contains(t, section(t, md, "## Stages at a glance"),
		"✓ is a signature", "| ✓ DF 2026-11-20 | (✓) DF 2026-11-20 |",
		"| ✗ DF 2026-11-20 | ✗ DF 2026-11-20 |",
		"- **M50:** The signature of M18 (dana@example.com) is stale: Its owner changed. M21 withdrew the signature: too early.")
	contains(t, section(t, md, "## Sign-off"), "| M18 | 1 of 7, 1 lapsed | Dana Fox (DF) | 2026-11-20 |  |", "| M21 | 1 of 7, 1 lapsed |")

	for _, d := range status.Definitions {
		set(d.Address, signature(signoff.Valid, true), signature(signoff.Valid, false))
	}
	md = page(t, a, "definition-alignment", render.Options{Signoffs: status})
	contains(t, section(t, md, "## Sign-off"), "| M18 | 7 of 7 | Dana Fox (DF) | 2026-11-20 | Signed, verified |", "| M21 | 7 of 7 | Dana Fox (DF) | 2026-11-20 | Signed, not verified |")
	lacks(t, md, "□", "✗ DF")
	contains(t, page(t, a, "contract-sheets", render.Options{Signoffs: status}), "(M18: Dana Fox (DF); M21: Dana Fox (DF))", "| ✓ DF 2026-11-20 | (✓) DF 2026-11-20 |")
}

// A large council approves in one column, by name, so that the tables stay readable.
func TestLargeCouncil(t *testing.T) {
	var roles, names []string
	for i := range 7 {
		roles = append(roles, fmt.Sprintf("role \"r%d\" { title = \"Head %d\" }", i, i))
		names = append(names, fmt.Sprintf("role.r%d", i))
	}
	a := loadText(t, fmt.Sprintf("architecture \"a\" {\n title = \"A\"\n version = \"1.0.0\"\n council = [%s]\n}\n%s\nterm \"t\" { label = \"Word\" }", strings.Join(names, ", "), strings.Join(roles, "\n")))
	md := section(t, page(t, a, "definition-alignment", render.Options{}), "## Terms")
	contains(t, md, "| Term | Our definition | Internally approved? |", "Head 0: □", "; Head 6: □")
}

// The history of a stage follows it through a rename; older versions are taken together when there are many.
func TestEvolution(t *testing.T) {
	change := func(kind diff.Kind, addr, from schema.Address, block, title string) diff.Change {
		return diff.Change{Kind: kind, Address: addr, From: from, Block: block, Title: title}
	}
	releases := []render.Release{
		{Version: "1.0.0"},
		{Version: "1.1.0", Changes: &diff.Diff{Changes: []diff.Change{
			change(diff.Changed, "stage.l.first", "", "stage", "First"), change(diff.Added, "stage.l.two", "", "stage", "M50"), change(diff.Added, "stage.l.three", "", "stage", "Third")}}},
		{Version: "2.0.0", Changes: &diff.Diff{Changes: []diff.Change{
			change(diff.Renamed, "stage.l.one", "stage.l.first", "stage", "M42"), change(diff.Changed, "stage.l.two.entry.in", "", "entry", "In"), change(diff.Removed, "stage.l.three", "", "stage", "Third")}}},
	}
	md := section(t, page(t, marked(t, ""), "definition-alignment", render.Options{Releases: releases}), "## How the stages came to be")
	contains(t, md, "| Stage | 1.0.0 | 1.1.0 | 2.0.0 |", "| M42 | added | changed | renamed |", "| M50 | · | added | changed |", "| Third | · | added | removed |")

	for i := range 6 {
		releases = append(releases, render.Release{Version: fmt.Sprintf("2.%d.0", i+1), Changes: &diff.Diff{}})
	}
	md = section(t, page(t, marked(t, ""), "definition-alignment", render.Options{Releases: releases}), "## How the stages came to be")
	contains(t, md, "| Stage | up to 2.1.0 | 2.2.0 | 2.3.0 | 2.4.0 | 2.5.0 | 2.6.0 |", "| M42 | added | · | · | · | · | · |", "| M50 | added | · |", "| Third | removed | · |")
}

// The matrix shows the letters under their roles, and points at what nobody answers for.
func TestRACI(t *testing.T) {
	a := marked(t, `
field "contact" "lonely" { type = text }
automation "two" {
  title = "Torn"
  trigger = entering(stage.l.one)
  owner = role.maker
  action "x" {
    do = "notify"
    to = role.maker
  }
  raci {
    accountable = role.boss
    responsible = [role.maker]
  }
}
dashboard "d" {
  title = "Idle"
  metrics = [metric.m]
  raci { accountable = role.boss }
}
metric "m" {
  category = "production"
  owner = role.boss
}
`)
	md := page(t, a, "raci", render.Options{})
	contains(t, section(t, md, "## Gaps"),
		"- Field Contact: Lonely: nobody is accountable.",
		"- Idle dashboard: nobody is responsible for the work.", "- Handoff M51: M23 owns it and has no part in it.")
	contains(t, section(t, md, "## Stages: M40"), "| What | M18 | M23 | M24 | M22 |", "| M42 | **A** | **C** | **I** | **R/O** |", "| M23 | M50 |")
	lacks(t, section(t, md, "## Gaps"), "M42", "M50", "Torn")                                // one role may own what another answers for
	lacks(t, page(t, load(t, "b2b-saas"), "raci", render.Options{}), "## Record", "## Step") // those of scenarios
}

// The names of today's stages and pipelines give the usual mistakes away; harmless ones nothing.
func TestCurrentStateProblems(t *testing.T) {
	source := func(stages, pipelines string) *schema.Architecture {
		return loadText(t, fmt.Sprintf(`
architecture "a" {
  title = "A"
  version = "1.0.0"
  intake {
    current_stages = [%s]
    current_pipelines = [%s]
  }
}
role "r" { title = "R" }
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "known" {
    label = "Known Lead"
    aliases = ["Prospect"]
    owner = role.r
    entry "in" { description = "In" }
    exit "out" { description = "Out" }
  }
  stage "mql" {
    short = "MQL"
    owner = role.r
    entry "in" { description = "In" }
  }
}
pipeline "renewal" { 
  stage "open" {
    owner = role.r
    entry "in" { description = "In" }
  }
}
`, stages, pipelines))
	}
	md := page(t, source(`"prospect", "mql", "Demo", "Closed Lost", "Trending Up", "75% complete"`, `"Renewals", "Q 120/90/60", "Onboarding", "New"`), "current-state", render.Options{})
	contains(t, md,
		"| Stage “Demo” | **Named after an activity** |", "| Stage “Closed Lost” | **Outcome in the lifecycle** |", "| Stage “Trending Up” | **Signal instead of a stage** |",
		"| Stage “75% complete” | **Task progress instead of a stage** |", "| The stages | **No acceptance** |", "| The pipelines | **Too many** | 4 pipelines.",
		"| Pipeline “Q 120/90/60” | **Countdown instead of stages** |", "| Pipeline “Onboarding” | **Customer work in a sales pipeline** |",
		"| Stage prospect | Stage Known Lead of Lead |", "| Stage mql | Stage MQL of Lead |", "| Pipeline Renewals | Pipeline Renewal |",
		"| Pipeline New | Nothing of this name: given up, or renamed |")
	lacks(t, md, "Nothing after the sale", "- **Lead:**", "- **Renewal:**")

	md = page(t, source(`"Prospect", "Accepted"`, `"New Business", "Expansion"`), "current-state", render.Options{})
	contains(t, section(t, md, "## Problems"), "**Nothing after the sale**")
	lacks(t, section(t, md, "## Problems"), "No acceptance", "Too many", "Countdown", "Pipeline “")
	contains(t, md, "- **Lead:** MQL", "- **Renewal:** Open")
}

// What the meeting pack says follows from the two versions: what was confirmed, what was reopened, who must agree, which meeting comes next.
func TestMeetingPack(t *testing.T) {
	state := func(one, two, version string) *schema.Architecture {
		return loadText(t, fmt.Sprintf(`
architecture "a" {
  title = "A"
  version = %q
  steward = role.r
  council = [role.r]
}
role "r" { title = "Chief" }
term "one" {
  label = "Term one"
  state = %q
}
term "two" {
  label = "Term two"
  state = %q
}
`, version, one, two))
	}
	now := state("confirmed", "assumed", "1.1.0")
	md := page(t, now, "meeting-pack", render.Options{Since: state("assumed", "confirmed", "1.0.0")})
	confirmed, reopened, ok := strings.Cut(section(t, md, "## From assumed to confirmed"), "**Assumed again:**")
	if !ok || !strings.Contains(confirmed, "- Term one\n") || !strings.Contains(reopened, "- Term two\n") || strings.Contains(confirmed, "Term two") {
		t.Errorf("moved: %q, back: %q", confirmed, reopened)
	}
	contains(t, section(t, md, "### Who must agree to the changes"), "| Governance (2 changes) | Chief |")
	contains(t, section(t, md, "## Still assumed"), "| Term two | term | – | Chief | – |")

	next := func(a *schema.Architecture, s *signoff.Status) string {
		m := regexp.MustCompile(`### (.*) — the next meeting`).FindStringSubmatch(page(t, a, "meeting-pack", render.Options{Signoffs: s}))
		if m == nil {
			return ""
		}
		return m[1]
	}
	all := state("confirmed", "confirmed", "1.0.0")
	signed := signoff.Evaluate(all, nil, nil)
	signed.Summary.Complete = signed.Summary.Definitions
	got := []string{next(state("assumed", "assumed", "1.0.0"), nil), next(now, nil), next(all, nil), next(all, signed)}
	if want := []string{"Kickoff", "Refinement 2", "Final review", ""}; !slices.Equal(got, want) {
		t.Errorf("next meetings are %q, want %q", got, want)
	}
}

// Who agrees to a class of changes is who the architecture's escalations name, or else whom the class asks for.
func TestChangeClasses(t *testing.T) {
	md := section(t, page(t, marked(t, ""), "governance", render.Options{}), "## Who agrees to what")
	rows := strings.Count(md, "\n| **")
	if rows != len(diff.Classes) {
		t.Errorf("%d classes, want %d", rows, len(diff.Classes))
	}
	contains(t, md, "| **Lifecycle stages** | adding, removing, renaming or reordering lifecycle stages | specialist | M23 |",
		"| **Wording** | what a definition says, names and descriptions | architect | M18 |",
		"| **Pipeline structure** | restructuring pipelines: their stages, outcomes, chances to win | specialist | the council: M18, M21 |")
}

// The checkpoint of the handbook is the one that sign-off judges by, all eight points of it.
func TestCheckpointIsComplete(t *testing.T) {
	a := load(t, "b2b-saas")
	md := section(t, page(t, a, "governance", render.Options{}), "## Strategic checkpoint")
	items := signoff.Checkpoint(a, signoff.Evaluate(a, nil, nil))
	if len(items) != 8 {
		t.Fatalf("%d points", len(items))
	}
	for i, it := range items {
		met := "**no**"
		if it.Done {
			met = "✓ yes"
		}
		contains(t, md, fmt.Sprintf("| %d | %s | %s |", i+1, it.Name, met))
	}
}
