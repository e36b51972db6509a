package salesforce

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/api"
)

// goLast are the types that versions of flows name, and what belongs to them. The org keeps them as long as a version does, also
// of a flow that has ended. Grants and mappings of fields go when the fields do.
var goLast = []string{typePermissionSet, typeLeadMapping, typeObject, typeGlobalValueSet, typeField, typeValue, typePermission, typeQueue, typeFlow}

// phases are the operations of the first deploy and those of the second. There is a second where records have to move or flows
// have to end before something goes: the first makes and changes, takes away gates that records would have to pass, and
// deactivates flows that go; the second removes. Whoever is killed between them plans again and finds the removals to make.
func phases(ops []*providers.Operation, moving map[*providers.Operation]*removal) (first, second []*providers.Operation) {
	if len(moving) == 0 && len(endings(ops)) == 0 {
		return ops, nil
	}
	for _, op := range ops {
		if moving[op] != nil || op.Action == providers.Delete && slices.Contains(goLast, op.Type) {
			second = append(second, op)
		} else {
			first = append(first, op)
		}
	}
	return first, second
}

// endings are the operations that delete flows.
func endings(ops []*providers.Operation) (out []*providers.Operation) {
	for _, op := range ops {
		if op.Type == typeFlow && op.Action == providers.Delete {
			out = append(out, op)
		}
	}
	return out
}

// between moves records, and finds the versions of flows, which no longer run. Where it fails, no removal is made.
func (a *applying) between(ctx context.Context, ops []*providers.Operation, moving map[*providers.Operation]*removal) map[string][]int {
	if err := ctx.Err(); err != nil {
		a.abandon(ops, err)
		return nil
	}
	for _, op := range ops {
		if m := moving[op]; m != nil {
			n, err := a.move(ctx, m)
			a.moved[op] = n
			if err != nil {
				a.fail(op, err)
			}
		}
	}
	if len(a.failed) > 0 {
		a.abandon(ops, together(len(a.failed)))
		return nil
	}
	versions, err := a.versions(ctx, endings(ops))
	if err != nil {
		a.abandon(ops, err)
	}
	return versions
}

// versions are the numbers of the versions of flows that are deleted, by the name of the flow.
func (a *applying) versions(ctx context.Context, ops []*providers.Operation) (map[string][]int, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	var names []string
	for _, op := range ops {
		names = append(names, api.Quote(text(op.Before["name"])))
	}
	type version struct {
		VersionNumber int
		Definition    struct{ DeveloperName string }
	}
	soql := fmt.Sprintf("SELECT VersionNumber, Definition.DeveloperName FROM Flow WHERE Definition.DeveloperName IN (%s)", strings.Join(names, ", "))
	out := map[string][]int{}
	for v, err := range api.QueryTooling[version](ctx, a.client, soql) {
		if err != nil {
			return nil, err
		}
		name := strings.ToLower(v.Definition.DeveloperName)
		out[name] = append(out[name], v.VersionNumber)
	}
	return out, nil
}
