package api

import (
	"context"
	"fmt"
	"iter"
	"net/http"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Owner is somebody who can own records. Records name owners by ID; workflows and approvals name them by UserID.
type Owner struct {
	ID        string      `json:"id"`
	UserID    int64       `json:"userId"`
	Email     string      `json:"email"`
	FirstName string      `json:"firstName"`
	LastName  string      `json:"lastName"`
	Type      string      `json:"type"` // PERSON or QUEUE
	Teams     []OwnerTeam `json:"teams"`
	Archived  bool        `json:"archived"`
}

// OwnerTeam is a team that an owner belongs to.
type OwnerTeam struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Primary bool   `json:"primary"`
}

// Owners lists the owners, those who have left among them when archived is set.
func (c *Client) Owners(ctx context.Context, archived bool) iter.Seq2[Owner, error] {
	return pages[Owner](ctx, c, op{method: http.MethodGet, api: Owners, query: archivedQuery(archived)}, 500)
}

// User is somebody who can log in.
type User struct {
	ID               string   `json:"id"`
	Email            string   `json:"email"`
	FirstName        string   `json:"firstName"`
	LastName         string   `json:"lastName"`
	RoleIDs          []string `json:"roleIds"`
	PrimaryTeamID    string   `json:"primaryTeamId"`
	SecondaryTeamIDs []string `json:"secondaryTeamIds"`
}

// UserTeams puts a user into teams.
type UserTeams struct {
	PrimaryTeamID    string   `json:"primaryTeamId,omitempty"`
	SecondaryTeamIDs []string `json:"secondaryTeamIds"`
}

// Users lists the users.
func (c *Client) Users(ctx context.Context) iter.Seq2[User, error] {
	return pages[User](ctx, c, op{method: http.MethodGet, api: Users}, 100)
}

// SetUserTeams replaces the teams of a user.
func (c *Client) SetUserTeams(ctx context.Context, id string, t UserTeams) error {
	if t.SecondaryTeamIDs == nil {
		t.SecondaryTeamIDs = []string{}
	}
	return c.do(ctx, op{method: http.MethodPut, api: Users, path: []string{id}, body: t})
}

// Role is a named set of permissions; Enterprise accounts have them.
type Role struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Roles reads the roles.
func (c *Client) Roles(ctx context.Context) ([]Role, error) {
	return all[Role](ctx, c, op{method: http.MethodGet, api: Users, path: []string{"roles"}})
}

// Team is a team with the ids of its users.
type Team struct {
	ID               string   `json:"id"`
	Name             string   `json:"name"`
	UserIDs          []string `json:"userIds"`
	SecondaryUserIDs []string `json:"secondaryUserIds"`
}

// Teams reads the teams.
func (c *Client) Teams(ctx context.Context) ([]Team, error) {
	return all[Team](ctx, c, op{method: http.MethodGet, api: Users, path: []string{"teams"}})
}

// CreateTeam creates a team without members, below another one unless parentID is "". JoinTeam gives it members.
func (c *Client) CreateTeam(ctx context.Context, name, parentID string) (*Team, error) {
	body := map[string]any{"name": name, "members": []string{}}
	if parentID != "" {
		body["parentTeamId"] = parentID
	}
	return Create(ctx, func(ctx context.Context) (*Team, error) {
		return fetch[Team](ctx, c, op{method: http.MethodPost, api: Teams, body: body})
	}, func(ctx context.Context) (*Team, error) {
		list, err := c.Teams(ctx)
		return one(list, err, fmt.Sprintf("team %q", name), func(t *Team) bool { return t.Name == name })
	}, NoProof)
}

// RenameTeam gives a team another name.
func (c *Client) RenameTeam(ctx context.Context, id, name string) error {
	return c.do(ctx, op{method: http.MethodPatch, api: Teams, path: []string{id}, body: map[string]string{"name": name}, effect: web.Sets})
}

// DeleteTeam deletes a team.
func (c *Client) DeleteTeam(ctx context.Context, id string) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Teams, path: []string{id}})
}

// JoinTeam puts a user into a team; the user's other teams stay.
func (c *Client) JoinTeam(ctx context.Context, team, user string) error {
	return c.do(ctx, op{method: http.MethodPut, api: Teams, path: []string{team, "members", user}})
}
