package hubspot

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func decompile(live []*providers.Live, p *portal) (*schema.Architecture, diag.List) {
	return &schema.Architecture{}, nil
}

func review(c *providers.Compiled, unmanaged []*providers.Live, s *settings, p *portal) diag.List {
	return nil
}
