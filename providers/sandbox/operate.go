package sandbox

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// object is a live configuration object in the course of an operation.
type object struct {
	id   int64
	typ  *providers.ResourceType
	key  string
	vals providers.Values
}

// operation is one operation in its transaction.
type operation struct {
	ctx   context.Context
	tx    *sql.Tx
	op    *providers.Operation
	now   int64
	moved int64
	note  string // what else there is to say
}

// operate carries one operation out, whole or not at all.
func (c *CRM) operate(ctx context.Context, op *providers.Operation) providers.Progress {
	c.writing.Lock()
	defer c.writing.Unlock()
	res := providers.Progress{Op: op, Phase: providers.Done}
	fail := func(err error) providers.Progress {
		res.Err = storeError(err)
		return res
	}
	t := typeByName()[op.Type]
	if t == nil {
		return fail(invalid("", "the sandbox has no resource type %q", op.Type))
	}
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return fail(err)
	}
	defer tx.Rollback()
	o := &operation{ctx: ctx, tx: tx, op: op, now: c.now().UnixMilli()}
	var obj *object
	switch op.Action {
	case providers.Create:
		obj, err = o.create(t)
	case providers.Update, providers.Replace:
		obj, err = o.update(t)
	case providers.Delete:
		err = o.delete(t)
	default:
		err = invalid("", "the sandbox cannot %s", op.Action)
	}
	if err != nil {
		return fail(err)
	}
	if err := o.log(); err != nil {
		return fail(err)
	}
	if err := tx.Commit(); err != nil {
		return fail(err)
	}
	res.Moved, res.Note = o.moved, o.note
	if obj != nil {
		res.ID, res.Values = strconv.FormatInt(obj.id, 10), obj.vals
	}
	return res
}

