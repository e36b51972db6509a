package hubspot

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// board is the stages of one pipeline while they are written, as they stand in HubSpot. Stages are written one
// by one: to write the pipeline as a whole has been reported to lose what people require at its stages.
type board struct {
	client           *api.Client
	object, pipeline string
	path             string      // the object in paths of the API
	stages           []api.Stage // in order
}

// wish is what shall become of a stage.
type wish struct {
	id       string // "": a new stage whose id HubSpot chooses
	create   bool
	label    string
	order    any // nil: it stays where it is, a new one comes last
	metadata api.Metadata
	err      error
}

func (b *board) read(ctx context.Context) error {
	list, err := b.client.Stages(ctx, b.path, b.pipeline)
	b.stages = shownOrder(list)
	return err
}

// shownOrder sorts stages as HubSpot shows them.
func shownOrder(list []api.Stage) []api.Stage {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b api.Stage) int {
		return cmp.Or(cmp.Compare(a.DisplayOrder, b.DisplayOrder), cmp.Compare(a.Label, b.Label))
	})
	return out
}

// find gives a stage by its id; nil without one.
func (b *board) find(id string) *api.Stage {
	for i := range b.stages {
		if b.stages[i].ID == id {
			return &b.stages[i]
		}
	}
	return nil
}

// labelled gives the stage that has a label; nil without one.
func (b *board) labelled(label string) *api.Stage {
	for i := range b.stages {
		if sameLabel(b.stages[i].Label, label) {
			return &b.stages[i]
		}
	}
	return nil
}

// write creates and changes stages, and numbers others anew where the order wants it. What came of each wish is in it;
// the error is of a stage that was only to be moved.
func (b *board) write(ctx context.Context, wishes []*wish) error {
	b.check(wishes)
	b.vacate(ctx, wishes)
	slots := b.slots(wishes)
	// From the last to the first: a slot's number is above all numbers that come before it, so HubSpot never
	// finds a number taken, which would make it count the pipeline anew.
	var failed error
	for i := len(slots) - 1; i >= 0; i-- {
		s := slots[i]
		switch {
		case s.wish == nil && s.number != s.stage.DisplayOrder:
			_, err := b.client.UpdateStage(ctx, b.path, b.pipeline, s.stage.ID, api.StagePatch{DisplayOrder: &s.number, Metadata: settable(s.stage.Metadata)})
			failed = cmp.Or(failed, err)
		case s.wish == nil:
		case s.wish.create:
			made, err := b.client.CreateStage(ctx, b.path, b.pipeline, api.StageInput{ID: s.wish.id, Label: s.wish.label, DisplayOrder: s.number, Metadata: s.wish.metadata})
			if s.wish.err = err; err == nil {
				s.wish.id = made.ID
			}
		default:
			p := api.StagePatch{Label: &s.wish.label, Metadata: s.wish.metadata}
			if s.number != s.stage.DisplayOrder {
				p.DisplayOrder = &s.number
			}
			_, s.wish.err = b.client.UpdateStage(ctx, b.path, b.pipeline, s.wish.id, p)
		}
	}
	return failed
}

// check refuses wishes that cannot come true: ids that are taken or not there, labels that other stages keep.
func (b *board) check(wishes []*wish) {
	renamed := map[string]bool{}
	for _, v := range wishes {
		if s := b.find(v.id); s != nil && !v.create && !sameLabel(s.Label, v.label) {
			renamed[s.ID] = true
		}
	}
	for i, v := range wishes {
		there, holder := b.find(v.id), b.labelled(v.label)
		switch {
		case v.err != nil:
		case v.create && there != nil:
			v.err = conflict("pipeline %s of %s has a stage with the id %q already, %q", b.pipeline, b.object, v.id, there.Label)
		case !v.create && there == nil:
			v.err = missing("pipeline %s of %s has no stage %q", b.pipeline, b.object, v.id)
		case holder != nil && holder.ID != v.id && !renamed[holder.ID]:
			v.err = labelTaken("stage of the pipeline "+b.pipeline+" of "+b.object, v.label, holder.ID)
		case slices.ContainsFunc(wishes[:i], func(o *wish) bool { return o.err == nil && sameLabel(o.label, v.label) }):
			v.err = conflict("two stages of the pipeline %s of %s would be called %q", b.pipeline, b.object, v.label)
		}
	}
}

