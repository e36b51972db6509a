package salesforce

import (
	"errors"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// criterionFormula is a criterion as a formula that is true where it holds, as validation rules take it. Where records live in
// several objects of the org, it is about the first.
func criterionFormula(a *schema.Architecture, t providers.Target, cr providers.Criterion) (string, error) {
	s, err := readSettings(t, nil)
	if err != nil {
		return "", err
	}
	c := newCompiler(a, t, s, newSnapshot(nil))
	c.run()
	if !c.owns(cr.Object) {
		return "", errors.New("records of " + cr.Object + " do not live there")
	}
	env := c.env(cr.Object, c.names.all(cr.Object)[0], formula.Validation)
	env.Before = string(cr.Track)
	r := formula.Compile(cr.When, env)
	if r.Formula == "" {
		var why []string
		for _, n := range r.Refused {
			why = append(why, n.String())
		}
		return "", errors.New(strings.Join(why, "; "))
	}
	return r.Formula, nil
}
