package api

import (
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// Certainty says what it means when a look-up by natural key finds nothing after a create whose outcome is unknown.
type Certainty bool

const (
	// Proof: it was not created, or HubSpot refuses the same key a second time. The create may be sent again.
	Proof Certainty = true
	// NoProof: it may show later, and a second create would make a second one. The error stays.
	NoProof Certainty = false
)

// creates is how often a create is sent at most.
const creates = 3

// Create sends a create. When nobody knows whether it was carried out, it looks the natural key up and gives what it
// finds, which somebody else may have made: compare before relying on it. It sends the create again only when nothing
// is found and that is proof. find answers with kind NotFound when there is nothing.
func Create[T any](ctx context.Context, create, find func(context.Context) (*T, error), nothing Certainty) (*T, error) {
	var doubt error // of the last attempt with an unknown outcome
	for n := 1; ; n++ {
		v, err := create(ctx)
		again := doubt != nil && providers.IsKind(err, providers.Conflict) // it is there after all
		if err == nil || !again && !providers.IsKind(err, providers.Ambiguous) {
			return v, err
		}
		if !again {
			doubt = err
		}
		found, ferr := find(ctx)
		switch {
		case ferr == nil:
			return found, nil
		case again || !providers.IsKind(ferr, providers.NotFound) || nothing == NoProof || n == creates:
			return nil, doubt
		}
	}
}

// one makes of a listing the look-up of the only entry that fits; none is NotFound, several are a Conflict.
func one[T any](list []T, err error, what string, fits func(*T) bool) (*T, error) {
	if err != nil {
		return nil, err
	}
	var found *T
	for i := range list {
		if !fits(&list[i]) {
			continue
		}
		if found != nil {
			return nil, &providers.Error{Kind: providers.Conflict, Message: "HubSpot has more than one " + what}
		}
		found = &list[i]
	}
	if found == nil {
		return nil, &providers.Error{Kind: providers.NotFound, Message: "HubSpot has no " + what}
	}
	return found, nil
}
