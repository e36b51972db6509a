package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// CatalogObject is a record type with its governed fields.
type CatalogObject struct {
	Title, Plural, Description string
	System                     string
	BelongsTo, HasMany         []string
	Names                      []Pair // in each CRM
	Fields                     []CatalogField
	Statuses                   []CatalogStatus
	Reasons                    []ReasonList
	Hygiene                    []HygienePolicy
}

// CatalogField is a field as the catalog governs it.
type CatalogField struct {
	Title, Name, Type string
	Required          bool
	Owner, Source     string
	Group, Usage      string
	Options           []CatalogOption
	// Facts are the other things to know, in the order in which a person asks.
	Facts []Pair
}

// CatalogOption is a value of a field.
type CatalogOption struct{ Value, Label, Description string }

// CatalogStatus is a working state.
type CatalogStatus struct {
	Title, Name, Definition, Reasons string
	Closed, Confirmed                bool
}

// ReasonList is a coded list.
type ReasonList struct {
	Title, Kind, Field string
	// Needed says where a code must be given.
	Needed []string
	Codes  []ReasonCode
}

// ReasonCode is one reason.
type ReasonCode struct{ Title, Name, Description, Retry string }

// HygienePolicy says how the data of an object are kept clean.
type HygienePolicy struct {
	Title  string
	Rules  []Pair
	Checks []string
}

// Catalog is the field catalog, object by object; objects of which nothing is declared are left out.
func (m *Model) Catalog() []CatalogObject {
	used := m.usage()
	var out []CatalogObject
	for _, name := range m.arch.ObjectNames() {
		o := m.arch.Object(name)
		c := CatalogObject{Title: m.n.Object(name), Plural: o.Plural, Description: o.Description, System: m.titleOf(o.System),
			BelongsTo: m.titlesOf(o.BelongsTo), HasMany: m.titlesOf(o.HasMany), Names: native(o.CRM)}
		for _, f := range m.arch.Fields {
			if f.Object == name {
				c.Fields = append(c.Fields, m.catalogField(f, used))
			}
		}
		for _, s := range m.arch.Statuses {
			if s.Object == name {
				c.Statuses = append(c.Statuses, CatalogStatus{schema.Title(s), s.Name, s.Definition, m.titleOf(s.Reasons), s.Closed, s.State == "confirmed"})
			}
		}
		for _, r := range m.arch.Reasons {
			if m.reasonObject(r) == name {
				c.Reasons = append(c.Reasons, m.reasonList(r, name))
			}
		}
		for _, h := range m.arch.Hygienes {
			if h.Object.Name() == name {
				c.Hygiene = append(c.Hygiene, m.hygiene(h))
			}
		}
		if len(c.Fields)+len(c.Statuses)+len(c.Reasons)+len(c.Hygiene) > 0 {
			out = append(out, c)
		}
	}
	return out
}

func (m *Model) catalogField(f *schema.Field, used *usage) CatalogField {
	out := CatalogField{Title: schema.Title(f), Name: f.Name, Type: m.typeWords(f.Type), Required: f.Required, Owner: m.titleOf(f.Owner),
		Source: f.Source, Group: schema.Label("", f.Group), Usage: f.Usage}
	if f.Property != "" {
		out.Name = f.Property
	}
	for _, v := range f.Type.Options {
		o := CatalogOption{Value: v, Label: m.n.Option(f.Object, f.Name, v)}
		for _, x := range f.Options {
			if x.Value == v {
				o.Description = x.Description
				if x.Deprecated {
					o.Description = strings.TrimSpace("Offered no more; old records keep it. " + x.Description)
				}
			}
		}
		out.Options = append(out.Options, o)
	}
	history, personal := "", ""
	if f.TrackHistory {
		history = "every former value is kept"
	}
	if f.Personal {
		personal = "yes; handle it as the privacy rules ask"
	}
	var uses []string
	for _, p := range grouped(used.fields[f.Address]) {
		uses = append(uses, p.Name+": "+p.Text)
	}
	values := ""
	if !out.Described() {
		values = strings.Join(out.values(), ", ")
	}
	out.Facts = pairs(Pair{"Values", values}, Pair{"Rule", m.sentence(f.Validation)}, Pair{"What people read when it fails", f.Message}, Pair{"History", history},
		Pair{"Personal data", personal}, Pair{"Lives in", m.titleOf(f.System)}, Pair{"Written by", strings.Join(m.titlesOf(f.Writers), ", ")})
	for _, p := range native(f.CRM) {
		out.Facts = append(out.Facts, Pair{"Called in " + p.Name, p.Text})
	}
	out.Facts = append(out.Facts, m.raci(f.RACI)...)
	out.Facts = append(out.Facts, pairs(Pair{"Used by", strings.Join(uses, "; ")})...)
	return out
}

// typeNames are the types of fields as people call them, where that differs.
var typeNames = map[string]string{"enum": "one of a list", "multi_enum": "any of a list", "bool": "yes or no", "datetime": "date and time",
	"url": "web address", "email": "e-mail address", "phone": "phone number", "attachment": "file"}

// typeWords is a field's type as people call it.
func (m *Model) typeWords(t schema.FieldType) string {
	if t.Kind == "reference" {
		return "reference to " + article(m.object(t.Object))
	}
	return cmp.Or(typeNames[t.Kind], words(t.Kind))
}

// values are the options as they are stored.
func (f CatalogField) values() []string {
	var out []string
	for _, o := range f.Options {
		out = append(out, o.Value)
	}
	return out
}

