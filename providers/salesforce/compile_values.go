package salesforce

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// globalSet is the prefix of the names of global value sets in keys of values.
const globalSet = "global."

// liveSet is the value set of a picklist: that of a live field, which no API can change, or the one that it is made with.
func (c *compiler) liveSet(sobject, field, made string) string {
	if s := standardSets[sobject+"."+field]; s != "" {
		return s
	}
	f, ok, err := decoded[metadata.CustomField](c.org, "CustomField", sobject+"."+field)
	switch {
	case !ok || err != nil || f.ValueSet == nil:
		return made
	case f.ValueSet.ValueSetName != "":
		return globalSet + f.ValueSet.ValueSetName
	}
	return setOf(sobject, field)
}

// valueSet makes the global value set of a picklist, and names it; "" for values of a field's own. Fields on several
// objects share one.
func (c *compiler) valueSet(m *schema.Meta, set, label, description string) any {
	name, global := strings.CutPrefix(set, globalSet)
	if !global {
		return nil
	}
	if !c.has(typeGlobalValueSet, name) {
		if live, ok, err := decoded[metadata.GlobalValueSet](c.org, "GlobalValueSet", name); ok && err == nil {
			label, description = cmp.Or(live.MasterLabel, label), "" // several fields may have it; it keeps what it is called
		}
		c.resource(typeGlobalValueSet, m, "", fmt.Sprintf("value set “%s”", label), false,
			providers.Values{"name": name, "label": cut(label, maxSetLabel), "description": orNil(cut(description, maxSetDescription))})
	}
	return name
}

// value makes a value of a set. What is there from another block with the same label is shared: pipelines share stages, and
// fields of several objects a standard set.
func (c *compiler) value(m *schema.Meta, part, words string, golden bool, v providers.Values) {
	old := c.made.Find(typeValue, key(text(v["set"]), text(v["value"])))
	if old == nil {
		c.resource(typeValue, m, part, words, golden, v)
		return
	}
	if old.Origin != m.Address && text(old.Values["label"]) != text(v["label"]) {
		c.diags.Errorf(diag.FieldConflict, m.Range, fmt.Sprintf("%s has another label in Salesforce already", words),
			"The value %s is called “%s” at %s, and one value has one label. Write the same label, or keep the field in one of its own with crm = { salesforce = \"…__c\" }.",
			old.Key, text(old.Values["label"]), old.Source)
	}
	old.Golden = old.Golden || golden
}

// Limits of texts. Source: Metadata API Developer Guide and Salesforce Help on custom fields and value sets. Help may be
// twice as long; beside a field, people read no more than this.
const (
	maxLabel          = 40
	maxSetLabel       = 80
	maxSetDescription = 255
	maxDescription    = 1000
	maxHelp           = 255
	maxValue          = 255
)

// cut shortens a text at a word. The limit is in characters.
func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	short := string(r[:most-1])
	if i := strings.LastIndexByte(short, ' '); i > most/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.") + "…"
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// sentences joins texts into sentences.
func sentences(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = compiling.Stop(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " ")
}
