package salesforce

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// definitions makes records of custom metadata of what the architecture says: what stages mean and who answers for them,
// clocks, rules with how well they hold. Flows, reports and people of the org read them as data.
func (c *compiler) definitions() {
	if len(c.out.Resources) == 0 {
		return
	}
	for _, t := range []struct {
		definitionType
		rows []definition
	}{
		{architectureType, c.architectureRows()}, {stageType, c.stageRows()}, {responsibilityType, c.responsibilityRows()},
		{slaType, c.slaRows()}, {ruleType, c.ruleRows()},
	} {
		if len(t.rows) > 0 {
			c.metadataType(t.definitionType)
		}
		for _, row := range t.rows {
			c.definition(t.definitionType, row)
		}
	}
}

// definitionType is a custom metadata type with its columns.
type definitionType struct {
	name, label, plural, words string
	columns                    []column
}

// column is a field of a custom metadata type.
type column struct {
	name, label string
	kind        formula.Type
}

// definition is a record, with values in the order of the columns.
type definition struct {
	meta   *schema.Meta
	label  string
	values []any
}

var raciColumns = []column{{"Accountable", "Accountable", formula.Text}, {"Responsible", "Responsible", formula.Text}, {"Consulted", "Consulted", formula.Text}, {"Informed", "Informed", formula.Text}}

var (
	architectureType = definitionType{"Lifecycle_Architecture", "Lifecycle Architecture", "Lifecycle Architectures", "Which version of the lifecycle architecture the org is configured from.", []column{
		{"Title", "Title", formula.Text}, {"Version", "Version", formula.Text}, {"Owner", "Steward", formula.Text}, {"Definition", "Description", formula.LongTextArea}}}
	stageType = definitionType{"Lifecycle_Stage", "Lifecycle Stage", "Lifecycle Stages", "What stages mean, and who answers for them.", append([]column{
		{"Object", "Object", formula.Text}, {"Track", "Lifecycle or pipeline", formula.Text}, {"Value", "Value of the stage", formula.Text}, {"Position", "Position", formula.Number},
		{"Definition", "Definition", formula.LongTextArea}, {"State", "State", formula.Text}, {"Golden", "Critical transition", formula.Checkbox}, {"Owner", "Owner", formula.Text}}, raciColumns...)}
	responsibilityType = definitionType{"Lifecycle_Responsibility", "Lifecycle Responsibility", "Lifecycle Responsibilities", "Who is accountable, responsible, consulted and informed of what is no stage.",
		append([]column{{"Block", "Block", formula.Text}, {"Kind", "Kind", formula.Text}}, raciColumns...)}
	slaType = definitionType{"Lifecycle_SLA", "Lifecycle SLA", "Lifecycle SLAs", "Clocks: what starts and stops them, and how long they may run.", []column{
		{"Starts", "Starts when", formula.Text}, {"Stops", "Stops when", formula.Text}, {"Within", "Within", formula.Text}, {"Target", "Target", formula.Text}, {"Clock", "Clock", formula.Text},
		{"Exceptions", "Other limits", formula.LongTextArea}, {"Escalations", "Escalations", formula.LongTextArea}, {"Owner", "Owner", formula.Text}, {"Definition", "Description", formula.LongTextArea}}}
	ruleType = definitionType{"Lifecycle_Rule", "Lifecycle Rule", "Lifecycle Rules", "Criteria and policies in words, and how well they hold in this org.", []column{
		{"Block", "Block", formula.Text}, {"Kind", "Kind", formula.Text}, {"Criterion", "Criterion", formula.LongTextArea}, {"Class", "Holds", formula.Text}, {"How", "How", formula.LongTextArea}}}
)

// object is the API name of a custom metadata type.
func (t definitionType) object() string { return t.name + "__mdt" }

func (c *compiler) metadataType(t definitionType) {
	m := c.info()
	c.resource(typeObject, m, t.name, "custom metadata type “"+t.label+"”", false,
		providers.Values{"name": t.object(), "label": t.label, "plural": t.plural, "description": t.words, "visibility": "Public"})
	for _, f := range t.columns {
		v := providers.Values{"object": t.object(), "name": f.name + "__c", "label": f.label, "type": string(f.kind)}
		switch f.kind {
		case formula.Text:
			v["length"] = lineLength
		case formula.LongTextArea:
			v["length"] = longLength
		case formula.Number:
			v["precision"], v["scale"] = 5, 0
		case formula.Checkbox:
			v["default"] = "false"
		}
		c.resource(typeField, m, t.name+"."+f.name, fmt.Sprintf("field “%s” of %s", f.label, t.label), false, v)
	}
}

