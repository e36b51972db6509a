package salesforce

import (
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
	org      *snapshot
	names    objectNames
	out      *providers.Compiled
	made     compiling.Resources
	diags    diag.List
	homeOf   map[schema.Address][]home  // see homes
	reads    map[string][]*schema.Field // see readBy
	grants   grants
	reported map[claimKey][]string // the reports that find what breaks a demand, see detects
}

// compile contacts nothing: org holds what was learned, or nothing at all.
func compile(a *schema.Architecture, t providers.Target, s *settings, org *snapshot) (*providers.Compiled, diag.List) {
	return newCompiler(a, t, s, org).run()
}

// run makes everything, each thing after what it refers to.
func (c *compiler) run() (*providers.Compiled, diag.List) {
	// What an org is made of.
	c.objects()
	c.fields()
	c.statuses()
	c.reasons()
	c.decisions()
	c.tracks()
	c.scorings()
	// What holds and what happens by itself.
	c.gates()
	c.clocks()
	c.routings()
	c.automations()
	c.rollups()
	c.approvals()
	// What people look at.
	c.measures()
	c.detected()
	c.definitions()
	c.remaining()
	// What follows from all that.
	c.conversion()
	c.limits()
	c.access()
	c.keepExisting()
	c.out.SortSteps()
	return c.out, c.diags
}

// newCompiler knows where stages live, and has made nothing yet.
func newCompiler(a *schema.Architecture, t providers.Target, s *settings, org *snapshot) *compiler {
	c := &compiler{a: a, target: t, settings: s, org: org, names: newNames(a, s), out: &providers.Compiled{},
		made: compiling.Resources{}, homeOf: map[schema.Address][]home{}, reads: map[string][]*schema.Field{}, grants: grants{fields: map[string]bool{}}}
	c.settle()
	return c
}

// owns tells whether records of an object live in this org.
func (c *compiler) owns(object string) bool { return object != "" && c.target.Owns(object) }

// resource adds a resource, as compiling.Resources.Add.
func (c *compiler) resource(typ string, m *schema.Meta, part, label string, golden bool, v providers.Values) *providers.Resource {
	return c.made.Add(c.out, &c.diags, "Salesforce", info().Type(typ),
		providers.Resource{Values: derive(typ, v), Origin: m.Address, Part: part, Source: m.Range, Label: label, Golden: golden})
}

// has tells whether a resource is wanted.
func (c *compiler) has(typ, key string) bool {
	return c.made.Find(typ, key) != nil
}

func (c *compiler) enforcement(a schema.Address, criterion string, class providers.Class, how string) {
	c.out.Enforcement = append(c.out.Enforcement, providers.Enforcement{Address: a, Criterion: criterion, Class: class, How: how})
}

// step adds a manual step, as Compiled.Step.
func (c *compiler) step(origin schema.Address, before bool, title, why string, steps ...string) {
	c.out.Step(origin, before, title, why, steps...)
}

// info is the architecture's own block, which what belongs to no other block comes from; one in its place where there is none.
func (c *compiler) info() *schema.Meta {
	if c.a.Info == nil { // of an architecture that is not complete
		return &schema.Meta{Address: schema.NewAddress("", "architecture", "lifecycle")}
	}
	return &c.a.Info.Meta
}

// title is what people call the architecture.
func (c *compiler) title() string {
	if c.a.Info == nil {
		return "Lifecycle"
	}
	return schema.Title(c.a.Info)
}

// grants collects what the permission set of the architecture grants; access makes it.
type grants struct {
	fields               map[string]bool // custom fields; true are those to edit
	objects, recordTypes []string
}

// grant makes a custom field visible: to read, or to edit as well. Required fields and standard ones need no grant.
func (c *compiler) grant(sobject, field string, edit bool) {
	name := sobject + "." + field
	c.grants.fields[name] = c.grants.fields[name] || edit
}
