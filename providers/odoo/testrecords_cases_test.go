package odoo

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stagecraft-dev/stagecraft/internal/testclock"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// moreRecords is the architecture of testdata/records.hcl with more.
func moreRecords(t *testing.T, more string) *schema.Architecture {
	t.Helper()
	src, err := os.ReadFile("testdata/records.hcl")
	if err != nil {
		t.Fatal(err)
	}
	r := hclschema.LoadFiles(map[string][]byte{"records.hcl": src, "more.hcl": []byte(more)}, hclschema.Options{})
	if r.Architecture == nil {
		t.Fatal(r.Diags.Err())
	}
	return r.Architecture
}

func recordsOf(t *testing.T, p *Provider, a *schema.Architecture) *testRecords {
	t.Helper()
	r, err := p.TestRecords(a, providers.Target{CRM: &schema.CRM{Provider: provider}}, "one")
	if err != nil {
		t.Fatal(err)
	}
	return r.(*testRecords)
}

// bodies keeps what was sent.
type bodies struct {
	mu   sync.Mutex
	sent []string
}

func (b *bodies) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.Body != nil {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			return nil, err
		}
		q = q.Clone(q.Context())
		q.Body = io.NopCloser(bytes.NewReader(body))
		b.mu.Lock()
		b.sent = append(b.sent, string(body))
		b.mu.Unlock()
	}
	return http.DefaultTransport.RoundTrip(q)
}

// Leads leave their stages without mail and past the rules; where Odoo refuses that, they are removed and it is said.
func TestTestRecordsLeave(t *testing.T) {
	s, b := emulator.Empty(), &bodies{}
	srv := httptest.NewServer(s)
	defer srv.Close()
	crm := &schema.CRM{Provider: provider, Settings: map[string]schema.Setting{}}
	for name, v := range map[string]string{"url": srv.URL, "database": emulator.DefaultDatabase, "user": emulator.DefaultUser, "key": emulator.DefaultKey} {
		crm.Settings[name] = schema.Setting{Value: v}
	}
	opened, err := FactoryWith(Options{Clock: testclock.New(), Transport: b, Attempts: 1}).Open(t.Context(), providers.Target{CRM: crm}, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = opened.Close() }()
	p, a := opened.(*Provider), recordsArch(t)
	r := recordsOf(t, p, a)
	remove := func() error {
		t.Helper()
		w, err := r.Create(t.Context(), providers.TestRecord{Object: "deal"})
		if err != nil || !w.Done() {
			t.Fatal(w, err)
		}
		b.sent = nil
		failed := r.Remove(t.Context(), []providers.TestRef{{Object: "deal", ID: w.ID}})
		if left, err := r.Marked(t.Context()); err != nil || len(left) > 0 {
			t.Errorf("left are %v, %v", left, err)
		}
		return failed
	}
	if err := remove(); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(b.sent, func(s string) bool { return strings.Contains(s, `"write"`) })
	if i < 0 || !strings.Contains(b.sent[i], `"`+api.Moves+`":true`) || !strings.Contains(b.sent[i], `"mail_notify_force_send":false`) {
		t.Errorf("sent was %q", b.sent)
	}
	s.Inject(emulator.Fault{Call: "crm.lead.write", Times: -1, Name: "odoo.exceptions.UserError", Message: "Nobody leaves."})
	if err := remove(); err == nil || !strings.Contains(err.Error(), "Nobody leaves.") || !strings.Contains(err.Error(), "predictive scores") {
		t.Errorf("the refusal gives %v", err)
	}
}

// Activities of a lead are none of a partner's with the same number.
func TestTestRecordsLog(t *testing.T) {
	score := func(object string) string {
		return strings.ReplaceAll(`
field "OBJ" "heat" {
  type  = number
  owner = role.ae
}

field "OBJ" "heat_total" {
  type  = number
  owner = role.ae
}

scoring "OBJ_heat" {
  object = object.OBJ
  total  = OBJ.heat_total

  dimension "heat" {
    field = OBJ.heat
    cap   = 100

    signal "opened" {
      points = 10
      event  = "mail_opened"
    }
  }
}
`, "OBJ", object)
	}
	p, a := emulated(t, emulator.Empty()), moreRecords(t, score("contact")+score("deal"))
	p.settings.scope = structure
	applyReal(t, a, p)
	r := recordsOf(t, p, a)
	points := func(object, id string) float64 {
		t.Helper()
		if w, err := r.Change(t.Context(), providers.TestRef{Object: object, ID: id}, providers.TestChange{Activities: []string{"mail_opened"}}); err != nil || !w.Done() {
			t.Fatal(w, err)
		}
		for _, s := range r.a.Scorings {
			if s.Object.Name() == object {
				h, _ := r.activities(s, s.Dimensions[0])
				rows, err := p.client.SearchRead(t.Context(), api.Search{Model: r.names.model(object), Domain: []any{[]any{"id", "=", rowID(id)}}, Fields: []string{h.name}})
				if err != nil || len(rows) != 1 {
					t.Fatal(rows, err)
				}
				return rows[0].Number(h.name)
			}
		}
		return 0
	}
	contact := enter(t, p, partnerModel, map[string]any{"name": "Ana"}, 1)[0]
	deal := int64(0)
	for deal < contact {
		deal = enter(t, p, leadModel, map[string]any{"name": "Deal", "type": "opportunity"}, 1)[0]
	}
	for contact < deal {
		contact = enter(t, p, partnerModel, map[string]any{"name": "Ana"}, 1)[0]
	}
	if contact != deal {
		t.Fatalf("the contact is %d, the deal %d", contact, deal)
	}
	id := fmt.Sprint(deal)
	if a, b, c := points("contact", id), points("deal", id), points("deal", id); a != 10 || b != 10 || c != 20 {
		t.Errorf("points are %v, %v, %v", a, b, c)
	}
}

// A model whose records have no name has no test records, and those of others are found.
func TestTestRecordsWithoutName(t *testing.T) {
	p := emulated(t, emulator.Empty())
	a := moreRecords(t, `
object "note" {
  label = "Note"
  crm   = { odoo = "mail.message" }
}

field "note" "body" {
  type  = string
  owner = role.ae
}
`)
	r := recordsOf(t, p, a)
	if !a.Uses("note") {
		t.Fatal("the architecture does not use the object")
	}
	if w, err := r.Create(t.Context(), providers.TestRecord{Object: "note"}); err != nil || !strings.Contains(w.Cannot, "mail.message") {
		t.Errorf("%+v, %v", w, err)
	}
	w, err := r.Create(t.Context(), providers.TestRecord{Object: "deal"})
	if err != nil || !w.Done() {
		t.Fatal(w, err)
	}
	if found, err := r.Marked(t.Context()); err != nil || len(found) != 1 || found[0].ID != w.ID {
		t.Errorf("marked are %v, %v", found, err)
	}
}
