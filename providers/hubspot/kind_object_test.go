package hubspot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

// settled wants what an operation gave to be what is read.
func settled(t *testing.T, p *Provider, pr providers.Progress) *providers.Live {
	t.Helper()
	l := readAll(t, p, pr.Op.Type)[pr.Op.Type+" "+pr.Op.Key]
	if l == nil {
		t.Fatalf("%s is not read", pr.Op.Address)
	}
	if d := cmp.Diff(pr.Values, l.Values); d != "" || pr.ID != l.ID {
		t.Fatalf("%s: id %s and %s, values written and read: %s", pr.Op.Address, pr.ID, l.ID, d)
	}
	return l
}

func TestObjects(t *testing.T) {
	p := portalOf(t, emulator.Empty(emulator.Enterprise, emulator.NoRateLimits()), nil)
	create := createOf(t, typeObject, providers.Values{"name": "machine", "label": "Machine", "plural": "Machines"})
	// The same apply goes on with the object that it made.
	out := applied(t, p, create,
		createOf(t, typeProperty, providers.Values{"object": "machine", "name": "name", "label": "Serial name", "type": "string", "field_type": "text"}),
		createOf(t, typeProperty, providers.Values{"object": "machine", "name": "power", "label": "Power", "type": "number", "field_type": "number", "group": "machine/machine_information"}))
	for _, pr := range out {
		settled(t, p, pr)
	}
	l := settled(t, p, out[0])
	if l.Values["primary_property"] != "name" {
		t.Errorf("records are named by %v", l.Values["primary_property"])
	}
	if pr := applyOne(t, p, create); !providers.IsKind(pr.Err, providers.Conflict) {
		t.Errorf("a second one of the name: %v", pr.Err)
	}
	l = settled(t, p, applied(t, p, updateOf(t, l, providers.Values{"name": "machine", "label": "Engine", "plural": "Engines", "description": "What is sold.", "primary_property": "name"}))[0])
	if id, err := p.dir.id(t.Context(), refObject, "machine"); err != nil || id != l.ID {
		t.Errorf("the directory has %q for it: %v", id, err)
	}
	del := deleteOf(l)
	applied(t, p, del)
	if len(readAll(t, p, typeObject)) != 0 || p.portal.pathName("machine") != "machine" {
		t.Error("it is still there")
	}
	if pr := applyOne(t, p, del); pr.Err == nil {
		t.Error("it was deleted twice")
	}
}

func TestObjectWithRecordsStays(t *testing.T) {
	account := emulator.Empty(emulator.Enterprise, emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	l := settled(t, p, applied(t, p, createOf(t, typeObject, providers.Values{"name": "machine", "label": "Machine", "plural": "Machines"}))[0])
	ask(t, account, "POST /crm/v3/objects/"+l.ID, `{"properties":{"name":"M1"}}`)
	if pr := applyOne(t, p, deleteOf(l)); !providers.IsKind(pr.Err, providers.Invalid) {
		t.Errorf("an object with records was deleted: %v", pr.Err)
	}
	n, err := p.CountRecords(t.Context(), []providers.RecordQuery{{Type: typeObject, Key: "machine"}})
	if err != nil || n[0] != 1 {
		t.Errorf("%v records, %v", n, err)
	}
	moving := deleteOf(l)
	moving.MoveRecordsTo = "deals"
	if pr := applyOne(t, p, moving); !providers.IsKind(pr.Err, providers.Invalid) {
		t.Errorf("records were to become deals: %v", pr.Err)
	}
}
