package hubspot

import (
	"context"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// question is a search whose total answers: the records of an object that meet filters.
type question struct{ object, filters string }

// tally is the total of a search, or that it cannot be told.
type tally struct {
	n   int64
	err error
}

// CountRecords answers by the totals of searches, which are right for more records than a search would give out (10,000),
// but lag behind what was written a moment ago. Each different search is made once.
func (p *Provider) CountRecords(ctx context.Context, qs []providers.RecordQuery) ([]int64, error) {
	var (
		wg       sync.WaitGroup
		searches = map[question]*tally{}
		parts    = make([][]*tally, len(qs)) // a count is the sum of its parts; none when HubSpot cannot say
	)
	for i, q := range qs {
		objects, filters, err := p.searchFor(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, object := range objects {
			asked := question{object, spell(filters)}
			t := searches[asked]
			if t == nil {
				t = &tally{}
				searches[asked] = t
				wg.Go(func() {
					t.n, t.err = p.client.Count(ctx, p.portal.pathName(object), allOf(filters))
				})
			}
			parts[i] = append(parts[i], t)
		}
	}
	wg.Wait()
	counts := make([]int64, len(qs))
	for i, part := range parts {
		if len(part) == 0 {
			counts[i] = -1
		}
		for _, t := range part {
			switch {
			case providers.IsKind(t.err, providers.Permission):
				counts[i] = -1
			case t.err != nil:
				return nil, t.err
			case counts[i] >= 0:
				counts[i] += t.n
			}
		}
	}
	return counts, nil
}

func spell(filters []api.Filter) string {
	var b strings.Builder
	for _, f := range filters {
		b.WriteString(f.Property + " " + f.Operator + " " + f.Value + "\n")
	}
	return b.String()
}

func allOf(filters []api.Filter) api.Search {
	if len(filters) == 0 {
		return api.Search{}
	}
	return api.Search{Groups: []api.FilterGroup{{Filters: filters}}}
}

// searchFor translates a query to filters on objects; without objects, it cannot be said.
func (p *Provider) searchFor(ctx context.Context, q providers.RecordQuery) (objects []string, filters []api.Filter, err error) {
	if objects, filters, err = p.holders(ctx, q); err != nil || q.Missing == "" {
		return objects, filters, err
	}
	object, property := under(q.Missing)
	of := objects
	objects = nil
	for _, o := range of {
		if o == object {
			objects = []string{o}
		}
	}
	// Nothing has a value in a property that is still to come, and HubSpot refuses to search by it.
	if _, there := p.portal.properties[object][property]; there {
		filters = append(filters, api.Filter{Property: property, Operator: "NOT_HAS_PROPERTY"})
	}
	return objects, filters, nil
}

// holders are the objects whose records hang on a live object, and the filters that find them.
func (p *Provider) holders(ctx context.Context, q providers.RecordQuery) (objects []string, filters []api.Filter, err error) {
	object, rest, _ := strings.Cut(q.Key, "/")
	equals := func(property, value string) ([]string, []api.Filter, error) {
		if property == "" || value == "" {
			return nil, nil, nil
		}
		return []string{object}, []api.Filter{{Property: property, Operator: "EQ", Value: value}}, nil
	}
	switch q.Type {
	case typeObject:
		return []string{q.Key}, nil, nil
	case typePipeline:
		return equals(pipelineProperty(object), rest)
	case typeStage:
		_, stage := under(q.Key)
		return equals(stageProperty(object), stage)
	case typeProperty:
		if rest == "" {
			return nil, nil, nil
		}
		return []string{object}, []api.Filter{{Property: rest, Operator: "HAS_PROPERTY"}}, nil
	case typeOption:
		property, value, _ := strings.Cut(rest, "/")
		if p.portal.properties[object][property].FieldType == "checkbox" {
			return nil, nil, nil // how a search compares several values at once is not documented
		}
		return equals(property, value)
	case typeLifecycleStage:
		id, err := p.dir.id(ctx, refLifecycle, q.Key)
		if providers.IsKind(err, providers.NotFound) || providers.IsKind(err, providers.Permission) {
			return nil, nil, nil
		}
		return []string{"contacts", "companies"}, []api.Filter{{Property: lifecycleProperty, Operator: "EQ", Value: id}}, err
	}
	return nil, nil, nil
}
