package emulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// rest finds the handler of a path outside SOAP.
func (c *call) rest() (any, error) {
	switch {
	case c.path == "/services/oauth2/token":
		return c.mint()
	case c.path == "/services/data":
		return c.versions(), nil
	}
	if err := c.authenticate(); err != nil {
		return nil, err
	}
	if c.path == "/services/oauth2/userinfo" {
		return c.userinfo(), nil
	}
	if strings.HasPrefix(c.path, "/id/") {
		return c.identity()
	}
	rest, ok := strings.CutPrefix(c.path, "/services/data/v")
	if !ok {
		return nil, notFound()
	}
	version, rest, _ := strings.Cut(rest, "/")
	if !c.o.answers(version) {
		return nil, notFound()
	}
	return c.resource(strings.Split(rest, "/"))
}

// answers tells whether the org knows a version such as 66.0.
func (o *Org) answers(version string) bool {
	n, err := strconv.ParseFloat(version, 64)
	return err == nil && n == float64(int(n)) && int(n) >= oldestVersion && int(n) <= o.settings.newest
}

// resource carries out what is asked below /services/data/vNN.0.
func (c *call) resource(p []string) (any, error) {
	method := c.r.Method
	switch at := strings.Join(p, "/"); {
	case at == "":
		return c.resources(), nil
	case at == "limits" && method == http.MethodGet:
		return c.limits(), nil
	case p[0] == "metadata" && len(p) > 1 && p[1] == "deployRequest":
		return c.deployRequest(p[2:])
	case p[0] == "query" || p[0] == "queryAll":
		return c.soql(p, false)
	case p[0] == "tooling" && len(p) > 1 && p[1] == "query":
		return c.soql(p[1:], true)
	case p[0] == "sobjects":
		return c.sobjects(p[1:], false)
	case p[0] == "tooling" && len(p) > 1 && p[1] == "sobjects":
		return c.sobjects(p[2:], true)
	case p[0] == "composite" && len(p) > 1 && p[1] == "sobjects":
		return c.collections(p[2:])
	case p[0] == "jobs" && len(p) > 1:
		return c.jobs(p[1:])
	}
	return nil, notFound()
}

// decode reads the body, which must be JSON.
func (c *call) decode(v any) error {
	if err := json.Unmarshal(c.body, v); err != nil {
		return bad("JSON_PARSER_ERROR", "%v", err)
	}
	return nil
}

// base is the path under which the resources of the request's version are.
func (c *call) base() string {
	rest, _ := strings.CutPrefix(c.path, "/services/data/v")
	version, _, _ := strings.Cut(rest, "/")
	if version == "" || !c.o.answers(version) {
		version = fmt.Sprintf("%d.0", c.o.settings.newest)
	}
	return "/services/data/v" + version
}
