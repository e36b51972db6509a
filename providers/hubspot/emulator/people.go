package emulator

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Owner is somebody who can own records. Records name the owner by ID; workflows and approvals name the UserID.
type Owner struct {
	ID        string      `json:"id"`
	Email     string      `json:"email"`
	Type      string      `json:"type"`
	FirstName string      `json:"firstName"`
	LastName  string      `json:"lastName"`
	UserID    int64       `json:"userId"`
	Teams     []OwnerTeam `json:"teams,omitempty"`
	CreatedAt string      `json:"createdAt"`
	UpdatedAt string      `json:"updatedAt"`
	Archived  bool        `json:"archived"`
}

// OwnerTeam is a team that an owner is part of.
type OwnerTeam struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Primary bool   `json:"primary"`
}

// User is somebody who can log in.
type User struct {
	ID               string   `json:"id"`
	Email            string   `json:"email"`
	FirstName        string   `json:"firstName"`
	LastName         string   `json:"lastName"`
	RoleIDs          []string `json:"roleIds"`
	PrimaryTeamID    string   `json:"primaryTeamId,omitempty"`
	SecondaryTeamIDs []string `json:"secondaryTeamIds"`
	SuperAdmin       bool     `json:"superAdmin"`
}

// Team is a group of users.
type Team struct {
	ID               string   `json:"id"`
	Name             string   `json:"name"`
	UserIDs          []string `json:"userIds"`
	SecondaryUserIDs []string `json:"secondaryUserIds"`
}

var (
	usersRead  = one("settings.users.read", "crm.objects.users.read")
	usersWrite = one("settings.users.write", "crm.objects.users.write")
	teamsRead  = one("settings.users.teams.read", "settings.users.teams.write")
	teamsWrite = one("settings.users.teams.write")
)

var ownerRoutes = []route{
	{method: http.MethodGet, rest: "", scopes: one("crm.objects.owners.read"), handle: listOwners},
	{method: http.MethodGet, rest: "{owner}", scopes: one("crm.objects.owners.read"), handle: readOwner},
}

var userRoutes = []route{
	{method: http.MethodGet, rest: "", scopes: usersRead, handle: listUsers},
	{method: http.MethodPost, rest: "", scopes: usersWrite, handle: createUser},
	{method: http.MethodGet, rest: "roles", scopes: usersRead, handle: listRoles},
	{method: http.MethodGet, rest: "teams", scopes: one("settings.users.teams.read", "settings.users.teams.write", "settings.users.read"), handle: listTeams},
	{method: http.MethodGet, rest: "{user}", scopes: usersRead, handle: readUser},
	{method: http.MethodPut, rest: "{user}", scopes: usersWrite, handle: putUser},
	{method: http.MethodDelete, rest: "{user}", scopes: usersWrite, handle: deleteUser},
}

var teamRoutes = []route{
	{method: http.MethodGet, rest: "", scopes: teamsRead, handle: listTeams},
	{method: http.MethodPost, rest: "", scopes: teamsWrite, handle: createTeam},
	{method: http.MethodGet, rest: "{team}", scopes: teamsRead, handle: readTeam},
	{method: http.MethodPatch, rest: "{team}", scopes: teamsWrite, handle: renameTeam},
	{method: http.MethodDelete, rest: "{team}", scopes: teamsWrite, handle: deleteTeam},
	{method: http.MethodPut, rest: "{team}/members/{user}", scopes: teamsWrite, handle: joinTeam},
	{method: http.MethodDelete, rest: "{team}/members/{user}", scopes: teamsWrite, handle: leaveTeam},
}

func (s *state) owner(id string) *Owner {
	for _, o := range s.Owners {
		if o.ID == id && !o.Archived {
			return o
		}
	}
	return nil
}

// AddUser gives the account a user who is an owner as well, and says who they are.
func (a *Account) AddUser(email, first, last string) (User, Owner) {
	a.mu.Lock()
	defer a.mu.Unlock()
	u, o := a.state.addUser(email, first, last, instant(a.settings.clock()))
	return *u, *o
}

