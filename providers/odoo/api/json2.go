package api

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// json2 is POST /json/2/MODEL/METHOD, with an API key in the header and arguments by name. Failures have the status that
// fits them and the same words in the body; a database that is not there is 404 with a page, before anything looks at the key.
// Source: odoo.com/documentation/19.0/developer/reference/external_api.html, addons/rpc/controllers/json2.py of Odoo 19.0, and
// what a real one answers.
type json2 struct{ *Client }

const json2Path = "/json/2/"

func (t *json2) call(ctx context.Context, c Call) (json.RawMessage, error) {
	named := map[string]any{"context": c.Context}
	if c.IDs != nil {
		named["ids"] = c.IDs
	}
	for _, a := range c.Args {
		named[a.Name] = a.Value
	}
	maps.Copy(named, c.Options)
	body, err := json.Marshal(named)
	if err != nil {
		return nil, invalid("%s.%s cannot be sent: %s", c.Model, c.Method, t.redactor.Text(err.Error()))
	}
	resp, err := t.web.Do(ctx, &web.Request{Method: http.MethodPost, Path: json2Path + url.PathEscape(c.Model) + "/" + url.PathEscape(c.Method), Body: body, Effect: c.Effect,
		Header: http.Header{"Authorization": {"Bearer " + t.o.Key.Reveal()}, "X-Odoo-Database": {t.o.Database}}})
	if err != nil {
		return nil, err
	}
	return json.RawMessage(resp.Body), nil
}

// webVersion asks a server without /jsonrpc for its version: {"version": "19.0", "version_info": [19, 0, …]}.
func (c *Client) webVersion(ctx context.Context) (Version, error) {
	resp, err := c.web.Do(ctx, &web.Request{Method: http.MethodGet, Path: "/web/version", Effect: web.Reads})
	if err != nil {
		return Version{}, err
	}
	var v struct {
		Text string `json:"version"`
		Info []any  `json:"version_info"`
	}
	_ = json.Unmarshal(resp.Body, &v)
	return versionOf(v.Text, v.Info)
}

// explain reads what an answer of /json/2 that is no success says.
func (c *Client) explain(req *web.Request, resp *web.Response, f *web.Fault) {
	var fault Fault
	if json.Unmarshal(resp.Body, &fault) != nil || fault.Name == "" {
		return
	}
	e := c.failure(strings.ReplaceAll(strings.TrimPrefix(req.Path, json2Path), "/", "."), fault)
	e.Err = errors.Join(e.Err, f.Error.Err)
	f.Error = e
	f.Unsure = false // a failure of Odoo rolls the transaction back
	f.Again = e.Kind == providers.Unavailable
}
