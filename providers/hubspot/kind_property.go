package hubspot

import (
	"context"
	"errors"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func readGroups(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeGroup(context.Context, *writing, *providers.Operation) outcome {
	return outcome{err: errors.New("later")}
}

func readProperties(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeProperties(_ context.Context, _ *writing, ops []*providers.Operation) []outcome {
	return make([]outcome, len(ops))
}

func readOptions(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeOptions(_ context.Context, _ *writing, ops []*providers.Operation) []outcome {
	return make([]outcome, len(ops))
}

func readValidations(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeValidation(context.Context, *writing, *providers.Operation) outcome {
	return outcome{err: errors.New("later")}
}

func optionLock(op *providers.Operation) string { return "" }
