package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// api is one of HubSpot's APIs with the forms that its paths have had.
type api struct {
	dated    string            // prefix of dated versions, with {v} in place of the version; "" when there are none
	versions []string          // the dated versions
	numbered map[string]string // prefix by numbered version
	routes   []route
}

// route is an operation. Literal segments stand before parameters in the list, as the first match wins.
type route struct {
	method string
	rest   string // of the path, after the prefix
	search bool   // counts against the search pool
	scopes func(c *call) []string
	handle func(c *call) (any, error)
}

var (
	current = []string{"2026-03", "2026-09-beta", "2026-09", "2027-03-beta"}
	betas   = []string{"2026-09-beta", "2027-03-beta"}
)

// apis is filled in by init, as the handlers refer to the table through the calls that they receive.
var apis []api

func init() {
	apis = []api{
		{dated: "/crm/properties/{v}", versions: current, numbered: map[string]string{"v3": "/crm/v3/properties"}, routes: propertyRoutes},
		{dated: "/crm/property-validations/{v}", versions: current, numbered: map[string]string{"v3": "/crm/v3/property-validations"}, routes: validationRoutes},
		{dated: "/crm/pipelines/{v}", versions: current, numbered: map[string]string{"v3": "/crm/v3/pipelines"}, routes: pipelineRoutes},
		{dated: "/crm/pipelines-rules/{v}", versions: []string{"2026-09-beta", "2026-09", "2027-03-beta"}, routes: ruleRoutes},
		{dated: "/crm/objects/{v}", versions: current, numbered: map[string]string{"v3": "/crm/v3/objects"}, routes: recordRoutes},
		{dated: "/crm-object-schemas/{v}/schemas", versions: current, numbered: map[string]string{"v3": "/crm-object-schemas/v3/schemas", "V3": "/crm/v3/schemas"}, routes: schemaRoutes},
		{dated: "/crm/associations/{v}", versions: current, numbered: map[string]string{"v4": "/crm/associations/v4", "V4": "/crm/v4/associations"}, routes: associationRoutes},
		{dated: "/crm/lists/{v}", versions: current, numbered: map[string]string{"v3": "/crm/v3/lists"}, routes: listRoutes},
		{dated: "/automation/{v}", versions: betas, numbered: map[string]string{"v4": "/automation/v4"}, routes: flowRoutes},
		{dated: "/marketing/lead-scoring/{v}", versions: betas, routes: scoreRoutes},
		{dated: "/crm/owners/{v}", versions: current, numbered: map[string]string{"v3": "/crm/v3/owners"}, routes: ownerRoutes},
		{dated: "/settings/users/{v}", versions: current, numbered: map[string]string{"v3": "/settings/v3/users", "V3": "/settings/users/v3"}, routes: userRoutes},
		{dated: "/settings/teams/{v}", versions: betas, routes: teamRoutes},
		{dated: "/account-info/{v}", versions: current, numbered: map[string]string{"v3": "/account-info/v3"}, routes: accountRoutes},
		{dated: "/crm/limits/{v}", versions: current, numbered: map[string]string{"v3": "/crm/v3/limits"}, routes: limitRoutes},
		{dated: "/crm/object-library/{v}", versions: []string{"2026-09-beta", "2026-09", "2027-03-beta"}, routes: libraryRoutes},
		{numbered: map[string]string{"v2": "/oauth/v2"}, routes: tokenRoutes},
	}
}

// route finds the operation and sets the call's version and parameters. The error says why there is none.
func (c *call) route() (*route, error) {
	path := strings.Split(strings.Trim(c.r.URL.EscapedPath(), "/"), "/")
	for i := range path {
		segment, err := url.PathUnescape(path[i])
		if err != nil {
			return nil, notFound("resource not found")
		}
		path[i] = segment
	}
	var allowed []string
	for i := range apis {
		version, rest, ok := apis[i].match(path)
		if !ok {
			continue
		}
		c.version = version
		for j := range apis[i].routes {
			r := &apis[i].routes[j]
			params, ok := matchRest(r.rest, rest)
			if !ok {
				continue
			}
			if r.method != c.r.Method {
				allowed = append(allowed, r.method)
				continue
			}
			c.params = params
			return r, nil
		}
	}
	if allowed != nil {
		slices.Sort(allowed)
		e := refuse(http.StatusMethodNotAllowed, "", "", "method not allowed")
		e.header = http.Header{"Allow": {strings.Join(slices.Compact(allowed), ", ")}}
		return nil, e
	}
	return nil, refuse(http.StatusNotFound, "", "", "resource not found")
}

// match tells the version of a path of the API, and what follows the prefix.
func (a *api) match(path []string) (version string, rest []string, ok bool) {
	if a.dated != "" {
		prefix := strings.Split(strings.Trim(a.dated, "/"), "/")
		if version, rest, ok := matchPrefix(prefix, path); ok && slices.Contains(a.versions, version) {
			return version, rest, true
		}
	}
	for v, p := range a.numbered {
		if _, rest, ok := matchPrefix(strings.Split(strings.Trim(p, "/"), "/"), path); ok {
			return strings.ToLower(v), rest, true
		}
	}
	return "", nil, false
}

func matchPrefix(prefix, path []string) (version string, rest []string, ok bool) {
	if len(path) < len(prefix) {
		return "", nil, false
	}
	for i, p := range prefix {
		if p == "{v}" {
			version = path[i]
		} else if p != path[i] {
			return "", nil, false
		}
	}
	return version, path[len(prefix):], true
}

func matchRest(pattern string, path []string) (map[string]string, bool) {
	var want []string
	if p := strings.Trim(pattern, "/"); p != "" {
		want = strings.Split(p, "/")
	}
	if len(want) != len(path) {
		return nil, false
	}
	params := map[string]string{}
	for i, w := range want {
		if name, ok := strings.CutPrefix(w, "{"); ok {
			if path[i] == "" {
				return nil, false
			}
			params[strings.TrimSuffix(name, "}")] = path[i]
		} else if w != path[i] {
			return nil, false
		}
	}
	return params, true
}
