package view

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/review"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

var update = flag.Bool("update", false, "rewrite golden files")

const crm = `
architecture "acme" {
  title   = "Acme"
  version = "1.4.0"
  steward = role.ops
  council = [role.vp_sales, role.vp_marketing]
}
role "ops" { title = "RevOps" }
role "sdr" { title = "SDR" }
role "vp_sales" {
  title   = "VP Sales"
  holders = ["dana@example.com"]
}
role "vp_marketing" {
  title   = "VP Marketing"
  holders = ["kim@example.com"]
}
field "contact" "email" { type = email }
field "contact" "phone" { type = phone }
lifecycle "lead" {
  domain = "lead"
  object = object.contact
  stage "new" {
    definition = "Somebody wrote."
    owner      = role.sdr
    entry "any" { description = "There is a record." }
    exit "fit" { when = is_set(contact.email) }
  }
  stage "mql" {
    label      = "Marketing Qualified Lead"
    short      = "MQL"
    definition = "Fits and asked."
    owner      = role.sdr
    entry "ready" { when = is_set(contact.email) }
    exit "called" { description = "We called." }
  }
}
`

func architecture(t testing.TB, edits ...string) *schema.Architecture {
	t.Helper()
	text := crm
	for i := 0; i < len(edits); i += 2 {
		if !strings.Contains(text, edits[i]) {
			t.Fatalf("there is no %q to edit", edits[i])
		}
		text = strings.Replace(text, edits[i], edits[i+1], 1)
	}
	res := hclschema.LoadFiles(map[string][]byte{"a.hcl": []byte(text)}, hclschema.Options{})
	if err := res.Diags.Err(); res.Diags.HasErrors() {
		t.Fatal(err)
	}
	return res.Architecture
}

