package api

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// maxCollection is how many records one request takes. Source: REST API Developer Guide, sObject Collections.
const maxCollection = 200

// Record is one to be written. Fields are JSON values by API names.
type Record struct {
	Object string
	ID     string // "" for a new one
	Fields map[string]any
}

// Saving says how records are written.
type Saving struct {
	AllOrNone bool // of each request of 200
	Assign    bool // the active assignment rule of leads decides on the owner
}

// Saved is the outcome of one record.
type Saved struct {
	ID  string
	Err error // its cause is a Problem; FIELD_CUSTOM_VALIDATION_EXCEPTION is a validation rule
}

// UpdateRecords writes fields of records that exist, 200 a request, and gives an outcome for each in their order.
// Records whose rows are locked are tried again.
func (c *Client) UpdateRecords(ctx context.Context, records []Record, s Saving) ([]Saved, error) {
	return c.save(ctx, op{method: http.MethodPatch, effect: web.Sets}, records, s)
}

// CreateRecords creates records, otherwise as UpdateRecords. When the answer is lost they may be there.
func (c *Client) CreateRecords(ctx context.Context, records []Record, s Saving) ([]Saved, error) {
	return c.save(ctx, op{method: http.MethodPost, effect: web.Acts}, records, s)
}

// lockTries is how often a record is written whose row is locked.
const lockTries = 4

// save gives the outcomes so far, in the order of the records, when there is an error that concerns more than single records.
func (c *Client) save(ctx context.Context, o op, records []Record, s Saving) ([]Saved, error) {
	o.path = []string{"composite", "sobjects"}
	o.header = http.Header{"Sforce-Auto-Assign": {strings.ToUpper(flag(s.Assign))}} // without it leads are assigned
	wire := make([]map[string]any, len(records))
	for i, r := range records {
		if err := identifiers(r.Object); err != nil {
			return nil, err
		}
		if (r.ID == "") != (o.method == http.MethodPost) {
			return nil, invalid("record %d of %s must have an id to be updated, and none to be created", i, r.Object)
		}
		wire[i] = maps.Clone(r.Fields)
		if wire[i] == nil {
			wire[i] = map[string]any{}
		}
		wire[i]["attributes"] = map[string]string{"type": r.Object}
		if r.ID != "" {
			wire[i]["id"] = r.ID
		}
	}
	var out []Saved
	for chunk := range slices.Chunk(wire, maxCollection) {
		saved, err := c.saveChunk(ctx, o, chunk, s.AllOrNone)
		out = append(out, saved...)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// saveChunk writes up to 200 records, and those with locked rows again.
func (c *Client) saveChunk(ctx context.Context, o op, chunk []map[string]any, allOrNone bool) ([]Saved, error) {
	out := make([]Saved, len(chunk))
	todo := make([]int, len(chunk))
	for i := range todo {
		todo[i] = i
	}
	for try := 1; ; try++ {
		part := make([]map[string]any, len(todo))
		for i, n := range todo {
			part[i] = chunk[n]
		}
		o.body = map[string]any{"allOrNone": allOrNone, "records": part}
		saved, err := c.sendRecords(ctx, o, len(part))
		if err != nil && try == 1 {
			return nil, err
		}
		if err != nil {
			for _, n := range todo {
				out[n].Err = err
			}
			return out, err
		}
		var locked []int
		for i, n := range todo {
			out[n] = saved[i]
			if lockedRow(saved[i].Err) {
				locked = append(locked, n)
			}
		}
		if len(locked) == 0 || try == lockTries {
			return out, nil
		}
		if !allOrNone { // otherwise nothing at all was written
			todo = locked
		}
		if err := c.config.Clock.Sleep(ctx, waitLocked); err != nil {
			return out, nil // the outcome so far is known: locked
		}
	}
}

func lockedRow(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.Code == "UNABLE_TO_LOCK_ROW"
}

func (c *Client) sendRecords(ctx context.Context, o op, n int) ([]Saved, error) {
	s, results, err := answer[[]struct {
		ID      string      `json:"id"`
		Success bool        `json:"success"`
		Errors  []wireError `json:"errors"`
	}](ctx, c, o.request)
	if err != nil {
		return nil, err
	}
	if len(*results) != n {
		return nil, &providers.Error{Kind: providers.Ambiguous, Message: fmt.Sprintf("Salesforce gave %d outcomes for %d records", len(*results), n)}
	}
	out := make([]Saved, n)
	for i, r := range *results {
		out[i].ID = r.ID
		if !r.Success {
			out[i].Err = problemOf(r.Errors, s.redactor).refusal("/composite/sobjects")
		}
	}
	return out, nil
}

func flag(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
