package odoo

import (
	"errors"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// criterion says a condition on records as a domain, or says why there is none.
func criterion(*schema.Architecture, providers.Target, providers.Criterion) (string, error) {
	return "", errors.New("criteria are not said in Odoo's notation yet")
}
