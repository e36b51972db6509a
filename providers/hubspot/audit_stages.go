package hubspot

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// maxPipelines is how many pipelines of deals a sales team can keep apart (L-11).
const maxPipelines = 3

// stageFaults are names of deal stages that say no step of a sale.
var stageFaults = []struct {
	what      string
	label     *regexp.Regexp
	why, todo string
}{
	{"are named after time", regexp.MustCompile(`(?i)\b\d+[- ]?(day|week|month)s?\b|\b(120|90|60|30)\b`),
		"Days pass by themselves: the stage says nothing about whether the customer will stay.", "Use stages of commercial progress and keep the date in a property."},
	{"are named after a feeling", regexp.MustCompile(`(?i)\btrending\b|\bat risk\b|\b(hot|warm|cold)\b`),
		"Nobody can check them, and deals go back and forth between them.", "Keep the signal in a property and let stages say what the buyer has done."},
	{"are named after how much is done", regexp.MustCompile(`\d+ ?%`),
		"They count tasks of ours; the buyer has made no decision between them.", "Keep tasks as tasks and use one stage until the next decision."},
}

// deals audits the pipelines of deals (U-02).
func (u *auditor) deals() {
	pipelines := u.pipelinesOf("deals")
	if len(pipelines) > maxPipelines {
		var where []string
		for _, p := range pipelines {
			where = append(where, fmt.Sprintf("%s %q", p.Key, p.title()))
		}
		u.report(diag.AuditPipelines, fmt.Sprintf("There are %d pipelines of deals", len(pipelines)), where,
			fmt.Sprintf("More than %d cannot be kept alike, and a forecast has to add them up.", maxPipelines), "Merge those that sell in the same way and delete tests and old ones.")
	}
	for _, p := range pipelines {
		stages := u.parts(typeStage, p.Key)
		for _, f := range stageFaults {
			if where := labelled(stages, f.label); len(where) > 0 {
				u.report(diag.AuditStageName, fmt.Sprintf("Stages of %q %s", p.title(), f.what), where, f.why, f.todo)
			}
		}
		if at := falling(stages); at != nil {
			u.report(diag.AuditProbability, fmt.Sprintf("The probabilities of %q do not rise", p.title()), []string{fmt.Sprintf("%s %q", at.Key, at.title())},
				"A deal that moves forward is then worth less in the forecast.", "Put the stages in order, or correct the probabilities.")
		}
	}
}

func (u *auditor) pipelinesOf(plural string) []item {
	return slices.DeleteFunc(slices.Clone(u.of(typePipeline)), func(p item) bool { return p.text("object") != plural })
}

// labelled lists those whose labels fit, with their keys.
func labelled(list []item, fits *regexp.Regexp) []string {
	var out []string
	for _, i := range list {
		if fits.MatchString(i.text("label")) {
			out = append(out, fmt.Sprintf("%s %q", i.Key, i.text("label")))
		}
	}
	return out
}

// inPlay are the stages in which a deal is neither won nor lost.
func inPlay(stages []item) []item {
	return slices.DeleteFunc(slices.Clone(stages), func(s item) bool { return s.number("probability") == 0 || s.number("probability") == 1 })
}

// falling is the first open stage with a lower probability than the one before it; nil when there is none.
func falling(stages []item) *item {
	list := inPlay(stages)
	for n := 1; n < len(list); n++ {
		if list[n].number("probability") < list[n-1].number("probability") {
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

// customers audits what happens after the sale (U-03).
func (u *auditor) customers() {
	places := map[string][]string{} // object → what follows customers there
	note := func(plural string, where []string) {
		if len(where) > 0 {
			places[plural] = append(places[plural], where...)
		}
	}
	var inDeals []string
	for _, p := range u.of(typePipeline) {
		stages := u.parts(typeStage, p.Key)
		if p.text("object") == "deals" {
			inDeals = append(inDeals, labelled(inPlay(stages), service)...)
		}
		note(p.text("object"), labelled(stages, service))
		note(p.text("object"), labelled(stages, renewed))
	}
	note("contacts", labelled(u.of(typeLifecycleStage), service))
	note("contacts", labelled(u.of(typeLifecycleStage), renewed))
	for _, p := range u.of(typeProperty) {
		if !p.BuiltIn {
			note(p.text("object"), append(labelled(u.parts(typeOption, p.Key), service), labelled(u.parts(typeOption, p.Key), renewed)...))
		}
	}
	if len(inDeals) > 0 {
		u.report(diag.AuditCustomer, "Customers are looked after in pipelines of deals", inDeals,
			"A deal is over when it is won; its forecast and its owner are those of the sale.", "Give customer success a pipeline of its own, such as one of tickets.")
	}
	var all, objects []string
	for _, plural := range slices.Sorted(maps.Keys(places)) {
		objects = append(objects, plural)
		all = append(all, places[plural]...)
	}
	switch {
	case len(objects) > 1:
		u.report(diag.AuditCustomer, fmt.Sprintf("Customers are followed on %d objects: %s", len(objects), listed(objects)), all,
			"No record says how a customer stands.", "Choose the object that says it, and let the others follow.")
	case len(objects) == 0 && len(u.of(typePipeline)) > 0:
		u.report(diag.AuditCustomer, "Nothing says what happens after the sale", []string{"all lifecycle stages, pipelines and enumerations"},
			"The lifecycle ends when a deal is won, and with it what anybody can measure: onboarding, adoption, renewal.", "Add customer stages, from onboarding to renewal.")
	}
}

// kindsOfCompany are the questions that enumerations of companies answer.
var kindsOfCompany = []concept{
	says("lifecycle", `\b(prospect|lead|mql|sql|opportunity|customer|client|churned|former)\b`),
	says("type", `\b(partner|vendor|reseller|supplier|competitor|investor|agency)\b`),
	says("status", `\b(active|inactive|target|do not contact|on hold|open|dormant)\b`),
}

// companies audits the enumerations of companies that answer several questions at once (U-04).
func (u *auditor) companies() {
	look := func(title, where string, values []item) {
		said := map[string]bool{}
		for _, v := range values {
			for _, k := range kindsOfCompany {
				if k.said.MatchString(v.text("label")) {
					said[k.name] = true
				}
			}
		}
		if len(said) > 1 {
			u.report(diag.AuditMixed, fmt.Sprintf("%s mixes %s of companies", title, listed(slices.Sorted(maps.Keys(said)))), []string{where},
				"A company has one of each, and the property holds one in all.", "Give each question a property of its own.")
		}
	}
	for _, p := range u.of(typeProperty) {
		if p.text("object") == "companies" && !p.BuiltIn {
			look(fmt.Sprintf("%q", p.title()), p.Key, u.parts(typeOption, p.Key))
		}
	}
	look("Lifecycle Stage", key("companies", lifecycleProperty), u.of(typeLifecycleStage))
}
