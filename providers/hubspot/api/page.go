package api

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/url"
	"strconv"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// page is one page of a listing.
type page[T any] struct {
	Results []T `json:"results"`
	Total   int `json:"total"`
	Paging  struct {
		Next struct {
			After cursor `json:"after"`
		} `json:"next"`
	} `json:"paging"`
}

// cursor is where the next page begins: a string, or in some APIs a number.
type cursor string

func (c *cursor) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*c = cursor(s)
		return nil
	}
	var n json.Number
	if json.Unmarshal(b, &n) != nil {
		return errors.New("the place of the next page is neither string nor number")
	}
	*c = cursor(n)
	return nil
}

// pages lists everything, page by page, as it is asked for. After an error the listing ends.
func pages[T any](ctx context.Context, c *Client, o op, limit int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		query := url.Values{}
		for k, v := range o.query {
			query[k] = v
		}
		query.Set("limit", strconv.Itoa(limit))
		o := o
		o.query = query
		walk(func(after cursor) (*page[T], error) {
			if after != "" {
				query.Set("after", string(after))
			}
			return fetch[page[T]](ctx, c, o)
		}, yield)
	}
}

// walk follows the cursors. A cursor that comes twice would lead round in a circle.
func walk[T any](read func(cursor) (*page[T], error), yield func(T, error) bool) {
	seen := map[cursor]bool{}
	var after cursor
	for {
		p, err := read(after)
		if err == nil && p.Paging.Next.After != "" && seen[p.Paging.Next.After] {
			err = &providers.Error{Kind: providers.Unavailable, Message: "HubSpot's pages lead round in a circle"}
		}
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		for _, v := range p.Results {
			if !yield(v, nil) {
				return
			}
		}
		if after = p.Paging.Next.After; after == "" {
			return
		}
		seen[after] = true
	}
}

// Collect reads a listing to its end.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var out []T
	for v, err := range seq {
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// all reads a listing that has no pages.
func all[T any](ctx context.Context, c *Client, o op) ([]T, error) {
	p, err := fetch[page[T]](ctx, c, o)
	if err != nil {
		return nil, err
	}
	return p.Results, nil
}
