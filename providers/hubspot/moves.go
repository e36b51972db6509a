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

// moveRecords sets properties of all records that meet a condition, and tells of how many. The search index may be
// behind: what was written counts as moved, whether a search still finds it or not.
func moveRecords(ctx context.Context, c *api.Client, path string, which api.Filter, set map[string]string) (int64, error) {
	moved := map[string]bool{}
	for {
		var batch []api.RecordUpdate
		for r, err := range c.Search(ctx, path, matching(which)) {
			if err != nil {
				return int64(len(moved)), err
			}
			if !moved[r.ID] {
				batch = append(batch, api.RecordUpdate{ID: r.ID, Properties: set})
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

// kindOfError is the kind of an error of the client.
func kindOfError(err error) providers.ErrorKind {
	for _, k := range []providers.ErrorKind{providers.NotFound, providers.Conflict, providers.RateLimited, providers.Permission, providers.Invalid, providers.Ambiguous} {
		if providers.IsKind(err, k) {
			return k
		}
	}
	return providers.Unavailable
}
