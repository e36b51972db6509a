package hubspot

import (
	"reflect"
	"strings"
)

// Documents of HubSpot (workflows, lists, scores) name other things by ids that only the account knows. In values of
// resources, placeholders stand for them, so that what the same run creates is known when it is planned:
//
//	@stage:deals/new_business/sql      a stage of a pipeline, by natural key
//	@pipeline:deals/new_business       a pipeline
//	@lifecycle:sales_accepted_lead     a lifecycle stage
//	@owner:ana@example.com             an owner id, for hubspot_owner_id
//	@user:ana@example.com              a user id, for rotation, tasks and notices
//	@team:Sales                        a team id
//	@list:NAME   @workflow:NAME        the id of a list or workflow
//	@object:deals                      an object type id, such as 0-3
//
// A placeholder is always a whole string.
type refKind string

const (
	refStage     refKind = "stage"
	refPipeline  refKind = "pipeline"
	refLifecycle refKind = "lifecycle"
	refOwner     refKind = "owner"
	refUser      refKind = "user"
	refTeam      refKind = "team"
	refList      refKind = "list"
	refWorkflow  refKind = "workflow"
	refObject    refKind = "object"
)

// ref writes a placeholder. Addresses of people are written in one way.
func ref(k refKind, key string) string {
	if k == refOwner || k == refUser {
		key = mailbox(key)
	}
	return "@" + string(k) + ":" + key
}

// parseRef reads a placeholder; ok is false for any other text.
func parseRef(s string) (k refKind, key string, ok bool) {
	rest, is := strings.CutPrefix(s, "@")
	kind, key, found := strings.Cut(rest, ":")
	if !is || !found {
		return "", "", false
	}
	switch k = refKind(kind); k {
	case refStage, refPipeline, refLifecycle, refOwner, refUser, refTeam, refList, refWorkflow, refObject:
		return k, key, true
	}
	return "", "", false
}

// mapTexts gives a document with every text in it replaced by fn; keys of objects stay.
func mapTexts(doc any, fn func(string) (any, error)) (any, error) {
	switch x := doc.(type) {
	case string:
		return fn(x)
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			v, err := mapTexts(e, fn)
			if err != nil {
				return nil, err
			}
			out[i] = v
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, e := range x {
			v, err := mapTexts(e, fn)
			if err != nil {
				return nil, err
			}
			out[k] = v
		}
		return out, nil
	}
	return doc, nil
}

// contains tells whether a live document has all that a wanted one sets: members that HubSpot
// added make no difference, lists must have the same length. A wanted member that is null, false, "" or
// empty is there when the live document has none.
func contains(want, live any) bool {
	switch w := want.(type) {
	case map[string]any:
		l, ok := live.(map[string]any)
		if !ok {
			return live == nil && blank(want)
		}
		for k, v := range w {
			if !contains(v, l[k]) {
				return false
			}
		}
		return true
	case []any:
		l, ok := live.([]any)
		if !ok {
			return live == nil && len(w) == 0
		}
		if len(l) != len(w) {
			return false
		}
		for i := range w {
			if !contains(w[i], l[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(want, live) || live == nil && blank(want)
}

func blank(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case bool:
		return !x
	case string:
		return x == ""
	case float64:
		return x == 0
	case []any:
		return len(x) == 0
	case map[string]any:
		for _, e := range x {
			if !blank(e) {
				return false
			}
		}
		return true
	}
	return false
}
