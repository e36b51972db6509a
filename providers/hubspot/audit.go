package hubspot

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/audit"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// audited audits an account. The last findings say what was looked at.
func audited(a *inventory, p *portal) diag.List {
	diags := audit.Audit(auditedLists(a), "property")
	objects, blind := coverage(a, p)
	return append(diags, audit.Coverage(objects, blind, len(diags))...)
}

// subjects say whom records of an object are about.
var subjects = map[string]audit.Subject{"contacts": audit.People, "leads": audit.People, "companies": audit.Companies, "deals": audit.Deals}

// auditedLists are the lifecycle, the pipelines and the enumerations that are not HubSpot's own, and Lead Status.
func auditedLists(a *inventory) (out []audit.List) {
	if stages := a.of(typeLifecycleStage); len(stages) > 0 {
		for _, plural := range []string{"contacts", "companies"} {
			out = append(out, audit.List{Title: "Lifecycle Stage", Key: key(plural, lifecycleProperty), Object: plural, Kind: audit.Lifecycle,
				About: subjects[plural], Shared: plural == "companies", Values: auditedValues(stages)})
		}
	}
	for _, p := range a.of(typePipeline) {
		plural := p.text("object")
		title := p.title()
		if plural == "leads" {
			title = "pipeline " + title
		}
		out = append(out, audit.List{Title: title, Key: p.Key, Object: plural, Kind: audit.Pipeline, About: subjects[plural], Values: auditedValues(a.parts(typeStage, p.Key))})
	}
	for _, p := range a.of(typeProperty) {
		if p.BuiltIn && p.Key != key("contacts", "hs_lead_status") {
			continue
		}
		plural, title := p.text("object"), p.title()
		if plural == "companies" {
			title = fmt.Sprintf("%q", title)
		}
		l := audit.List{Title: title, Key: p.Key, Object: plural, About: subjects[plural], Values: auditedValues(a.parts(typeOption, p.Key))}
		if plural == "leads" {
			l.About = audit.Others // leads are followed in pipelines
		}
		out = append(out, l)
	}
	return out
}

func auditedValues(list []item) (out []audit.Value) {
	for _, i := range list {
		chance := i.number("probability")
		out = append(out, audit.Value{Key: i.Key, Label: i.text("label"), Over: chance == 0 || chance == 1, Chance: chance})
	}
	return out
}

// coverage lists the objects that were audited, and says what could not be.
func coverage(a *inventory, p *portal) (objects, blind []string) {
	seen := map[string]bool{}
	for _, typ := range []string{typeLifecycleStage, typePipeline, typeProperty} {
		for _, i := range a.of(typ) {
			plural := i.text("object")
			if typ == typeLifecycleStage {
				plural = "contacts"
			}
			seen[plural] = true
		}
	}
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
	if blind != nil {
		blind = append([]string{"The account does not have this, or the token may not read it:"}, append(blind, "")...)
	}
	return slices.Sorted(maps.Keys(seen)), blind
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
