package salesforce

import (
	"context"
	"errors"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// Validate has the org check a deploy of the operations, which changes nothing. Removals that wait for records to move or for
// flows to end can only be made, not checked.
func (p *Provider) Validate(ctx context.Context, ops []*providers.Operation) ([]providers.Refusal, error) {
	if p.client == nil {
		return nil, &providers.Error{Kind: providers.Invalid, Message: "a folder has no server that could check"}
	}
	live, err := p.latest(ctx)
	if err != nil {
		return nil, err
	}
	p.keep(live)
	moving := map[*providers.Operation]*removal{}
	for _, op := range ops {
		if op.MoveRecordsTo != "" {
			moving[op] = &removal{}
		}
	}
	first, second := phases(ops, moving)
	w := newChange(live)
	if err := w.write(slices.Concat(first, endings(second))); err != nil {
		var at *writeError
		if errors.As(err, &at) {
			return []providers.Refusal{{Op: at.op, Why: err.Error()}}, nil
		}
		return nil, err
	}
	if w.empty() {
		return nil, nil
	}
	result, err := p.send(ctx, w, true)
	if err != nil || result.Err() == nil {
		return nil, err
	}
	var out []providers.Refusal
	for _, f := range result.Details.Failures {
		mine := w.by[memberKey(f.Type, metadata.DecodeName(f.FullName))]
		if len(mine) == 0 {
			out = append(out, providers.Refusal{Why: f.String()})
		}
		for _, op := range mine {
			out = append(out, providers.Refusal{Op: op, Why: f.String()})
		}
	}
	if len(out) == 0 {
		out = append(out, providers.Refusal{Why: result.Err().Error()})
	}
	return out, nil
}
