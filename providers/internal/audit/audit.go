// Package audit looks for what goes wrong in CRMs that grew without an architecture: systems that say the same, stages that
// mean no step of a sale, customers that nobody follows.
package audit

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Kind is what a list of values is.
type Kind int

// A list holds the stages of a lifecycle or of a pipeline, or it is a field that people choose a value of.
const (
	Field Kind = iota
	Lifecycle
	Pipeline
)

// Subject is whom a list is about.
type Subject int

// People are leads and contacts.
const (
	Others Subject = iota
	People
	Companies
	Deals
)

// List is a list of values in a CRM.
type List struct {
	// Title is what people call it, Key where it is found, Object what people call the records that have it.
	Title, Key, Object string
	Kind               Kind
	About              Subject
	// Shared lists are those of another object, which has them, too.
	Shared bool
	Values []Value
}

// Value is one value of a list, in order.
type Value struct {
	Key, Label string
	// Over marks stages in which a deal is won or lost; Chance is the chance to win otherwise.
	Over   bool
	Chance float64
}

func (v Value) String() string { return fmt.Sprintf("%s %q", v.Key, v.Label) }

// Audit audits lists. The word is what the CRM calls a field.
func Audit(lists []List, word string) diag.List {
	u := &auditor{lists: lists, word: word}
	u.leads()
	u.deals()
	u.customers()
	u.companies()
	return u.diags
}

// Coverage says what was audited, and what could not be.
func Coverage(objects, blind []string, problems int) (diags diag.List) {
	if len(blind) > 0 {
		diags.Warnf(diag.Audited, diag.Range{}, "Not everything could be audited", "%s", strings.Join(blind, "\n"))
	}
	if len(objects) == 0 {
		diags.Warnf(diag.Audited, diag.Range{}, "Nothing was audited", "There is no object that an audit looks at.")
		return diags
	}
	diags.Warnf(diag.Audited, diag.Range{}, fmt.Sprintf("Audited %s and found %s", diag.Count(len(objects), "object"), diag.Count(problems, "problem")),
		"Objects: %s. What was looked at is how they are configured; no record was read.", strings.Join(objects, ", "))
	return diags
}

type auditor struct {
	lists []List
	word  string
	diags diag.List
}

// of gives the lists of some kind about somebody.
func (u *auditor) of(k Kind, about Subject) (out []List) {
	for _, l := range u.lists {
		if l.Kind == k && l.About == about {
			out = append(out, l)
		}
	}
	return out
}

// report adds a problem: what it is, at which places, why it matters and what to do.
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
	List
	concepts map[string]bool
}

func newSystem(l List) system {
	s := system{l, map[string]bool{}}
	for _, v := range l.Values {
		for _, c := range conceptsOf(v.Label) {
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

// systems are the lists about people, as far as they say how a lead stands.
func (u *auditor) systems() (out []system) {
	for _, k := range []Kind{Lifecycle, Field, Pipeline} {
		for _, l := range u.of(k, People) {
			if s := newSystem(l); len(s.concepts) > 1 {
				out = append(out, s)
			}
		}
	}
	return out
}

var dealEnd = regexp.MustCompile(`(?i)\b(won|lost|closed)\b`)

// leads audits how leads are followed.
func (u *auditor) leads() {
	all := u.systems()
	var same []string
	for _, s := range all {
		if slices.ContainsFunc(all, func(o system) bool { return o.Key != s.Key && s.shares(o) }) {
			same = append(same, fmt.Sprintf("%s (%s)", s.Title, s.Key))
		}
	}
	if len(same) > 0 {
		u.report(diag.AuditOverlap, fmt.Sprintf("%d systems say how a lead stands", len(same)), same,
			"They track the same in different words, so that no report can trust any of them, and automations keep them apart.",
			"Keep the lifecycle for how far a contact has come and one status for how it is worked; retire the rest.")
	}
	for _, s := range all {
		said := slices.DeleteFunc(slices.Clone(positions), func(c string) bool { return !s.concepts[c] })
		if s.Kind != Lifecycle && len(said) > 0 {
			u.report(diag.AuditMixed, fmt.Sprintf("%s says lifecycle stages, too: %s", s.Title, strings.Join(said, ", ")), []string{s.Key},
				"A status changes back and forth and a lifecycle goes forward; one field cannot say both.", "Take these values out of it and use the lifecycle stages.")
		}
	}
	stages := u.of(Lifecycle, People)
	u.lifecycleValues(stages, "tells how deals end", func(label string) bool { return dealEnd.MatchString(label) },
		"A contact can have several deals, won and lost ones.", "Deal outcomes go in the deal pipeline.")
	u.lifecycleValues(stages, "holds working states", func(label string) bool {
		said := conceptsOf(label)
		return len(said) > 0 && !slices.ContainsFunc(said, func(c string) bool { return slices.Contains(positions, c) })
	}, "A status changes back and forth and a lifecycle goes forward; one field cannot say both.", "Keep lifecycle stages and contact statuses as separate fields.")
	u.acceptance(stages, all)
}

// acceptance looks for the stage of accepted leads in the lifecycle, or without one in whatever says how a lead stands.
func (u *auditor) acceptance(stages []List, all []system) {
	if len(stages) == 0 {
		for _, s := range all {
			stages = append(stages, s.List)
		}
	}
	var where []string
	for _, l := range stages {
		if newSystem(l).concepts["sal"] {
			return
		}
		where = append(where, l.Key)
	}
	if len(where) > 0 {
		u.report(diag.AuditAcceptance, "No lifecycle stage says that sales has accepted a lead", where,
			"You cannot measure Marketing-to-Sales handoff speed or acceptance rate.", "Add a stage Sales Accepted Lead (SAL) between MQL and SQL.")
	}
}

// lifecycleValues reports the lifecycle stages whose labels are wrong there.
func (u *auditor) lifecycleValues(stages []List, what string, wrong func(string) bool, why, todo string) {
	var where []string
	for _, l := range stages {
		for _, v := range l.Values {
			if wrong(v.Label) {
				where = append(where, fmt.Sprintf("%s %q", l.Key, v.Label))
			}
		}
	}
	if len(where) > 0 {
		u.report(diag.AuditMixed, "The lifecycle "+what, where, why, todo)
	}
}

// kindsOfCompany are the questions that fields of companies answer.
var kindsOfCompany = []concept{
	says("lifecycle", `\b(prospect|lead|mql|sql|opportunity|customer|client|churned|former)\b`),
	says("type", `\b(partner|vendor|reseller|supplier|competitor|investor|agency)\b`),
	says("status", `\b(active|inactive|target|do not contact|on hold|open|dormant)\b`),
}

// companies audits the lists of companies that answer several questions at once.
func (u *auditor) companies() {
	for _, l := range append(u.of(Field, Companies), u.of(Lifecycle, Companies)...) {
		said := map[string]bool{}
		for _, v := range l.Values {
			for _, k := range kindsOfCompany {
				if k.said.MatchString(v.Label) {
					said[k.name] = true
				}
			}
		}
		if len(said) > 1 {
			u.report(diag.AuditMixed, fmt.Sprintf("%s mixes %s of companies", l.Title, strings.Join(slices.Sorted(maps.Keys(said)), ", ")), []string{l.Key},
				fmt.Sprintf("A company has one of each, and the %s holds one in all.", u.word), fmt.Sprintf("Give each question a %s of its own.", u.word))
		}
	}
}
