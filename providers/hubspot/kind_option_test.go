package hubspot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

// choice creates a property with options that are each their own label.
func choice(t *testing.T, p *Provider, name string, values ...string) map[string]*providers.Live {
	t.Helper()
	ops := []*providers.Operation{createOf(t, typeProperty, enumeration("contacts", name))}
	for i, v := range values {
		ops = append(ops, createOf(t, typeOption, optionValues("contacts/"+name, v, v, float64(i))))
	}
	same(t, p, applied(t, p, ops...)...)
	return readAll(t, p, typeOption)
}

func at(live map[string]*providers.Live, option string) *providers.Live {
	return live["hubspot_option contacts/"+option]
}

// order lists the options of a property as they come.
func orderOf(t *testing.T, p *Provider, property string) string {
	t.Helper()
	out := make([]string, 20)
	for _, l := range readAll(t, p, typeOption) {
		if l.Values["property"] == "contacts/"+property {
			n, _ := l.Values["order"].(float64)
			out[int(n)] = l.Values["value"].(string)
		}
	}
	return strings.Join(strings.Fields(strings.Join(out, " ")), " ")
}

// Changes of one property's options go out in one request, and leave alone what they do not name.
func TestOptionsAreMerged(t *testing.T) {
	account, p := grouped(t)
	live := choice(t, p, "x", "a", "b", "c", "d")
	ask(t, account, "PATCH /crm/properties/2026-09/contacts/x", `{"options":[{"label":"a","value":"a","displayOrder":0},{"label":"Не трогать","value":"theirs","description":"note","hidden":true,"displayOrder":1},
		{"label":"b","value":"b","displayOrder":2},{"label":"c","value":"c","displayOrder":7},{"label":"d","value":"d","displayOrder":-1}]}`)
	account.Forget()
	done := applied(t, p,
		updateOf(t, at(live, "x/b"), at(live, "x/b").Values.With("label", "有資格")),
		createOf(t, typeOption, optionValues("contacts/x", "e/f", "E / F", 2.5)),
		createOf(t, typeOption, optionValues("contacts/x", "first", "First", -1)))
	same(t, p, done...)
	if n := requests(account, "PATCH /contacts/x"); n != 1 {
		t.Errorf("%d writes", n)
	}
	if got := orderOf(t, p, "x"); got != "first a theirs b e/f c d" {
		t.Errorf("order: %s", got)
	}
	want := providers.Values{"property": "contacts/x", "value": "theirs", "label": "Не трогать", "description": "note", "hidden": true, "order": 2.0}
	live = readAll(t, p, typeOption)
	if d := cmp.Diff(want, at(live, "x/theirs").Values); d != "" {
		t.Error(d)
	}
	if got := ask(t, account, "GET /crm/properties/2026-09/contacts/x", ""); !strings.Contains(got, `"value":"c","displayOrder":7`) {
		t.Errorf("an option was renumbered without need: %s", got)
	}
	applied(t, p, deleteOf(at(live, "x/a")), deleteOf(at(live, "x/c")), createOf(t, typeOption, optionValues("contacts/x", "g", "g", 30)))
	if got := orderOf(t, p, "x"); got != "first theirs b e/f d g" {
		t.Errorf("order: %s", got)
	}
}

// Of options written together, only the one that is wrong fails.
func TestOptionErrors(t *testing.T) {
	_, p := grouped(t)
	live := choice(t, p, "x", "a", "b")
	done := applyAll(t, p,
		createOf(t, typeOption, optionValues("contacts/x", "a", "again", 5)),
		createOf(t, typeOption, optionValues("contacts/x", "c", "B", 6)),
		createOf(t, typeOption, optionValues("contacts/x", "d", "d", 7)),
		updateOf(t, &providers.Live{Type: typeOption, ID: "contacts/x/z", Values: optionValues("contacts/x", "z", "z", 0)}, optionValues("contacts/x", "z", "zz", 0)))
	refuses(t, done[0], providers.Conflict, "already")
	refuses(t, done[1], providers.Invalid, `"label"`)
	refuses(t, done[3], providers.NotFound, "")
	same(t, p, done[2])
	applied(t, p, deleteOf(at(live, "x/a")))
	refuses(t, applyOne(t, p, deleteOf(at(live, "x/a"))), providers.NotFound, "")
	refuses(t, applyOne(t, p, createOf(t, typeOption, optionValues("contacts/none", "a", "a", 0))), providers.NotFound, "")
	refuses(t, applyOne(t, p, createOf(t, typeOption, optionValues("contacts/email", "a", "a", 0))), providers.Invalid, `"property"`)
	// Of two that are created with their property under one label, one fails.
	twice := applyAll(t, p, createOf(t, typeProperty, enumeration("contacts", "y")),
		createOf(t, typeOption, optionValues("contacts/y", "a", "Same", 0)), createOf(t, typeOption, optionValues("contacts/y", "b", "same", 1)))
	refuses(t, twice[2], providers.Invalid, `"label"`)
	same(t, p, twice[:2]...)
}

