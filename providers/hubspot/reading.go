package hubspot

import (
	"context"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// reading is a read that is under way. Whatever several resource types are made of is requested once.
type reading struct {
	*Provider
	mu   sync.Mutex
	once map[string]*result
	// dir translates the ids that this read finds; it knows nothing from before.
	dir *directory
}

type result struct {
	done  chan struct{}
	value any
	err   error
}

func newReading(p *Provider) *reading {
	return &reading{Provider: p, once: map[string]*result{}, dir: newDirectory(p.client, p.portal)}
}

// request runs a request the first time that its name is asked for.
func request[T any](r *reading, name string, do func() (T, error)) (T, error) {
	r.mu.Lock()
	res := r.once[name]
	if res == nil {
		res = &result{done: make(chan struct{})}
		r.once[name] = res
		r.mu.Unlock()
		res.value, res.err = do()
		close(res.done)
	} else {
		r.mu.Unlock()
		<-res.done
	}
	v, _ := res.value.(T)
	return v, res.err
}

// properties are those of an object that are not archived.
func (r *reading) properties(ctx context.Context, plural string) ([]api.Property, error) {
	return request(r, "properties "+plural, func() ([]api.Property, error) { return r.client.Properties(ctx, r.portal.pathName(plural), false) })
}

// pipelines are those of an object; none where it has none.
func (r *reading) pipelines(ctx context.Context, plural string) ([]api.Pipeline, error) {
	return request(r, "pipelines "+plural, func() ([]api.Pipeline, error) {
		list, err := r.client.Pipelines(ctx, r.portal.pathName(plural))
		if err != nil && refused(err) {
			return nil, nil
		}
		return list, err
	})
}

// schemas are the custom objects.
func (r *reading) schemas(ctx context.Context) ([]api.Schema, error) {
	return request(r, "schemas", func() ([]api.Schema, error) {
		list, err := r.client.Schemas(ctx)
		return r.portal.current(list), err
	})
}

// piped lists the objects that have pipelines of their own, by plural name.
func (p *portal) piped() []string {
	var out []string
	for _, o := range p.objects() {
		if o != "contacts" && o != "companies" {
			out = append(out, o)
		}
	}
	return out
}
