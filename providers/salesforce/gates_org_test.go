package salesforce

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// gateTime is when records of these tests are saved.
var gateTime = time.Date(2026, 3, 8, 15, 0, 0, 0, time.UTC)

// enforced are the resources without which rules cannot be: what formulas name, and the rules.
var enforced = []string{typeObject, typeGlobalValueSet, typeField, typeValue, typePermission, typeProcess, typeRecordType, typeValidation}

// gatedOrg is an org to which what an architecture enforces was applied.
func gatedOrg(t *testing.T, a *schema.Architecture) (*emulator.Org, *compiler, *providers.Compiled) {
	t.Helper()
	org := emulator.Empty(emulator.Clock(func() time.Time { return gateTime }))
	p := orgOf(t, org, nil)
	target := providers.Target{CRM: &schema.CRM{Provider: provider}}
	out, diags := p.Compile(a, target)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	live, err := p.Read(t.Context(), enforced)
	if err != nil {
		t.Fatal(err)
	}
	var ops []*providers.Operation
	for _, r := range out.Resources {
		if !slices.Contains(enforced, r.Type) {
			continue
		}
		op := &providers.Operation{Action: providers.Create, Address: r.Address(), Type: r.Type, Key: r.Key, After: r.Values}
		if i := slices.IndexFunc(live, func(l *providers.Live) bool { return l.Type == r.Type && l.Key == r.Key }); i >= 0 {
			op.Action, op.ID, op.Before = providers.Update, live[i].ID, live[i].Values
		}
		ops = append(ops, op)
	}
	failed := 0
	if err := p.Apply(t.Context(), ops, func(pr providers.Progress) error {
		if pr.Err != nil && failed < 5 && !strings.Contains(pr.Err.Error(), "nothing was deployed") {
			failed++
			t.Errorf("%s: %v", pr.Op.Address, pr.Err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if t.Failed() {
		t.FailNow()
	}
	c := newCompiler(a, target, p.settings, p.learned)
	for _, r := range out.Resources {
		c.made[providers.Reference{Type: r.Type, Key: r.Key}] = r
	}
	return org, c, out
}

// query gives the ids that a query finds.
func query(t *testing.T, org *emulator.Org, q string) (ids []string) {
	t.Helper()
	token, err := org.Login(emulator.Administrator)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/services/data/v"+api.Version+"/query?q="+url.QueryEscape(q), nil)
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	org.ServeHTTP(w, r)
	var found struct{ Records []struct{ ID string } }
	if err := json.Unmarshal(w.Body.Bytes(), &found); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", q, w.Code, w.Body)
	}
	for _, x := range found.Records {
		ids = append(ids, x.ID)
	}
	return ids
}

// save sends a record as a user: to object, or to object/id.
func save(t *testing.T, org *emulator.Org, user, at string, values map[string]any) (code int, problems []string, id string) {
	t.Helper()
	token, err := org.Login(user)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	method := http.MethodPost
	if strings.Contains(at, "/") {
		method = http.MethodPatch
	}
	r := httptest.NewRequest(method, "/services/data/v"+api.Version+"/sobjects/"+at, bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	org.ServeHTTP(w, r)
	if w.Code < 300 {
		var made struct{ ID string }
		_ = json.Unmarshal(w.Body.Bytes(), &made)
		return w.Code, nil, made.ID
	}
	var errs []struct{ Message string }
	if err := json.Unmarshal(w.Body.Bytes(), &errs); err != nil {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	for _, e := range errs {
		problems = append(problems, e.Message)
	}
	return w.Code, problems, ""
}

// A record that misses a fact is refused in the criterion's own words, and saved once the fact is there, or by who may pass.
func TestAGateRefusesInItsOwnWords(t *testing.T) {
	org, _, _ := gatedOrg(t, exampleArch(t, "revops-starter"))
	org.AddUser("rep@example.com")
	org.AddUser("robot@example.com", bypassPermission)
	mql := func(object string) string {
		v := map[string]any{"LastName": "Byron", "Email": "ada@example.com", "Contact_Stage__c": "mql", "Role__c": "director", "Source__c": "inbound", "Budget__c": true, "Need__c": true}
		company := map[string]any{"Name": "Acme", "Segment__c": "mid_market", "Icp_Band__c": "A", "Industry": "Media"}
		if object == lead {
			company["Company"] = "Acme"
			delete(company, "Name")
			maps.Copy(v, company)
		} else {
			id, err := org.Put(account, company)
			if err != nil {
				t.Fatal(err)
			}
			v["AccountId"] = id
		}
		id, err := org.Put(object, v)
		if err != nil {
			t.Fatal(err)
		}
		return object + "/" + id
	}
	for _, object := range []string{lead, contact} {
		at := mql(object)
		code, problems, _ := save(t, org, "rep@example.com", at, map[string]any{"Contact_Stage__c": "sql"})
		if want := "The qualifying conversation took place. “Sales Qualified Lead” needs it: Conversation at is filled in."; code != http.StatusBadRequest || !slices.Equal(problems, []string{want}) {
			t.Errorf("%s without a conversation: %d %q", object, code, problems)
		}
		if code, problems, _ = save(t, org, "rep@example.com", at, map[string]any{"Contact_Stage__c": "sql", "Conversation_At__c": "2026-03-01T10:00:00Z"}); code != http.StatusNoContent {
			t.Errorf("%s with one: %d %q", object, code, problems)
		}
		if code, problems, _ = save(t, org, "rep@example.com", at, map[string]any{"Conversation_At__c": nil}); code != http.StatusNoContent {
			t.Errorf("%s stays editable in its stage: %d %q", object, code, problems)
		}
		if code, problems, _ = save(t, org, "robot@example.com", mql(object), map[string]any{"Contact_Stage__c": "sql"}); code != http.StatusNoContent {
			t.Errorf("%s by who may pass: %d %q", object, code, problems)
		}
		if code, problems, _ = save(t, org, "rep@example.com", at, map[string]any{"Contact_Stage__c": "subscriber", "Opted_In_At__c": "2026-03-01T10:00:00Z"}); code != http.StatusBadRequest ||
			!strings.HasPrefix(strings.Join(problems, " "), "“Contact lifecycle” only goes forward.") {
			t.Errorf("%s backward: %d %q", object, code, problems)
		}
	}
	born := map[string]any{"LastName": "Byron", "Contact_Stage__c": "sql"}
	if code, problems, _ := save(t, org, "rep@example.com", contact, born); code != http.StatusBadRequest {
		t.Errorf("a contact is born qualified: %d %q", code, problems)
	}
	born[wasLead] = true
	if code, problems, _ := save(t, org, "rep@example.com", contact, born); code != http.StatusCreated {
		t.Errorf("a contact that was a lead: %d %q", code, problems)
	}
}
