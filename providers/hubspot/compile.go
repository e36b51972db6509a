package hubspot

import (
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

func compile(a *schema.Architecture, t providers.Target, s *settings, p *portal) (*providers.Compiled, diag.List) {
	return &providers.Compiled{}, nil
}
