package odoo

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

// directory translates between natural keys and Odoo's ids. It reads each sort of name when it is first asked for, and
// anew when something is not found that may have come since.
type directory struct {
	c      *api.Client
	mu     sync.Mutex
	tables map[string]*table
}

// table holds the names of one sort.
type table struct {
	ids  map[string]int64
	keys map[int64]string
}

func (t *table) add(key string, id int64) {
	if _, taken := t.ids[key]; !taken { // of several with one name, the first counts
		t.ids[key] = id
	}
	if _, taken := t.keys[id]; !taken {
		t.keys[id] = key
	}
}

// Sorts of names beside those of models, whose keys are external ids.
const (
	userNames  = "users"  // logins
	modelNames = "models" // technical names
	fieldNames = "fields" // MODEL/NAME
	viewNames  = "views"  // external ids that other modules gave
	// storedNames are the fieldNames whose values stand in the database and can be searched for.
	storedNames = "stored fields"
)

func newDirectory(c *api.Client) *directory { return &directory{c: c, tables: map[string]*table{}} }

// forget makes the directory read again when it is next asked.
func (d *directory) forget(sorts ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range sorts {
		delete(d.tables, s)
	}
	if len(sorts) == 0 {
		clear(d.tables)
	}
}

// learn adds a name.
func (d *directory) learn(sort, key string, id int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t := d.tables[sort]; t != nil {
		t.add(key, id)
	}
}

// id gives the id of a name; NotFound when there is none.
func (d *directory) id(ctx context.Context, sort, key string) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for fresh := d.tables[sort] == nil; ; fresh = true {
		t, err := d.table(ctx, sort)
		if err != nil {
			return 0, err
		}
		if id, ok := t.ids[key]; ok {
			return id, nil
		}
		if id := byNumber(sort, key); id != 0 {
			return id, nil
		}
		if fresh {
			return 0, missing("the database has no %q among its %s", key, words(sort))
		}
		delete(d.tables, sort)
	}
}

// has tells whether there is a name, as far as the directory has read.
func (d *directory) has(ctx context.Context, sort, key string) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.table(ctx, sort)
	if err != nil {
		return false, err
	}
	_, ok := t.ids[key]
	return ok || byNumber(sort, key) != 0, nil
}

func words(sort string) string {
	if strings.Contains(sort, ".") {
		return "records of " + sort
	}
	return sort
}

// byNumber reads MODEL,NUMBER, the key of an object without an external id.
func byNumber(model, key string) (id int64) {
	if rest, ok := strings.CutPrefix(key, model+","); ok {
		fmt.Sscanf(rest, "%d", &id)
	}
	return id
}

// key gives the name of an id. An object of a model that has no external id is MODEL,NUMBER; other names are "" when nothing
// has the id.
func (d *directory) key(ctx context.Context, sort string, id int64) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.table(ctx, sort)
	if err != nil {
		return "", err
	}
	key, ok := t.keys[id]
	if !ok && strings.Contains(sort, ".") {
		key = fmt.Sprintf("%s,%d", sort, id)
	}
	return key, nil
}

func (d *directory) table(ctx context.Context, sort string) (*table, error) {
	if t := d.tables[sort]; t != nil {
		return t, nil
	}
	if strings.Contains(sort, ".") {
		tables, err := readIdentities(ctx, d.c)
		for model, t := range tables {
			d.tables[model] = t
		}
		if err == nil && d.tables[sort] == nil {
			d.tables[sort] = newTable()
		}
		return d.tables[sort], err
	}
	t := newTable()
	if err := d.read(ctx, sort, t); err != nil {
		return nil, err
	}
	d.tables[sort] = t
	return t, nil
}

func newTable() *table { return &table{map[string]int64{}, map[int64]string{}} }

func (d *directory) read(ctx context.Context, sort string, t *table) error {
	switch sort {
	case userNames:
		users, err := readUsers(ctx, d.c)
		for _, u := range users {
			t.add(u.Login, u.ID)
		}
		return err
	case modelNames:
		lasting := []any{"|", []any{"transient", "=", false}, []any{"model", "=", lostModel}} // forms are for people, but for the one that rules look at
		rows, err := d.c.SearchRead(ctx, api.Search{Model: "ir.model", Domain: lasting, Fields: []string{"model"}})
		for _, r := range rows {
			t.add(r.Text("model"), r.ID())
		}
		return err
	}
	if sort == viewNames {
		rows, err := d.c.SearchRead(ctx, api.Search{Model: identityModel, Domain: []any{[]any{"model", "=", "ir.ui.view"}, []any{"module", "!=", module}}, Fields: []string{"module", "name", "res_id"}})
		for _, r := range rows {
			t.add(r.Text("module")+"."+r.Text("name"), int64(r.Number("res_id")))
		}
		return err
	}
	domain := fieldsOfInterest()
	if sort == renamedNames {
		domain = anyRenamed()
	}
	if sort == storedNames {
		domain = append([]any{"&", "&", []any{"store", "=", true}, []any{"ttype", "not in", []string{"properties", "properties_definition", "json", "serialized"}}}, domain...)
	}
	rows, err := d.c.SearchRead(ctx, api.Search{Model: fieldModel, Domain: domain, Fields: []string{"model", "name"}})
	for _, r := range rows {
		t.add(key(r.Text("model"), r.Text("name")), r.ID())
	}
	return err
}
