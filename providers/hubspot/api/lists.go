package api

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// List is a list, which HubSpot also calls segment. Filters are kept as HubSpot has them.
type List struct {
	ID           string          `json:"listId"`
	Version      int             `json:"listVersion"`
	Name         string          `json:"name"` // unique in the account
	ObjectTypeID string          `json:"objectTypeId"`
	Processing   string          `json:"processingType"`   // MANUAL, DYNAMIC or SNAPSHOT
	Status       string          `json:"processingStatus"` // COMPLETE when its members are known
	Filters      json.RawMessage `json:"filterBranch"`
}

// ListInput creates a list.
type ListInput struct {
	Name         string          `json:"name"`
	ObjectTypeID string          `json:"objectTypeId"`
	Processing   string          `json:"processingType"`
	Filters      json.RawMessage `json:"filterBranch,omitempty"`
}

type listFrame struct {
	List *List `json:"list"`
}

func (c *Client) list(ctx context.Context, o op) (*List, error) {
	f, err := fetch[listFrame](ctx, c, o)
	if err != nil {
		return nil, err
	}
	if f.List == nil {
		e := &providers.Error{Kind: providers.Unavailable, Message: "HubSpot's answer holds no list"}
		if o.method == http.MethodPost {
			e.Kind = providers.Ambiguous
		}
		return nil, e
	}
	return f.List, nil
}

// AllLists reads every list without its filters, page by page.
func (c *Client) AllLists(ctx context.Context) iter.Seq2[List, error] {
	return func(yield func(List, error) bool) {
		for offset := 0; ; {
			p, err := fetch[struct {
				Lists   []List `json:"lists"`
				HasMore bool   `json:"hasMore"`
				Offset  int    `json:"offset"` // where the next page begins
			}](ctx, c, op{method: http.MethodPost, api: Lists, path: []string{"search"}, effect: web.Reads,
				body: map[string]any{"query": "", "offset": offset, "count": 500}})
			if err == nil && p.HasMore && p.Offset <= offset {
				err = &providers.Error{Kind: providers.Unavailable, Message: "HubSpot's pages of lists lead round in a circle"}
			}
			if err != nil {
				yield(List{}, err)
				return
			}
			for _, l := range p.Lists {
				if !yield(l, nil) {
					return
				}
			}
			if offset = p.Offset; !p.HasMore {
				return
			}
		}
	}
}

var withFilters = url.Values{"includeFilters": {"true"}}

// List reads a list with its filters.
func (c *Client) List(ctx context.Context, id string) (*List, error) {
	return c.list(ctx, op{method: http.MethodGet, api: Lists, path: []string{id}, query: withFilters})
}

// ReadLists reads lists with their filters, MaxBatch in a request. Those that are gone are left out. Source: "Retrieve segments" in
// the reference of the lists API.
func (c *Client) ReadLists(ctx context.Context, ids []string) ([]List, error) {
	var out []List
	for chunk := range slices.Chunk(ids, MaxBatch) {
		p, err := fetch[struct {
			Lists []List `json:"lists"`
		}](ctx, c, op{method: http.MethodGet, api: Lists, query: url.Values{"listIds": chunk, "includeFilters": {"true"}}})
		if err != nil {
			return nil, err
		}
		out = append(out, p.Lists...)
	}
	return out, nil
}

// ListByName reads a list with its filters.
func (c *Client) ListByName(ctx context.Context, objectTypeID, name string) (*List, error) {
	return c.list(ctx, op{method: http.MethodGet, api: Lists, path: []string{"object-type-id", objectTypeID, "name", name}, query: withFilters})
}

// CreateList creates a list. Names are unique, so that a second create is refused.
func (c *Client) CreateList(ctx context.Context, in ListInput) (*List, error) {
	return Create(ctx, func(ctx context.Context) (*List, error) {
		return c.list(ctx, op{method: http.MethodPost, api: Lists, body: in})
	}, func(ctx context.Context) (*List, error) { return c.ListByName(ctx, in.ObjectTypeID, in.Name) }, Proof)
}

// RenameList gives a list another name.
func (c *Client) RenameList(ctx context.Context, id, name string) error {
	return c.do(ctx, op{method: http.MethodPut, api: Lists, path: []string{id, "update-list-name"}, query: url.Values{"listName": {name}}})
}

// SetListFilters replaces the filters of a dynamic list. enroll says whether records that come into the list by that
// are enrolled in workflows that wait for it.
func (c *Client) SetListFilters(ctx context.Context, id string, filters json.RawMessage, enroll bool) error {
	return c.do(ctx, op{method: http.MethodPut, api: Lists, path: []string{id, "update-list-filters"},
		query: url.Values{"enrollObjectsInWorkflows": {flag(enroll)}}, body: map[string]any{"filterBranch": filters}})
}

// DeleteList deletes a list; RestoreList brings it back within 90 days.
func (c *Client) DeleteList(ctx context.Context, id string) error {
	return c.do(ctx, op{method: http.MethodDelete, api: Lists, path: []string{id}})
}

// RestoreList brings a deleted list back.
func (c *Client) RestoreList(ctx context.Context, id string) error {
	return c.do(ctx, op{method: http.MethodPut, api: Lists, path: []string{id, "restore"}})
}
