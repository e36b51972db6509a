package hubspot

import (
	"context"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/applying"
)

// kind is how objects of a resource type are read and written.
type kind struct {
	typ *providers.ResourceType
	// needs is what the account must be able to do; "" for what every account can.
	needs feature
	// read gives every object of the type. What several types are made of is requested once, see reading.
	read func(context.Context, *reading) ([]*providers.Live, error)
	// write carries out operations of the type of which none refers to another, each with an outcome of its own.
	write func(context.Context, *writing, []*providers.Operation) []outcome
	// lock names what an operation changes as a whole, such as the options of a property: operations with the
	// same lock come in one write or one after the other, in their order. Nil or "": the object itself.
	lock func(*providers.Operation) string
}

// outcome is what became of an operation.
type outcome struct {
	id     string
	values providers.Values // as HubSpot has them now; nil after a delete
	moved  int64            // records
	err    error
}

func (o outcome) progress() providers.Progress {
	return providers.Progress{ID: o.id, Values: o.values, Moved: o.moved, Err: o.err}
}

// each makes a write of what handles one operation. They run at the same time, as far as the client lets them, but
// those with one lock, which take turns.
func each(one func(context.Context, *writing, *providers.Operation) outcome) func(context.Context, *writing, []*providers.Operation) []outcome {
	return func(ctx context.Context, w *writing, ops []*providers.Operation) []outcome {
		out := make([]outcome, len(ops))
		var wg sync.WaitGroup
		for _, turn := range applying.Turns(ops, divided) {
			wg.Go(func() {
				for _, i := range turn {
					out[i] = one(ctx, w, ops[i])
				}
			})
		}
		wg.Wait()
		return out
	}
}

// kinds are all of them, in the order of types.
func kinds() []*kind {
	kindsOnce.Do(func() { allKinds = makeKinds() })
	return allKinds
}

var (
	kindsOnce sync.Once
	allKinds  []*kind
)

func makeKinds() []*kind {
	how := map[string]*kind{
		typeTeam:           {needs: teams, read: readTeams, write: each(writeTeam)},
		typeObject:         {needs: customObjects, read: readObjects, write: each(writeObject)},
		typeGroup:          {read: readGroups, write: each(writeGroup)},
		typeProperty:       {read: readProperties, write: writeProperties},
		typeOption:         {read: readOptions, write: writeOptions, lock: optionLock},
		typeValidation:     {read: readValidations, write: each(writeValidation)},
		typeLifecycleStage: {read: readLifecycleStages, write: writeLifecycleStages, lock: lifecycleLock},
		typePipeline:       {read: readPipelines, write: each(writePipeline)},
		typeStage:          {read: readStages, write: writeStages, lock: stageLock},
		typePipelineRules:  {needs: pipelineRules, read: readPipelineRules, write: each(writePipelineRules)},
		typePermissions:    {needs: stagePermissions, read: readPermissions, write: writePermissions, lock: permissionLock},
		typeAssociation:    {read: readAssociations, write: each(writeAssociation)},
		typeList:           {needs: lists, read: readLists, write: each(writeList)},
		typeWorkflow:       {needs: workflows, read: readWorkflows, write: each(writeWorkflow)},
		typeScore:          {needs: leadScores, read: readScores, write: each(writeScore)},
	}
	var out []*kind
	for _, t := range types() {
		k := how[t.Name]
		k.typ = t
		out = append(out, k)
	}
	return out
}

func kindOf(typ string) *kind {
	for _, k := range kinds() {
		if k.typ.Name == typ {
			return k
		}
	}
	return nil
}

// live makes a live object of raw values.
func live(typ, id string, v providers.Values) (*providers.Live, error) {
	return kindOf(typ).typ.Live("HubSpot", id, v)
}
