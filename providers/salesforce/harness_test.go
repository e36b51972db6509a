package salesforce

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// orgs remembers whose org a provider has been opened for.
var orgs sync.Map // *Provider → *emulator.Org

// orgOf opens an org of the emulator. settings are those of the crm block, beside token and address.
func orgOf(t *testing.T, org *emulator.Org, settings map[string]any) *Provider {
	t.Helper()
	srv := httptest.NewServer(org)
	t.Cleanup(srv.Close)
	token, err := org.Login(emulator.Administrator)
	if err != nil {
		t.Fatal(err)
	}
	crm := &schema.CRM{Provider: provider, Settings: map[string]schema.Setting{}}
	for name, v := range settings {
		crm.Settings[name] = schema.Setting{Value: v}
	}
	env := map[string]string{"SF_ACCESS_TOKEN": token, "SF_INSTANCE_URL": srv.URL}
	p, err := FactoryWith(Options{Clock: testclock.New(), Transport: &http.Transport{}, Poll: time.Second}).
		Open(t.Context(), providers.Target{CRM: crm}, func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	orgs.Store(p, org)
	return p.(*Provider)
}

// orgBehind is the org of a provider that orgOf opened.
func orgBehind(p providers.Provider) *emulator.Org {
	o, _ := orgs.Load(p)
	return o.(*emulator.Org)
}

// exampleArch is an architecture of the examples.
func exampleArch(t *testing.T, name string) *schema.Architecture {
	t.Helper()
	r := hclschema.Load(filepath.Join("../../examples", name), hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}
