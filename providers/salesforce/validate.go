package salesforce

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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
	for _, f := range failuresOf(result) {
		r := providers.Refusal{Why: refusal(f)}
		if mine := w.by[memberKey(f.Type, metadata.DecodeName(f.FullName))]; len(mine) > 0 {
			r.Op = meant(mine, f.Problem)
			if n := len(mine) - 1; n == 1 {
				r.Why += ". The plan changes one thing more there"
			} else if n > 1 {
				r.Why += fmt.Sprintf(". The plan changes %d things more there", n)
			}
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		out = append(out, providers.Refusal{Why: result.Err().Error()})
	}
	return out, nil
}

// meant is the operation whose object a problem names, that with the longest name; the first one when it names none.
func meant(ops []*providers.Operation, problem string) *providers.Operation {
	found, most := ops[0], 0
	for _, op := range ops {
		if _, name := under(op.Key); len(name) > most && strings.Contains(problem, name) {
			found, most = op, len(name)
		}
	}
	return found
}
