package hubspot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

func TestTeams(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	ana, _ := account.AddUser("Ana@example.com", "Ana", "A")
	account.AddUser("ben@example.com", "Ben", "B")
	p := portalOf(t, account, nil)
	out := applied(t, p, createOf(t, typeTeam, providers.Values{"name": "Sales", "members": []any{"ana@example.com"}}))
	l := settled(t, p, out[0])
	l = settled(t, p, applied(t, p, updateOf(t, l, providers.Values{"name": "Field sales", "members": []any{"ben@example.com"}}))[0])
	if d := cmp.Diff([]any{"ana@example.com", "ben@example.com"}, l.Values["members"]); d != "" {
		t.Errorf("somebody left: %s", d)
	}
	if id, err := p.dir.id(t.Context(), refTeam, "Field sales"); err != nil || id != l.ID {
		t.Errorf("the directory has %q for it: %v", id, err)
	}
	// A user whom it is a further team of is a member; one who has left the account is nobody's concern.
	ask(t, account, "PUT /settings/users/2026-03/"+ana.ID, `{"secondaryTeamIds":["`+l.ID+`"]}`)
	l = readAll(t, p, typeTeam)["hubspot_team Field sales"]
	if d := cmp.Diff([]any{"ana@example.com", "ben@example.com"}, l.Values["members"]); d != "" {
		t.Errorf("members: %s", d)
	}
	l = settled(t, p, applied(t, p, updateOf(t, l, providers.Values{"name": "Field sales"}))[0])
	if pr := applyOne(t, p, updateOf(t, l, providers.Values{"name": "Field sales", "members": []any{"nobody@example.com"}})); !providers.IsKind(pr.Err, providers.NotFound) {
		t.Errorf("a member that is no user: %v", pr.Err)
	}
	if pr := applyOne(t, p, createOf(t, typeTeam, providers.Values{"name": "Field sales"})); !providers.IsKind(pr.Err, providers.Conflict) {
		t.Errorf("a second team of the name: %v", pr.Err)
	}
	applied(t, p, deleteOf(l))
	for _, op := range []*providers.Operation{deleteOf(l), updateOf(t, l, providers.Values{"name": "New"})} {
		if pr := applyOne(t, p, op); !providers.IsKind(pr.Err, providers.NotFound) {
			t.Errorf("%s of what is gone: %v", op.Action, pr.Err)
		}
	}
}
