package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var stageRules = []*Rule{
	{
		Code: "L-04", Name: "Customer work in a sales pipeline", Severity: diag.Warning,
		Reason: "Onboarding, implementation and adoption begin when the sale is over. In a sales pipeline they are counted as open deals, so the forecast, the sales cycle and the win rate are all wrong, and Customer Success works in a view that was made for Sales.",
		Fix:    "Give Customer Success a pipeline of its own with `domain = \"customer\"`, on a record of its own (`object.project`, say), and let a handoff lead there from the won stage.",
		Check:  checkCustomerWork,
	},
	{
		Code: "L-06", Name: "Entry criterion that says nothing", Severity: diag.Warning,
		Reason: "Loading refuses a stage without entry criteria (SC0301). A criterion that is no more than a name passes, and is as empty: no CRM can check it and no two people read it alike. Once it is built, records stand in the stage for as many reasons as there are people.",
		Fix:    "Say what must be true, in words (`description`), as a condition (`when`) or both, and have it agreed before it is built.",
		Check:  checkEmptyCriteria,
	},
	{
		Code: "L-08", Name: "No stage for acceptance by Sales", Severity: diag.Warning,
		Reason: "Where a marketing qualified lead becomes a sales qualified one in a single step, nothing records when Sales took it, or that it did. You cannot measure Marketing-to-Sales handoff speed or acceptance rate.",
		Fix:    "Put a Sales Accepted Lead (SAL) between the two. Where one step is enough, let its handoff name an `sla`, which measures the speed, and `reasons` for a no, which make the acceptance rate.",
		Check:  checkAcceptance,
	},
	{
		Code: "L-11", Name: "More than three sales pipelines", Severity: diag.Warning,
		Reason: "Every pipeline has stages, probabilities, reports and automations of its own. Beyond new business, renewal and expansion they are mostly copies for a region, a team or a product, and numbers cannot be compared across them any more.",
		Fix:    "Merge pipelines whose stages are the same and tell deals apart by a field: a `segment`, a region, a product. A proof of concept or a delivery is not counted; give it its `type`.",
		Check:  checkManyPipelines,
	},
	{
		Code: "L-14", Name: "Journey that ends at the signature", Severity: diag.Warning,
		Reason: "When the lifecycle ends at Closed Won, nobody sees whether the customer was onboarded, uses the product or is about to leave. The money that is easiest to win and to lose is outside of the architecture.",
		Fix:    "Add a lifecycle or pipeline with `domain = \"customer\"`, such as Onboarding, Early Adoption and Mature Adoption, and a handoff from the won stage to its first stage.",
		Check:  checkCustomerDomain,
	},
	{
		Code: "L-18", Name: "Early Adoption without a First Time to Value", Severity: diag.Warning,
		Reason: "A customer is an early adopter once the product has been of value for the first time. Unless the milestone is defined for this product, Early Adoption begins whenever somebody feels like it, and time to value cannot be measured.",
		Fix:    "Have Customer Success define the milestone: a `term` called First Time to Value with a definition, or a field for the day of the first value whose `usage` says what counts.",
		Check:  checkFirstValue,
	},
	{
		Code: "L-19", Name: "Probabilities missing or falling", Severity: diag.Warning,
		Reason: "A forecast weighs each deal with the probability of its stage. Without them there is no weighted forecast. When a later stage is less likely to be won than an earlier one, a deal that makes progress lowers the forecast; either the order or the number is wrong.",
		Fix:    "Give every stage the share of deals that were won from it, rising along the pipeline. Where deals are not forecast, say so with `forecast = \"omitted\"`.",
		Check:  checkProbabilities,
	},
	{
		Code: "L-22", Name: "Lost or disqualified without a reason", Severity: diag.Warning,
		Reason: "Records leave the funnel here for good. Without a code for why, nobody learns whether price, timing or fit was the matter, and nobody can bring the right ones back.",
		Fix:    "Add `reasons = reasons.NAME` to the stage. Every move there then needs one of its codes.",
		Check:  checkDropOffReasons,
	},
	{
		Code: "L-34", Name: "Stage without entry or exit criteria", Severity: diag.Error,
		Reason:   "A stage is its criteria: what lets a record in, what ends it, and where the record goes then. Without them it is a word that every team fills in for itself.",
		Fix:      "Add an `entry` and an `exit` block. Only the last stage and one that is won, lost or disqualified need no exit.",
		Enforced: []diag.Code{diag.StageCriteria},
	},
}

// says tells whether one of the phrases stands in one of the texts, as whole words in any case.
func says(texts []string, phrases ...string) bool {
	for _, t := range texts {
		t = " " + plainLabel(t) + " "
		if slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(t, " "+p+" ") }) {
			return true
		}
	}
	return false
}

