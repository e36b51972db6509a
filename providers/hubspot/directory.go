package hubspot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// directory translates between natural keys and HubSpot's ids, see refs.go. It reads each sort of name when it is first
// asked for, and anew when something is not found that may have come since.
type directory struct {
	c      *api.Client
	portal *portal
	mu     sync.Mutex
	tables map[refKind]*table
}

// table holds the names of one sort.
type table struct{ ids, keys map[string]string }

func (t *table) add(key, id string) {
	if _, taken := t.ids[key]; !taken { // of several with one name, the first counts
		t.ids[key] = id
	}
	t.keys[id] = key
}

func newDirectory(c *api.Client, p *portal) *directory {
	return &directory{c: c, portal: p, tables: map[refKind]*table{}}
}

// forget makes the directory read a sort of name again when it is next asked for; all of them without arguments.
func (d *directory) forget(kinds ...refKind) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(kinds) == 0 {
		clear(d.tables)
	}
	for _, k := range kinds {
		delete(d.tables, k)
	}
}

// learn adds a name.
func (d *directory) learn(k refKind, key, id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t := d.tables[k]; t != nil {
		delete(t.ids, t.keys[id]) // the name that it had before
		delete(t.keys, t.ids[key])
		delete(t.ids, key)
		t.add(key, id)
	}
}

// id gives the id of a natural key; NotFound when there is none.
func (d *directory) id(ctx context.Context, k refKind, key string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if k == refOwner || k == refUser {
		key = mailbox(key)
	}
	fresh := d.tables[k] == nil
	for {
		t, err := d.table(ctx, k)
		if err != nil {
			return "", err
		}
		if id, ok := t.ids[key]; ok {
			return id, nil
		}
		if fresh {
			return "", &providers.Error{Kind: providers.NotFound, Message: fmt.Sprintf("the account has no %s %q", k, key)}
		}
		delete(d.tables, k)
		fresh = true
	}
}

// key gives the natural key of an id; ok is false when nothing has the id.
func (d *directory) key(ctx context.Context, k refKind, id string) (key string, ok bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.table(ctx, k)
	if err != nil {
		return "", false, err
	}
	key, ok = t.keys[id]
	return key, ok, nil
}

func (d *directory) table(ctx context.Context, k refKind) (*table, error) {
	if t := d.tables[k]; t != nil {
		return t, nil
	}
	t := &table{map[string]string{}, map[string]string{}}
	if err := d.read(ctx, k, t); err != nil {
		return nil, err
	}
	d.tables[k] = t
	return t, nil
}

func (d *directory) read(ctx context.Context, k refKind, t *table) error {
	switch k {
	case refStage, refPipeline:
		for _, plural := range d.portal.piped() {
			pipelines, err := d.c.Pipelines(ctx, d.portal.pathName(plural))
			if err != nil && !refused(err) {
				return err
			}
			for _, p := range pipelines {
				if k == refPipeline {
					t.add(key(plural, p.ID), p.ID)
					t.keys[key(plural, p.ID)] = key(plural, p.ID) // ids of pipelines and stages differ within an object alone
					continue
				}
				for _, s := range p.Stages {
					t.add(key(plural, p.ID, s.ID), s.ID)
					t.keys[key(plural, s.ID)] = key(plural, p.ID, s.ID)
				}
			}
		}
	case refLifecycle:
		stages, err := readLifecycle(ctx, d.c, "contacts")
		if err != nil {
			return err
		}
		for i, name := range lifecycleKeys(stages) {
			t.add(name, stages[i].ID)
		}
	case refOwner:
		for o, err := range d.c.Owners(ctx, false) {
			if err != nil {
				return err
			}
			t.add(mailbox(o.Email), o.ID)
		}
	case refUser:
		users, err := d.users(ctx)
		if err != nil {
			return err
		}
		for email, id := range users {
			t.add(email, id)
		}
	case refTeam:
		list, err := d.c.Teams(ctx)
		if err != nil {
			return err
		}
		for _, x := range list {
			t.add(x.Name, x.ID)
		}
	case refList:
		for l, err := range d.c.AllLists(ctx) {
			if err != nil {
				return err
			}
			t.add(l.Name, l.ID)
		}
	case refWorkflow:
		list, err := api.Collect(d.c.Flows(ctx))
		if err != nil {
			return err
		}
		for id, name := range flowNames(list) {
			t.add(name, id)
		}
	case refObject:
		for _, s := range standardObjects {
			t.add(s.plural, s.id)
		}
		if d.portal.can(customObjects) {
			list, err := d.c.Schemas(ctx)
			if err != nil {
				return err
			}
			for _, s := range d.portal.current(list) {
				t.add(s.Name, s.ObjectTypeID)
			}
		}
	}
	return nil
}

// users are the ids of users by e-mail address. A token that may not list them sees those who own records.
func (d *directory) users(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	for u, err := range d.c.Users(ctx) {
		switch {
		case err == nil:
			out[mailbox(u.Email)] = u.ID
		case !refused(err):
			return nil, err
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	for o, err := range d.c.Owners(ctx, false) {
		if err != nil {
			return nil, err
		}
		if o.UserID != 0 {
			out[mailbox(o.Email)] = strconv.FormatInt(o.UserID, 10)
		}
	}
	return out, nil
}

// mailbox is an e-mail address as it is compared: HubSpot does not tell apart those that differ in case alone.
func mailbox(email string) string { return strings.ToLower(email) }

// resolve puts ids in the place of the placeholders of a document.
func (d *directory) resolve(ctx context.Context, doc any) (any, error) {
	return mapTexts(doc, func(s string) (any, error) {
		k, key, ok := parseRef(s)
		if !ok {
			return s, nil
		}
		return d.id(ctx, k, key)
	})
}

// readLifecycle reads the lifecycle stages of contacts or companies, in order.
func readLifecycle(ctx context.Context, c *api.Client, plural string) ([]api.Stage, error) {
	pipelines, err := c.Pipelines(ctx, plural)
	if err != nil && !refused(err) {
		return nil, err
	}
	if stages, only := lifecycleOf(pipelines, api.Property{}); !only {
		return shownOrder(stages), nil
	}
	p, err := c.Property(ctx, plural, lifecycleProperty)
	if err != nil {
		return nil, err
	}
	stages, _ := lifecycleOf(nil, *p)
	return shownOrder(stages), nil
}
