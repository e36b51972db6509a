package hubspot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

func TestAssociationLabels(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	// Somebody else made one from the other side.
	ask(t, account, "POST /crm/v4/associations/companies/contacts/labels", `{"name":"pays","label":"Paid by","inverseLabel":"Pays for"}`)
	out := applied(t, p,
		createOf(t, typeAssociation, providers.Values{"from": "contacts", "to": "companies", "label": "Adviser", "inverse": "Advised by"}),
		createOf(t, typeAssociation, providers.Values{"from": "contacts", "to": "companies", "label": "Größe"}),
		createOf(t, typeAssociation, providers.Values{"from": "contacts", "to": "contacts", "label": "Manager", "inverse": "Report"}),
		createOf(t, typeAssociation, providers.Values{"from": "contacts", "to": "deals", "label": "Buyer", "inverse": "Buyer"}))
	for _, pr := range out {
		settled(t, p, pr)
	}
	there := readAll(t, p, typeAssociation)
	if len(there) != 5 || there["hubspot_association_label contacts/companies/Pays for"] == nil {
		t.Errorf("labels: %v", there)
	}
	l := there["hubspot_association_label contacts/companies/Adviser"]
	l = settled(t, p, applied(t, p, updateOf(t, l, l.Values.With("inverse", "Counselled by")))[0])
	if pr := applyOne(t, p, createOf(t, typeAssociation, l.Values)); !providers.IsKind(pr.Err, providers.Conflict) && !providers.IsKind(pr.Err, providers.Invalid) {
		t.Errorf("the same label twice: %v", pr.Err)
	}
	applied(t, p, deleteOf(l))
	for _, op := range []*providers.Operation{deleteOf(l), updateOf(t, l, l.Values)} {
		if pr := applyOne(t, p, op); !providers.IsKind(pr.Err, providers.NotFound) {
			t.Errorf("%s of what is gone: %v", op.Action, pr.Err)
		}
	}
	if n := len(readAll(t, p, typeAssociation)); n != 4 {
		t.Errorf("%d labels are left", n)
	}
}

func TestAssociationsHaveOneDirection(t *testing.T) {
	want := providers.Values{"from": "contacts", "to": "companies", "label": "A", "inverse": "B"}
	if d := cmp.Diff(want, associationValues("companies", "contacts", "B", "A")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(associationValues("a_thing", "b_thing", "x", ""), associationValues("b_thing", "a_thing", "x", "")); d != "" {
		t.Error(d)
	}
	l := func(id int, s string) api.AssociationLabel { return api.AssociationLabel{TypeID: id, Label: s} }
	got := pairLabels([]api.AssociationLabel{l(1, "a"), l(4, "b"), l(9, "c")}, []api.AssociationLabel{l(2, "A"), l(3, "B"), l(20, "?")}, false)
	if d := cmp.Diff([][2]api.AssociationLabel{{l(1, "a"), l(2, "A")}, {l(4, "b"), l(3, "B")}, {l(9, "c"), l(9, "c")}}, got); d != "" {
		t.Error(d)
	}
}
