package hubspot

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

// HubSpot tells who changed a property or a stage to every token, and the rest to those that may read the audit log.
func TestLastChanges(t *testing.T) {
	t.Parallel()
	for _, tier := range []emulator.Tier{emulator.Enterprise, emulator.Professional} {
		t.Run(string(tier), func(t *testing.T) {
			account := emulator.Empty(tier, emulator.NoRateLimits())
			_, mara := account.AddUser("mara@sales.example", "Mara", "Okafor")
			account.ActAs(emulator.DefaultToken, mara.UserID)
			ask(t, account, "POST /crm/properties/2026-09/contacts", `{"name":"band","label":"Band","type":"enumeration","fieldType":"select","groupName":"contactinformation","options":[{"label":"A","value":"a","hidden":false,"displayOrder":0}]}`)
			ask(t, account, "POST /crm/properties/2026-09/contacts/groups", `{"name":"ours","label":"Ours"}`)
			ask(t, account, "POST /crm/properties/2026-09/contacts", `{"name":"old","label":"Old","type":"string","fieldType":"text","groupName":"contactinformation"}`)
			ask(t, account, "DELETE /crm/properties/2026-09/contacts/old", "")
			ask(t, account, "PATCH /crm/pipelines/2026-09/deals/default/stages/appointmentscheduled", `{"label":"Met","metadata":{"probability":"0.2"}}`)
			p := portalOf(t, account, nil)
			before := writesOf(account)
			changes, unknown, err := p.LastChanges(t.Context(), []providers.Subject{
				{Type: typeProperty, Key: "contacts/band"}, {Type: typeOption, Key: "contacts/band/a"},
				{Type: typeStage, Key: "deals/default/appointmentscheduled"}, {Type: typeGroup, Key: "contacts/ours"},
				{Type: typeProperty, Key: "contacts/old", Gone: true}, {Type: typeTeam, Key: "nobody"},
			})
			if err != nil || len(changes) != 6 {
				t.Fatal(changes, err)
			}
			enterprise := tier == emulator.Enterprise
			for i, known := range []bool{true, true, true, enterprise, enterprise, false} {
				if c := changes[i]; known != (!c.IsZero() && c.Who == "Mara Okafor <mara@sales.example>" && c.When != nil) {
					t.Errorf("%d: %+v", i, c)
				}
			}
			if said := strings.Join(unknown, "\n"); enterprise != (said == "") || !enterprise && !strings.Contains(said, "account-info.security.read") {
				t.Errorf("said: %s", said)
			}
			if n := writesOf(account); n != before {
				t.Errorf("asking made %d writes", n-before)
			}
		})
	}
}
