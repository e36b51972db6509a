package hubspot

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// portalOf opens an account of the emulator. settings are those of the crm block, beside token and address.
func portalOf(t *testing.T, account *emulator.Account, settings map[string]any) *Provider {
	t.Helper()
	srv := httptest.NewServer(account)
	t.Cleanup(srv.Close)
	crm := &schema.CRM{Provider: provider, Settings: map[string]schema.Setting{}}
	for name, v := range settings {
		crm.Settings[name] = schema.Setting{Value: v}
	}
	env := map[string]string{"HUBSPOT_TOKEN": emulator.DefaultToken, "HUBSPOT_BASE_URL": srv.URL}
	clock := testclock.New()
	p, err := FactoryWith(Options{Clock: clock, Transport: &http.Transport{}, Now: clock.Now}).
		Open(t.Context(), providers.Target{CRM: crm}, func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p.(*Provider)
}

// applyAll applies operations in order and gives the last report on each.
func applyAll(t *testing.T, p *Provider, ops ...*providers.Operation) []providers.Progress {
	t.Helper()
	at := make(map[*providers.Operation]int, len(ops))
	for i, op := range ops {
		at[op] = i
	}
	out := make([]providers.Progress, len(ops))
	if err := p.Apply(t.Context(), ops, func(pr providers.Progress) error {
		if pr.Phase == providers.Done {
			out[at[pr.Op]] = pr
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for i, pr := range out {
		if pr.Phase != providers.Done {
			t.Fatalf("%s %s is never done", ops[i].Action, ops[i].Address)
		}
	}
	return out
}

// applyOne applies one operation and gives the last report on it.
func applyOne(t *testing.T, p *Provider, op *providers.Operation) providers.Progress {
	t.Helper()
	return applyAll(t, p, op)[0]
}

// applied is applyAll that wants no failure.
func applied(t *testing.T, p *Provider, ops ...*providers.Operation) []providers.Progress {
	t.Helper()
	out := applyAll(t, p, ops...)
	for _, pr := range out {
		if pr.Err != nil {
			t.Fatalf("%s %s: %v", pr.Op.Action, pr.Op.Address, pr.Err)
		}
	}
	return out
}

// createOf, updateOf and deleteOf make operations.
func createOf(t *testing.T, typ string, after providers.Values) *providers.Operation {
	t.Helper()
	after = normal(t, typ, after)
	k := kindOf(typ).typ.KeyOf(after)
	return &providers.Operation{Action: providers.Create, Address: typ + "." + k, Type: typ, Key: k, After: after}
}

func updateOf(t *testing.T, l *providers.Live, after providers.Values) *providers.Operation {
	t.Helper()
	after = normal(t, l.Type, after)
	k := kindOf(l.Type).typ.KeyOf(after)
	return &providers.Operation{Action: providers.Update, Address: l.Type + "." + k, Type: l.Type, Key: k, ID: l.ID, Before: l.Values, After: after}
}

func deleteOf(l *providers.Live) *providers.Operation {
	return &providers.Operation{Action: providers.Delete, Address: l.Type + "." + l.Key, Type: l.Type, Key: l.Key, ID: l.ID, Before: l.Values}
}

func normal(t *testing.T, typ string, v providers.Values) providers.Values {
	t.Helper()
	out, err := kindOf(typ).typ.Normalize(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// readAll reads objects of the given types, all without any, by type and natural key: "hubspot_option contacts/x/y".
func readAll(t *testing.T, p *Provider, types ...string) map[string]*providers.Live {
	t.Helper()
	list, err := p.Read(t.Context(), types)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]*providers.Live, len(list))
	for _, l := range list {
		name := l.Type + " " + l.Key
		if out[name] != nil {
			t.Errorf("there are two %s", name)
		}
		if l.ID == "" {
			t.Errorf("%s has no id", name)
		}
		out[name] = l
	}
	return out
}

// requests counts what an account was sent, since Forget: "POST /batch/create" is any request of that
// method whose path contains the text.
func requests(account *emulator.Account, what string) (n int) {
	method, path, _ := strings.Cut(what, " ")
	for _, r := range account.Requests() {
		if r.Method == method && strings.Contains(r.Path, path) {
			n++
		}
	}
	return n
}

// ask sends a request straight to an account, as somebody else would, and gives the answer's body.
func ask(t *testing.T, account *emulator.Account, do, body string) string {
	t.Helper()
	method, path, _ := strings.Cut(do, " ")
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+emulator.DefaultToken)
	w := httptest.NewRecorder()
	account.ServeHTTP(w, r)
	if w.Code >= 300 {
		t.Fatalf("%s: %d %s", do, w.Code, w.Body)
	}
	return w.Body.String()
}

// The frame works: an account is opened and read.
func TestOpenAndRead(t *testing.T) {
	for _, tier := range []emulator.Tier{emulator.Free, emulator.Starter, emulator.Professional, emulator.Enterprise} {
		p := portalOf(t, emulator.Empty(tier, emulator.NoRateLimits()), nil)
		readAll(t, p)
	}
}
