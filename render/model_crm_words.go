package render

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// meaning is the documentation of something, to be read behind its name: a leading name, as Go's comments have it, is
// not said twice, and "of the NOUN" at the end goes without saying.
func meaning(doc, name, noun string) string {
	first, rest, _ := strings.Cut(doc, " ")
	verb, object, _ := strings.Cut(rest, " ")
	switch {
	case slices.Contains([]string{"is", "are", "says", "tells"}, verb):
		doc = object
	case verb != "that" && strings.HasPrefix(strings.ReplaceAll(name, "_", ""), strings.ToLower(first)):
		doc = rest
	}
	return upperFirst(strings.TrimSuffix(strings.TrimRight(doc, "."), " of the "+noun))
}

// typeTitle is what people call a resource type: "Stage", "SLA".
func typeTitle(noun string) string {
	if len(noun) <= 3 {
		return strings.ToUpper(noun)
	}
	return schema.Label("", noun)
}

// part is one of the parts of a setting in a line; what it is called comes first.
func part(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return plain(v)
	}
	rest := maps.Clone(m)
	var head []string
	for _, k := range []string{"label", "title", "name"} {
		if text, ok := m[k].(string); ok && text != "" {
			head = append(head, text)
			delete(rest, k)
		}
	}
	switch text := plain(rest); {
	case len(head) == 0:
		return text
	case len(head) > 1:
		head[0] += " (" + strings.Join(head[1:], ", ") + ")"
		fallthrough
	default:
		return strings.TrimSuffix(head[0]+": "+text, ": ")
	}
}

// shown is a value for people; what is sensitive is masked.
func shown(a providers.Attribute, v any) string {
	if a.Secret() && v != nil {
		return "(secret)"
	}
	return plain(v)
}

// plain is a JSON value in a line.
func plain(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{true: "yes", false: "no"}[x]
	case float64:
		return number(x)
	case string:
		return x
	case []any:
		var parts []string
		for _, e := range x {
			parts = append(parts, part(e))
		}
		if slices.ContainsFunc(x, func(e any) bool { _, ok := e.(map[string]any); return ok }) {
			return strings.Join(parts, " | ")
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(x)) {
			if text := plain(x[k]); text != "" {
				parts = append(parts, words(k)+": "+strings.TrimRight(text, "."))
			}
		}
		return strings.Join(parts, "; ")
	}
	return fmt.Sprint(v)
}
