package api

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// maxURL is how long a URL may be, in bytes. Source: Salesforce Developer Limits and Allocations, URI length.
const maxURL = 16_384

// queryPage is one page of a query.
type queryPage[T any] struct {
	TotalSize int    `json:"totalSize"`
	Done      bool   `json:"done"`
	Records   []T    `json:"records"`
	Next      string `json:"nextRecordsUrl"`
}

// Query runs SOQL and gives its records, page by page, as they are asked for. After an error it ends.
func Query[T any](ctx context.Context, c *Client, soql string) iter.Seq2[T, error] {
	return pages[T](ctx, c, []string{"query"}, soql)
}

// QueryTooling runs SOQL on the Tooling API. Metadata and FullName may be selected when there is one record only.
func QueryTooling[T any](ctx context.Context, c *Client, soql string) iter.Seq2[T, error] {
	return pages[T](ctx, c, []string{"tooling", "query"}, soql)
}

func pages[T any](ctx context.Context, c *Client, path []string, soql string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := map[string]bool{}
		p, err := firstPage[T](ctx, c, path, soql)
		for {
			if err == nil && !p.Done && (p.Next == "" || seen[p.Next]) {
				err = &providers.Error{Kind: providers.Unavailable, Message: "Salesforce's pages of a query do not lead to an end"}
			}
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, r := range p.Records {
				if !yield(r, nil) {
					return
				}
			}
			if p.Done {
				return
			}
			seen[p.Next] = true
			p, err = nextPage[T](ctx, c, p.Next)
		}
	}
}

func firstPage[T any](ctx context.Context, c *Client, path []string, soql string) (*queryPage[T], error) {
	query := url.Values{"q": {soql}}
	if n := len(query.Encode()); n > maxURL-200 {
		return nil, invalid("the query is too long: it makes a URL of %d bytes, and Salesforce takes %d", n, maxURL)
	}
	return fetch[queryPage[T]](ctx, c, op{method: http.MethodGet, path: path, query: query})
}

// nextPage follows the path that a page names. Only paths of queries on the same server will do.
func nextPage[T any](ctx context.Context, c *Client, next string) (*queryPage[T], error) {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/services/data/v") ||
		!strings.Contains(u.Path, "/query/") || strings.Contains(u.Path, "/..") {
		return nil, &providers.Error{Kind: providers.Unavailable, Message: "Salesforce's next page of a query is not on its server"}
	}
	req := &web.Request{Method: http.MethodGet, Path: u.EscapedPath(), Query: u.Query()}
	_, p, err := answer[queryPage[T]](ctx, c, func(*session) (*web.Request, error) { return req, nil })
	return p, err
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

// Count tells how many records of an object meet a condition, in SOQL; "" is all.
func (c *Client) Count(ctx context.Context, object, where string) (int, error) {
	if err := identifiers(object); err != nil {
		return 0, err
	}
	p, err := firstPage[struct{}](ctx, c, []string{"query"}, "SELECT COUNT() FROM "+object+whereClause(where))
	if err != nil {
		return 0, err
	}
	return p.TotalSize, nil
}

// CountBy tells how many records of an object there are with each value of a field; "" stands for none.
func (c *Client) CountBy(ctx context.Context, object, field, where string) (map[string]int, error) {
	if err := identifiers(object, field); err != nil {
		return nil, err
	}
	soql := fmt.Sprintf("SELECT %s, COUNT(Id) FROM %s%s GROUP BY %[1]s", field, object, whereClause(where))
	column := field[strings.LastIndexByte(field, '.')+1:]
	counts := map[string]int{}
	for r, err := range Query[map[string]json.RawMessage](ctx, c, soql) {
		if err != nil {
			return nil, err
		}
		var n int
		if err := json.Unmarshal(r["expr0"], &n); err != nil { // the name of what has none
			return nil, &providers.Error{Kind: providers.Unavailable, Message: "Salesforce's answer to a query for counts has none"}
		}
		counts[plainValue(r[column])] += n
	}
	return counts, nil
}

// plainValue gives a JSON string as it is, null as "" and everything else as JSON.
func plainValue(raw json.RawMessage) string {
	var s *string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	if s == nil {
		return ""
	}
	return *s
}

func whereClause(where string) string {
	if where == "" {
		return ""
	}
	return " WHERE " + where
}
