package odoo

import (
	"context"
	"strconv"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

var _ providers.Identifier = (*Provider)(nil)

// Identify reads the addresses back from the identities that Odoo keeps of what Stagecraft made.
func (p *Provider) Identify(ctx context.Context, live []*providers.Live) (map[*providers.Live]string, error) {
	rows, err := p.client.SearchRead(ctx, api.Search{Model: identityModel, Domain: []any{[]any{"module", "=", module}}, Fields: []string{"name", "model", "res_id"}})
	if err != nil {
		return nil, err
	}
	type record struct {
		model string
		id    int64
	}
	names := make(map[record]string, len(rows))
	for _, r := range rows {
		names[record{r.Text("model"), int64(r.Number("res_id"))}] = r.Text("name")
	}
	out := map[*providers.Live]string{}
	for _, l := range live {
		id, _ := strconv.ParseInt(l.ID, 10, 64)
		if typ, origin, part, ok := origin(names[record{kindOf(l.Type).model, id}]); ok && typ == l.Type {
			out[l] = providers.ResourceAddress(typ, origin, part)
		}
	}
	return out, nil
}
