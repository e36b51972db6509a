package salesforce

import (
	"cmp"
	"context"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// send deploys a package, or validates it, and waits. When the context ends while the deploy is under way it is canceled; what
// came of it counts.
func (p *Provider) send(ctx context.Context, w *change, check bool) (*api.DeployResult, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	zip, err := w.zip()
	if err != nil {
		return nil, err
	}
	id, err := p.client.Deploy(context.WithoutCancel(ctx), zip, api.DeployOptions{CheckOnly: check, TestLevel: p.settings.tests})
	if err != nil {
		return nil, err
	}
	result, err := p.client.WaitDeploy(ctx, id, nil)
	if ctx.Err() != nil {
		ctx := context.WithoutCancel(ctx)
		if _, err := p.client.CancelDeploy(ctx, id); err != nil && !providers.IsKind(err, providers.Conflict) && !providers.IsKind(err, providers.Invalid) {
			return nil, err
		}
		result, err = p.client.WaitDeploy(ctx, id, nil)
	}
	return result, err
}

// zip is the package in the format of the Metadata API.
func (w *change) zip() ([]byte, error) {
	files, err := w.pack().MDAPI()
	if err != nil {
		return nil, err
	}
	return metadata.Zip(files)
}

func (w *change) empty() bool { return len(w.touched)+len(w.destroy) == 0 }

// refusals says why each operation was not deployed: the org's own words for those whose components it refused. What may pass
// is said of all, which are then tried again.
func (w *change) refusals(r *api.DeployResult, ops []*providers.Operation) map[*providers.Operation]error {
	out := map[*providers.Operation]error{}
	if err := r.Err(); providers.IsKind(err, providers.Unavailable) {
		for _, op := range ops {
			out[op] = err
		}
		return out
	}
	var rest []string
	for _, f := range failuresOf(r) {
		mine := w.by[memberKey(f.Type, metadata.DecodeName(f.FullName))]
		if len(mine) == 0 {
			rest = append(rest, refusal(f))
		}
		for _, op := range mine {
			out[op] = &providers.Error{Kind: providers.Invalid, Message: "Salesforce refused it: " + refusal(f), Err: out[op]}
		}
	}
	why := together(len(out))
	if len(rest) > 0 || len(out) == 0 {
		why = &providers.Error{Kind: providers.Invalid, Message: "Salesforce refused the deploy: " + cmp.Or(strings.Join(rest, "; "), r.Err().Error())}
	}
	for _, op := range ops {
		if out[op] == nil {
			out[op] = why
		}
	}
	return out
}
