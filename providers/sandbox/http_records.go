package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// httpActor acts when a request names nobody.
const httpActor = "http"

// change is what every request that changes something may say.
type httpChange struct {
	Actor  string `json:"actor"`
	Basis  string `json:"basis"`
	Reason string `json:"reason"`
}

func (h httpChange) change() Change {
	if h.Actor == "" {
		h.Actor = httpActor
	}
	return Change(h)
}

// decodeBody reads a JSON object into v; what it does not know is an error, an empty body is an empty object.
func decodeBody(r *http.Request, v any) error {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: the body must be a JSON object: %v", errBadRequest, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: there is more than one JSON value in the body", errBadRequest)
	}
	return nil
}

func (c *CRM) serveList(r *http.Request) (any, error) {
	q := r.URL.Query()
	f := Filter{Object: q.Get("object"), Stage: q.Get("stage"), Owner: q.Get("owner")}
	for name, to := range map[string]func(int64){
		"limit": func(n int64) { f.Limit = int(min(n, 1000)) },
		"after": func(n int64) { f.After = n },
	} {
		if s := q.Get(name); s != "" {
			n, err := strconv.ParseInt(s, 10, 64)
			if err != nil || n < 0 {
				return nil, fmt.Errorf("%w: %s must be a number, not %q", errBadRequest, name, s)
			}
			to(n)
		}
	}
	list, err := c.Records(r.Context(), f)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"records": list}
	if n := len(list); n > 0 && (f.Limit == 0 && n == 100 || n == f.Limit) {
		out["next"] = list[n-1].ID
	}
	return out, nil
}

func (c *CRM) serveCreate(r *http.Request) (any, error) {
	var in struct {
		httpChange
		Object     string         `json:"object"`
		Properties map[string]any `json:"properties"`
		Owner      string         `json:"owner"`
		Links      []int64        `json:"links"`
	}
	if err := decodeBody(r, &in); err != nil {
		return nil, err
	}
	id, _, err := c.CreateRecord(r.Context(), NewRecord{Object: in.Object, Properties: in.Properties, Owner: in.Owner,
		Links: in.Links, Actor: in.change().Actor, Basis: in.Basis})
	if err != nil {
		return nil, err
	}
	return c.Record(r.Context(), id)
}

func (c *CRM) serveUpdate(r *http.Request, id int64) (any, error) {
	var in struct {
		httpChange
		Properties map[string]any `json:"properties"`
		Owner      *string        `json:"owner"`
	}
	if err := decodeBody(r, &in); err != nil {
		return nil, err
	}
	if _, err := c.update(r.Context(), id, in.Properties, in.Owner, in.change()); err != nil {
		return nil, err
	}
	return c.Record(r.Context(), id)
}

func (c *CRM) serveMove(r *http.Request, id int64) (any, error) {
	var in struct {
		httpChange
		Stage   string `json:"stage"`
		Revisit string `json:"revisit"`
	}
	if err := decodeBody(r, &in); err != nil {
		return nil, err
	}
	m := MoveRequest{Actor: in.change().Actor, Basis: in.Basis, Reason: in.Reason}
	if in.Revisit != "" {
		t, err := time.Parse(time.DateOnly, in.Revisit)
		if err != nil {
			return nil, invalid("revisit", "revisit must be a day such as 2026-03-31, not %q", in.Revisit)
		}
		m.Revisit = t
	}
	return c.Move(r.Context(), id, in.Stage, m)
}

func (c *CRM) serveActivity(r *http.Request, id int64) (any, error) {
	var in struct {
		httpChange
		Name string `json:"name"`
	}
	if err := decodeBody(r, &in); err != nil {
		return nil, err
	}
	return c.Log(r.Context(), id, in.Name, in.change())
}

func (c *CRM) serveRoute(r *http.Request, id int64) (any, error) {
	var in struct {
		httpChange
		Routing string `json:"routing"`
	}
	if err := decodeBody(r, &in); err != nil {
		return nil, err
	}
	return c.Route(r.Context(), id, in.Routing, in.change())
}
