package odoo

import (
	"os"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// realVariables tell tests where a real Odoo is, that they may change: a database of its own with the apps crm and
// base_automation, and nobody's data.
var realVariables = []string{"STAGECRAFT_ODOO_URL", "STAGECRAFT_ODOO_DB", "STAGECRAFT_ODOO_USER", "STAGECRAFT_ODOO_KEY"}

// openReal opens the real Odoo that the environment names; without one the test is skipped.
func openReal(t *testing.T, o Options) *Provider {
	t.Helper()
	crm := &schema.CRM{Provider: provider, Settings: map[string]schema.Setting{}}
	for i, name := range []string{"url", "database", "user", "key"} {
		v := os.Getenv(realVariables[i])
		if v == "" {
			t.Skipf("%s is not set; see README.md about testing with a real Odoo", realVariables[i])
		}
		crm.Settings[name] = schema.Setting{Value: v}
	}
	p, err := FactoryWith(o).Open(t.Context(), providers.Target{CRM: crm}, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p.(*Provider)
}

func TestRealRead(t *testing.T) {
	r := newRecorder(t)
	p := openReal(t, Options{Transport: r})
	t.Logf("opening: %s", r.summary())
	r.reset()
	list, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, l := range list {
		n[l.Type]++
	}
	t.Logf("Odoo %s: %v", p.client.Version().Text, n)
	t.Logf("reading: %s", r.summary())
	if got := r.count(""); got > 25 {
		t.Errorf("a read of everything takes %d requests", got)
	}
	for _, typ := range []string{typeStage, typeTeam, typeField, typeOption, typeReason, typeGroup, typeScoring} {
		if n[typ] == 0 {
			t.Errorf("no %s was read", typ)
		}
	}
}
