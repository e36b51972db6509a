package audit

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// maxPipelines is how many pipelines of deals a sales team can keep apart.
const maxPipelines = 3

// stageFaults are names of deal stages that say no step of a sale; %s is what the CRM calls a field.
var stageFaults = []struct {
	what      string
	label     *regexp.Regexp
	why, todo string
}{
	{"are named after time", regexp.MustCompile(`(?i)\b\d+[- ]?(day|week|month)s?\b|\b(120|90|60|30)\b`),
		"Days pass by themselves: the stage says nothing about whether the customer will stay.", "Use stages of commercial progress and keep the date in a %s."},
	{"are named after a feeling", regexp.MustCompile(`(?i)\btrending\b|\bat risk\b|\b(hot|warm|cold)\b`),
		"Nobody can check them, and deals go back and forth between them.", "Keep the signal in a %s and let stages say what the buyer has done."},
	{"are named after how much is done", regexp.MustCompile(`\d+ ?%`),
		"They count tasks of ours; the buyer has made no decision between them.", "Keep tasks as tasks, their number in a %s, and use one stage until the next decision."},
}

// deals audits the pipelines of deals.
func (u *auditor) deals() {
	pipelines := u.of(Pipeline, Deals)
	if len(pipelines) > maxPipelines {
		var where []string
		for _, p := range pipelines {
			where = append(where, fmt.Sprintf("%s %q", p.Key, p.Title))
		}
		u.report(diag.AuditPipelines, fmt.Sprintf("There are %d pipelines of deals", len(pipelines)), where,
			fmt.Sprintf("More than %d cannot be kept alike, and a forecast has to add them up.", maxPipelines), "Merge those that sell in the same way and delete tests and old ones.")
	}
	for _, p := range pipelines {
		for _, f := range stageFaults {
			if where := labelled(p.Values, f.label); len(where) > 0 {
				u.report(diag.AuditStageName, fmt.Sprintf("Stages of %q %s", p.Title, f.what), where, f.why, fmt.Sprintf(f.todo, u.word))
			}
		}
		if at := falling(p.Values); at != nil {
			u.report(diag.AuditProbability, fmt.Sprintf("The probabilities of %q do not rise", p.Title), []string{at.String()},
				"A deal that moves forward is then worth less in the forecast.", "Put the stages in order, or correct the probabilities.")
		}
	}
}

// labelled lists the values whose labels fit.
func labelled(values []Value, fits *regexp.Regexp) (out []string) {
	for _, v := range values {
		if fits.MatchString(v.Label) {
			out = append(out, v.String())
		}
	}
	return out
}

// inPlay are the stages in which a deal is neither won nor lost.
func inPlay(stages []Value) []Value {
	return slices.DeleteFunc(slices.Clone(stages), func(v Value) bool { return v.Over })
}

// falling is the first open stage with a lower probability than the one before it; nil when there is none.
func falling(stages []Value) *Value {
	list := inPlay(stages)
	for n := 1; n < len(list); n++ {
		if list[n].Chance < list[n-1].Chance {
			return &list[n]
		}
	}
	return nil
}

// service is what is done for customers; renewed is what they decide.
var (
	service = regexp.MustCompile(`(?i)\bonboard|\bimplement|\badopt|\bkick-?off|\bgo-?live|\bfirst value|\btime to value|\bsuccess\b|\bdeliver`)
	renewed = regexp.MustCompile(`(?i)\brenew|\bchurn|\bexpan|\bupsell|\bretention`)
)

// customers audits what happens after the sale.
func (u *auditor) customers() {
	places := map[string][]string{} // object → what follows customers there
	var inDeals []string
	pipelines := false
	for _, l := range u.lists {
		if l.Shared {
			continue
		}
		where := append(labelled(l.Values, service), labelled(l.Values, renewed)...)
		if l.Kind == Pipeline {
			pipelines = true
			if l.About == Deals {
				inDeals = append(inDeals, labelled(inPlay(l.Values), service)...)
			}
		}
		if len(where) > 0 {
			places[l.Object] = append(places[l.Object], where...)
		}
	}
	if len(inDeals) > 0 {
		u.report(diag.AuditCustomer, "Customers are looked after in pipelines of deals", inDeals,
			"A deal is over when it is won; its forecast and its owner are those of the sale.", "Give customer success a pipeline of its own, on other records than deals.")
	}
	objects := slices.Sorted(maps.Keys(places))
	var all []string
	for _, o := range objects {
		all = append(all, places[o]...)
	}
	switch {
	case len(objects) > 1:
		u.report(diag.AuditCustomer, fmt.Sprintf("Customers are followed on %d objects: %s", len(objects), strings.Join(objects, ", ")), all,
			"No record says how a customer stands.", "Choose the object that says it, and let the others follow.")
	case len(objects) == 0 && pipelines:
		u.report(diag.AuditCustomer, "Nothing says what happens after the sale", []string{"all lifecycle stages, pipelines and fields with values"},
			"The lifecycle ends when a deal is won, and with it what anybody can measure: onboarding, adoption, renewal.", "Add customer stages, from onboarding to renewal.")
	}
}
