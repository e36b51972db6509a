package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// maxBody is the largest request body that is read, in bytes.
const maxBody = 1 << 20

// errorBody is what a request that fails gets. Refusals name every criterion in the way.
type errorBody struct {
	Error    string    `json:"error"`
	Kind     string    `json:"kind"`
	Refusals []Refusal `json:"refusals,omitempty"`
}

// Handler serves the CRM as JSON:
//
//	GET   /health
//	GET   /config                      the configuration in force, object by object
//	GET   /objects                     record types with counts
//	GET   /stages                      stages with counts
//	GET   /records?object=&stage=&owner=&limit=&after=
//	POST  /records                     {object, properties, owner, links, actor, basis}
//	GET   /records/{id}                with scores, clocks, tasks and history
//	PATCH /records/{id}                {properties, owner, actor, basis, reason}
//	POST  /records/{id}/move           {stage, actor, basis, reason, revisit}
//	POST  /records/{id}/activities     {name, actor, basis}
//	POST  /records/{id}/route          {routing, actor, basis}
//	GET   /records/{id}/history
//
// What the applied configuration forbids is answered with 409 and the list of refusals,
// what makes no sense with 400 or 422, an unknown record with 404; every error is JSON. Requests
// whose Host is not this machine are refused, so that no web page can reach the CRM under a name of its own.
func Handler(c *CRM) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, fn func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
			v, err := fn(r)
			if err != nil {
				writeError(w, err)
				return
			}
			status := http.StatusOK
			if r.Method == http.MethodPost && pattern == "POST /records" {
				status = http.StatusCreated
			}
			if m, ok := v.(*MoveResult); ok && !m.Allowed {
				status = http.StatusConflict
			}
			writeJSON(w, status, v)
		})
	}
	handle("GET /health", func(*http.Request) (any, error) { return map[string]string{"status": "ok"}, nil })
	handle("GET /config", func(r *http.Request) (any, error) { return c.config(r.Context()) })
	handle("GET /objects", func(r *http.Request) (any, error) { return c.Objects(r.Context()) })
	handle("GET /stages", func(r *http.Request) (any, error) { return c.Stages(r.Context()) })
	handle("GET /records", c.serveList)
	handle("POST /records", c.serveCreate)
	handle("GET /records/{id}", withID(func(r *http.Request, id int64) (any, error) { return c.Record(r.Context(), id) }))
	handle("PATCH /records/{id}", withID(c.serveUpdate))
	handle("POST /records/{id}/move", withID(c.serveMove))
	handle("POST /records/{id}/activities", withID(c.serveActivity))
	handle("POST /records/{id}/route", withID(c.serveRoute))
	handle("GET /records/{id}/history", withID(func(r *http.Request, id int64) (any, error) { return c.History(r.Context(), id) }))
	return onlyLocal(unrouted(mux))
}

// unrouted answers in JSON, too, what fits no pattern: 404, or 405 with the methods that are allowed.
func unrouted(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		only := &statusOnly{w, http.StatusOK}
		h.ServeHTTP(only, r)
		body := errorBody{Error: fmt.Sprintf("there is no %s", r.URL.Path), Kind: string(providers.NotFound)}
		if only.status == http.StatusMethodNotAllowed {
			body = errorBody{Error: fmt.Sprintf("%s takes %s, not %s", r.URL.Path, w.Header().Get("Allow"), r.Method), Kind: string(providers.Invalid)}
		}
		writeJSON(w, only.status, body)
	})
}

// statusOnly keeps the headers and the status of an answer and drops its text.
type statusOnly struct {
	http.ResponseWriter
	status int
}

func (s *statusOnly) WriteHeader(status int)      { s.status = status }
func (s *statusOnly) Write(b []byte) (int, error) { return len(b), nil }

// onlyLocal refuses requests for other hosts and from other sites' pages.
func onlyLocal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopbackHost(r.Host) {
			writeJSON(w, http.StatusForbidden, errorBody{Error: "the sandbox answers for this machine only", Kind: string(providers.Permission)})
			return
		}
		if o := r.Header.Get("Origin"); o != "" && o != "http://"+r.Host {
			writeJSON(w, http.StatusForbidden, errorBody{Error: "the sandbox answers no other site's pages", Kind: string(providers.Permission)})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// loopbackHost tells whether a host, with or without a port, is this machine.
func loopbackHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if len(host) > 2 && host[0] == '[' && host[len(host)-1] == ']' {
		host = host[1 : len(host)-1]
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Serve offers the CRM over HTTP until ctx is done; see ServeHandler.
func Serve(ctx context.Context, c *CRM, addr string, ready func(net.Addr)) error {
	return ServeHandler(ctx, Handler(c), addr, ready)
}

// ServeHandler answers HTTP requests until ctx is done. It listens on loopback addresses only and refuses requests that name
// another host, since what it serves has no secrets that would keep others out; ready, if not nil, is told the address.
func ServeHandler(ctx context.Context, h http.Handler, addr string, ready func(net.Addr)) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return invalid("addr", "%q is no address; write one such as 127.0.0.1:8700", addr)
	}
	if !loopbackHost(host) {
		return invalid("addr", "the sandbox has no passwords and listens on this machine only; write 127.0.0.1 instead of %q", host)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	if ready != nil {
		ready(l.Addr())
	}
	srv := &http.Server{Handler: onlyLocal(h), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the goroutine when Serve fails by itself
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err := srv.Shutdown(stop)
		if errors.Is(err, context.DeadlineExceeded) {
			err = srv.Close() // somebody reads too slowly to wait for
		}
		done <- err
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write(append(b, '\n'))
}

func writeError(w http.ResponseWriter, err error) {
	err = storeError(err)
	var refused *Refused
	var e *providers.Error
	var tooLarge *http.MaxBytesError
	body, status := errorBody{Error: err.Error(), Kind: "internal"}, http.StatusInternalServerError
	switch {
	case errors.As(err, &refused):
		body.Kind, body.Refusals, status = "refused", refused.Refusals, http.StatusConflict
	case errors.As(err, &tooLarge):
		body.Kind, status = string(providers.Invalid), http.StatusRequestEntityTooLarge
	case errors.As(err, &e):
		body.Kind = string(e.Kind)
		switch e.Kind {
		case providers.NotFound:
			status = http.StatusNotFound
		case providers.Invalid:
			status = http.StatusUnprocessableEntity
		case providers.Conflict:
			status = http.StatusConflict
		case providers.Unavailable:
			status = http.StatusServiceUnavailable
		case providers.Permission:
			status = http.StatusForbidden
		}
	case errors.Is(err, errBadRequest):
		body.Kind, status = string(providers.Invalid), http.StatusBadRequest
	}
	writeJSON(w, status, body)
}

var errBadRequest = errors.New("bad request")

func withID(fn func(*http.Request, int64) (any, error)) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
		if err != nil {
			return nil, notFound("there is no record %q", r.PathValue("id"))
		}
		return fn(r, id)
	}
}

// config lists the live configuration objects.
func (c *CRM) config(ctx context.Context) (any, error) {
	live, err := c.loadConfig(ctx, nil)
	if err != nil {
		return nil, err
	}
	type object struct {
		Type   string           `json:"type"`
		Key    string           `json:"key"`
		Values providers.Values `json:"values"`
	}
	out := make([]object, len(live))
	for i, l := range live {
		out[i] = object{l.Type, l.Key, l.Values}
	}
	return out, nil
}
