package hubspot

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// audit looks for what goes wrong in accounts that grew without an architecture: systems that say the same, stages that
// mean no step of a sale, customers that nobody follows. The last findings say what was audited.
func audit(a *inventory, p *portal) diag.List {
	u := &auditor{inventory: a}
	u.leads()
	u.deals()
	u.customers()
	u.companies()
	u.coverage(p)
	return u.diags
}

type auditor struct {
	*inventory
	diags diag.List
}

// report adds a problem: what it is, at which natural keys, why it matters and what to do.
func (u *auditor) report(code diag.Code, what string, where []string, why, todo string) {
	u.diags.Warnf(code, diag.Range{}, what, "Where: %s. %s %s", strings.Join(where, ", "), why, todo)
}

// concept is something that names of stages and options speak of.
type concept struct {
	name string
	said *regexp.Regexp
}

func says(name, words string) concept { return concept{name, regexp.MustCompile(`(?i)` + words)} }

// concepts are what says how far a lead has come, and how it is worked. Words count for the first concept that they fit.
var concepts = []concept{
	says("mql", `\bmqls?\b|marketing qualified`), says("sql", `\bsqls?\b|sales qualified`), says("sal", `\bsals?\b|sales accepted`),
	says("disqualified", `\b(un|dis)qualified\b|not qualified|\bdead\b|\bjunk\b`), says("qualified", `\bqualified\b`),
	says("opportunity", `\bopportunit`), says("customer", `\b(customer|client)s?\b`), says("nurture", `\bnurtur|\brecycl|\bbad timing\b`),
	says("contacted", `\bcontacted\b|\bconnected\b|attempt`), says("working", `\bworking\b|\bin progress\b`), says("new", `\bnew\b`),
}

// positions are the concepts of a lifecycle; the others are working states.
var positions = []string{"mql", "sql", "sal", "opportunity", "customer"}

// conceptsOf lists what a label speaks of.
func conceptsOf(label string) []string {
	var out []string
	for _, c := range concepts {
		if c.said.MatchString(label) {
			out = append(out, c.name)
			label = c.said.ReplaceAllString(label, " ")
		}
	}
	return out
}

// system is a list of values that may say how a lead stands.
type system struct {
	title, key string
	concepts   map[string]bool
}

func newSystem(title, key string, values []item) system {
	s := system{title, key, map[string]bool{}}
	for _, v := range values {
		for _, c := range conceptsOf(v.text("label")) {
			s.concepts[c] = true
		}
	}
	return s
}

// shares tells whether two systems speak of the same: of one position in the lifecycle, or of two things at all.
func (s system) shares(o system) bool {
	n := 0
	for c := range s.concepts {
		if o.concepts[c] {
			n++
			if slices.Contains(positions, c) {
				return true
			}
		}
	}
	return n > 1
}

func (s system) String() string { return fmt.Sprintf("%s (%s)", s.title, s.key) }

// systems are the lifecycle, the enumerations of contacts and the pipelines of leads, as far as they say how a lead stands.
func (u *auditor) systems() []system {
	var out []system
	if stages := u.of(typeLifecycleStage); len(stages) > 0 {
		out = append(out, newSystem("Lifecycle Stage", key("contacts", lifecycleProperty), stages))
	}
	for _, p := range u.of(typeProperty) {
		if p.text("object") == "contacts" && (!p.BuiltIn || p.Key == key("contacts", "hs_lead_status")) {
			out = append(out, newSystem(p.title(), p.Key, u.parts(typeOption, p.Key)))
		}
	}
	for _, p := range u.of(typePipeline) {
		if p.text("object") == "leads" {
			out = append(out, newSystem("pipeline "+p.title(), p.Key, u.parts(typeStage, p.Key)))
		}
	}
	return slices.DeleteFunc(out, func(s system) bool { return len(s.concepts) < 2 })
}

var dealEnd = regexp.MustCompile(`(?i)\b(won|lost|closed)\b`)

