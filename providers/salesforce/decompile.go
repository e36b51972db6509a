package salesforce

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func decompile(live []*providers.Live, org *snapshot) (*schema.Architecture, diag.List) {
	return nil, nil
}
