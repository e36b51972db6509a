package hubspot

import (
	"context"
	"errors"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func readLists(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeList(context.Context, *writing, *providers.Operation) outcome {
	return outcome{err: errors.New("later")}
}

func readWorkflows(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeWorkflow(context.Context, *writing, *providers.Operation) outcome {
	return outcome{err: errors.New("later")}
}

func readScores(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeScore(context.Context, *writing, *providers.Operation) outcome {
	return outcome{err: errors.New("later")}
}