// signs is a record of a person who signed every stage as it is in an architecture.
func signs(a *schema.Architecture, role, name, email string) *signoff.Record {
	r := &signoff.Record{Act: signoff.Sign, Role: schema.Address(role), Signer: signoff.Person{Name: name, Email: email},
		Time: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	for _, d := range signoff.Definitions(a) {
		r.Definitions = append(r.Definitions, signoff.Signed{Address: d.Address, Digest: d.Digest})
	}
	return r
}

func planOf(a *schema.Architecture, changes ...*planner.Change) *planner.Plan {
	p := &planner.Plan{FormatVersion: planner.FormatVersion, ToolVersion: "0.1.0", Environment: "production", Changes: changes,
		Architecture: planner.Architecture{Name: "acme", Version: a.Info.Version, Digest: strings.Repeat("ab12", 16), Commit: "3f2a91c04b11"}}
	for _, c := range changes {
		switch c.Action {
		case planner.Create:
			p.Summary.Create++
		case planner.Delete:
			p.Summary.Delete++
		default:
			p.Summary.Update++
		}
	}
	p.Summary.NoOp = 12
	return p
}

func updated(n int, risk planner.Risk, records int64) *planner.Change {
	return &planner.Change{Action: planner.Update, Target: "hubspot", Address: fmt.Sprintf("hubspot_property.field.contact.f%d", n), Origin: schema.Address(fmt.Sprintf("field.contact.f%d", n)),
		Type: "hubspot_property", Key: fmt.Sprintf("contacts/f%d", n), Label: fmt.Sprintf("property “F%d”", n), Reason: "declared in a.hcl:3", Risk: risk, Why: []string{"is used by records"},
		Diffs:  []planner.AttrDiff{{Path: "label", Before: "Old name", After: "New name"}},
		Impact: &planner.Impact{Missing: []planner.MissingFact{{In: "contacts/lead/mql", Property: "contacts/phone", Records: records}}}}
}

func reviews(t testing.TB) map[string]*review.Review {
	was := architecture(t)
	status := func(now *schema.Architecture, records ...*signoff.Record) *signoff.Status {
		return signoff.Evaluate(now, records, nil)
	}
	now := architecture(t, `entry "ready" { when = is_set(contact.email) }`, `entry "ready" { when = is_set(contact.email) && is_set(contact.phone) }`,
		`version = "1.4.0"`, `version = "1.5.0"`, "Somebody wrote.", "Somebody wrote to us.")
	old := signs(was, "role.vp_sales", "Dana Fox", "dana@example.com")
	fresh := signs(now, "role.vp_marketing", "Kim Lee", "kim@example.com")
	small := planOf(now, updated(1, planner.Medium, 1204), &planner.Change{Action: planner.Delete, Target: "hubspot", Address: "hubspot_stage.stage.lead.old", Origin: "stage.lead.old",
		Type: "hubspot_stage", Key: "lead/old", Label: "stage “Old”", Reason: "retired in a.hcl:40", Risk: planner.High, Why: []string{"holds 31 records"},
		Impact: &planner.Impact{Records: new(int64(31)), MovedTo: "stage “MQL”"}})
	small.Targets = []*planner.Target{{Name: "hubspot", Title: "HubSpot", Manual: []providers.ManualStep{
		{Title: "Switch off the native lifecycle automation", Why: "it would override the stages", Before: true, Steps: []string{"Settings → Objects → Contacts", "Lifecycle Stage: off"}},
		{Title: "Train the SDRs", Why: "the phone number is asked for now", Steps: []string{"Send the playbook"}}}}}
	small.Findings = diag.List{{Code: diag.LegacyConflict, Severity: diag.Warning, Summary: "A workflow writes the lifecycle stage too", Detail: "Switch it off.",
		Subject: diag.Range{File: "a.hcl", Start: diag.Pos{Line: 7}}}}
	small.Unmanaged = []planner.Object{{Target: "hubspot", Type: "hubspot_stage", Key: "lead/rogue", Among: true}, {Target: "hubspot", Type: "hubspot_list", Key: "vip"}}
	small.Architecture.SignedBy = status(now, old, fresh).Approvers()

	var many []*planner.Change
	for i := range 5000 {
		risk := planner.Low
		if i%10 == 0 {
			risk = planner.High
		}
		many = append(many, updated(i, risk, int64(i)))
	}
	guarded := planOf(now, small.Changes[1])
	guarded.Guards = []planner.Tripped{{Name: "deletes", Target: "hubspot", What: "1 of 4 objects would be deleted (25 %), more than 10 %.", Flag: "--allow-deletes"}}
	first := planOf(was, &planner.Change{Action: planner.Create, Target: "hubspot", Address: "hubspot_stage.stage.lead.mql", Origin: "stage.lead.mql", Type: "hubspot_stage", Key: "lead/mql",
		Label: "stage “MQL”", Reason: "declared in a.hcl:24", Risk: planner.Low})
	first.Summary.NoOp = 0
	records := []*signoff.Record{old, fresh}
	back := planOf(was, updated(1, planner.Medium, 0))
	back.Rollback = 12
	return map[string]*review.Review{
		"small":    review.New(review.Options{Plan: small, Now: now, Was: was, Base: "version 1.4.0, which was applied last", SignOffs: status(now, records...), Records: records}),
		"huge":     review.New(review.Options{Plan: planOf(now, many...), Now: now, Was: was, Base: "version 1.4.0, which was applied last", SignOffs: status(now, records...), Records: records}),
		"nothing":  review.New(review.Options{Plan: planOf(was), Now: was, Was: was, Base: "version 1.4.0, which was applied last", SignOffs: status(was, records...), Records: records}),
		"guarded":  review.New(review.Options{Plan: guarded, Now: now, Was: was, Base: "version 1.4.0, which was applied last"}),
		"rollback": review.New(review.Options{Plan: back, Now: was, Was: now, Base: "version 1.5.0, which was applied last", SignOffs: status(was, records...), Records: records}),
		"first":    review.New(review.Options{Plan: first, Now: was, Alone: "Nothing was applied to production yet, so that all of it is new there.", SignOffs: status(was, old), Records: records[:1]}),
	}
}

// TestPlanMarkdownGolden compares comments with files that a person can look at. The huge plan is cut to a size that can be read.
func TestPlanMarkdownGolden(t *testing.T) {
	for name, r := range reviews(t) {
		o := CommentOptions{URL: "https://github.com/acme/crm/actions/runs/7"}
		if name == "huge" {
			o.Limit = 6000
		}
		var b bytes.Buffer
		if err := PlanMarkdown(&b, r, o); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", "plan", name+".md")
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), b.String()); d != "" {
			t.Errorf("%s (go test -update rewrites it):\n%s", name, d)
		}
	}
}

// TestCommentSize cuts a plan of 5,000 changes at any size: never longer, at the ends of lines, with every block closed, and with
// the summary, the risk and the approvers in it.
func TestCommentSize(t *testing.T) {
	r := reviews(t)["huge"]
	for _, limit := range []int{4000, 6501, GitHubComment, 200_000, NoLimit} {
		inBytes := limit == 6501
		var b bytes.Buffer
		if err := PlanMarkdown(&b, r, CommentOptions{Limit: limit, Bytes: inBytes, URL: "https://github.com/acme/crm/actions/runs/7"}); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if n := (&comment{bytes: inBytes}).length(text); n > limit {
			t.Errorf("%d characters, at most %d", n, limit)
		}
		for _, must := range []string{"### Stagecraft plan", "5000 to update", "#### Risk and impact", "| update property “F0” | high |", "#### Who must agree", "| Criteria and facts owed (1) | VP Sales | ✗ missing"} {
			if !strings.Contains(text, must) {
				t.Errorf("at %d there is no %q in:\n%.3000s", limit, must, text)
			}
		}
		if cut := limit < 1_500_000; cut != strings.Contains(text, "[the run has all](<https://github.com/acme/crm/actions/runs/7>)") {
			t.Errorf("at %d: cut is %v", limit, cut)
		}
		if strings.Count(text, "<details") != strings.Count(text, "</details>") || strings.Count(text, "```")%2 != 0 {
			t.Errorf("at %d a block is not closed", limit)
		}
	}
}