// An enumeration that has no option yet, or none any more, has one that nobody sees.
func TestOptionPlaceholder(t *testing.T) {
	account, p := grouped(t)
	raw := func() string { return ask(t, account, "GET /crm/properties/2026-09/contacts/x", "") }
	choice(t, p, "x")
	if !strings.Contains(raw(), placeholder.Value) || orderOf(t, p, "x") != "" {
		t.Errorf("no placeholder, or one that is read: %s", raw())
	}
	first := applied(t, p, createOf(t, typeOption, optionValues("contacts/x", "a", "a", 0)))
	same(t, p, first...)
	if strings.Contains(raw(), placeholder.Value) {
		t.Errorf("the placeholder stays: %s", raw())
	}
	applied(t, p, deleteOf(at(readAll(t, p, typeOption), "x/a")))
	if !strings.Contains(raw(), placeholder.Value) || orderOf(t, p, "x") != "" {
		t.Errorf("no placeholder, or one that is read: %s", raw())
	}
}

func TestOptionsOfHubSpotsOwnProperty(t *testing.T) {
	account := emulator.Messy(emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	live := readAll(t, p, typeOption)
	op := deleteOf(at(live, "hs_lead_status/open_old"))
	op.MoveRecordsTo = "contacts/hs_lead_status/OPEN"
	done := applied(t, p, createOf(t, typeOption, optionValues("contacts/hs_lead_status", "sql", "SQL", 3)), op)
	if done[1].Moved == 0 {
		t.Error("no records moved")
	}
	same(t, p, done[0])
}

// having searches for records with a value.
func having(property string) api.Search {
	s := matching(api.Filter{Property: property, Operator: "HAS_PROPERTY"})
	s.Properties = []string{property}
	return s
}

func TestOptionMoves(t *testing.T) {
	for _, multiple := range []bool{false, true} {
		account, p := grouped(t)
		ops := []*providers.Operation{createOf(t, typeProperty, enumeration("contacts", "x"))}
		if multiple {
			ops[0].After["field_type"] = "checkbox"
		}
		for i, v := range []string{"a", "b", "c"} {
			ops = append(ops, createOf(t, typeOption, optionValues("contacts/x", v, v, float64(i))))
		}
		applied(t, p, ops...)
		values := strings.Fields(strings.Repeat("a ", 250) + "b b c")
		want := map[string]int{"b": 252, "c": 1}
		if multiple {
			values = []string{"a", "a;b", "b;a;c", "c", "b"}
			want = map[string]int{"b": 3, "b;c": 1, "c": 1}
		}
		contacts(t, account, "x", values...)
		live := readAll(t, p, typeOption)
		op := deleteOf(at(live, "x/a"))
		refuses(t, applyOne(t, p, op), providers.Conflict, "records have the option")
		op.MoveRecordsTo = "contacts/x/none"
		refuses(t, applyOne(t, p, op), providers.Conflict, "does not have")
		op.MoveRecordsTo = "contacts/x/b"
		moved := int64(250)
		if multiple {
			moved = 3
		}
		if pr := applied(t, p, op)[0]; pr.Moved != moved {
			t.Errorf("%d records moved, not %d", pr.Moved, moved)
		}
		got := map[string]int{}
		for r, err := range p.client.Search(t.Context(), "contacts", having("x")) {
			if err != nil {
				t.Fatal(err)
			}
			got[*r.Properties["x"]]++
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		op = deleteOf(at(live, "x/c"))
		op.Discard = true
		applied(t, p, op)
	}
}

// A replaced option gives its label and its records to the new one.
func TestOptionReplace(t *testing.T) {
	account, p := grouped(t)
	live := choice(t, p, "x", "a", "b")
	contacts(t, account, "x", "a", "a", "b")
	a := at(live, "x/a")
	op := &providers.Operation{Action: providers.Replace, Address: "r", Type: typeOption, Key: "contacts/x/alpha", ID: a.ID, Before: a.Values,
		After: a.Values.With("value", "alpha"), MoveRecordsTo: "contacts/x/alpha"}
	done := applied(t, p, op)
	if done[0].Moved != 2 {
		t.Errorf("%d records moved", done[0].Moved)
	}
	same(t, p, done...)
	if got := orderOf(t, p, "x"); got != "alpha b" {
		t.Errorf("order: %s", got)
	}
}
