package signoff

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// State says what a role has said about a definition.
type State string

const (
	Valid     State = "signed"    // as it is now
	Stale     State = "stale"     // as it was; or by somebody who does not hold the role
	Withdrawn State = "withdrawn" // signed, and taken back
	Missing   State = "missing"   // never signed
)

// Signature is what one role has said about one definition.
type Signature struct {
	Role      schema.Address `json:"role"`
	RoleTitle string         `json:"role_title"`
	State     State          `json:"state"`
	Signer    Person         `json:"signer,omitzero"`
	Time      time.Time      `json:"time,omitzero"`
	// Version is that of the architecture that was signed.
	Version string `json:"architecture_version,omitempty"`
	// Verified: a signed commit of the signer brought the signature. Unverified says why not.
	Verified   bool   `json:"verified"`
	Unverified string `json:"unverified,omitempty"`
	// Why it does not count, in sentences.
	Why []string `json:"why,omitempty"`
	// File holds the record, relative to the directory of the architecture.
	File string `json:"file,omitempty"`
}

// Entry is one definition with what every role has said about it.
type Entry struct {
	Address   schema.Address   `json:"address"`
	Kind      string           `json:"kind"`
	Title     string           `json:"title"`
	Group     string           `json:"group"` // heading in lists: "Lead lifecycle", "Handoffs"
	Confirmed bool             `json:"confirmed"`
	Digest    string           `json:"digest"`
	RestsOn   []schema.Address `json:"rests_on,omitempty"`
	// Complete: every council role has a valid signature; Verified: and each of these is verified.
	Complete bool `json:"complete"`
	Verified bool `json:"verified"`
	// Signatures has one entry for each council role, in the council's order, then those of other roles that signed.
	Signatures []Signature `json:"signatures"`
	// Contested are the open questions that wait to be answered before the definition stands.
	Contested []string `json:"contested,omitempty"`
}

// Of is the entry for a role; nil when it has neither to sign nor signed.
func (e *Entry) Of(role schema.Address) *Signature {
	for i := range e.Signatures {
		if e.Signatures[i].Role == role {
			return &e.Signatures[i]
		}
	}
	return nil
}

// Role is a role of the council.
type Role struct {
	Address schema.Address `json:"address"`
	Title   string         `json:"title"`
	Holders []string       `json:"holders"`
}

// Status is what is signed and what is not: plain values, for documents, gates and lists. Evaluate makes it.
type Status struct {
	Council     []Role  `json:"council"`
	Definitions []Entry `json:"definitions"`
	Summary     Summary `json:"summary"`

	at      map[schema.Address]int   // of each definition
	resting map[schema.Address][]int // definitions that rest on an address
	holding map[schema.Address][]int // definitions that rest on something inside an address
}

// Summary counts definitions.
type Summary struct {
	Definitions int `json:"definitions"`
	Complete    int `json:"complete"` // signed by the whole council
	Verified    int `json:"verified"` // and all of these signatures are verified
	Stale       int `json:"stale"`    // with a council signature that is stale or withdrawn
	Confirmed   int `json:"confirmed"`
	Unsigned    int `json:"confirmed_unsigned"` // confirmed, and not signed by the whole council
	Contested   int `json:"contested"`
}

// Witness knows the history of the records. Package commits reads it from git.
type Witness interface {
	// Verify tells why it is not proven that the signer made the record; "" when it is.
	Verify(r *Record) string
	// Since tells in sentences how a definition changed since it was signed; was is the
	// address that it had. It never comes back empty.
	Since(r *Record, was schema.Address, now Definition) []string
}

// Evaluate tells what the records say about the architecture as it is. Records come from
// Read, oldest first. Without a witness nothing is verified, and stale signatures say only that the definition changed.
func Evaluate(a *schema.Architecture, records []*Record, w Witness) *Status {
	return EvaluateFor(a, a, records, w)
}

// EvaluateFor is Evaluate with the council and the holders of another version of the
// architecture: a change that is to be checked must not appoint those who approve it.
func EvaluateFor(people, a *schema.Architecture, records []*Record, w Witness) *Status {
	if w == nil {
		w = Blind("not checked")
	}
	s := &Status{Council: council(people), Definitions: []Entry{}}
	acts := gather(records)
	others := otherRoles(people, records, s.Council)
	defs := Definitions(a)
	contested := contested(a, defs)
	for _, d := range defs {
		e := Entry{Address: d.Address, Kind: d.Kind, Title: d.Title, Group: d.Group, Confirmed: d.State == "confirmed",
			Digest: d.Digest, RestsOn: d.RestsOn, Signatures: []Signature{}, Contested: contested[d.Address]}
		j := judge{people, w, acts, d, formerly(a, d.Address)}
		e.Complete = len(s.Council) > 0
		e.Verified = e.Complete
		for _, r := range s.Council {
			sig := j.role(r.Address)
			e.Signatures = append(e.Signatures, sig)
			e.Complete = e.Complete && sig.State == Valid
			e.Verified = e.Verified && sig.State == Valid && sig.Verified
		}
		for _, r := range others {
			if sig := j.role(r); sig.State != Missing {
				e.Signatures = append(e.Signatures, sig)
			}
		}
		s.Definitions = append(s.Definitions, e)
		s.Summary.add(&e, len(s.Council))
	}
	s.index()
	return s
}

