package hubspot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// liveStages makes live objects of the stages of a pipeline, numbered in their order.
func liveStages(object string, p api.Pipeline) ([]*providers.Live, error) {
	var out []*providers.Live
	for _, s := range shownOrder(p.Stages) {
		if s.ID == fallbackID(p.ID) {
			continue
		}
		v := providers.Values{"pipeline": key(object, p.ID), "id": s.ID, "label": s.Label, "order": len(out)}
		if object == "deals" {
			if n, err := strconv.ParseFloat(s.Metadata["probability"], 64); err == nil {
				v["probability"] = n
			}
		} else if s.Metadata["isClosed"] != "" || s.Metadata[stateKey(object)] != "" {
			v["closed"] = isClosed(s.Metadata)
		}
		l, err := live(typeStage, key(object, p.ID, s.ID), v)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// stateKey is the metadata that says whether a stage is closed. The one of leads is an assumption.
func stateKey(object string) string {
	switch object {
	case "tickets":
		return "ticketState"
	case "leads":
		return "leadState"
	}
	return "state"
}

// isClosed reads it. HubSpot derives isClosed of the others.
func isClosed(m api.Metadata) bool {
	switch {
	case m["ticketState"] != "":
		return m["ticketState"] == "CLOSED"
	case m["leadState"] != "":
		return m["leadState"] == "QUALIFIED" || m["leadState"] == "DISQUALIFIED"
	case m["state"] != "":
		return m["state"] == "CLOSED"
	}
	return m["isClosed"] == "true"
}

// metadata is what a stage is to have, given what it has.
func metadata(object string, v providers.Values, now api.Metadata) api.Metadata {
	m := settable(now)
	if n, ok := v["probability"].(float64); ok && object == "deals" {
		m["probability"] = strconv.FormatFloat(n, 'f', -1, 64)
		if !strings.Contains(m["probability"], ".") {
			m["probability"] += ".0" // as HubSpot writes it
		}
	}
	closed, ok := v["closed"].(bool)
	if !ok || object == "deals" || len(now) > 0 && closed == isClosed(now) {
		return m
	}
	state := map[bool]string{true: "CLOSED", false: "OPEN"}
	if object == "leads" {
		state = map[bool]string{true: "QUALIFIED", false: "IN_PROGRESS"}
	}
	m[stateKey(object)] = state[closed]
	return m
}

func stageInput(object string, op *providers.Operation) api.StageInput {
	_, id := under(op.Key)
	label, _ := op.After["label"].(string)
	return api.StageInput{ID: id, Label: label, Metadata: metadata(object, op.After, nil)}
}

func readStages(ctx context.Context, r *reading) ([]*providers.Live, error) {
	return r.ofPipelines(ctx, func(object string, p api.Pipeline) ([]*providers.Live, error) { return liveStages(object, p) })
}

// stageLock is the pipeline: its stages are put in order together.
func stageLock(op *providers.Operation) string {
	pipeline, _ := under(op.Key)
	return pipeline
}

// byParent makes a write of what handles the operations of one parent; those of several run at the same time.
func byParent(ops []*providers.Operation, parent func(*providers.Operation) string, write func(parent string, ops []*providers.Operation) []outcome) []outcome {
	of := map[string][]int{}
	for i, op := range ops {
		of[parent(op)] = append(of[parent(op)], i)
	}
	out := make([]outcome, len(ops))
	var wg sync.WaitGroup
	for parent, at := range of {
		wg.Go(func() {
			mine := make([]*providers.Operation, len(at))
			for j, i := range at {
				mine[j] = ops[i]
			}
			for j, o := range write(parent, mine) {
				out[at[j]] = o
			}
		})
	}
	wg.Wait()
	return out
}

// failAll is the outcome of operations that fail for one reason.
func failAll(ops []*providers.Operation, err error) []outcome {
	return slices.Repeat([]outcome{{err: err}}, len(ops))
}

func writeStages(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	defer w.dir.forget(refStage)
	return byParent(ops, stageLock, func(pipeline string, ops []*providers.Operation) []outcome {
		object, id := under(pipeline)
		b := &board{client: w.client, object: object, path: w.portal.pathName(object), pipeline: id}
		if err := b.read(ctx); err != nil {
			return failAll(ops, err)
		}
		if ops[0].Action == providers.Delete {
			return b.deleteStages(ctx, ops)
		}
		return b.putStages(ctx, ops)
	})
}

// putStages creates and changes stages.
func (b *board) putStages(ctx context.Context, ops []*providers.Operation) []outcome {
	wishes := make([]*wish, len(ops))
	for i, op := range ops {
		in := stageInput(b.object, op)
		v := &wish{id: in.ID, create: op.Action == providers.Create, label: in.Label, order: op.After["order"], metadata: in.Metadata}
		if s := b.find(in.ID); s != nil {
			v.metadata = metadata(b.object, op.After, s.Metadata)
		}
		if op.Action == providers.Replace {
			v.err = keepsID("stage", op)
		}
		wishes[i] = v
	}
	if err := b.support(ctx, wishes); err != nil {
		return failAll(ops, err)
	}
	failed := b.write(ctx, wishes)
	out := make([]outcome, len(ops))
	if err := b.read(ctx); err != nil {
		failed = err
	} else if failed == nil {
		failed = b.relieve(ctx)
	}
	now, err := liveStages(b.object, api.Pipeline{ID: b.pipeline, Stages: b.stages})
	if failed == nil {
		failed = err
	}
	for i, op := range ops {
		out[i].err = wishes[i].err
		if out[i].err == nil {
			out[i].err = failed
		}
		for _, l := range now {
			if l.Key == op.Key && out[i].err == nil {
				out[i] = outcomeOf(l, nil)
			}
		}
	}
	return out
}

// support puts the fallback into a pipeline that would not be complete for a moment or for good after the wishes.
func (b *board) support(ctx context.Context, wishes []*wish) error {
	var closed []bool
	for _, s := range b.stages {
		m := s.Metadata
		for _, v := range wishes {
			if v.id == s.ID && v.err == nil && !isClosed(v.metadata) {
				m = v.metadata // one that will be closed is not counted on: it may be written too late
			}
		}
		closed = append(closed, isClosed(m))
	}
	if complete(b.object, closed) {
		return nil
	}
	return b.addFallback(ctx)
}

func (b *board) addFallback(ctx context.Context) error {
	in := fallback(b.object, b.pipeline)
	if b.find(in.ID) != nil {
		return nil
	}
	s, err := b.client.CreateStage(ctx, b.path, b.pipeline, in)
	if err == nil {
		b.stages = append(b.stages, *s)
	}
	return err
}

// relieve takes the fallback out of a pipeline that is complete without it, unless somebody has put records into it.
func (b *board) relieve(ctx context.Context) error {
	var closed []bool
	for _, s := range b.stages {
		if s.ID != fallbackID(b.pipeline) {
			closed = append(closed, isClosed(s.Metadata))
		}
	}
	if b.find(fallbackID(b.pipeline)) == nil || !complete(b.object, closed) {
		return nil
	}
	n, err := b.client.Count(ctx, b.path, matching(recordsIn(b.object, fallbackID(b.pipeline))))
	if err != nil || n > 0 {
		return err
	}
	return b.client.DeleteStage(ctx, b.path, b.pipeline, fallbackID(b.pipeline), true)
}

// deleteStages deletes stages, their records having moved, and looks whether they are gone: HubSpot answers 204 even to
// the delete of what is not there.
func (b *board) deleteStages(ctx context.Context, ops []*providers.Operation) []outcome {
	out := make([]outcome, len(ops))
	for i, op := range ops {
		out[i].moved, out[i].err = b.deleteStage(ctx, op)
	}
	err := b.read(ctx)
	for i, op := range ops {
		_, id := under(op.Key)
		switch {
		case out[i].err != nil:
		case err != nil:
			out[i].err = err
		case b.find(id) != nil:
			out[i].err = conflict("HubSpot answered that stage %s is deleted, and it is still there", op.Key)
		}
	}
	return out
}

func (b *board) deleteStage(ctx context.Context, op *providers.Operation) (moved int64, err error) {
	_, id := under(op.Key)
	if b.find(id) == nil {
		return 0, missing("pipeline %s of %s has no stage %q", b.pipeline, b.object, id)
	}
	moved, err = b.clear(ctx, op)
	if err != nil {
		return moved, err
	}
	rest := slices.DeleteFunc(slices.Clone(b.stages), func(s api.Stage) bool { return s.ID == id })
	var closed []bool
	for _, s := range rest {
		closed = append(closed, isClosed(s.Metadata))
	}
	if !complete(b.object, closed) {
		if err := b.addFallback(ctx); err != nil {
			return moved, err
		}
	}
	if err := b.client.DeleteStage(ctx, b.path, b.pipeline, id, true); err != nil {
		return moved, stageInUse(err)
	}
	b.stages = slices.DeleteFunc(b.stages, func(s api.Stage) bool { return s.ID == id })
	return moved, nil
}

// clear moves the records of a stage that is to be deleted, or refuses.
func (b *board) clear(ctx context.Context, op *providers.Operation) (int64, error) {
	_, id := under(op.Key)
	n, err := b.client.Count(ctx, b.path, matching(recordsIn(b.object, id)))
	switch {
	case err != nil || n == 0:
		return 0, err
	case op.MoveRecordsTo == "":
		return 0, occupied("stage "+op.Key, n, b.object, op.Discard)
	}
	pipeline, stage := under(op.MoveRecordsTo)
	of, pipelineID := under(pipeline)
	if of != b.object {
		return 0, conflict("records of %s cannot move to %s", b.object, op.MoveRecordsTo)
	}
	set := map[string]string{pipelineProperty(b.object): pipelineID, stageProperty(b.object): stage}
	return moveRecords(ctx, b.client, b.path, recordsIn(b.object, id), set)
}
