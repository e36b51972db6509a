package sandbox

import (
	"errors"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// criterion is a criterion as it is: the sandbox understands the language of criteria itself.
func criterion(_ *schema.Architecture, t providers.Target, c providers.Criterion) (string, error) {
	if !t.Owns(c.Object) {
		return "", errors.New("records of " + c.Object + " do not live there")
	}
	return expr.Format(c.When), nil
}