// TestHostileComment puts names that want to break out into every place of a plan.
func TestHostileComment(t *testing.T) {
	for _, evil := range []string{
		"</details></table><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "@acme/everybody @octocat", "#1 !2 GH-3 acme/crm#4", "[x](http://evil.example)", "![x](http://evil.example/p.png)",
		"http://evil.example www.evil.example a@evil.example", "x\n\n# heading\n\n/close\n", "```\n</details>\n```", "| a | b |", "<!-- stagecraft -->", "\u202eevil\u200b", "&lt;b&gt; &#64;octocat", "**b** _i_ ~~s~~ `c`", "1. one", "- [ ] task", "> quote", "$x$ \\", "[^1] [x]: y",
	} {
		a := architecture(t)
		c := updated(1, planner.High, 3)
		c.Label, c.Key, c.Reason, c.Why = evil, evil, evil, []string{evil}
		c.Address = "x_y.field." + evil
		c.Diffs = []planner.AttrDiff{{Path: evil, Before: evil, After: []any{evil}}}
		c.Impact = &planner.Impact{Records: new(int64(2)), MovedTo: evil, Missing: []planner.MissingFact{{In: evil, Property: evil, Records: 2}}}
		p := planOf(a, c)
		p.Architecture.Version, p.Architecture.Commit, p.Environment = evil, evil, evil
		p.Architecture.SignedBy = []signoff.Approver{{Role: "role.ops", Signer: signoff.Person{Name: evil, Email: evil}, Definitions: 1}}
		p.Guards = []planner.Tripped{{What: evil, Flag: evil}}
		p.Targeted = []string{evil}
		p.Findings = diag.List{{Code: diag.Code(evil), Severity: diag.Warning, Summary: evil, Detail: evil, Subject: diag.Range{File: evil, Start: diag.Pos{Line: 1}}}}
		p.Unmanaged = []planner.Object{{Type: "x", Key: evil, Among: true}, {Type: "x", Key: evil}}
		p.Targets = []*planner.Target{{Title: evil, Manual: []providers.ManualStep{{Title: evil, Why: evil, Steps: []string{evil}, Before: true}, {Title: evil, Why: evil, Steps: []string{evil}}}}}
		r := review.New(review.Options{Plan: p, Now: a, Was: architecture(t, "Fits and asked.", "Other."), Base: evil})
		r.Title = evil
		r.Diff.Changes[0].Text, r.Diff.Changes[0].Roles = evil, nil
		r.Diff.Changes[0].Group = evil
		r.Approvals[0].Title = evil
		r.Approvals[0].Approvers = []review.Approver{{Title: evil, Definitions: []string{evil}, Unsigned: []string{evil}}, {Title: evil, Definitions: []string{evil}, By: []string{evil}}}
		r.Lapsed = []review.Lapsed{{Group: evil, Title: evil, Role: evil, Signer: evil, Why: []string{evil}}}
		var b, page bytes.Buffer
		if err := PlanMarkdown(&b, r, CommentOptions{}); err != nil {
			t.Fatal(err)
		}
		gfm := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(html.WithUnsafe()))
		if err := gfm.Convert(b.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		got := page.String()
		for _, tag := range []string{"<script", "<img", "<a ", "<h1", "<blockquote>\n<blockquote", "<input", "<em>", "<del>", "<ol", "<sup"} {
			if strings.Contains(got, tag) {
				t.Errorf("%q makes %s in\n%s", evil, tag, got)
			}
		}
		if o, c := strings.Count(got, "<details"), strings.Count(got, "</details>"); o != 4 || c != 4 {
			t.Errorf("%q: %d details, %d closed", evil, o, c)
		}
		for _, bad := range []string{"@octocat", "@acme", "#1", "!2", "GH-3", "#4", "\u202e"} {
			outside := uncoded(got)
			if strings.Contains(outside, bad) {
				t.Errorf("%q: %q is outside of code", evil, bad)
			}
		}
		for line := range strings.Lines(b.String()) {
			if strings.HasPrefix(strings.TrimSpace(line), "/") {
				t.Errorf("%q: GitLab would carry out %q", evil, line)
			}
		}
	}
}

// uncoded takes the code out of a page; hosts look for no mentions in it.
func uncoded(page string) string {
	for _, tag := range []string{"pre", "code"} {
		for {
			i := strings.Index(page, "<"+tag)
			j := strings.Index(page, "</"+tag+">")
			if i < 0 || j < i {
				break
			}
			page = page[:i] + page[j+len(tag)+3:]
		}
	}
	return page
}