// leads audits how leads are followed (U-01).
func (u *auditor) leads() {
	all := u.systems()
	var same []string
	for i, s := range all {
		if slices.ContainsFunc(all, func(o system) bool { return o.key != s.key && s.shares(o) }) {
			same = append(same, all[i].String())
		}
	}
	if len(same) > 0 {
		u.report(diag.AuditOverlap, fmt.Sprintf("%d systems say how a lead stands", len(same)), same,
			"They track the same in different words, so that no report can trust any of them, and workflows keep them apart.",
			"Keep the lifecycle for how far a contact has come and one status for how it is worked; retire the rest.")
	}
	for _, s := range all {
		said := slices.DeleteFunc(slices.Clone(positions), func(c string) bool { return !s.concepts[c] })
		if s.key != key("contacts", lifecycleProperty) && len(said) > 0 {
			u.report(diag.AuditMixed, fmt.Sprintf("%s says lifecycle stages, too: %s", s.title, strings.Join(said, ", ")), []string{s.key},
				"A status changes back and forth and a lifecycle goes forward; one field cannot say both.", "Take these values out of it and use the lifecycle stages.")
		}
	}
	stages := u.of(typeLifecycleStage)
	u.lifecycleValues(stages, "tells how deals end", func(label string) bool { return dealEnd.MatchString(label) },
		"A contact can have several deals, won and lost ones.", "Deal outcomes go in the deal pipeline.")
	u.lifecycleValues(stages, "holds working states", func(label string) bool {
		said := conceptsOf(label)
		return len(said) > 0 && !slices.ContainsFunc(said, func(c string) bool { return slices.Contains(positions, c) })
	}, "A status changes back and forth and a lifecycle goes forward; one field cannot say both.", "Keep lifecycle stages and contact statuses as separate fields.")
	if len(stages) > 0 && !newSystem("", "", stages).concepts["sal"] {
		u.report(diag.AuditAcceptance, "No lifecycle stage says that sales has accepted a lead", []string{key("contacts", lifecycleProperty)},
			"You cannot measure Marketing-to-Sales handoff speed or acceptance rate.", "Add a stage Sales Accepted Lead (SAL) between MQL and SQL.")
	}
}

// lifecycleValues reports the lifecycle stages whose labels are wrong there.
func (u *auditor) lifecycleValues(stages []item, what string, wrong func(string) bool, why, todo string) {
	var where []string
	for _, s := range stages {
		if wrong(s.text("label")) {
			where = append(where, fmt.Sprintf("%s %q", key("contacts", lifecycleProperty), s.text("label")))
		}
	}
	if len(where) > 0 {
		u.report(diag.AuditMixed, "The lifecycle "+what, where, why, todo)
	}
}

// coverage says what was audited, what could not be, and how much was found (U-05, U-06).
func (u *auditor) coverage(p *portal) {
	problems := len(u.diags)
	seen := map[string]int{}
	for _, typ := range []string{typeLifecycleStage, typePipeline, typeProperty} {
		for _, i := range u.of(typ) {
			plural := i.text("object")
			if typ == typeLifecycleStage {
				plural = "contacts"
			}
			seen[plural]++
		}
	}
	var blind []string
	for _, s := range standardObjects {
		err := p.denied[s.plural]
		if s.name == "lead" && err == nil {
			err = p.lacks[leadObject]
		}
		if err != nil {
			blind = append(blind, fmt.Sprintf("%s: %s", s.plural, because(err)))
			delete(seen, s.plural)
		}
	}
	for _, f := range slices.Sorted(maps.Keys(p.lacks)) {
		if f != leadObject {
			blind = append(blind, fmt.Sprintf("%s: %s", f, because(p.lacks[f])))
		}
	}
	if len(blind) > 0 {
		u.diags.Warnf(diag.Audited, diag.Range{}, "Not everything could be audited", "The account does not have this, or the token may not read it:\n%s", strings.Join(blind, "\n"))
	}
	u.diags.Warnf(diag.Audited, diag.Range{}, fmt.Sprintf("Audited %d objects and found %d problems", len(seen), problems),
		"Objects: %s. What was looked at is how they are configured; no record was read.", listed(slices.Sorted(maps.Keys(seen))))
}

// because says in few words why something could not be read.
func because(err error) string {
	var e *providers.Error
	switch {
	case !errors.As(err, &e):
		return err.Error()
	case e.Scope != "":
		return "the scope " + e.Scope + " is missing"
	}
	words, _, _ := strings.Cut(e.Message, " [") // without the request
	return words
}
