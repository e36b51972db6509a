package salesforce

import (
	"net/http"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	providertest.Run(t, providertest.Options{
		Open: func(t *testing.T) providers.Provider { return orgOf(t, emulator.Empty(), nil) },
		Reopen: func(t *testing.T, p providers.Provider, crm *schema.CRM) providers.Provider {
			given := map[string]any{}
			for name, v := range crm.Settings {
				if v.Env == "" {
					given[name] = v.Value
				}
			}
			return orgOf(t, orgBehind(p), given)
		},
		Writes: func(p providers.Provider) (n int64) {
			for _, r := range orgBehind(p).Requests() {
				if r.Method == http.MethodPatch || r.Method == http.MethodPost && r.Operation == "" {
					n++
				}
			}
			return n
		},
		Enter: func(t *testing.T, p providers.Provider, typ, k string, n int) {
			set, value := under(k)
			s, err := p.(*Provider).look(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			at := s.places(typ, k)
			if len(at) == 0 {
				t.Fatalf("nothing has values of %s", set)
			}
			for range n {
				if _, err := orgBehind(p).Put(at[0].sobject, map[string]any{at[0].field: value}); err != nil {
					t.Fatal(err)
				}
			}
		},
	})
}
