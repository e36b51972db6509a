package view

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/review"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/report"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
)

// CommentOptions say how a plan is written as a comment.
type CommentOptions struct {
	// Limit is the most characters; 0 is GitHubComment.
	Limit int
	// Bytes tells that the limit is in bytes.
	Bytes bool
	// URL is where all of it can be read; "" when nowhere.
	URL string
}

// PlanMarkdown writes a plan for those who must agree to it: a summary, what changes for whom, risk and impact, who must
// agree and has signed, which signatures lapse, what is done by hand, findings; then the technical differences folded away. It is
// cut at the end of a line where it would be too long. The same plan gives the same bytes.
func PlanMarkdown(w io.Writer, r *review.Review, o CommentOptions) error {
	c := &comment{url: o.URL, bytes: o.Bytes}
	p := r.Plan
	c.sections = []*section{summary(r), changesFor(r), risky(p), approvals(r), lapsed(r), byHand(p), findings(r),
		comparison(p), details(p), unmanagedObjects(p), colophon(p)}
	return c.write(w, cmp.Or(o.Limit, GitHubComment))
}

// summary is the heading, one sentence, and the guards that stand in the way.
func summary(r *review.Review) *section {
	p := r.Plan
	var b strings.Builder
	title := cmp.Or(r.Title, p.Architecture.Name, "Stagecraft")
	fmt.Fprintf(&b, "### Stagecraft plan: %s %s → %s\n\n", clipped(title, 100), clipped(p.Architecture.Version, 40), clipped(p.Environment, 60))
	var parts []string
	if r.Unplanned {
		parts = append(parts, "No plan could be made")
	} else if p.Empty() {
		parts = append(parts, fmt.Sprintf("No changes: %s as declared", Count(p.Summary.NoOp, "object")))
	} else {
		parts = append(parts, report.Summary(p.Summary))
	}
	high := 0
	for _, ch := range p.Changes {
		if ch.Risk == planner.High {
			high++
		}
	}
	if high > 0 {
		parts = append(parts, Count(high, "change")+" of high risk")
	}
	if n, unknown := concerned(p); n > 0 || unknown {
		text := diag.Thousands(n) + " " + plural(n, "record") + " concerned"
		if unknown {
			text = "at least " + text
		}
		parts = append(parts, text)
	}
	missing, again := r.Missing(), r.Again()
	if len(missing) > 0 {
		parts = append(parts, "to be signed by "+clipped(listed(missing, 6), 300))
	}
	if len(again) > 0 {
		parts = append(parts, "to be signed again by "+clipped(listed(again, 6), 300))
	}
	if len(missing)+len(again) == 0 && signed(r) {
		parts = append(parts, "signed by all who must agree")
	}
	if r.Broken() {
		parts = append(parts, "there are errors")
	}
	fmt.Fprintf(&b, "**%s.**\n", strings.Join(parts, "; "))
	for _, g := range p.Guards {
		fmt.Fprintf(&b, "\n> **Guard.** %s Applying needs %s.\n", clipped(g.What, 300), span(g.Flag))
	}
	if p.Rollback > 0 {
		fmt.Fprintf(&b, "\nThis goes back to the architecture of apply %d.\n", p.Rollback)
	}
	if len(p.Targeted) > 0 {
		fmt.Fprintf(&b, "\nOnly a part of the architecture is planned: %s.\n", clipped(listed(p.Targeted, 6), 300))
	}
	return &section{head: b.String(), share: 100}
}

// signed tells whether somebody had to sign and all did.
func signed(r *review.Review) bool {
	for _, a := range r.Approvals {
		for _, p := range a.Approvers {
			if len(p.Definitions) > 0 {
				return true // nobody is missing
			}
		}
	}
	return false
}

// concerned counts the records that changes are about; unknown tells that a CRM cannot say for one of them.
func concerned(p *planner.Plan) (n int64, unknown bool) {
	add := func(k int64) {
		if k < 0 {
			unknown = true
			return
		}
		n += k
	}
	for _, c := range p.Changes {
		if c.Impact == nil {
			continue
		}
		if c.Impact.Records != nil {
			add(*c.Impact.Records)
		}
		for _, m := range c.Impact.Missing {
			add(m.Records)
		}
	}
	return n, unknown
}

