package signoff

import (
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
	// Others are what other holders of the role have said, by weight. They change nothing.
	Others []Signature `json:"others,omitempty"`

	latest time.Time // of all that the signer did here
}

// by is what a person has said for the role; nil when nothing.
func (s *Signature) by(who Person) *Signature {
	if s == nil || s.State == Missing {
		return nil
	}
	if s.Signer.same(who) {
		return s
	}
	for i := range s.Others {
		if s.Others[i].Signer.same(who) {
			return &s.Others[i]
		}
	}
	return nil
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
	acts := gather(people, records)
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
		signed[present(a, r.Role)] = true
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

// present is the address that a block has now, after it was renamed.
func present(a *schema.Architecture, addr schema.Address) schema.Address {
	if a.Lookup(addr) != nil {
		return addr
	}
	for _, m := range a.Moved {
		if now, ok := schema.Rebase(addr, m.From, m.To); ok {
			return now
		}
	}
	return addr
}
