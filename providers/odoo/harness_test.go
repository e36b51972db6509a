package odoo

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// servers remembers on whose server a provider has been opened.
var servers sync.Map // *Provider → *emulator.Server

// emulated opens a provider on a server of the emulator.
func emulated(t *testing.T, s *emulator.Server) *Provider { return emulatedWith(t, s, nil) }

// emulatedWith does so with further settings.
func emulatedWith(t *testing.T, s *emulator.Server, more map[string]schema.Setting) *Provider {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	crm := &schema.CRM{Provider: provider, Settings: map[string]schema.Setting{}}
	for name, v := range map[string]string{"url": srv.URL, "database": emulator.DefaultDatabase, "user": emulator.DefaultUser, "key": emulator.DefaultKey} {
		crm.Settings[name] = schema.Setting{Value: v}
	}
	maps.Copy(crm.Settings, more)
	p, err := FactoryWith(Options{Clock: testclock.New(), Transport: &http.Transport{}, Attempts: 3}).
		Open(t.Context(), providers.Target{CRM: crm}, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	servers.Store(p, s)
	return p.(*Provider)
}

// rightsOf is the field of a user that holds his groups.
func rightsOf(p *Provider) string {
	if p.client.Version().Major < 19 {
		return "groups_id"
	}
	return "group_ids"
}

// teamsOf is the field of a stage that binds it to a team, with what is written there; 0 binds it to none.
func teamsOf(p *Provider, team int64) (field string, v any) {
	switch old := p.client.Version().Major < 19; {
	case old && team == 0:
		return "team_id", false
	case old:
		return "team_id", team
	case team == 0:
		return "team_ids", []any{[]any{5, 0, 0}}
	}
	return "team_ids", []any{[]any{6, 0, []int64{team}}}
}

// serverBehind is the server of a provider that emulated opened.
func serverBehind(p providers.Provider) *emulator.Server {
	s, _ := servers.Load(p)
	return s.(*emulator.Server)
}
