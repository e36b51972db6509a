package planner_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce"
	salesforceemulator "github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// What drift is given has no way to write, and gives none.
func TestDriftCannotWrite(t *testing.T) {
	t.Parallel()
	view := reflect.TypeFor[providers.View]()
	for _, name := range []string{"Apply", "Close", "Validate"} {
		if _, has := view.MethodByName(name); has {
			t.Errorf("a view has %s", name)
		}
	}
	for i := range view.NumField() {
		if view.Field(i).IsExported() {
			t.Errorf("a view gives its %s away", view.Field(i).Name)
		}
	}
	for _, options := range []reflect.Type{reflect.TypeFor[planner.DriftOptions](), reflect.TypeFor[planner.LiveCRM]()} {
		for i := range options.NumField() {
			if f := options.Field(i).Type; f.Implements(reflect.TypeFor[providers.Provider]()) || f.Implements(reflect.TypeFor[planner.Store]()) {
				t.Errorf("%s has a %s", options, f)
			}
		}
	}
}

// reading is a transport that lets nothing through but what reads.
type reading struct {
	t     *testing.T
	reads func(method, path, body string) bool
}

func (r *reading) RoundTrip(q *http.Request) (*http.Response, error) {
	body := ""
	if q.Body != nil {
		data, err := io.ReadAll(q.Body)
		if err != nil {
			return nil, err
		}
		body = string(data)
		q.Body = io.NopCloser(strings.NewReader(body))
	}
	if !r.reads(q.Method, q.URL.Path, body) {
		r.t.Errorf("drift sends %s %s %.80s", q.Method, q.URL.Path, body)
		return nil, fmt.Errorf("%s is not a read", q.URL.Path)
	}
	return http.DefaultTransport.RoundTrip(q)
}

// looked finds drift over a provider that was opened to look only, and wants label of one object to be the drift.
func looked(t *testing.T, p *trial, a *schema.Architecture, target providers.Target, prov providers.Provider, err error, key string) *planner.DriftReport {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer prov.Close()
	state := p.options(a).State
	d, diags := planner.Drift(context.Background(), planner.DriftOptions{Environment: "test", Arch: a, Who: true, State: state,
		CRMs: planner.LookAt([]planner.TargetProvider{{Target: target, Provider: prov}})})
	if diags.HasErrors() {
		t.Fatal(diags.Err())
	}
	var ours []planner.DriftedObject
	for _, o := range d.Drifted {
		if o.Kind != planner.DriftUnmanaged {
			ours = append(ours, o)
		}
	}
	if len(ours) != 1 || ours[0].Key != key || ours[0].Kind != planner.DriftChanged || ours[0].Source == nil || ours[0].Changed.IsZero() {
		t.Errorf("%+v", ours)
	}
	return d
}

func TestDriftOnlyReadsHubSpot(t *testing.T) {
	t.Parallel()
	a := example(t, "revops-starter")
	p := newPortal(t, empty(emulator.Enterprise), nil)
	p.invite(a)
	p.apply(a)
	relabel(t, p.trial, "hubspot_property", "deals/timeline")
	scopes := []string{"tickets", "crm.lists.read", "crm.objects.owners.read", "settings.users.teams.read", "crm-pipelines-governance-read",
		"mh-lead-scoring-view", "pipeline-level-permissions-access", "account-info.security.read", "crm.objects.leads.read"}
	for _, o := range []string{"contacts", "companies", "deals"} {
		scopes = append(scopes, "crm.objects."+o+".read", "crm.schemas."+o+".read")
	}
	p.account.Grant("reader", scopes...)
	p.clock.Move(10 * time.Second)
	env := map[string]string{"HUBSPOT_TOKEN": "reader", "HUBSPOT_BASE_URL": p.url}
	target := providers.Target{Environment: "test", ReadOnly: true, CRM: &schema.CRM{Provider: "hubspot"}}
	prov, err := hubspot.FactoryWith(hubspot.Options{Clock: p.clock, Now: p.clock.Now, Transport: &reading{t: t, reads: func(method, path, _ string) bool {
		return method == http.MethodGet || strings.HasSuffix(path, "/search") || strings.HasSuffix(path, "/batch/read")
	}}}).Open(context.Background(), target, func(name string) string { return env[name] })
	before, _ := p.account.Snapshot()
	if d := looked(t, p.trial, a, target, prov, err, "deals/timeline"); d.Unseen == 0 {
		t.Error("the workflows, which the token may not read, are not counted")
	}
	if after, _ := p.account.Snapshot(); string(before) != string(after) {
		t.Error("the account is another one")
	}
}

func TestDriftOnlyReadsSalesforce(t *testing.T) {
	t.Parallel()
	a := example(t, "simple-pipeline")
	p := newOrg(t, salesforceemulator.Empty, nil)
	p.invite(a)
	p.apply(a)
	relabel(t, p.trial, "salesforce_field", "Lead/Roof_Area__c")
	env := map[string]string{"SF_ACCESS_TOKEN": p.token(), "SF_INSTANCE_URL": p.url}
	target := providers.Target{Environment: "test", ReadOnly: true, CRM: &schema.CRM{Provider: "salesforce"}}
	soap := []string{"<retrieve ", "<retrieve>", "<checkRetrieveStatus", "<listMetadata", "<readMetadata", "<describeMetadata"}
	prov, err := salesforce.FactoryWith(salesforce.Options{Clock: p.clock, Poll: time.Second, Transport: &reading{t: t, reads: func(method, path, body string) bool {
		return method == http.MethodGet || strings.Contains(path, "/oauth2/") || strings.Contains(path, "/Soap/m/") && slices.ContainsFunc(soap, func(op string) bool { return strings.Contains(body, op) })
	}}}).Open(context.Background(), target, func(name string) string { return env[name] })
	looked(t, p.trial, a, target, prov, err, "Lead/Roof_Area__c")
}

// relabel changes the label of a live object as somebody else.
func relabel(t *testing.T, p *trial, typ, key string) {
	t.Helper()
	tp := p.open()
	live, err := tp.Provider.Read(context.Background(), []string{typ})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, l := range live {
		if keys = append(keys, l.Key); l.Key != key {
			continue
		}
		op := &providers.Operation{Action: providers.Update, Address: "behind", Type: typ, Key: key, ID: l.ID, Before: l.Values, After: l.Values.With("label", "Changed behind our back")}
		if err := tp.Provider.Apply(context.Background(), []*providers.Operation{op}, func(x providers.Progress) error { return x.Err }); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("there is no %s %s among %v", typ, key, keys)
}
