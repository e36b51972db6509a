package emulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

var recordRoutes = []route{
	{method: http.MethodPost, rest: "{objectType}/search", search: true, scopes: recordScopes(false), handle: searchRecords},
	{method: http.MethodPost, rest: "{objectType}/batch/create", scopes: recordScopes(true), handle: batchCreateRecords},
	{method: http.MethodPost, rest: "{objectType}/batch/read", scopes: recordScopes(false), handle: batchReadRecords},
	{method: http.MethodPost, rest: "{objectType}/batch/update", scopes: recordScopes(true), handle: batchUpdateRecords},
	{method: http.MethodPost, rest: "{objectType}/batch/upsert", scopes: recordScopes(true), handle: batchUpdateRecords},
	{method: http.MethodPost, rest: "{objectType}/batch/archive", scopes: recordScopes(true), handle: batchArchiveRecords},
	{method: http.MethodGet, rest: "{objectType}", scopes: recordScopes(false), handle: listRecords},
	{method: http.MethodPost, rest: "{objectType}", scopes: recordScopes(true), handle: createRecord},
	{method: http.MethodGet, rest: "{objectType}/{id}", scopes: recordScopes(false), handle: readRecord},
	{method: http.MethodPatch, rest: "{objectType}/{id}", scopes: recordScopes(true), handle: updateRecord},
	{method: http.MethodDelete, rest: "{objectType}/{id}", scopes: recordScopes(true), handle: archiveRecord},
}

// recordInput is a record as it is written. A value may be any JSON scalar; null and "" clear it.
type recordInput struct {
	ID           string         `json:"id"`
	IDProperty   string         `json:"idProperty"`
	TraceID      string         `json:"objectWriteTraceId"`
	Properties   map[string]any `json:"properties"`
	Associations []struct {
		To    struct{ ID string }
		Types []struct {
			AssociationTypeID int `json:"associationTypeId"`
		}
	} `json:"associations"`
}

type recordView struct {
	ID                    string               `json:"id"`
	Properties            map[string]*string   `json:"properties"`
	PropertiesWithHistory map[string][]version `json:"propertiesWithHistory,omitempty"`
	Associations          any                  `json:"associations,omitempty"`
	CreatedAt             string               `json:"createdAt"`
	UpdatedAt             string               `json:"updatedAt"`
	Archived              bool                 `json:"archived"`
	ArchivedAt            string               `json:"archivedAt,omitempty"`
	New                   *bool                `json:"new,omitempty"`
	TraceID               string               `json:"objectWriteTraceId,omitempty"`
}

// defaultProperties are answered when none are asked for.
func (o *object) defaultProperties() []string {
	switch o.ID {
	case "0-1":
		return []string{"createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"}
	case "0-2":
		return []string{"createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"}
	case "0-3":
		return []string{"amount", "closedate", "createdate", "dealname", "dealstage", "hs_lastmodifieddate", "hs_object_id", "pipeline"}
	}
	return []string{"hs_createdate", "hs_lastmodifieddate", "hs_object_id"}
}

// view is a record with the given properties: null where a property has no value, absent where there is no such property.
func (o *object) view(r *crmRecord, names, history []string) recordView {
	v := recordView{ID: r.ID, Properties: map[string]*string{}, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Archived: r.Archived, ArchivedAt: r.ArchivedAt}
	if len(names) == 0 {
		names = o.defaultProperties()
	}
	for _, name := range slices.Concat(names, history, []string{"hs_object_id"}) {
		if value, ok := r.Values[name]; ok {
			v.Properties[name] = &value
		} else if o.active(name) != nil {
			v.Properties[name] = nil
		}
	}
	for _, name := range history {
		if v.PropertiesWithHistory == nil {
			v.PropertiesWithHistory = map[string][]version{}
		}
		v.PropertiesWithHistory[name] = append([]version{}, r.History[name]...)
	}
	return v
}

// whole is a record with every value that it has, as a create answers it.
func (o *object) whole(r *crmRecord) recordView { return o.view(r, sortedKeys(r.Values), nil) }

