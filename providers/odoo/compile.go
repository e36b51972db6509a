package odoo

import (
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/compiling"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// compiler makes resources, manual steps and enforcement classes of an architecture.
type compiler struct {
	a        *schema.Architecture
	target   providers.Target
	settings *settings
	org      *org
	names    objectNames
	out      *providers.Compiled
	made     compiling.Resources
	diags    diag.List
	// shown are the fields of one's own that views show, by model, with their groups.
	shown map[string][]shownField
	// places counts stages: their order is one over all pipelines.
	places int
	// claims are what the architecture demands; see settle.
	claims []*claim
	// onSave are rules about records that are saved, phase tells of which phase those are that are made now; see gather.
	onSave []savedRule
	phase  phase
}

// compile contacts nothing: o holds what was learned of the database, or nothing at all.
func compile(a *schema.Architecture, t providers.Target, s *settings, o *org) (*providers.Compiled, diag.List) {
	return newCompiler(a, t, s, o).compiled()
}

// newCompiler has made nothing yet.
func newCompiler(a *schema.Architecture, t providers.Target, s *settings, o *org) *compiler {
	return &compiler{a: a, target: t, settings: s, org: o, names: objectNames{a}, out: &providers.Compiled{}, made: compiling.Resources{}, shown: map[string][]shownField{}}
}

// compiled makes everything, each thing after what it refers to.
func (c *compiler) compiled() (*providers.Compiled, diag.List) {
	// What a database is made of.
	c.people()
	c.objects()
	c.fields()
	c.statuses()
	c.reasons()
	c.tracks()
	c.desks()
	c.scores()
	// What holds, and what happens by itself.
	c.phase = counts
	c.points()
	c.phase = refuses
	c.rules()
	c.gates()
	c.settle()
	c.phase = works
	c.work()
	c.gather()
	// What people look at and do.
	c.remaining()
	if c.settings.scope == structure {
		c.leftToPeople()
	} else {
		c.views()
	}
	c.out.SortSteps()
	return c.out, c.diags
}

// owns tells whether records of an object live in this database.
func (c *compiler) owns(object string) bool { return object != "" && c.target.Owns(object) }

// resource adds a resource, as compiling.Resources.Add. What is about a model that people are still to make, or refers to it, waits for it.
func (c *compiler) resource(typ string, m *schema.Meta, part, label string, golden bool, v providers.Values) *providers.Resource {
	model := text(v["model"])
	if typ == typeOption {
		model, _, _ = splitOption(text(v["field"]))
	}
	if c.waits(model) || c.waits(text(v["relation"])) {
		t := kindOf(typ).typ
		c.out.Keep = append(c.out.Keep, typ+"."+t.KeyOf(v))
		return nil
	}
	return c.made.Add(c.out, &c.diags, "Odoo", kindOf(typ).typ,
		providers.Resource{Type: typ, Values: v, Origin: m.Address, Part: part, Source: m.Range, Label: label, Golden: golden})
}

// waits tells whether a model is still to be made by people.
func (c *compiler) waits(model string) bool {
	return c.org.known && strings.HasPrefix(model, "x_") && c.org.fields[model] == nil
}

// identified adds a resource whose natural key is an external id: the one that the crm map of its block gives, or one
// of Stagecraft's own, made of origin and part.
func (c *compiler) identified(typ string, m *schema.Meta, given, part, label string, golden bool, v providers.Values) *providers.Resource {
	if given == "" {
		given = external(m.Address, part)
	}
	return c.resource(typ, m, part, label, golden, v.With("external_id", given))
}

// step adds a manual step, as Compiled.Step.
func (c *compiler) step(origin schema.Address, before bool, title, why string, steps ...string) {
	c.out.Step(origin, before, title, why, steps...)
}

func (c *compiler) enforcement(a schema.Address, criterion string, class providers.Class, how string) {
	c.out.Enforcement = append(c.out.Enforcement, providers.Enforcement{Address: a, Criterion: criterion, Class: class, How: how})
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
