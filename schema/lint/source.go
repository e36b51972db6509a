package lint

import "strings"

// What the rules were learned from.
const (
	gotchas   = "“GTM Lifecycle: Implementation”, gotchas of the implementation"
	audit     = "“GTM Lifecycle: Implementation”, audit of the current state"
	contracts = "“What every lead lifecycle stage owes the next”, the data contract of the lead lifecycle"
	revops    = "“Sales pipeline and revenue operations”, what must and must not be"
	leads     = "“Pipeline and lead lifecycle”, automation with people in the loop"
	process   = "“Document and evolve your lead process architecture”"
	concluded = "concluded from what CRMs and the language can and cannot do"
	own       = "a policy of this architecture"
)

// sources are by the number of the rule.
var sources = map[string]string{
	"L-00": concluded, "L-01": gotchas, "L-02": gotchas, "L-03": gotchas, "L-04": gotchas, "L-05": gotchas, "L-06": gotchas,
	"L-07": gotchas + "; " + concluded, "L-08": gotchas, "L-09": gotchas,
	"L-10": audit, "L-11": audit, "L-12": audit, "L-13": audit, "L-14": audit, "L-15": audit, "L-16": audit, "L-17": audit, "L-18": audit,
	"L-19": audit + "; " + concluded, "L-20": audit, "L-21": audit, "L-22": audit,
	"L-23": contracts, "L-24": contracts, "L-25": contracts, "L-26": contracts, "L-27": contracts, "L-28": contracts, "L-29": contracts,
	"L-30": process, "L-31": contracts + "; " + revops, "L-32": contracts, "L-33": contracts,
	"L-34": revops, "L-35": revops, "L-36": revops, "L-37": revops, "L-38": revops, "L-39": revops, "L-40": revops, "L-41": revops, "L-42": revops,
	"L-43": concluded, "L-44": revops, "L-45": concluded, "L-46": leads, "L-47": leads, "L-48": process, "L-49": revops, "L-50": concluded,
	"L-51": "“GTM Lifecycle: Implementation”, phase 1d: all definitions confirmed before anything is built", "L-52": "“GTM Lifecycle: Implementation”, configuration of the CRM",
}

// Source says what the rule was learned from.
func (r *Rule) Source() string {
	if r.Policy() != "" {
		return own
	}
	return sources[string(r.Code)]
}

// Policy is the address of the policy that states the rule; "" for a rule of every architecture.
func (r *Rule) Policy() string {
	policy, _, stated := strings.Cut(string(r.Code), "/")
	if !stated {
		return ""
	}
	return policy
}

const repository = "https://github.com/stagecraft-dev/stagecraft/blob/main/schema/"

// CodesURL is where the codes that loading reports are listed.
const CodesURL = repository + "LANGUAGE.md#diagnostics"

// URL is where the rule's page is published; "" for a rule of a policy.
func (r *Rule) URL() string {
	if r.Policy() != "" {
		return ""
	}
	return repository + "lint/rules/" + string(r.Code) + ".md"
}
