package signoff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Open is a definition that is not yet agreed: assumed, or not signed by the whole council.
type Open struct {
	Entry   *Entry
	Assumed bool
	// Unmet are the council's signatures that are missing, stale or withdrawn.
	Unmet []Signature
}

// Open lists what stands in the way of a release: every definition that is still assumed or lacks a signature.
func (s *Status) Open() []Open {
	var out []Open
	for i := range s.Definitions {
		e := &s.Definitions[i]
		if o := (Open{e, !e.Confirmed, s.Unmet(e, false)}); o.Assumed || len(o.Unmet) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// Unmet lists the council's signatures that a definition lacks: those that are not valid, and with verified
// also those that are not verified.
func (s *Status) Unmet(e *Entry, verified bool) []Signature {
	var out []Signature
	for _, sig := range e.Signatures[:len(s.Council)] {
		if sig.State != Valid || verified && !sig.Verified {
			out = append(out, sig)
		}
	}
	return out
}

// Lacks says in one sentence why a signature does not count, or that it is not verified.
func (s Signature) Lacks() string {
	switch s.State {
	case Missing:
		return s.RoleTitle + " has not signed."
	case Withdrawn:
		return fmt.Sprintf("%s withdrew the signature: %s", s.RoleTitle, strings.TrimPrefix(strings.Join(s.Why, " "), "Withdrawn: "))
	case Stale:
		return fmt.Sprintf("The signature of %s (%s) is stale: %s", s.RoleTitle, s.Signer.Email, strings.Join(s.Why, " "))
	}
	return fmt.Sprintf("The signature of %s (%s) is not verified: %s.", s.RoleTitle, s.Signer.Email, s.Unverified)
}

// Lacking says in sentences why signatures do not count or are not verified; those that were
// never given share one.
func Lacking(list []Signature) []string {
	var missing, out []string
	for _, sig := range list {
		if sig.State == Missing {
			missing = append(missing, sig.RoleTitle)
		} else {
			out = append(out, sig.Lacks())
		}
	}
	if len(missing) > 0 {
		out = append([]string{"Not signed by " + strings.Join(missing, ", ") + "."}, out...)
	}
	return out
}

// Concerned lists the definitions that a block is, belongs to or is part of the meaning of: the
// stage of a criterion, the handoffs of a clock, the stages that name a threshold of a scoring model.
func (s *Status) Concerned(a *schema.Architecture, addr schema.Address) []*Entry {
	var at []int
	if own, ok := Of(a, addr); ok {
		if i, known := s.at[own]; known {
			at = append(at, i)
		}
	}
	at = append(at, s.holding[addr]...)
	for h := addr; h != ""; h = h.Holder() {
		at = append(at, s.resting[h]...)
	}
	slices.Sort(at)
	var out []*Entry
	for _, i := range slices.Compact(at) {
		out = append(out, &s.Definitions[i])
	}
	return out
}

// Approver is a person who signed for a role, as an audit trail keeps it.
type Approver struct {
	Role   schema.Address `json:"role"`
	Signer Person         `json:"signer"`
	// Definitions are how many of the person's signatures are valid, Verified how many of these are verified.
	Definitions int `json:"definitions"`
	Verified    int `json:"verified,omitempty"`
}

// Approvers lists whose valid signatures the architecture has, by role in the council's order, then by person.
func (s *Status) Approvers() []Approver {
	var out []Approver
	at := map[[2]string]int{}
	for _, e := range s.Definitions {
		for _, sig := range e.Signatures {
			if sig.State != Valid {
				continue
			}
			k := [2]string{string(sig.Role), sig.Signer.key()}
			i, ok := at[k]
			if !ok {
				i = len(out)
				at[k] = i
				out = append(out, Approver{Role: sig.Role, Signer: sig.Signer})
			}
			out[i].Definitions++
			if sig.Verified {
				out[i].Verified++
			}
		}
	}
	order := func(role schema.Address) int {
		if i := slices.IndexFunc(s.Council, func(r Role) bool { return r.Address == role }); i >= 0 {
			return i
		}
		return len(s.Council)
	}
	slices.SortStableFunc(out, func(x, y Approver) int {
		if c := order(x.Role) - order(y.Role); c != 0 {
			return c
		}
		return strings.Compare(string(x.Role)+" "+x.Signer.key(), string(y.Role)+" "+y.Signer.key())
	})
	return out
}
