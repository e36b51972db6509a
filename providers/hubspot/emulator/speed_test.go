package emulator

import (
	"fmt"
	"testing"
)

// A list of 5,000 properties must not be what a plan waits for.
func BenchmarkListProperties(b *testing.B) {
	a := Empty(Professional, NoRateLimits())
	o, _ := a.state.Objects.get("0-1")
	for i := range 5000 {
		p := *o.active("firstname")
		p.Name, p.HubspotDefined = fmt.Sprintf("p%d", i), false
		o.Properties.set(p.Name, &p)
	}
	for b.Loop() {
		ask(b, a, "GET "+properties, "")
	}
}
