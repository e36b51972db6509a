package salesforce

import (
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// kind is how objects of a resource type are read out of metadata and written into it. Neither contacts anything.
type kind struct {
	typ *providers.ResourceType
	// read gives every object of the type that the components hold.
	read func(*snapshot) ([]*providers.Live, error)
	// write makes of the components that the operation concerns what they are to be.
	write func(*change, *providers.Operation) error
	// settle, if set, is called once after all operations of the kind were written, for what depends on several.
	settle func(*change, []*providers.Operation) error
}

// kinds are all of them, in the order of types.
func kinds() []*kind {
	kindsOnce.Do(func() {
		how := map[string]*kind{}
		for _, group := range []map[string]*kind{objectKinds(), valueKinds(), ruleKinds(), workKinds(), accessKinds(), documentKinds()} {
			for name, k := range group {
				how[name] = k
			}
		}
		for _, t := range types() {
			k := how[t.Name]
			k.typ = t
			allKinds = append(allKinds, k)
		}
	})
	return allKinds
}

var (
	kindsOnce sync.Once
	allKinds  []*kind
)

func kindOf(typ string) *kind {
	for _, k := range kinds() {
		if k.typ.Name == typ {
			return k
		}
	}
	return nil
}

// live makes a live object of raw values. The id is the natural key: metadata has names, and no ids that outlive a
// refresh of a sandbox.
func live(typ string, v providers.Values) (*providers.Live, error) {
	l, err := kindOf(typ).typ.Live("Salesforce", "", derive(typ, v))
	if err == nil {
		l.ID = l.Key
	}
	return l, err
}