// Described tells whether an option says more than its value, so that the options deserve a table.
func (f CatalogField) Described() bool {
	return slices.ContainsFunc(f.Options, func(o CatalogOption) bool { return o.Description != "" || o.Label != words(o.Value) })
}

// reasonObject is the record type that a reason list belongs to.
func (m *Model) reasonObject(r *schema.Reasons) string {
	if r.Object != "" {
		return r.Object.Name()
	}
	if _, _, l := r.Field.Split(); len(l) == 2 {
		return l[0]
	}
	for _, t := range m.arch.Tracks() {
		for _, s := range t.Stages {
			if s.Reasons == r.Address {
				return t.Object
			}
		}
	}
	for _, h := range m.arch.Handoffs {
		if h.Reasons == r.Address {
			if t := m.arch.Track(h.From); t != nil {
				return t.Object
			}
		}
	}
	return "contact"
}

// reasonCodes is a reason list with its codes.
func (m *Model) reasonCodes(r *schema.Reasons, object string) ReasonList {
	out := ReasonList{Title: schema.Title(r), Kind: words(r.Kind), Field: m.titleOf(engine.ReasonField(r, object))}
	for _, c := range r.Codes {
		code := ReasonCode{Title: schema.Title(c), Name: c.Name, Description: c.Description}
		if !c.RetryAfter.IsZero() {
			code.Retry = diff.Duration(c.RetryAfter)
		}
		out.Codes = append(out.Codes, code)
	}
	return out
}

// reasonList is a reason list with where a code of it is needed.
func (m *Model) reasonList(r *schema.Reasons, object string) ReasonList {
	out := m.reasonCodes(r, object)
	for _, t := range m.arch.Tracks() {
		for _, s := range t.Stages {
			if s.Reasons == r.Address {
				out.Needed = append(out.Needed, "entering "+m.stageWords(s.Address))
			}
		}
	}
	for _, h := range m.arch.Handoffs {
		if h.Reasons == r.Address {
			out.Needed = append(out.Needed, "a no at “"+schema.Title(h)+"”")
		}
		for _, o := range h.Outcomes {
			if o.Reasons == r.Address {
				out.Needed = append(out.Needed, "“"+schema.Title(o)+"” at “"+schema.Title(h)+"”")
			}
		}
	}
	for _, s := range m.arch.Statuses {
		if s.Reasons == r.Address {
			out.Needed = append(out.Needed, "the status “"+schema.Title(s)+"”")
		}
	}
	for _, h := range m.arch.Hygienes {
		if h.CloseDatePush == r.Address {
			out.Needed = append(out.Needed, "moving the close date out")
		}
	}
	return out
}

// survivors say which record wins a merge.
var survivors = map[string]string{
	"crm":           "the record of the CRM, over any other source",
	"newest":        "the newest record",
	"oldest":        "the oldest record",
	"most_complete": "the record with the most values",
}

func (m *Model) hygiene(h *schema.Hygiene) HygienePolicy {
	out := HygienePolicy{Title: schema.Title(h), Checks: h.Checks}
	stale, archive, push, factor := "", "", "", ""
	if !h.StaleAfter.IsZero() {
		stale = diff.Duration(h.StaleAfter) + " in any stage"
	}
	if h.StaleFactor > 0 {
		factor = number(h.StaleFactor) + " times the average time in its stage"
	}
	if !h.ArchiveAfter.IsZero() {
		archive = diff.Duration(h.ArchiveAfter) + " without activity"
	}
	if h.CloseDatePush != "" {
		push = fmt.Sprintf("only with a code from “%s”", m.titleOf(h.CloseDatePush))
	}
	survivor := ""
	if len(h.DuplicateKeys) > 0 {
		survivor = survivors[h.Survivor]
	}
	date := m.titleOf(h.CloseDate)
	if date == "" {
		date = "The close date"
	}
	out.Rules = pairs(Pair{"A duplicate is recognised by", listing(m.titlesOf(h.DuplicateKeys), "and")}, Pair{"A merge keeps", survivor},
		Pair{"An alert goes out after", strings.Join(slices.DeleteFunc([]string{stale, factor}, func(s string) bool { return s == "" }), ", or ")},
		Pair{"Archived after", archive}, Pair{date + " moves out", push}, Pair{"Audited", cadence(h.Audit)}, Pair{"Owner", m.titleOf(h.Owner)})
	return out
}

// CatalogGaps are what the catalog leaves open, as a kind and the fields concerned.
func (m *Model) CatalogGaps() []Pair {
	used := m.usage()
	var noOwner, noUsage, unused, same []string
	labels := map[string]string{}
	for _, f := range m.arch.Fields {
		name := m.n.Object(f.Object) + ": " + schema.Title(f)
		if f.Owner == "" {
			noOwner = append(noOwner, name)
		}
		if f.Usage == "" {
			noUsage = append(noUsage, name)
		}
		if len(used.fields[f.Address]) == 0 {
			unused = append(unused, name)
		}
		if labels[name] != "" {
			same = append(same, name)
		}
		labels[name] = f.Name
	}
	return pairs(Pair{"Nobody answers for", strings.Join(noOwner, ", ")}, Pair{"The meaning is not written down of", strings.Join(noUsage, ", ")},
		Pair{"Two fields have the label", strings.Join(same, ", ")}, Pair{"No stage, handoff, score or rule uses", strings.Join(unused, ", ")})
}
