package salesforce

import (
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// setName is the component that holds the values of a picklist.
type setName struct{ kind, name string }

// parseSet finds the component of a set as values name it.
func parseSet(set string) setName {
	if name, ok := strings.CutPrefix(set, globalSet); ok {
		return setName{"GlobalValueSet", name}
	}
	if strings.Contains(set, ".") {
		return setName{"CustomField", set}
	}
	return setName{"StandardValueSet", set}
}

func (n setName) String() string {
	if n.kind == "GlobalValueSet" {
		return globalSet + n.name
	}
	return n.name
}

// setOfComponent is the set that a component holds; fields with the values of another set hold none.
func setOfComponent(c *metadata.Component) (setName, bool) {
	switch c.Kind {
	case "StandardValueSet", "GlobalValueSet":
		return setName{c.Kind, c.Name}, true
	case "CustomField":
		var f metadata.CustomField
		return setName{c.Kind, c.Name}, c.Decode(&f) == nil && f.ValueSet != nil && f.ValueSet.ValueSetDefinition != nil
	}
	return setName{}, false
}

// option is one value in its component. What only standard values have is in standard, which is nil for others.
type option struct {
	name, label, description *string
	byDefault                *bool
	active                   **bool
	standard                 *metadata.StandardValue
}

// title is the label, which files leave out where it is the name.
func (x option) title() string {
	if *x.label == "" {
		return *x.name
	}
	return *x.label
}

// options are the values of a component, which are two types in metadata.
type options interface {
	len() int
	at(int) option
	add(name string) option
	// arrange puts the values in the order of the places that they had.
	arrange(places []int)
}

type standardOptions struct{ set *metadata.StandardValueSet }

func (o standardOptions) len() int { return len(o.set.StandardValue) }

func (o standardOptions) at(i int) option {
	v := &o.set.StandardValue[i]
	return option{&v.FullName, &v.Label, &v.Description, &v.Default, &v.IsActive, v}
}

func (o standardOptions) add(name string) option {
	o.set.StandardValue = append(o.set.StandardValue, metadata.StandardValue{FullName: name})
	return o.at(o.len() - 1)
}

func (o standardOptions) arrange(places []int) {
	o.set.Sorted, o.set.StandardValue = false, arranged(o.set.StandardValue, places)
}

type customOptions struct {
	list   *[]metadata.CustomValue
	sorted *bool
}

func (o customOptions) len() int { return len(*o.list) }

func (o customOptions) at(i int) option {
	v := &(*o.list)[i]
	return option{&v.FullName, &v.Label, &v.Description, &v.Default, &v.IsActive, nil}
}

func (o customOptions) add(name string) option {
	*o.list = append(*o.list, metadata.CustomValue{FullName: name})
	return o.at(o.len() - 1)
}

func (o customOptions) arrange(places []int) { *o.sorted, *o.list = false, arranged(*o.list, places) }

func arranged[T any](list []T, places []int) []T {
	out := make([]T, len(list))
	for i, place := range places {
		out[i] = list[place]
	}
	return out
}

// options lets fn look at the values that the org has of a set.
func (s *snapshot) options(set setName, fn func(options) error) error {
	c := s.find(set.kind, set.name)
	if c == nil {
		return nil
	}
	switch set.kind {
	case "StandardValueSet":
		var v metadata.StandardValueSet
		if err := c.Decode(&v); err != nil {
			return err
		}
		return fn(standardOptions{&v})
	case "GlobalValueSet":
		var v metadata.GlobalValueSet
		if err := c.Decode(&v); err != nil {
			return err
		}
		return fn(customOptions{&v.CustomValue, &v.Sorted})
	}
	var f metadata.CustomField
	if err := c.Decode(&f); err != nil || f.ValueSet == nil || f.ValueSet.ValueSetDefinition == nil {
		return err
	}
	return fn(customOptions{&f.ValueSet.ValueSetDefinition.Value, &f.ValueSet.ValueSetDefinition.Sorted})
}

// editOptions edits the values of a set. Those that the org says are inactive, and its file does not, are deployed as what they are.
func (w *change) editOptions(set setName, fn func(options) error) error {
	first := w.now[memberKey(set.kind, set.name)] == nil
	do := func(o options) error {
		for i := range o.len() {
			if x := o.at(i); first && !w.active(set.String(), x) && *x.active == nil {
				*x.active = new(false)
			}
		}
		return fn(o)
	}
	switch set.kind {
	case "StandardValueSet":
		return edit(w, set.kind, set.name, func(v *metadata.StandardValueSet, exists bool) error {
			if !exists && w.org.known {
				return &providers.Error{Kind: providers.NotFound, Attribute: "set", Message: "the org does not show the values of " + set.name + "; a deploy without them would deactivate them"}
			}
			return do(standardOptions{v})
		})
	case "GlobalValueSet":
		return edit(w, set.kind, set.name, func(v *metadata.GlobalValueSet, exists bool) error {
			return do(customOptions{&v.CustomValue, &v.Sorted})
		})
	}
	if _, field, _ := strings.Cut(set.name, "."); !isCustom(field) {
		return invalid("set", "%s is a standard field; its values are those of a standard value set", set.name)
	}
	return edit(w, set.kind, set.name, func(f *metadata.CustomField, exists bool) error {
		if f.ValueSet == nil {
			f.ValueSet = &metadata.ValueSet{}
		}
		if g := f.ValueSet.ValueSetName; g != "" {
			return invalid("set", "%s has the values of %s", set.name, globalSet+g)
		}
		if f.ValueSet.ValueSetDefinition == nil {
			f.ValueSet.ValueSetDefinition = &metadata.ValueSetValuesDefinition{}
		}
		return do(customOptions{&f.ValueSet.ValueSetDefinition.Value, &f.ValueSet.ValueSetDefinition.Sorted})
	})
}
