package salesforce

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// paths shows people what each stage means and asks for. There is one path of a record type.
func (c *compiler) paths() {
	taken := map[string]*schema.Track{}
	for _, t := range c.a.Tracks() {
		for _, h := range c.homeOf[t.Address] {
			place := key(h.sobject, h.recordType)
			if other := taken[place]; other != nil {
				c.step(t.Address, false, "Choose what the path of "+objectPage(h.sobject)+" shows", "There is one path for the records of a record type.",
					fmt.Sprintf("It shows %s. What the stages of %s ask for stands in their descriptions and in refusals.", trackLabel(other), trackLabel(t)))
				continue
			}
			name := pathName(t, h)
			if other := c.otherPath(h, name); other != "" {
				c.step(t.Address, false, "Choose what the path of "+objectPage(h.sobject)+" shows", "There is one path for the records of a record type, and nothing here made it.",
					fmt.Sprintf("Setup > Path Settings > %s: keep it, or delete it and apply again, so that people see %s.", other, trackLabel(t)))
				continue
			}
			taken[place] = t
			c.path(t, h, name)
		}
	}
	if len(taken) > 0 {
		c.resource(typeSetting, c.info(), "path", "setting “Path”", false, providers.Values{"settings": "PathAssistant", "name": "pathAssistantEnabled", "value": "true"})
	}
}

// pathName is the name of a path. A path keeps its record type for good, so the path of another record type has another name.
func pathName(t *schema.Track, h home) string {
	name := t.Address.Key() + "_" + strings.TrimSuffix(h.sobject, "__c")
	if h.recordType != "" {
		name += "_" + h.recordType
	}
	return developerName(name, maxName)
}

// otherPath is the name of the path that the org has for the same records and another field; "" without one.
func (c *compiler) otherPath(h home, name string) string {
	for _, live := range c.org.of("PathAssistant") {
		var p metadata.PathAssistant
		if live.Decode(&p) == nil && !strings.EqualFold(live.Name, name) && p.EntityName == h.sobject && p.FieldName != h.field && recordTypeOf(&p) == cmp.Or(h.recordType, metadata.MasterRecordType) {
			return cmp.Or(p.MasterLabel, live.Name)
		}
	}
	return ""
}

func (c *compiler) path(t *schema.Track, h home, name string) {
	steps := map[string]any{}
	for i, s := range t.Stages {
		step := map[string]any{"info": c.guidance(t, s)}
		if fields := c.keyFields(t, s, h.sobject); fields != nil {
			step["fields"] = fields
		}
		steps[h.values[i]] = step
	}
	v := providers.Values{"name": name, "label": cut(t.Label(), maxSetLabel), "object": h.sobject, "field": h.field, "steps": steps}
	if h.recordType != "" {
		v["record_type"] = key(h.sobject, h.recordType)
	}
	c.resource(typePath, t.Block.Base(), c.partOf(t.Object, h.sobject), fmt.Sprintf("path of %s on %s", trackLabel(t), h.sobject), false, v)
}

// maxGuidance is the most characters of guidance of a step. Source: Salesforce Help, Path.
const maxGuidance = 1000

// guidance says in HTML what a stage means and asks for. What does not fit is left out from the end.
func (c *compiler) guidance(t *schema.Track, s *schema.Stage) string {
	var b strings.Builder
	part := func(head string, lines []string) {
		if len(lines) == 0 {
			return
		}
		out := ""
		if head != "" {
			out = "<p><b>" + html.EscapeString(head) + "</b></p>"
		}
		if head == "" {
			out += "<p>" + html.EscapeString(lines[0]) + "</p>"
		} else {
			out += "<ul>"
			for _, l := range lines {
				out += "<li>" + html.EscapeString(l) + "</li>"
			}
			out += "</ul>"
		}
		if b.Len()+len(out) <= maxGuidance {
			b.WriteString(out)
		}
	}
	part("", nonEmpty(s.Definition))
	part("", nonEmpty(s.Guidance))
	part("To enter", c.criteria(s.Entry))
	part("Needed", c.titles(s.Requires))
	part("To leave", c.criteria(s.Exit))
	if b.Len() == 0 {
		part("", []string{schema.Title(s)})
	}
	return b.String()
}

// criteria are conditions in words.
func (c *compiler) criteria(gates []*schema.Gate) []string {
	var out []string
	for _, g := range gates {
		switch {
		case g.Description != "":
			out = append(out, g.Description)
		case !g.When.IsZero():
			out = append(out, expr.Sentence(g.When.Expr, c.a.Namer()))
		case g.Then != "":
			out = append(out, schema.Label("", g.Name)+": "+schema.Title(c.a.Lookup(g.Then)))
		default:
			out = append(out, schema.Label("", g.Name))
		}
	}
	return out
}

// titles are what people call blocks.
func (c *compiler) titles(list []schema.Address) []string {
	var out []string
	for _, a := range list {
		if b := c.a.Lookup(a); b != nil {
			out = append(out, schema.Title(b))
		}
	}
	return out
}

// maxKeyFields is the most fields of a step of a path. Source: Salesforce Help, Path.
const maxKeyFields = 5

// keyFields are the facts of the record itself that a stage, and what it hands over, ask for; the first few.
func (c *compiler) keyFields(t *schema.Track, s *schema.Stage, sobject string) any {
	facts := slices.Clone(s.Requires)
	for _, h := range c.a.Handoffs {
		if h.From == s.Address {
			facts = append(facts, h.Owes...)
		}
	}
	var out []string
	for _, a := range facts {
		f := schema.Find[schema.Field](c.a, a)
		if f == nil || f.Object != t.Object && !(sobject == lead && f.Object == "company") || len(out) == maxKeyFields {
			continue
		}
		name := c.fieldOn(sobject, f)
		if own, ok := implied[f.Name]; ok && f.Range.IsZero() {
			name = own.Name
		}
		if whole := compound[sobject+"."+name]; whole != "" {
			name = whole
		}
		if strings.Contains(name, " ") || f.Name == "id" && f.Range.IsZero() || slices.Contains(out, name) {
			continue
		}
		out = append(out, name)
	}
	return anys(out)
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
