package hubspot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// The ids of pipelines and stages are chosen by us, so the natural keys OBJECT/PIPELINE and OBJECT/PIPELINE/STAGE
// hold all that HubSpot needs to know; they are the remote ids, too.

// livePipeline makes a live object of a pipeline.
func livePipeline(object string, p api.Pipeline) (*providers.Live, error) {
	return live(typePipeline, key(object, p.ID), providers.Values{"object": object, "id": p.ID, "label": p.Label})
}

func readPipelines(ctx context.Context, r *reading) ([]*providers.Live, error) {
	return r.ofPipelines(ctx, func(object string, p api.Pipeline) ([]*providers.Live, error) {
		l, err := livePipeline(object, p)
		return []*providers.Live{l}, err
	})
}

// ofPipelines collects what fn finds in each pipeline of each object, in their order. Calls of fn run at the same time.
func (r *reading) ofPipelines(ctx context.Context, fn func(object string, p api.Pipeline) ([]*providers.Live, error)) ([]*providers.Live, error) {
	objects := r.portal.piped()
	lists, errs := make([][]*providers.Live, len(objects)), make([]error, len(objects))
	var wg sync.WaitGroup
	for i, object := range objects {
		wg.Go(func() {
			pipelines, err := r.pipelines(ctx, object)
			if err != nil {
				errs[i] = err
				return
			}
			found, failed := make([][]*providers.Live, len(pipelines)), make([]error, len(pipelines))
			var each sync.WaitGroup
			for j, p := range pipelines {
				each.Go(func() { found[j], failed[j] = fn(object, p) })
			}
			each.Wait()
			lists[i], errs[i] = slices.Concat(found...), firstError(failed)
		})
	}
	wg.Wait()
	return slices.Concat(lists...), firstError(errs)
}

