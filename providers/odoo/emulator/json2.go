package emulator

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// json2 answers POST /json/2/MODEL/METHOD, with arguments by name and a status for each failure. Words and statuses are those of a real
// Odoo 19.0, but for the position in a text that is no JSON.
func (s *Server) json2(w http.ResponseWriter, r *http.Request, path string, body []byte) {
	if db := r.Header.Get("X-Odoo-Database"); db != "" && db != DefaultDatabase {
		page(w, http.StatusNotFound, "No database is selected and the requested URL was not found in the server-wide controllers.")
		return
	}
	model, name, _ := strings.Cut(path, "/")
	done := func(v any, e *exception) int {
		status := http.StatusOK
		if e != nil {
			status = statusOf(e.Name)
			arguments := []any{e.Message}
			if strings.HasPrefix(e.Name, werkzeug) {
				arguments = append(arguments, status)
			}
			v = map[string]any{"name": e.Name, "message": e.Message, "arguments": arguments, "context": map[string]any{}, "debug": "Traceback (most recent call last):\n" + e.Error()}
		}
		if _, nothing := v.(none); nothing {
			v = nil
		}
		answer(w, status, v)
		return status
	}
	if r.Method != http.MethodPost || name == "" || strings.Contains(name, "/") {
		done(nil, raise(werkzeug+"NotFound", "Did you mean POST /json/2/<model>/<method>?"))
		return
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" && len(body) > 0 {
		page(w, http.StatusUnsupportedMediaType, "Request inferred type is compatible with ['http'] but '/json/2/<__model__>/<__method__>' is type='json2'.")
		return
	}
	s.work(w, r, model+"."+name, func() (any, *exception) {
		switch m := bearer.FindStringSubmatch(r.Header.Get("Authorization")); {
		case m == nil:
			return nil, raise(werkzeug+"Unauthorized", "User not authenticated, use an API Key with a Bearer Authorization header.")
		case m[1] != s.key:
			return nil, raise(werkzeug+"Unauthorized", "Invalid apikey")
		}
		s.db.uid = s.db.find("res.users", record{"login": DefaultUser})
		var given any
		if err := json.Unmarshal(body, &given); err != nil && len(body) > 0 {
			return nil, raise(werkzeug+"BadRequest", "could not parse the body as json: %v", err)
		}
		args, _ := given.(map[string]any)
		c := &call{d: s.db, model: model, method: name, args: args}
		if e := c.byName(); e != nil {
			return nil, e
		}
		v, e := c.carryOut()
		if id, one := v.(int64); one && name == "create" { // the records that a method gives come as a list
			return []int64{id}, e
		}
		return v, e
	}, done)
}

const werkzeug = "werkzeug.exceptions."

var bearer = regexp.MustCompile(`^(?i:bearer)\s+(.+)$`)

// page answers what goes wrong before a database looks at it.
func page(w http.ResponseWriter, status int, words string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!doctype html>\n<title>%[1]d %[2]s</title>\n<h1>%[2]s</h1>\n<p>%[3]s</p>\n", status, http.StatusText(status), words)
}

// byName checks arguments that came by name as Python does.
func (c *call) byName() *exception {
	m, there := methodOf(c.model, c.method)
	switch {
	case !c.d.has(c.model):
		return raise(werkzeug+"NotFound", "the model '%s' does not exist", c.model)
	case strings.HasPrefix(c.method, "_"):
		return raise("odoo.exceptions.AccessError", "Private methods (such as '%s.%s') cannot be called remotely.", c.model, c.method)
	case !there:
		return raise(werkzeug+"NotFound", "The method '%s.%s' does not exist", c.model, c.method)
	}
	c.ids = idList(c.args["ids"])
	if len(c.ids) > 0 && !m.records {
		return raise(werkzeug+"UnprocessableEntity", "cannot call %s.%s with ids", c.model, c.method)
	}
	for _, name := range m.params[:m.needs] {
		if _, given := c.args[name]; !given {
			return raise(werkzeug+"UnprocessableEntity", "missing a required argument: '%s'", name)
		}
	}
	for name := range c.args {
		if !m.open && name != "ids" && name != "context" && !slices.Contains(m.params, name) {
			return raise(werkzeug+"UnprocessableEntity", "got an unexpected keyword argument '%s'", name)
		}
	}
	return nil
}

// statusOf is the status of a failure over /json/2. Source: odoo/exceptions.py of Odoo 19.0; what is not there is an error of the server.
func statusOf(name string) int {
	switch strings.TrimPrefix(strings.TrimPrefix(name, werkzeug), "odoo.exceptions.") {
	case "BadRequest":
		return http.StatusBadRequest
	case "Unauthorized":
		return http.StatusUnauthorized
	case "AccessError", "AccessDenied":
		return http.StatusForbidden
	case "NotFound", "MissingError":
		return http.StatusNotFound
	case "LockError":
		return http.StatusConflict
	case "UserError", "ValidationError", "UnprocessableEntity":
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}
