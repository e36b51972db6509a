package emulator

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// biggestPage is how many records a page of a query has at most, and has if nobody says otherwise [doc].
const (
	biggestPage  = 2000
	smallestPage = 200
)

// cursor is the result of a query that has more than one page.
type cursor struct {
	records []*jsonObject
	size    int
}

// engine looks at the org for this request.
func (c *call) engine() *engine { return newEngine(c.st, c.now, c.user) }

// ask reads, checks and carries out a query.
func (c *call) ask(text string, tooling, deleted bool) (*query, []result, error) {
	s, err := parseSOQL(text)
	if err != nil {
		return nil, nil, err.refusal(text)
	}
	s.all = s.all || deleted
	q, err := c.engine().bind(s, tooling)
	if err != nil {
		return nil, nil, err.refusal(text)
	}
	rows := q.run()
	whole := slices.ContainsFunc(q.columns, func(c column) bool { return c.f.kind == "complexvalue" || tooling && c.f.name == "FullName" })
	if whole && len(rows) > 1 {
		return nil, nil, bad("MALFORMED_QUERY", "When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval. Result size: %d", len(rows))
	}
	return q, rows, nil
}

// soql answers /query, /queryAll and /tooling/query, and the further pages below them.
func (c *call) soql(p []string, tooling bool) (any, error) {
	if c.r.Method != http.MethodGet {
		return nil, refuse(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "HTTP Method '%s' not allowed. Allowed are HEAD,GET", c.r.Method)
	}
	path := c.base() + "/" + p[0]
	if tooling {
		path = c.base() + "/tooling/" + p[0]
	}
	if len(p) == 2 {
		return c.further(path, p[1])
	}
	if len(p) > 2 {
		return nil, notFound()
	}
	text := c.query.Get("q")
	if text == "" {
		return nil, bad("MALFORMED_QUERY", "A query string has to be specified")
	}
	q, rows, err := c.ask(text, tooling, p[0] == "queryAll")
	if err != nil {
		return nil, err
	}
	if c.query.Get("columns") == "true" {
		return q.metadata(), nil
	}
	if q.count {
		return map[string]any{"totalSize": len(rows), "done": true, "records": []any{}}, nil
	}
	records := make([]*jsonObject, len(rows))
	for i, r := range rows {
		records[i] = q.record(c.base(), r)
	}
	found := &cursor{records, c.pageSize()}
	if len(records) <= found.size {
		return found.page(path, "", 0), nil
	}
	c.o.serialCursor++
	id := numbered("01g", c.o.serialCursor)
	c.o.cursors[id] = found
	return found.page(path, id, 0), nil
}

// pageSize is what the client asks for, within Salesforce's bounds.
func (c *call) pageSize() int {
	size := c.o.settings.page
	if _, n, ok := strings.Cut(strings.ReplaceAll(c.r.Header.Get("Sforce-Query-Options"), " ", ""), "batchSize="); ok && size == biggestPage {
		size = min(max(atoi(n), smallestPage), biggestPage)
	}
	return size
}

func (c *call) further(path, at string) (any, error) {
	id, from, ok := strings.Cut(at, "-")
	n, err := strconv.Atoi(from)
	found := c.o.cursors[id]
	if !ok || err != nil || found == nil || n < 0 || n > len(found.records) {
		return nil, bad("INVALID_QUERY_LOCATOR", "invalid query locator")
	}
	return found.page(path, id, n), nil
}

func (cu *cursor) page(path, id string, from int) any {
	to := min(from+cu.size, len(cu.records))
	out := &jsonObject{}
	out.set("totalSize", len(cu.records))
	out.set("done", to == len(cu.records))
	if to < len(cu.records) {
		out.set("nextRecordsUrl", fmt.Sprintf("%s/%s-%d", path, id, to))
	}
	out.set("records", append([]*jsonObject{}, cu.records[from:to]...))
	return out
}

// QueryPage makes pages of queries smaller, so that few records are enough for several.
func QueryPage(n int) Option { return func(s *settings) { s.page = n } }

// metadata tells of the columns of a query; the sf CLI asks for it to draw its tables.
func (q *query) metadata() any {
	columns := []*columnInfo{}
	for _, c := range q.columns {
		into := &columns
		if !q.grouped() {
			for _, step := range c.path[:len(c.path)-1] {
				i := slices.IndexFunc(*into, func(have *columnInfo) bool { return have.Name == step })
				if i < 0 {
					*into = append(*into, &columnInfo{Name: step, Display: step, Joins: []*columnInfo{}})
					i = len(*into) - 1
				}
				into = &(*into)[i].Joins
			}
		}
		info := &columnInfo{Name: c.name, Display: c.name, Aggregate: c.aggregate(), Custom: strings.HasSuffix(c.f.name, "__c"), Type: c.f.kind, Joins: []*columnInfo{},
			Boolean: c.f.kind == "boolean", Number: numeric[c.f.kind] || c.aggregate(), Text: !numeric[c.f.kind] && c.f.kind != "boolean"}
		*into = append(*into, info)
	}
	return map[string]any{"columnMetadata": columns, "entityName": q.t.name, "groupBy": len(q.group) > 0, "idSelected": slices.ContainsFunc(q.columns, func(c column) bool { return c.name == "Id" }), "keyPrefix": keyPrefix(q.t.name)}
}

// columnInfo is what is told of a column.
type columnInfo struct {
	Name      string        `json:"columnName"`
	Display   string        `json:"displayName"`
	Aggregate bool          `json:"aggregate"`
	Custom    bool          `json:"custom"`
	Type      string        `json:"apexType"`
	Boolean   bool          `json:"booleanType"`
	Number    bool          `json:"numberType"`
	Text      bool          `json:"textType"`
	Joins     []*columnInfo `json:"joinColumns"`
}
