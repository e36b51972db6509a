package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Approval is what the council has said about a definition.
type Approval struct {
	// Digest is of the definition's meaning; a signature refers to it. "" for what cannot be signed.
	Digest string
	// Boxes has one text for each of Model.ApprovalColumns: who signed and when, or boxes to tick.
	Boxes []Markdown
	// Lapsed says in sentences which signatures do not count any more, and why.
	Lapsed []string
	// Contested are the open questions that wait for an answer before the definition stands.
	Contested []string
}

// councilColumns is how many roles have a column of their own in tables of approvals.
const councilColumns = 5

// ApprovalColumns heads the columns in which the council approves: one for each role, a single one for a large
// council, none without a council.
func (m *Model) ApprovalColumns() []string {
	var out []string
	for _, r := range m.signoffs.Council {
		out = append(out, m.shortRole(r.Address))
	}
	if len(out) > councilColumns {
		return []string{"Internally approved?"}
	}
	return out
}

// shortRole is the abbreviation of a role, or its title.
func (m *Model) shortRole(addr schema.Address) string {
	if r := schema.Find[schema.Role](m.arch, addr); r != nil && r.Short != "" {
		return r.Short
	}
	return m.titleOf(addr)
}

// approval is what the council has said about the definition at an address.
func (m *Model) approval(addr schema.Address) Approval {
	e := m.signoffs.Entry(addr)
	if e == nil {
		return Approval{}
	}
	out := Approval{Digest: e.Digest, Contested: e.Contested}
	for _, sig := range e.Signatures[:len(m.signoffs.Council)] {
		out.Boxes = append(out.Boxes, box(sig))
		if sig.State == signoff.Stale || sig.State == signoff.Withdrawn {
			out.Lapsed = append(out.Lapsed, sig.Lacks())
		}
	}
	if len(out.Boxes) > councilColumns {
		var all []string
		for i, sig := range e.Signatures[:len(m.signoffs.Council)] {
			all = append(all, esc(m.shortRole(sig.Role))+": "+string(out.Boxes[i]))
		}
		out.Boxes = []Markdown{Markdown(strings.Join(all, "; "))}
	}
	return out
}

// digest is what a signature of the definition at an address refers to; "" for what cannot be signed.
func (m *Model) digest(addr schema.Address) string {
	if e := m.signoffs.Entry(addr); e != nil {
		return e.Digest
	}
	return ""
}

// unticked are the boxes for the pen, on one line: the spaces do not break.
const unticked Markdown = "□\u00a0yes\u00a0\u00a0□\u00a0no"

// box is what stands where a role approves: "✓ NH 2026-11-20", the mark in brackets when the signature is not verified, ✗ when
// it does not count any more; boxes for the pen when there is none.
func box(s signoff.Signature) Markdown {
	mark := "✗"
	switch {
	case s.State == signoff.Missing:
		return unticked
	case s.State == signoff.Valid && s.Verified:
		mark = "✓"
	case s.State == signoff.Valid:
		mark = "(✓)"
	}
	return Markdown(esc(fmt.Sprintf("%s %s %s", mark, signerInitials(s.Signer), day(s))))
}

// day is when a signature was made, in universal time.
func day(s signoff.Signature) string { return s.Time.UTC().Format("2006-01-02") }

// signerInitials are the first letters of a signer's names.
func signerInitials(p signoff.Person) string { return initials(strings.Fields(signer(p))) }

// Signed tells whether anybody has signed anything.
func (m *Model) Signed() bool {
	return slices.ContainsFunc(m.signoffs.Definitions, func(e signoff.Entry) bool {
		return slices.ContainsFunc(e.Signatures, func(s signoff.Signature) bool { return s.State != signoff.Missing })
	})
}

// signer is the name of a person, or the address of one without.
func signer(p signoff.Person) string {
	if p.Name != "" {
		return p.Name
	}
	return p.Email
}

// CouncilMember is a role that signs, with what it has signed.
type CouncilMember struct {
	Role    string
	Holders []string
	// Signed counts the definitions with a signature that holds, Lapsed those with one that does not, Missing the others.
	Signed, Lapsed, Missing int
	// Name and Date are those of the signatures that hold: who, and the latest day.
	Name, Date string
	Verified   bool // all that hold are verified
}

// Complete tells whether the role has signed everything.
func (c CouncilMember) Complete() bool { return c.Signed > 0 && c.Lapsed+c.Missing == 0 }

// Progress says how much is signed: "40 of 59, 2 lapsed".
func (c CouncilMember) Progress() string {
	s := fmt.Sprintf("%d of %d", c.Signed, c.Signed+c.Lapsed+c.Missing)
	if c.Lapsed > 0 {
		s += fmt.Sprintf(", %d lapsed", c.Lapsed)
	}
	return s
}

// Signature is what stands where the role signs the whole document; "" for the pen.
func (c CouncilMember) Signature() string {
	switch {
	case !c.Complete():
		return ""
	case c.Verified:
		return "Signed, verified"
	}
	return "Signed, not verified"
}

// Signing lists the council with what each role has signed.
func (m *Model) Signing() []CouncilMember {
	var out []CouncilMember
	for _, r := range m.signoffs.Council {
		c := CouncilMember{Role: r.Title, Holders: r.Holders, Verified: true}
		var names []string
		for i := range m.signoffs.Definitions {
			sig := m.signoffs.Definitions[i].Of(r.Address)
			switch sig.State {
			case signoff.Valid:
				c.Signed++
				c.Verified = c.Verified && sig.Verified
				c.Date = max(c.Date, day(*sig))
				names = appendNew(names, signer(sig.Signer)+" ("+signerInitials(sig.Signer)+")")
			case signoff.Missing:
				c.Missing++
			default:
				c.Lapsed++
			}
		}
		c.Name = strings.Join(names, ", ")
		out = append(out, c)
	}
	return out
}

// appendNew appends texts that are not in the list yet.
func appendNew(list []string, more ...string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