func (s *state) addUser(email, first, last, now string) (*User, *Owner) {
	u := &User{ID: s.id(), Email: email, FirstName: first, LastName: last, RoleIDs: []string{}, SecondaryTeamIDs: []string{}}
	s.Users.set(u.ID, u)
	userID, _ := strconv.ParseInt(u.ID, 10, 64)
	o := &Owner{ID: s.id(), Email: email, Type: "PERSON", FirstName: first, LastName: last, UserID: userID, CreatedAt: now, UpdatedAt: now}
	s.Owners = append(s.Owners, o)
	return u, o
}

func listOwners(c *call) (any, error) {
	limit, err := c.limit(100, 500)
	if err != nil {
		return nil, err
	}
	var rows []Owner
	for _, o := range c.st.Owners {
		if email := c.first("email"); o.Archived == c.flag("archived") && (email == "" || strings.EqualFold(email, o.Email)) {
			rows = append(rows, c.st.withTeams(o))
		}
	}
	return paged(rows, c.first("after"), limit)
}

func (s *state) withTeams(o *Owner) Owner {
	out := *o
	for _, t := range s.Teams.all() {
		user := fmt.Sprint(o.UserID)
		if slices.Contains(t.UserIDs, user) || slices.Contains(t.SecondaryUserIDs, user) {
			out.Teams = append(out.Teams, OwnerTeam{t.ID, t.Name, slices.Contains(t.UserIDs, user)})
		}
	}
	return out
}

func readOwner(c *call) (any, error) {
	for _, o := range c.st.Owners {
		id := o.ID
		if c.first("idProperty") == "userId" {
			id = fmt.Sprint(o.UserID)
		}
		if id == c.params["owner"] && o.Archived == c.flag("archived") {
			return c.st.withTeams(o), nil
		}
	}
	return nil, notFound("resource not found")
}

func listUsers(c *call) (any, error) {
	limit, err := c.limit(100, 100)
	if err != nil {
		return nil, err
	}
	return paged(c.st.Users.all(), c.first("after"), limit)
}

func (c *call) withUser(fn func(*User) (any, error)) (any, error) {
	for _, u := range c.st.Users.all() {
		if u.ID == c.params["user"] && c.first("idProperty") != "EMAIL" || c.first("idProperty") == "EMAIL" && strings.EqualFold(u.Email, c.params["user"]) {
			return fn(u)
		}
	}
	return nil, notFound("User %s was not found", c.params["user"])
}

func readUser(c *call) (any, error) {
	return c.withUser(func(u *User) (any, error) { return u, nil })
}

