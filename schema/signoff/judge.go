package signoff

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// subject is what acts are about: the latest act of each holder counts.
type subject struct {
	role schema.Address
	def  schema.Address
}

type act struct {
	record *Record
	signed Signed
}

// gather sorts acts by subject, and then by person. Acts for a role that was renamed are for the role as it is called now.
func gather(people *schema.Architecture, records []*Record) map[subject]map[string][]act {
	out := map[subject]map[string][]act{}
	for _, r := range records {
		role := present(people, r.Role)
		for _, d := range r.Definitions {
			k := subject{role, d.Address}
			if out[k] == nil {
				out[k] = map[string][]act{}
			}
			out[k][r.Signer.key()] = append(out[k][r.Signer.key()], act{r, d})
		}
	}
	return out
}

// judge weighs the acts on one definition.
type judge struct {
	people *schema.Architecture
	w      Witness
	acts   map[subject]map[string][]act
	def    Definition
	former []schema.Address
}

// role is what a role says: of all its holders, the signature that counts for most, with the others'.
func (j *judge) role(role schema.Address) Signature {
	block := schema.Find[schema.Role](j.people, role)
	title := schema.Label("", role.Name())
	if block != nil {
		title = schema.Title(block)
	}
	for _, addr := range append([]schema.Address{j.def.Address}, j.former...) {
		var all []Signature
		for _, acts := range j.acts[subject{role, addr}] {
			s := j.person(acts, block)
			s.Role, s.RoleTitle = role, title
			all = append(all, s)
		}
		if len(all) > 0 { // what was said under the present name replaces what was said before
			slices.SortFunc(all, byWeight)
			best := all[0]
			best.Others = all[1:]
			return best
		}
	}
	return Signature{Role: role, RoleTitle: title, State: Missing}
}

var rank = map[State]int{Missing: 0, Withdrawn: 1, Stale: 2, Valid: 3}

// byWeight puts first what counts for most: a valid signature, a verified one, the latest.
func byWeight(x, y Signature) int {
	verified := func(s Signature) int {
		if s.Verified {
			return 1
		}
		return 0
	}
	return cmp.Or(rank[y.State]-rank[x.State], verified(y)-verified(x), y.Time.Compare(x.Time), cmp.Compare(x.Signer.key(), y.Signer.key()))
}

// person is what one person says for the role: the latest act. Where the same text was
// signed several times, a verified signature counts for more than a later one that is not.
func (j *judge) person(acts []act, role *schema.Role) Signature {
	last := acts[len(acts)-1]
	reason := j.w.Verify(last.record)
	for i := len(acts) - 2; i >= 0 && reason != "" && last.record.Act == Sign; i-- {
		if acts[i].record.Act != Sign || acts[i].signed != last.signed {
			break
		}
		if r := j.w.Verify(acts[i].record); r == "" {
			last, reason = acts[i], r
		}
	}
	r := last.record
	s := Signature{State: Valid, Signer: r.Signer, Time: r.Time, Version: r.Architecture.Version,
		Verified: reason == "", Unverified: reason, File: r.File, latest: acts[len(acts)-1].record.Time}
	switch {
	case r.Act == Withdraw:
		s.State, s.Why = Withdrawn, []string{"Withdrawn: " + cmp.Or(r.Reason, "no reason given") + "."}
	case !Holds(role, r.Signer):
		s.State, s.Why = Stale, []string{fmt.Sprintf("%s does not hold the role.", r.Signer.Email)}
	case last.signed.Digest != j.def.Digest:
		s.State, s.Why = Stale, j.w.Since(r, last.signed.Address, j.def)
	}
	return s
}

// Blind is the witness that knows nothing, for the reason given: "not checked".
type Blind string

// Verify gives the reason.
func (b Blind) Verify(*Record) string { return string(b) }

// Since says that the definition changed, or that it had another name.
func (Blind) Since(_ *Record, was schema.Address, now Definition) []string {
	if was != now.Address {
		return []string{fmt.Sprintf("It was %s when it was signed.", was)}
	}
	return []string{"It changed since it was signed."}
}
