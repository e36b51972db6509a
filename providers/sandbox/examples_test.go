package sandbox

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// The first examples together are a setup that the CRM can run: every condition in them can be read.
func TestExamplesAreASetup(t *testing.T) {
	var live []*providers.Live
	for _, ty := range types() {
		for _, v := range append(ty.Examples[:1:1], ty.Beside...) {
			live = append(live, &providers.Live{Type: ty.Name, ID: "1", Key: ty.KeyOf(v), Values: v})
		}
	}
	if _, diags := decompile(live); diags.Err() != nil || len(diags) > 0 {
		t.Errorf("%v", diags)
	}
}
