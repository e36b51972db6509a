package hubspot

import (
	"context"
	"slices"
	"strconv"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// liveRules makes a live object of the rules of a pipeline; nil when there are none. A rule for some stages alone is
// no rule for the pipeline.
func liveRules(object string, p api.Pipeline, g api.Governance) (*providers.Live, error) {
	v := providers.Values{"pipeline": key(object, p.ID), "no_backward": forAll(g.NoBackwards, p), "no_skipping": forAll(g.NoSkipping, p)}
	if g.Creation != nil {
		var in []string
		for _, id := range g.Creation.StageIDs {
			if hasStage(p, id) {
				in = append(in, key(object, p.ID, id))
			}
		}
		v["create_in"] = in
	}
	l, err := live(typePipelineRules, key(object, p.ID), v)
	if err != nil || len(l.Values) == 1 { // nothing but the pipeline
		return nil, err
	}
	return l, nil
}

func forAll(r *api.StageRule, p api.Pipeline) bool {
	if r == nil || r.AllStages {
		return r != nil
	}
	return len(p.Stages) > 0 && !slices.ContainsFunc(p.Stages, func(s api.Stage) bool { return !slices.Contains(r.StageIDs, s.ID) })
}

func hasStage(p api.Pipeline, id string) bool {
	return id != fallbackID(p.ID) && slices.ContainsFunc(p.Stages, func(s api.Stage) bool { return s.ID == id })
}

func readPipelineRules(ctx context.Context, r *reading) ([]*providers.Live, error) {
	return r.ofPipelines(ctx, func(object string, p api.Pipeline) ([]*providers.Live, error) {
		rules, err := r.client.PipelineRules(ctx, r.portal.objectID(object), p.ID)
		if err != nil {
			if refused(err) { // not every object has them
				return nil, nil
			}
			return nil, err
		}
		l, err := liveRules(object, p, rules.Governance)
		if l == nil {
			return nil, err
		}
		return []*providers.Live{l}, nil
	})
}

func writePipelineRules(ctx context.Context, w *writing, op *providers.Operation) outcome {
	object, id := under(op.Key)
	of := w.portal.objectID(object)
	p, err := w.client.Pipeline(ctx, w.portal.pathName(object), id)
	if err != nil {
		return outcome{err: err}
	}
	now, err := w.client.PipelineRules(ctx, of, id)
	if err != nil {
		return outcome{err: err}
	}
	there, err := liveRules(object, *p, now.Governance)
	switch {
	case err != nil:
		return outcome{err: err}
	case op.Action == providers.Create && there != nil:
		return outcome{err: conflict("pipeline %s has rules already", op.Key)}
	case op.Action != providers.Create && there == nil:
		return outcome{err: missing("pipeline %s has no rules", op.Key)}
	case op.Action == providers.Delete && (len(now.Approval) == 0 || string(now.Approval) == "null"):
		return outcome{err: w.client.DeletePipelineRules(ctx, of, id)}
	case op.Action == providers.Delete: // an approval stays: somebody else's
		return outcome{err: w.client.SetPipelineRules(ctx, of, id, api.Governance{})}
	}
	var g api.Governance
	if op.After["no_backward"] == true {
		g.NoBackwards = &api.StageRule{AllStages: true}
	}
	if op.After["no_skipping"] == true {
		g.NoSkipping = &api.StageRule{AllStages: true}
	}
	if stages, _ := op.After["create_in"].([]any); len(stages) > 0 {
		g.Creation = &api.StageRule{}
		for _, s := range stages {
			k, _ := s.(string)
			pipeline, stage := under(k)
			if pipeline != op.Key {
				return outcome{err: &providers.Error{Kind: providers.Invalid, Attribute: "create_in", Message: k + " is no stage of pipeline " + op.Key}}
			}
			g.Creation.StageIDs = append(g.Creation.StageIDs, stage)
		}
	}
	if err := w.client.SetPipelineRules(ctx, of, id, g); err != nil {
		return outcome{err: err}
	}
	if now, err = w.client.PipelineRules(ctx, of, id); err != nil {
		return outcome{err: err}
	}
	l, err := liveRules(object, *p, now.Governance)
	if err == nil && l == nil {
		err = conflict("HubSpot accepted the rules of pipeline %s and does not have them", op.Key)
	}
	return outcomeOf(l, err)
}

// livePermission makes a live object of the permission of a stage. Teams and users that are gone are left out.
func livePermission(ctx context.Context, dir *directory, pipeline string, s api.StagePermission) (*providers.Live, error) {
	teams, err := names(ctx, dir, refTeam, s.TeamIDs)
	if err != nil {
		return nil, err
	}
	users, err := names(ctx, dir, refUser, s.UserIDs)
	if err != nil {
		return nil, err
	}
	k := key(pipeline, s.StageID)
	return live(typePermissions, k, providers.Values{"stage": k, "teams": teams, "users": users})
}

// names gives what has these ids its names; what has none that the token may read is left out.
func names(ctx context.Context, dir *directory, k refKind, ids []int64) (out []string, err error) {
	for _, id := range ids {
		name, ok, err := dir.key(ctx, k, strconv.FormatInt(id, 10))
		switch {
		case ok:
			out = append(out, name)
		case err != nil && !refused(err):
			return nil, err
		}
	}
	return out, nil
}

func idsOf(ctx context.Context, dir *directory, k refKind, names any) ([]int64, error) {
	out := []int64{}
	list, _ := names.([]any)
	for _, x := range list {
		name, _ := x.(string)
		id, err := dir.id(ctx, k, name)
		if err != nil {
			return nil, err
		}
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return nil, &providers.Error{Kind: providers.Invalid, Message: string(k) + " " + name + " has an id that is no number", Err: err}
		}
		out = append(out, n)
	}
	return out, nil
}

