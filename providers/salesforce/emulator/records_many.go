package emulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
)

// maxCollection is how many records a request of collections takes [doc].
const maxCollection = 200

// saved is the outcome of one record of several. An error's code is called statusCode there.
type saved struct {
	ID      string       `json:"id,omitempty"`
	Success bool         `json:"success"`
	Errors  []savedError `json:"errors"`
	Created *bool        `json:"created,omitempty"` // of upserts
}

type savedError struct {
	Code    string   `json:"statusCode"`
	Message string   `json:"message"`
	Fields  []string `json:"fields"`
}

func outcome(id string, err error) saved {
	out := saved{ID: id, Success: err == nil, Errors: []savedError{}}
	if err != nil {
		e := asAPIError(err)
		for _, b := range append([]errorBody{e.body()}, e.more...) {
			out.Errors = append(out.Errors, savedError{b.ErrorCode, b.Message, append([]string{}, b.Fields...)})
		}
	}
	return out
}

// collections carries out what is asked below /composite/sobjects.
func (c *call) collections(p []string) (any, error) {
	e := c.engine()
	var in struct {
		AllOrNone bool              `json:"allOrNone"`
		Records   []json.RawMessage `json:"records"`
		IDs       []string          `json:"ids"`
		Fields    []string          `json:"fields"`
	}
	if len(c.body) > 0 {
		if err := c.decode(&in); err != nil {
			return nil, err
		}
	}
	if ids := c.query.Get("ids"); ids != "" {
		in.IDs = strings.Split(ids, ",")
		in.AllOrNone = strings.EqualFold(c.query.Get("allOrNone"), "true")
	}
	if max(len(in.Records), len(in.IDs)) > maxCollection {
		return nil, bad("EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than %d records into this api request", maxCollection)
	}
	switch {
	case len(p) == 0 && c.r.Method == http.MethodDelete:
		return c.each(e, len(in.IDs), in.AllOrNone, func(i int) saved {
			t := e.objectOf(in.IDs[i])
			if t == nil {
				return outcome("", bad("MALFORMED_ID", "malformed id %s", in.IDs[i]))
			}
			return outcome(id18(in.IDs[i]), c.remove(e, t, in.IDs[i]))
		}), nil
	case len(p) == 0 && (c.r.Method == http.MethodPost || c.r.Method == http.MethodPatch), len(p) == 2 && c.r.Method == http.MethodPatch:
		return c.each(e, len(in.Records), in.AllOrNone, func(i int) saved { return c.collected(e, p, in.Records[i]) }), nil
	case len(p) == 1 && (c.r.Method == http.MethodGet || c.r.Method == http.MethodPost):
		return c.readMany(e, p[0], in.IDs, append(in.Fields, c.query.Get("fields")))
	}
	return nil, notFound()
}

// collected writes one record of a collection.
func (c *call) collected(e *engine, p []string, raw []byte) saved {
	in, err := recordBody(raw)
	if err != nil {
		return outcome("", err)
	}
	attributes, _ := in["attributes"].(map[string]any)
	object := text(attributes["type"])
	id, _ := in["id"].(string)
	if id == "" {
		id, _ = in["Id"].(string)
	}
	switch {
	case len(p) == 2:
		t := e.table(p[0])
		if t == nil {
			return outcome("", bad("INVALID_TYPE", "sObject type '%s' is not supported.", p[0]))
		}
		value := text(in[p[1]])
		f, r, err := e.external(t, p[1], value)
		if err != nil {
			return outcome("", err)
		}
		out, _ := c.upsert(e, t, f, value, r, in, c.assigns())
		return out
	case c.r.Method == http.MethodPost && id != "":
		return outcome("", bad("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call").on("Id"))
	case c.r.Method == http.MethodPatch && id == "":
		return outcome("", bad("MISSING_ARGUMENT", "Id not specified in an update call"))
	}
	done, err := c.save(e, object, id, in, c.assigns())
	if done == "" {
		done = id
	}
	return outcome(done, err)
}

// each carries out steps; when all or none are wanted and one fails, the org is as before.
func (c *call) each(e *engine, n int, allOrNone bool, step func(i int) saved) []saved {
	before := map[string]map[string]*crmRecord{}
	if allOrNone {
		for name, all := range c.st.Records {
			before[name] = maps.Clone(all)
		}
	}
	out := make([]saved, n)
	failed := false
	for i := range out {
		out[i] = step(i)
		failed = failed || !out[i].Success
	}
	if failed && allOrNone {
		c.st.Records = before
		for i := range out {
			if out[i].Success {
				out[i] = outcome("", bad("ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid and the request was using AllOrNone header"))
			}
		}
	}
	return out
}

func (c *call) readMany(e *engine, object string, ids, fields []string) (any, error) {
	t := e.table(object)
	if t == nil {
		return nil, notFound()
	}
	out := []any{}
	for _, id := range ids {
		r := t.find(strings.TrimSpace(id))
		if r == nil || truth(r.Values["IsDeleted"]) {
			out = append(out, nil)
			continue
		}
		v, err := c.read(e, t, r, strings.Trim(strings.Join(fields, ","), ","))
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// objectOf finds the object that an id is one of; nil when there is no such record.
func (e *engine) objectOf(id string) *table {
	for name := range e.st.Records {
		if t := e.table(name); t != nil && t.find(id) != nil {
			return t
		}
	}
	return nil
}
