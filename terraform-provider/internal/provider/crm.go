package provider

import (
	"context"
	"errors"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// crm is a CRM as it is configured. It is opened when something needs it, read in bulk and written in batches, however
// Terraform asks.
type crm struct {
	factory *providers.Factory
	target  providers.Target
	known   bool // all settings are
	getenv  func(string) string
}

// all are the live objects of a type.
func (c *crm) all(ctx context.Context, typ string) ([]*providers.Live, error) {
	return nil, errors.ErrUnsupported
}

// find looks a live object up by id or, without one, by natural key; nil when there is none.
func (c *crm) find(ctx context.Context, typ, id, key string) (*providers.Live, error) {
	return nil, errors.ErrUnsupported
}

// apply carries one operation out.
func (c *crm) apply(ctx context.Context, op *providers.Operation) (providers.Progress, error) {
	return providers.Progress{}, errors.ErrUnsupported
}