// changesFor says in sentences what changes: those that concern the same roles together, the others by what they are about.
func changesFor(r *review.Review) *section {
	s := &section{name: "what changes for whom", share: 25, rank: 2}
	if r.Diff == nil {
		if r.Alone != "" {
			s.head = "\n#### What changes\n\n"
			s.add("%s", clipped(r.Alone, 400))
		}
		return s
	}
	s.head = "\n#### What changes, and for whom\n\nCompared with " + clipped(r.Base, 200) + ".\n"
	if len(r.Diff.Changes) == 0 {
		s.add("\nNothing changes in meaning.")
		return s
	}
	heading := func(c diff.Change) string {
		whom := r.Whom(c)
		if len(whom) == 0 {
			return c.Group
		}
		var names []string
		for _, role := range whom {
			names = append(names, r.Name(role))
		}
		return listed(names, 6)
	}
	var order []string
	by := map[string][]diff.Change{}
	changes := slices.Clone(r.Diff.Changes)
	slices.SortStableFunc(changes, func(a, b diff.Change) int { return weight[a.Part] - weight[b.Part] })
	for _, c := range changes {
		h := heading(c)
		if by[h] == nil {
			order = append(order, h)
		}
		by[h] = append(by[h], c)
	}
	for _, h := range order {
		s.lead("\n**%s**\n", clipped(h, 200))
		for _, c := range by[h] {
			text := "- " + clipped(c.Text, 600)
			if c.Part == diff.Major {
				text += " **Major.**"
			}
			s.add("%s", text)
		}
	}
	for i, rec := range r.Diff.Records {
		if i == 0 {
			s.lead("\n**Why**\n")
		}
		text := fmt.Sprintf("- %s: %s", clipped(rec.Title, 200), clipped(rec.Why, 400))
		if rec.Metric != "" {
			text += fmt.Sprintf(" Measured by %s. %s", clipped(rec.Metric, 200), clipped(rec.Expect, 200))
		}
		s.add("%s", strings.TrimSpace(text))
	}
	return s
}

var weight = map[diff.Part]int{diff.Major: 0, diff.Minor: 1, diff.Patch: 2}

var riskRank = map[planner.Risk]int{planner.High: 0, planner.Medium: 1, planner.Low: 2}

// risky lists the changes that are more than routine, the riskiest first, with the records that they concern.
func risky(p *planner.Plan) *section {
	s := &section{name: "risk and impact", share: 25, rank: 1, head: "\n#### Risk and impact\n\n| change | risk | why | records |\n| --- | --- | --- | --- |\n"}
	var list []*planner.Change
	for _, c := range p.Changes {
		if c.Risk != planner.Low && c.Risk != "" || c.Drift || c.Conflict || impact(c) != "" {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *planner.Change) int { return riskRank[a.Risk] - riskRank[b.Risk] })
	for _, c := range list {
		why := slices.Clone(c.Why)
		switch {
		case c.Conflict:
			why = append(why, "changed in the CRM and here")
		case c.Drift:
			why = append(why, "changed in the CRM since it was applied")
		}
		s.add("| %s %s | %s | %s | %s |", c.Action, clipped(report.Label(c), 120), cmp.Or(c.Risk, planner.Low), clipped(strings.Join(why, "; "), 300), clipped(impact(c), 300))
	}
	if len(s.lines) == 0 && !p.Empty() {
		s.head = "\n#### Risk and impact\n\n"
		s.add("Nothing of medium or high risk; no record is concerned.")
	}
	return s
}

// impact says what becomes of records.
func impact(c *planner.Change) string {
	var b bytes.Buffer
	report.Impact(&b, report.Plain{}, c)
	var out []string
	for text := range strings.Lines(b.String()) {
		out = append(out, strings.TrimPrefix(strings.TrimSpace(text), "! "))
	}
	return strings.Join(out, "; ")
}

// approvals says who must agree to what, and who has.
func approvals(r *review.Review) *section {
	s := &section{name: "who must agree", share: 25, rank: 0}
	if len(r.Approvals) == 0 {
		return s
	}
	s.head = "\n#### Who must agree\n\n| what changes | must agree | signed |\n| --- | --- | --- |\n"
	for _, a := range r.Approvals {
		what := fmt.Sprintf("%s (%d)", clipped(a.Title, 80), a.Changes)
		if len(a.Approvers) == 0 {
			s.add("| %s | nobody is named; give the architecture a steward | |", what)
		}
		for _, p := range a.Approvers {
			s.add("| %s | %s | %s |", what, clipped(p.Title, 100), signature(p))
			what = ""
		}
	}
	return s
}

