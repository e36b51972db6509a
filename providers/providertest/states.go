package providertest

import (
	"embed"
	"testing"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

//go:embed states/*.hcl
var states embed.FS

// StateNames are the architectures that the suite walks between, beside the empty one.
var StateNames = []string{"small", "shorter", "full"}

// State loads one of them; "" is the empty architecture.
func State(t testing.TB, name string) *schema.Architecture {
	t.Helper()
	if name == "" {
		a := &schema.Architecture{}
		a.Index()
		return a
	}
	src, err := states.ReadFile("states/" + name + ".hcl")
	if err != nil {
		t.Fatal(err)
	}
	r := hclschema.LoadFiles(map[string][]byte{name + ".hcl": src}, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}