// vacate gives a stage whose label another one is to have, and which is to have another label itself, one of its
// own for the time being: labels can be exchanged.
func (b *board) vacate(ctx context.Context, wishes []*wish) {
	for _, v := range wishes {
		s := b.find(v.id)
		if v.err != nil || v.create || sameLabel(s.Label, v.label) {
			continue
		}
		if slices.ContainsFunc(wishes, func(o *wish) bool { return o != v && o.err == nil && sameLabel(o.label, s.Label) }) {
			label := s.Label + " (" + s.ID + ")"
			_, v.err = b.client.UpdateStage(ctx, b.path, b.pipeline, s.ID, api.StagePatch{Label: &label, Metadata: settable(s.Metadata)})
		}
	}
}

// slot is a stage at its place, with its number.
type slot struct {
	stage  *api.Stage // nil: a new one
	wish   *wish      // nil: nobody wants anything of it
	number int
}

// slots puts stages in the wanted order. Whoever has no wish counts as being where it is; of two at one place, the one
// with a wish comes first, unless it comes from further ahead and would not get there: those behind it move up. Numbers only
// grow, and only as far as they must.
func (b *board) slots(wishes []*wish) []slot {
	type placed struct {
		slot
		at   float64
		back bool // it moves towards the end
	}
	var list []placed
	at := 0.0
	for i := range b.stages {
		s := &b.stages[i]
		p := placed{slot: slot{stage: s}, at: at}
		if s.ID == fallbackID(b.pipeline) {
			p.at = lastOrder
		} else {
			at++
		}
		for _, v := range wishes {
			if v.id == s.ID && !v.create && v.err == nil {
				p.wish = v
				if n, ok := v.order.(float64); ok {
					p.at, p.back = n, n > p.at
				}
			}
		}
		list = append(list, p)
	}
	for _, v := range wishes {
		if v.create && v.err == nil {
			p := placed{slot: slot{wish: v}, at: lastOrder}
			if n, ok := v.order.(float64); ok {
				p.at = n
			}
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(x, y placed) int {
		rank := func(p placed) int {
			if p.wish != nil && p.wish.order != nil {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(rank(x), rank(y)))
	})
	for i := range len(list) - 1 {
		if p, q := list[i], list[i+1]; p.back && float64(i) < p.at && q.at == p.at && q.wish == nil {
			list[i], list[i+1] = q, p
		}
	}
	out := make([]slot, len(list))
	next := 0
	for i, p := range list {
		p.number = next
		if p.stage != nil {
			p.number = max(next, p.stage.DisplayOrder)
		}
		out[i], next = p.slot, p.number+1
	}
	return out
}

// settable is what may be sent back of a stage's metadata: HubSpot derives isClosed itself.
func settable(m api.Metadata) api.Metadata {
	out := api.Metadata{}
	for k, v := range m {
		if k != "isClosed" {
			out[k] = v
		}
	}
	return out
}

// compareOrder compares the values of two order attributes; none comes last.
func compareOrder(a, b any) int {
	at := func(v any) float64 {
		if n, ok := v.(float64); ok {
			return n
		}
		return lastOrder
	}
	return cmp.Compare(at(a), at(b))
}

// stageInUse makes of HubSpot's refusal to delete a stage that records are in what it means.
func stageInUse(err error) error {
	if !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), "STAGE_ID_IN_USE") {
		return err
	}
	return &providers.Error{Kind: providers.Conflict, Err: err,
		Message: "HubSpot finds records in the stage that its search does not find yet; apply once more in a minute: " + err.Error()}
}
