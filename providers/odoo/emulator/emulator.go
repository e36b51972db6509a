package emulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/internal/emulating"
)

// maxBody is the largest request body that is read, in bytes. It is Odoo's own default for a request (128 MiB).
const maxBody = 128 << 20

// What every server begins with.
const (
	DefaultDatabase = "odoo"
	DefaultUser     = "admin"
	DefaultKey      = "admin"
)

// Server is an Odoo with one database over HTTP. It is safe for concurrent use; requests are carried out one after the other.
type Server struct {
	mu       sync.Mutex
	db       *database
	version  string // "17.0"
	key      string
	faults   emulating.Faults[Fault]
	requests []Request
}

// Option sets how a server behaves.
type Option func(*Server)

// Version replaces 17.0. From 19.0 on there is /json/2, with the models of 19.0, and from 22.0 on no /jsonrpc.
func Version(v string) Option {
	return func(s *Server) {
		s.version, s.db.major = v, major(v)
		s.db.tables, s.db.fields = seeded(s.db.major).tables, nil
	}
}

// Clock replaces time.Now.
func Clock(now func() time.Time) Option { return func(s *Server) { s.db.now = now } }

// Empty is a database with the CRM app as it is after its installation, and no leads.
func Empty(options ...Option) *Server {
	s := &Server{db: seeded(17), version: "17.0", key: DefaultKey}
	for _, o := range options {
		o(s)
	}
	return s
}

// NotRun names the automation rules whose actions the server should have carried out and could not, and the fields of one's own
// that it should compute.
func (s *Server) NotRun() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.db.notRun...)
}

func major(version string) (n int) {
	fmt.Sscanf(version, "%d", &n)
	return n
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "the request body could not be read", http.StatusRequestEntityTooLarge)
		return
	}
	path, named := strings.CutPrefix(r.URL.Path, "/json/2/")
	switch {
	case r.URL.Path == "/web/health":
		answer(w, http.StatusOK, map[string]any{"status": "pass"})
	case r.URL.Path == "/web/version" && s.db.major >= modern:
		answer(w, http.StatusOK, map[string]any{"version": s.version, "version_info": []any{s.db.major, 0, 0, "final", 0, ""}})
	case named && s.db.major >= modern:
		s.json2(w, r, path, body)
	case r.Method != http.MethodPost:
		http.Error(w, "Method Not Allowed", http.StatusMethodNotAllowed)
	case r.URL.Path == "/jsonrpc" && s.db.major < 22:
		s.jsonRPC(w, r, body)
	default:
		http.NotFound(w, r)
	}
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// work carries a request out, or what a fault makes of it. failed tells how a failure is answered.
func (s *Server) work(w http.ResponseWriter, r *http.Request, what string, do func() (any, *exception), done func(any, *exception) (status int)) {
	n, fault := s.arrive(what)
	if fault != nil {
		emulating.Wait(r.Context(), fault.Reached, fault.Gate)
		switch {
		case fault.Drop == DropBefore:
			panic(http.ErrAbortHandler)
		case fault.Status != 0:
			if fault.RetryAfter != "" {
				w.Header().Set("Retry-After", fault.RetryAfter)
			}
			s.depart(n, fault.Status, nil)
			http.Error(w, http.StatusText(fault.Status), fault.Status)
			return
		case fault.Name != "":
			e := &exception{fault.Name, fault.Message}
			s.depart(n, done(nil, e), e)
			return
		}
	}
	if r.Context().Err() != nil { // a client that has gone is not served
		panic(http.ErrAbortHandler)
	}
	v, e := s.transaction(do)
	if fault != nil && fault.Drop == DropAfterCommit {
		panic(http.ErrAbortHandler)
	}
	s.depart(n, done(v, e), e)
}

// transaction does all of it or nothing. A result is made ready for JSON while nobody else changes it.
func (s *Server) transaction(do func() (any, *exception)) (any, *exception) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.db.undo = nil
	v, e := do()
	if e != nil {
		s.db.rollback()
		return nil, e
	}
	s.db.undo = nil
	if _, nothing := v.(none); nothing {
		return v, nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, valueError("%v", err)
	}
	return json.RawMessage(raw), nil
}

// jsonRPC answers /jsonrpc: failures have status 200, and a method without a result has no "result".
func (s *Server) jsonRPC(w http.ResponseWriter, r *http.Request, body []byte) {
	var req struct {
		ID     any `json:"id"`
		Params struct {
			Service string `json:"service"`
			Method  string `json:"method"`
			Args    []any  `json:"args"`
		} `json:"params"`
	}
	if err := json.Unmarshal(body, &req); err != nil {
		http.Error(w, "Invalid JSON data: "+err.Error(), http.StatusBadRequest)
		return
	}
	out := map[string]any{"jsonrpc": "2.0", "id": req.ID}
	done := func(v any, e *exception) int {
		_, nothing := v.(none)
		switch {
		case e != nil:
			code, message := 200, "Odoo Server Error"
			if e.Name == SessionExpired {
				code, message = 100, "Odoo Session Expired"
			}
			out["error"] = map[string]any{"code": code, "message": message,
				"data": map[string]any{"name": e.Name, "debug": "Traceback (most recent call last):\n" + e.Error(), "message": e.Message, "arguments": []any{e.Message}, "context": map[string]any{}}}
		case !nothing:
			out["result"] = v
		}
		answer(w, http.StatusOK, out)
		return http.StatusOK
	}
	p := req.Params
	args := append(p.Args, make([]any, 7)...)
	if p.Service == "object" && p.Method == "execute_kw" {
		model, name := text(args[3]), text(args[4])
		s.work(w, r, model+"."+name, func() (any, *exception) {
			if e := s.login(args[0], number(args[1]), text(args[2])); e != nil {
				return nil, e
			}
			list, _ := args[5].([]any)
			options, _ := args[6].(map[string]any)
			c := &call{d: s.db, model: model, method: name}
			m, _ := methodOf(model, name)
			if e := m.place(c, list, options); e != nil && s.db.has(model) && m.run != nil {
				return nil, e
			}
			return c.carryOut()
		}, done)
		return
	}
	s.work(w, r, p.Service+"."+p.Method, func() (any, *exception) {
		switch p.Service + "." + p.Method {
		case "common.version":
			n := s.db.major
			return map[string]any{"server_version": s.version, "server_version_info": []any{n, 0, 0, "final", 0, ""}, "server_serie": s.version, "protocol_version": 1}, nil
		case "common.authenticate", "common.login":
			if text(args[0]) != DefaultDatabase {
				return nil, raise("psycopg2.OperationalError", "FATAL:  database %q does not exist\n", text(args[0]))
			}
			for _, id := range s.db.ids("res.users") {
				if u := s.db.get("res.users", id); u["active"] == true && u["login"] == args[1] && args[2] == s.key {
					return id, nil
				}
			}
			return false, nil
		}
		return nil, raise("builtins.KeyError", "%s", p.Service)
	}, done)
}

// login lets an active user with the key in.
func (s *Server) login(database any, uid int64, key string) *exception {
	if text(database) != DefaultDatabase {
		return raise("psycopg2.OperationalError", "FATAL:  database %q does not exist\n", text(database))
	}
	u := s.db.get("res.users", uid)
	if u == nil || u["active"] != true || key != s.key {
		return accessDenied()
	}
	s.db.uid = uid
	return nil
}
