package provider

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// shelf is what is known of the objects of a type.
type shelf struct {
	list  []*providers.Live // as they were read
	byID  map[string]*providers.Live
	byKey map[string][]*providers.Live
	// stale tells that operations were applied since. Their own outcomes are in byID and byKey; what else they changed is not.
	stale bool
}

func newShelf(list []*providers.Live) *shelf {
	s := &shelf{list: list, byID: make(map[string]*providers.Live, len(list)), byKey: make(map[string][]*providers.Live, len(list))}
	for _, l := range list {
		s.put(l)
	}
	return s
}

func (s *shelf) put(l *providers.Live) {
	s.byID[l.ID] = l
	s.byKey[l.Key] = append(s.byKey[l.Key], l)
}

func (s *shelf) drop(id string) {
	l := s.byID[id]
	if l == nil {
		return
	}
	delete(s.byID, id)
	s.byKey[l.Key] = slices.DeleteFunc(slices.Clone(s.byKey[l.Key]), func(x *providers.Live) bool { return x == l })
}

// look finds an object by id or, where that finds none, by natural key.
func (s *shelf) look(typ, id, key string) (*providers.Live, error) {
	if l := s.byID[id]; id != "" && l != nil {
		return l, nil
	}
	found := s.byKey[key]
	switch {
	case key == "" || len(found) == 0:
		return nil, nil
	case len(found) > 1:
		ids := make([]string, len(found))
		for i, l := range found {
			ids[i] = l.ID
		}
		slices.Sort(ids)
		return nil, &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf("there are %d objects of type %s with the key %q; import one of them by its id: %s",
			len(found), typ, key, strings.Join(ids, ", "))}
	}
	return found[0], nil
}

// wanted is a type that somebody asks for.
type wanted struct {
	typ   string
	shelf *shelf
	err   error
}

// all are the live objects of a type. They are read once, together with the types that are asked for at the same time, until an
// operation is applied. Nobody may change them.
func (c *crm) all(ctx context.Context, typ string) ([]*providers.Live, error) {
	s, err := c.shelf(ctx, typ, false)
	if err != nil {
		return nil, err
	}
	return s.list, nil
}

// find looks a live object up by id or, where that finds none, by natural key; nil when there is none.
func (c *crm) find(ctx context.Context, typ, id, key string) (*providers.Live, error) {
	return c.lookUp(ctx, typ, id, key, false)
}

// last is find in what was read last, with the outcomes of the operations since: what a plan, too, would know of it.
func (c *crm) last(ctx context.Context, typ, id, key string) (*providers.Live, error) {
	return c.lookUp(ctx, typ, id, key, true)
}

func (c *crm) lookUp(ctx context.Context, typ, id, key string, stale bool) (*providers.Live, error) {
	s, err := c.shelf(ctx, typ, stale)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return s.look(typ, id, key)
}

func (c *crm) shelf(ctx context.Context, typ string, stale bool) (*shelf, error) {
	c.mu.Lock()
	s := c.shelves[typ]
	if s != nil && s.stale && !stale {
		s = nil
	}
	c.mu.Unlock()
	if s != nil {
		return s, nil
	}
	w := &wanted{typ: typ}
	if _, err := c.reads.do(ctx, w); err != nil {
		return nil, ended(err, "read")
	}
	return w.shelf, w.err
}

// ended says in words that the time for something is up.
func ended(err error, doing string) *providers.Error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &providers.Error{Kind: providers.Unavailable, Message: "the time to " + doing + " is up; `timeouts` gives it more", Err: err}
	}
	return &providers.Error{Kind: providers.Unavailable, Message: "stopped", Err: err}
}

// readBatch reads all types that are asked for at once and, where that fails, one by one, so that a type that cannot be read
// is no harm to others.
func (c *crm) readBatch(ctx context.Context, wants []*wanted) {
	p, err := c.open(ctx)
	if err != nil {
		for _, w := range wants {
			w.err = err
		}
		return
	}
	var types []string
	for _, w := range wants {
		if !slices.Contains(types, w.typ) {
			types = append(types, w.typ)
		}
	}
	slices.Sort(types)
	shelves, err := c.read(ctx, p, types)
	for _, w := range wants {
		w.shelf, w.err = shelves[w.typ], err
	}
	if err == nil || len(types) == 1 {
		return
	}
	for _, typ := range types {
		shelves, err := c.read(ctx, p, []string{typ})
		for _, w := range wants {
			if w.typ == typ {
				w.shelf, w.err = shelves[typ], err
			}
		}
	}
}

func (c *crm) read(ctx context.Context, p providers.Provider, types []string) (map[string]*shelf, error) {
	c.mu.Lock()
	at := c.changes
	c.mu.Unlock()
	live, err := p.Read(ctx, types)
	if err != nil {
		return nil, err
	}
	byType := map[string][]*providers.Live{}
	for _, l := range live {
		byType[l.Type] = append(byType[l.Type], l)
	}
	out := map[string]*shelf{}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, typ := range types {
		s := newShelf(byType[typ])
		s.stale = c.changes != at
		c.shelves[typ], out[typ] = s, s
	}
	return out, nil
}