func firstError(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// fallback is the stage that stands in a pipeline as long as it has no other: HubSpot has no pipeline without a stage,
// and none of tickets without a closed one. It is no resource.
func fallback(object, pipeline string) api.StageInput {
	in := api.StageInput{ID: fallbackID(pipeline), Label: "No stage yet", DisplayOrder: lastOrder, Metadata: api.Metadata{}}
	switch object {
	case "deals":
		in.Metadata["probability"] = "0.5"
	case "tickets":
		in.Metadata["ticketState"] = "CLOSED"
	}
	return in
}

func fallbackID(pipeline string) string { return pipeline + "_no_stage_yet" }

// lastOrder is behind all stages: a pipeline has at most 100. Source: developers.hubspot.com/docs/guides/api/crm/pipelines.
const lastOrder = 1000

// complete tells whether a pipeline may have these stages and no others.
func complete(object string, closed []bool) bool {
	return len(closed) > 0 && (object != "tickets" || slices.Contains(closed, true))
}

func writePipeline(ctx context.Context, w *writing, op *providers.Operation) outcome {
	object, id := under(op.Key)
	path := w.portal.pathName(object)
	list, err := w.client.Pipelines(ctx, path)
	if err != nil {
		return outcome{err: err}
	}
	defer w.dir.forget(refPipeline, refStage)
	at := slices.IndexFunc(list, func(p api.Pipeline) bool { return p.ID == id })
	label, _ := op.After["label"].(string)
	switch {
	case op.Action == providers.Create && at >= 0:
		return outcome{err: conflict("%s have a pipeline with the id %q already, %q", object, id, list[at].Label)}
	case op.Action == providers.Replace:
		return outcome{err: keepsID("pipeline", op)}
	case op.Action != providers.Create && at < 0:
		return outcome{err: missing("%s have no pipeline %q", object, id)}
	case op.Action == providers.Delete:
		return deletePipeline(ctx, w, op, object, id)
	}
	for _, p := range list {
		if p.ID != id && sameLabel(p.Label, label) {
			return outcome{err: labelTaken("pipeline of "+object, label, p.ID)}
		}
	}
	if op.Action == providers.Create {
		return createPipeline(ctx, w, op, object, api.PipelineInput{ID: id, Label: label, DisplayOrder: len(list)})
	}
	p, err := w.client.UpdatePipeline(ctx, path, id, api.PipelinePatch{Label: &label})
	if err != nil {
		return outcome{err: err}
	}
	return outcomeOf(livePipeline(object, *p))
}

// createPipeline creates a pipeline with the stages that the same apply creates in it. If HubSpot refuses one of
// those, the pipeline comes without them, and each stage shall have an outcome of its own.
func createPipeline(ctx context.Context, w *writing, op *providers.Operation, object string, in api.PipelineInput) outcome {
	var stages []*providers.Operation
	for _, o := range w.all {
		if o.Type == typeStage && o.Action == providers.Create && o.After["pipeline"] == op.Key {
			stages = append(stages, o)
		}
	}
	slices.SortStableFunc(stages, func(a, b *providers.Operation) int { return compareOrder(a.After["order"], b.After["order"]) })
	var closed []bool
	for i, o := range stages {
		s := stageInput(object, o)
		s.DisplayOrder = i
		in.Stages, closed = append(in.Stages, s), append(closed, isClosed(s.Metadata))
	}
	if !complete(object, closed) {
		in.Stages = append(in.Stages, fallback(object, in.ID))
	}
	path := w.portal.pathName(object)
	_, err := w.client.CreatePipeline(ctx, path, in)
	if len(stages) > 0 && (providers.IsKind(err, providers.Invalid) || providers.IsKind(err, providers.Conflict)) {
		in.Stages, stages = []api.StageInput{fallback(object, in.ID)}, nil
		_, err = w.client.CreatePipeline(ctx, path, in)
	}
	if err != nil {
		return outcome{err: err}
	}
	p, err := w.client.Pipeline(ctx, path, in.ID) // HubSpot answers a write with what it was sent, and a read with what it kept
	if err != nil {
		return outcome{err: err}
	}
	made, err := liveStages(object, *p)
	if err != nil {
		return outcome{err: err}
	}
	for _, o := range stages {
		for _, l := range made {
			if l.Key == o.Key {
				w.early.Settle(o, outcomeOf(l, nil))
			}
		}
	}
	return outcomeOf(livePipeline(object, *p))
}

// deletePipeline deletes a pipeline and what stages are left in it. Records that are in it go to the first stage of the
// pipeline that the operation names.
func deletePipeline(ctx context.Context, w *writing, op *providers.Operation, object, id string) (o outcome) {
	path := w.portal.pathName(object)
	in := api.Filter{Property: pipelineProperty(object), Operator: "EQ", Value: id}
	n, err := w.client.Count(ctx, path, matching(in))
	switch {
	case err != nil:
		return outcome{err: err}
	case n > 0 && op.MoveRecordsTo == "":
		return outcome{err: occupied("pipeline "+op.Key, n, object, op.Discard)}
	case n > 0:
		of, target := under(op.MoveRecordsTo)
		if of != object {
			return outcome{err: conflict("records of %s cannot move to %s", object, op.MoveRecordsTo)}
		}
		p, err := w.client.Pipeline(ctx, path, target)
		if err != nil {
			return outcome{err: err}
		}
		stages := shownOrder(p.Stages)
		if len(stages) == 0 {
			return outcome{err: conflict("pipeline %s has no stage for the records of %s", op.MoveRecordsTo, op.Key)}
		}
		set := map[string]string{pipelineProperty(object): target, stageProperty(object): stages[0].ID}
		if o.moved, o.err = moveRecords(ctx, w.client, path, in, set); o.err != nil {
			return o
		}
	}
	switch err := w.client.DeletePipeline(ctx, path, id, true); {
	case providers.IsKind(err, providers.Invalid):
		o.err = conflictOf(err)
	case !providers.IsKind(err, providers.NotFound): // it was there a moment ago: an answer got lost, and HubSpot was asked again
		o.err = err
	}
	return o
}

func outcomeOf(l *providers.Live, err error) outcome {
	if err != nil {
		return outcome{err: err}
	}
	return outcome{id: l.ID, values: l.Values}
}

func missing(format string, args ...any) error {
	return &providers.Error{Kind: providers.NotFound, Message: fmt.Sprintf(format, args...)}
}

func conflict(format string, args ...any) error {
	return &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf(format, args...)}
}

// conflictOf says of a refusal that it is not the request that is wrong, but what it would meet.
func conflictOf(err error) error {
	return &providers.Error{Kind: providers.Conflict, Message: err.Error(), Err: err}
}

// sameLabel compares as HubSpot does: whatever the case and the spaces around.
func sameLabel(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

func labelTaken(what, label, id string) error {
	return conflict("another %s is called %q, the one with the id %q; if it is the one that is meant, write crm = { hubspot = %q }", what, label, id, id)
}

func keepsID(what string, op *providers.Operation) error {
	_, old := under(op.ID)
	return conflict("HubSpot gives no %s another id, and a new one would lose its history; keep this one with crm = { hubspot = %q }", what, old)
}
