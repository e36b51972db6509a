package salesforce

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/internal/importing"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// fieldKinds say which kind a field has that is of a type of Salesforce. Formulas and roll-ups have the type of what comes out.
var fieldKinds = map[string]string{"Text": "text", "TextArea": "text", "LongTextArea": "long_text", "Number": "number", "Currency": "currency",
	"Percent": "percent", "Checkbox": "bool", "Date": "date", "DateTime": "datetime", "Email": "email", "Phone": "phone", "Url": "url",
	"Picklist": "enum", "MultiselectPicklist": "multi_enum", "Lookup": "reference"}

// catalog makes fields of the custom fields that people made.
func (d *decompiler) catalog() {
	managed := 0
	for _, f := range d.live.of(typeField) {
		switch {
		case !isCustom(f.text("name")) || d.said(f) || strings.HasSuffix(f.text("object"), "__mdt"):
		case f.BuiltIn:
			managed++
		default:
			d.field(f)
		}
	}
	if managed > 0 {
		d.diags.Warnf(diag.Unsupported, diag.Range{}, "What managed packages brought is not imported", "They have %s. %s", diag.Count(managed, "field"), stays)
	}
}

// field makes a field of the catalog, or a finding.
func (d *decompiler) field(f item) {
	object, kind := d.object(f.text("object")), fieldKinds[f.text("type")]
	values := d.live.values[d.live.setOf(f)]
	to := f.text("references")
	if kind == "reference" && to == "User" {
		kind = "user"
	}
	why := ""
	switch {
	case object == "":
		why = "Its object is not one that an architecture speaks of."
	case kind == "":
		why = fmt.Sprintf("No field of the catalog has the type %s.", f.text("type"))
	case kind == "reference" && d.object(to) == "":
		why = fmt.Sprintf("It names records of %s, which is not one that an architecture speaks of.", to)
	case strings.HasSuffix(kind, "enum") && len(values) == 0:
		why = "It is a picklist without active values, and a field has at least one."
	}
	if why != "" {
		d.finding(f, "field", f.text("object"), f.text("name"), why+" "+stays)
		return
	}
	d.tell(f)
	out := &schema.Field{Object: object, Type: schema.FieldType{Kind: kind}, TrackHistory: f.flag("track_history"), Required: f.flag("required"),
		Personal: slices.Contains(strings.Split(f.text("compliance"), ";"), "PII")}
	if kind == "reference" {
		out.Type.Object = d.object(to)
	}
	out.Name = d.fieldName(f)
	if api := f.text("name"); api != customName(out.Name) || standardFields[f.text("object")][out.Name] != "" {
		out.CRM = map[string]string{provider: api}
	}
	out.Label = importing.Label(f.title(), out.Name)
	d.usage(out, f)
	d.options(out, f, values)
	d.unsaidOf(out, f)
	d.fields[f.Key] = out
	d.a.Fields = append(d.a.Fields, out)
}

// What descriptions end with that were made of a field, see compiler.descriptionOf.
var (
	ownedBy = regexp.MustCompile(` ?Business owner: ([^.]+)\.$`)
	comesOf = regexp.MustCompile(` ?Source: (.+)\.$`)
)

// usage says what a field means: its description, which has its source and owner in it where it was made of a field.
func (d *decompiler) usage(out *schema.Field, f item) {
	words, help := f.text("description"), f.text("help")
	out.Usage = words
	if words == "" {
		out.Usage = help
	}
	var owner, source []string
	if owner = ownedBy.FindStringSubmatch(words); owner != nil {
		words = strings.TrimSuffix(words, owner[0])
	}
	if source = comesOf.FindStringSubmatch(words); source != nil {
		words = strings.TrimSuffix(words, source[0])
	}
	if words != sentences(help) && cut(words, maxHelp) != help || owner == nil && source == nil {
		return // people wrote it
	}
	out.Usage = help
	if strings.HasSuffix(help, "…") {
		out.Usage = words
	}
	if owner != nil {
		out.Owner = d.role(owner[1])
	}
	if source != nil {
		out.Source = source[1]
	}
}

