package hubspot

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// criterion is a criterion as the filterBranch of a segment or workflow, in JSON.
func criterion(a *schema.Architecture, t providers.Target, cr providers.Criterion) (string, error) {
	s, err := readSettings(t.CRM, nil)
	if err != nil {
		return "", err
	}
	c := newCompiler(a, t, s, &portal{})
	c.run()
	if !c.owns(cr.Object) {
		return "", errors.New("records of " + cr.Object + " do not live there")
	}
	if track := a.Track(cr.Track); track != nil && asksBefore(track, cr.When) {
		return "", errors.New("it asks for the stage before the move, and filters see the stage after it")
	}
	b, why := c.exactly(cr.When, cr.Object)
	if b == nil {
		return "", errors.New(strings.Join(why, "; "))
	}
	text, err := json.Marshal(b)
	return string(text), err
}
