package sandbox

import (
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// types declares the resource types, what is referred to before what refers.
var types = sync.OnceValue(func() []*providers.ResourceType {
	var out []*providers.ResourceType
	for _, k := range kinds() {
		t := &providers.ResourceType{Name: k.name, Doc: k.doc, Key: k.key, CanDelete: true, Records: k.records, Examples: examplesOf(k.name), Beside: besideOf(k.name)}
		if k.name == typeObject {
			t.DeleteNote = "The built-in objects (lead, contact, company, deal, project) cannot be removed."
		}
		for _, c := range k.columns {
			t.Attributes = append(t.Attributes, c.attribute(k))
		}
		out = append(out, t)
	}
	return out
})

var typeByName = sync.OnceValue(func() map[string]*providers.ResourceType {
	m := map[string]*providers.ResourceType{}
	for _, t := range types() {
		m[t.Name] = t
	}
	return m
})