const restricted = "RESTRICTED"

func readPermissions(ctx context.Context, r *reading) ([]*providers.Live, error) {
	return r.ofPipelines(ctx, func(object string, p api.Pipeline) ([]*providers.Live, error) {
		list, err := r.client.StagePermissions(ctx, r.portal.objectID(object), p.ID)
		if err != nil {
			if refused(err) { // not every object has them
				return nil, nil
			}
			return nil, err
		}
		var out []*providers.Live
		for _, s := range list {
			if s.Mode != restricted || !hasStage(p, s.StageID) {
				continue
			}
			l, err := livePermission(ctx, r.dir, key(object, p.ID), s)
			if err != nil {
				return nil, err
			}
			out = append(out, l)
		}
		return out, nil
	})
}

// permissionLock is the pipeline: the permissions of its stages are one list.
func permissionLock(op *providers.Operation) string {
	return "permissions of " + permissionPipeline(op)
}

func permissionPipeline(op *providers.Operation) string {
	pipeline, _ := under(op.Key)
	return pipeline
}

func writePermissions(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	return byParent(ops, permissionPipeline, func(pipeline string, ops []*providers.Operation) []outcome {
		object, id := under(pipeline)
		of := w.portal.objectID(object)
		list, err := w.client.StagePermissions(ctx, of, id)
		if err != nil {
			return failAll(ops, err)
		}
		out := make([]outcome, len(ops))
		changed := false
		for i, op := range ops {
			if out[i].err = permit(ctx, w.dir, op, list); out[i].err == nil {
				changed = true
			}
		}
		if changed {
			if err = w.client.SetStagePermissions(ctx, of, id, list); err == nil {
				list, err = w.client.StagePermissions(ctx, of, id)
			}
		}
		for i, op := range ops {
			if out[i].err == nil {
				out[i] = permitted(ctx, w.dir, op, list, err)
			}
		}
		return out
	})
}

// permit changes the permission of a stage in the list of its pipeline.
func permit(ctx context.Context, dir *directory, op *providers.Operation, list []api.StagePermission) error {
	_, stage := under(op.Key)
	at := slices.IndexFunc(list, func(s api.StagePermission) bool { return s.StageID == stage })
	switch {
	case at < 0:
		return missing("there is no stage %s", op.Key)
	case op.Action == providers.Create && list[at].Mode == restricted:
		return conflict("stage %s is restricted already", op.Key)
	case op.Action != providers.Create && list[at].Mode != restricted:
		return missing("stage %s is open to everybody", op.Key)
	case op.Action == providers.Delete:
		list[at] = api.StagePermission{StageID: stage, Mode: "OPEN", TeamIDs: []int64{}, UserIDs: []int64{}}
		return nil
	}
	teams, err := idsOf(ctx, dir, refTeam, op.After["teams"])
	if err != nil {
		return err
	}
	users, err := idsOf(ctx, dir, refUser, op.After["users"])
	if err != nil {
		return err
	}
	// Nothing that we restrict is closed to super admins; where people closed it to them, it stays so.
	admin := list[at].SuperAdmin || op.Action == providers.Create
	list[at] = api.StagePermission{StageID: stage, Mode: restricted, SuperAdmin: admin, TeamIDs: teams, UserIDs: users}
	return nil
}

// permitted is the outcome, given the list as it is after the write or the error that it ended with.
func permitted(ctx context.Context, dir *directory, op *providers.Operation, list []api.StagePermission, err error) outcome {
	if err != nil || op.Action == providers.Delete {
		return outcome{err: err}
	}
	pipeline, stage := under(op.Key)
	for _, s := range list {
		if s.StageID == stage && s.Mode == restricted {
			return outcomeOf(livePermission(ctx, dir, pipeline, s))
		}
	}
	return outcome{err: conflict("HubSpot accepted the permission of stage %s and does not have it", op.Key)}
}
