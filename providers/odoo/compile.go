package odoo

import (
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// compile contacts nothing: o holds what was learned of the database, or nothing at all.
func compile(a *schema.Architecture, t providers.Target, s *settings, o *org) (*providers.Compiled, diag.List) {
	return &providers.Compiled{}, nil
}

// criterion says a condition on records as a domain, or says why there is none.
func criterion(*schema.Architecture, providers.Target, providers.Criterion) (string, error) {
	return "", fmt.Errorf("not yet built")
}