// stageNames are all names that people have for a stage.
func stageNames(s *schema.Stage) []string {
	return append([]string{schema.Title(s), s.Name, s.Short}, s.Aliases...)
}

// aside tells whether a stage is beside the path rather than a step of it.
func aside(s *schema.Stage) bool {
	return s.Outcome == "lost" || s.Outcome == "disqualified" || s.Outcome == "holding"
}

func checkCustomerWork(p *Pass) {
	for _, l := range p.Pipelines {
		switch {
		case l.Domain != "sales" || l.Type == "proof_of_concept":
		case l.Type == "delivery" || l.Type == "support":
			p.Report(l, "domain", fmt.Sprintf("%s counts as sales", schema.Title(l)),
				"It is a %s pipeline, and its domain is sales. Write domain = \"customer\".", l.Type)
		default:
			for _, s := range l.Stages {
				name := []string{schema.Title(s)}
				if says(name, "onboarding", "implementation", "early adoption", "mature adoption", "go live", "hypercare", "customer success") &&
					!says(name, "plan", "planned", "planning", "scope", "scoped", "scoping", "proposal", "proposed", "quote", "quoted", "handoff") {
					p.Report(s, "", fmt.Sprintf("%s is work for a customer, in a sales pipeline", schema.Title(s)),
						"%s sells; what comes after the signature does not belong in its forecast. Move the stage to a pipeline with domain = \"customer\".", schema.Title(l))
				}
			}
		}
	}
}

func checkEmptyCriteria(p *Pass) {
	for _, t := range p.Tracks() {
		for _, s := range t.Stages {
			for _, g := range s.Entry {
				if strings.TrimSpace(g.Description) == "" && g.When.IsZero() {
					p.Report(g, "", fmt.Sprintf("Criterion %q of %s says nothing", g.Name, schema.Title(s)),
						"Say what must be true to enter: description = \"…\" in words, when = … as a condition, or both.")
				}
			}
		}
	}
}

func checkAcceptance(p *Pass) {
	out := map[schema.Address][]*schema.Handoff{}
	for _, h := range p.Handoffs {
		out[h.From] = append(out[h.From], h)
	}
	accepts := func(s *schema.Stage) bool {
		return says(stageNames(s), "sal", "sales accepted", "accepted", "acceptance")
	}
	measured := func(h *schema.Handoff) bool {
		return h.SLA != "" && (h.Reasons != "" || slices.ContainsFunc(h.Outcomes, func(o *schema.HandoffOutcome) bool { return o.Reasons != "" }))
	}
	for _, t := range p.Tracks() {
		if t.Domain != "lead" || followsOther(t) || slices.ContainsFunc(t.Stages, accepts) {
			continue
		}
		for i, s := range t.Stages {
			if !says(stageNames(s), "mql", "marketing qualified") {
				continue
			}
			var next []*schema.Stage
			if j := slices.IndexFunc(t.Stages[i+1:], func(s *schema.Stage) bool { return !aside(s) }); j >= 0 {
				next = append(next, t.Stages[i+1+j])
			}
			for _, h := range out[s.Address] {
				if to := schema.Find[schema.Stage](p.Architecture, h.To); to != nil && !h.Recycle {
					next = append(next, to)
				}
			}
			k := slices.IndexFunc(next, func(n *schema.Stage) bool { return says(stageNames(n), "sql", "sales qualified") })
			if k < 0 || slices.ContainsFunc(next, accepts) || slices.ContainsFunc(out[s.Address], measured) {
				continue
			}
			p.Report(s, "", fmt.Sprintf("Nothing records that Sales accepts %s", withArticle(schema.Title(s))),
				"You cannot measure Marketing-to-Sales handoff speed or acceptance rate. Put a Sales Accepted Lead between %s and %s, or give the handoff between them an sla and reasons for a no.",
				schema.Title(s), schema.Title(next[k]))
		}
	}
}

func checkManyPipelines(p *Pass) {
	const most = 3
	var names []string
	var extra *schema.Pipeline
	for _, l := range p.Pipelines {
		if sells(l) {
			names = append(names, schema.Title(l))
			if len(names) == most+1 {
				extra = l
			}
		}
	}
	if extra != nil {
		p.Report(extra, "", fmt.Sprintf("There are %d sales pipelines", len(names)),
			"Merge some of %s, and tell their deals apart by a field.", strings.Join(names, ", "))
	}
}

// sells tells whether the records of a pipeline are sales.
func sells(l *schema.Pipeline) bool {
	return l.Domain == "sales" && !slices.Contains([]string{"proof_of_concept", "delivery", "support"}, l.Type)
}

