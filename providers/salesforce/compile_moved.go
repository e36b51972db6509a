package salesforce

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// moved asks for the API names of blocks that were renamed. Names of values, fields, record types and objects never change
// in an org: under another name there would be a second one, and records would stay with the first.
func (c *compiler) moved() {
	for _, m := range c.a.Moved {
		switch b := c.a.Lookup(m.To).(type) {
		case *schema.Stage:
			_, _, labels := m.From.Split()
			if t := c.a.Track(m.To); len(labels) == 2 {
				module, kind := m.From.Module(), t.Address.Kind()
				c.movedStage(t, b, schema.NewAddress(module, kind, labels[0]), labels[1])
			}
		case *schema.Lifecycle, *schema.Pipeline:
			c.movedTrack(c.a.Track(m.To), m.From)
		case *schema.Field:
			c.movedField(b, m.From)
		case *schema.Object:
			if old, now := customName(m.From.Name()), c.names.last(b.Name); c.owns(b.Name) && b.CRM[provider] == "" && isCustom(now) && old != now &&
				c.org.find("CustomObject", old) != nil {
				c.keep(&b.Meta, "The object", old)
			}
		}
	}
}

// keep asks for the name that something has in the org.
func (c *compiler) keep(m *schema.Meta, what, name string) {
	c.diags.Errorf(diag.MissingAttribute, m.Range, fmt.Sprintf("%s has a name in Salesforce that cannot change", m.Address.Written()),
		"%s is %s there, and records hold on to it. Keep the name: crm = { salesforce = %q }. What people see is the label.", what, name, name)
}

// movedStage looks for the value that a stage had under the address of its track and its name at that time.
func (c *compiler) movedStage(t *schema.Track, s *schema.Stage, from schema.Address, name string) {
	if s.CRM[provider] != "" {
		return
	}
	was := *s
	was.Name = name
	before := *t
	before.Address = from
	for _, h := range c.homeOf[t.Address] {
		old := (&stageSet{name: h.set}).nameOf(&before, &was)
		if live := c.activeValue(h.set, old); live && h.value(t, s.Address) != old {
			c.keep(&s.Meta, "The value of "+h.set, old)
			return
		}
	}
}

// movedTrack looks for the field and the record type that a track had at an address, and the values of its stages.
func (c *compiler) movedTrack(t *schema.Track, from schema.Address) {
	before := *t
	before.Address = from
	for _, h := range c.homeOf[t.Address] {
		old := customName(before.PropertyName())
		switch {
		case t.CRM[provider] != "":
		case h.field != old && isCustom(h.field) && c.liveField(h.sobject, old) != nil && c.liveField(h.sobject, h.field) == nil:
			c.keep(t.Block.Base(), "The field of its stages", old)
		case h.recordType != "" && c.org.find("RecordType", h.sobject+"."+developerName(from.Key(), maxName)) != nil && c.org.find("RecordType", h.sobject+"."+h.recordType) == nil:
			c.keep(t.Block.Base(), "The record type", developerName(from.Key(), maxName))
		}
	}
	for _, s := range t.Stages {
		c.movedStage(t, s, from, s.Name)
	}
}

func (c *compiler) movedField(f *schema.Field, from schema.Address) {
	_, kind, labels := from.Split()
	if kind != "field" || len(labels) != 2 || !c.owns(f.Object) || f.CRM[provider] != "" || f.Property != "" {
		return
	}
	was := *f
	was.Name = labels[1]
	for _, sobject := range c.objectsOf(f) {
		old, now := c.fieldOn(sobject, &was), c.fieldOn(sobject, f)
		if old != now && isCustom(old) && c.liveField(sobject, old) != nil && c.liveField(sobject, now) == nil {
			c.keep(&f.Meta, "The field of "+sobject, old)
			return
		}
	}
}

// activeValue tells whether a set has an active live value of a name.
func (c *compiler) activeValue(set, name string) bool {
	for _, v := range c.org.picklist(set) {
		if v.value == name && !v.inactive {
			return true
		}
	}
	return false
}
