package render

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// CRMConfiguration is what one CRM is configured with.
type CRMConfiguration struct {
	Name, Title string
	// Enforcement says how rules hold; nil when there are none.
	Enforcement *Enforcement
	// Before and After are what people do by hand, before and after the configuration is applied.
	Before, After []ManualWork
	// Objects live in this CRM; Elsewhere are those that do not, with where they live.
	Objects   []string
	Elsewhere []Pair
	// Limits are what this CRM cannot do, or not all of it.
	Limits []CRMLimit

	info     *providers.Info
	compiled *providers.Compiled
	objects  []string // names of Objects
}

// ManualWork is something that no interface of the CRM can do.
type ManualWork struct {
	Title, Why string
	Steps      []string
}

// CRMLimit is something that a CRM cannot do, or not all of it.
type CRMLimit struct{ Title, State, Note string }

// Enforcement lists rules by class, those that hold best first.
type Enforcement struct {
	Counts  string // "3 prevented, 1 manual"
	Classes []EnforcedClass
}

// EnforcedClass are the rules of one class, by how they hold.
type EnforcedClass struct {
	Title string // "Prevented"
	Count int
	Ways  []EnforcedWay
}

// EnforcedWay is a way in which several rules hold; without How, each rule has its own.
type EnforcedWay struct {
	How   string
	Rules []EnforcedRule
}

// EnforcedRule says where a rule holds and how; what holds in the same way at one place, or at several, is one.
type EnforcedRule struct{ Where, Rule, How string }

// classes in the order of their strength.
var classes = []providers.Class{providers.Prevented, providers.Corrected, providers.Detected, providers.Manual}

func (m *Model) crmConfiguration(c CRM) *CRMConfiguration {
	out := &CRMConfiguration{Name: c.Info.Name, Title: c.Info.Title, info: c.Info, compiled: c.Compiled}
	for _, s := range c.Compiled.Manual {
		w := ManualWork{s.Title, s.Why, s.Steps}
		if s.Before {
			out.Before = append(out.Before, w)
		} else {
			out.After = append(out.After, w)
		}
	}
	for _, x := range providers.Capabilities {
		for _, y := range c.Info.Capabilities {
			if y.Name == x.Name && y.State != providers.Supported {
				out.Limits = append(out.Limits, CRMLimit{capabilityTitle(x.Name) + ": " + x.Doc, string(y.State), y.Note})
			}
		}
	}
	m.place(out)
	out.Enforcement = m.enforcement(c.Compiled.Enforcement)
	return out
}

// capabilityTitle is the name of a capability at the start of a line.
func capabilityTitle(name string) string {
	if name == "slas" {
		return "SLAs"
	}
	return upperFirst(name)
}

// place tells the objects that live in the CRM from those that live elsewhere, by what is configured for them.
func (m *Model) place(c *CRMConfiguration) {
	here := map[string]bool{}
	for _, r := range c.compiled.Resources {
		here[m.objectOf(r.Origin)] = true
	}
	for _, name := range m.arch.ObjectNames() {
		switch {
		case here[name]:
			c.objects = append(c.objects, name)
			c.Objects = append(c.Objects, m.n.Object(name))
		case m.declares(name):
			c.Elsewhere = append(c.Elsewhere, Pair{m.n.Object(name), cmp.Or(m.home(name, c.Name), "not in this CRM")})
		}
	}
}

// objectOf is the record type that a block is about; "" for one that is about none.
func (m *Model) objectOf(addr schema.Address) string {
	_, kind, l := addr.Split()
	switch kind {
	case "field", "status", "object":
		if len(l) > 0 {
			return l[0]
		}
	case "stage", "lifecycle", "pipeline":
		holder := addr
		if kind == "stage" && len(l) > 2 {
			holder = schema.NewAddress(addr.Module(), kind, l[:2]...)
		}
		if t := m.arch.Track(holder); t != nil {
			return t.Object
		}
	}
	return ""
}

// declares tells whether the architecture says anything about a record type's fields or stages.
func (m *Model) declares(object string) bool {
	return slices.ContainsFunc(m.arch.Fields, func(f *schema.Field) bool { return f.Object == object }) ||
		slices.ContainsFunc(m.arch.Tracks(), func(t *schema.Track) bool { return t.Object == object })
}

// home is where the records of an object live when not in the named CRM; "" when nothing says so.
func (m *Model) home(object, not string) string {
	if o := m.arch.Object(object); o != nil && o.System != "" {
		return m.titleOf(o.System)
	}
	for _, e := range m.arch.Environments {
		for _, c := range e.CRMs {
			if c.Provider != not && slices.ContainsFunc(c.Objects, func(o schema.Address) bool { return o.Name() == object }) {
				return crmTitle(c.Provider)
			}
		}
	}
	return ""
}

// rulesByAddress says in a few words how CRMs keep the criterion at an address: "prevented in Sandbox CRM".
func rulesByAddress(crms []*CRMConfiguration) map[schema.Address]string {
	out := map[schema.Address]string{}
	for _, c := range crms {
		for _, r := range c.compiled.Enforcement {
			text := fmt.Sprintf("%s in %s", r.Class, c.Title)
			if out[r.Address] != "" {
				text = out[r.Address] + ", " + text
			}
			out[r.Address] = text
		}
	}
	return out
}
