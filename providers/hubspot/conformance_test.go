package hubspot

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
)

// accounts remembers whose account a provider has been opened for.
var accounts sync.Map // *Provider → *emulator.Account

// openEmpty opens an account that can do everything; lifecycle stages are written over the API, too.
func openEmpty(t *testing.T) *Provider {
	account := emulator.Empty(emulator.Enterprise, emulator.NoRateLimits())
	account.AddUser("ana@sales.example", "Ana", "Núñez")
	p := portalOf(t, account, map[string]any{"lifecycle_stages": "api"})
	accounts.Store(p, account)
	return p
}

func accountOf(p providers.Provider) *emulator.Account {
	a, _ := accounts.Load(p)
	return a.(*emulator.Account)
}

func TestConformance(t *testing.T) {
	t.Parallel()
	providertest.Run(t, providertest.Options{
		Open:   func(t *testing.T) providers.Provider { return openEmpty(t) },
		Writes: func(p providers.Provider) int64 { return int64(writesOf(accountOf(p))) },
		Enter: func(t *testing.T, p providers.Provider, typ, k string, n int) {
			property, value := under(k)
			_, name := under(property)
			var inputs []string
			for range n {
				inputs = append(inputs, fmt.Sprintf(`{"properties":{%q:%q,"band":"A"}}`, name, value))
			}
			ask(t, accountOf(p), "POST /crm/objects/2026-09/contacts/batch/create", `{"inputs":[`+strings.Join(inputs, ",")+`]}`)
		},
	})
}

// writesOf counts the requests that changed something.
func writesOf(a *emulator.Account) (n int) {
	for _, r := range a.Requests() {
		if r.Write() {
			n++
		}
	}
	return n
}
