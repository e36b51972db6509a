package hubspot

import (
	"context"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// lifecyclePipeline is the pipeline whose stages are the lifecycle stages. That of companies shows the same ones.
// HubSpot documents neither; several public projects read them, and one is known to write them.
const lifecyclePipeline = "contacts-lifecycle-pipeline"

// lifecycleKeys gives lifecycle stages their natural keys. Of two custom ones whose labels give the same name, or the
// name of a standard one, the later has its id behind it.
func lifecycleKeys(stages []api.Stage) []string {
	taken := map[string]bool{}
	for _, s := range stages {
		if isStandardStage(s.ID) {
			taken[s.ID] = true
		}
	}
	out := make([]string, len(stages))
	for i, s := range stages {
		out[i] = lifecycleName(s.ID, s.Label)
		if isStandardStage(s.ID) {
			continue
		}
		if out[i] == "" || taken[out[i]] {
			out[i] += "_" + s.ID
		}
		taken[out[i]] = true
	}
	return out
}

// liveLifecycle makes live objects of the lifecycle stages, which come in order. The standard ones are built in: every account starts with them.
func liveLifecycle(stages []api.Stage) ([]*providers.Live, error) {
	var out []*providers.Live
	for i, name := range lifecycleKeys(stages) {
		l, err := live(typeLifecycleStage, stages[i].ID, providers.Values{"name": name, "label": stages[i].Label, "order": i})
		if err != nil {
			return nil, err
		}
		l.BuiltIn = isStandardStage(l.ID)
		out = append(out, l)
	}
	return out, nil
}

func readLifecycleStages(ctx context.Context, r *reading) ([]*providers.Live, error) {
	if r.portal.denied["contacts"] != nil {
		return nil, nil
	}
	stages, err := readLifecycle(ctx, r.client, "contacts")
	if err != nil {
		return nil, err
	}
	return liveLifecycle(stages)
}

// lifecycleLock is the one list of lifecycle stages.
func lifecycleLock(*providers.Operation) string { return "lifecycle stages" }

func writeLifecycleStages(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
	if !w.settings.lifecycleAPI {
		return failAll(ops, &providers.Error{Kind: providers.Permission,
			Message: "lifecycle stages are changed by people: Settings > Objects > Contacts > Lifecycle Stage; or set lifecycle_stages = \"api\" in the crm block"})
	}
	b := &board{client: w.client, object: "contacts", path: "contacts", pipeline: lifecyclePipeline}
	if err := b.read(ctx); err != nil {
		if refused(err) {
			err = &providers.Error{Kind: providers.Permission, Err: err,
				Message: "the account does not show its lifecycle stages as a pipeline, so they cannot be written; take lifecycle_stages = \"api\" out of the crm block: " + err.Error()}
		}
		return failAll(ops, err)
	}
	var out []outcome
	if ops[0].Action == providers.Delete {
		out = b.deleteLifecycle(ctx, ops)
	} else {
		out = b.putLifecycle(ctx, ops)
	}
	w.dir.forget(refLifecycle)
	return out
}

// lifecycleID gives the internal value of a natural key; "" when there is none.
func (b *board) lifecycleID(name string) string {
	for i, n := range lifecycleKeys(b.stages) {
		if n == name {
			return b.stages[i].ID
		}
	}
	return ""
}

// putLifecycle creates and changes lifecycle stages. A custom one that gets another name keeps its internal value: the
// name follows from the label.
func (b *board) putLifecycle(ctx context.Context, ops []*providers.Operation) []outcome {
	wishes := make([]*wish, len(ops))
	for i, op := range ops {
		label, _ := op.After["label"].(string)
		v := &wish{label: label, order: op.After["order"], create: op.Action == providers.Create}
		switch {
		case v.create:
			v.metadata = api.Metadata{"isClosed": "false", "state": "OPEN"}
			if b.lifecycleID(op.Key) != "" {
				v.err = conflict("there is a lifecycle stage %q already", op.Key)
			}
		default:
			if v.id = op.ID; v.id == "" {
				v.id = b.lifecycleID(op.Key)
			}
			if s := b.find(v.id); s != nil {
				v.metadata = settable(s.Metadata)
			}
		}
		if name := lifecycleName(v.id, label); v.err == nil && op.Key != name && op.Key != name+"_"+v.id {
			v.err = &providers.Error{Kind: providers.Invalid, Attribute: "name", Message: fmt.Sprintf(
				"HubSpot chooses the internal value of a lifecycle stage, so one with the label %q is %q, not %q", label, name, op.Key)}
		}
		wishes[i] = v
	}
	failed := b.write(ctx, wishes)
	if err := b.read(ctx); err != nil {
		failed = err
	}
	now, err := liveLifecycle(b.stages)
	if failed == nil {
		failed = err
	}
	out := make([]outcome, len(ops))
	for i, op := range ops {
		out[i].err = explainLifecycle(wishes[i].err)
		if out[i].err == nil {
			out[i].err = explainLifecycle(failed)
		}
		if out[i].err != nil {
			continue
		}
		out[i].err = &providers.Error{Kind: providers.Permission, Message: fmt.Sprintf("HubSpot accepted the lifecycle stage %q and does not have it; "+
			"take lifecycle_stages = \"api\" out of the crm block, and people change it in the settings", op.Key)}
		for _, l := range now {
			if l.ID == wishes[i].id && l.Values["label"] == wishes[i].label {
				out[i] = outcomeOf(l, nil)
			}
		}
	}
	return out
}

// deleteLifecycle deletes lifecycle stages. Contacts and companies are moved out of them first.
func (b *board) deleteLifecycle(ctx context.Context, ops []*providers.Operation) []outcome {
	out := make([]outcome, len(ops))
	ids := make([]string, len(ops))
	for i, op := range ops {
		if ids[i] = op.ID; ids[i] == "" {
			ids[i] = b.lifecycleID(op.Key)
		}
		if b.find(ids[i]) == nil {
			out[i].err = missing("there is no lifecycle stage %q", op.Key)
			continue
		}
		if out[i].moved, out[i].err = b.clearLifecycle(ctx, op, ids[i]); out[i].err == nil {
			out[i].err = explainLifecycle(stageInUse(b.client.DeleteStage(ctx, b.path, b.pipeline, ids[i], true)))
		}
	}
	err := b.read(ctx)
	for i, op := range ops {
		switch {
		case out[i].err != nil:
		case err != nil:
			out[i].err = err
		case b.find(ids[i]) != nil:
			out[i].err = conflict("HubSpot answered that lifecycle stage %s is deleted, and it is still there", op.Key)
		}
	}
	return out
}

func (b *board) clearLifecycle(ctx context.Context, op *providers.Operation, id string) (moved int64, err error) {
	in := api.Filter{Property: lifecycleProperty, Operator: "EQ", Value: id}
	for _, object := range []string{"contacts", "companies"} {
		n, err := b.client.Count(ctx, object, matching(in))
		switch target := b.lifecycleID(op.MoveRecordsTo); {
		case err != nil:
			return moved, err
		case n == 0:
		case op.MoveRecordsTo == "":
			return moved, occupied("lifecycle stage "+op.Key, n, object, op.Discard)
		case target == "":
			return moved, missing("there is no lifecycle stage %q for the records of %q", op.MoveRecordsTo, op.Key)
		default:
			m, err := moveRecords(ctx, b.client, object, in, map[string]string{lifecycleProperty: target})
			moved += m
			if err != nil {
				return moved, err
			}
		}
	}
	return moved, nil
}

// explainLifecycle says what it means that an account refuses to have lifecycle stages written.
func explainLifecycle(err error) error {
	if !providers.IsKind(err, providers.Invalid) {
		return err
	}
	if e, ok := err.(*providers.Error); ok && e.Attribute == "name" {
		return err
	}
	return &providers.Error{Kind: providers.Permission, Err: err,
		Message: "the account does not let its lifecycle stages be written; take lifecycle_stages = \"api\" out of the crm block: " + err.Error()}
}