// exec runs a statement and gives the number of rows it changed.
func (o *operation) exec(query string, args ...any) (int64, error) {
	r, err := o.tx.ExecContext(o.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// count runs a query that gives one number.
func (o *operation) count(query string, args ...any) (n int64, err error) {
	err = o.tx.QueryRowContext(o.ctx, query, args...).Scan(&n)
	return n, err
}

// log writes the change into the history and tells readers of the configuration about it.
func (o *operation) log() error {
	detail := map[string]any{"action": o.op.Action, "type": o.op.Type, "key": o.op.Key}
	if o.moved > 0 {
		detail["moved"] = o.moved
	}
	b, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	if _, err := o.exec(`INSERT INTO history (at, actor, kind, detail, basis) VALUES (?, 'stagecraft', 'config', ?, ?)`, o.now, string(b), o.op.Address); err != nil {
		return err
	}
	_, err = o.exec(`INSERT INTO meta VALUES ('config_version', '1') ON CONFLICT (key) DO UPDATE SET value = value + 1`)
	return err
}

func conflict(format string, args ...any) error {
	return &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf(format, args...)}
}

// find gives an object by its id, as the operation names it.
func (o *operation) find(t *providers.ResourceType) (*object, error) {
	id, err := strconv.ParseInt(o.op.ID, 10, 64)
	if err != nil {
		return nil, notFound("%s has no object with the id %q", t.Name, o.op.ID)
	}
	return o.scan(t, o.tx.QueryRowContext(o.ctx, `SELECT id, key, vals FROM config WHERE id = ? AND type = ?`, id, t.Name), o.op.ID)
}

// byKey gives an object by its natural key.
func (o *operation) byKey(t *providers.ResourceType, key string) (*object, error) {
	return o.scan(t, o.tx.QueryRowContext(o.ctx, `SELECT id, key, vals FROM config WHERE type = ? AND key = ?`, t.Name, key), key)
}

func (o *operation) scan(t *providers.ResourceType, row *sql.Row, name string) (*object, error) {
	obj := &object{typ: t}
	var vals []byte
	switch err := row.Scan(&obj.id, &obj.key, &vals); {
	case err == sql.ErrNoRows:
		return nil, notFound("there is no %s %q", t.Name, name)
	case err != nil:
		return nil, err
	}
	return obj, json.Unmarshal(vals, &obj.vals)
}

// save writes an object's key and values and what it refers to.
func (o *operation) save(obj *object) error {
	b, err := json.Marshal(obj.vals)
	if err != nil {
		return err
	}
	if _, err := o.exec(`UPDATE config SET key = ?, vals = ? WHERE id = ?`, obj.key, string(b), obj.id); err != nil {
		return err
	}
	if _, err := o.exec(`DELETE FROM refs WHERE from_id = ?`, obj.id); err != nil {
		return err
	}
	for _, r := range obj.typ.References(obj.vals) {
		if _, err := o.exec(`INSERT INTO refs VALUES (?, ?, ?)`, obj.id, r.Type, r.Key); err != nil {
			return err
		}
	}
	return nil
}

// wanted gives the values that the operation asks for, normalized.
func (o *operation) wanted(t *providers.ResourceType) (providers.Values, error) {
	vals, err := t.Normalize(o.op.After)
	if err != nil {
		return nil, invalid("", "%v", err)
	}
	if t.Name == typeProperty {
		if _, err := jsonPath(fmt.Sprint(vals["name"])); err != nil {
			return nil, err
		}
	}
	return vals, nil
}

// references refuses values that refer to what does not exist.
func (o *operation) references(t *providers.ResourceType, vals providers.Values) error {
	for _, r := range t.References(vals) {
		n, err := o.count(`SELECT count(*) FROM config WHERE type = ? AND key = ?`, r.Type, r.Key)
		if err != nil {
			return err
		}
		if object, name, ok := strings.Cut(r.Key, "/"); ok && n == 0 && r.Type == typeProperty && slices.Contains(schema.BuiltinFields(), name) {
			if n, err = o.count(`SELECT count(*) FROM config WHERE type = ? AND key = ?`, typeObject, object); err != nil {
				return err
			}
		}
		if n == 0 {
			return invalid("", "it refers to %s %q, which does not exist", r.Type, r.Key)
		}
	}
	return nil
}

func (o *operation) create(t *providers.ResourceType) (*object, error) {
	vals, err := o.wanted(t)
	if err != nil {
		return nil, err
	}
	obj := &object{typ: t, key: t.KeyOf(vals), vals: vals}
	if err := o.free(t, obj.key); err != nil {
		return nil, err
	}
	if err := o.references(t, vals); err != nil {
		return nil, err
	}
	err = o.tx.QueryRowContext(o.ctx, `INSERT INTO config (type, key, vals) VALUES (?, ?, '{}') RETURNING id`, t.Name, obj.key).Scan(&obj.id)
	if err != nil {
		return nil, err
	}
	return obj, o.save(obj)
}

// update changes an object in place. A replacement does the same, and may change more: records stay where they are.
func (o *operation) update(t *providers.ResourceType) (*object, error) {
	old, err := o.find(t)
	if err != nil {
		return nil, err
	}
	vals, err := o.wanted(t)
	if err != nil {
		return nil, err
	}
	for i := range t.Attributes {
		a := &t.Attributes[i]
		if a.Computed && vals[a.Name] == nil && old.vals[a.Name] != nil {
			vals[a.Name] = old.vals[a.Name]
		}
		if a.Immutable && o.op.Action != providers.Replace && !reflect.DeepEqual(vals[a.Name], old.vals[a.Name]) {
			return nil, &providers.Error{Kind: providers.Invalid, Attribute: a.Name, Message: fmt.Sprintf("it cannot be changed on %s %q", t.Name, old.key)}
		}
	}
	obj := &object{id: old.id, typ: t, key: t.KeyOf(vals), vals: vals}
	if isBuiltin(t.Name, old.key) && obj.key != old.key {
		return nil, &providers.Error{Kind: providers.Invalid, Attribute: "name", Message: "a built-in object keeps its name"}
	}
	if obj.key != old.key {
		if err := o.free(t, obj.key); err != nil {
			return nil, err
		}
	}
	if err := o.references(t, vals); err != nil {
		return nil, err
	}
	if err := o.follow(old, obj); err != nil {
		return nil, err
	}
	if err := o.save(obj); err != nil {
		return nil, err
	}
	if obj.key != old.key {
		return obj, o.renamed(t.Name, old.key, obj.key)
	}
	return obj, nil
}

// renamed makes everything that refers to an object refer to its new key, and
// so on for what is thereby renamed itself. The history keeps each new key, since what it said before has the old one.
func (o *operation) renamed(typ, from, to string) error {
	if _, err := o.exec(`INSERT INTO history (at, actor, kind, detail, basis) VALUES (?, 'stagecraft', 'renamed',
		json_object('type', ?, 'from', ?, 'to', ?), ?)`, o.now, typ, from, to, o.op.Address); err != nil {
		return err
	}
	rows, err := o.tx.QueryContext(o.ctx, `SELECT c.type, c.key FROM refs r JOIN config c ON c.id = r.from_id WHERE r.type = ? AND r.key = ?`, typ, from)
	if err != nil {
		return err
	}
	defer rows.Close()
	var refs []providers.Reference
	for rows.Next() {
		var r providers.Reference
		if err := rows.Scan(&r.Type, &r.Key); err != nil {
			return err
		}
		refs = append(refs, r)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, r := range refs {
		t := typeByName()[r.Type]
		obj, err := o.byKey(t, r.Key)
		if err != nil {
			return err
		}
		obj.vals = t.Rename(obj.vals, typ, from, to)
		if r.Type == typeStage && (typ == typeLifecycle || typ == typePipeline) {
			obj.vals["track"] = to
		}
		old := obj.key
		obj.key = t.KeyOf(obj.vals)
		if err := o.save(obj); err != nil {
			return err
		}
		if obj.key != old {
			if err := o.renamed(r.Type, old, obj.key); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *operation) delete(t *providers.ResourceType) error {
	obj, err := o.find(t)
	if err != nil {
		return err
	}
	if isBuiltin(t.Name, obj.key) {
		return invalid("", "%s is built in and cannot be removed", obj.key)
	}
	var typ, key string
	err = o.tx.QueryRowContext(o.ctx, `SELECT c.type, c.key FROM refs r JOIN config c ON c.id = r.from_id
		WHERE r.type = ? AND r.key = ? AND c.id <> ? ORDER BY c.type, c.key LIMIT 1`, t.Name, obj.key, obj.id).Scan(&typ, &key)
	switch {
	case err == nil:
		return conflict("%s %q cannot be removed: %s %q refers to it", t.Name, obj.key, typ, key)
	case err != sql.ErrNoRows:
		return err
	}
	if err := o.release(obj); err != nil {
		return err
	}
	_, err = o.exec(`DELETE FROM config WHERE id = ?`, obj.id)
	return err
}

// free makes sure that no object of the type has the key yet; one that has it is a Conflict.
func (o *operation) free(t *providers.ResourceType, key string) error {
	_, err := o.byKey(t, key)
	switch {
	case err == nil:
		return conflict("%s %q exists already", t.Name, key)
	case providers.IsKind(err, providers.NotFound):
		return nil
	}
	return err
}
