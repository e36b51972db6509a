package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// MaxBatch is how many inputs HubSpot takes in one batch of properties, records and flows.
const MaxBatch = 100

// Item is the outcome of one input of a batch.
type Item[T any] struct {
	Value *T // nil with an error, and where HubSpot returns nothing
	Err   error
}

// batchAnswer is the frame of batches. With errors the status of the answer is 207.
type batchAnswer[T any] struct {
	Results []T              `json:"results"`
	Errors  []map[string]any `json:"errors"`
}

// batcher carries out batches of one kind.
type batcher[In, Out any] struct {
	op   op
	wrap func([]In) any    // body of the request
	key  func(In) string   // natural key of an input
	of   func(*Out) string // natural key of a result
	// recheck, when set, says what became of inputs after a batch whose outcome is unknown: an outcome for each
	// that is there. The others are sent again.
	recheck func(context.Context, []In) (map[string]*Out, error)
	// silent is the error of an input that the answer does not mention; nil when that is a success.
	silent func(In) error
}

// run sends the inputs in batches of MaxBatch and gives an outcome for each, in the order of the inputs.
func (b *batcher[In, Out]) run(ctx context.Context, c *Client, inputs []In) []Item[Out] {
	out := make([]Item[Out], 0, len(inputs))
	for chunk := range slices.Chunk(inputs, MaxBatch) {
		if n := len(out); n > 0 && hopeless(out[n-1].Err) {
			out = append(out, fail[Out](len(chunk), out[n-1].Err)...)
			continue
		}
		out = append(out, b.send(ctx, c, chunk, creates)...)
	}
	return out
}

// hopeless tells whether what stopped one batch stops the next one too.
func hopeless(err error) bool {
	return providers.IsKind(err, providers.Permission) || providers.IsKind(err, providers.RateLimited) || providers.IsKind(err, providers.Unavailable)
}

func fail[Out any](n int, err error) []Item[Out] {
	return slices.Repeat([]Item[Out]{{Err: err}}, n)
}

// send carries out one batch. tries is how often it may be sent in spite of an unknown outcome.
func (b *batcher[In, Out]) send(ctx context.Context, c *Client, chunk []In, tries int) []Item[Out] {
	o := b.op
	o.body = b.wrap(chunk)
	answer, err := b.fetch(ctx, c, o)
	switch {
	case err == nil:
		return b.match(chunk, answer)
	case providers.IsKind(err, providers.Ambiguous) && b.recheck != nil && tries > 1:
		return b.resolve(ctx, c, chunk, tries, err)
	case len(chunk) > 1 && (providers.IsKind(err, providers.Invalid) || providers.IsKind(err, providers.Conflict) || providers.IsKind(err, providers.NotFound)):
		// The batch was refused as a whole for the sake of one or some of it.
		half := len(chunk) / 2
		return append(b.send(ctx, c, chunk[:half], tries), b.send(ctx, c, chunk[half:], tries)...)
	}
	return fail[Out](len(chunk), err)
}

func (b *batcher[In, Out]) fetch(ctx context.Context, c *Client, o op) (*batchAnswer[Out], error) {
	resp, err := c.send(ctx, o)
	if err != nil {
		return nil, err
	}
	if resp.Status == http.StatusNoContent || len(resp.Body) == 0 {
		return &batchAnswer[Out]{}, nil
	}
	answer, err := decode[batchAnswer[Out]](resp.Body)
	if err != nil {
		return nil, c.unreadable(o, err)
	}
	return answer, nil
}

// resolve looks for what a batch with unknown outcome left behind, and sends the rest again.
func (b *batcher[In, Out]) resolve(ctx context.Context, c *Client, chunk []In, tries int, doubt error) []Item[Out] {
	there, err := b.recheck(ctx, chunk)
	if err != nil {
		return fail[Out](len(chunk), doubt)
	}
	out := make([]Item[Out], len(chunk))
	var rest []In
	var at []int
	for i, in := range chunk {
		if v := there[b.key(in)]; v != nil {
			out[i].Value = v
		} else {
			rest, at = append(rest, in), append(at, i)
		}
	}
	if len(rest) > 0 {
		for i, item := range b.send(ctx, c, rest, tries-1) {
			out[at[i]] = item
		}
	}
	return out
}

// match gives each input its result or error. An error that names no input belongs to those that have neither.
func (b *batcher[In, Out]) match(chunk []In, answer *batchAnswer[Out]) []Item[Out] {
	out := make([]Item[Out], len(chunk))
	at := make(map[string]int, len(chunk))
	for i, in := range chunk {
		at[b.key(in)] = i
	}
	for i := range answer.Results {
		if n, ok := at[b.of(&answer.Results[i])]; ok {
			out[n].Value = &answer.Results[i]
		}
	}
	var stray error
	for _, m := range answer.Errors {
		p := problemOf(m)
		e := &providers.Error{Kind: providers.Invalid, Err: p, Message: p.Error()}
		p.refine(e)
		known := false
		for _, key := range p.in("name", "id", "ids", "propertyName", "objectWriteTraceId") {
			if n, ok := at[key]; ok && out[n].Value == nil {
				out[n].Err, known = e, true
			}
		}
		if !known {
			stray = e
		}
	}
	for i := range out {
		if out[i].Value == nil && out[i].Err == nil {
			out[i].Err = stray
			if stray == nil && b.silent != nil {
				out[i].Err = b.silent(chunk[i])
			}
		}
	}
	return out
}

// named is an input that is only a name.
type named struct {
	Name string `json:"name"`
}

// inputsOf is the usual body of a batch.
func inputsOf[In any](in []In) any {
	return struct {
		Inputs []In `json:"inputs"`
	}{in}
}
