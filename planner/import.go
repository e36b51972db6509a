package planner

import (
	"context"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// ImportLive reads the live configuration of the CRMs and turns it into one
// architecture. Live objects that no block can describe are findings. A CRM that
// cannot be imported from is an error.
func ImportLive(ctx context.Context, crms []TargetProvider) (*schema.Architecture, diag.List, error) {
	var diags diag.List
	if len(crms) != 1 {
		return nil, nil, fmt.Errorf("an import reads one CRM; the environment has %d", len(crms))
	}
	c := crms[0]
	im, ok := c.Provider.(providers.Importer)
	if !ok {
		diags.Errorf(diag.Unsupported, diag.Range{}, fmt.Sprintf("%s cannot be imported from", c.Provider.Info().Title),
			"The provider has no import yet; see stagecraft providers --matrix.")
		return nil, diags, nil
	}
	live, err := c.Provider.Read(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	a, diags := im.Decompile(live)
	return a, diags, nil
}
