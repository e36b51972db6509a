package hubspot

import (
	"fmt"
	"maps"
	"slices"

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
	portal   *portal
	names    objectNames
	out      *providers.Compiled
	made     compiling.Resources
	// withheld are resources that are wanted and cannot be made now, with the reason.
	withheld map[providers.Reference]string
	diags    diag.List
}

// compile contacts nothing: portal holds what was learned of the account, or nothing at all.
func compile(a *schema.Architecture, t providers.Target, s *settings, p *portal) (*providers.Compiled, diag.List) {
	return newCompiler(a, t, s, p).run()
}

// newCompiler has made nothing yet.
func newCompiler(a *schema.Architecture, t providers.Target, s *settings, p *portal) *compiler {
	return &compiler{a: a, target: t, settings: s, portal: p, names: objectNames{a}, out: &providers.Compiled{},
		made: compiling.Resources{}, withheld: map[providers.Reference]string{}}
}

// run makes everything, each thing after what it refers to.
func (c *compiler) run() (*providers.Compiled, diag.List) {
	c.access()
	c.teams()
	c.objects()
	c.fields()
	c.statuses()
	c.reasons()
	c.tracks()
	c.scorings()
	c.work()
	c.enforce()
	c.remaining()
	c.release()
	c.unseen()
	c.roomForProperties()
	c.retyped()
	c.out.SortSteps()
	return c.out, c.diags
}

// owns tells whether records of an object live in this account.
func (c *compiler) owns(object string) bool { return object != "" && c.target.Owns(object) }

// resource adds a resource, as compiling.Resources.Add.
func (c *compiler) resource(typ string, m *schema.Meta, part, label string, golden bool, v providers.Values) *providers.Resource {
	return c.made.Add(c.out, &c.diags, "HubSpot", kindOf(typ).typ,
		providers.Resource{Values: v, Origin: m.Address, Part: part, Source: m.Range, Label: label, Golden: golden})
}

// has tells whether a resource is wanted.
func (c *compiler) has(typ, key string) bool {
	return c.made.Find(typ, key) != nil
}

// withhold takes a resource, and with release all that refers to it, out of the plan.
func (c *compiler) withhold(typ, key, why string) {
	c.withheld[providers.Reference{Type: typ, Key: key}] = why
}

// step adds a manual step, as Compiled.Step.
func (c *compiler) step(origin schema.Address, before bool, title, why string, steps ...string) {
	c.out.Step(origin, before, title, why, steps...)
}

func (c *compiler) enforcement(a schema.Address, criterion string, class providers.Class, how string) {
	c.out.Enforcement = append(c.out.Enforcement, providers.Enforcement{Address: a, Criterion: criterion, Class: class, How: how})
}

// access reports the objects that the token cannot read, and the features that the account does not have.
func (c *compiler) access() {
	for _, name := range c.a.ObjectNames() {
		plural := c.names.plural(name)
		if err := c.portal.denied[plural]; err != nil && c.owns(name) && c.a.Uses(name) {
			c.diags.Errorf(diag.Unsupported, c.target.Range(), fmt.Sprintf("The token cannot read %s", plural),
				"%s\nGive the token the scope, or leave %s out of the objects of the crm block.", err, name)
		}
	}
	if err := c.portal.lacks[users]; err != nil && len(c.a.Teams) > 0 {
		c.diags.Errorf(diag.Unsupported, c.target.Range(), "The token cannot read "+string(users),
			"%s\nWithout them nobody can be named in a workflow or found in one. Give the token the scope %s.", err, featureDocs[users].scopes)
	}
}

// lacking tells whether the account cannot do something. The first time it warns.
func (c *compiler) lacking(f feature) bool {
	if c.portal.can(f) {
		return false
	}
	summary := fmt.Sprintf("The account cannot be used for %s", f)
	for _, d := range c.diags {
		if d.Summary == summary {
			return true
		}
	}
	doc := featureDocs[f]
	plan := ""
	if doc.plan != "" {
		plan = " It takes " + doc.plan + " or higher."
	}
	c.diags.Warnf(diag.Unsupported, c.target.Range(), summary,
		"%s%s The token needs the scopes %s. What would be made with it is in the manual steps instead.", compiling.Stop(c.portal.lacks[f].Error()), plan, doc.scopes)
	return true
}

// unseen keeps what the token does not show: that it is not found does not mean that it is gone. It keeps, too, what would
// be made if nothing were lacking: a token that loses a right is no reason to delete anything.
func (c *compiler) unseen() {
	if len(c.portal.lacks) > 0 {
		all, _ := compile(c.a, c.target, c.settings, c.portal.whole())
		for _, r := range all.Resources {
			if !c.has(r.Type, r.Key) {
				c.out.Keep = append(c.out.Keep, r.Type+"."+r.Key)
			}
		}
	}
	for _, k := range kinds() {
		if !c.portal.can(k.needs) {
			c.out.Keep = append(c.out.Keep, k.typ.Name+".*")
		}
	}
	hidden := slices.Collect(maps.Keys(c.portal.denied))
	if !c.portal.can(leadObject) {
		hidden = append(hidden, "leads")
	}
	slices.Sort(hidden)
	for _, plural := range hidden {
		for _, t := range types() {
			if a := t.Attributes[0]; a.Immutable && a.Required { // its key begins with the object
				c.out.Keep = append(c.out.Keep, t.Name+"."+plural+"/*")
			}
		}
	}
}

// release takes withheld resources out, and what refers to them, each with a manual step that says what it waits for.
// Those that are in the account stay there.
func (c *compiler) release() {
	for {
		var kept []*providers.Resource
		n := len(c.withheld)
		for _, r := range c.out.Resources {
			id := providers.Reference{Type: r.Type, Key: r.Key}
			why, gone := c.withheld[id]
			if !gone {
				for _, ref := range kindOf(r.Type).typ.References(r.Values) {
					if w, ok := c.withheld[ref]; ok {
						why, gone = w, true
						break
					}
				}
			}
			if !gone {
				kept = append(kept, r)
				continue
			}
			c.withheld[id] = why
			if _, mine := c.made[id]; mine {
				delete(c.made, id)
				c.step(r.Origin, false, "Plan again for what waits", "It cannot be made now, because what it needs is not there.",
					"Do what each of these waits for, then plan again.", upperFirst(r.Label)+": "+compiling.Stop(why))
			}
		}
		c.out.Resources = kept
		if len(c.withheld) == n {
			break
		}
	}
	for id := range c.withheld {
		c.out.Keep = append(c.out.Keep, id.Type+"."+id.Key)
	}
	slices.Sort(c.out.Keep)
}
