package hubspot

import (
	"context"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

func readTeams(ctx context.Context, r *reading) ([]*providers.Live, error) {
	list, err := r.client.Teams(ctx)
	if err != nil {
		return nil, err
	}
	var out []*providers.Live
	for _, t := range list {
		l, err := teamLive(ctx, r.dir, &t)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// teamLive names the users of a team, whether it is their main one or a further one. Users whom the account does not list
// any more have no address; they stay as they are.
func teamLive(ctx context.Context, dir *directory, t *api.Team) (*providers.Live, error) {
	var members []string
	for _, id := range memberIDs(t) {
		email, ok, err := dir.key(ctx, refUser, id)
		if err != nil {
			return nil, err
		}
		if ok {
			members = append(members, email)
		}
	}
	return live(typeTeam, t.ID, providers.Values{"name": t.Name, "members": members})
}

func memberIDs(t *api.Team) []string {
	ids := slices.Concat(t.UserIDs, t.SecondaryUserIDs)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func writeTeam(ctx context.Context, w *writing, op *providers.Operation) outcome {
	if op.Action == providers.Delete {
		err := w.client.DeleteTeam(ctx, op.ID)
		if err == nil {
			w.dir.forget(refTeam)
		}
		return outcome{id: op.ID, err: err}
	}
	members, err := memberships(ctx, w.dir, op)
	if err != nil { // before anything is written
		return outcome{err: err}
	}
	t, err := nameTeam(ctx, w.client, op)
	if err != nil {
		return outcome{err: err}
	}
	w.dir.learn(refTeam, t.Name, t.ID)
	if err := addMembers(ctx, w, t, members); err != nil {
		return outcome{id: t.ID, err: err}
	}
	return outcomeOf(teamLive(ctx, w.dir, t))
}

// memberships are the ids of the users that a team is to have among others.
func memberships(ctx context.Context, dir *directory, op *providers.Operation) ([]string, error) {
	var out []string
	list, _ := op.After["members"].([]any)
	for _, email := range list {
		id, err := dir.id(ctx, refUser, text(email))
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// nameTeam creates the team or gives it its name, and reads who is in it.
func nameTeam(ctx context.Context, c *api.Client, op *providers.Operation) (*api.Team, error) {
	name := text(op.After["name"])
	if op.Action == providers.Create {
		return c.CreateTeam(ctx, name, "")
	}
	if err := c.RenameTeam(ctx, op.ID, name); err != nil {
		return nil, err
	}
	list, err := c.Teams(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		if t.ID == op.ID {
			return &t, nil
		}
	}
	return nil, &providers.Error{Kind: providers.NotFound, Message: "HubSpot has no team " + op.ID}
}

// addMembers lets users join until the team has those that are wanted. Nobody is taken out: it cannot be told whether a
// user whom nobody declared was ever declared.
func addMembers(ctx context.Context, w *writing, t *api.Team, wanted []string) error {
	have := memberIDs(t)
	for _, id := range wanted {
		if slices.Contains(have, id) {
			continue
		}
		if err := w.client.JoinTeam(ctx, t.ID, id); err != nil {
			return err
		}
		t.UserIDs = append(t.UserIDs, id)
	}
	return nil
}

// among tells whether every wanted text is among the live ones.
func among(want, live any) bool {
	w, _ := want.([]any)
	l, _ := live.([]any)
	return !slices.ContainsFunc(w, func(x any) bool { return !slices.Contains(l, x) })
}
