package hubspot

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func TestGroups(t *testing.T) {
	_, p := grouped(t)
	g := readAll(t, p, typeGroup)["hubspot_property_group contacts/g"]
	refuses(t, applyOne(t, p, createOf(t, typeGroup, g.Values)), providers.Conflict, "exists")
	same(t, p, applied(t, p, updateOf(t, g, g.Values.With("label", "Другое имя")))...)
	prop := applied(t, p, createOf(t, typeProperty, textProperty("contacts", "x")))[0]
	refuses(t, applyOne(t, p, deleteOf(g)), providers.Conflict, "still has properties")
	applied(t, p, deleteOf(&providers.Live{Type: typeProperty, ID: prop.ID, Key: prop.Op.Key, Values: prop.Values}), deleteOf(g))
	refuses(t, applyOne(t, p, deleteOf(g)), providers.NotFound, "")
	refuses(t, applyOne(t, p, updateOf(t, g, g.Values.With("label", "gone"))), providers.NotFound, "")
}
