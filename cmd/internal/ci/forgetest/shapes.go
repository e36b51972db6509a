package forgetest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

//go:embed github.json
var gitHubShapes []byte

//go:embed gitlab.json
var gitLabShapes []byte

// Shapes are the operations of an API, as an OpenAPI document describes them.
type Shapes struct {
	root       map[string]any
	operations []operation
}

type operation struct {
	method string
	path   *regexp.Regexp
	names  []string // of what the path has in braces
	item   map[string]any
	op     map[string]any
}

// GitHubShapes are those of GitHub that were written by hand.
func GitHubShapes() *Shapes { return must(ReadShapes(gitHubShapes)) }

// GitLabShapes are those of GitLab.
func GitLabShapes() *Shapes { return must(ReadShapes(gitLabShapes)) }

func must(s *Shapes, err error) *Shapes {
	if err != nil {
		panic(err)
	}
	return s
}

var braces = regexp.MustCompile(`\\\{(\w+)\\\}`)

// ReadShapes reads an OpenAPI 3.0 document.
func ReadShapes(data []byte) (*Shapes, error) {
	s := &Shapes{}
	if err := json.Unmarshal(data, &s.root); err != nil {
		return nil, err
	}
	paths, _ := s.root["paths"].(map[string]any)
	for _, p := range slices.Sorted(maps.Keys(paths)) {
		item, _ := paths[p].(map[string]any)
		var names []string
		for _, m := range braces.FindAllStringSubmatch(regexp.QuoteMeta(p), -1) {
			names = append(names, m[1])
		}
		re, err := regexp.Compile("^" + braces.ReplaceAllString(regexp.QuoteMeta(p), `([^/]+)`) + "$")
		if err != nil {
			return nil, err
		}
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			if op, ok := item[method].(map[string]any); ok {
				s.operations = append(s.operations, operation{strings.ToUpper(method), re, names, item, op})
			}
		}
	}
	return s, nil
}

// Check tells what is wrong with a request; path is escaped, below the base URL.
func (s *Shapes) Check(method, path string, query url.Values, body []byte) error {
	for _, o := range s.operations {
		m := o.path.FindStringSubmatch(path)
		if o.method != method || m == nil {
			continue
		}
		return s.check(o, m[1:], query, body)
	}
	return fmt.Errorf("there is no %s %s", method, path)
}

func (s *Shapes) check(o operation, inPath []string, query url.Values, body []byte) error {
	params := map[string]map[string]any{}
	for _, from := range []map[string]any{o.item, o.op} {
		list, _ := from["parameters"].([]any)
		for _, p := range list {
			p := s.resolve(p)
			params[fmt.Sprint(p["in"], " ", p["name"])] = p
		}
	}
	value := func(p map[string]any, text string) error {
		schema := s.resolve(p["schema"])
		var v any = text
		if t := schema["type"]; t == "integer" || t == "number" {
			n, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return fmt.Errorf("%v is %q, which is no number", p["name"], text)
			}
			v = n
		}
		return s.validate(schema, v, fmt.Sprint(p["name"]))
	}
	for i, name := range o.names {
		text, err := url.PathUnescape(inPath[i])
		if p := params["path "+name]; p != nil && err == nil {
			err = value(p, text)
		}
		if err != nil {
			return err
		}
	}
	for name, values := range query {
		p := params["query "+name]
		if p == nil {
			return fmt.Errorf("there is no parameter %q", name)
		}
		if err := value(p, values[0]); err != nil {
			return err
		}
	}
	for key, p := range params {
		if in, name, _ := strings.Cut(key, " "); in == "query" && p["required"] == true && !query.Has(name) {
			return fmt.Errorf("the parameter %q is missing", name)
		}
	}
	wanted, has := o.op["requestBody"]
	if !has {
		if len(body) > 0 {
			return fmt.Errorf("there is a body")
		}
		return nil
	}
	content, _ := s.resolve(wanted)["content"].(map[string]any)
	media, _ := content["application/json"].(map[string]any)
	var v any
	dec := json.NewDecoder(bytes.NewReader(body))
	if err := dec.Decode(&v); err != nil || dec.More() {
		return fmt.Errorf("the body is no JSON document: %v", err)
	}
	return s.validate(s.resolve(media["schema"]), v, "body")
}

