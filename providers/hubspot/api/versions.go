package api

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// API is one of HubSpot's APIs. Each has versions of its own.
type API string

const (
	Properties   API = "properties"
	Validations  API = "property-validations"
	Pipelines    API = "pipelines"
	Rules        API = "pipelines-rules"
	Objects      API = "objects"
	Schemas      API = "object-schemas"
	Associations API = "associations"
	Lists        API = "lists"
	Automation   API = "automation"
	ActionTypes  API = "automation-action-types" // of the automation API, in another version than the flows
	Scores       API = "lead-scoring"
	Owners       API = "owners"
	Users        API = "users"
	Teams        API = "teams"
	Account      API = "account-info"
	Limits       API = "limits"
	Library      API = "object-library"
	Tokens       API = "oauth"
)

// apis holds for each API the version that is used unless told otherwise, and the paths of dated versions (2026-09)
// and numbered ones (v3). HubSpot dates its versions since 2025: a new one each March and September, unsupported 18
// months after it came out; v4 paths are unsupported from 30 March 2027 on, v1 to v3 from September 2027 on.
// Source: developers.hubspot.com/docs/developer-tooling/platform/versioning and the changelog about legacy APIs.
var apis = map[API]struct{ version, dated, numbered string }{
	Properties:   {"2026-09", "/crm/properties/{v}", "/crm/{v}/properties"},
	Validations:  {"2026-09", "/crm/property-validations/{v}", "/crm/{v}/property-validations"},
	Pipelines:    {"2026-09", "/crm/pipelines/{v}", "/crm/{v}/pipelines"},
	Rules:        {"2026-09", "/crm/pipelines-rules/{v}", ""},
	Objects:      {"2026-09", "/crm/objects/{v}", "/crm/{v}/objects"},
	Schemas:      {"2026-09", "/crm-object-schemas/{v}/schemas", "/crm-object-schemas/{v}/schemas"},
	Associations: {"2026-09", "/crm/associations/{v}", "/crm/{v}/associations"},
	Lists:        {"2026-09", "/crm/lists/{v}", "/crm/{v}/lists"},
	Automation:   {"v4", "/automation/{v}", "/automation/{v}"}, // no dated version has left the beta
	ActionTypes:  {"2026-09-beta", "/automation/{v}", ""},
	Scores:       {"2026-09-beta", "/marketing/lead-scoring/{v}", ""},
	Owners:       {"2026-09", "/crm/owners/{v}", "/crm/{v}/owners"},
	Users:        {"2026-03", "/settings/users/{v}", "/settings/{v}/users"}, // 2026-09 is a beta
	Teams:        {"2026-09-beta", "/settings/teams/{v}", ""},
	Account:      {"2026-09", "/account-info/{v}", "/account-info/{v}"},
	Limits:       {"2026-09", "/crm/limits/{v}", "/crm/{v}/limits"},
	Library:      {"2026-09", "/crm/object-library/{v}", ""},
	Tokens:       {"v2", "", "/oauth/{v}"},
}

// Known lists the APIs whose version can be set, in alphabetical order.
func Known() []API { return slices.Sorted(maps.Keys(apis)) }

// DefaultVersion is the version of an API that is used unless told otherwise.
func DefaultVersion(a API) string { return apis[a].version }

// prefixes makes the path prefix of every API; versions replace the defaults.
func prefixes(versions map[API]string) (map[API]string, error) {
	out := make(map[API]string, len(apis))
	for name, a := range apis {
		out[name] = strings.Replace(a.dated, "{v}", a.version, 1)
		if isNumbered(a.version) {
			out[name] = strings.Replace(a.numbered, "{v}", a.version, 1)
		}
	}
	for name, v := range versions {
		a, ok := apis[name]
		if !ok {
			return nil, fmt.Errorf("HubSpot has no API %q here; known are %v", name, Known())
		}
		form := a.dated
		switch {
		case isNumbered(v):
			form = a.numbered
		case len(v) < len("2026-09") || strings.Trim(v, "0123456789-abcdefghijklmnopqrstuvwxyz") != "":
			return nil, fmt.Errorf("%q is no version of HubSpot's API %s; versions look like %s", v, name, a.version)
		}
		if form == "" {
			return nil, fmt.Errorf("HubSpot's API %s has no version %s; versions look like %s", name, v, a.version)
		}
		out[name] = strings.Replace(form, "{v}", v, 1)
	}
	return out, nil
}

func isNumbered(version string) bool {
	return len(version) == 2 && version[0] == 'v' && version[1] >= '1' && version[1] <= '9'
}