func checkCustomerDomain(p *Pass) {
	for _, t := range p.Tracks() {
		after := slices.IndexFunc(t.Stages, func(s *schema.Stage) bool { return says(stageNames(s), "customer", "client") })
		if t.Domain == "customer" || !t.Pipeline && after >= 0 && after < len(t.Stages)-1 {
			return
		}
	}
	for _, l := range p.Pipelines {
		if l.Type == "delivery" || l.Type == "support" {
			return
		}
	}
	for _, l := range p.Pipelines {
		if i := slices.IndexFunc(l.Stages, func(s *schema.Stage) bool { return s.Outcome == "won" }); i >= 0 && sells(l) {
			p.Report(l.Stages[i], "", fmt.Sprintf("The journey ends at %s", schema.Title(l.Stages[i])),
				"Nothing says what happens to a customer after it. Add a lifecycle or pipeline with domain = \"customer\", and a handoff to its first stage.")
			return
		}
	}
}

// firstValue are the usual words for the milestone.
var firstValue = []string{"first value", "first time to value", "time to first value", "time to value", "fttv", "ttfv"}

func checkFirstValue(p *Pass) {
	if slices.ContainsFunc(p.Terms, func(t *schema.Term) bool {
		return t.Definition != "" && says([]string{t.Label, t.Name}, firstValue...)
	}) || slices.ContainsFunc(p.Fields, func(f *schema.Field) bool {
		return f.Usage != "" && says([]string{schema.Title(f), f.Name}, firstValue...)
	}) {
		return
	}
	for _, t := range p.Tracks() {
		for _, s := range t.Stages {
			if s.SameAs == "" && !followsOther(t) && says(stageNames(s), "early adoption") {
				p.Report(s, "", fmt.Sprintf("%s begins at a First Time to Value that nobody has defined", schema.Title(s)),
					"Say what the first value of your product is: term \"first_time_to_value\" { label = \"First Time to Value\", definition = \"…\" }.")
			}
		}
	}
}

func checkProbabilities(p *Pass) {
	for _, l := range p.Pipelines {
		if !sells(l) {
			continue
		}
		weighted := func(s *schema.Stage) bool { return s.Probability != nil }
		forecast := func(s *schema.Stage) bool { return s.Outcome == "" && s.Forecast != "omitted" }
		if !slices.ContainsFunc(l.Stages, weighted) && slices.ContainsFunc(l.Stages, forecast) {
			p.Report(l, "", fmt.Sprintf("%s has no probabilities", schema.Title(l)),
				"Give each of its %d stages a probability from 0 to 100; without them its deals cannot be forecast.", len(l.Stages))
		}
		var best *schema.Stage
		for _, s := range l.Stages {
			if s.Outcome != "" || s.Probability == nil {
				continue
			}
			if best != nil && *s.Probability < *best.Probability {
				p.Report(s, "probability", fmt.Sprintf("%s is less likely to be won than %s before it", schema.Title(s), schema.Title(best)),
					"%g percent come after %g. Correct the number, or the order of the stages.", *s.Probability, *best.Probability)
				continue
			}
			best = s
		}
	}
}

func checkDropOffReasons(p *Pass) {
	coded := map[schema.Address]bool{}   // all ways that are declared ask for a reason
	uncoded := map[schema.Address]bool{} // one does not
	way := func(to, reasons schema.Address) {
		if to != "" {
			coded[to], uncoded[to] = coded[to] || reasons != "", uncoded[to] || reasons == ""
		}
	}
	for _, h := range p.Handoffs {
		way(h.To, h.Reasons)
		for _, o := range h.Outcomes {
			way(o.To, o.Reasons)
		}
	}
	for _, t := range p.Tracks() {
		for _, s := range t.Stages {
			if s.Outcome != "lost" && s.Outcome != "disqualified" || s.Reasons != "" || s.SameAs != "" || followsOther(t) || coded[s.Address] && !uncoded[s.Address] {
				continue
			}
			if !slices.ContainsFunc(s.Requires, func(a schema.Address) bool { return isReason(p, a) }) {
				p.Report(s, "", fmt.Sprintf("%s does not ask why", schema.Title(s)),
					"Add reasons = reasons.NAME with a list of kind %s, so that every record that ends here says why.",
					map[string]string{"lost": "loss", "disqualified": "disqualification"}[s.Outcome])
			}
		}
	}
}

// isReason tells whether a field holds a coded reason.
func isReason(p *Pass, a schema.Address) bool {
	f := schema.Find[schema.Field](p.Architecture, a)
	return f != nil && (f.Type.Kind == "enum" || f.Type.Kind == "multi_enum") && says([]string{schema.Title(f), f.Name}, "reason", "reasons")
}