// resolve follows references.
func (s *Shapes) resolve(v any) map[string]any {
	m, _ := v.(map[string]any)
	for {
		ref, ok := m["$ref"].(string)
		if !ok {
			return m
		}
		var at any = s.root
		for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
			next, _ := at.(map[string]any)
			at = next[strings.NewReplacer("~1", "/", "~0", "~").Replace(part)]
		}
		m, _ = at.(map[string]any)
	}
}

// validate compares a value with a schema. What a schema does not name is refused, unless the schema says that there may be more.
func (s *Shapes) validate(schema map[string]any, v any, at string) error {
	if err := s.alternatives(schema, v, at); err != nil {
		return err
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		return fmt.Errorf("%s is %v, none of %v", at, v, enum)
	}
	if v == nil && schema["nullable"] == true {
		return nil
	}
	bound := func(key string, n int, over bool) error {
		if most, ok := schema[key].(float64); ok && (over && float64(n) > most || !over && float64(n) < most) {
			return fmt.Errorf("%s has %d, %s is %v", at, n, key, most)
		}
		return nil
	}
	switch x := v.(type) {
	case string:
		if t := schema["type"]; t != nil && t != "string" {
			return fmt.Errorf("%s is a text, not %v", at, t)
		}
		if p, ok := schema["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(x) {
			return fmt.Errorf("%s is %q, which does not match %s", at, x, p)
		}
		n := utf8.RuneCountInString(x)
		if err := bound("maxLength", n, true); err != nil {
			return err
		}
		return bound("minLength", n, false)
	case float64:
		if t := schema["type"]; t != nil && t != "number" && (t != "integer" || x != float64(int64(x))) {
			return fmt.Errorf("%s is a number, not %v", at, t)
		}
		return nil
	case bool:
		if t := schema["type"]; t != nil && t != "boolean" {
			return fmt.Errorf("%s is a bool, not %v", at, t)
		}
		return nil
	case []any:
		if t := schema["type"]; t != nil && t != "array" {
			return fmt.Errorf("%s is a list, not %v", at, t)
		}
		if err := bound("maxItems", len(x), true); err != nil {
			return err
		}
		items := s.resolve(schema["items"])
		for i, e := range x {
			if err := s.validate(items, e, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
		return nil
	case map[string]any:
		return s.object(schema, x, at)
	}
	return fmt.Errorf("%s is null", at)
}

func (s *Shapes) object(schema, v map[string]any, at string) error {
	if t := schema["type"]; t != nil && t != "object" {
		return fmt.Errorf("%s is an object, not %v", at, t)
	}
	required, _ := schema["required"].([]any)
	for _, r := range required {
		if _, ok := v[r.(string)]; !ok {
			return fmt.Errorf("%s has no %v", at, r)
		}
	}
	props, _ := schema["properties"].(map[string]any)
	more := schema["additionalProperties"] == true || len(props) == 0
	for _, name := range slices.Sorted(maps.Keys(v)) {
		p, ok := props[name]
		if !ok {
			if !more {
				return fmt.Errorf("%s has %q, which is not known", at, name)
			}
			continue
		}
		if err := s.validate(s.resolve(p), v[name], at+"."+name); err != nil {
			return err
		}
	}
	return nil
}

// alternatives looks at oneOf, anyOf and allOf.
func (s *Shapes) alternatives(schema map[string]any, v any, at string) error {
	for _, key := range []string{"oneOf", "anyOf"} {
		list, ok := schema[key].([]any)
		if !ok {
			continue
		}
		var first error
		fits := false
		for _, alt := range list {
			err := s.validate(s.resolve(alt), v, at)
			if fits = err == nil; fits {
				break
			} else if first == nil {
				first = err
			}
		}
		if !fits {
			return first
		}
	}
	all, _ := schema["allOf"].([]any)
	for _, part := range all {
		if err := s.validate(s.resolve(part), v, at); err != nil {
			return err
		}
	}
	return nil
}
