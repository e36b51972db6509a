package planner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// What BuildOptions.Require can demand of every definition that the plan configures.
const (
	// Confirmed: it is agreed, state = "confirmed".
	Confirmed = "confirmed"
	// Signed: every role of the council has signed it as it is.
	Signed = "signed"
	// Verified: and a signed commit of the signer proves each of these signatures.
	Verified = "verified"
)

// Requirements lists everything that can be required.
var Requirements = []string{Confirmed, Signed, Verified}

// require refuses a plan that configures definitions which are not agreed as far as is demanded.
// A change configures the definition that its block is or belongs to, and those whose
// meaning the block is part of, such as the handoffs of a clock. What is deleted or
// forgotten needs no agreement on what it was.
func (b *build) require() {
	demanded := b.passed()
	for _, r := range demanded {
		if !slices.Contains(Requirements, r) {
			b.diags.Errorf(diag.Usage, diag.Range{}, fmt.Sprintf("Nothing is called %q that could be required", r), "Require %s.%s",
				strings.Join(Requirements, ", "), diag.DidYouMean(r, Requirements))
			return
		}
	}
	if len(demanded) == 0 {
		return
	}
	status := b.SignOffs
	signed := slices.Contains(demanded, Signed) || slices.Contains(demanded, Verified)
	if status == nil {
		status = signoff.Evaluate(b.Arch, nil, nil)
	}
	if signed && len(status.Council) == 0 {
		b.diags.Errorf(diag.Unsigned, diag.Range{}, "Nobody can have signed: the architecture names no council",
			"Name the roles that sign in the architecture block: council = [role.vp_sales, …], or plan without requiring signatures.")
		return
	}
	var told []schema.Address
	for _, c := range b.plan.Changes {
		if c.Action == Delete || c.Action == Forget {
			continue
		}
		for _, e := range status.Concerned(b.Arch, c.Origin) {
			if slices.Contains(told, e.Address) {
				continue
			}
			told = append(told, e.Address)
			if slices.Contains(demanded, Confirmed) && !e.Confirmed {
				b.unconfirmed(e)
			}
			if signed {
				b.unsigned(status, e)
			}
		}
	}
}

// passed holds the plan to what other environments must have passed, and gives what else is required.
func (b *build) passed() []string {
	var rest, told []string
	for _, env := range b.Await {
		if b.Passed == nil {
			break
		}
		for _, d := range b.Passed(env) {
			d.Severity, d.Detail = diag.Warning, "An apply waits for that. "+d.Detail
			b.diags.Add(d)
		}
	}
	for _, r := range b.Require {
		env, is := strings.CutPrefix(r, passedIn)
		switch {
		case !is:
			rest = append(rest, r)
		case slices.Contains(told, env):
		case b.Passed == nil:
			b.diags.Errorf(diag.NotPassed, diag.Range{}, fmt.Sprintf("Whether %s has passed cannot be told here", env),
				"The plan asks for it. Use stagecraft apply, which knows the other environments.")
		default:
			b.diags.Add(b.Passed(env)...)
		}
		told = append(told, env)
	}
	return rest
}

func (b *build) unconfirmed(e *signoff.Entry) {
	b.diags.Add(diag.Diagnostic{Code: diag.Unconfirmed, Severity: diag.Error, Subject: b.Arch.Lookup(e.Address).Base().At("state"), Address: string(e.Address),
		Summary: fmt.Sprintf("%s is still assumed", e.Title),
		Detail:  `Only agreed definitions may be configured here. Have it agreed and set state = "confirmed", or plan without requiring it.`})
}

// unsigned reports the signatures that a definition lacks, and those that are not proven where that is demanded.
func (b *build) unsigned(s *signoff.Status, e *signoff.Entry) {
	report := func(code diag.Code, summary string, lacking []signoff.Signature, todo string) {
		if len(lacking) == 0 {
			return
		}
		d := diag.Diagnostic{Code: code, Severity: diag.Error, Subject: b.Arch.Lookup(e.Address).Base().Range, Address: string(e.Address), Summary: summary}
		d.Detail = strings.Join(append(signoff.Lacking(lacking), todo), "\n")
		b.diags.Add(d)
	}
	missing := s.Unmet(e, false)
	report(diag.Unsigned, fmt.Sprintf("%s is not signed by the whole council", e.Title), missing, "See stagecraft signoff status; each role signs with stagecraft signoff --role ROLE.")
	if slices.Contains(b.Require, Verified) {
		unproven := slices.DeleteFunc(s.Unmet(e, true), func(sig signoff.Signature) bool { return sig.State != signoff.Valid })
		report(diag.Unverified, fmt.Sprintf("It is not proven who signed %s", e.Title), unproven, "A signature is proven by the signed commit of the signer that brings it; see stagecraft signoff status.")
	}
}
