package hubspot

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

func textProperty(object, name string) providers.Values {
	return providers.Values{"object": object, "name": name, "label": name, "type": "string", "field_type": "text", "group": object + "/g"}
}

func enumeration(object, name string) providers.Values {
	return textProperty(object, name).With("type", "enumeration").With("field_type", "select")
}

func optionValues(property, value, label string, order float64) providers.Values {
	return providers.Values{"property": property, "value": value, "label": label, "order": order}
}

// grouped opens an account in which contacts and deals have a group g.
func grouped(t *testing.T, options ...emulator.Option) (*emulator.Account, *Provider) {
	t.Helper()
	account := emulator.Empty(emulator.Professional, append(options, emulator.NoRateLimits())...)
	p := portalOf(t, account, nil)
	applied(t, p, createOf(t, typeGroup, providers.Values{"object": "contacts", "name": "g", "label": "Groupe été"}),
		createOf(t, typeGroup, providers.Values{"object": "deals", "name": "g", "label": "グループ"}))
	account.Forget()
	return account, p
}

// same wants what was reported of operations to be what is read.
func same(t *testing.T, p *Provider, done ...providers.Progress) {
	t.Helper()
	live := readAll(t, p, typeGroup, typeProperty, typeOption, typeValidation)
	for _, pr := range done {
		l := live[pr.Op.Type+" "+pr.Op.Key]
		if l == nil {
			t.Errorf("%s is not there", pr.Op.Address)
		} else if d := cmp.Diff(l.Values, pr.Values); d != "" || l.ID != pr.ID {
			t.Errorf("%s was reported as %q, and read as %q: %s", pr.Op.Address, pr.ID, l.ID, d)
		}
	}
}

func refuses(t *testing.T, pr providers.Progress, k providers.ErrorKind, says string) {
	t.Helper()
	if !providers.IsKind(pr.Err, k) || !strings.Contains(fmt.Sprint(pr.Err), says) {
		t.Errorf("%s %s: %v, not %s with %q", pr.Op.Action, pr.Op.Address, pr.Err, k, says)
	}
}

