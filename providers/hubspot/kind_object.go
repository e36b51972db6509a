package hubspot

import (
	"context"
	"errors"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func readTeams(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeTeam(context.Context, *writing, *providers.Operation) outcome {
	return outcome{err: errors.New("later")}
}

func readObjects(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeObject(context.Context, *writing, *providers.Operation) outcome {
	return outcome{err: errors.New("later")}
}

func readAssociations(context.Context, *reading) ([]*providers.Live, error) { return nil, nil }

func writeAssociation(context.Context, *writing, *providers.Operation) outcome {
	return outcome{err: errors.New("later")}
}
