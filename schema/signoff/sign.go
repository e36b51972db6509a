package signoff

import (
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Request is the wish of a person to sign, or to take back what they signed.
type Request struct {
	Act    Act
	Role   schema.Address
	Signer Person
	Time   time.Time
	// Addresses limit the act to these definitions: an address (also of what holds the definitions,
	// such as lifecycle.lead) or a pattern with * and ?. Signing without any is for all that the role has still to sign.
	Addresses   []string
	Reason      string // Withdraw
	ToolVersion string
}

// Prepare makes the record of an act, and lists the definitions that it is for. Nothing is
// written. A nil record without errors means that there is nothing to do. s is the status of now.
func Prepare(a *schema.Architecture, s *Status, req Request) (*Record, []Definition, diag.List) {
	p := &preparation{a: a, s: s, req: req, role: schema.Find[schema.Role](a, req.Role)}
	p.mayAct()
	if p.diags.HasErrors() {
		return nil, nil, p.diags
	}
	defs := p.chosen()
	if p.diags.HasErrors() || len(defs) == 0 {
		return nil, nil, p.diags
	}
	at := p.after(defs)
	if p.diags.HasErrors() {
		return nil, nil, p.diags
	}
	r := &Record{FormatVersion: FormatVersion, Act: req.Act, Role: req.Role, Signer: req.Signer,
		Time: at, ToolVersion: req.ToolVersion, Reason: req.Reason}
	if i := a.Info; i != nil {
		r.Architecture = Version{i.Name, i.Version}
	}
	for _, d := range defs {
		r.Definitions = append(r.Definitions, Signed{d.Address, d.Title, d.Digest})
	}
	r.File = r.Name()
	return r, defs, p.diags
}

// after is the time of the act: now, or just after what the person did before, where a clock was
// ahead then. Otherwise a signature dated in the future could not be withdrawn.
func (p *preparation) after(defs []Definition) time.Time {
	at := p.req.Time.UTC().Truncate(time.Millisecond)
	for _, d := range defs {
		if mine := p.s.Entry(d.Address).Of(p.req.Role).by(p.req.Signer); mine != nil && !mine.latest.Before(at) {
			at = mine.latest.UTC().Truncate(time.Millisecond).Add(time.Millisecond)
			if at.Year() > 9999 {
				p.diags.Add(diag.Diagnostic{Code: diag.BadSignOff, Severity: diag.Error, Address: string(d.Address), Summary: "A sign-off is dated at the end of all time",
					Detail: "Nothing can be signed or withdrawn after it. Take it out of signoffs, with the eyes of the council; the signatures of its role are listed by stagecraft signoff status --json."})
			}
		}
	}
	return at
}

type preparation struct {
	a     *schema.Architecture
	s     *Status
	req   Request
	role  *schema.Role
	diags diag.List
}

// mayAct checks the role and the person.
func (p *preparation) mayAct() {
	fail := func(c diag.Code, summary, detail string, args ...any) {
		p.diags.Add(diag.Diagnostic{Code: c, Severity: diag.Error, Summary: summary, Detail: fmt.Sprintf(detail, args...)})
	}
	if p.role == nil {
		fail(diag.UnknownReference, fmt.Sprintf("There is no role %s", p.req.Role), "Name one that the architecture declares.%s",
			diag.DidYouMean(string(p.req.Role), p.a.Addresses("role")))
		return
	}
	if p.req.Signer.Email == "" {
		fail(diag.NotSigner, "Git does not know who you are", "Tell it: git config user.name NAME and git config user.email ADDRESS.")
		return
	}
	if !Holds(p.role, p.req.Signer) {
		who := "Nobody holds it yet: add holders to the role."
		if len(p.role.Holders) > 0 {
			who = "It is held by " + strings.Join(p.role.Holders, ", ") + "."
		}
		if mine := Roles(p.a, p.req.Signer); len(mine) > 0 {
			who += " You hold " + strings.Join(mine, ", ") + "."
		}
		p.diags.Add(diag.Diagnostic{Code: diag.NotSigner, Severity: diag.Error, Subject: p.role.At("holders"), Address: string(p.role.Address),
			Summary: fmt.Sprintf("%s does not hold the role %s", p.req.Signer, schema.Title(p.role)),
			Detail:  who + " Who you are is what git says: git config user.email."})
	}
	if p.req.Act == Withdraw && len(p.req.Addresses) == 0 {
		fail(diag.Usage, "There is nothing to withdraw", "Name the definitions whose signature is withdrawn; '*' is all.")
	}
	if p.req.Act == Withdraw && strings.TrimSpace(p.req.Reason) == "" {
		fail(diag.Usage, "A signature is not withdrawn without a reason", "Say why with --reason, so that the council can answer.")
	}
}

// Roles lists the addresses of the roles that a person holds.
func Roles(a *schema.Architecture, who Person) []string {
	var out []string
	for _, r := range a.Roles {
		if Holds(r, who) {
			out = append(out, string(r.Address))
		}
	}
	return out
}

// chosen are the definitions that the act is for, in the order of the architecture.
func (p *preparation) chosen() []Definition {
	all := Definitions(p.a)
	matched := make([]bool, len(p.req.Addresses))
	var out []Definition
	for _, d := range all {
		named := false
		for i, pattern := range p.req.Addresses {
			if Matches(pattern, d.Address) {
				matched[i], named = true, true
			}
		}
		if (named || len(p.req.Addresses) == 0) && p.wanted(d, named) {
			out = append(out, d)
		}
	}
	for i, ok := range matched {
		if !ok {
			var names []string
			for _, d := range all {
				names = append(names, string(d.Address))
			}
			p.diags.Errorf(diag.UnknownReference, diag.Range{}, fmt.Sprintf("Nothing that can be signed is called %q", p.req.Addresses[i]),
				"Definitions that are assumed or confirmed can be signed: name one, what holds some (lifecycle.lead), or a pattern (stage.lead.*).%s",
				diag.DidYouMean(p.req.Addresses[i], names))
		}
	}
	return out
}

// Matches tells whether a pattern means a definition: its address, that of what holds it (lifecycle.lead),
// or a pattern of addresses with * and ?. The brackets of module.m["eu"] stand for themselves.
func Matches(pattern string, addr schema.Address) bool {
	ok, err := path.Match(strings.NewReplacer(`[`, `\[`, `\`, `\\`).Replace(pattern), string(addr))
	return err == nil && ok || addr.Within(schema.Address(pattern))
}

// wanted tells whether the act is needed for a definition; named, when it was asked for by name.
func (p *preparation) wanted(d Definition, named bool) bool {
	sig := p.s.Entry(d.Address).Of(p.req.Role)
	mine := sig.by(p.req.Signer)
	if p.req.Act == Withdraw {
		return mine != nil && mine.State != Withdrawn
	}
	if !p.concerns(d) {
		if named {
			p.diags.Add(diag.Diagnostic{Code: diag.NotSigner, Severity: diag.Error, Subject: d.Block.Base().Range, Address: string(d.Address),
				Summary: fmt.Sprintf("%s has no say in %s", schema.Title(p.role), d.Title),
				Detail:  "A definition is signed by the roles of the council, by its owner and by the role that is accountable for it. Add the role to the council of the architecture, or sign for another role."})
		}
		return false
	}
	if sig == nil || sig.State != Valid {
		return true
	}
	return named && (mine == nil || mine.State != Valid || !mine.Verified) // a second holder, or once more for want of proof
}

// concerns tells whether the role has a say in a definition: as part of the council, owner or accountable.
func (p *preparation) concerns(d Definition) bool {
	if slices.ContainsFunc(p.s.Council, func(r Role) bool { return r.Address == p.req.Role }) {
		return true
	}
	v := reflect.ValueOf(d.Block).Elem()
	if o := v.FieldByName("Owner"); o.IsValid() && o.Interface() == p.req.Role {
		return true
	}
	raci, _ := fieldOf(v, "RACI").(*schema.RACI)
	return raci != nil && raci.Accountable == p.req.Role
}

func fieldOf(v reflect.Value, name string) any {
	if f := v.FieldByName(name); f.IsValid() {
		return f.Interface()
	}
	return nil
}

// ParseRole reads a role as people write it: vp_sales or role.vp_sales.
func ParseRole(s string) schema.Address {
	if s == "" || schema.Address(s).Kind() == "role" || schema.Address(s).Module() != "" {
		return schema.Address(s)
	}
	return schema.NewAddress("", "role", s)
}

// Remaining counts, for each council role in order, how many definitions it has still to sign.
func (s *Status) Remaining() []int {
	out := make([]int, len(s.Council))
	for _, e := range s.Definitions {
		for i := range s.Council {
			if e.Signatures[i].State != Valid {
				out[i]++
			}
		}
	}
	return out
}

// Agreed lists the definitions that the whole council has signed and that are still assumed: they can be confirmed.
func (s *Status) Agreed() []*Entry {
	var out []*Entry
	for i := range s.Definitions {
		if e := &s.Definitions[i]; e.Complete && !e.Confirmed {
			out = append(out, e)
		}
	}
	return out
}
