package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

var catalogRules = []*Rule{
	{
		Code:     "L-40",
		Name:     "Not one source of truth",
		Severity: diag.Error,
		Reason: "When two systems disagree about a record, one of them wins. With two that both win, or none, each team believes its own tool, " +
			"and every synchronisation overwrites what somebody else corrected.",
		Mends: "Where there is one system alone, it becomes the source of truth.",
		Fix:   "Set `source_of_truth = true` on the one system whose records win, and on no other. What another system holds of its own is said by its `objects`, and by `system` on a field or object.",
		Check: checkTruth,
	},
	{
		Code:     "L-48",
		Name:     "Field that the catalog does not govern",
		Severity: diag.Warning,
		Reason: "A field without an owner is corrected by nobody, one without a usage note is filled in by everybody as they understand it, and one without a " +
			"validation holds whatever was typed. Two fields that mean the same are filled in by different people, and each is half empty.",
		Fix: "Give every field an `owner` and a `usage` that says what it means and who sets it; give text and numbers that people enter a `validation`. " +
			"Values that are calculated (by a score model, a routing or other `writers`, or with a `source` that says derived, calculated or computed) and those that another system than a CRM keeps need no validation. " +
			"Of two fields with the same meaning keep one, and retire the other.",
		Check: checkCatalog,
	},
}

func checkTruth(p *Pass) {
	var claims []*schema.System
	for _, s := range p.Systems {
		if s.SourceOfTruth {
			claims = append(claims, s)
		}
	}
	if len(claims) == 0 {
		if len(p.Systems) > 0 && p.Info != nil {
			p.Report(p.Info, "", "No system is the source of truth",
				"There are %d systems. Set source_of_truth = true on the one whose records win when they disagree.", len(p.Systems))
			if len(p.Systems) == 1 {
				p.mend(p.Systems[0], "source_of_truth", "true")
			}
		}
		return
	}
	// a CRM is more likely meant than any other tool
	first := max(0, slices.IndexFunc(claims, func(s *schema.System) bool { return s.Type == "crm" }))
	for i, s := range claims {
		if i != first {
			p.Report(s, "source_of_truth", fmt.Sprintf("“%s” is another source of truth", schema.Title(s)),
				"“%s” (%s) is designated, too. Decide whose records win, and set source_of_truth on that system alone.", schema.Title(claims[first]), claims[first].Address)
		}
	}
}

func checkCatalog(p *Pass) {
	computed := filled(p.Architecture)
	labels, names := map[[3]string]*schema.Field{}, map[[3]string]*schema.Field{}
	for _, f := range p.Fields {
		checkGoverned(p, f, computed[f.Address])
		label := [3]string{f.Object, string(f.System), plainLabel(schema.Title(f))}
		name := [3]string{f.Object, string(f.System), singular(f.Name)}
		switch {
		case labels[label] != nil:
			alike(p, f, labels[label], "label", "People cannot tell them apart: both are called “"+schema.Title(f)+"”.")
		case names[name] != nil:
			alike(p, f, names[name], "", "The names are the same but for the spelling.")
		}
		labels[label], names[name] = cmp.Or(labels[label], f), cmp.Or(names[name], f)
	}
}

// alike reports two fields that seem to mean the same.
func alike(p *Pass, f, first *schema.Field, attr, why string) {
	p.Report(f, attr, fmt.Sprintf("%s seems to mean what %s means", f.Address.Written(), first.Address.Written()),
		"%s Keep one and retire the other; or say in label and usage how the two differ.", why)
}

// filled are the fields that score models, routings and the record of moves fill.
func filled(a *schema.Architecture) map[schema.Address]bool {
	out := map[schema.Address]bool{}
	for _, s := range a.Scorings {
		out[s.Total] = true
		for _, d := range s.Dimensions {
			out[d.Field] = true
		}
		for _, b := range s.Bands {
			out[b.Field] = true
		}
	}
	for _, r := range a.Routings {
		out[r.Basis] = true
	}
	for _, t := range a.Tracks() {
		if t.Audit != nil {
			out[t.Audit.By], out[t.Audit.Basis] = true, true
		}
	}
	return out
}

// checkGoverned reports what a field lacks. A computed one needs no validation.
func checkGoverned(p *Pass, f *schema.Field, computed bool) {
	var lacks []string
	if f.Owner == "" && (f.RACI == nil || f.RACI.Accountable == "") {
		lacks = append(lacks, "an owner")
	}
	if f.Usage == "" {
		lacks = append(lacks, "a usage note")
	}
	if f.Validation.IsZero() && free(f) && !computed && entered(p, f) {
		lacks = append(lacks, "a validation")
	}
	if lacks != nil {
		p.Report(f, "", fmt.Sprintf("%s lacks %s", f.Address.Written(), strings.Join(lacks, ", ")),
			"Say in the catalog who answers for “%s”, what it means and who sets it, and which values are valid.", schema.Title(f))
	}
	if f.Usage != "" && unclear(f) {
		p.Report(f, "usage", fmt.Sprintf("The usage note of %s does not say what it is for", f.Address.Written()),
			"Say what “%s” means, who sets it and when; remove the field if nobody can.", schema.Title(f))
	}
}

// free tells whether the type of a field lets through whatever is typed. The others know valid values, or are meant for any.
func free(f *schema.Field) bool {
	switch f.Type.Kind {
	case "text", "number", "currency", "percent":
		return true
	}
	return false
}

// entered tells whether values are entered in a CRM, and not calculated there or kept by a system that looks after them.
func entered(p *Pass, f *schema.Field) bool {
	if s := schema.Find[schema.System](p.Architecture, f.System); s != nil && s.Type != "crm" {
		return false
	}
	for _, word := range labelWords(f.Source) {
		switch word {
		case "derived", "calculated", "computed":
			return false
		}
	}
	return len(f.Writers) == 0
}

// unclear tells whether a usage note is missing, holds a place, or only repeats the label.
func unclear(f *schema.Field) bool {
	switch u := plainLabel(f.Usage); u {
	case "", "tbd", "tbc", "todo", "to do", "to be defined", "to be decided", "to be confirmed", "unknown", "unclear", "unclear purpose", "purpose unclear", "n a", "na", "none", "not sure", "legacy":
		return true
	default:
		return u == plainLabel(schema.Title(f)) || u == plainLabel(schema.Label("", f.Name))
	}
}

// singular is a name without what different spellings of it have.
func singular(name string) string { return strings.TrimSuffix(strings.Join(labelWords(name), ""), "s") }
