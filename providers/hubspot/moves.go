package hubspot

import (
	"context"
	"fmt"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// recordsIn is the condition that a record is in a stage; matching, the search for records that meet it.
func recordsIn(object, stage string) api.Filter {
	return api.Filter{Property: stageProperty(object), Operator: "EQ", Value: stage}
}

func matching(f api.Filter) api.Search {
	return api.Search{Groups: []api.FilterGroup{{Filters: []api.Filter{f}}}}
}

// occupied refuses to delete what records are in.
func occupied(what string, n int64, object string, discard bool) error {
	if discard {
		return conflict("%s has %d records of %s, and HubSpot deletes nothing that records are in: say where they go instead of discarding", what, n, object)
	}
	return conflict("%s has %d records of %s; say where they go", what, n, object)
}

// moveRecords sets properties of all records that meet a condition, and tells of how many.
func moveRecords(ctx context.Context, c *api.Client, path string, which api.Filter, set map[string]string) (int64, error) {
	return rewriteRecords(ctx, c, path, matching(which), func(api.Record) map[string]string { return set })
}

// rewriteRecords sets properties of the records that a search finds, each by what it has; nil leaves a record alone. It
// tells of how many. The search index may be behind: what was written counts as moved, whether a search still finds it or not.
func rewriteRecords(ctx context.Context, c *api.Client, path string, which api.Search, set func(api.Record) map[string]string) (int64, error) {
	moved := map[string]bool{}
	for {
		var batch []api.RecordUpdate
		for r, err := range c.Search(ctx, path, which) {
			if err != nil {
				return int64(len(moved)), err
			}
			if values := set(r); values != nil && !moved[r.ID] {
				batch = append(batch, api.RecordUpdate{ID: r.ID, Properties: values})
			}
		}
		if len(batch) == 0 {
			return int64(len(moved)), nil
		}
		var failed error
		refused := 0
		for i, item := range c.UpdateRecords(ctx, path, batch) {
			switch {
			case item.Err == nil:
				moved[batch[i].ID] = true
			case failed == nil:
				failed, refused = item.Err, 1
			default:
				refused++
			}
		}
		if failed != nil {
			return int64(len(moved)), &providers.Error{Kind: kindOfError(failed), Err: failed,
				Message: fmt.Sprintf("%d records did not move, %d did: %v", refused, len(moved), failed)}
		}
	}
}

// valueOf is the value of a record's property; "" for none.
func valueOf(r api.Record, property string) string {
	if v := r.Properties[property]; v != nil {
		return *v
	}
	return ""
}

// kindOfError is the kind of an error of the client.
func kindOfError(err error) providers.ErrorKind {
	for _, k := range []providers.ErrorKind{providers.NotFound, providers.Conflict, providers.RateLimited, providers.Permission, providers.Invalid, providers.Ambiguous} {
		if providers.IsKind(err, k) {
			return k
		}
	}
	return providers.Unavailable
}