// definition makes a record. What has no value is empty, so that an older value goes.
func (c *compiler) definition(t definitionType, d definition) {
	values := map[string]any{}
	for i, f := range t.columns {
		values[f.name+"__c"] = d.values[i]
		if s, ok := d.values[i].(string); ok && f.kind == formula.Text {
			values[f.name+"__c"] = orNil(cut(s, lineLength))
		} else if ok {
			values[f.name+"__c"] = orNil(cut(s, longLength))
		}
	}
	c.resource(typeMetadata, d.meta, "definition."+t.name, fmt.Sprintf("definition of “%s”", d.label), false,
		providers.Values{"type": t.object(), "name": developerName(string(d.meta.Address), maxName), "label": cut(d.label, maxLabel), "values": values})
}

func (c *compiler) architectureRows() []definition {
	x := c.a.Info
	return []definition{{c.info(), schema.Title(x), []any{schema.Title(x), x.Version, c.calledAll(x.Steward), x.Description}}}
}

func (c *compiler) stageRows() (out []definition) {
	for _, t := range c.a.Tracks() {
		homes := c.homeOf[t.Address]
		if len(homes) == 0 {
			continue
		}
		var objects []string
		for _, h := range homes {
			objects = append(objects, h.sobject)
		}
		for i, s := range t.Stages {
			out = append(out, definition{&s.Meta, schema.Title(s), append([]any{strings.Join(objects, ", "), t.Label(), homes[0].values[i], i + 1, s.Definition, s.State, s.Golden,
				c.calledAll(s.Owner)}, c.raci(s.RACI)...)})
		}
	}
	return out
}

// raci are the values of the columns for it.
func (c *compiler) raci(r *schema.RACI) []any {
	if r == nil {
		return []any{"", "", "", ""}
	}
	return []any{c.calledAll(r.Accountable), c.calledAll(r.Responsible...), c.calledAll(r.Consulted...), c.calledAll(r.Informed...)}
}

// calledAll is what people call blocks, one after the other.
func (c *compiler) calledAll(list ...schema.Address) string {
	return compiling.Titles(c.a, list...)
}

// responsibilityRows are the blocks but stages that say who is accountable, as far as their records live here.
func (c *compiler) responsibilityRows() (out []definition) {
	for kind, b := range c.a.Blocks() {
		f := reflect.ValueOf(b).Elem().FieldByName("RACI")
		if kind == "stage" || !f.IsValid() {
			continue
		}
		r, ok := f.Interface().(*schema.RACI)
		if about := c.subjectOf(b.Base().Address); !ok || r == nil || about != "" && !c.owns(about) {
			continue
		}
		out = append(out, definition{b.Base(), schema.Title(b), append([]any{b.Base().Address.Written(), kind}, c.raci(r)...)})
	}
	return out
}

func (c *compiler) slaRows() (out []definition) {
	for _, s := range c.a.SLAs {
		if !c.owns(c.clockObject(s)) {
			continue
		}
		var other []string
		for _, v := range s.Variants {
			other = append(other, fmt.Sprintf("%s: %s", v.Within, expr.Sentence(v.When.Expr, c.a.Namer())))
		}
		target := ""
		if !s.Target.IsZero() {
			target = s.Target.String()
		}
		out = append(out, definition{&s.Meta, schema.Title(s), []any{c.event(s.Starts, s.When), c.event(s.Stops, schema.Criterion{}), s.Within.String(), target, s.Clock,
			strings.Join(other, "\n"), strings.Join(lines(c.escalationWords(s)), "\n"), c.calledAll(s.Owner), s.Description}})
	}
	return out
}

// weakness orders the classes: a rule holds as well as its weakest part.
var weakness = []providers.Class{providers.Prevented, providers.Corrected, providers.Detected, providers.Manual}

// ruleRows are what has an enforcement, one record a block.
func (c *compiler) ruleRows() (out []definition) {
	var order []schema.Address
	parts := map[schema.Address][]providers.Enforcement{}
	for _, e := range c.out.Enforcement {
		if parts[e.Address] == nil {
			order = append(order, e.Address)
		}
		parts[e.Address] = append(parts[e.Address], e)
	}
	for _, a := range order {
		b := c.a.Lookup(a)
		if b == nil {
			continue
		}
		var criteria, how []string
		class := providers.Prevented
		for _, e := range parts[a] {
			criteria = append(criteria, fmt.Sprintf("%s (%s)", e.Criterion, e.Class))
			if !slices.Contains(how, e.How) {
				how = append(how, e.How)
			}
			if slices.Index(weakness, e.Class) > slices.Index(weakness, class) {
				class = e.Class
			}
		}
		title := cmp.Or(schema.Title(b), a.Name())
		out = append(out, definition{b.Base(), title, []any{a.Written(), a.Kind(), strings.Join(criteria, "\n"), string(class), strings.Join(how, "\n")}})
	}
	return out
}
