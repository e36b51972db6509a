package hubspot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// ofObjects reads something of every object at the same time.
func (r *reading) ofObjects(read func(plural string) ([]*providers.Live, error)) ([]*providers.Live, error) {
	objects := r.portal.objects()
	lists, errs := make([][]*providers.Live, len(objects)), make([]error, len(objects))
	var wg sync.WaitGroup
	for i, plural := range objects {
		wg.Go(func() { lists[i], errs[i] = read(plural) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return slices.Concat(lists...), nil
}

// made is the outcome of a write that left a live object behind.
func made(l *providers.Live, err error) outcome {
	if err != nil {
		return outcome{err: err}
	}
	return outcome{id: l.ID, values: l.Values}
}

// groupLive is a group as a resource.
func groupLive(plural string, g *api.Group) (*providers.Live, error) {
	return live(typeGroup, key(plural, g.Name), providers.Values{"object": plural, "name": g.Name, "label": g.Label})
}

// readGroups reads the groups of every object. A group that shows one of HubSpot's own properties is HubSpot's own:
// the API does not say whose a group is.
func readGroups(ctx context.Context, r *reading) ([]*providers.Live, error) {
	return r.ofObjects(func(plural string) ([]*providers.Live, error) {
		list, err := r.client.Groups(ctx, r.portal.pathName(plural))
		if err != nil {
			return nil, err
		}
		properties, err := r.properties(ctx, plural)
		if err != nil {
			return nil, err
		}
		own := map[string]bool{}
		for _, p := range properties {
			own[p.GroupName] = own[p.GroupName] || p.HubSpotDefined
		}
		var out []*providers.Live
		for i := range list {
			l, err := groupLive(plural, &list[i])
			if err != nil {
				return nil, err
			}
			l.BuiltIn = own[list[i].Name]
			out = append(out, l)
		}
		return out, nil
	})
}

func writeGroup(ctx context.Context, w *writing, op *providers.Operation) outcome {
	plural, name := under(op.Key)
	path := w.portal.pathName(plural)
	label := cmp.Or(text(op.After["label"]), name)
	done := func(g *api.Group, err error) outcome {
		if err != nil {
			return outcome{err: err}
		}
		return made(groupLive(plural, g))
	}
	switch op.Action {
	case providers.Create:
		return done(w.client.CreateGroup(ctx, path, api.Group{Name: name, Label: label, DisplayOrder: -1}))
	case providers.Replace: // under another name; the old group stays as long as it has properties
		g, err := w.client.CreateGroup(ctx, path, api.Group{Name: name, Label: label, DisplayOrder: -1})
		if err != nil {
			return outcome{err: err}
		}
		from, old := under(op.ID)
		if err := removeGroup(ctx, w, from, old); err != nil && !providers.IsKind(err, providers.Conflict) && !providers.IsKind(err, providers.NotFound) {
			return outcome{err: err}
		}
		return done(g, nil)
	case providers.Delete:
		return outcome{err: removeGroup(ctx, w, plural, name)}
	}
	if text(op.After["label"]) == "" {
		return done(w.client.Group(ctx, path, name))
	}
	return done(w.client.UpdateGroup(ctx, path, name, api.GroupPatch{Label: &label}))
}

// removeGroup archives a group; one that still has properties is a Conflict.
func removeGroup(ctx context.Context, w *writing, plural, name string) error {
	err := w.client.ArchiveGroup(ctx, w.portal.pathName(plural), name)
	var p *api.Problem
	if errors.As(err, &p) && strings.Contains(p.SubCategory, "ACTIVE_PROPERTIES") {
		return &providers.Error{Kind: providers.Conflict, Err: err, Message: "the group " + key(plural, name) + " still has properties; give them another group, or remove them first"}
	}
	return err
}