// list reads a list of the query, given with commas or repeated.
func (c *call) list(name string) []string {
	var out []string
	for _, v := range c.query[name] {
		for _, part := range strings.Split(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// limit reads the page size of the query.
func (c *call) limit(otherwise, most int) (int, error) {
	s := c.first("limit")
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return 0, invalid("", "limit must be a number between 1 and %d, not %q", most, s)
	}
	return n, nil
}

type paging struct {
	Next *pageNext `json:"next,omitempty"`
}

type pageNext struct {
	After string `json:"after"`
	Link  string `json:"link,omitempty"`
}

type page[T any] struct {
	Total   *int    `json:"total,omitempty"`
	Results []T     `json:"results"`
	Paging  *paging `json:"paging,omitempty"`
}

// paged cuts a page: after is the number of the row that the page starts with.
func paged[T any](rows []T, after string, limit int) (page[T], error) {
	start := 0
	if after != "" {
		n, err := strconv.Atoi(after)
		if err != nil || n < 0 {
			return page[T]{}, invalid("", "after is not a cursor that this API gave: %q", after)
		}
		start = min(n, len(rows))
	}
	end := min(start+limit, len(rows))
	p := page[T]{Results: append([]T{}, rows[start:end]...)}
	if end < len(rows) {
		p.Paging = &paging{Next: &pageNext{After: strconv.Itoa(end)}}
	}
	return p, nil
}

func listRecords(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		history := c.list("propertiesWithHistory")
		most := 100
		if len(history) > 0 {
			most = 50
		}
		limit, err := c.limit(10, most)
		if err != nil {
			return nil, err
		}
		var rows []*crmRecord
		for _, r := range o.Records.all() {
			if r.Archived == c.flag("archived") {
				rows = append(rows, r)
			}
		}
		p, err := paged(rows, c.first("after"), limit)
		if err != nil {
			return nil, err
		}
		out := page[recordView]{Results: []recordView{}, Paging: p.Paging}
		for _, r := range p.Results {
			out.Results = append(out.Results, o.view(r, c.list("properties"), history))
		}
		return out, nil
	})
}

// record finds a record by id, or by the value of a unique property.
func (o *object) record(id, property string) (*crmRecord, error) {
	if property == "" || property == "hs_object_id" {
		if r, ok := o.Records.get(id); ok {
			return r, nil
		}
		return nil, notFound("resource not found")
	}
	if p := o.active(property); p == nil || !p.HasUniqueValue && !(o.ID == "0-1" && property == "email") {
		return nil, invalid("", "idProperty %q is not a unique property of %s", property, o.Plural)
	}
	for _, r := range o.Records.all() {
		if !r.Archived && strings.EqualFold(r.Values[property], id) {
			return r, nil
		}
	}
	return nil, notFound("resource not found")
}

func (c *call) withRecord(fn func(*object, *crmRecord) (any, error)) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		r, err := o.record(c.params["id"], c.first("idProperty"))
		if err == nil && r.Archived != c.flag("archived") {
			err = notFound("resource not found")
		}
		if err != nil {
			return nil, err
		}
		return fn(o, r)
	})
}

func readRecord(c *call) (any, error) {
	return c.withRecord(func(o *object, r *crmRecord) (any, error) {
		v := o.view(r, c.list("properties"), c.list("propertiesWithHistory"))
		if wanted := c.list("associations"); len(wanted) > 0 {
			found := map[string]results[associated]{}
			for _, name := range wanted {
				if to, err := c.st.find(name); err == nil && len(r.Associations[to.ID]) > 0 {
					found[to.Name] = results[associated]{Results: r.Associations[to.ID]}
				}
			}
			v.Associations = found
		}
		return v, nil
	})
}

func createRecord(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		var in recordInput
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		r, err := c.create(o, in)
		if err != nil {
			return nil, err
		}
		c.status = http.StatusCreated
		return o.whole(r), nil
	})
}

func updateRecord(c *call) (any, error) {
	return c.withRecord(func(o *object, r *crmRecord) (any, error) {
		var in recordInput
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		if err := c.write(o, r, in.Properties); err != nil {
			return nil, err
		}
		return o.view(r, sortedKeys(in.Properties), nil), nil
	})
}

func archiveRecord(c *call) (any, error) {
	return c.withObject(func(o *object) (any, error) {
		r, err := o.record(c.params["id"], "")
		if err != nil || r.Archived {
			return nil, nil // answered 204 whatever was there
		}
		r.Archived, r.ArchivedAt = true, c.stamp()
		return nil, nil
	})
}
