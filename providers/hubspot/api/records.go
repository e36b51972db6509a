package api

import (
	"context"
	"iter"
	"net/http"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Limits of a search. Sources differ on filters (6 to 10 for each group, 18 to 25 in all); these are the loosest.
// Source: developers.hubspot.com/docs/api-reference/crm-search.
const (
	searchPage      = 200
	searchAll       = 10_000 // of one query; later ones are refused
	maxGroups       = 5
	maxGroupFilters = 10
	maxFilters      = 25
)

// Filter is one condition of a search.
type Filter struct {
	Property  string   `json:"propertyName"`
	Operator  string   `json:"operator"` // EQ, IN, BETWEEN, HAS_PROPERTY …
	Value     string   `json:"value,omitempty"`
	HighValue string   `json:"highValue,omitempty"` // BETWEEN
	Values    []string `json:"values,omitempty"`    // IN and NOT_IN
}

// FilterGroup holds filters of which all must be true.
type FilterGroup struct {
	Filters []Filter `json:"filters"`
}

// Search asks for the records for which one of the groups is true; without groups, for all.
type Search struct {
	Groups     []FilterGroup
	Properties []string // that records are returned with
}

type searchBody struct {
	Groups     []FilterGroup `json:"filterGroups"`
	Properties []string      `json:"properties"`
	Sorts      []searchSort  `json:"sorts,omitempty"`
	Limit      int           `json:"limit"`
	After      cursor        `json:"after,omitempty"`
}

type searchSort struct {
	Property  string `json:"propertyName"`
	Direction string `json:"direction"`
}

func (s Search) check() error {
	total := 0
	for _, g := range s.Groups {
		total += len(g.Filters)
		if len(g.Filters) > maxGroupFilters {
			return invalid("a search has at most %d filters in a group, not %d", maxGroupFilters, len(g.Filters))
		}
	}
	if len(s.Groups) > maxGroups || total > maxFilters {
		return invalid("a search has at most %d groups and %d filters, not %d and %d", maxGroups, maxFilters, len(s.Groups), total)
	}
	return nil
}

// Record is a record with the properties that were asked for.
type Record struct {
	ID         string             `json:"id"`
	Properties map[string]*string `json:"properties"` // nil is no value
	Archived   bool               `json:"archived"`
}

func (c *Client) searchOnce(ctx context.Context, objectType string, body searchBody) (*page[Record], error) {
	if body.Groups == nil {
		body.Groups = []FilterGroup{}
	}
	if body.Properties == nil {
		body.Properties = []string{}
	}
	return fetch[page[Record]](ctx, c, op{method: http.MethodPost, api: Objects, path: []string{objectType, "search"}, body: body, effect: web.Reads, pool: searchPool})
}

// Count tells how many records a search finds, in one request. What was written a moment ago may not be counted yet.
func (c *Client) Count(ctx context.Context, objectType string, s Search) (int64, error) {
	if err := s.check(); err != nil {
		return 0, err
	}
	p, err := c.searchOnce(ctx, objectType, searchBody{Groups: s.Groups, Limit: 1})
	if err != nil {
		return 0, err
	}
	return int64(p.Total), nil
}

// Search finds records in the order of their ids. HubSpot gives the first 10,000 of a query, so the search begins anew
// behind the last one found; this takes one filter more in each group.
func (c *Client) Search(ctx context.Context, objectType string, s Search) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if err := s.check(); err != nil {
			yield(Record{}, err)
			return
		}
		last := ""
		for {
			window := s
			if last != "" {
				window.Groups = behind(s.Groups, last)
				if err := window.check(); err != nil {
					yield(Record{}, err)
					return
				}
			}
			found, stopped := 0, false
			walk(func(after cursor) (*page[Record], error) {
				p, err := c.searchOnce(ctx, objectType, searchBody{window.Groups, window.Properties, []searchSort{{"hs_object_id", "ASCENDING"}}, searchPage, after})
				if err == nil && found+len(p.Results) >= searchAll {
					p.Paging.Next.After = ""
				}
				if err == nil {
					found += len(p.Results)
				}
				return p, err
			}, func(r Record, err error) bool {
				more := yield(r, err)
				last, stopped = r.ID, stopped || err != nil || !more
				return more
			})
			if stopped || found < searchAll {
				return
			}
		}
	}
}

// behind adds to each group that the record's id is greater.
func behind(groups []FilterGroup, id string) []FilterGroup {
	if len(groups) == 0 {
		groups = []FilterGroup{{}}
	}
	out := make([]FilterGroup, len(groups))
	for i, g := range groups {
		out[i].Filters = append(slices.Clone(g.Filters), Filter{Property: "hs_object_id", Operator: "GT", Value: id})
	}
	return out
}

// RecordUpdate sets properties of a record.
type RecordUpdate struct {
	ID         string            `json:"id"`
	Properties map[string]string `json:"properties"`
}

// UpdateRecords sets properties of records in batches, such as the stage of those that move out of one.
func (c *Client) UpdateRecords(ctx context.Context, objectType string, in []RecordUpdate) []Item[Record] {
	b := batcher[RecordUpdate, Record]{
		op:   op{method: http.MethodPost, api: Objects, path: []string{objectType, "batch", "update"}, effect: web.Sets},
		wrap: inputsOf[RecordUpdate],
		key:  func(r RecordUpdate) string { return r.ID },
		of:   func(r *Record) string { return r.ID },
		silent: func(r RecordUpdate) error {
			return &providers.Error{Kind: providers.Ambiguous, Message: "HubSpot did not say what became of record " + r.ID}
		},
	}
	return b.run(ctx, c, in)
}