// index makes looking up quick.
func (s *Status) index() {
	s.at, s.resting, s.holding = map[schema.Address]int{}, map[schema.Address][]int{}, map[schema.Address][]int{}
	for i, e := range s.Definitions {
		s.at[e.Address] = i
		for _, r := range e.RestsOn {
			s.resting[r] = append(s.resting[r], i)
			for h := r.Holder(); h != ""; h = h.Holder() {
				s.holding[h] = append(s.holding[h], i)
			}
		}
	}
}

func (s *Summary) add(e *Entry, council int) {
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	s.Definitions++
	count(&s.Complete, e.Complete)
	count(&s.Verified, e.Verified)
	count(&s.Confirmed, e.Confirmed)
	count(&s.Unsigned, e.Confirmed && !e.Complete)
	count(&s.Contested, len(e.Contested) > 0)
	count(&s.Stale, slices.ContainsFunc(e.Signatures[:council], func(x Signature) bool { return x.State == Stale || x.State == Withdrawn }))
}

// Entry finds the entry of a definition; nil when there is none.
func (s *Status) Entry(def schema.Address) *Entry {
	if i, ok := s.at[def]; ok {
		return &s.Definitions[i]
	}
	return nil
}

func council(a *schema.Architecture) []Role {
	out := []Role{}
	if a.Info == nil {
		return out
	}
	for _, addr := range a.Info.Council {
		r := Role{Address: addr, Title: schema.Label("", addr.Name()), Holders: []string{}}
		if b := schema.Find[schema.Role](a, addr); b != nil {
			r.Title = schema.Title(b)
			r.Holders = append(r.Holders, b.Holders...)
		}
		if !slices.ContainsFunc(out, func(o Role) bool { return o.Address == addr }) {
			out = append(out, r)
		}
	}
	return out
}

// otherRoles are the declared roles outside the council that signed something, in the order of the architecture.
func otherRoles(a *schema.Architecture, records []*Record, council []Role) []schema.Address {
	signed := map[schema.Address]bool{}
	for _, r := range records {
		signed[r.Role] = true
	}
	for _, r := range council {
		delete(signed, r.Address)
	}
	var out []schema.Address
	for _, r := range a.Roles {
		if signed[r.Address] {
			out = append(out, r.Address)
		}
	}
	return out
}

// contested maps definitions to the open questions that block them, or what they belong to.
func contested(a *schema.Architecture, defs []Definition) map[schema.Address][]string {
	out := map[schema.Address][]string{}
	for _, q := range a.Questions {
		if q.Status == "answered" {
			continue
		}
		for _, d := range defs {
			if slices.ContainsFunc(q.Blocks, func(b schema.Address) bool { return b.Within(d.Address) || d.Address.Within(b) }) {
				out[d.Address] = append(out[d.Address], q.Text)
			}
		}
	}
	return out
}

// formerly lists the addresses that a definition had before it was renamed.
func formerly(a *schema.Architecture, addr schema.Address) []schema.Address {
	var out []schema.Address
	for _, m := range a.Moved {
		if was, ok := schema.Rebase(addr, m.To, m.From); ok && a.Lookup(was) == nil {
			out = append(out, was)
		}
	}
	return out
}

// subject is what acts are about: the latest act of each holder counts.
type subject struct {
	role schema.Address
	def  schema.Address
}

type act struct {
	record *Record
	signed Signed
}

// gather sorts acts by subject, and then by person.
func gather(records []*Record) map[subject]map[string][]act {
	out := map[subject]map[string][]act{}
	for _, r := range records {
		for _, d := range r.Definitions {
			k := subject{r.Role, d.Address}
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

// role is what a role says: of all its holders, the signature that counts for most.
func (j *judge) role(role schema.Address) Signature {
	block := schema.Find[schema.Role](j.people, role)
	best := Signature{Role: role, RoleTitle: schema.Label("", role.Name()), State: Missing}
	if block != nil {
		best.RoleTitle = schema.Title(block)
	}
	for _, addr := range append([]schema.Address{j.def.Address}, j.former...) {
		persons := j.acts[subject{role, addr}]
		for _, acts := range persons {
			if s := j.person(acts, block); better(s, best) {
				s.Role, s.RoleTitle = best.Role, best.RoleTitle
				best = s
			}
		}
		if len(persons) > 0 {
			break // what was said under the present name replaces what was said before
		}
	}
	return best
}

var rank = map[State]int{Missing: 0, Withdrawn: 1, Stale: 2, Valid: 3}

func better(x, y Signature) bool {
	verified := func(s Signature) int {
		if s.Verified {
			return 1
		}
		return 0
	}
	return cmp.Or(rank[x.State]-rank[y.State], verified(x)-verified(y), x.Time.Compare(y.Time), cmp.Compare(x.Signer.key(), y.Signer.key())) > 0
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
		Verified: reason == "", Unverified: reason, File: r.File}
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