func createUser(c *call) (any, error) {
	var in struct{ Email, FirstName, LastName string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if !strings.Contains(in.Email, "@") {
		return nil, invalid("", "email %q is not valid", in.Email)
	}
	for _, u := range c.st.Users.all() {
		if strings.EqualFold(u.Email, in.Email) {
			return nil, conflict("CONFLICT", "", "User already exists")
		}
	}
	u, _ := c.st.addUser(in.Email, in.FirstName, in.LastName, c.stamp())
	c.status = http.StatusCreated
	return u, nil
}

func putUser(c *call) (any, error) {
	return c.withUser(func(u *User) (any, error) {
		in := *u
		in.SecondaryTeamIDs = nil
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		for _, id := range append([]string{in.PrimaryTeamID}, in.SecondaryTeamIDs...) {
			if _, ok := c.st.Teams.get(id); id != "" && !ok {
				return nil, invalid("", "Team %s does not exist", id)
			}
		}
		u.FirstName, u.LastName = in.FirstName, in.LastName
		for _, t := range c.st.Teams.all() {
			t.leave(u.ID)
			if t.ID == in.PrimaryTeamID {
				t.UserIDs = append(t.UserIDs, u.ID)
			}
			if slices.Contains(in.SecondaryTeamIDs, t.ID) {
				t.SecondaryUserIDs = append(t.SecondaryUserIDs, u.ID)
			}
		}
		u.PrimaryTeamID, u.SecondaryTeamIDs = in.PrimaryTeamID, append([]string{}, in.SecondaryTeamIDs...)
		return u, nil
	})
}

// deleteUser removes the user; the owner is archived, as records still name it.
func deleteUser(c *call) (any, error) {
	return c.withUser(func(u *User) (any, error) {
		c.st.Users.del(u.ID)
		for _, o := range c.st.Owners {
			if fmt.Sprint(o.UserID) == u.ID {
				o.Archived = true
			}
		}
		for _, t := range c.st.Teams.all() {
			t.leave(u.ID)
		}
		return nil, nil
	})
}

func listRoles(c *call) (any, error) {
	if !c.st.Tier.atLeast(Enterprise) {
		return nil, refuse(http.StatusForbidden, "VALIDATION_ERROR", "", "Roles are not part of this account's subscription")
	}
	return map[string]any{"results": []map[string]any{{"id": "1", "name": "Sales manager", "requiresBillingWrite": false}}}, nil
}

func (t *Team) leave(user string) {
	is := func(id string) bool { return id == user }
	t.UserIDs, t.SecondaryUserIDs = slices.DeleteFunc(t.UserIDs, is), slices.DeleteFunc(t.SecondaryUserIDs, is)
}

func listTeams(c *call) (any, error) {
	return results[*Team]{Results: c.st.Teams.all()}, nil
}

func (c *call) withTeam(fn func(*Team) (any, error)) (any, error) {
	t, ok := c.st.Teams.get(c.params["team"])
	if !ok {
		return nil, notFound("Team %s was not found", c.params["team"])
	}
	return fn(t)
}

func readTeam(c *call) (any, error) {
	return c.withTeam(func(t *Team) (any, error) { return t, nil })
}

// teamName reads a team's name, which no other team may have.
func (c *call) teamName(except *Team) (string, error) {
	var in struct {
		Name string `json:"name"`
	}
	if err := c.decode(&in); err != nil {
		return "", err
	}
	if in.Name == "" {
		return "", missing("name")
	}
	for _, t := range c.st.Teams.all() {
		if t != except && strings.EqualFold(t.Name, in.Name) {
			return "", conflict("CONFLICT", "", "A team named %q already exists", in.Name)
		}
	}
	return in.Name, nil
}

func createTeam(c *call) (any, error) {
	if !c.st.Tier.atLeast(Starter) {
		return nil, refuse(http.StatusForbidden, "VALIDATION_ERROR", "", "Teams are not part of this account's subscription")
	}
	name, err := c.teamName(nil)
	if err != nil {
		return nil, err
	}
	t := &Team{ID: c.st.id(), Name: name, UserIDs: []string{}, SecondaryUserIDs: []string{}}
	c.st.Teams.set(t.ID, t)
	c.status = http.StatusCreated
	return t, nil
}

func renameTeam(c *call) (any, error) {
	return c.withTeam(func(t *Team) (any, error) {
		name, err := c.teamName(t)
		if err != nil {
			return nil, err
		}
		t.Name = name
		return t, nil
	})
}

func deleteTeam(c *call) (any, error) {
	return c.withTeam(func(t *Team) (any, error) {
		c.st.Teams.del(t.ID)
		return nil, nil
	})
}

func joinTeam(c *call) (any, error) {
	return c.withTeam(func(t *Team) (any, error) {
		return c.withUser(func(u *User) (any, error) {
			if !slices.Contains(t.UserIDs, u.ID) {
				t.UserIDs = append(t.UserIDs, u.ID)
			}
			return nil, nil
		})
	})
}

func leaveTeam(c *call) (any, error) {
	return c.withTeam(func(t *Team) (any, error) {
		t.leave(c.params["user"])
		return nil, nil
	})
}
