package hubspot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

func TestDirectory(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	user, owner := account.AddUser("Ana@Example.com", "Ana", "A")
	p := portalOf(t, account, nil)
	got, err := p.dir.resolve(t.Context(), map[string]any{"owner": "@owner:ana@example.com", "user": "@user:ANA@example.com", "object": "@object:deals",
		"stage": "@stage:deals/default/closedwon", "pipeline": "@pipeline:deals/default", "lifecycle": "@lifecycle:lead", "text": "@home"})
	want := map[string]any{"owner": owner.ID, "user": user.ID, "object": "0-3", "stage": "closedwon", "pipeline": "default", "lifecycle": "lead", "text": "@home"}
	if d := cmp.Diff(any(want), got); err != nil || d != "" {
		t.Errorf("%v %s", err, d)
	}
	for _, s := range []string{"@team:None", "@list:None", "@workflow:None", "@stage:deals/default/none", "@user:none@example.com"} {
		if _, err := p.dir.resolve(t.Context(), []any{s}); !providers.IsKind(err, providers.NotFound) {
			t.Errorf("%s: %v", s, err)
		}
	}
	if k, ok, err := p.dir.key(t.Context(), refUser, user.ID); err != nil || !ok || k != "ana@example.com" {
		t.Errorf("user %s is %q, %v", user.ID, k, err)
	}
}

// What came after the directory was read is found; what is there takes no further request.
func TestDirectoryReadsAnew(t *testing.T) {
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	p := portalOf(t, account, nil)
	find := func(name string) error {
		_, err := p.dir.id(t.Context(), refTeam, name)
		return err
	}
	if err := find("Sales"); !providers.IsKind(err, providers.NotFound) {
		t.Fatal(err)
	}
	ask(t, account, "POST /settings/teams/2026-09-beta", `{"name":"Sales"}`)
	if err := find("Sales"); err != nil {
		t.Fatal(err)
	}
	account.Forget()
	p.dir.learn(refTeam, "Renamed", teamID(t, p, "Sales"))
	if err := find("Renamed"); err != nil || len(account.Requests()) != 0 {
		t.Errorf("%d requests for what is known, %v", len(account.Requests()), err)
	}
	if err := find("Sales"); !providers.IsKind(err, providers.NotFound) && len(account.Requests()) != 1 {
		t.Errorf("the old name is still known: %v", err)
	}
}

func teamID(t *testing.T, p *Provider, team string) string {
	t.Helper()
	id, err := p.dir.id(t.Context(), refTeam, team)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// A token that may not list users finds them among the owners.
func TestUsersAmongOwners(t *testing.T) {
	const secret = "pat-eu1-owners-0000"
	account := emulator.Empty(emulator.Professional, emulator.NoRateLimits())
	user, _ := account.AddUser("ana@example.com", "Ana", "A")
	account.Grant(secret, scopesBut("settings.users.read")...)
	p, err := openWith(t, account, secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	if id, err := p.dir.id(t.Context(), refUser, "ana@example.com"); err != nil || id != user.ID {
		t.Errorf("%q, %v", id, err)
	}
}
