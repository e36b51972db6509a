package metadata

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// Member names a component as package.xml does.
type Member struct {
	Kind string // a Kind's name
	Name string // the full name; of a child with its object in front: "Lead.Score__c"
}

// Component is one component with its file. Fields, rules, processes and record types of an object are components of
// their own, in both formats.
type Component struct {
	Member
	Doc *tree.Document
}

// New makes a component of a modelled value, given by pointer.
func New(kind, name string, value any) Component {
	return Component{Member{kind, name}, Encode(value)}
}

// Decode reads the component into a pointer to a modelled type.
func (c Component) Decode(into any) error { return Decode(c.Doc, into) }

// Package is what is deployed or retrieved at once, whatever format it is written in.
type Package struct {
	Version      string // of the API; empty: APIVersion
	Components   []Component
	DestroyFirst []Member // deleted before all else
	Destroy      []Member // deleted after all else
	Skipped      []string // files that were read and are of no kind that we know
}

// File is a file of a package, by its path with slashes.
type File struct {
	Path string
	Data []byte
}

// Find gives a component, or nil. Names are compared as the org does: without the case of letters.
func (p *Package) Find(kind, name string) *Component {
	for i, c := range p.Components {
		if c.Kind == kind && strings.EqualFold(c.Name, name) {
			return &p.Components[i]
		}
	}
	return nil
}

// version is the version to write.
func (p *Package) version() string { return cmp.Or(p.Version, APIVersion) }

// sorted gives the components in the order of their kinds and names. Names that paths cannot hold, kinds that are unknown,
// and two of one name are errors.
func (p *Package) sorted() ([]Component, error) {
	list := slices.Clone(p.Components)
	seen := map[Member]bool{}
	for _, c := range list {
		k := KindOf(c.Kind)
		if k == nil {
			return nil, invalid("no metadata type %q is known", c.Kind)
		}
		if err := checkPath(k, c.Name); err != nil {
			return nil, err
		}
		key := Member{c.Kind, strings.ToLower(c.Name)}
		if seen[key] {
			return nil, invalid("%s %q is there twice", c.Kind, c.Name)
		}
		seen[key] = true
		if c.Doc == nil || c.Doc.Root == nil {
			return nil, invalid("%s %q has no content", c.Kind, c.Name)
		}
		if root := k.RootOf(c.Name); c.Doc.Root.Name != root {
			return nil, invalid("%s %q has the root element <%s>, not <%s>", c.Kind, c.Name, c.Doc.Root.Name, root)
		}
	}
	slices.SortFunc(list, func(a, b Component) int { return compareMembers(a.Member, b.Member) })
	return list, nil
}

func compareMembers(a, b Member) int {
	return cmp.Or(cmp.Compare(rankOf(a.Kind), rankOf(b.Kind)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

// rankOf gives the place of a kind; kinds that are unknown come last.
func rankOf(kind string) int {
	if k := KindOf(kind); k != nil {
		return k.rank()
	}
	return len(kinds)
}

// parse reads a file of a kind.
func parse(k *Kind, name string, f File) (Component, error) {
	doc, err := tree.Parse(f.Data)
	if err == nil && doc.Root.Name != k.RootOf(name) {
		err = invalid("line %d: root element <%s>, where <%s> was expected", doc.Root.Line, doc.Root.Name, k.RootOf(name))
	}
	if err == nil && doc.Root.Attr("xmlns") != "" && doc.Root.Attr("xmlns") != Namespace {
		err = invalid("line %d: the namespace is not Salesforce's", doc.Root.Line)
	}
	if err != nil {
		return Component{}, invalid("%s: %s", f.Path, message(err))
	}
	declare(doc.Root)
	return Component{Member{k.Name, name}, doc}, nil
}

// finish puts what was read in order.
func (p *Package) finish() (*Package, error) {
	list, err := p.sorted()
	if err != nil {
		return nil, err
	}
	p.Components = list
	slices.SortFunc(p.DestroyFirst, compareMembers)
	slices.SortFunc(p.Destroy, compareMembers)
	slices.Sort(p.Skipped)
	return p, nil
}

// Equal tells whether two packages hold the same.
func (p *Package) Equal(o *Package) bool {
	a, errA := p.sorted()
	b, errB := o.sorted()
	return errA == nil && errB == nil && p.version() == o.version() &&
		slices.EqualFunc(a, b, func(x, y Component) bool { return x.Member == y.Member && x.Doc.Equal(y.Doc) }) &&
		reflect.DeepEqual(byOrder(p.DestroyFirst), byOrder(o.DestroyFirst)) && reflect.DeepEqual(byOrder(p.Destroy), byOrder(o.Destroy))
}

func byOrder(list []Member) []Member { return slices.SortedFunc(slices.Values(list), compareMembers) }
