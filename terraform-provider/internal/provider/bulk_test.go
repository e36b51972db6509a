package provider

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot"
	hubspotemulator "github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/terraform-provider/configuration"
)

// workspace is a directory in which OpenTofu manages properties of an account that has them already.
type workspace struct {
	dir, tofu, mirror string
	account           *hubspotemulator.Account
	url               string
}

// manage makes an account with properties and has OpenTofu import them all.
func manage(t testing.TB, account *hubspotemulator.Account, properties int) *workspace {
	t.Helper()
	w := &workspace{dir: t.TempDir(), tofu: testtool.Tofu(t), mirror: testtool.Mirror(t), account: account}
	srv := httptest.NewServer(account)
	t.Cleanup(srv.Close)
	w.url = srv.URL
	e := &emulated{factory: hubspot.Factory(), settings: map[string]any{"token": hubspotemulator.DefaultToken, "base_url": srv.URL}}
	tg := target(e.factory, e.given())
	p, err := e.factory.Open(t.Context(), tg, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	typ := e.factory.Info.Type("hubspot_property")
	var ops []*providers.Operation
	for i := range properties {
		v, err := typ.Normalize(providers.Values{"object": "contacts", "name": fmt.Sprintf("fact_%04d", i), "label": fmt.Sprintf("Fact %d", i), "type": "string"})
		if err != nil {
			t.Fatal(err)
		}
		ops = append(ops, &providers.Operation{Index: i, Action: providers.Create, Type: typ.Name, Key: typ.KeyOf(v), After: v})
	}
	if _, err := p.Read(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	err = p.Apply(t.Context(), ops, func(pr providers.Progress) error {
		if pr.Phase == providers.Done {
			pr.Op.ID = pr.ID
		}
		return pr.Err
	})
	if err != nil {
		t.Fatal(err)
	}
	files, err := configuration.Files([]configuration.CRM{{Info: e.factory.Info, Target: tg, Ops: ops}}, w.dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(w.dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.run(t, "init")
	if out := w.run(t, "apply", "-auto-approve"); !strings.Contains(out, fmt.Sprintf("%d imported, 0 added, 0 changed", properties)) {
		t.Fatal(out)
	}
	return w
}

func (w *workspace) run(t testing.TB, args ...string) string {
	t.Helper()
	cmd := exec.Command(w.tofu, append(args, "-no-color")...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+w.mirror)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("tofu %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// plan makes a plan without changes.
func (w *workspace) plan(t testing.TB) {
	t.Helper()
	if out := w.run(t, "plan"); !strings.Contains(out, "No changes") {
		t.Fatal(out)
	}
}

// get makes one request, and waits where the account is asked too often.
func (w *workspace) get(t testing.TB, path string) {
	t.Helper()
	for {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+hubspotemulator.DefaultToken)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		switch resp.StatusCode {
		case http.StatusOK:
			return
		case http.StatusTooManyRequests:
			time.Sleep(100 * time.Millisecond)
		default:
			t.Fatalf("%s: %s", path, resp.Status)
		}
	}
}

// A plan of OpenTofu asks a CRM as often for a hundred objects as for ten.
func TestTofuReadsInBulk(t *testing.T) {
	testtool.Tofu(t)
	var requests []int
	for _, n := range []int{10, 100} {
		w := manage(t, hubspotemulator.Empty(hubspotemulator.Enterprise, hubspotemulator.NoRateLimits()), n)
		before := len(w.account.Requests())
		w.plan(t)
		requests = append(requests, len(w.account.Requests())-before)
	}
	if requests[0] != requests[1] || requests[0] == 0 {
		t.Errorf("a plan of 10 properties takes %d requests, one of 100 takes %d", requests[0], requests[1])
	}
}

// The plan of a thousand properties, of an account with HubSpot's limits; and for comparison, what reading them one by one takes
// there without anything else.
func BenchmarkTofuPlan1000(b *testing.B) {
	const n = 1000
	w := manage(b, hubspotemulator.Empty(hubspotemulator.Enterprise), n)
	b.Run("bulk", func(b *testing.B) {
		before := len(w.account.Requests())
		for b.Loop() {
			w.plan(b)
		}
		b.ReportMetric(float64(len(w.account.Requests())-before)/float64(b.N), "requests/op")
	})
	b.Run("one by one", func(b *testing.B) {
		before := len(w.account.Requests())
		for b.Loop() {
			for i := range n {
				w.get(b, fmt.Sprintf("/crm/properties/2026-09/contacts/fact_%04d", i))
			}
		}
		b.ReportMetric(float64(len(w.account.Requests())-before)/float64(b.N), "requests/op")
	})
}
