package odoo

import (
	"errors"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	domains "github.com/stagecraft-dev/stagecraft/providers/odoo/domain"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/pyexpr"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// criterion says a condition on records as a domain, where there is one that is exact, and else as a condition in Python, as
// server actions take it.
func criterion(a *schema.Architecture, t providers.Target, cr providers.Criterion) (string, error) {
	s, err := readSettings(t.CRM, nil)
	if err != nil {
		return "", err
	}
	c := newCompiler(a, t, s, &org{})
	c.compiled()
	if !c.owns(cr.Object) {
		return "", errors.New("records of " + cr.Object + " do not live there")
	}
	env := c.env(cr.Object, cr.Track)
	if d, err := domains.Compile(cr.When, env); err == nil {
		return d, nil
	}
	code, used, err := pyexpr.Compile(cr.When, env)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s%s", pyexpr.Prelude(used), code), nil
}