func TestReadsAreBulk(t *testing.T) {
	account := emulator.Messy(emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	account.Forget()
	live := readAll(t, p, typeGroup, typeProperty, typeOption, typeValidation)
	if n, want := len(account.Requests()), 3*len(p.portal.objects()); n != want {
		t.Errorf("%d requests, not %d", n, want)
	}
	for name, builtIn := range map[string]bool{
		"hubspot_property_group contacts/contactinformation": true, "hubspot_property_group contacts/misc": false,
		"hubspot_property contacts/email": true, "hubspot_property contacts/lead_status_new": false,
		"hubspot_option contacts/hs_analytics_source/REFERRALS": true, "hubspot_option contacts/hs_lead_status/NEW": false,
		"hubspot_option contacts/lead_status_new/sql": false, "hubspot_validation_rule contacts/jobtitle/MAX_LENGTH": false,
	} {
		if l := live[name]; l == nil || l.BuiltIn != builtIn {
			t.Errorf("%s: %+v", name, l)
		}
	}
	for name := range live {
		for _, of := range []string{"lifecyclestage", "dealstage", "deals/pipeline", "hs_pipeline", "hubspot_owner_id", "budget_confirmed"} {
			if strings.HasPrefix(name, "hubspot_option ") && strings.Contains(name, "/"+strings.TrimPrefix(of, "deals/")+"/") {
				t.Errorf("%s is no option", name)
			}
		}
	}
	want := providers.Values{"property": "contacts/hs_lead_status", "value": "open_old", "label": "Open (old)", "hidden": true, "order": 10.0}
	if d := cmp.Diff(want, live["hubspot_option contacts/hs_lead_status/open_old"].Values); d != "" {
		t.Error(d)
	}
}

// A thousand properties of an object are created in ten requests, and removed in ten.
func TestPropertiesInBatches(t *testing.T) {
	account, p := grouped(t)
	var ops []*providers.Operation
	for i := range 500 {
		ops = append(ops, createOf(t, typeProperty, textProperty("contacts", fmt.Sprintf("p%d", i))), createOf(t, typeProperty, textProperty("deals", fmt.Sprintf("p%d", i))))
	}
	for i := range 500 {
		e := enumeration("contacts", fmt.Sprintf("e%d", i))
		ops = append(ops, createOf(t, typeProperty, e), createOf(t, typeOption, optionValues(fmt.Sprintf("contacts/e%d", i), "a", "A", 0)))
	}
	done := applied(t, p, ops...)
	if n := len(account.Requests()); n != 15 || requests(account, "POST contacts/batch/create") != 10 {
		t.Errorf("%d requests for 1,000 properties with options of one object and 500 of another", n)
	}
	same(t, p, done...)
	account.Forget()
	var away []*providers.Operation
	for _, pr := range done {
		if pr.Op.Type == typeProperty {
			away = append(away, deleteOf(&providers.Live{Type: typeProperty, ID: pr.ID, Key: pr.Op.Key, Values: pr.Values}))
			away[len(away)-1].Discard = true
		}
	}
	applied(t, p, away...)
	if n := requests(account, "POST batch/archive"); n != 15 || requests(account, "POST batch/read") != 15 {
		t.Errorf("%d requests to archive", n)
	}
	for _, pr := range applyAll(t, p, away[:2]...) {
		refuses(t, pr, providers.NotFound, "")
	}
}

// What is created with the least that can be said is complete.
func TestPropertyDefaults(t *testing.T) {
	_, p := grouped(t)
	least := func(typ string) providers.Values {
		return providers.Values{"object": "contacts", "name": "of_" + typ, "type": typ}
	}
	var ops []*providers.Operation
	for typ := range fieldTypes {
		ops = append(ops, createOf(t, typeProperty, least(typ)))
	}
	ops = append(ops, createOf(t, typeProperty, providers.Values{"object": "deals", "name": "bare"}),
		createOf(t, typeProperty, least("enumeration").With("name", "person").With("references", "OWNER")),
		createOf(t, typeProperty, least("number").With("name", "sum").With("formula", "annualrevenue + 1")),
		createOf(t, typeProperty, textProperty("contacts", "unlike").With("unique", true).With("hidden", true).With("label", "有資格 & <b>").With("description", "Développement\nзаметка")))
	same(t, p, applied(t, p, ops...)...)
	for name := range readAll(t, p, typeOption) {
		if strings.Contains(name, "/of_") || strings.Contains(name, "/person") {
			t.Errorf("%s was never asked for", name)
		}
	}
}

func TestPropertyUpdates(t *testing.T) {
	account, p := grouped(t)
	was := applied(t, p, createOf(t, typeProperty, textProperty("contacts", "x").With("description", "kept")))[0]
	live := &providers.Live{Type: typeProperty, ID: was.ID, Key: was.Op.Key, Values: was.Values}
	refuses(t, applyOne(t, p, was.Op), providers.Conflict, "exists")
	ask(t, account, "PATCH /crm/properties/2026-09/contacts/x", `{"description":"changed by somebody"}`)
	account.Forget()
	now := applied(t, p, updateOf(t, live, live.Values.With("label", "Лейбл").With("group", "contacts/contactinformation")))[0]
	same(t, p, now)
	if now.Values["description"] != "changed by somebody" {
		t.Errorf("what nobody asked for was written: %v", now.Values)
	}
	for _, r := range account.Requests() {
		if r.Method == http.MethodPatch && (!strings.Contains(string(r.Body), `"groupName":"contactinformation"`) || strings.Contains(string(r.Body), "fieldType")) {
			t.Errorf("patched %s", r.Body)
		}
	}
	live.Values = now.Values
	same(t, p, applied(t, p, updateOf(t, live, live.Values.With("type", "bool").With("field_type", "booleancheckbox")))...)
	for attribute, value := range map[string]any{"unique": true, "references": "OWNER", "group": "deals/g"} {
		refuses(t, applyOne(t, p, updateOf(t, live, live.Values.With(attribute, value))), providers.Invalid, attribute)
	}
	gone := *live
	gone.Key, gone.Values = "contacts/gone", live.Values.With("name", "gone")
	refuses(t, applyOne(t, p, updateOf(t, &gone, gone.Values)), providers.NotFound, "")
}

// HubSpot's own properties are refused before anything is written.
func TestReadOnlyProperties(t *testing.T) {
	account, p := grouped(t)
	email := readAll(t, p, typeProperty)["hubspot_property contacts/email"]
	account.Forget()
	refuses(t, applyOne(t, p, updateOf(t, email, email.Values.With("label", "Mail"))), providers.Invalid, `"label"`)
	refuses(t, applyOne(t, p, deleteOf(email)), providers.Invalid, `"name"`)
	refuses(t, applyOne(t, p, createOf(t, typeOption, optionValues("contacts/hs_analytics_source", "TV", "TV", 9))), providers.Invalid, `"property"`)
	refuses(t, applyOne(t, p, createOf(t, typeOption, optionValues("contacts/lifecyclestage", "sal", "SAL", 9))), providers.Invalid, `"property"`)
	for _, r := range account.Requests() {
		if r.Write() {
			t.Errorf("written: %s %s", r.Method, r.Path)
		}
	}
	applied(t, p, updateOf(t, email, email.Values)) // nothing to change, as when it is adopted
}

func TestArchivedNames(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	clock := emulator.Clock(func() time.Time { return at })
	for _, refuse := range []bool{false, true} {
		options := []emulator.Option{clock}
		if refuse {
			options = append(options, emulator.RefuseArchivedNames())
		}
		_, p := grouped(t, options...)
		was := applied(t, p, createOf(t, typeProperty, textProperty("contacts", "x")))[0]
		applied(t, p, deleteOf(&providers.Live{Type: typeProperty, ID: was.ID, Key: was.Op.Key, Values: was.Values}))
		again := applyOne(t, p, was.Op)
		if refuse {
			y := applied(t, p, createOf(t, typeProperty, textProperty("contacts", "y")))[0]
			op := *was.Op
			op.Action, op.ID, op.Before = providers.Replace, y.ID, y.Values
			refuses(t, applyOne(t, p, &op), providers.Conflict, "until 2027-02-19")
			if readAll(t, p, typeProperty)["hubspot_property contacts/y"] == nil {
				t.Error("the old property went, and no new one came")
			}
		}
		if refuse {
			refuses(t, again, providers.Conflict, "until 2027-02-19. Restore it")
		} else if again.Err != nil {
			t.Error(again.Err)
		} else {
			same(t, p, again)
		}
	}
}

// contacts creates contacts with a property, one for each value; "" is none.
func contacts(t *testing.T, account *emulator.Account, property string, values ...string) {
	t.Helper()
	var inputs []string
	for i, v := range values {
		inputs = append(inputs, fmt.Sprintf(`{"properties":{"email":"%s-%s-%d@example.com",%q:%q}}`, property, strings.ReplaceAll(v, ";", "-"), i, property, v))
	}
	for chunk := range slices.Chunk(inputs, 100) {
		ask(t, account, "POST /crm/objects/2026-09/contacts/batch/create", `{"inputs":[`+strings.Join(chunk, ",")+`]}`)
	}
}

func TestPropertyWithValuesIsNotRemoved(t *testing.T) {
	account, p := grouped(t)
	done := applied(t, p, createOf(t, typeProperty, textProperty("contacts", "x")), createOf(t, typeProperty, textProperty("contacts", "y")))
	contacts(t, account, "x", "one", "two", "")
	ask(t, account, "POST /crm/objects/2026-09/contacts", `{"properties":{"x":"three","y":"kept"}}`)
	del := deleteOf(&providers.Live{Type: typeProperty, ID: done[0].ID, Key: "contacts/x", Values: done[0].Values})
	refuses(t, applyOne(t, p, del), providers.Conflict, "3 records")
	del.MoveRecordsTo = "contacts/y"
	if pr := applied(t, p, del)[0]; pr.Moved != 2 { // the third has a value there already
		t.Errorf("%d values moved", pr.Moved)
	}
	del = deleteOf(&providers.Live{Type: typeProperty, ID: done[1].ID, Key: "contacts/y", Values: done[1].Values})
	refuses(t, applyOne(t, p, del), providers.Conflict, "3 records")
	del.Discard = true
	applied(t, p, del)
}

// A property under a new name takes options and values along.
func TestPropertyReplace(t *testing.T) {
	account, p := grouped(t)
	done := applied(t, p, createOf(t, typeProperty, enumeration("contacts", "x")), createOf(t, typeOption, optionValues("contacts/x", "a", "A", 0)), createOf(t, typeOption, optionValues("contacts/x", "b", "B", 1)))
	contacts(t, account, "x", "a", "b", "b", "")
	after := normal(t, typeProperty, done[0].Values.With("name", "z"))
	op := &providers.Operation{Action: providers.Replace, Address: "r", Type: typeProperty, Key: "contacts/z", ID: done[0].ID, Before: done[0].Values, After: after, MoveRecordsTo: "contacts/z"}
	opt := &providers.Operation{Action: providers.Update, Address: "o", Type: typeOption, Key: "contacts/z/b", ID: done[2].ID, Before: done[2].Values, After: done[2].Values.With("property", "contacts/z").With("label", "Bee")}
	out := applied(t, p, op, opt)
	if out[0].Moved != 3 {
		t.Errorf("%d values moved", out[0].Moved)
	}
	same(t, p, out...)
	live := readAll(t, p, typeProperty, typeOption)
	if live["hubspot_property contacts/x"] != nil || live["hubspot_option contacts/z/a"] == nil {
		t.Error("the old property is there, or the new one lacks an option")
	}
	op = &providers.Operation{Action: providers.Replace, Address: "r", Type: typeProperty, Key: "contacts/z", ID: out[0].ID, Before: out[0].Values, After: after.With("unique", true)}
	refuses(t, applyOne(t, p, op), providers.Invalid, "another name")
}

// A property that a workflow or a formula uses is a conflict that names it.
func TestPropertyInUse(t *testing.T) {
	_, p := grouped(t)
	done := applied(t, p, createOf(t, typeProperty, textProperty("contacts", "x").With("type", "number").With("field_type", "number")))
	applied(t, p, createOf(t, typeProperty, providers.Values{"object": "contacts", "name": "sum", "label": "The sum", "type": "number", "formula": "x + 1"}))
	refuses(t, applyOne(t, p, deleteOf(&providers.Live{Type: typeProperty, ID: done[0].ID, Key: "contacts/x", Values: done[0].Values})), providers.Conflict, `"The sum"`)
}

// A create whose answer is lost is looked up, and leaves nothing twice.
func TestLostAnswersOfProperties(t *testing.T) {
	account, p := grouped(t)
	account.Inject(emulator.Fault{Method: http.MethodPost, Path: "/batch/create", Drop: emulator.DropAfterCommit},
		emulator.Fault{Method: http.MethodPost, Path: "/groups", Drop: emulator.DropAfterCommit},
		emulator.Fault{Method: http.MethodPatch, Path: "/x", Drop: emulator.DropAfterCommit},
		emulator.Fault{Method: http.MethodPut, Path: "/rule-type/", Drop: emulator.DropAfterCommit})
	done := applied(t, p,
		createOf(t, typeGroup, providers.Values{"object": "contacts", "name": "g2", "label": "G2"}),
		createOf(t, typeProperty, enumeration("contacts", "x").With("group", "contacts/g2")), createOf(t, typeOption, optionValues("contacts/x", "a", "A", 0)),
		createOf(t, typeProperty, textProperty("contacts", "y")),
		createOf(t, typeValidation, providers.Values{"property": "contacts/y", "rule": "MAX_LENGTH", "arguments": []any{"5"}}))
	done = append(done, applied(t, p, createOf(t, typeOption, optionValues("contacts/x", "b", "B", 1)))...)
	same(t, p, done...)
}
