package api

import (
	"context"
	"encoding/json"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Call is one method of a model.
type Call struct {
	Model, Method string
	// IDs are the records that the method works on; nil for a method of the model itself.
	IDs []int64
	// Args are the further arguments in the order of the method's parameters, with their names in the first version that has
	// /json/2: JSON-RPC sends them by place, /json/2 by name.
	Args []Arg
	// Options go by name with either.
	Options map[string]any
	// Context is what Odoo calls the context, beside the language of the client.
	Context map[string]any
	// Effect says what it does to carry the call out twice; without one the call is never repeated.
	Effect web.Effect
}

// Arg is an argument with the name of its parameter.
type Arg struct {
	Name  string
	Value any
}

// transport is one of the ways in which Odoo takes calls.
type transport interface {
	// call gives the result; nil when the method has none.
	call(ctx context.Context, c Call) (json.RawMessage, error)
}
