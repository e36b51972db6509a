package api

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"sync/atomic"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// jsonRPC is /jsonrpc, with user id and key in every call.
type jsonRPC struct {
	*Client
	n atomic.Int64
}

type rpcRequest struct {
	Version string    `json:"jsonrpc"`
	Method  string    `json:"method"`
	ID      int64     `json:"id"`
	Params  rpcParams `json:"params"`
}

type rpcParams struct {
	Service string `json:"service"`
	Method  string `json:"method"`
	Args    []any  `json:"args"`
}

// rpcAnswer has neither result nor error when a method returns nothing.
type rpcAnswer struct {
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
		Data    Fault  `json:"data"`
	} `json:"error"`
}

// Fault is a failure in Odoo's words, as both ways of calling have it. The traceback that comes with it is not read.
type Fault struct {
	Name    string `json:"name"` // Python class: "odoo.exceptions.UserError"
	Message string `json:"message"`
}

func (t *jsonRPC) call(ctx context.Context, c Call) (json.RawMessage, error) {
	args := []any{}
	if c.IDs != nil {
		args = append(args, c.IDs)
	}
	for _, a := range c.Args {
		args = append(args, a.Value)
	}
	options := map[string]any{"context": c.Context}
	maps.Copy(options, c.Options)
	return t.service(ctx, c.Effect, fmt.Sprintf("%s.%s", c.Model, c.Method), "object", "execute_kw",
		t.o.Database, t.uid, t.o.Key.Reveal(), c.Model, c.Method, args, options)
}

// service calls a method of a service. what names the call in errors.
func (t *jsonRPC) service(ctx context.Context, effect web.Effect, what, service, method string, args ...any) (json.RawMessage, error) {
	if args == nil {
		args = []any{} // null is no list
	}
	body, err := json.Marshal(rpcRequest{"2.0", "call", t.n.Add(1), rpcParams{service, method, args}})
	if err != nil {
		return nil, invalid("%s cannot be sent: %s", what, t.redactor.Text(err.Error()))
	}
	for attempt := 1; ; attempt++ {
		resp, err := t.web.Do(ctx, &web.Request{Method: http.MethodPost, Path: "/jsonrpc", Body: body, Effect: effect})
		if err != nil {
			return nil, err
		}
		var a rpcAnswer
		if err := json.Unmarshal(resp.Body, &a); err != nil {
			return nil, t.unread(Call{Model: service, Method: method, Effect: effect}, err)
		}
		if a.Error == nil {
			return a.Result, nil
		}
		f := a.Error.Data
		if f.Message == "" {
			f.Message = a.Error.Message
		}
		failure := t.failure(what, f)
		// Odoo rolled the transaction back, so that nothing was carried out, whatever the call does.
		if failure.Kind != providers.Unavailable || attempt >= rollbacks {
			return nil, failure
		}
	}
}

// rollbacks is how often a call is sent that Odoo rolls back because others wrote at the same time. It tries five times
// by itself before it says so.
const rollbacks = 3

// version asks for the version of the server.
func (t *jsonRPC) version(ctx context.Context) (Version, error) {
	raw, err := t.service(ctx, web.Reads, "common.version", "common", "version")
	if err != nil {
		return Version{}, err
	}
	return readVersion(raw)
}

// readVersion reads {"server_version": "17.0", "server_version_info": [17, 0, 0, "final", 0, ""]}.
func readVersion(raw json.RawMessage) (Version, error) {
	var v struct {
		Text string `json:"server_version"`
		Info []any  `json:"server_version_info"`
	}
	_ = json.Unmarshal(raw, &v)
	return versionOf(v.Text, v.Info)
}

// versionOf is the version with this text and these parts. The first part is a text such as "saas~17" where the vendor hosts an
// intermediate version.
func versionOf(text string, parts []any) (Version, error) {
	if text == "" || len(parts) == 0 {
		return Version{}, &providers.Error{Kind: providers.Unavailable, Message: "the server does not say its version as Odoo does; is the URL right?"}
	}
	out := Version{Text: text}
	switch n := parts[0].(type) {
	case float64:
		out.Major = int(n)
	case string:
		fmt.Sscanf(n, "saas~%d", &out.Major)
	}
	if out.Major == 0 {
		return Version{}, &providers.Error{Kind: providers.Unavailable, Message: "the server has a version that cannot be read: " + text}
	}
	return out, nil
}

// authenticate gives the id of the user. A wrong user, key or database is no error to Odoo 17, but false.
func (t *jsonRPC) authenticate(ctx context.Context) (int64, error) {
	raw, err := t.service(ctx, web.Reads, "common.authenticate", "common", "authenticate", t.o.Database, t.o.User, t.o.Key.Reveal(), map[string]any{})
	if err != nil {
		return 0, err
	}
	var uid int64
	if json.Unmarshal(raw, &uid) != nil || uid == 0 {
		return 0, &providers.Error{Kind: providers.Permission, Message: fmt.Sprintf("Odoo does not let %q into the database %q with this key", t.o.User, t.o.Database)}
	}
	return uid, nil
}
