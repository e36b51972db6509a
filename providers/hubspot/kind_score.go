package hubspot

import (
	"context"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// scoreOwn are the members of a score that are attributes of their own or set by HubSpot.
var scoreOwn = []string{"id", "name", "objectTypeId", "status", "createdAt", "updatedAt", "published"}

func readScores(ctx context.Context, r *reading) ([]*providers.Live, error) {
	t := r.translator()
	var out []*providers.Live
	for s, err := range r.client.Scores(ctx) {
		if err != nil {
			return nil, err
		}
		l, err := t.score(ctx, &s)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// score is a score as a live object. What counts is what is in force: the draft of a score that never was published, or no
// longer is, is no definition, so that the next apply publishes it.
func (t *translator) score(ctx context.Context, s *api.Score) (*providers.Live, error) {
	object, err := t.objectName(ctx, s.ObjectTypeID)
	if err != nil {
		return nil, err
	}
	v := providers.Values{"name": s.Name, "object": object}
	whole := decode(s.Raw)
	inForce, published := whole["published"].(map[string]any)
	if !published {
		inForce = whole
	}
	if status := whole["status"]; status != "DRAFT" && status != "DEACTIVATED" {
		definition := map[string]any{}
		for k, x := range inForce {
			definition[k] = x
		}
		for _, k := range scoreOwn {
			delete(definition, k)
		}
		withoutIDs(definition)
		if v["definition"], err = t.translate(ctx, any(definition), object); err != nil {
			return nil, err
		}
	}
	return live(typeScore, s.ID, derive(typeScore, v))
}

// eachPart goes through the groups of a score and the rules in them, in order. The name of a rule is its group's.
func eachPart(definition map[string]any, do func(part map[string]any, name string, rule int)) {
	groups, _ := definition["groupConfigs"].([]any)
	for i, g := range groups {
		g, _ := g.(map[string]any)
		if g == nil {
			continue
		}
		name := text(g["groupName"])
		if name == "" {
			name = fmt.Sprint(i)
		}
		do(g, name, -1)
		rules, _ := g["ruleConfigurations"].([]any)
		for n, r := range rules {
			if r, ok := r.(map[string]any); ok {
				do(r, name, n)
			}
		}
	}
}

func withoutIDs(definition map[string]any) {
	eachPart(definition, func(part map[string]any, _ string, _ int) { delete(part, "id") })
}

// keepIDs gives groups of the same name, and rules in the same place in them, the ids that they have in HubSpot: a draft
// is replaced as a whole, and needs them.
func keepIDs(want, live map[string]any) {
	ids := map[string]any{}
	eachPart(live, func(part map[string]any, name string, rule int) { ids[fmt.Sprint(name, rule)] = part["id"] })
	eachPart(want, func(part map[string]any, name string, rule int) {
		if id := ids[fmt.Sprint(name, rule)]; id != nil {
			part["id"] = id
		}
	})
}

func writeScore(ctx context.Context, w *writing, op *providers.Operation) outcome {
	switch op.Action {
	case providers.Create:
		return createScore(ctx, w, op)
	case providers.Update:
		return updateScore(ctx, w, op)
	}
	// A draft cannot be deactivated, and need not be.
	err := w.client.DeactivateScore(ctx, op.ID)
	if err == nil || providers.IsKind(err, providers.Invalid) {
		err = w.client.DeleteScore(ctx, op.ID)
	}
	if err == nil && op.Action == providers.Replace {
		return createScore(ctx, w, op)
	}
	return outcome{err: err}
}

func createScore(ctx context.Context, w *writing, op *providers.Operation) outcome {
	name := text(op.After["name"])
	list, err := api.Collect(w.client.Scores(ctx))
	if err != nil {
		return outcome{err: err}
	}
	var known []string
	for _, s := range list {
		if s.Name == name {
			return outcome{err: &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf("the account has a score %q already", name)}}
		}
		known = append(known, s.ID)
	}
	doc, err := w.scoreDoc(ctx, op.After)
	if err != nil {
		return outcome{err: err}
	}
	if doc["objectTypeId"], err = w.objectID(ctx, text(op.After["object"])); err != nil {
		return outcome{err: err}
	}
	raw, err := encode(doc)
	if err != nil {
		return outcome{err: err}
	}
	s, err := w.client.CreateScore(ctx, raw, known)
	if err != nil {
		return outcome{err: err}
	}
	return w.publish(ctx, s.ID)
}

func updateScore(ctx context.Context, w *writing, op *providers.Operation) outcome {
	s, err := w.client.Score(ctx, op.ID)
	if err != nil {
		return outcome{err: err}
	}
	if _, err = w.found(op, func(t *translator) (*providers.Live, error) { return t.score(ctx, s) }, "definition", "name"); err != nil {
		return outcome{err: err}
	}
	doc, err := w.scoreDoc(ctx, op.After)
	if err != nil {
		return outcome{err: err}
	}
	keepIDs(doc, decode(s.Raw))
	raw, err := encode(doc)
	if err != nil {
		return outcome{err: err}
	}
	if err := w.client.UpdateScore(ctx, op.ID, raw); err != nil {
		return outcome{err: err}
	}
	return w.publish(ctx, op.ID)
}

// publish puts the draft in force, whereupon HubSpot scores all records anew.
func (w *writing) publish(ctx context.Context, id string) outcome {
	if err := w.client.PublishScore(ctx, id); err != nil {
		return outcome{id: id, err: err}
	}
	s, err := w.client.Score(ctx, id)
	if err != nil {
		return outcome{id: id, err: err}
	}
	return w.written(w.translator().score(ctx, s))
}

// scoreDoc is the definition of a score with ids and its name.
func (w *writing) scoreDoc(ctx context.Context, after providers.Values) (map[string]any, error) {
	doc, err := w.resolved(ctx, after["definition"])
	out, _ := doc.(map[string]any)
	if out == nil {
		out = map[string]any{}
	}
	out["name"] = after["name"]
	return out, err
}