// fieldName is the name of a field, kept apart from the fields that every object has.
func (d *decompiler) fieldName(f item) string {
	name, object := bareBlockName(f.text("name"), "field"), d.object(f.text("object"))
	if slices.Contains(schema.BuiltinFields(), name) {
		name += "_field"
	}
	for _, t := range d.a.Lifecycles {
		if string(t.Object) == "object."+object && name == t.Name+"_stage" {
			name += "_field" // the lifecycle's own, see schema.Flow
		}
	}
	return d.taken.Take("field "+object, name)
}

// unsaidOf reports what a field has and the catalog does not say.
func (d *decompiler) unsaidOf(out *schema.Field, f item) {
	var has []string
	for attr, words := range map[string]string{"formula": "the formula", "default": "the default value", "unique": "that its values are unique", "owner": "the business owner", "status": "the field usage", "sensitivity": "the data sensitivity"} {
		if v := f.Values[attr]; v != nil && v != false && v != "" && !(attr == "default" && f.text("type") == "Checkbox") {
			has = append(has, fmt.Sprintf("%s: %v", words, v))
		}
	}
	if h := f.text("help"); h != "" && h != cut(out.Usage, maxHelp) {
		has = append(has, fmt.Sprintf("the help: %s", h))
	}
	if len(has) > 0 {
		slices.Sort(has)
		d.partly(f, "field", f.text("object"), f.text("name"), "The catalog has no words for what follows. "+stays, has...)
	}
}

// options gives a picklist its options. One that says reasons has a coded list, whose codes have names of the language.
func (d *decompiler) options(out *schema.Field, f item, values []item) {
	if !strings.HasSuffix(out.Type.Kind, "enum") {
		return
	}
	kind := reasonKind(f, out.Object)
	codes := &schema.Reasons{Kind: kind}
	for _, v := range values {
		d.tell(v)
		label, option := v.title(), v.text("value")
		if kind != "" {
			option = d.taken.Take("code "+f.Key, importing.BlockName(label, "code"))
			codes.Codes = append(codes.Codes, &schema.ReasonCode{Name: option, Label: importing.Label(label, option)})
		}
		out.Type.Options = append(out.Type.Options, option)
		if label != option || v.text("description") != "" {
			o := &schema.FieldOption{Value: option, Description: v.text("description")}
			if label != option {
				o.Label = label
			}
			out.Options = append(out.Options, o)
		}
	}
	if kind != "" {
		codes.Name = d.taken.Take("reasons", out.Name)
		codes.Title, codes.Field = importing.Label(f.title(), codes.Name), schema.FieldAddress(out.Object, out.Name)
		d.a.Reasons = append(d.a.Reasons, codes)
	}
}

var reasoning = regexp.MustCompile(`(?i)(^|[ _])(reasons?|why)([ _]|$)`)

// reasonKinds are what coded lists explain, by their names. The first that fits counts.
var reasonKinds = []struct {
	kind string
	said *regexp.Regexp
}{
	{"close_date_push", regexp.MustCompile(`(?i)clos(e|ing).date|push`)}, {"disqualification", regexp.MustCompile(`(?i)disqualif|unqualif|junk|dead`)},
	{"rejection", regexp.MustCompile(`(?i)reject|declin`)}, {"recycling", regexp.MustCompile(`(?i)recycl|nurtur`)},
	{"holding", regexp.MustCompile(`(?i)hold|pause|park`)}, {"loss", regexp.MustCompile(`(?i)loss|lost|churn|cancel`)}, {"drop_off", regexp.MustCompile(`(?i)drop`)},
}

// reasonKind is what a picklist explains; "" for one that is no list of reasons, or does not say of what.
func reasonKind(f item, object string) string {
	for kind, words := range reasonWords {
		if f.text("description") == words {
			return kind
		}
	}
	if f.text("type") != "Picklist" {
		return ""
	}
	names := bareName(f.text("name")) + " " + f.title()
	if !reasoning.MatchString(names) {
		return ""
	}
	for _, k := range reasonKinds {
		if k.said.MatchString(names) {
			return k.kind
		}
	}
	return map[string]string{"deal": "loss", "lead": "disqualification"}[object]
}
