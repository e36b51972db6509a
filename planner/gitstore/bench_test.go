package gitstore_test

import (
	"fmt"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/gitstore"
	"github.com/stagecraft-dev/stagecraft/providers"
)

// BenchmarkRun is what a state of 10,000 resources in git costs an apply: lock, load, commit, unlock, over http.
func BenchmarkRun(b *testing.B) {
	s := open(b, testtool.GitServer(b, testtool.BareRepository(b), token, nil), env(gitstore.EnvToken, token))
	for i := range b.N {
		unlock, err := s.Lock(b.Context(), planner.LockInfo{Owner: "ana"})
		if err != nil {
			b.Fatal(err)
		}
		st, err := s.Load(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		for j := range 10_000 {
			if j%100 == i%100 || i == 0 {
				key := fmt.Sprint("property_", j)
				st.Target("crm").Resources["hubspot_property.field.contact."+key] = &planner.StateResource{Type: "hubspot_property", Key: key, ID: key,
					Label: fmt.Sprint("Property ", i, j), Values: providers.Values{"name": key, "label": fmt.Sprint("Property ", i), "type": "enumeration", "group": "stagecraft"}}
			}
		}
		if err := s.Commit(b.Context(), st, &planner.Record{Kind: planner.RecordApply}); err != nil {
			b.Fatal(err)
		}
		if err := unlock(); err != nil {
			b.Fatal(err)
		}
	}
}
