// Package review looks at a plan as those do who must agree to it: what changes in meaning, by whom each class of
// changes has to be approved, who has signed and which signatures a change makes void. It holds data; package view
// puts it into words, and package ci acts on it.
package review

import (
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Review is a plan with what it means for people.
type Review struct {
	Plan  *planner.Plan
	Title string // of the architecture
	// Base says in words what the architecture was compared with: "version 1.2.0, applied last"; "" when with nothing.
	Base string
	// Alone says why there was nothing to compare with.
	Alone string
	// Diff is what changed in meaning since; nil when there was nothing to compare with.
	Diff *diff.Diff
	// Approvals are the classes of the changes with who must agree to each, the weightiest first; without a Diff the council, to all.
	Approvals []Approval
	// Lapsed are the signatures that no longer count.
	Lapsed []Lapsed
	// Findings are what loading and linting found, beside those of the plan.
	Findings diag.List
	// Unplanned tells that no plan could be made; Plan is empty then.
	Unplanned bool

	now, was *schema.Architecture
}

// Approval is one class of changes with those who must agree.
type Approval struct {
	diff.Agreement
	Approvers []Approver
}

// Approver is a role that must agree to changes of a class.
type Approver struct {
	Role  schema.Address
	Title string
	// Definitions are what the role has to sign: those that the changes are part of. Where there is none, the
	// role agrees in the review.
	Definitions []string
	// Unsigned are those of them that lack its valid signature.
	Unsigned []string
	// By are the people whose signatures count, each once.
	By []string
	// Unverified tells that git does not prove one of the signatures.
	Unverified bool
	Reviewers  *schema.Reviewers // may be nil
}

// Lapsed is a signature that was for another text than the one that is there now.
type Lapsed struct {
	Group, Title string // of the definition
	Role         string
	Signer       string
	Why          []string
	// New tells that it still counted for the architecture that this one is compared with.
	New bool
}

// Like tells whether two signatures are of one definition and lapsed for the same reason.
func (l Lapsed) Like(o Lapsed) bool {
	return l.Group == o.Group && l.Title == o.Title && l.New == o.New && slices.Equal(l.Why, o.Why)
}

// Options are what a review is made of. Only Plan is needed.
type Options struct {
	Plan *planner.Plan
	// Now is the architecture of the plan, Was what it is compared with.
	Now, Was *schema.Architecture
	Base     string // what Was is, in words
	Alone    string // why there is no Was
	SignOffs *signoff.Status
	// Records are the sign-off records; with Was they tell which signatures the changes make void.
	Records []*signoff.Record
	// Verified tells that a signature counts only when git proves it.
	Verified  bool
	Findings  diag.List
	Unplanned bool
}

// New makes a review.
func New(o Options) *Review {
	r := &Review{Plan: o.Plan, Base: o.Base, Alone: o.Alone, Findings: o.Findings, Unplanned: o.Unplanned, now: o.Now, was: o.Was}
	if o.Now == nil {
		return r
	}
	r.Title = schema.Title(o.Now.Info)
	if o.Was != nil {
		r.Diff = diff.Compare(o.Was, o.Now)
		r.approvals(o)
	} else {
		r.allOfIt(o)
	}
	r.lapsed(o)
	return r
}

// approvals tells who must agree to each class and what of it is signed.
func (r *Review) approvals(o Options) {
	for _, agreement := range r.Diff.Agreements() {
		a := Approval{Agreement: agreement}
		for _, role := range agreement.Approvers {
			p := Approver{Role: role, Title: r.Name(role), Reviewers: r.reviewers(role)}
			for _, e := range r.concerned(o.SignOffs, agreement.Class, role) {
				p.weigh(e, o.Verified)
			}
			a.Approvers = append(a.Approvers, p)
		}
		r.Approvals = append(r.Approvals, a)
	}
}

// allOfIt has the council agree to every definition, where there is nothing to compare with.
func (r *Review) allOfIt(o Options) {
	if o.SignOffs == nil || len(o.SignOffs.Definitions) == 0 {
		return
	}
	a := Approval{Agreement: diff.Agreement{Title: "All definitions", Changes: len(o.SignOffs.Definitions)}}
	for _, role := range o.SignOffs.Council {
		p := Approver{Role: role.Address, Title: role.Title, Reviewers: r.reviewers(role.Address)}
		for i := range o.SignOffs.Definitions {
			p.weigh(&o.SignOffs.Definitions[i], o.Verified)
		}
		a.Approvers = append(a.Approvers, p)
	}
	if len(a.Approvers) > 0 {
		r.Approvals = append(r.Approvals, a)
	}
}

// weigh adds a definition that the approver has to sign.
func (p *Approver) weigh(e *signoff.Entry, verified bool) {
	p.Definitions = append(p.Definitions, e.Title)
	sig := e.Of(p.Role)
	switch {
	case sig == nil, sig.State != signoff.Valid, verified && !sig.Verified:
		p.Unsigned = append(p.Unsigned, e.Title)
		return
	case !sig.Verified:
		p.Unverified = true
	}
	if who := sig.Signer.Name; !slices.Contains(p.By, who) {
		p.By = append(p.By, who)
	}
}

// signs tells whether a role agrees by signing: it is one of the council, or somebody holds it now or did before the changes.
func (r *Review) signs(s *signoff.Status, role schema.Address) bool {
	if slices.ContainsFunc(s.Council, func(c signoff.Role) bool { return c.Address == role }) {
		return true
	}
	for _, a := range []*schema.Architecture{r.was, r.now} {
		if b := schema.Find[schema.Role](a, role); b != nil && len(b.Holders) > 0 {
			return true
		}
	}
	return false
}

// concerned are the definitions of the changes of a class to which a role must agree; none for a role that agrees in the review.
func (r *Review) concerned(s *signoff.Status, class string, role schema.Address) []*signoff.Entry {
	if s == nil || !r.signs(s, role) {
		return nil
	}
	var out []*signoff.Entry
	seen := map[schema.Address]bool{}
	for _, c := range r.Diff.Changes {
		if c.Class != class || !slices.Contains(c.Approvers, role) || c.Kind == diff.Removed {
			continue
		}
		for _, e := range s.Concerned(r.now, c.Address) {
			if !seen[e.Address] {
				seen[e.Address] = true
				out = append(out, e)
			}
		}
	}
	return out
}

// lapsed lists the signatures that are stale, and which of them the changes made so.
func (r *Review) lapsed(o Options) {
	if o.SignOffs == nil {
		return
	}
	var before *signoff.Status
	if o.Was != nil {
		before = signoff.Evaluate(o.Was, o.Records, nil)
	}
	for _, e := range o.SignOffs.Definitions {
		for _, sig := range e.Signatures {
			if sig.State != signoff.Stale {
				continue
			}
			l := Lapsed{Group: e.Group, Title: e.Title, Role: sig.RoleTitle, Signer: sig.Signer.Name, Why: sig.Why}
			if before != nil {
				was := before.Entry(r.former(e.Address))
				if was != nil {
					s := was.Of(sig.Role)
					l.New = s != nil && s.State == signoff.Valid
				}
			}
			r.Lapsed = append(r.Lapsed, l)
		}
	}
	slices.SortStableFunc(r.Lapsed, func(a, b Lapsed) int {
		switch {
		case a.New == b.New:
			return 0
		case a.New:
			return -1
		}
		return 1
	})
}

// former is the address that a block had in the architecture that this one is compared with.
func (r *Review) former(addr schema.Address) schema.Address {
	if r.was.Lookup(addr) != nil {
		return addr
	}
	for _, m := range r.now.Moved {
		if was, ok := schema.Rebase(addr, m.To, m.From); ok && r.was.Lookup(was) != nil {
			return was
		}
	}
	return addr
}

// Name is what people call a role or a team.
func (r *Review) Name(addr schema.Address) string {
	for _, a := range []*schema.Architecture{r.now, r.was} {
		if a != nil {
			if b := a.Lookup(addr); b != nil {
				return schema.Title(b)
			}
		}
	}
	return schema.Label("", addr.Name())
}

// reviewers are the accounts of a role; of a team, those of its roles together. Who reviewed before the change does so still,
// so that a change cannot choose who looks at it; a role that had nobody takes those of the newer architecture.
func (r *Review) reviewers(addr schema.Address) *schema.Reviewers {
	for _, a := range []*schema.Architecture{r.was, r.now} {
		if a == nil {
			continue
		}
		out := &schema.Reviewers{}
		for _, role := range a.Roles {
			if v := role.Reviewers; v != nil && (role.Address == addr || role.Team == addr) {
				out.GitHub = union(out.GitHub, v.GitHub)
				out.GitLab = union(out.GitLab, v.GitLab)
			}
		}
		if len(out.GitHub)+len(out.GitLab) > 0 {
			return out
		}
	}
	return nil
}

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

// Whom are those whom a change concerns: the roles that the changed block names, else who owns it, else who owns what it is in.
func (r *Review) Whom(c diff.Change) []schema.Address {
	if len(c.Roles) > 0 {
		return c.Roles
	}
	for addr := c.Address; addr != ""; addr = addr.Holder() {
		for _, a := range []*schema.Architecture{r.now, r.was} {
			b := a.Lookup(addr)
			if b == nil {
				continue
			}
			if f := reflect.ValueOf(b).Elem().FieldByName("Owner"); f.IsValid() {
				if owner, ok := f.Interface().(schema.Address); ok && owner != "" {
					return []schema.Address{owner}
				}
			}
		}
	}
	return nil
}

// Missing are the roles that have still to sign something, each once, in the order of the approvals.
func (r *Review) Missing() []string {
	var out []string
	for _, a := range r.Approvals {
		for _, p := range a.Approvers {
			if len(p.Unsigned) > 0 {
				out = union(out, []string{p.Title})
			}
		}
	}
	return out
}

// Again are the roles whose signatures the changes make void and that are not among Missing, each once.
func (r *Review) Again() []string {
	var out []string
	missing := r.Missing()
	for _, l := range r.Lapsed {
		if l.New && !slices.Contains(missing, l.Role) {
			out = union(out, []string{l.Role})
		}
	}
	return out
}

// Reviewers are the accounts to ask for a review, each once: of all roles that must agree to something.
func (r *Review) Reviewers() schema.Reviewers {
	var out schema.Reviewers
	for _, a := range r.Approvals {
		for _, p := range a.Approvers {
			if p.Reviewers != nil {
				out.GitHub = union(out.GitHub, p.Reviewers.GitHub)
				out.GitLab = union(out.GitLab, p.Reviewers.GitLab)
			}
		}
	}
	return out
}

// Broken tells whether there are errors, in the findings or in the plan.
func (r *Review) Broken() bool {
	return r.Findings.HasErrors() || r.Plan == nil || r.Plan.Errored || r.Plan.Findings.HasErrors()
}