// signature says what an approver has signed.
func signature(p review.Approver) string {
	switch {
	case len(p.Definitions) == 0:
		return "nothing to sign: agrees in the review"
	case len(p.Unsigned) > 0:
		what := "missing"
		if n := len(p.Definitions); len(p.Unsigned) < n {
			what = fmt.Sprintf("%d of %d missing", len(p.Unsigned), n)
		}
		return "✗ " + what + ": " + clipped(listed(p.Unsigned, 4), 200)
	}
	text := "✓ " + clipped(listed(p.By, 3), 120)
	if p.Unverified {
		text += ", not verified"
	}
	return text
}

// lapsed says which signatures no longer count: those of one definition for the same reason together.
func lapsed(r *review.Review) *section {
	s := &section{name: "signatures that lapse", share: 8, rank: 3, head: "\n#### Signatures that no longer count\n\n"}
	told := false
	for i := 0; i < len(r.Lapsed); {
		l := r.Lapsed[i]
		var who []string
		for ; i < len(r.Lapsed) && l.Like(r.Lapsed[i]); i++ {
			who = append(who, fmt.Sprintf("%s (%s)", r.Lapsed[i].Role, r.Lapsed[i].Signer))
		}
		if !l.New && !told && r.Diff != nil {
			told = true
			s.lead("\nStale already before:\n")
		}
		s.add("- **%s**, signed by %s: %s", clipped(l.Group+": "+l.Title, 150), clipped(listed(who, 5), 300), clipped(strings.Join(l.Why, " "), 300))
	}
	return s
}

// findings are those of the files and of the plan, the worst first.
func findings(r *review.Review) *section {
	s := &section{name: "findings", share: 8, rank: 5, head: "\n#### Findings\n\n"}
	list := append(slices.Clone(r.Findings), r.Plan.Findings...)
	slices.SortStableFunc(list, func(a, b diag.Diagnostic) int { return cmp.Compare(severity(a), severity(b)) })
	for _, f := range list {
		at := ""
		if !f.Subject.IsZero() {
			at = span(fmt.Sprintf("%s:%d", f.Subject.File, f.Subject.Start.Line)) + " "
		}
		s.add("- **%s %s** %s%s. %s", f.Severity, md(string(f.Code)), at, clipped(strings.TrimSuffix(f.Summary, "."), 300), clipped(f.Detail, 500))
	}
	return s
}

// severity orders findings: errors, then warnings.
func severity(d diag.Diagnostic) int {
	if d.Severity == diag.Error {
		return 0
	}
	return 1
}

// colophon says what the plan was made from.
func colophon(p *planner.Plan) *section {
	var b strings.Builder
	if who := signers(p); who != "" {
		fmt.Fprintf(&b, "\nSigned so far: %s.\n", clipped(who, 1000))
	}
	from := []string{}
	if p.Architecture.Commit != "" {
		from = append(from, "commit "+md(p.Architecture.Commit))
	}
	if d := p.Architecture.Digest; d != "" {
		from = append(from, fmt.Sprintf("architecture digest %s", span(fmt.Sprintf("%.12s", d))))
	}
	if p.ToolVersion != "" {
		from = append(from, "stagecraft "+md(p.ToolVersion))
	}
	if len(from) > 0 {
		fmt.Fprintf(&b, "\n<sub>%s</sub>\n", strings.Join(from, ", "))
	}
	return &section{head: b.String(), share: 100}
}

// signers says whose signatures the definitions have, without their addresses.
func signers(p *planner.Plan) string {
	var out []string
	for _, a := range p.Architecture.SignedBy {
		text := fmt.Sprintf("%s for %s, %s", a.Signer.Name, a.Role.Name(), Count(a.Definitions, "definition"))
		if a.Verified > 0 {
			text += fmt.Sprintf(", %d verified", a.Verified)
		}
		out = append(out, text)
	}
	if n := len(out); n > 12 {
		out = append(out[:11:11], fmt.Sprintf("%d more", n-11))
	}
	return strings.Join(out, "; ")
}

// listed joins names; of many, the first ones.
func listed(names []string, most int) string {
	if n := len(names); n > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most-1], ", "), n-most+1)
	}
	return strings.Join(names, ", ")
}

func plural(n int64, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
