package sandbox

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// words translates between the addresses of an architecture and those of the configuration that it compiles to, which knows no
// modules and calls fields by their internal names. What the sandbox does not hold keeps its address.
type words struct {
	live, known map[schema.Address]schema.Address
}

func newWords(a *schema.Architecture, t providers.Target) (words, error) {
	c, diags := compile(a, t)
	w := words{live: map[schema.Address]schema.Address{}, known: map[schema.Address]schema.Address{}}
	for _, x := range c.Resources {
		if x.Part == "" {
			at := addressOf(x.Origin.Kind(), x.Key)
			w.live[x.Origin], w.known[at] = at, x.Origin
		}
	}
	return w, diags.Err()
}

// inForce is the address in the configuration.
func (w words) inForce(a schema.Address) schema.Address {
	if at, ok := w.live[a]; ok {
		return at
	}
	return a
}

// back is the address in the architecture.
func (w words) back(a schema.Address) schema.Address {
	if at, ok := w.known[a]; ok {
		return at
	}
	return a
}

// property is the internal name of a field.
func (w words) property(object, field string) string {
	return w.inForce(schema.FieldAddress(object, field)).Name()
}

// properties are values by internal name.
func (w words) properties(object string, fields map[string]any) map[string]any {
	out := make(map[string]any, len(fields))
	for name, v := range fields {
		out[w.property(object, name)] = v
	}
	return out
}
