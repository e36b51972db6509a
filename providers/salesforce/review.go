package salesforce

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func review(c *providers.Compiled, unmanaged []*providers.Live, s *settings, org *snapshot) diag.List {
	return nil
}
