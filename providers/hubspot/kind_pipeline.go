package hubspot

import (
	"context"
	"errors"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func readLifecycleStages(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeLifecycleStages(_ context.Context, _ *writing, ops []*providers.Operation) []outcome {
	return make([]outcome, len(ops))
}

func readPipelines(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writePipelines(_ context.Context, _ *writing, ops []*providers.Operation) []outcome {
	return make([]outcome, len(ops))
}

func readStages(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeStages(_ context.Context, _ *writing, ops []*providers.Operation) []outcome {
	return make([]outcome, len(ops))
}

func readPipelineRules(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writePipelineRules(context.Context, *writing, *providers.Operation) outcome {
	return outcome{err: errors.New("later")}
}

func readPermissions(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writePermissions(context.Context, *writing, *providers.Operation) outcome {
	return outcome{err: errors.New("later")}
}

func lifecycleLock(op *providers.Operation) string  { return "" }
func stageLock(op *providers.Operation) string      { return "" }
func permissionLock(op *providers.Operation) string { return "" }
